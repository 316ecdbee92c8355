import { beforeEach, describe, expect, it } from 'vitest';
import type { Order, OrderDraft } from '../../../main/domain/order.ts';
import { watchHorizonMs } from '../../../main/domain/watch-schedule.ts';
import { PaymentDesk } from '../../../main/payments/payment-desk.ts';
import type { CreateOutcome, RawNotification } from '../../../main/ports.ts';
import { ManualClock, settleMicrotasks } from '../../support/manual-clock.ts';
import { MemoryLedger } from '../../support/memory-ledger.ts';
import { draftOf, factsOf } from '../../support/orders.ts';
import { created, saying, ScriptedGateway, signatureWrong, timedOut } from '../../support/scripted-gateway.ts';

const raw: RawNotification = { contentType: 'application/json', body: new Uint8Array([123, 125]) };

let clock: ManualClock;
let ledger: MemoryLedger;
let gateway: ScriptedGateway;
let changes: Order[];
let faults: unknown[];
let desk: PaymentDesk;

function openDesk(): PaymentDesk {
  return new PaymentDesk({
    ledger,
    clock,
    gatewayFor: (profileId) => (profileId === 'shop' ? gateway : null),
    notifyUrlFor: () => null,
    onOrderChanged: (order) => changes.push(order),
    onNotificationRecorded: () => undefined,
    onFault: (fault) => faults.push(fault),
  });
}

async function take(draft: OrderDraft): Promise<Order> {
  const sale = await desk.createSale(draft);
  if (sale.kind !== 'taken') throw new Error('not recorded');
  return sale.order;
}

async function stateOf(orderNo: string): Promise<Order> {
  const order = await ledger.readOrder(orderNo);
  if (order === null) throw new Error('no such order');
  return order;
}

beforeEach(() => {
  clock = new ManualClock();
  ledger = new MemoryLedger();
  gateway = new ScriptedGateway();
  changes = [];
  faults = [];
  desk = openDesk();
});

describe('taking a sale', () => {
  it('has the order in the ledger before the gateway is asked', async () => {
    let recordedBeforeSending = false;
    gateway.onCreate = async (order) => {
      recordedBeforeSending = (await ledger.readOrder(order.orderNo))?.state === 'creating';
      return created;
    };
    const order = await take(draftOf());
    expect(recordedBeforeSending).toBe(true);
    expect(order).toMatchObject({ state: 'awaiting', qrText: 'https://qr.alipay.com/bax0' });
    expect(ledger.typesOf(order.orderNo)).toEqual(['order.created', 'create.succeeded']);
  });

  it('makes one order and one request of a double Enter', async () => {
    const [first, second] = await Promise.all([take(draftOf()), take(draftOf())]);
    expect(second.orderNo).toBe(first.orderNo);
    expect(second.state).toBe('awaiting');
    expect(gateway.asked.filter((operation) => operation === 'create')).toHaveLength(1);
  });

  it('is unknown, not failed, when no answer comes, and is asked about by itself', async () => {
    gateway.onCreate = () => Promise.resolve(timedOut);
    const order = await take(draftOf());
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'timeout' } });
    expect(desk.canRetryCreate(order)).toBe(true);
    await clock.advance(2_000);
    expect(gateway.asked).toEqual(['create', 'query']);
  });

  it('sends the same number again on retry', async () => {
    gateway.onCreate = () => Promise.resolve(timedOut);
    const order = await take(draftOf());
    gateway.onCreate = () => Promise.resolve(created);
    const retried = await desk.retryCreate(order.orderNo);
    expect(retried).toMatchObject({ orderNo: order.orderNo, state: 'awaiting', problem: null });
  });

  it('is refused, with the gateway’s words, when the gateway says no, and cannot be sent again', async () => {
    const refusal: CreateOutcome = {
      kind: 'refused',
      problem: { code: 'configuration', gatewayCode: '44', gatewayMessage: 'payment type not opened' },
      evidence: null,
    };
    gateway.onCreate = () => Promise.resolve(refusal);
    const order = await take(draftOf());
    expect(order).toMatchObject({ state: 'refused', problem: { gatewayMessage: 'payment type not opened' } });
    expect(desk.canRetryCreate(order)).toBe(false);
    await clock.advance(60_000);
    expect(gateway.asked).toEqual(['create']);
  });

  it('says that nothing was sent when the key cannot be read, and may be sent again', async () => {
    gateway.onCreate = () =>
      Promise.resolve({
        kind: 'not_sent',
        problem: { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null },
      });
    const order = await take(draftOf());
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'key_missing_or_locked' } });
    expect(desk.canRetryCreate(order)).toBe(true);
  });

  it('is not taken at all when the ledger cannot record it, and nothing is sent', async () => {
    const fault = new Error('database or disk is full');
    ledger.createOrder = () => Promise.reject(fault);
    expect(await desk.createSale(draftOf())).toEqual({ kind: 'not_recorded', fault });
    expect(gateway.asked).toEqual([]);
  });

  it('says so when its merchant account is gone', async () => {
    const order = await take(draftOf({ profileId: 'gone' }));
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'profile_missing' } });
  });
});

