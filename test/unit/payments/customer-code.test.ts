import { beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../../main/domain/order.ts';
import { DeskUnderTest } from '../../support/desk-under-test.ts';
import { draftOf, factsOf } from '../../support/orders.ts';
import { saying, timedOut } from '../../support/scripted-gateway.ts';

const customerCode = '286512345678901234';
const waiting = { kind: 'waiting', gatewayOrderNo: '77', evidence: null } as const;

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

async function pay(code = customerCode): Promise<Order> {
  const sale = await counter.desk.createOrder(draftOf({ way: 'customer_code' }), code);
  if (sale.kind !== 'taken') throw new Error(`not taken: ${sale.kind}`);
  return sale.order;
}

describe('a sale by the customer’s own code', () => {
  it('is paid by one request, and no code of ours is asked for', async () => {
    const order = await pay();
    expect(order).toMatchObject({ state: 'paid', way: 'customer_code', qrText: null, gatewayOrderNo: '2026112222001' });
    expect(counter.gateway.asked).toEqual(['pay']);
    expect(counter.ledger.typesOf(order.orderNo)).toEqual(['order.created', 'payment.succeeded']);
  });

  it('is on record before the code leaves, and the code itself is nowhere in it', async () => {
    let recorded: readonly string[] = [];
    counter.gateway.onPay = (order) => {
      recorded = counter.ledger.typesOf(order.orderNo);
      return Promise.resolve(waiting);
    };
    await pay();
    expect(recorded).toEqual(['order.created']);
    expect(JSON.stringify(counter.ledger.events)).not.toContain(customerCode);
  });

  it('is charged once however often it is sent with one key', async () => {
    const [first, second] = await Promise.all([pay(), pay('281111111111111111')]);
    expect(second.orderNo).toBe(first.orderNo);
    expect((await pay()).orderNo).toBe(first.orderNo);
    expect(counter.gateway.asked).toEqual(['pay']);
  });

  it('waits for the customer to confirm, and is asked about until it is paid', async () => {
    counter.gateway.onPay = () => Promise.resolve(waiting);
    const order = await pay();
    expect(order).toMatchObject({ state: 'awaiting', scanned: true, gatewayOrderNo: '77' });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { gatewayOrderNo: '77' }));
    await counter.clock.advance(3_000);
    expect((await counter.read(order.orderNo)).state).toBe('paid');
  });

  it('is unknown without an answer, never failed; it is asked about, and the code is never sent again', async () => {
    counter.gateway.onPay = () => Promise.resolve(timedOut);
    const order = await pay();
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'timeout' } });
    expect(counter.desk.canRetryCreate(order)).toBe(false);
    expect((await counter.desk.retryCreate(order.orderNo)).state).toBe('create_unknown');
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(3_000);
    expect((await counter.read(order.orderNo)).state).toBe('paid');
    expect(counter.gateway.asked).toEqual(['pay', 'query']);
  });

  it('is over when the gateway says no', async () => {
    const problem = {
      code: 'gateway_refused',
      gatewayCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH',
      gatewayMessage: null,
    } as const;
    counter.gateway.onPay = () => Promise.resolve({ kind: 'refused', problem, evidence: null });
    const order = await pay();
    expect(order).toMatchObject({ state: 'refused', problem });
    expect(counter.desk.canRetryCreate(order)).toBe(false);
  });

  it('is not believed to be paid when the sum is another, and is asked about', async () => {
    counter.gateway.onPay = ({ orderNo }) =>
      Promise.resolve({ kind: 'facts', facts: factsOf({ orderNo, amountMinor: 1 }), evidence: null });
    const order = await pay();
    expect(order).toMatchObject({ state: 'create_unknown', attention: { code: 'amount_differs' } });
    await counter.clock.advance(3_000);
    expect(counter.gateway.asked).toEqual(['pay', 'query']);
  });

  it('is not believed to be paid in a currency that is not known here', async () => {
    counter.gateway.onPay = () =>
      Promise.resolve({
        kind: 'unknown',
        problem: { code: 'currency_differs', gatewayCode: 'USD', gatewayMessage: null },
        evidence: { httpStatus: 200, replyText: '{}' },
      });
    const order = await pay();
    expect(order).toMatchObject({ state: 'create_unknown', attention: { code: 'currency_differs' } });
    expect(counter.desk.canCancel(order)).toBe(false);
  });

  it('is asked about after a crash in between', async () => {
    counter.gateway.onPay = () => new Promise(() => undefined);
    void pay();
    await counter.clock.advance(0);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.restart();
    await counter.clock.advance(1_000);
    const [order] = counter.changes.slice(-1);
    expect(order).toMatchObject({ state: 'paid', way: 'customer_code' });
    expect(counter.gateway.asked).toEqual(['pay', 'query']);
  });
});
