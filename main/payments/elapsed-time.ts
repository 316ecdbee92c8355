/**
 * How much time has passed for certain: by the monotonic clock of this run, and by what the gateways' clocks confirm,
 * which also counts the time while the computer slept or was off. Setting the computer's date moves neither.
 */
import type { Clock, ConfirmedTime } from '../ports/index.ts';

/**
 * By how much a gateway's time may be told too late: as long as a reply may be on its way, and the second that its
 * header counts in. Two such times lie at least so much less apart.
 */
const toldLateMs = 11_000;

export interface TimeParts {
  readonly clock: Clock;
  readonly time: ConfirmedTime;
  /** Whose gateway's clock counts: that of another may go differently. */
  readonly accountId: string;
}

export class ElapsedTime {
  readonly #parts: TimeParts;
  readonly #sinceMs: number;
  #confirmedFromMs: number | null;

  /**
   * Counts from now.
   * @param confirmedFrom the gateway's time (UTC, ISO 8601) at which it had begun already; `null` where none is known.
   */
  constructor(parts: TimeParts, confirmedFrom: string | null = null) {
    this.#parts = parts;
    this.#sinceMs = parts.clock.monotonicMs();
    this.#confirmedFromMs = confirmedFrom === null ? null : Date.parse(confirmedFrom);
  }

  /** Milliseconds; never more than has really passed. */
  passedMs(): number {
    const { clock, time, accountId } = this.#parts;
    const inThisRunMs = clock.monotonicMs() - this.#sinceMs;
    const confirmedMs = time.nowMs(accountId);
    if (confirmedMs === null) return inThisRunMs;
    // It began before the first confirmation at the latest.
    this.#confirmedFromMs ??= confirmedMs - inThisRunMs;
    return Math.max(inThisRunMs, confirmedMs - this.#confirmedFromMs - toldLateMs);
  }
}