describe('watching', () => {
  it('learns of the payment by asking, and stops asking then', async () => {
    const order = await take(draftOf());
    await clock.advance(5_000);
    expect((await stateOf(order.orderNo)).state).toBe('awaiting');
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, { status: 'scanned' }));
    await clock.advance(3_000);
    expect(await stateOf(order.orderNo)).toMatchObject({ state: 'awaiting', scanned: true });
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await clock.advance(3_000);
    expect(await stateOf(order.orderNo)).toMatchObject({ state: 'paid', learnedBy: 'query' });
    const askedSoFar = gateway.asked.length;
    await clock.advance(600_000);
    expect(gateway.asked).toHaveLength(askedSoFar);
    expect(desk.watchOf(order.orderNo)).toBeNull();
  });

  it('does not record the checks that say nothing new', async () => {
    const order = await take(draftOf());
    await clock.advance(60_000);
    expect(gateway.asked.length).toBeGreaterThan(15);
    expect(ledger.typesOf(order.orderNo)).toEqual(['order.created', 'create.succeeded']);
  });

  it('shows its progress and what went wrong with the last check', async () => {
    const order = await take(draftOf());
    gateway.onQuery = () => Promise.resolve(timedOut);
    await clock.advance(2_000);
    expect(desk.watchOf(order.orderNo)).toMatchObject({
      checkCount: 1,
      failuresInRow: 1,
      problem: { code: 'timeout' },
      lastCheckedAt: '2026-11-22T06:32:07.000Z',
      nextCheckAt: '2026-11-22T06:32:10.000Z',
    });
  });

  it('has one request in flight for an order, however often it is asked to check', async () => {
    const order = await take(draftOf());
    let inFlight = 0;
    let most = 0;
    gateway.onQuery = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await settleMicrotasks();
      inFlight -= 1;
      return { kind: 'not_found', evidence: null };
    };
    await Promise.all([desk.check(order.orderNo), desk.check(order.orderNo), desk.check(order.orderNo)]);
    expect(most).toBe(1);
  });

  it('goes on after a check threw, and reports the fault', async () => {
    const order = await take(draftOf());
    gateway.onQuery = () => Promise.reject(new Error('disk full'));
    await clock.advance(2_000);
    expect(faults).toHaveLength(1);
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await clock.advance(30_000);
    expect((await stateOf(order.orderNo)).state).toBe('paid');
  });

  it('takes up open orders after a restart, and learns what happened meanwhile', async () => {
    const order = await take(draftOf());
    await desk.stop();
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    desk = openDesk();
    await desk.start();
    await clock.advance(0);
    expect((await stateOf(order.orderNo)).state).toBe('paid');
  });

  it('calls an order whose request was cut off by a crash unknown, and asks', async () => {
    gateway.onCreate = () => new Promise(() => undefined);
    void take(draftOf());
    await settleMicrotasks();
    desk = openDesk();
    await desk.start();
    await clock.advance(0);
    const order = (await ledger.watchedOrders())[0];
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'interrupted' } });
    expect(gateway.asked).toEqual(['create', 'query']);
  });

  it('asks about every open order at once after the computer woke', async () => {
    await take(draftOf());
    await take(draftOf({ requestKey: '0a0a0a0a-0000-4000-8000-000000000001' }));
    gateway.asked.length = 0;
    desk.checkAllSoon();
    await settleMicrotasks();
    expect(gateway.asked).toEqual(['query', 'query']);
  });
});

