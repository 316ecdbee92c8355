import { describe, expect, it } from 'vitest';
import { moneyText } from '../../../renderer/logic/money-text.ts';

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
});
