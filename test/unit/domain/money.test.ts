import { describe, expect, it } from 'vitest';
import { amountProblem, largestAmountAnywhereMinor, toDecimalString } from '../../../main/domain/money.ts';
import { maximumNoteLength, noteProblem } from '../../../main/domain/order-input.ts';

describe('an amount in minor units', () => {
  it.each([
    [0, 'zero'],
    [-1, 'negative'],
    [1.5, 'not_an_integer'],
    [Number.NaN, 'not_an_integer'],
    [Number.POSITIVE_INFINITY, 'not_an_integer'],
    [2 ** 53, 'not_an_integer'],
    [largestAmountAnywhereMinor + 1, 'over_limit'],
  ])('is refused when it is %d: %s', (amountMinor, problem) => {
    expect(amountProblem(amountMinor)).toBe(problem);
  });

  it('is fine from one fen to the limit', () => {
    expect(amountProblem(1)).toBeNull();
    expect(amountProblem(largestAmountAnywhereMinor)).toBeNull();
    expect(amountProblem(501, 501)).toBeNull();
    expect(amountProblem(502, 501)).toBe('over_limit');
  });

  it('is written with the sign in front', () => {
    expect(toDecimalString(-5, 'CNY')).toBe('-0.05');
    expect(toDecimalString(0, 'CNY')).toBe('0.00');
    expect(toDecimalString(100, 'JPY')).toBe('100');
  });
});

describe('a note', () => {
  it('may be Chinese, Japanese or English up to 100 characters', () => {
    expect(noteProblem('')).toBeNull();
    expect(noteProblem('矿泉水 x2, ほうじ茶 & "tea" / 50%')).toBeNull();
    expect(noteProblem('茶'.repeat(maximumNoteLength))).toBeNull();
  });

  it('is refused when it is longer', () => {
    expect(noteProblem('茶'.repeat(maximumNoteLength + 1))).toBe('too_long');
    expect(noteProblem('x'.repeat(10_000))).toBe('too_long');
  });

  it.each(['🍵', 'tea ☕', '1️⃣', 'a\u0000b', 'line\nbreak', '\ud800'])('is refused with %j in it', (note) => {
    expect(noteProblem(note)).toBe('unsupported_character');
  });
});
