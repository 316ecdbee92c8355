import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountProblem,
  currencies,
  decimalsOf,
  largestAmountAnywhereMinor,
  parseAmount,
  toDecimalString,
} from '../../../preload/money.ts';
import { maximumNoteLength, noteProblem } from '../../../preload/order-input.ts';

describe('reading an amount', () => {
  it.each([
    ['12.34', 'CNY', 1234],
    ['12', 'CNY', 1200],
    ['0.5', 'HKD', 50],
    ['.5', 'CNY', 50],
    ['12.', 'CNY', 1200],
    ['1,234.50', 'CNY', 123_450],
    ['¥ 88.88', 'CNY', 8888],
    ['１２．３０', 'CNY', 1230],
    ['HK$7', 'HKD', 700],
    ['980円', 'JPY', 980],
    ['1000000', 'CNY', 100_000_000],
    ['21474836.47', 'CNY', 2_147_483_647],
    ['2147483647', 'JPY', 2_147_483_647],
  ] as const)('reads %s in %s as %i minor units', (text, currency, amountMinor) => {
    expect(parseAmount(text, currency)).toEqual({ ok: true, amountMinor });
  });

  it.each([
    ['', 'CNY', 'empty'],
    ['¥', 'CNY', 'empty'],
    ['0', 'CNY', 'zero'],
    ['0.00', 'CNY', 'zero'],
    ['-5', 'CNY', 'negative'],
    ['−5', 'CNY', 'negative'],
    ['1.234', 'CNY', 'too_many_decimals'],
    ['1.0', 'JPY', 'too_many_decimals'],
    ['21474836.48', 'CNY', 'over_limit'],
    ['2147483648', 'JPY', 'over_limit'],
    ['1e3', 'CNY', 'not_a_number'],
    ['1.2.3', 'CNY', 'not_a_number'],
    ['twelve', 'CNY', 'not_a_number'],
    ['.', 'CNY', 'not_a_number'],
  ] as const)('refuses %j in %s: %s', (text, currency, problem) => {
    expect(parseAmount(text, currency)).toEqual({ ok: false, problem });
  });

  it('reads back every amount that it writes, in every currency', () => {
    fc.assert(
      fc.property(fc.constantFrom(...currencies), fc.integer({ min: 1, max: 999_999 }), (currency, amountMinor) => {
        const text = toDecimalString(amountMinor, currency);
        expect(parseAmount(text, currency)).toEqual({ ok: true, amountMinor });
        expect(text.split('.')[1]?.length ?? 0).toBe(decimalsOf[currency]);
      }),
    );
  });
});

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
    expect(parseAmount('5.02', 'CNY', 501)).toEqual({ ok: false, problem: 'over_limit' });
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
