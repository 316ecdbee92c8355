import { expect, it } from 'vitest';
import { backupsToDrop } from '../../../main/domain/backup-rotation.ts';

const kept = { newest: 2, days: 3, months: 2 };

interface Backup {
  readonly madeAt: string;
}

/** Newest first, as they are handed over. */
function everyHour(from: string, hours: number): readonly Backup[] {
  return Array.from({ length: hours }, (_, hour) => ({
    madeAt: new Date(Date.parse(from) + hour * 3_600_000).toISOString(),
  })).reverse();
}

/** Oldest first. */
function keptOf(newestFirst: readonly Backup[]): readonly string[] {
  const dropped = new Set(backupsToDrop(newestFirst, kept));
  return newestFirst
    .filter((backup) => !dropped.has(backup))
    .map(({ madeAt }) => madeAt)
    .reverse();
}

it('keeps the newest few, the last of each of the last days, and the last of each of the last months', () => {
  expect(keptOf(everyHour('2026-09-29T00:30:00.000Z', 24 * 60))).toEqual([
    '2026-10-31T23:30:00.000Z',
    '2026-11-25T23:30:00.000Z',
    '2026-11-26T23:30:00.000Z',
    '2026-11-27T22:30:00.000Z',
    '2026-11-27T23:30:00.000Z',
  ]);
});

it('never drops the only backup, however little is to be kept', () => {
  expect(backupsToDrop([{ madeAt: '2020-01-01T00:00:00.000Z' }], { newest: 0, days: 0, months: 0 })).toEqual([]);
});

it('drops nothing twice: what is left after a rotation stays', () => {
  const backups = everyHour('2026-10-01T00:30:00.000Z', 24 * 40);
  const dropped = new Set(backupsToDrop(backups, kept));
  expect(
    backupsToDrop(
      backups.filter((backup) => !dropped.has(backup)),
      kept,
    ),
  ).toEqual([]);
});

it('is not misled by dates: a clock that was ahead or behind costs no later backup its place', () => {
  const wrong = [...everyHour('2031-05-01T00:30:00.000Z', 30), ...everyHour('2015-01-01T00:30:00.000Z', 5)];
  const later = everyHour('2026-11-01T00:30:00.000Z', 72);
  expect(keptOf([...later, ...wrong, ...everyHour('2026-10-01T00:30:00.000Z', 72)]).slice(-4)).toEqual([
    '2026-11-01T23:30:00.000Z',
    '2026-11-02T23:30:00.000Z',
    '2026-11-03T22:30:00.000Z',
    '2026-11-03T23:30:00.000Z',
  ]);
  // The last one was made under the wrong clock, and is no less the newest.
  expect(keptOf([...everyHour('2015-01-01T00:30:00.000Z', 1), ...later]).at(-1)).toBe('2015-01-01T00:30:00.000Z');
});

it('takes a date to which the clock came twice for one', () => {
  const day = (madeAt: string): Backup => ({ madeAt: `${madeAt}T09:00:00.000Z` });
  const backAndForth = Array.from({ length: 20 }, (_, turn) => day(turn % 2 === 0 ? '2026-11-22' : '2031-11-22'));
  expect(keptOf([...backAndForth, day('2026-11-21')])).toContain('2026-11-21T09:00:00.000Z');
});
