import { describe, expect, it } from 'vitest';
import { orderStates, refundStates } from '../../../main/domain/order.ts';
import { isOpenRefund, openRefundOf, refundableMinor, refundRequestProblem } from '../../../main/domain/refund.ts';
import { refundOf } from '../../support/events.ts';
import { orderOf } from '../../support/orders.ts';

/** 141.30 paid; 50.00 of it done or under way. */
function paidWith(...states: Parameters<typeof refundOf>[0][]) {
  const refunds = states.map((changes, index) => refundOf({ refundNo: `R_${index}`, ...changes }));
  const refundedMinor = refunds
    .filter(({ state }) => state === 'done')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return orderOf({ state: 'paid', refunds, refundedMinor });
}

describe('a refund under way', () => {
  it('is one of which the gateway has not said the last word', () => {
    expect(refundStates.filter((state) => isOpenRefund(refundOf({ state })))).toEqual([
      'requested',
      'unknown',
      'in_progress',
    ]);
  });

  it('is found among those that are settled', () => {
    expect(openRefundOf(paidWith({ state: 'done' }, { state: 'refused' }, { state: 'unknown' }))?.refundNo).toBe('R_2');
    expect(openRefundOf(paidWith({ state: 'done' }, { state: 'refused' }))).toBeNull();
  });
});

describe('what may still be given back', () => {
  it('is everything of a fresh payment, and nothing where there is none', () => {
    expect(refundableMinor(orderOf({ state: 'paid' }))).toBe(14_130);
    expect(refundableMinor(orderOf({ state: 'paid_late' }))).toBe(14_130);
    for (const state of orderStates.filter((known) => known !== 'paid' && known !== 'paid_late')) {
      expect(refundableMinor(orderOf({ state })), state).toBe(0);
      expect(refundRequestProblem(orderOf({ state }), 1), state).toBe('refund_not_possible');
    }
  });

  it('counts a refund that is not known to have failed as given', () => {
    expect(refundableMinor(paidWith({ state: 'done' }))).toBe(9_130);
    expect(refundableMinor(paidWith({ state: 'refused' }))).toBe(14_130);
    for (const state of ['requested', 'unknown', 'in_progress'] as const) {
      expect(refundableMinor(paidWith({ state }))).toBe(9_130);
    }
  });
});

describe('asking for a refund', () => {
  it('is possible up to the last minor unit, and not one further', () => {
    const order = paidWith({ state: 'done' });
    expect(refundRequestProblem(order, 1)).toBeNull();
    expect(refundRequestProblem(order, 9_130)).toBeNull();
    expect(refundRequestProblem(order, 9_131)).toBe('refund_amount_too_large');
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('is not possible for %s', (amountMinor) => {
    expect(refundRequestProblem(paidWith(), amountMinor)).toBe('refund_amount_invalid');
  });

  it('waits for the one under way', () => {
    for (const state of ['requested', 'unknown', 'in_progress'] as const) {
      expect(refundRequestProblem(paidWith({ state }), 1)).toBe('refund_open');
    }
    expect(refundRequestProblem(paidWith({ state: 'refused' }), 14_130)).toBeNull();
  });
});
