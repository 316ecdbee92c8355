import { expect, it } from 'vitest';
import { backupsToDrop } from '../../../main/domain/backup-rotation.ts';

const kept = { newest: 2, days: 3, months: 2 };

function everyHour(from: string, hours: number): readonly string[] {
  return Array.from({ length: hours }, (_, hour) => new Date(Date.parse(from) + hour * 3_600_000).toISOString());
}

it('keeps the newest few, the last of each of the last days, and the last of each of the last months', () => {
  const madeAt = everyHour('2026-09-29T00:30:00.000Z', 24 * 60);
  const dropped = new Set(backupsToDrop(madeAt, kept));
  expect(madeAt.filter((time) => !dropped.has(time))).toEqual([
    '2026-10-31T23:30:00.000Z',
    '2026-11-25T23:30:00.000Z',
    '2026-11-26T23:30:00.000Z',
    '2026-11-27T22:30:00.000Z',
    '2026-11-27T23:30:00.000Z',
  ]);
});

it('never drops the only backup, however little is to be kept', () => {
  expect(backupsToDrop(['2020-01-01T00:00:00.000Z'], { newest: 0, days: 0, months: 0 })).toEqual([]);
});

it('drops nothing twice: what is left after a rotation stays', () => {
  const madeAt = everyHour('2026-10-01T00:30:00.000Z', 24 * 40);
  const dropped = new Set(backupsToDrop(madeAt, kept));
  expect(
    backupsToDrop(
      madeAt.filter((time) => !dropped.has(time)),
      kept,
    ),
  ).toEqual([]);
});