describe('giving an order up', () => {
  it('asks, cancels, and asks again before it calls the order closed', async () => {
    const order = await take(draftOf());
    gateway.asked.length = 0;
    const { order: closed } = await desk.cancel(order.orderNo);
    expect(gateway.asked).toEqual(['query', 'cancel', 'query']);
    expect(closed).toMatchObject({ state: 'closed', learnedBy: 'cancel' });
  });

  it('is paid when the last query says so, and does not cancel', async () => {
    const order = await take(draftOf());
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    gateway.asked.length = 0;
    expect((await desk.cancel(order.orderNo)).order.state).toBe('paid');
    expect(gateway.asked).toEqual(['query']);
  });

  it('says that the money went back when the cancel found a payment', async () => {
    const order = await take(draftOf());
    gateway.onCancel = () => Promise.resolve({ kind: 'refunded', evidence: null });
    expect((await desk.cancel(order.orderNo)).order.state).toBe('refunded');
  });

  it('is not known while the gateway does not answer, and keeps trying to close', async () => {
    const order = await take(draftOf());
    gateway.onQuery = () => Promise.resolve(timedOut);
    expect((await desk.cancel(order.orderNo)).order).toMatchObject({
      state: 'close_unknown',
      problem: { code: 'timeout' },
    });
    gateway.onQuery = () => Promise.resolve({ kind: 'not_found', evidence: null });
    await clock.advance(10_000);
    expect((await stateOf(order.orderNo)).state).toBe('closed');
  });

  it('happens by itself when the code expires', async () => {
    const order = await take(draftOf({ validForMs: 60_000 }));
    await clock.advance(60_500);
    expect((await stateOf(order.orderNo)).state).toBe('closed');
    expect(ledger.typesOf(order.orderNo)).toContain('close.requested');
  });

  it('keeps watching for a day where the gateway has no cancel, and shouts when a payment comes late', async () => {
    gateway = new ScriptedGateway({ canCancel: false });
    const order = await take(draftOf({ validForMs: 60_000 }));
    await clock.advance(61_000);
    expect((await stateOf(order.orderNo)).state).toBe('expired_watching');
    await clock.advance(3_600_000);
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await clock.advance(3_700_000);
    expect((await stateOf(order.orderNo)).state).toBe('paid_late');
  });

  it('lets go after the horizon when no payment came', async () => {
    gateway = new ScriptedGateway({ canCancel: false });
    const order = await take(draftOf({ validForMs: 60_000 }));
    await clock.advance(watchHorizonMs + 4_000_000);
    expect((await stateOf(order.orderNo)).state).toBe('closed');
    expect(desk.watchOf(order.orderNo)).toBeNull();
  });

  it('does nothing to an order that is already paid', async () => {
    const order = await take(draftOf());
    gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await desk.check(order.orderNo);
    gateway.asked.length = 0;
    expect((await desk.cancel(order.orderNo)).order.state).toBe('paid');
    expect(gateway.asked).toEqual([]);
  });
});

