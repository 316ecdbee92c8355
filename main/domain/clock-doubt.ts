/** What a ledger's own entries tell of this computer's clock, where no gateway has. Pure. */

const dayMs = 86_400_000;

/** A shop is not closed for longer without anybody coming by; and a clock that is a little behind is no news. */
const longestPauseMs = 45 * dayMs;
const smallestLagMs = 5 * 60_000;

/** What about the clock does not fit the ledger's last entry; `null` where it fits. */
export function clockDoubtOf(clockMs: number, lastEntryMs: number): 'behind_ledger' | 'ahead_of_ledger' | null {
  if (clockMs < lastEntryMs - smallestLagMs) return 'behind_ledger';
  return clockMs > lastEntryMs + longestPauseMs ? 'ahead_of_ledger' : null;
}
