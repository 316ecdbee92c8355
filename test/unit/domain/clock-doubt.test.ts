import { expect, it } from 'vitest';
import { clockDoubtOf } from '../../../main/domain/clock-doubt.ts';

const ms = (time: string): number => Date.parse(time);

it.each([
  ['the same moment', '2026-11-22T10:00:00Z', null],
  ['a little behind', '2026-11-22T09:55:00Z', null],
  ['behind', '2026-11-22T09:54:59Z', 'behind_ledger'],
  ['after a long holiday', '2027-01-06T10:00:00Z', null],
  ['later than any holiday', '2027-01-06T10:00:01Z', 'ahead_of_ledger'],
])('a clock against the last entry: %s', (_, clock, doubt) => {
  expect(clockDoubtOf(ms(clock), ms('2026-11-22T10:00:00Z'))).toBe(doubt);
});
