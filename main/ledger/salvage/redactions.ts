/** What of what events say of persons has been taken back, by the redactions that some file tells of. */
import { parseStoredEvent } from '../format/event-schema.ts';
import type { StoredEvent } from './proven-events.ts';

/** By order; each redaction with where it stands, and of which events alone it is. */
export class Redactions {
  readonly #byOrder = new Map<string, Redaction[]>();

  /** Takes no notice of events of other kinds. */
  note({ orderNo, sequence, type, payload }: StoredEvent): void {
    if (orderNo === null || type !== 'personal.redacted') return;
    const known = this.#byOrder.get(orderNo) ?? [];
    this.#byOrder.set(orderNo, [...known, { sequence, only: onlySequencesIn(payload) }]);
  }

  covers(orderNo: string, sequence: number): boolean {
    const known = this.#byOrder.get(orderNo) ?? [];
    return known.some((one) => one.sequence > sequence && (one.only === undefined || one.only.includes(sequence)));
  }
}

/** Of a redaction that makes no sense, as of one that names none: all that came before it. */
function onlySequencesIn(payload: string): readonly number[] | undefined {
  try {
    const event = parseStoredEvent('personal.redacted', payload, null);
    return event.type === 'personal.redacted' ? event.payload.onlySequences : undefined;
  } catch {
    return undefined;
  }
}

interface Redaction {
  readonly sequence: number;
  readonly only: readonly number[] | undefined;
}
