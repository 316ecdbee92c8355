import { describe, expect, it } from 'vitest';
import {
  amountMinorOf,
  emptyEntry,
  figureOf,
  reduceAmount,
  underOtherRules,
  type AmountEntry,
  type AmountRules,
} from '../../../../renderer/charge/amount-entry.ts';

const yuan: AmountRules = { currency: 'CNY', maximumMinor: 99_999_999 };
const yen: AmountRules = { currency: 'JPY', maximumMinor: 999_999 };

/** Types like a person: digits, `.`, `-`, `<` for Backspace, `C` for Clear, `x` for a letter. */
function typed(keys: string, rules: AmountRules = yuan, from: AmountEntry = emptyEntry): AmountEntry {
  return Array.from(keys).reduce((entry, key) => {
    if (key === '.') return reduceAmount(entry, { type: 'point' }, rules);
    if (key === '-') return reduceAmount(entry, { type: 'minus' }, rules);
    if (key === '<') return reduceAmount(entry, { type: 'backspace' }, rules);
    if (key === 'C') return reduceAmount(entry, { type: 'clear' }, rules);
    if (key === 'x') return reduceAmount(entry, { type: 'other' }, rules);
    return reduceAmount(entry, { type: 'digits', digits: key }, rules);
  }, from);
}

const pasted = (text: string, rules = yuan, from = emptyEntry): AmountEntry =>
  reduceAmount(from, { type: 'replace', text }, rules);
const minor = (entry: AmountEntry, rules = yuan): number => amountMinorOf(entry, rules.currency);
const shown = (entry: AmountEntry, rules = yuan): string => {
  const { typed: standing, open } = figureOf(entry, rules.currency);
  return standing + open;
};

describe('typing an amount as on a till', () => {
  it('shifts digits in from the right', () => {
    expect(['1', '12', '123', '1234'].map((keys) => shown(typed(keys)))).toEqual(['0.01', '0.12', '1.23', '12.34']);
    expect(minor(typed('1234'))).toBe(1234);
  });

  it('takes digits as whole units where the currency has no decimals', () => {
    expect(shown(typed('1234', yen), yen)).toBe('1,234');
    expect(minor(typed('1234', yen), yen)).toBe(1234);
  });

  it('ignores leading zeros, however many are typed', () => {
    expect(typed('000')).toEqual(emptyEntry);
    expect(minor(typed('0005'))).toBe(5);
  });

  it('takes a key of several zeros as one input', () => {
    expect(minor(reduceAmount(typed('12'), { type: 'digits', digits: '00' }, yuan))).toBe(1200);
    expect(minor(reduceAmount(typed('3', yen), { type: 'digits', digits: '000' }, yen), yen)).toBe(3000);
  });

  it('takes the last digit away, and everything at once', () => {
    expect(shown(typed('1234<'))).toBe('1.23');
    expect(typed('<')).toEqual(emptyEntry);
    expect(typed('1234C')).toEqual(emptyEntry);
  });

  it('groups thousands', () => {
    expect(shown(typed('99999999'))).toBe('999,999.99');
  });
});

describe('a point typed by hand', () => {
  it('makes what was typed before it whole units', () => {
    expect(minor(typed('12.3'))).toBe(1230);
    expect(minor(typed('12.34'))).toBe(1234);
  });

  it('may come first', () => {
    expect(minor(typed('.5'))).toBe(50);
    expect(shown(typed('0.05'))).toBe('0.05');
  });

  it('shows the places that are still open', () => {
    expect(figureOf(typed('1234.5'), 'CNY')).toEqual({ typed: '1,234.5', open: '0' });
    expect(figureOf(typed('7.'), 'CNY')).toEqual({ typed: '7.', open: '00' });
  });

  it('is undone exactly by taking it away', () => {
    expect(typed('12.<')).toEqual(typed('12'));
  });

  it('is refused a second time, and where there are no decimals', () => {
    expect(typed('1.2.')).toEqual({ ...typed('1.2'), refusal: 'not_a_number' });
    expect(typed('12.', yen).refusal).toBe('too_many_decimals');
  });

  it('allows two decimals and no third', () => {
    expect(typed('1.234')).toEqual({ ...typed('1.23'), refusal: 'too_many_decimals' });
  });
});

