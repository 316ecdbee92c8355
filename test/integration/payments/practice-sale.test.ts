import { afterEach, describe, expect, it } from 'vitest';
import type { Fault, Operation } from '../../../main/practice/common/faults.ts';
import { openPracticeShop, type PracticeShop } from '../../support/practice-shop.ts';

let shop: PracticeShop | null = null;

async function openShop(options: { listener: boolean }): Promise<PracticeShop> {
  shop = await openPracticeShop(options);
  return shop;
}

afterEach(async () => {
  await shop?.close();
  shop = null;
});

const gateways = ['scanforpay', 'alipay'] as const;

describe.each(gateways)('a sale through %s over real HTTP', (gateway) => {
  it('is paid by notification', async () => {
    const { take, draft, phone, reaches, ledger } = await openShop({ listener: true });
    const order = await take(draft(gateway));
    expect(order.state).toBe('awaiting');
    expect(order.qrText).toMatch(/^https:\/\/qr\.alipay\.com\//u);
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    const paid = await reaches(order.orderNo, 'paid');
    expect(paid).toMatchObject({ learnedBy: 'notification', amountMinor: 14_130, attention: null });
    expect(paid.gatewayOrderNo).not.toBeNull();
    expect(await ledger.watchedOrders()).toEqual([]);
  });

  it('is paid by asking alone, and knows of the scan before the payment', async () => {
    const { desk, take, draft, phone } = await openShop({ listener: false });
    const order = await take(draft(gateway));
    expect((await desk.check(order.orderNo)).order).toMatchObject({ state: 'awaiting', scanned: false });
    await phone('scan', order.orderNo);
    await desk.check(order.orderNo);
    await phone('pay', order.orderNo);
    expect((await desk.check(order.orderNo)).order).toMatchObject({ state: 'paid', learnedBy: 'query' });
  });

  it('keeps a note in Chinese, with the characters that trip up signing', async () => {
    const { take, draft, platform } = await openShop({ listener: false });
    const note = '矿泉水 x2 & "tea" / 50% + é=1';
    const order = await take(draft(gateway, { note }));
    expect(order.state).toBe('awaiting');
    expect(platform.readState().trades[0]?.title).toBe(note);
  });

  it('can be given up before the scan', async () => {
    const { desk, take, draft } = await openShop({ listener: false });
    const order = await take(draft(gateway));
    const { order: given } = await desk.cancel(order.orderNo);
    // ScanForPay cannot cancel, and at Alipay there was nothing yet to close: the code may still be paid.
    expect(given.state).toBe('expired_watching');
  });

  it('is not given up when it has just been paid', async () => {
    const { desk, take, draft, phone } = await openShop({ listener: false });
    const order = await take(draft(gateway));
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    expect((await desk.cancel(order.orderNo)).order.state).toBe('paid');
  });

  const silentFaults: readonly (readonly [string, Fault, string])[] = [
    ['HTTP 500', 'http_500', 'http_error'],
    ['a page of HTML', 'html', 'malformed_reply'],
    ['a reply without a signature', 'unsigned', 'signature_missing'],
    ['a reply with a wrong signature', 'wrong_signature', 'signature_wrong'],
    ['a cut connection', 'reset', 'unreachable'],
  ];

  it.each(silentFaults)('is unknown after %s, never failed, and says why', async (_name, fault, code) => {
    const { desk, take, draft, platform } = await openShop({ listener: false });
    platform.failNext({ gateway, operation: 'create' satisfies Operation, fault });
    const order = await take(draft(gateway));
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code } });
    expect(desk.canRetryCreate(order)).toBe(true);
  });

  it('learns nothing from an unsigned answer that claims a payment', async () => {
    const { desk, take, draft, platform, phone } = await openShop({ listener: false });
    const order = await take(draft(gateway));
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    platform.failNext({ gateway, operation: 'query', fault: 'unsigned' });
    const result = await desk.check(order.orderNo);
    expect(result).toMatchObject({ problem: { code: 'signature_missing' }, order: { state: 'awaiting' } });
    expect((await desk.check(order.orderNo)).order.state).toBe('paid');
  });

  it('calls a gateway that is unsure of itself unknown', async () => {
    const { take, draft, platform } = await openShop({ listener: false });
    const fault = gateway === 'scanforpay' ? { code: '9' } : { code: '20000', subCode: 'isp.unknow-error' };
    platform.failNext({ gateway, operation: 'create', fault });
    expect(await take(draft(gateway))).toMatchObject({
      state: 'create_unknown',
      problem: { code: 'gateway_unsure' },
    });
  });

  it.each(['forged', 'wrong_amount'] as const)('is not paid by a %s notification, which is kept', async (scenario) => {
    const { take, draft, platform, phone, reaches, ledger } = await openShop({ listener: true });
    const order = await take(draft(gateway));
    platform.setScenario(scenario);
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    // The platform also tells the truth: both arrive, in whichever order.
    const paid = await reaches(order.orderNo, 'paid');
    await expect
      .poll(async () => (await ledger.readOrder(paid.orderNo))?.attention?.code)
      .toBe(scenario === 'forged' ? 'signature_wrong' : 'amount_differs');
    expect((await ledger.readOrder(order.orderNo))?.state).toBe('paid');
  });

  it('that is told twice is paid once', async () => {
    const { take, draft, platform, phone, reaches } = await openShop({ listener: true });
    const order = await take(draft(gateway));
    platform.setScenario('told_twice');
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    const paid = await reaches(order.orderNo, 'paid');
    const acknowledged = (): number =>
      (platform.readState().trades[0]?.timeline ?? []).filter(
        (entry) => entry.kind === 'notified' && entry.result.kind === 'acknowledged',
      ).length;
    await expect.poll(acknowledged).toBe(2);
    expect(paid.attention).toBeNull();
  });
});

