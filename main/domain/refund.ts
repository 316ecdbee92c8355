/** Money on its way back: what one refund is, and what an order's refunds add up to. Pure. */
import type { Order, Problem } from './order.ts';

export const refundStates = [
  /** Recorded with its number; the request may be on its way. */
  'requested',
  /** No verified answer: it may have been carried out. Asked again under the same number. */
  'unknown',
  /** The gateway has taken it; the money is not back yet. */
  'in_progress',
  'done',
  /** A verified «no»: nothing went back under this number. */
  'refused',
] as const;
export type RefundState = (typeof refundStates)[number];

export interface Refund {
  /** Made here and stored before it is sent: at most 32 characters of `[A-Za-z0-9_]`. */
  readonly refundNo: string;
  readonly requestKey: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly operatorName: string;
  readonly state: RefundState;
  readonly problem: Problem | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly doneAt: string | null;
}

/** Whether the gateway still has to be asked about it. */
export function isOpenRefund({ state }: Refund): boolean {
  return state === 'requested' || state === 'unknown' || state === 'in_progress';
}

/** The one refund under way: an order has at most one at a time. */
export function openRefundOf(order: Pick<Order, 'refunds'>): Refund | null {
  return order.refunds.find(isOpenRefund) ?? null;
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
