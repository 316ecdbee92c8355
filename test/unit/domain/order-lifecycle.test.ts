import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, displayStateOf, isWatched } from '../../../main/domain/order-lifecycle.ts';
import { orderStates, type BirthEvent, type LaterEvent, type Order, type Problem } from '../../../main/domain/order.ts';
import { openRefundOf, refundableMinor } from '../../../main/domain/refund.ts';
import { anyEvent, isAllowed, knownRefundNo, oneOfEach, refundOf } from '../../support/events.ts';
import { draftOf, orderOf } from '../../support/orders.ts';

const at = '2026-11-22T07:00:00.000Z';
const problem: Problem = { code: 'timeout', gatewayCode: null, gatewayMessage: null };
const payment = { learnedBy: 'query', gatewayOrderNo: '77', evidence: null } as const;

function apply(order: Order, ...events: readonly LaterEvent[]): Order {
  return events.reduce((current, event) => applyEvent(current, event, at, current.version + 1), order);
}

function birth(type: BirthEvent['type']): BirthEvent {
  return {
    type,
    payload: {
      ...draftOf(),
      orderNo: 'T01_20261122_0001_AAAA',
      dailyNumber: 1,
      businessDay: '2026-11-22',
      codeExpiresAt: '2026-11-22T07:05:00.000Z',
    },
  };
}

describe('the first event', () => {
  it('starts an order as creating, with everything of the draft but its duration', () => {
    const order = applyEvent(undefined, birth('order.created'), at, 1);
    expect(order).toMatchObject({ state: 'creating', amountMinor: 14_130, currency: 'CNY', createdAt: at, version: 1 });
    expect(order).toMatchObject({ refunds: [], refundedMinor: 0, attention: null });
    expect(order).not.toHaveProperty('validForMs');
  });

  it('puts a held order aside: it is not watched, and can go on or be dropped', () => {
    const held = applyEvent(undefined, birth('order.held'), at, 1);
    expect(held.state).toBe('held');
    expect(isWatched(held)).toBe(false);
    expect(apply(held, oneOfEach['order.discarded']).state).toBe('discarded');
    expect(apply(held, oneOfEach['order.released'])).toMatchObject({
      state: 'creating',
      codeExpiresAt: '2026-11-22T08:00:00.000Z',
    });
  });

  it('comes once, and nothing comes before it', () => {
    expect(() => applyEvent(orderOf(), birth('order.created'), at, 3)).toThrow(/created twice/);
    expect(() => applyEvent(orderOf(), birth('order.held'), at, 3)).toThrow(/created twice/);
    expect(() => applyEvent(undefined, oneOfEach['watch.ended'], at, 3)).toThrow(/without an order/);
  });
});

describe('a payment', () => {
  it('keeps how, when and by whom it was paid', () => {
    const paid = apply(orderOf(), {
      type: 'payment.succeeded',
      payload: { ...payment, learnedBy: 'notification', paidAt: '2026-11-22T06:33:00.000Z', buyerHint: '159****5620' },
    });
    expect(paid).toMatchObject({
      state: 'paid',
      learnedBy: 'notification',
      paidAt: '2026-11-22T06:33:00.000Z',
      buyerHint: '159****5620',
      gatewayOrderNo: '77',
    });
  });

  it('takes the time at which it was learned when the gateway does not say when it was paid', () => {
    const event: LaterEvent = { type: 'payment.succeeded', payload: { ...payment, paidAt: null, buyerHint: null } };
    expect(apply(orderOf(), event).paidAt).toBe(at);
  });

  it('is not stained by an error message that comes late', () => {
    expect(apply(orderOf({ state: 'paid' }), oneOfEach['create.unknown']).problem).toBeNull();
    expect(apply(orderOf({ state: 'paid' }), oneOfEach['close.unknown']).problem).toBeNull();
  });

  it('leaves nothing of an earlier problem behind', () => {
    expect(apply(orderOf({ state: 'create_unknown', problem }), oneOfEach['payment.succeeded']).problem).toBeNull();
  });

  it('that a person vouched for is proven by a verified one, and is not a second payment', () => {
    const vouched = apply(orderOf({ state: 'close_unknown' }), oneOfEach['resolved.paid']);
    expect(vouched).toMatchObject({ state: 'paid', learnedBy: 'manual', paidAt: at });
    const proven = apply(vouched, oneOfEach['payment.succeeded']);
    expect(proven).toMatchObject({
      state: 'paid',
      learnedBy: 'query',
      paidAt: '2026-11-22T06:33:00.000Z',
      gatewayOrderNo: '77',
      attention: null,
    });
    // From then on it is a payment like any other.
    expect(apply(proven, oneOfEach['payment.succeeded']).attention?.code).toBe('paid_twice');
  });

  it('loses only the customer’s name to a redaction', () => {
    const paid = orderOf({ state: 'paid', buyerHint: '159****5620', gatewayOrderNo: '77' });
    expect(apply(paid, oneOfEach['personal.redacted'])).toEqual({
      ...paid,
      buyerHint: null,
      updatedAt: at,
      version: paid.version + 1,
    });
  });
});

