/**
 * Records what time the gateways say it is: often enough that the time of an order can be counted across a restart,
 * and whenever the computer's clock has been set.
 */
import type { Clock, ConfirmedTime, Ledger } from '../ports/index.ts';

const minuteMs = 60_000;
/** Between two records while orders are being made. */
const rhythmMs = 10 * minuteMs;
/** Less than that is no other clock. */
const noticeableMs = minuteMs;

interface Recorded {
  readonly atMs: number;
  readonly computerAheadMs: number;
  /** Whether orders have been recorded since. */
  readonly isOutrun: boolean;
}

export interface TimeRecordParts {
  readonly ledger: Pick<Ledger, 'appendTillEvent'>;
  readonly clock: Clock;
  readonly time: ConfirmedTime;
  readonly onFault: (fault: unknown) => void;
}

export class TimeRecord {
  readonly #parts: TimeRecordParts;
  readonly #recorded = new Map<string, Recorded>();

  constructor(parts: TimeRecordParts) {
    this.#parts = parts;
  }

  /** Call when an order has changed. */
  noteOrder(accountId: string): void {
    const recorded = this.#recorded.get(accountId);
    if (recorded !== undefined) this.#recorded.set(accountId, { ...recorded, isOutrun: true });
  }

  /** Call when a gateway has told its time. */
  noteTime(accountId: string): void {
    const { ledger, clock, time, onFault } = this.#parts;
    const gatewayMs = time.nowMs(accountId);
    if (gatewayMs === null) return;
    const now = clock.now();
    const computerAheadMs = Math.round(now.getTime() - gatewayMs);
    if (!this.#isNews(accountId, computerAheadMs)) return;
    this.#recorded.set(accountId, { atMs: clock.monotonicMs(), computerAheadMs, isOutrun: false });
    const payload = { accountId, gatewayAt: new Date(gatewayMs).toISOString(), computerAheadMs };
    ledger.appendTillEvent({ type: 'time.confirmed', payload }, now).catch((fault: unknown) => {
      this.#recorded.delete(accountId);
      onFault(fault);
    });
  }

  #isNews(accountId: string, computerAheadMs: number): boolean {
    const recorded = this.#recorded.get(accountId);
    if (recorded === undefined) return true;
    if (Math.abs(computerAheadMs - recorded.computerAheadMs) >= noticeableMs) return true;
    return recorded.isOutrun && this.#parts.clock.monotonicMs() - recorded.atMs >= rhythmMs;
  }
}
