import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount } from '../../../main/domain/amount-text.ts';
import {
  currencies,
  decimalsOf,
  largestAmountAnywhereMinor,
  toDecimalString,
  type Currency,
} from '../../../main/domain/money.ts';

describe('reading an amount', () => {
  it.each([
    ['12.34', 'CNY', 1234],
    ['12', 'CNY', 1200],
    ['0.5', 'HKD', 50],
    ['.5', 'CNY', 50],
    ['12.', 'CNY', 1200],
    ['007', 'CNY', 700],
    ['1,234.50', 'CNY', 123_450],
    ['1,234', 'CNY', 123_400],
    ['1 234.50', 'CNY', 123_450],
    ["1'234.50", 'CNY', 123_450],
    ['1’234.50', 'CNY', 123_450],
    ['1\u00a0234.50', 'CNY', 123_450],
    ['1\u202f234.50', 'CNY', 123_450],
    ['999,999', 'JPY', 999_999],
    ['¥ 88.88', 'CNY', 8888],
    ['￥12', 'CNY', 1200],
    ['１２．３０', 'CNY', 1230],
    ['１，２３４．５０', 'CNY', 123_450],
    ['12.50元', 'CNY', 1250],
    ['RMB 12.50', 'CNY', 1250],
    ['12.50 cny', 'CNY', 1250],
    ['CNY ¥12.50', 'CNY', 1250],
    ['人民币12.50元', 'CNY', 1250],
    ['人民幣12.50圓', 'CNY', 1250],
    ['7 港紙', 'HKD', 700],
    ['980日圓', 'JPY', 980],
    ['HK$7', 'HKD', 700],
    ['$ 7', 'HKD', 700],
    ['980円', 'JPY', 980],
    ['¥1,280', 'JPY', 1280],
    ['JPY 980', 'JPY', 980],
    [' 8 ', 'CNY', 800],
    ['12.50\r\n', 'CNY', 1250],
    ['12.50\t', 'CNY', 1250],
    ['\u200e12.50', 'CNY', 1250],
    ['1000000', 'CNY', 100_000_000],
    ['21474836.47', 'CNY', 2_147_483_647],
    ['2147483647', 'JPY', 2_147_483_647],
  ] as const)('reads %j in %s as %i minor units', (text, currency, amountMinor) => {
    expect(readAmount(text, currency)).toEqual({ ok: true, amountMinor });
  });

  it.each([
    ['12,50', 1250],
    ['12,5', 1250],
    ['0,50', 50],
    ['１２，５０', 1250],
    ['1.234,50', 123_450],
    ['1 234,50', 123_450],
    ['1234,5', 123_450],
    ['12,50 元', 1250],
  ])('takes the comma of %j for the decimal one', (text, amountMinor) => {
    expect(readAmount(text, 'CNY')).toEqual({ ok: true, amountMinor });
  });

  it.each([
    ['', 'CNY', 'empty'],
    ['¥', 'CNY', 'empty'],
    ['0', 'CNY', 'zero'],
    ['0.00', 'CNY', 'zero'],
    ['-5', 'CNY', 'negative'],
    ['−5', 'CNY', 'negative'],
    ['－5', 'CNY', 'negative'],
    ['¥-5', 'CNY', 'negative'],
    ['-¥5', 'CNY', 'negative'],
    ['5-', 'CNY', 'negative'],
    ['1.234', 'CNY', 'too_many_decimals'],
    ['1,234.567', 'CNY', 'too_many_decimals'],
    ['1.0', 'JPY', 'too_many_decimals'],
    ['1.234', 'JPY', 'too_many_decimals'],
    ['21474836.48', 'CNY', 'over_limit'],
    ['2147483648', 'JPY', 'over_limit'],
    ['1000000000000000000000', 'CNY', 'over_limit'],
    ['1e3', 'CNY', 'not_a_number'],
    ['1.2.3', 'CNY', 'not_a_number'],
    ['1.234.567', 'CNY', 'not_a_number'],
    ['twelve', 'CNY', 'not_a_number'],
    ['about 12', 'CNY', 'not_a_number'],
    ['.', 'CNY', 'not_a_number'],
    ['-', 'CNY', 'not_a_number'],
    ['12、50', 'CNY', 'not_a_number'],
    ['(5.00)', 'CNY', 'not_a_number'],
    ['12 50', 'CNY', 'grouping'],
    ['12,', 'CNY', 'grouping'],
    [',50', 'CNY', 'grouping'],
    ['12,5000', 'CNY', 'grouping'],
    ['1,23,456', 'CNY', 'grouping'],
    ['1,234,50', 'CNY', 'grouping'],
    ['1,234 567', 'CNY', 'grouping'],
    ['1,2,3', 'CNY', 'grouping'],
    ['0,123', 'CNY', 'grouping'],
    ['1234,567', 'CNY', 'grouping'],
    ['1,23.4', 'CNY', 'grouping'],
    ['1 2', 'CNY', 'grouping'],
    ['12,50', 'JPY', 'grouping'],
    ['12\t50', 'CNY', 'sign_inside'],
    ['12\n50', 'CNY', 'sign_inside'],
    ['12元50', 'CNY', 'sign_inside'],
    ['12¹', 'CNY', 'not_a_number'],
    ['①②', 'CNY', 'not_a_number'],
    ['12.5⓪', 'CNY', 'not_a_number'],
    ['980日圓', 'CNY', 'other_currency'],
    ['1¥2', 'CNY', 'sign_inside'],
    ['1$2', 'CNY', 'sign_inside'],
    ['$12.50', 'CNY', 'other_currency'],
    ['12.50 HKD', 'CNY', 'other_currency'],
    ['12円', 'CNY', 'other_currency'],
    ['12元', 'JPY', 'other_currency'],
    ['12元', 'HKD', 'other_currency'],
    ['¥12', 'HKD', 'other_currency'],
    ['€12', 'CNY', 'other_currency'],
    ['USD 12', 'HKD', 'other_currency'],
    ['US$12', 'HKD', 'other_currency'],
  ] as const)('refuses %j in %s: %s', (text, currency, problem) => {
    expect(readAmount(text, currency)).toEqual({ ok: false, problem });
  });

  it('obeys a limit of its own', () => {
    expect(readAmount('5.01', 'CNY', 500)).toEqual({ ok: false, problem: 'over_limit' });
    expect(readAmount('5.00', 'CNY', 500)).toEqual({ ok: true, amountMinor: 500 });
  });
});

