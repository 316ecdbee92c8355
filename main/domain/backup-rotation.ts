/** Which backups are kept: the newest few, then one a day, then one a month. Pure. */

export interface KeptBackups {
  readonly newest: number;
  readonly days: number;
  readonly months: number;
}

/** About a year back, in at most 32 files. */
const keptBackups: KeptBackups = { newest: 6, days: 14, months: 12 };

/** What the clock said when a backup was made: a label, which may be wrong and repeat itself. UTC, ISO 8601. */
interface Dated {
  readonly madeAt: string;
}

/**
 * The backups that may go. Which is newer than which, the ledger's own numbers say and not the dates: of every date and
 * of every month that a backup is labelled with, the newest stays, and the newest of all always does.
 * @param newestFirst by how far they reach.
 */
export function backupsToDrop<Backup extends Dated>(
  newestFirst: readonly Backup[],
  kept: KeptBackups = keptBackups,
): readonly Backup[] {
  const staying = new Set([
    ...newestFirst.slice(0, Math.max(1, kept.newest)),
    ...newestOfEach(newestFirst, ({ madeAt }) => madeAt.slice(0, 10)).slice(0, kept.days),
    ...newestOfEach(newestFirst, ({ madeAt }) => madeAt.slice(0, 7)).slice(0, kept.months),
  ]);
  return newestFirst.filter((backup) => !staying.has(backup));
}

/** A clock that jumped there and back comes to one date twice: that is still one. */
function newestOfEach<Backup>(newestFirst: readonly Backup[], periodOf: (backup: Backup) => string): readonly Backup[] {
  const newest = new Map<string, Backup>();
  for (const backup of newestFirst) if (!newest.has(periodOf(backup))) newest.set(periodOf(backup), backup);
  return [...newest.values()];
}