describe('a notification', () => {
  it('pays its order and is answered with success, with the raw message kept', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo }) });
    expect(await desk.receiveNotification('shop', raw)).toBe('success');
    expect(await stateOf(order.orderNo)).toMatchObject({ state: 'paid', learnedBy: 'notification' });
    expect(ledger.notifications).toMatchObject([{ verdict: 'applied', orderNo: order.orderNo, body: raw.body }]);
  });

  it('is recorded as repeated the second time and changes nothing', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo }) });
    await desk.receiveNotification('shop', raw);
    const eventsBefore = ledger.events.length;
    expect(await desk.receiveNotification('shop', raw)).toBe('success');
    expect(ledger.events).toHaveLength(eventsBefore);
    expect(ledger.notifications.map(({ verdict }) => verdict)).toEqual(['applied', 'repeated']);
  });

  it('with a wrong signature is refused, recorded, and marks the order it names', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'refused', problem: signatureWrong, claimedOrderNo: order.orderNo });
    expect(await desk.receiveNotification('shop', raw)).toBe('failure');
    expect(await stateOf(order.orderNo)).toMatchObject({ state: 'awaiting', attention: { code: 'signature_wrong' } });
    await desk.receiveNotification('shop', raw);
    expect(ledger.notifications.map(({ verdict }) => verdict)).toEqual(['refused', 'refused']);
    expect(ledger.typesOf(order.orderNo).filter((type) => type === 'notification.refused')).toHaveLength(1);
  });

  it('with another amount is recorded as disputed and pays nothing', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo, amountMinor: 1 }) });
    await desk.receiveNotification('shop', raw);
    expect(await stateOf(order.orderNo)).toMatchObject({ state: 'awaiting', attention: { code: 'amount_differs' } });
    expect(ledger.notifications).toMatchObject([{ verdict: 'disputed', problem: { code: 'amount_differs' } }]);
  });

  it('signed for another account does not pay this account’s order', async () => {
    const order = await take(draftOf({ profileId: 'other' }));
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo }) });
    await desk.receiveNotification('shop', raw);
    expect(await stateOf(order.orderNo)).toMatchObject({ paidAt: null, attention: { code: 'merchant_differs' } });
  });

  it('about an order that is not ours is recorded and acknowledged', async () => {
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: 'T09_20261122_0001_NONE' }) });
    expect(await desk.receiveNotification('shop', raw)).toBe('success');
    expect(ledger.notifications).toMatchObject([{ verdict: 'unknown_order' }]);
  });

  it('that cannot be checked for want of a key is to be sent again', async () => {
    gateway.onNotification = () => ({
      kind: 'cannot_check',
      problem: { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null },
    });
    expect(await desk.receiveNotification('shop', raw)).toBe('failure');
    expect(ledger.notifications).toMatchObject([{ verdict: 'not_checked' }]);
  });

  it('for an unknown account is recorded and refused', async () => {
    expect(await desk.receiveNotification('nobody', raw)).toBe('failure');
    expect(ledger.notifications).toMatchObject([{ verdict: 'refused', problem: { code: 'profile_missing' } }]);
  });

  it('that arrives while a query is in flight makes one payment of the two', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo }) });
    gateway.onQuery = async (asked) => {
      await desk.receiveNotification('shop', raw);
      return saying(asked, {});
    };
    await desk.check(order.orderNo);
    expect(ledger.typesOf(order.orderNo).filter((type) => type === 'payment.succeeded')).toHaveLength(1);
    expect((await stateOf(order.orderNo)).attention).toBeNull();
  });

  it('that arrives while the order is being closed wins', async () => {
    const order = await take(draftOf());
    gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo: order.orderNo }) });
    gateway.onCancel = async () => {
      await desk.receiveNotification('shop', raw);
      return timedOut;
    };
    await desk.cancel(order.orderNo);
    expect((await stateOf(order.orderNo)).state).toBe('paid');
  });
});
