/** Which of the events that can be read are the ledger's own, in their order: the chain says so. */
import { genesisHash, hashEvent } from '../format/event-hash.ts';
import { commitmentIn, commitmentOf, type PrivateContent } from '../format/private-content.ts';

export interface StoredEvent {
  readonly sequence: number;
  readonly orderNo: string | null;
  readonly type: string;
  readonly at: string;
  /** JSON. */
  readonly payload: string;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** What can be read, proven or not: any number of readings of one event, and none where there is nothing. */
export interface EventSource {
  events(sequence: number): readonly StoredEvent[];
  privateContents(sequence: number): readonly PrivateContent[];
}

export interface ProvenEvent {
  readonly event: StoredEvent;
  /** Index of the source that had it. */
  readonly source: number;
  /** What its hash is by the chain, whatever is stored of it. */
  readonly hash: Buffer;
}

/**
 * From the first event on, until one is missing in all sources.
 * @param sources where they do not agree, the first goes before the others.
 */
export function* provenEvents(sources: readonly EventSource[]): Generator<ProvenEvent, void> {
  let previousHash: Uint8Array = genesisHash;
  for (let sequence = 1; ; sequence += 1) {
    const found = eventAt(sequence, previousHash, sources);
    if (found === undefined) return;
    yield found;
    previousHash = found.hash;
  }
}

/** What an event says of a person, as one of the sources has it; `null` when it says nothing, or none has it any more. */
export function privateContentOf(event: StoredEvent, sources: readonly EventSource[]): PrivateContent | null {
  const commitment = commitmentIn(event.payload);
  if (commitment === null) return null;
  const contents = sources.flatMap((source) => source.privateContents(event.sequence));
  return contents.find((content) => commitmentOf(content) === commitment) ?? null;
}

/** An event is proven by its own hash, or by the next one that hangs on it: then only the stored hash is damaged. */
function eventAt(sequence: number, previousHash: Uint8Array, sources: readonly EventSource[]): ProvenEvent | undefined {
  const candidates = sources.flatMap((reading, source) =>
    reading.events(sequence).map((event) => ({ event, source, hash: hashEvent(previousHash, event) })),
  );
  const isHungOnBy = (readers: readonly EventSource[]) => {
    const next = readers.flatMap((reader) => reader.events(sequence + 1));
    return ({ hash }: ProvenEvent) => next.some((event) => hash.equals(event.previousHash));
  };
  return (
    candidates.find(isHungOnBy(sources.slice(0, 1))) ??
    candidates.find(({ hash, event }) => hash.equals(event.hash)) ??
    candidates.find(isHungOnBy(sources))
  );
}
