import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBeijingTime, toBeijingTime } from '../../../main/gateways/beijing-time.ts';

describe('Beijing time', () => {
  it('is eight hours ahead of UTC, across the end of a year', () => {
    expect(toBeijingTime(new Date('2023-12-31T16:00:00Z'))).toBe('2024-01-01 00:00:00');
    expect(fromBeijingTime('2024-01-01 00:00:00')).toBe('2023-12-31T16:00:00.000Z');
  });

  it('comes back as the same second', () => {
    const moments = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2099-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(fromBeijingTime(toBeijingTime(moment))).toBe(`${moment.toISOString().slice(0, 19)}.000Z`);
      }),
    );
  });

  it.each([
    '',
    '2024-02-30 00:00:00',
    '2024-13-01 00:00:00',
    '2024-01-01 24:00:00',
    '2024-01-01T00:00:00',
    '2024-01-01',
  ])('does not guess at %j', (text) => {
    expect(fromBeijingTime(text)).toBeNull();
  });
});
