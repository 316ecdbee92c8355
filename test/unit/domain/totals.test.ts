import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayStateOf, isWatched } from '../../../main/domain/order-lifecycle.ts';
import { orderStates, type Order } from '../../../main/domain/order.ts';
import {
  addTotals,
  contributionOf,
  isBalanced,
  moneyClassOf,
  netMinorOf,
  noTotals,
  type Totals,
} from '../../../main/domain/totals.ts';
import { orderOf } from '../../support/orders.ts';

describe('where an order’s sum stands', () => {
  it('is decided for every state', () => {
    const classes = Object.fromEntries(orderStates.map((state) => [state, moneyClassOf(state)]));
    expect(classes).toEqual({
      held: null,
      discarded: null,
      creating: 'open',
      create_unknown: 'open',
      refused: 'closed',
      awaiting: 'open',
      closing: 'open',
      close_unknown: 'open',
      paid: 'paid',
      declined: 'closed',
      closed: 'closed',
      expired_watching: 'open',
      paid_late: 'paid',
      refunded: 'paid',
    });
  });

  it('is open exactly while money may still come', () => {
    for (const state of orderStates) expect(moneyClassOf(state) === 'open', state).toBe(isWatched(orderOf({ state })));
  });

  it('is paid exactly where the cashier is shown that money came', () => {
    for (const state of orderStates) {
      const shown = displayStateOf({ state });
      expect(moneyClassOf(state) === 'paid', state).toBe(['paid', 'paid_late', 'refunded'].includes(shown));
    }
  });
});

const anyOrder: fc.Arbitrary<Order> = fc
  .record({ state: fc.constantFrom(...orderStates), amountMinor: fc.integer({ min: 1, max: 99_999 }), part: fc.nat() })
  .map(({ state, amountMinor, part }) =>
    orderOf({ state, amountMinor, refundedMinor: moneyClassOf(state) === 'paid' ? part % (amountMinor + 1) : 0 }),
  );

function sumOf(orders: readonly Order[]): Totals {
  return orders.reduce((totals, order) => addTotals(totals, contributionOf(order)), noTotals);
}

describe('what orders add up to', () => {
  it('is nothing while nothing was charged', () => {
    expect(contributionOf(orderOf({ state: 'held' }))).toEqual(noTotals);
    expect(contributionOf(orderOf({ state: 'discarded' }))).toEqual(noTotals);
  });

  it('counts a refunded order as paid and given back', () => {
    expect(contributionOf(orderOf({ state: 'refunded', refundedMinor: 14_130 }))).toEqual({
      ...noTotals,
      chargedCount: 1,
      chargedMinor: 14_130,
      paidCount: 1,
      paidMinor: 14_130,
      refundedMinor: 14_130,
    });
  });

  it('has every charged order in exactly one of paid, open and closed', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { maxLength: 30 }), (orders) => {
        const totals = sumOf(orders);
        const charged = orders.filter(({ state }) => state !== 'held' && state !== 'discarded');
        expect(totals.chargedCount).toBe(charged.length);
        expect(totals.chargedMinor).toBe(charged.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
        expect(totals.paidCount + totals.openCount + totals.closedCount).toBe(totals.chargedCount);
        expect(totals.paidMinor + totals.openMinor + totals.closedMinor).toBe(totals.chargedMinor);
        expect(totals.refundedMinor).toBeLessThanOrEqual(totals.paidMinor);
        expect(isBalanced(totals)).toBe(true);
      }),
    );
  });

  it('can be kept by adding what changed, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyOrder, anyOrder), { maxLength: 20 }), (changes) => {
        const kept = changes.reduce(
          (totals, [before, after]) => addTotals(addTotals(totals, contributionOf(after)), contributionOf(before), -1),
          sumOf(changes.map(([before]) => before)),
        );
        expect(kept).toEqual(sumOf(changes.map(([, after]) => after).reverse()));
      }),
    );
  });

  it('balance, or are noticed', () => {
    const paid = { ...noTotals, chargedCount: 1, chargedMinor: 500, paidCount: 1, paidMinor: 500, refundedMinor: 500 };
    expect(isBalanced(paid)).toBe(true);
    expect(netMinorOf({ ...paid, refundedMinor: 100 })).toBe(400);
    for (const wrong of [{ chargedCount: 2 }, { chargedMinor: 501 }, { refundedMinor: 501 }, { refundedMinor: -1 }]) {
      expect(isBalanced({ ...paid, ...wrong }), Object.keys(wrong)[0]).toBe(false);
    }
  });
});