describe('ScanForPay', () => {
  it('tells of a declined payment', async () => {
    const { desk, take, draft, phone } = await openShop({ listener: false });
    const order = await take(draft('scanforpay', { wallet: 'wechat_pay' }));
    expect(order.qrText).toMatch(/^weixin:\/\//u);
    await phone('scan', order.orderNo);
    await phone('decline', order.orderNo);
    expect((await desk.check(order.orderNo)).order.state).toBe('declined');
  });

  it('cannot hand out the code again for an order it booked without our hearing of it', async () => {
    const { desk, take, draft, platform } = await openShop({ listener: false });
    platform.failNext({ gateway: 'scanforpay', operation: 'create', fault: 'http_500', carriedOut: true });
    const order = await take(draft('scanforpay'));
    const retried = await desk.retryCreate(order.orderNo);
    expect(retried).toMatchObject({ state: 'create_unknown', problem: { code: 'order_number_used' } });
  });
});

describe('Alipay', () => {
  it('hands out the same code again for an order it booked without our hearing of it', async () => {
    const { desk, take, draft, platform } = await openShop({ listener: false });
    platform.failNext({ gateway: 'alipay', operation: 'create', fault: 'http_500', carriedOut: true });
    const order = await take(draft('alipay'));
    expect(order.state).toBe('create_unknown');
    expect(await desk.retryCreate(order.orderNo)).toMatchObject({
      state: 'awaiting',
      qrText: platform.readState().trades[0]?.codeText,
    });
  });

  it('returns the money when a cancel finds the trade paid', async () => {
    const { desk, take, draft, platform, phone } = await openShop({ listener: false });
    const order = await take(draft('alipay'));
    await phone('scan', order.orderNo);
    await phone('pay', order.orderNo);
    // The last query does not hear of the payment; the cancel then meets a paid trade.
    platform.failNext({
      gateway: 'alipay',
      operation: 'query',
      fault: { code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' },
    });
    expect((await desk.cancel(order.orderNo)).order.state).toBe('refunded');
  });
});
