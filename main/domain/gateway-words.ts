/**
 * What the gateways have said of the time, in the order of the ledger's events, and what it proves of the age of what
 * stands between. One that is wrong now and then proves nothing. Pure.
 */

/** One `time.confirmed`. */
export interface TimeWord {
  readonly sequence: number;
  readonly accountId: string;
  /** Milliseconds since 1970 (UTC). */
  readonly saidMs: number;
}

export interface ProvenAge {
  /** All up to here is old; 0 for nothing. */
  readonly lastOldSequence: number;
  /** From here on all may be young; `null` where no gateway has said anything young. */
  readonly firstYoungSequence: number | null;
}

/** Gateways' clocks differ by less. */
const dayMs = 86_400_000;
/** So many later words of the same gateway, and all of them, have to say that one was ahead. */
const wordsAgainst = 3;
/** One alone may be the one that is wrong. */
const wordsNeededForNow = 2;
/** A shop that is closed for a day has told nothing meanwhile. */
const lastDaysMs = 2 * dayMs;

/**
 * An old word makes all old that came before it. What came after the last old one and before the first young one may be as
 * young as that, and nothing is old that came after a young one.
 * @param words in the order of their sequences.
 * @param beforeMs what is older is old.
 * @param confirmedMs the time from which that was reckoned, as a gateway says. `null`: it has been borne out before.
 */
export function provenAge(words: readonly TimeWord[], beforeMs: number, confirmedMs: number | null): ProvenAge {
  const credible = withoutThoseAhead(words);
  const young = credible.filter(({ saidMs }) => saidMs >= beforeMs);
  const firstYoung = young[0]?.sequence ?? Number.POSITIVE_INFINITY;
  let [lastOldSequence, latestMs] = [0, Number.NEGATIVE_INFINITY];
  for (const { sequence, saidMs } of credible) {
    if (sequence >= firstYoung) break;
    // One that is behind what had been said before says nothing of what came before it.
    if (saidMs >= latestMs - dayMs) lastOldSequence = sequence;
    latestMs = Math.max(latestMs, saidMs);
  }
  const isBorneOut =
    confirmedMs === null ||
    credible.filter(({ saidMs }) => saidMs >= confirmedMs - lastDaysMs).length >= wordsNeededForNow;
  return {
    lastOldSequence: isBorneOut ? lastOldSequence : 0,
    firstYoungSequence: young.length === 0 ? null : lastOldSequence + 1,
  };
}

/** A gateway's clock does not go back: what all that it says afterwards denies was wrong. */
function withoutThoseAhead(words: readonly TimeWord[]): readonly TimeWord[] {
  const later = new Map<string, { readonly count: number; readonly latestMs: number }>();
  const credible: TimeWord[] = [];
  for (const word of [...words].reverse()) {
    const { count, latestMs } = later.get(word.accountId) ?? { count: 0, latestMs: Number.NEGATIVE_INFINITY };
    if (count >= wordsAgainst && latestMs < word.saidMs - dayMs) continue;
    credible.push(word);
    later.set(word.accountId, { count: count + 1, latestMs: Math.max(latestMs, word.saidMs) });
  }
  return credible.reverse();
}
