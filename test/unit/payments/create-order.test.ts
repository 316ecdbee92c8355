import { beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../../main/domain/order.ts';
import type { SaleOutcome } from '../../../main/payments/create-order.ts';
import type { CreateOutcome } from '../../../main/ports/index.ts';
import { DeskUnderTest } from '../../support/desk-under-test.ts';
import { settleMicrotasks } from '../../support/manual-clock.ts';
import { draftOf } from '../../support/orders.ts';
import { created, saying, timedOut } from '../../support/scripted-gateway.ts';

const keyMissing = {
  kind: 'not_sent',
  problem: { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null },
} as const;

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

async function hold(): Promise<Order> {
  const sale = await counter.desk.holdOrder(draftOf());
  if (sale.kind !== 'taken') throw new Error('not taken');
  return sale.order;
}

/** As it was put aside. */
function charge(heldOrderNo: string): Promise<SaleOutcome> {
  return counter.desk.createOrder(draftOf({ requestKey: 'charged', validForMs: 60_000 }), null, heldOrderNo);
}

describe('taking a sale', () => {
  it('has the order in the ledger before the gateway is asked', async () => {
    let recordedBeforeSending = false;
    counter.gateway.onCreate = async (order) => {
      recordedBeforeSending = (await counter.read(order.orderNo)).state === 'creating';
      return created;
    };
    const order = await counter.take();
    expect(recordedBeforeSending).toBe(true);
    expect(order).toMatchObject({ state: 'awaiting', qrText: 'https://qr.alipay.com/bax0' });
    expect(counter.ledger.typesOf(order.orderNo)).toEqual(['order.created', 'create.succeeded']);
  });

  it('makes one order and one request of a double Enter', async () => {
    const [first, second] = await Promise.all([counter.take(), counter.take()]);
    expect(second.orderNo).toBe(first.orderNo);
    expect(second.state).toBe('awaiting');
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it('is unknown, not failed, when no answer comes, and is asked about by itself', async () => {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const order = await counter.take();
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'timeout' } });
    expect(counter.desk.canRetryCreate(order)).toBe(true);
    await counter.clock.advance(2_000);
    expect(counter.gateway.asked).toEqual(['create', 'query']);
  });

  it('is refused, with the gateway’s words, when the gateway says no, and cannot be sent again', async () => {
    const refusal: CreateOutcome = {
      kind: 'refused',
      problem: { code: 'configuration', gatewayCode: '44', gatewayMessage: 'payment type not opened' },
      evidence: null,
    };
    counter.gateway.onCreate = () => Promise.resolve(refusal);
    const order = await counter.take();
    expect(order).toMatchObject({ state: 'refused', problem: { gatewayMessage: 'payment type not opened' } });
    expect(counter.desk.canRetryCreate(order)).toBe(false);
    await counter.clock.advance(60_000);
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it('is not sent again where the gateway says that its number is paid already: that is another sale’s', async () => {
    const problem = { code: 'already_paid', gatewayCode: 'ACQ.TRADE_HAS_SUCCESS', gatewayMessage: null } as const;
    counter.gateway.onCreate = () => Promise.resolve({ kind: 'unknown', problem, evidence: null });
    const order = await counter.take();
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'order_number_used' } });
    expect(counter.desk.canRetryCreate(order)).toBe(false);
    await counter.clock.advance(2_000);
    expect(counter.gateway.asked).toEqual(['create', 'query']);
  });

  it('says that nothing was sent when the key cannot be read, and may be sent again', async () => {
    counter.gateway.onCreate = () => Promise.resolve(keyMissing);
    const order = await counter.take();
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'key_missing_or_locked' } });
    expect(counter.desk.canRetryCreate(order)).toBe(true);
  });

  it('is not taken at all when the ledger cannot record it, and nothing is sent', async () => {
    const fault = new Error('database or disk is full');
    counter.ledger.createOrder = () => Promise.reject(fault);
    expect(await counter.desk.createOrder(draftOf())).toEqual({ kind: 'not_recorded', fault });
    expect(counter.gateway.asked).toEqual([]);
  });

  it('is given back when it is recorded already, also when nothing can be written any more', async () => {
    const order = await counter.take();
    counter.ledger.createOrder = () => Promise.reject(new Error('database or disk is full'));
    expect(await counter.desk.createOrder(draftOf())).toEqual({ kind: 'taken', order });
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it('says so when its merchant account is gone', async () => {
    const order = await counter.take({ accountId: 'gone' });
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'account_missing' } });
  });
});

