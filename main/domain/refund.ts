/** Money on its way back: what one refund is, and what an order's refunds add up to. Pure. */
import type { Order, Refund, RefundState } from './order.ts';

/** In these the gateway still has to be asked about it. */
export const openRefundStates: readonly RefundState[] = ['requested', 'unknown', 'in_progress'];

export function isOpenRefund({ state }: Refund): boolean {
  return openRefundStates.includes(state);
}

/** The one refund under way: an order has at most one at a time. */
export function openRefundOf(order: Pick<Order, 'refunds'>): Refund | null {
  return order.refunds.find(isOpenRefund) ?? null;
}

/**
 * Whether a person may say what became of the refund under way. That nothing went back, only where nothing is known of
 * it: never while a request for it is on its way, and of one that the gateway has taken only after a day of asking in
 * vain. Else the money could go back a second time.
 */
export function isRefundDecidable(order: Pick<Order, 'refunds' | 'attention'>, as: 'done' | 'refused'): boolean {
  const open = openRefundOf(order);
  if (open === null) return false;
  if (as === 'done' || open.state === 'unknown') return true;
  return open.state === 'in_progress' && order.attention?.code === 'still_not_known';
}

/** What may still be given back, in minor units: open refunds count as given, because they may have been. */
export function refundableMinor(order: Pick<Order, 'state' | 'amountMinor' | 'refundedMinor' | 'refunds'>): number {
  if (order.state !== 'paid' && order.state !== 'paid_late') return 0;
  const openMinor = order.refunds.filter(isOpenRefund).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return order.amountMinor - order.refundedMinor - openMinor;
}

export const refundRequestProblems = [
  'refund_not_possible',
  'refund_open',
  'refund_amount_invalid',
  'refund_amount_too_large',
] as const;
export type RefundRequestProblem = (typeof refundRequestProblems)[number];

/** Why such a refund may not be asked for; `null` when it may. Nothing has been recorded or sent then. */
export function refundRequestProblem(order: Order, amountMinor: number): RefundRequestProblem | null {
  if (order.state !== 'paid' && order.state !== 'paid_late') return 'refund_not_possible';
  if (openRefundOf(order) !== null) return 'refund_open';
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'refund_amount_invalid';
  return amountMinor > refundableMinor(order) ? 'refund_amount_too_large' : null;
}
