import { describe, expect, it } from 'vitest';
import {
  endOfLimit,
  formatGmt8,
  formatRfc3339,
  isTimeLimit,
  parseGmt8,
  readBillPeriod,
} from '../../../../main/practice/common/time.ts';

describe('the gateways’ time', () => {
  it('is GMT+8 whatever the zone of the PC', () => {
    const newYear = new Date('2026-12-31T16:00:00.000Z');
    expect(formatGmt8(newYear)).toBe('2027-01-01 00:00:00');
    expect(formatRfc3339(newYear)).toBe('2027-01-01T00:00:00+08:00');
    expect(parseGmt8('2027-01-01 00:00:00')).toEqual(newYear);
  });

  it.each(['2026-02-29 10:00:00', '2026-01-01 24:00:00', '2026-01-01T10:00:00', '2026-01-01 10:00', ''])(
    'does not take %j',
    (text) => {
      expect(parseGmt8(text)).toBeNull();
    },
  );
});

describe('a time limit', () => {
  it.each(['1m', '90m', '21600m', '360h', '15d', '1c'])('may be %s', (text) => {
    expect(isTimeLimit(text)).toBe(true);
  });

  it.each(['0m', '01m', '21601m', '361h', '16d', '2c', 'c', '5', '5M', '1.5h', '-1m', ' 5m', ''])(
    'may not be %j',
    (text) => {
      expect(isTimeLimit(text)).toBe(false);
    },
  );

  it('runs from its start, and `1c` to the next midnight in GMT+8', () => {
    const from = new Date('2026-11-22T15:59:00.000Z');
    expect(endOfLimit(from, '90m').toISOString()).toBe('2026-11-22T17:29:00.000Z');
    expect(endOfLimit(from, '1c').toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(endOfLimit(new Date('2026-11-22T16:00:00.000Z'), '1c').toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });
});

describe('a bill', () => {
  it.each([
    ['2026-11-22', '2026-11-22 00:00:00', '2026-11-23 00:00:00', '2026-11-23 09:00:00'],
    ['2028-02-29', '2028-02-29 00:00:00', '2028-03-01 00:00:00', '2028-03-01 09:00:00'],
    ['2026-11', '2026-11-01 00:00:00', '2026-12-01 00:00:00', '2026-12-03 09:00:00'],
    ['2026-12', '2026-12-01 00:00:00', '2027-01-01 00:00:00', '2027-01-03 09:00:00'],
  ])('of %s runs from %s to before %s and is ready at %s', (text, from, until, readyAt) => {
    const period = readBillPeriod(text)!;
    expect([period.from, period.until, period.readyAt].map(formatGmt8)).toEqual([from, until, readyAt]);
  });

  it.each(['2026-02-29', '2026-13', '2026', '20261122', '2026-11-22 ', ''])('is not named by %j', (text) => {
    expect(readBillPeriod(text)).toBeNull();
  });
});