const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = anyCurrency.chain((currency) =>
  fc.tuple(fc.constant(currency), fc.integer({ min: 1, max: largestAmountAnywhereMinor })),
);

/** How a text reads to someone who knows only that the last mark of a fraction parts it. */
function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '').replace(/^0+/, '');
}

describe('every amount', () => {
  it('is read back as it is written, in every currency', () => {
    fc.assert(
      fc.property(anyAmount, ([currency, amountMinor]) => {
        const text = toDecimalString(amountMinor, currency);
        expect(readAmount(text, currency)).toEqual({ ok: true, amountMinor });
        expect(text.split('.')[1]?.length ?? 0).toBe(decimalsOf[currency]);
      }),
    );
  });

  it('is read back with its thousands parted by any sign that parts them', () => {
    fc.assert(
      fc.property(anyAmount, fc.constantFrom(',', ' ', "'", '，', '\u00a0'), ([currency, amountMinor], sign) => {
        const [whole = '', fraction] = toDecimalString(amountMinor, currency).split('.');
        const parted = whole.replace(/\B(?=(\d{3})+$)/g, sign);
        const text = fraction === undefined ? parted : `${parted}.${fraction}`;
        expect(readAmount(text, currency)).toEqual({ ok: true, amountMinor });
      }),
    );
  });

  it('never comes of other digits than those that stand there', () => {
    const pieces = fc.constantFrom(
      '0',
      '1',
      '5',
      '12',
      '50',
      '234',
      '567',
      ',',
      '.',
      ' ',
      "'",
      '\t',
      '元',
      '¥',
      '-',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 7 }), anyCurrency, (parts, currency: Currency) => {
        const text = parts.join('');
        const reading = readAmount(text, currency);
        if (!reading.ok) return;
        const written = digitsOf(toDecimalString(reading.amountMinor, currency));
        const typed = digitsOf(text);
        // Only zeros of the fraction may have been added.
        expect(written.startsWith(typed)).toBe(true);
        expect(written.slice(typed.length)).toMatch(/^0{0,2}$/);
        // A mark never stands between the digits, and a sign that parts comes before three digits, or ends with them.
        expect(text.trim()).not.toMatch(/\d[^\d.,' ]+\d/);
        expect(text).not.toMatch(/\d[,' ]\d{4}/);
      }),
      { numRuns: 2_000 },
    );
  });
});
