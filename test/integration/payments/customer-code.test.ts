import { afterEach, describe, expect, it } from 'vitest';
import { openPracticeShop, type PracticeShop } from '../../support/practice-shop.ts';

const codes = { alipay: '286512345678901234', wechat_pay: '134567890123456789' } as const;
let shop: PracticeShop | null = null;

afterEach(async () => {
  await shop?.close();
  shop = null;
});

describe.each(['scanforpay', 'alipay'] as const)('a customer’s code through %s over real HTTP', (gateway) => {
  it('pays a small sum at once', async () => {
    shop = await openPracticeShop({ listener: false });
    const draft = shop.draft(gateway, { way: 'customer_code' });
    expect(await shop.take(draft, codes.alipay)).toMatchObject({ state: 'paid', amountMinor: 14_130, attention: null });
  });

  it('pays a large sum once the customer has confirmed', async () => {
    shop = await openPracticeShop({ listener: false });
    const draft = shop.draft(gateway, { way: 'customer_code', amountMinor: 123_456 });
    const order = await shop.take(draft, codes.alipay);
    expect(order).toMatchObject({ state: 'awaiting', scanned: true, qrText: null });
    expect((await shop.desk.check(order.orderNo)).order.state).toBe('awaiting');
    await shop.phone('pay', order.orderNo);
    expect((await shop.desk.check(order.orderNo)).order).toMatchObject({ state: 'paid', learnedBy: 'query' });
  });

  it('is unknown after a cut connection, and then found paid where the gateway had carried it out', async () => {
    shop = await openPracticeShop({ listener: false });
    shop.platform.failNext({ gateway, operation: 'pay', fault: 'reset', carriedOut: true });
    const order = await shop.take(shop.draft(gateway, { way: 'customer_code' }), codes.alipay);
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'unreachable' } });
    const { order: checked } = await shop.desk.check(order.orderNo);
    expect(checked).toMatchObject({ way: 'customer_code', state: 'paid', learnedBy: 'query' });
  });

  it('stays unknown after a cut connection while the gateway knows nothing of it', async () => {
    shop = await openPracticeShop({ listener: false });
    shop.platform.failNext({ gateway, operation: 'pay', fault: 'reset', carriedOut: false });
    const order = await shop.take(shop.draft(gateway, { way: 'customer_code' }), codes.alipay);
    const { order: checked } = await shop.desk.check(order.orderNo);
    expect(checked).toMatchObject({ way: 'customer_code', state: 'create_unknown' });
  });

  it('says no to a code of the other wallet', async () => {
    shop = await openPracticeShop({ listener: false });
    const order = await shop.take(shop.draft(gateway, { way: 'customer_code' }), codes.wechat_pay);
    expect(order.state).toBe('refused');
  });
});

it('pays by WeChat through ScanForPay', async () => {
  shop = await openPracticeShop({ listener: false });
  const draft = shop.draft('scanforpay', { way: 'customer_code', wallet: 'wechat_pay' });
  expect(await shop.take(draft, codes.wechat_pay)).toMatchObject({ state: 'paid', wallet: 'wechat_pay' });
});
