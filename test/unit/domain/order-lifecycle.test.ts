import { describe, expect, it } from 'vitest';
import { applyEvent, displayStateOf, isWatched, transitions } from '../../../main/domain/order-lifecycle.ts';
import { orderStates, type LaterEvent, type OrderState, type Problem } from '../../../main/domain/order.ts';
import { draftOf, orderOf } from '../../support/orders.ts';

const at = '2026-11-22T07:00:00.000Z';
const problem: Problem = { code: 'timeout', gatewayCode: null, gatewayMessage: null };
const payment = { learnedBy: 'query', gatewayOrderNo: '77', evidence: null } as const;

const oneOfEach: readonly LaterEvent[] = [
  { type: 'create.retried', payload: {} },
  {
    type: 'create.succeeded',
    payload: { qrText: 'https://qr.alipay.com/x', gatewayOrderNo: null, imageUrls: [], evidence: null },
  },
  { type: 'create.refused', payload: { problem, evidence: null } },
  { type: 'create.not_sent', payload: { problem, evidence: null } },
  { type: 'create.unknown', payload: { problem, evidence: null } },
  { type: 'payment.scanned', payload: payment },
  { type: 'payment.succeeded', payload: { ...payment, paidAt: null, buyerHint: '159****5620' } },
  { type: 'payment.declined', payload: { ...payment, problem: null } },
  { type: 'payment.closed', payload: payment },
  { type: 'payment.refunded', payload: payment },
  { type: 'payment.disputed', payload: { problem, learnedBy: 'notification', evidence: null } },
  { type: 'notification.refused', payload: { problem, evidence: null } },
  { type: 'close.requested', payload: { reason: 'cashier' } },
  { type: 'close.unknown', payload: { problem, evidence: null } },
  { type: 'close.unavailable', payload: {} },
  { type: 'watch.ended', payload: {} },
];

describe('the transition table', () => {
  it('decides every state and event, and applying does what it decides', () => {
    for (const state of orderStates) {
      expect(Object.keys(transitions[state]).sort()).toEqual(oneOfEach.map(({ type }) => type).sort());
      for (const event of oneOfEach) {
        const decision = transitions[state][event.type];
        const before = orderOf({ state });
        if (decision === 'never') {
          expect(() => applyEvent(before, event, at, 3), `${event.type} in ${state}`).toThrow(/must not happen/);
          continue;
        }
        const after = applyEvent(before, event, at, 3);
        const expected: OrderState = decision === 'stay' || decision === 'attend' ? state : decision;
        expect(after.state, `${event.type} in ${state}`).toBe(expected);
        expect(after.version).toBe(3);
        expect(after.updatedAt).toBe(at);
        if (decision === 'attend') expect(after.attention, `${event.type} in ${state}`).not.toBeNull();
      }
    }
  });

  it('lets nothing but a refund end a payment', () => {
    for (const state of ['paid', 'paid_late'] as const) {
      const leavingEvents = oneOfEach.filter(({ type }) => {
        const decision = transitions[state][type];
        return decision !== 'never' && decision !== 'stay' && decision !== 'attend';
      });
      expect(leavingEvents.map(({ type }) => type)).toEqual(['payment.refunded']);
    }
  });

  it('calls a payment late exactly where the order had been given up or refused', () => {
    const late = orderStates.filter((state) => transitions[state]['payment.succeeded'] === 'paid_late');
    expect(late).toEqual(['refused', 'declined', 'closed', 'expired_watching']);
  });

  it('watches every state from which a payment can still come on a shown code', () => {
    for (const state of ['creating', 'create_unknown', 'awaiting', 'closing', 'close_unknown'] as const) {
      expect(transitions[state]['payment.succeeded']).toBe('paid');
      expect(isWatched(orderOf({ state }))).toBe(true);
    }
    expect(isWatched(orderOf({ state: 'expired_watching' }))).toBe(true);
    expect(isWatched(orderOf({ state: 'paid' }))).toBe(false);
  });
});

describe('applying events', () => {
  const created: Parameters<typeof applyEvent>[1] = {
    type: 'order.created',
    payload: {
      ...draftOf(),
      orderNo: 'T01_20261122_0001_AAAA',
      dailyNumber: 1,
      businessDay: '2026-11-22',
      codeExpiresAt: '2026-11-22T07:05:00.000Z',
    },
  };

  it('starts an order as creating, with everything of the draft but its duration', () => {
    const order = applyEvent(undefined, created, at, 1);
    expect(order).toMatchObject({ state: 'creating', amountMinor: 14_130, currency: 'CNY', createdAt: at, version: 1 });
    expect(order).not.toHaveProperty('validForMs');
  });

  it('refuses a second creation and an event without an order', () => {
    expect(() => applyEvent(orderOf(), created, at, 3)).toThrow(/created twice/);
    expect(() => applyEvent(undefined, { type: 'watch.ended', payload: {} }, at, 3)).toThrow(/without an order/);
  });

  it('keeps how, when and by whom it was paid', () => {
    const paid = applyEvent(
      orderOf(),
      {
        type: 'payment.succeeded',
        payload: {
          ...payment,
          learnedBy: 'notification',
          paidAt: '2026-11-22T06:33:00.000Z',
          buyerHint: '159****5620',
        },
      },
      at,
      3,
    );
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
    expect(applyEvent(orderOf(), event, at, 3).paidAt).toBe(at);
  });

  it('does not let a late error message stain an order that was paid meanwhile', () => {
    const event: LaterEvent = { type: 'create.unknown', payload: { problem, evidence: null } };
    expect(applyEvent(orderOf({ state: 'paid' }), event, at, 3).problem).toBeNull();
  });
});

describe('what the cashier is shown', () => {
  it('never calls an unknown outcome failed, nor a given-up one paid', () => {
    expect(displayStateOf({ state: 'create_unknown' })).toBe('unknown');
    expect(displayStateOf({ state: 'close_unknown' })).toBe('unknown');
    expect(displayStateOf({ state: 'expired_watching' })).toBe('expired');
    expect(displayStateOf({ state: 'paid_late' })).toBe('paid_late');
  });

  it('shows each state as something', () => {
    for (const state of orderStates) expect(displayStateOf({ state })).toBeTruthy();
  });
});
