import { describe, expect, it } from 'vitest';
import { timeSpan } from '../../../../renderer/app/time-span.ts';

describe('how far a clock is off', () => {
  it.each([
    [0, 'seconds', 0],
    [1_400, 'seconds', 1],
    [-119_000, 'seconds', 119],
    [120_000, 'minutes', 2],
    [-420_000, 'minutes', 7],
    [119 * 60_000, 'minutes', 119],
    [-8 * 3_600_000, 'hours', 8],
    [48 * 3_600_000, 'days', 2],
    [-365 * 86_400_000, 'days', 365],
  ] as const)('is said in the unit people use: %i ms', (milliseconds, unit, count) => {
    expect(timeSpan(milliseconds)).toEqual({ unit, count });
  });
});
