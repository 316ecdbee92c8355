import { describe, expect, it } from 'vitest';
import { applyEvent, isWatched } from '../../../main/domain/order-lifecycle.ts';
import {
  orderStates,
  refundStates,
  type LaterEvent,
  type Order,
  type OrderState,
  type RefundState,
} from '../../../main/domain/order.ts';
import { refundTransitions, transitions, type RefundEventType } from '../../../main/domain/transitions.ts';
import { oneOfEach, refundOf } from '../../support/events.ts';
import { orderOf } from '../../support/orders.ts';
import { targetOf } from '../../support/states-document.ts';

const at = '2026-11-22T07:00:00.000Z';
const events: readonly LaterEvent[] = Object.values(oneOfEach);
const eventTypes = Object.keys(oneOfEach) as LaterEvent['type'][];

function apply(order: Order, event: LaterEvent): Order {
  return applyEvent(order, event, at, order.version + 1);
}

/** Where the table lets an order in this state go; `null` where it does not move it. */
function targetFrom(state: OrderState, type: LaterEvent['type']): OrderState | null {
  return targetOf(transitions[state][type]);
}

describe('the table of orders', () => {
  it('decides every event in every state, and nothing else', () => {
    expect(Object.keys(transitions).sort()).toEqual([...orderStates].sort());
    for (const state of orderStates) expect(Object.keys(transitions[state]).sort()).toEqual([...eventTypes].sort());
  });

  // Two refunds under way: one that is a part, and one that is the whole of what is left.
  describe.each(orderStates)('when an order is %s', (state) => {
    it.each(events)('does with $type what the table says', (event) => {
      const decision = transitions[state][event.type];
      const partly = orderOf({ state, refunds: [refundOf()] });
      const wholly = orderOf({ state, refunds: [refundOf({ amountMinor: partly.amountMinor })] });
      if (decision === 'never') {
        expect(() => apply(partly, event)).toThrow(`${event.type} must not happen to an order that is ${state}`);
        return;
      }
      const after = apply(partly, event);
      expect(after).toMatchObject({ version: partly.version + 1, updatedAt: at });
      expect(after.orderNo).toBe(partly.orderNo);
      switch (decision) {
        case 'attend':
          expect(after.attention).not.toBeNull();
          expect(after.state).toBe(state);
          break;
        case 'stay':
          expect(after.state).toBe(state);
          expect(after.attention).toBeNull();
          break;
        case 'refunded_when_whole':
          expect(after.state).toBe(state);
          expect(apply(wholly, event).state).toBe('refunded');
          break;
        default:
          expect(after.state).toBe(decision);
      }
    });
  });

  it('lets nothing but money going back end a payment', () => {
    for (const state of ['paid', 'paid_late'] as const) {
      const leaving = eventTypes.filter((type) => ![null, 'paid', state].includes(targetFrom(state, type)));
      expect(leaving).toEqual(['payment.refunded', 'refund.done', 'refund.resolved']);
      expect(leaving.map((type) => targetFrom(state, type))).toEqual(['refunded', 'refunded', 'refunded']);
    }
  });

  it('never lets go of a payment: from paid there is no way back to an unpaid state', () => {
    const reached = new Set<OrderState>(['paid']);
    for (const state of reached) {
      for (const type of eventTypes) {
        const target = targetFrom(state, type);
        if (target !== null) reached.add(target);
      }
    }
    expect([...reached].sort()).toEqual(['paid', 'refunded']);
  });

  it('ends at «refunded»', () => {
    expect(eventTypes.filter((type) => targetFrom('refunded', type) !== null)).toEqual([]);
  });

  it('sends nothing for a held sale before it is released, and nothing ever for one that was dropped', () => {
    const waysOut = (state: OrderState) => eventTypes.filter((type) => targetFrom(state, type) !== null);
    const unlookedFor = ['payment.succeeded', 'payment.refunded'];
    expect(waysOut('held')).toEqual(['order.released', 'order.discarded', ...unlookedFor]);
    expect(waysOut('discarded')).toEqual(unlookedFor);
    for (const state of ['held', 'discarded'] as const) {
      for (const type of ['create.succeeded', 'create.refused', 'create.unknown', 'create.not_sent'] as const) {
        expect(transitions[state][type]).toBe('never');
      }
    }
  });

  it('calls a payment late exactly where nobody waits for it any more', () => {
    const late = orderStates.filter((state) => transitions[state]['payment.succeeded'] === 'paid_late');
    expect(late).toEqual(['held', 'discarded', 'refused', 'declined', 'closed', 'expired_watching']);
  });

  it('takes a payment from every state, and what happens to it is never a bug', () => {
    for (const state of orderStates) {
      for (const type of eventTypes.filter((name) => name.startsWith('payment.'))) {
        expect(transitions[state][type], `${type} in ${state}`).not.toBe('never');
      }
    }
  });

  it('watches every state from which a payment can still come on a shown code', () => {
    for (const state of ['creating', 'create_unknown', 'awaiting', 'closing', 'close_unknown'] as const) {
      expect(transitions[state]['payment.succeeded']).toBe('paid');
      expect(isWatched(orderOf({ state }))).toBe(true);
    }
    expect(isWatched(orderOf({ state: 'expired_watching' }))).toBe(true);
    for (const state of ['held', 'discarded', 'refused', 'declined', 'closed', 'paid', 'paid_late'] as const) {
      expect(isWatched(orderOf({ state }))).toBe(false);
    }
  });

  it('lets money be given back only where there is some', () => {
    const states = orderStates.filter((state) => transitions[state]['refund.requested'] !== 'never');
    expect(states).toEqual(['paid', 'paid_late']);
  });

  it('takes a person’s word only where the gateway has not spoken, and never against a payment', () => {
    const paid = orderStates.filter((state) => transitions[state]['resolved.paid'] !== 'never');
    expect(paid).toEqual(['create_unknown', 'awaiting', 'close_unknown', 'declined', 'closed', 'expired_watching']);
    const unpaid = orderStates.filter((state) => transitions[state]['resolved.unpaid'] !== 'never');
    expect(unpaid).toEqual(['create_unknown', 'close_unknown', 'expired_watching']);
  });
});