describe('a refund', () => {
  const paid = orderOf({ state: 'paid' });
  const asked: LaterEvent = {
    ...oneOfEach['refund.requested'],
    payload: { ...oneOfEach['refund.requested'].payload, refundNo: knownRefundNo, amountMinor: 5_000 },
  };

  it('is the order’s open one until the gateway has spoken, and is watched so long', () => {
    const open = apply(paid, asked);
    expect(openRefundOf(open)).toMatchObject({
      refundNo: knownRefundNo,
      amountMinor: 5_000,
      state: 'requested',
      requestedAt: at,
      doneAt: null,
    });
    expect(isWatched(open)).toBe(true);
    expect(apply(open, oneOfEach['refund.unknown']).refunds[0]).toMatchObject({ state: 'unknown', problem });
    const done = apply(open, oneOfEach['refund.done']);
    expect(done).toMatchObject({ state: 'paid', refundedMinor: 5_000 });
    expect(isWatched(done)).toBe(false);
  });

  it('sheds its problem when it is asked for again, taken or done', () => {
    const unknown = apply(paid, asked, oneOfEach['refund.unknown']);
    for (const type of ['refund.retried', 'refund.accepted', 'refund.done'] as const) {
      expect(apply(unknown, oneOfEach[type]).refunds[0]?.problem).toBeNull();
    }
  });

  it('keeps the late payment late until the whole sum is back', () => {
    const late = apply(orderOf({ state: 'paid_late' }), asked, oneOfEach['refund.done']);
    expect(late).toMatchObject({ state: 'paid_late', refundedMinor: 5_000 });
  });

  it('that the gateway reports whole settles the one under way', () => {
    const whole: LaterEvent = { ...asked, payload: { ...asked.payload, amountMinor: paid.amountMinor } };
    const back = apply(paid, whole, oneOfEach['payment.refunded']);
    expect(back).toMatchObject({ state: 'refunded', refundedMinor: paid.amountMinor, refunds: [{ state: 'done' }] });
    expect(isWatched(back)).toBe(false);
  });

  it('that a person vouches for counts as what they say', () => {
    const { payload } = oneOfEach['refund.resolved'];
    const open = apply(paid, asked);
    expect(apply(open, { type: 'refund.resolved', payload })).toMatchObject({
      refundedMinor: 5_000,
      refunds: [{ state: 'done' }],
    });
    expect(apply(open, { type: 'refund.resolved', payload: { ...payload, as: 'refused' } })).toMatchObject({
      refundedMinor: 0,
      refunds: [{ state: 'refused' }],
    });
  });

  it('that was refused and is then said to be done calls for a person, and counts nothing', () => {
    const refused = orderOf({ state: 'paid', refunds: [refundOf({ state: 'refused' })] });
    expect(apply(refused, oneOfEach['refund.done'])).toMatchObject({
      refundedMinor: 0,
      refunds: [{ state: 'refused' }],
      attention: { code: 'refund_differs' },
    });
  });
});

describe('any life that the tables allow', () => {
  it('has its sums right at every step', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('order.created' as const, 'order.held' as const),
        fc.integer({ min: 1, max: 400 }),
        fc.array(anyEvent, { maxLength: 60 }),
        (type, amountMinor, tried) => {
          const { payload } = birth(type);
          let order = applyEvent(undefined, { type, payload: { ...payload, amountMinor } }, at, 1);
          let isWholeReported = false;
          for (const given of tried) {
            // Amounts as large as the order's, so that sums are reached and passed.
            const event =
              given.type === 'refund.requested'
                ? { ...given, payload: { ...given.payload, amountMinor: (given.payload.amountMinor % 400) + 1 } }
                : given;
            if (!isAllowed(order, event)) continue;
            const before = order;
            order = apply(order, event);
            isWholeReported ||= event.type === 'payment.refunded';
            const doneMinor = order.refunds
              .filter(({ state }) => state === 'done')
              .reduce((sum, refund) => sum + refund.amountMinor, 0);
            expect(order.refundedMinor).toBe(isWholeReported ? order.amountMinor : doneMinor);
            expect(order.refundedMinor).toBeGreaterThanOrEqual(before.refundedMinor);
            expect(order.refundedMinor).toBeLessThanOrEqual(order.amountMinor);
            expect(refundableMinor(order)).toBeGreaterThanOrEqual(0);
            expect(order.state === 'refunded').toBe(order.refundedMinor === order.amountMinor);
            expect(order.refunds.length).toBeGreaterThanOrEqual(before.refunds.length);
            if (before.paidAt !== null) expect(order.paidAt).not.toBeNull();
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('what the cashier is shown', () => {
  it('never calls an unknown outcome failed, nor a given-up one paid', () => {
    expect(displayStateOf({ state: 'create_unknown' })).toBe('unknown');
    expect(displayStateOf({ state: 'close_unknown' })).toBe('unknown');
    expect(displayStateOf({ state: 'expired_watching' })).toBe('expired');
    expect(displayStateOf({ state: 'paid_late' })).toBe('paid_late');
    expect(displayStateOf({ state: 'held' })).toBe('held');
  });

  it('shows each state as something', () => {
    for (const state of orderStates) expect(displayStateOf({ state })).toBeTruthy();
  });
});