describe('input that is refused', () => {
  it('leaves the amount as it was when a digit would go over the limit', () => {
    const before = typed('99999999');
    expect(typed('1', yuan, before)).toEqual({ ...before, refusal: 'over_limit' });
    expect(typed('9999999', yen).refusal).toBe('over_limit');
  });

  it('applies the limit before the point as well', () => {
    expect(typed('9999999.').refusal).toBe('over_limit');
  });

  it('obeys a wallet’s own, lower limit', () => {
    expect(typed('501', { currency: 'CNY', maximumMinor: 500 })).toMatchObject({ text: '50', refusal: 'over_limit' });
  });

  it('says so for a minus, and for what is part of no amount', () => {
    expect(typed('5-').refusal).toBe('negative');
    expect(typed('5x').refusal).toBe('not_a_number');
  });

  it.each([
    ['12.345', 'too_many_decimals', '12.34'],
    ['-500', 'negative', ''],
    ['12x50', 'not_a_number', '12'],
    ['1.2.3', 'not_a_number', '1.2'],
    ['99999999100', 'over_limit', '99999999'],
  ])('stays refused whatever is typed on: %s', (keys, refusal, standing) => {
    expect(typed(keys)).toEqual({ ...typed(standing), refusal });
  });

  it('stays refused where the currency has no decimals: no key of the fraction becomes one of the whole', () => {
    expect(typed('12.5', yen)).toEqual({ ...typed('12', yen), refusal: 'too_many_decimals' });
  });

  it('is forgotten with a correction, a new start or a new amount', () => {
    expect(typed('999999991<').refusal).toBeNull();
    expect(typed('12.345C')).toEqual(emptyEntry);
    expect(pasted('8', yuan, typed('12.345'))).toEqual(typed('800'));
  });

  it('lets an amount be typed after it was missed', () => {
    expect(typed('5', yuan, { ...emptyEntry, refusal: 'zero' })).toEqual(typed('5'));
    expect(typed('5', yuan, pasted(''))).toEqual(typed('5'));
  });
});

describe('pasting an amount', () => {
  it('reads what people copy', () => {
    expect(['12.34', '¥1,234.50', '１２．５', ' 8 '].map((text) => minor(pasted(text)))).toEqual([
      1234, 123450, 1250, 800,
    ]);
  });

  it('replaces what stood, and can be typed on', () => {
    expect(minor(pasted('12.34', yuan, typed('999')))).toBe(1234);
    expect(minor(typed('5', yuan, pasted('12.34')))).toBe(12345);
  });

  it.each([
    ['twelve', 'not_a_number'],
    ['12.345', 'too_many_decimals'],
    ['-5', 'negative'],
    ['0', 'zero'],
    ['', 'empty'],
    ['1000000', 'over_limit'],
    ['12 50', 'grouping'],
    ['12\t50', 'sign_inside'],
    ['HK$12', 'other_currency'],
  ] as const)('refuses «%s» as %s and keeps what stood', (text, refusal) => {
    expect(pasted(text, yuan, typed('999'))).toEqual({ ...typed('999'), refusal });
  });
});

describe('changing to a wallet with other rules', () => {
  const hongKong: AmountRules = { currency: 'HKD', maximumMinor: 99_999_999 };

  it('keeps the amount where the currencies have the same decimals', () => {
    expect(underOtherRules(typed('12.5'), yuan, hongKong)).toEqual(typed('12.5'));
  });

  it('lets till digits stand for the other currency’s units', () => {
    expect(minor(underOtherRules(typed('1234'), yuan, yen), yen)).toBe(1234);
  });

  it('leaves a refused amount refused', () => {
    expect(underOtherRules(typed('12.345'), yuan, hongKong)).toEqual(typed('12.345'));
    expect(underOtherRules(typed('12.345'), yuan, yen)).toEqual({ ...emptyEntry, refusal: 'too_many_decimals' });
  });

  it('clears what cannot be carried over', () => {
    expect(underOtherRules(typed('12.5'), yuan, yen)).toEqual(emptyEntry);
    expect(underOtherRules(typed('12345678'), yuan, yen)).toEqual(emptyEntry);
  });
});
