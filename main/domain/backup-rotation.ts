/** Which backups are kept: the newest few, then one a day, then one a month. Pure. */

export interface KeptBackups {
  readonly newest: number;
  readonly days: number;
  readonly months: number;
}

/** About a year back, in at most 32 files. */
export const keptBackups: KeptBackups = { newest: 6, days: 14, months: 12 };

/**
 * The backups that may go, given when each was made (UTC, ISO 8601). Of a day and of a month the last one stays; the
 * newest of all always stays.
 */
export function backupsToDrop(madeAt: readonly string[], kept: KeptBackups = keptBackups): readonly string[] {
  const newestFirst = [...madeAt].sort().reverse();
  const staying = new Set([
    ...newestFirst.slice(0, Math.max(1, kept.newest)),
    ...lastOfEach(newestFirst, (time) => time.slice(0, 10)).slice(0, kept.days),
    ...lastOfEach(newestFirst, (time) => time.slice(0, 7)).slice(0, kept.months),
  ]);
  return newestFirst.filter((time) => !staying.has(time));
}

function lastOfEach(newestFirst: readonly string[], periodOf: (time: string) => string): readonly string[] {
  return newestFirst.filter((time, index) => {
    const newer = newestFirst[index - 1];
    return newer === undefined || periodOf(newer) !== periodOf(time);
  });
}
