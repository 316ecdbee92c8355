import { beforeEach, describe, expect, it } from 'vitest';
import { orderStates } from '../../../main/domain/order.ts';
import { possibleDecisions, type OrderDecision } from '../../../main/payments/decide-order.ts';
import { DeskUnderTest, rawNotification, refundRequestOf } from '../../support/desk-under-test.ts';
import { factsOf, orderOf } from '../../support/orders.ts';
import { saying, ScriptedGateway, timedOut } from '../../support/scripted-gateway.ts';

const person = { operatorName: 'Mei Lin', reason: 'The customer showed the receipt.' } as const;

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
});

function decide(orderNo: string, decision: OrderDecision) {
  return counter.desk.decide(orderNo, decision, person);
}

/** Given up at the counter, paid all the same. */
async function takeLate(): Promise<string> {
  const { orderNo } = await counter.take({ validForMs: 60_000 });
  await counter.clock.advance(61_000);
  counter.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
  await counter.desk.check(orderNo);
  return orderNo;
}

function verifiedPayment(orderNo: string): Promise<unknown> {
  counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
  return counter.desk.receiveNotification('shop', rawNotification);
}

describe('a late payment', () => {
  it('becomes an ordinary one when someone accepts it, with name and reason on record', async () => {
    const orderNo = await takeLate();
    expect((await counter.read(orderNo)).state).toBe('paid_late');
    expect(await decide(orderNo, { kind: 'accept_late' })).toMatchObject({ kind: 'decided', order: { state: 'paid' } });
    expect(counter.ledger.events.at(-1)?.event).toEqual({ type: 'late.accepted', payload: person });
  });

  it('is accepted once', async () => {
    const orderNo = await takeLate();
    await decide(orderNo, { kind: 'accept_late' });
    expect(await decide(orderNo, { kind: 'accept_late' })).toEqual({ kind: 'not_possible' });
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'late.accepted')).toHaveLength(1);
  });

  it('is nothing that an order in time could be', async () => {
    const { orderNo } = await counter.takePaid();
    expect(await decide(orderNo, { kind: 'accept_late' })).toEqual({ kind: 'not_possible' });
  });
});

describe('what is under way', () => {
  it('cannot be contradicted: money on its way back is not accepted as a late payment', async () => {
    const orderNo = await takeLate();
    counter.gateway.onRefund = () => Promise.resolve(timedOut);
    await counter.desk.requestRefund(orderNo, refundRequestOf());
    expect(await decide(orderNo, { kind: 'accept_late' })).toEqual({ kind: 'not_possible' });
    expect(possibleDecisions(await counter.read(orderNo))).not.toContain('accept_late');
  });

  it('cannot be contradicted: what the gateway says is paid, with another sum, did not end unpaid', async () => {
    await counter.desk.start();
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { amountMinor: 1 }));
    await counter.clock.advance(6 * 60_000);
    expect(await decide(orderNo, { kind: 'resolve', as: 'unpaid' })).toEqual({ kind: 'not_possible' });
    expect(possibleDecisions(await counter.read(orderNo))).toEqual(['clear_attention', 'paid']);
    expect(await decide(orderNo, { kind: 'resolve', as: 'paid' })).toMatchObject({ kind: 'decided' });
  });
});

describe('an attention mark', () => {
  it('goes when someone has looked, and leaves the order as it was', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, amountMinor: 1 }) });
    await counter.desk.receiveNotification('shop', rawNotification);
    expect((await counter.read(orderNo)).attention?.code).toBe('amount_differs');
    expect(await decide(orderNo, { kind: 'clear_attention' })).toMatchObject({
      order: { state: 'awaiting', attention: null },
    });
    expect(await decide(orderNo, { kind: 'clear_attention' })).toEqual({ kind: 'not_possible' });
  });
});

describe('an outcome that a person vouches for', () => {
  it('ends the watch of an order of which nothing is known', async () => {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take();
    expect(await decide(orderNo, { kind: 'resolve', as: 'unpaid' })).toMatchObject({
      order: { state: 'closed', learnedBy: 'manual' },
    });
    expect(counter.desk.watchOf(orderNo)).toBeNull();
  });

  it('is late paid for when the gateway then says otherwise', async () => {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take();
    await decide(orderNo, { kind: 'resolve', as: 'unpaid' });
    await verifiedPayment(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid_late', learnedBy: 'notification' });
  });

  it('«paid» is proven by a verified payment that comes later, which is no second one', async () => {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take();
    await decide(orderNo, { kind: 'resolve', as: 'paid' });
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid', learnedBy: 'manual' });
    await verifiedPayment(orderNo);
    const proven = await counter.read(orderNo);
    expect(proven).toMatchObject({
      state: 'paid',
      learnedBy: 'notification',
      attention: null,
      buyerHint: '159****5620',
    });
    await verifiedPayment(orderNo);
    expect(await counter.read(orderNo)).toEqual(proven);
  });

  it('is not asked for where the gateway has spoken', async () => {
    const { orderNo } = await counter.takePaid();
    expect(await decide(orderNo, { kind: 'resolve', as: 'unpaid' })).toEqual({ kind: 'not_possible' });
    expect(await decide(orderNo, { kind: 'resolve', as: 'paid' })).toEqual({ kind: 'not_possible' });
  });
});

describe('the decisions offered for an order', () => {
  it('are exactly those that would be carried out', async () => {
    const attention = { code: 'paid_twice', gatewayCode: null, gatewayMessage: null } as const;
    const offered = Object.fromEntries(orderStates.map((state) => [state, possibleDecisions(orderOf({ state }))]));
    expect(offered).toEqual({
      held: [],
      discarded: [],
      creating: [],
      create_unknown: ['paid', 'unpaid'],
      refused: [],
      awaiting: ['paid'],
      closing: [],
      close_unknown: ['paid', 'unpaid'],
      paid: [],
      declined: ['paid'],
      closed: ['paid'],
      expired_watching: ['paid', 'unpaid'],
      paid_late: ['accept_late'],
      refunded: [],
    });
    expect(possibleDecisions(orderOf({ state: 'paid', attention }))).toEqual(['clear_attention']);
  });
});
