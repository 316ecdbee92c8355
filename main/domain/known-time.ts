/** What a ledger's own entries tell of the time, where no gateway has confirmed the clock. Pure. */

const dayMs = 86_400_000;
/** A clock that is further ahead of the last entry may be right, after a holiday; or somebody has set it. */
const largestLeapMs: number = 3 * dayMs;

/** One entry, in the order of the chain. Times in milliseconds since 1970. */
export interface TimedEntry {
  /** What this computer's clock said. */
  readonly atMs: number;
  /** A moment that, as a gateway says, has been by then: its own time, or that of a payment; `null` where it says nothing. */
  readonly gatewaySaysMs: number | null;
}

/**
 * The time up to which the entries follow on each other without a leap that no gateway bears out; `null` without any. A
 * gateway's word says as well that it is no earlier than that.
 */
export function knownTimeMs(entries: Iterable<TimedEntry>): number | null {
  let knownMs: number | null = null;
  for (const { atMs, gatewaySaysMs } of entries) {
    if (gatewaySaysMs !== null && gatewaySaysMs > (knownMs ?? atMs)) knownMs = gatewaySaysMs;
    if (knownMs === null || atMs <= knownMs + largestLeapMs) knownMs = Math.max(atMs, gatewaySaysMs ?? atMs);
  }
  return knownMs;
}

/** A shop is not closed for longer without anybody coming by; and a clock that is a little behind is no news. */
const longestPauseMs = 45 * dayMs;
const smallestLagMs = 5 * 60_000;

/** What about the clock does not fit the ledger's last entry; `null` where it fits. */
export function clockDoubtOf(clockMs: number, lastEntryMs: number): 'behind_book' | 'ahead_of_book' | null {
  if (clockMs < lastEntryMs - smallestLagMs) return 'behind_book';
  return clockMs > lastEntryMs + longestPauseMs ? 'ahead_of_book' : null;
}

/** Whether the clock can be believed by what the ledger knows alone. */
export function isBorneOut(clockMs: number, knownMs: number | null): boolean {
  return knownMs !== null && clockMs <= knownMs + largestLeapMs;
}
