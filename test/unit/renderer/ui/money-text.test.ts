import { describe, expect, it } from 'vitest';
import { currencies, decimalsOf } from '../../../../main/domain/money.ts';
import { moneyParts, moneyText } from '../../../../renderer/ui/money-text.ts';

describe('money in words of the counter', () => {
  it('has its currency’s sign, grouping and decimals', () => {
    expect([
      moneyText(14_130, 'CNY'),
      moneyText(123_456_789, 'HKD'),
      moneyText(1_280, 'JPY'),
      moneyText(5, 'CNY'),
      moneyText(0, 'JPY'),
    ]).toEqual(['¥141.30', 'HK$1,234,567.89', '¥1,280', '¥0.05', '¥0']);
  });

  it('has a real minus in front of the sign', () => {
    expect(moneyText(-1_570, 'CNY')).toBe('\u2212¥15.70');
  });

  // Written by hand, because the amount is also drawn while it is half typed.
  it.each(['en', 'zh-Hans', 'ja'])('groups and parts as Intl does in %s', (tag) => {
    for (const currency of currencies) {
      const intl = new Intl.NumberFormat(tag, { style: 'currency', currency });
      for (const amountMinor of [0, 5, 99, 100, 12_345, 100_000, 1_234_567, 99_999_999]) {
        const figure = intl
          .formatToParts(amountMinor / 10 ** decimalsOf[currency])
          .filter(({ type }) => ['integer', 'group', 'decimal', 'fraction'].includes(type))
          .map(({ value }) => value)
          .join('');
        expect(moneyParts(amountMinor, currency).figure, `${amountMinor} ${currency}`).toBe(figure);
      }
    }
  });
});