describe('the table of refunds', () => {
  const refundEvents: readonly (readonly [RefundEventType, LaterEvent])[] = [
    ['refund.retried', oneOfEach['refund.retried']],
    ['refund.unknown', oneOfEach['refund.unknown']],
    ['refund.accepted', oneOfEach['refund.accepted']],
    ['refund.done', oneOfEach['refund.done']],
    ['refund.refused', oneOfEach['refund.refused']],
    ['refund.done', oneOfEach['refund.resolved']],
    [
      'refund.refused',
      {
        type: 'refund.resolved',
        payload: { ...oneOfEach['refund.resolved'].payload, as: 'refused' },
      },
    ],
  ];

  it('decides every event in every state, and nothing else', () => {
    const types = [...new Set(refundEvents.map(([type]) => type))];
    expect(Object.keys(refundTransitions).sort()).toEqual([...refundStates].sort());
    for (const state of refundStates) expect(Object.keys(refundTransitions[state]).sort()).toEqual(types.sort());
  });

  describe.each(refundStates)('when a refund is %s', (state) => {
    const refundedMinor = state === 'done' ? refundOf().amountMinor : 0;
    const before = orderOf({ state: 'paid', refundedMinor, refunds: [refundOf({ state })] });

    it.each(refundEvents)('does what it says for %s', (type, event) => {
      const decision = refundTransitions[state][type];
      if (decision === 'never') {
        expect(() => apply(before, event)).toThrow(`${type} must not happen to a refund that is ${state}`);
        return;
      }
      const after = apply(before, event);
      const [refund] = after.refunds;
      expect(after.state).toBe('paid');
      if (decision === 'attend') {
        expect(after).toMatchObject({ attention: { code: 'refund_differs' }, refunds: before.refunds, refundedMinor });
        return;
      }
      const expected: RefundState = decision === 'stay' ? state : decision;
      expect(refund?.state).toBe(expected);
      expect(after.refundedMinor).toBe(expected === 'done' ? 5_000 : 0);
      expect(after.attention).toBeNull();
      if (expected === 'done' && state !== 'done') expect(refund).toMatchObject({ doneAt: at, updatedAt: at });
    });
  });

  it('never takes back what was done or refused', () => {
    for (const state of ['done', 'refused'] as const) {
      const moves = Object.values(refundTransitions[state]).filter(
        (decision) => decision !== 'stay' && decision !== 'attend' && decision !== 'never',
      );
      expect(moves).toEqual([]);
    }
  });

  it('is not for refunds that the order does not have', () => {
    for (const [, event] of refundEvents) {
      expect(() => apply(orderOf({ state: 'paid' }), event)).toThrow(/has no refund/);
    }
  });
});
