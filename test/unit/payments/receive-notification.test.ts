import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskUnderTest, rawNotification } from '../../support/desk-under-test.ts';
import { factsOf } from '../../support/orders.ts';
import { saying, signatureWrong } from '../../support/scripted-gateway.ts';

const keyMissing = { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null } as const;

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

function receive(accountId = 'shop') {
  return counter.desk.receiveNotification(accountId, rawNotification);
}

describe('a notification', () => {
  it('pays its order and is answered with success, with the raw message kept', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    expect(await receive()).toBe('success');
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid', learnedBy: 'notification' });
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'applied', orderNo, body: rawNotification.body }]);
  });

  it('is recorded as repeated the second time and changes nothing', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    await receive();
    const eventsBefore = counter.ledger.events.length;
    expect(await receive()).toBe('success');
    expect(counter.ledger.events).toHaveLength(eventsBefore);
    expect(counter.ledger.notifications.map(({ verdict }) => verdict)).toEqual(['applied', 'repeated']);
  });

  it('that comes many times at once is one payment', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    const answers = await Promise.all(Array.from({ length: 30 }, () => receive()));
    expect(new Set(answers)).toEqual(new Set(['success']));
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'payment.succeeded')).toHaveLength(1);
    const verdicts = counter.ledger.notifications.map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'applied')).toHaveLength(1);
    expect(verdicts).toHaveLength(30);
  });

  it('with a wrong signature is refused, recorded, and marks the order it names', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'refused', problem: signatureWrong, claimedOrderNo: orderNo });
    expect(await receive()).toBe('failure');
    expect(await counter.read(orderNo)).toMatchObject({ state: 'awaiting', attention: { code: 'signature_wrong' } });
    await receive();
    expect(counter.ledger.notifications.map(({ verdict }) => verdict)).toEqual(['refused', 'refused']);
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'notification.refused')).toHaveLength(1);
  });

  it('with another amount is recorded as disputed and pays nothing', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, amountMinor: 1 }) });
    await receive();
    expect(await counter.read(orderNo)).toMatchObject({ state: 'awaiting', attention: { code: 'amount_differs' } });
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'disputed', problem: { code: 'amount_differs' } }]);
  });

  it('signed for another account does not pay this account’s order', async () => {
    const { orderNo } = await counter.take({ accountId: 'other' });
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    await receive();
    expect(await counter.read(orderNo)).toMatchObject({ paidAt: null, attention: { code: 'merchant_differs' } });
  });

  it('about an order that is not ours is recorded and acknowledged', async () => {
    counter.gateway.onNotification = () => ({
      kind: 'verified',
      facts: factsOf({ orderNo: 'T09_20261122_0001_NONE' }),
    });
    expect(await receive()).toBe('success');
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'unknown_order', problem: null }]);
    expect(counter.ledger.tillEvents.filter(({ type }) => type === 'unmatched.reported')).toMatchObject([
      { payload: { orderNo: 'T09_20261122_0001_NONE', status: 'paid', amountMinor: 14_130, deliveryId: 1 } },
    ]);
  });

  it.each(['waiting', 'scanned', 'declined', 'closed'] as const)(
    'about an order that is not ours and %s is no payment to look into',
    async (status) => {
      counter.gateway.onNotification = () => ({
        kind: 'verified',
        facts: factsOf({ orderNo: 'T09_20261122_0001_NONE', status }),
      });
      expect(await receive()).toBe('success');
      expect(counter.ledger.notifications).toMatchObject([
        { verdict: 'unknown_order', problem: { code: 'nothing_paid' } },
      ]);
      expect(counter.ledger.tillEvents.filter(({ type }) => type === 'unmatched.reported')).toEqual([]);
    },
  );

  it('that is signed but not about a success is acknowledged, recorded as such, and asked about at once', async () => {
    const { orderNo } = await counter.take();
    const problem = { code: 'gateway_refused', gatewayCode: '2', gatewayMessage: 'payment failed' } as const;
    counter.gateway.onNotification = () => ({ kind: 'inconclusive', problem, orderNo });
    expect(await receive()).toBe('success');
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'inconclusive', problem, orderNo }]);
    await vi.waitFor(() => expect(counter.gateway.asked).toEqual(['create', 'query']));
    expect(await counter.read(orderNo)).toMatchObject({ state: 'awaiting', attention: null });
  });

  it('of a failed try fails nothing: the query that follows says how it ended', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, status: 'declined' }) });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    expect(await receive()).toBe('success');
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'inconclusive', orderNo }]);
    await vi.waitFor(async () => expect((await counter.read(orderNo)).state).toBe('paid'));
    expect(counter.ledger.typesOf(orderNo)).not.toContain('payment.declined');
  });

  it('that is signed, in a currency that does not fit, is disputed and no forgery', async () => {
    const { orderNo } = await counter.take();
    const problem = { code: 'currency_differs', gatewayCode: 'USD', gatewayMessage: null } as const;
    counter.gateway.onNotification = () => ({ kind: 'inconclusive', problem, orderNo });
    expect(await receive()).toBe('success');
    expect(await receive()).toBe('success');
    expect(counter.ledger.notifications.map(({ verdict }) => verdict)).toEqual(['disputed', 'disputed']);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'awaiting', attention: { code: 'currency_differs' } });
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'payment.disputed')).toHaveLength(1);
  });

  it.each([null, 'T09_20261122_0001_NONE'])(
    'that is signed, about nothing known here (%s), is recorded and acknowledged',
    async (orderNo) => {
      const problem = { code: 'malformed_reply', gatewayCode: null, gatewayMessage: null } as const;
      counter.gateway.onNotification = () => ({ kind: 'inconclusive', problem, orderNo });
      expect(await receive()).toBe('success');
      expect(counter.ledger.notifications).toMatchObject([{ verdict: 'inconclusive', orderNo }]);
      expect(counter.gateway.asked).toEqual([]);
    },
  );

  it('that cannot be checked for want of a key is to be sent again', async () => {
    counter.gateway.onNotification = () => ({ kind: 'cannot_check', problem: keyMissing });
    expect(await receive()).toBe('failure');
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'not_checked' }]);
  });

  it('for an unknown account is recorded and refused', async () => {
    expect(await receive('nobody')).toBe('failure');
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'refused', problem: { code: 'account_missing' } }]);
  });

  it('is not answered when it cannot be recorded: the gateway must send it again', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    counter.failAppends(1);
    await expect(receive()).rejects.toThrow('disk is full');
    expect((await counter.read(orderNo)).state).toBe('awaiting');
    expect(await receive()).toBe('success');
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('that arrives while a query is in flight makes one payment of the two', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    counter.gateway.onQuery = async (asked) => {
      await receive();
      return saying(asked, {});
    };
    await counter.desk.check(orderNo);
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'payment.succeeded')).toHaveLength(1);
    expect((await counter.read(orderNo)).attention).toBeNull();
  });

  it('about a sale that was put aside or dropped calls for a person', async () => {
    const order = await counter.take();
    const held = await counter.desk.holdOrder({ ...order, requestKey: 'another', validForMs: 60_000 });
    if (held.kind !== 'taken') throw new Error(held.kind);
    const { orderNo } = held.order;
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    await receive();
    expect((await counter.read(orderNo)).state).toBe('paid_late');
  });
});

