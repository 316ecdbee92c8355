/** What orders add up to. Pure. Every charged order is in exactly one of paid, open and closed. */
import { assertNever, type Order, type OrderState } from './order.ts';

/** Where an order's sum stands in the books; `null` while nothing was charged. */
export type MoneyClass = 'paid' | 'open' | 'closed';

export function moneyClassOf(state: OrderState): MoneyClass | null {
  switch (state) {
    case 'held':
    case 'discarded':
      return null;
    case 'paid':
    case 'paid_late':
    case 'refunded':
      return 'paid';
    case 'creating':
    case 'create_unknown':
    case 'awaiting':
    case 'closing':
    case 'close_unknown':
    case 'expired_watching':
      return 'open';
    case 'refused':
    case 'declined':
    case 'closed':
      return 'closed';
    default:
      return assertNever(state);
  }
}

/** Counts and sums in minor units of one currency. `charged` = `paid` + `open` + `closed`; net = `paid` − `refunded`. */
export interface Totals {
  readonly chargedCount: number;
  readonly chargedMinor: number;
  readonly paidCount: number;
  readonly paidMinor: number;
  readonly openCount: number;
  readonly openMinor: number;
  readonly closedCount: number;
  readonly closedMinor: number;
  readonly refundedMinor: number;
}

export const noTotals: Totals = {
  chargedCount: 0,
  chargedMinor: 0,
  paidCount: 0,
  paidMinor: 0,
  openCount: 0,
  openMinor: 0,
  closedCount: 0,
  closedMinor: 0,
  refundedMinor: 0,
};

/** What one order adds to the totals of its day. */
export function contributionOf({ state, amountMinor, refundedMinor }: Order): Totals {
  const moneyClass = moneyClassOf(state);
  if (moneyClass === null) return noTotals;
  return {
    ...noTotals,
    chargedCount: 1,
    chargedMinor: amountMinor,
    [`${moneyClass}Count`]: 1,
    [`${moneyClass}Minor`]: amountMinor,
    refundedMinor,
  };
}

export function addTotals(left: Totals, right: Totals, sign: 1 | -1 = 1): Totals {
  return {
    chargedCount: left.chargedCount + sign * right.chargedCount,
    chargedMinor: left.chargedMinor + sign * right.chargedMinor,
    paidCount: left.paidCount + sign * right.paidCount,
    paidMinor: left.paidMinor + sign * right.paidMinor,
    openCount: left.openCount + sign * right.openCount,
    openMinor: left.openMinor + sign * right.openMinor,
    closedCount: left.closedCount + sign * right.closedCount,
    closedMinor: left.closedMinor + sign * right.closedMinor,
    refundedMinor: left.refundedMinor + sign * right.refundedMinor,
  };
}

/** What has stayed with the shop, in minor units. */
export function netMinorOf({ paidMinor, refundedMinor }: Totals): number {
  return paidMinor - refundedMinor;
}

/** Whether every charge is in exactly one of paid, open and closed, and no more went back than was paid. */
export function isBalanced(totals: Totals): boolean {
  return (
    totals.chargedCount === totals.paidCount + totals.openCount + totals.closedCount &&
    totals.chargedMinor === totals.paidMinor + totals.openMinor + totals.closedMinor &&
    totals.refundedMinor >= 0 &&
    netMinorOf(totals) >= 0
  );
}
