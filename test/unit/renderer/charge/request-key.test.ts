import { describe, expect, it } from 'vitest';
import { held } from '../../../support/mocked-main/answers/orders.ts';
import { isOrderOf, keyedSale, type SaleContent } from '../../../../renderer/charge/request-key.ts';

const content: SaleContent = {
  accountId: 'practice-alipay',
  wallet: 'alipay',
  amountMinor: 1234,
  currency: 'CNY',
  lines: [],
  discountMinor: 0,
  note: 'Tea',
  way: 'transaction_code',
};

function counter(): () => string {
  let made = 0;
  return () => `key-${(made += 1)}`;
}

describe('the key of a sale', () => {
  it('stays the same for the same content, so that a second Enter is the same sale', () => {
    const makeKey = counter();
    const first = keyedSale(null, content, makeKey);
    expect(keyedSale(first, { ...content }, makeKey)).toBe(first);
  });

  it.each([
    ['amount', { amountMinor: 1235 }],
    ['way', { way: 'customer_code' as const }],
    ['note', { note: 'Tee' }],
    ['list of goods', { lines: [{ name: 'Tea', quantity: 1, priceMinor: 1234, goodsId: null }] }],
    ['discount', { discountMinor: 10 }],
    ['account', { accountId: 'practice-scanforpay' }],
    ['wallet', { wallet: 'wechat_pay' as const }],
  ])('is another once the %s is another', (_what, change) => {
    const makeKey = counter();
    const first = keyedSale(null, content, makeKey);
    expect(keyedSale(first, { ...content, ...change }, makeKey).requestKey).toBe('key-2');
  });

  it('is another after the form was emptied, even for the same content', () => {
    const makeKey = counter();
    keyedSale(null, content, makeKey);
    expect(keyedSale(null, content, makeKey).requestKey).toBe('key-2');
  });
});

describe('a held sale', () => {
  const { way: _way, ...input } = content;
  const lines = [{ name: 'Tea', quantity: 1, priceMinor: 1234, goodsId: null }];

  it('is the one in the form as long as nothing of it is changed', () => {
    expect(isOrderOf(held({ ...input, lines }), { ...input, lines: [{ ...lines[0]! }] })).toBe(true);
  });

  it.each([
    ['amount', { amountMinor: 1235 }],
    ['lines', { lines }],
    ['discount', { discountMinor: 10 }],
    ['note', { note: '' }],
    ['wallet', { wallet: 'wechat_pay' as const }],
    ['account', { accountId: 'practice-scanforpay' }],
  ])('is another once its %s is', (_what, change) => {
    expect(isOrderOf(held(input), { ...input, ...change })).toBe(false);
  });
});