describe('a sale whose answer cannot be recorded', () => {
  it('shows no code, and what became of it is learned without a restart', async () => {
    counter.failAppends(1);
    const sale = await counter.desk.createOrder(draftOf());
    if (sale.kind !== 'answer_not_recorded') throw new Error(sale.kind);
    const { orderNo } = sale.order;
    expect(sale.fault).toEqual(new Error('database or disk is full'));
    expect(await counter.read(orderNo)).toMatchObject({ state: 'creating', qrText: null });

    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
    await counter.clock.advance(30_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
    expect(counter.ledger.typesOf(orderNo)).toEqual(['order.created', 'create.unknown', 'payment.succeeded']);
  });

  it('is still taken up when the disk stays full for minutes', async () => {
    counter.failAppends(9);
    const sale = await counter.desk.createOrder(draftOf());
    if (sale.kind !== 'answer_not_recorded') throw new Error(sale.kind);
    await counter.clock.advance(240_000);
    expect(counter.faults).toHaveLength(8);
    await counter.clock.advance(30_000);
    expect((await counter.read(sale.order.orderNo)).state).toBe('create_unknown');
  });

  it('is taken up also when it was sent again', async () => {
    counter.gateway.onCreate = () => Promise.resolve(keyMissing);
    const { orderNo } = await counter.take();
    counter.gateway.onCreate = () => Promise.resolve(created);
    counter.failAppends(1, 'create.succeeded');
    await expect(counter.desk.retryCreate(orderNo)).rejects.toThrow('disk is full');
    expect((await counter.read(orderNo)).state).toBe('creating');
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
    await counter.clock.advance(30_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });
});

describe('sending a sale again', () => {
  it('uses the same number', async () => {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const order = await counter.take();
    counter.gateway.onCreate = () => Promise.resolve(created);
    const retried = await counter.desk.retryCreate(order.orderNo);
    expect(retried).toMatchObject({ orderNo: order.orderNo, state: 'awaiting', problem: null });
  });

  it('does nothing to one that is awaiting its payment', async () => {
    const order = await counter.take();
    expect(await counter.desk.retryCreate(order.orderNo)).toEqual(order);
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it('is over with its time: the gateway would hand out a code that nobody would watch', async () => {
    counter.gateway.onCreate = () => Promise.resolve(keyMissing);
    const order = await counter.take({ validForMs: 60_000 });
    counter.gateway.onCreate = () => Promise.resolve(created);
    await counter.clock.advance(59_999);
    expect(counter.desk.canRetryCreate(order)).toBe(true);
    await counter.clock.advance(1);
    expect(counter.desk.canRetryCreate(order)).toBe(false);
    expect((await counter.desk.retryCreate(order.orderNo)).state).toBe('refused');
    expect(counter.gateway.asked).toEqual(['create']);
  });
});

describe('a sale put aside', () => {
  it('is recorded and sends nothing, for however long', async () => {
    const held = await hold();
    expect(held).toMatchObject({ state: 'held', qrText: null });
    await counter.clock.advance(86_400_000);
    expect(counter.gateway.asked).toEqual([]);
    expect(await counter.ledger.watchedOrders()).toEqual([]);
  });

  it('is one sale however often it is put aside', async () => {
    const [first, second] = await Promise.all([hold(), hold()]);
    expect(second).toEqual(first);
  });

  it('is sent when it is released, and its time begins then', async () => {
    const { orderNo } = await hold();
    await counter.clock.advance(3_600_000);
    const sale = await charge(orderNo);
    expect(sale).toMatchObject({
      kind: 'taken',
      order: { state: 'awaiting', codeExpiresAt: '2026-11-22T07:33:05.000Z', qrText: 'https://qr.alipay.com/bax0' },
    });
    await counter.clock.advance(2_000);
    expect(counter.gateway.asked).toEqual(['create', 'query']);
  });

  it('is sent once, however often it is released', async () => {
    const { orderNo } = await hold();
    const [first, second] = await Promise.all([charge(orderNo), charge(orderNo)]);
    expect(second).toEqual(first);
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it('that was released in a crash is asked about like any other', async () => {
    const { orderNo } = await hold();
    counter.gateway.onCreate = () => new Promise(() => undefined);
    void charge(orderNo);
    await settleMicrotasks();
    await counter.restart();
    expect(await counter.read(orderNo)).toMatchObject({ state: 'create_unknown', problem: { code: 'interrupted' } });
  });

  it('stays put aside when its release cannot be recorded, and nothing is sent', async () => {
    const { orderNo } = await hold();
    counter.failAppends(1);
    expect(await charge(orderNo)).toMatchObject({ kind: 'not_recorded' });
    expect((await counter.read(orderNo)).state).toBe('held');
    expect(counter.gateway.asked).toEqual([]);
  });

  it('is gone when it is dropped, and cannot be dropped again', async () => {
    const { orderNo } = await hold();
    expect((await counter.desk.discardOrder(orderNo, 'Mei Lin')).state).toBe('discarded');
    expect((await counter.desk.discardOrder(orderNo, 'Mei Lin')).state).toBe('discarded');
    expect(counter.ledger.typesOf(orderNo)).toEqual(['order.held', 'order.discarded']);
    expect(counter.gateway.asked).toEqual([]);
  });

  it('goes on under its number, its day and its seller’s name when it is charged as it is', async () => {
    const { orderNo } = await hold();
    await counter.clock.advance(60_000);
    const recalled = draftOf({ requestKey: 'again', operatorName: 'Chen Wei' });
    const sale = await counter.desk.createOrder(recalled, null, orderNo);
    expect(sale).toMatchObject({
      kind: 'taken',
      order: { orderNo, state: 'awaiting', operatorName: 'Mei Lin', createdAt: counter.clock.now().toISOString() },
    });
    expect(counter.ledger.typesOf(orderNo)).toEqual(['order.held', 'order.released', 'create.succeeded']);
  });

  it('is charged once, however often Enter is pressed', async () => {
    const { orderNo } = await hold();
    const charge = () => counter.desk.createOrder(draftOf({ requestKey: 'again' }), null, orderNo);
    const [first, second] = await Promise.all([charge(), charge()]);
    expect(second).toEqual(first);
    expect(await charge()).toEqual(first);
    expect(counter.gateway.asked).toEqual(['create']);
  });

  it.each([
    ['amount', { amountMinor: 9_900 }],
    ['note', { note: 'To go' }],
    ['lines', { lines: [{ name: 'Tea', quantity: 1, priceMinor: draftOf().amountMinor, goodsId: null }] }],
    ['wallet', { wallet: 'wechat_pay' as const }],
  ])('gives way to another order, still its seller’s, when its %s is changed', async (_what, change) => {
    const { orderNo } = await hold();
    const changed = draftOf({ requestKey: 'changed', operatorName: 'Chen Wei', ...change });
    const sale = await counter.desk.createOrder(changed, null, orderNo);
    expect(sale).toMatchObject({ kind: 'taken', order: { state: 'awaiting', operatorName: 'Mei Lin', ...change } });
    expect((await counter.read(orderNo)).state).toBe('discarded');
    expect(counter.ledger.events.find(({ event }) => event.type === 'order.discarded')?.event.payload).toEqual({
      operatorName: 'Chen Wei',
      replacedBy: sale.kind === 'taken' ? sale.order.orderNo : null,
    });
  });

  it.each(['createOrder', 'holdOrder'] as const)(
    'has given way, when %s is cut off right after its first write',
    async (by) => {
      const { orderNo } = await hold();
      counter.ledger.append = () => new Promise(() => undefined);
      const changed = draftOf({ requestKey: 'changed', note: 'To go' });
      void (by === 'createOrder'
        ? counter.desk.createOrder(changed, null, orderNo)
        : counter.desk.holdOrder(changed, orderNo));
      await settleMicrotasks();
      expect(await counter.ledger.readOrderOfRequest('changed')).toMatchObject({ note: 'To go' });
      expect((await counter.read(orderNo)).state).toBe('discarded');
      expect(counter.changes.at(-1)).toMatchObject({ orderNo, state: 'discarded' });
    },
  );

  it('gives way to another order on another day: the day before may be closed', async () => {
    const { orderNo, businessDay } = await hold();
    await counter.clock.advance(86_400_000);
    const sale = await counter.desk.createOrder(draftOf({ requestKey: 'tomorrow' }), null, orderNo);
    if (sale.kind !== 'taken') throw new Error('not taken');
    expect(sale.order.orderNo).not.toBe(orderNo);
    expect(sale.order.businessDay > businessDay).toBe(true);
    expect((await counter.read(orderNo)).state).toBe('discarded');
  });

  it('is charged anew when it was dropped meanwhile', async () => {
    const { orderNo } = await hold();
    await counter.desk.discardOrder(orderNo, 'Mei Lin');
    const sale = await counter.desk.createOrder(draftOf({ requestKey: 'again' }), null, orderNo);
    expect(sale).toMatchObject({ kind: 'taken', order: { state: 'awaiting' } });
    expect(sale.kind === 'taken' && sale.order.orderNo).not.toBe(orderNo);
  });

  it('is not dropped under the hands of whoever charges it', async () => {
    const { orderNo } = await hold();
    const [sale, dropped] = await Promise.all([
      counter.desk.createOrder(draftOf({ requestKey: 'again' }), null, orderNo),
      counter.desk.discardOrder(orderNo, 'Mei Lin'),
    ]);
    expect(sale).toMatchObject({ kind: 'taken', order: { orderNo, state: 'awaiting' } });
    expect(dropped.state).toBe('awaiting');
  });

  it('is not charged when that cannot be recorded, and stays put aside', async () => {
    const { orderNo } = await hold();
    counter.failAppends(1);
    const sale = await counter.desk.createOrder(draftOf({ requestKey: 'again' }), null, orderNo);
    expect(sale.kind).toBe('not_recorded');
    expect((await counter.read(orderNo)).state).toBe('held');
    expect(counter.gateway.asked).toEqual([]);
  });

  it('put aside again is the same order, and another one when it was changed', async () => {
    const { orderNo } = await hold();
    const same = await counter.desk.holdOrder(draftOf({ requestKey: 'again' }), orderNo);
    expect(same).toMatchObject({ kind: 'taken', order: { orderNo, state: 'held' } });
    const changed = await counter.desk.holdOrder(draftOf({ requestKey: 'changed', note: 'To go' }), orderNo);
    expect(changed).toMatchObject({ kind: 'taken', order: { state: 'held', note: 'To go' } });
    expect((await counter.ledger.heldOrders()).map(({ note }) => note)).toEqual(['To go']);
    expect(counter.gateway.asked).toEqual([]);
  });

  it('cannot be dropped once it was released', async () => {
    const { orderNo } = await hold();
    await charge(orderNo);
    expect((await counter.desk.discardOrder(orderNo, 'Mei Lin')).state).toBe('awaiting');
  });
});