describe('a recorded delivery', () => {
  it('can be read once more, with the key that was missing when it came', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'cannot_check', problem: keyMissing });
    await receive();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    expect(await counter.desk.reapplyNotification(1)).toBe('success');
    expect((await counter.read(orderNo)).state).toBe('paid');
    // Both readings stay.
    expect(counter.ledger.notifications.map(({ verdict }) => verdict)).toEqual(['not_checked', 'applied']);
  });

  it('changes nothing when it had been read well before', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    await receive();
    const before = await counter.read(orderNo);
    expect(await counter.desk.reapplyNotification(1)).toBe('success');
    expect(await counter.read(orderNo)).toEqual(before);
  });

  it('is none when there is no such number', async () => {
    expect(await counter.desk.reapplyNotification(7)).toBeNull();
    expect(counter.ledger.notifications).toEqual([]);
  });
});

describe('a delivery that is turned away', () => {
  it('is in the inbox with its problem, and nobody has looked at what it says', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    await counter.desk.recordTurnedAway('shop', rawNotification, 'too_large');
    expect(counter.ledger.notifications).toMatchObject([
      { verdict: 'turned_away', problem: { code: 'too_large' }, orderNo: null, body: rawNotification.body },
    ]);
    expect((await counter.read(orderNo)).state).toBe('awaiting');
  });
});
