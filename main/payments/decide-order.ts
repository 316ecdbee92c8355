/** What a person decides about an order: recorded with a name and a reason, and only where the table allows it. */
import { isRefundDecidable, openRefundOf } from '../domain/refund.ts';
import type { LaterEvent, Order } from '../domain/order.ts';
import { isDisputed } from '../domain/settlement.ts';
import { transitions } from '../domain/transitions.ts';
import type { OrderRecords } from './order-records.ts';

export interface PersonalWord {
  readonly operatorName: string;
  /** Not empty: without a reason nobody can answer for it next week. */
  readonly reason: string;
  /** The manager whose PIN allowed it. */
  readonly approvedBy?: string | undefined;
}

export type OrderDecision =
  | { readonly kind: 'accept_late' }
  | { readonly kind: 'clear_attention' }
  | { readonly kind: 'resolve'; readonly as: 'paid' | 'unpaid' }
  | { readonly kind: 'resolve_refund'; readonly refundNo: string; readonly as: 'done' | 'refused' };

export type DecisionOutcome = { readonly kind: 'decided'; readonly order: Order } | { readonly kind: 'not_possible' };

/**
 * Carries a decision out against the order as it stands at that moment.
 * @param isAsked its gateway is being asked something about it right now.
 */
export async function decideOrder(
  records: OrderRecords,
  orderNo: string,
  decision: OrderDecision,
  word: PersonalWord,
  isAsked: boolean,
): Promise<DecisionOutcome> {
  const { order, verdict: isPossible } = await records.changeFor(orderNo, (current) => {
    const event = isAsked && mayBeSentAgain(current, decision) ? null : eventOf(current, decision, word);
    return { events: event === null ? [] : [event], verdict: event !== null };
  });
  return isPossible ? { kind: 'decided', order } : { kind: 'not_possible' };
}

/** Which decisions an order is open to now; refunds are asked for elsewhere. */
export function possibleDecisions(order: Order): readonly ('accept_late' | 'clear_attention' | 'paid' | 'unpaid')[] {
  return [
    ...(mayAcceptLate(order) ? (['accept_late'] as const) : []),
    ...(order.attention === null ? [] : (['clear_attention'] as const)),
    ...(mayResolve(order, 'paid') ? (['paid'] as const) : []),
    ...(mayResolve(order, 'unpaid') ? (['unpaid'] as const) : []),
  ];
}

function eventOf(order: Order, decision: OrderDecision, payload: PersonalWord): LaterEvent | null {
  switch (decision.kind) {
    case 'accept_late':
      return mayAcceptLate(order) ? { type: 'late.accepted', payload } : null;
    case 'clear_attention':
      return order.attention === null ? null : { type: 'attention.cleared', payload };
    case 'resolve': {
      return mayResolve(order, decision.as) ? { type: `resolved.${decision.as}`, payload } : null;
    }
    case 'resolve_refund': {
      const { refundNo, as } = decision;
      return openRefundOf(order)?.refundNo === refundNo && isRefundDecidable(order, as)
        ? { type: 'refund.resolved', payload: { ...payload, refundNo, as } }
        : null;
    }
  }
}

/** Of a refund that the gateway has taken, the order does not tell that it is on its way once more. */
function mayBeSentAgain(order: Order, decision: OrderDecision): boolean {
  return (
    decision.kind === 'resolve_refund' && decision.as === 'refused' && openRefundOf(order)?.state === 'in_progress'
  );
}

/** Money that is on its way back is not kept. */
function mayAcceptLate(order: Order): boolean {
  return allows(order, 'late.accepted') && openRefundOf(order) === null;
}

/** Where a gateway tells of money, nobody can say that there was none. */
function mayResolve(order: Order, as: 'paid' | 'unpaid'): boolean {
  return allows(order, `resolved.${as}`) && !(as === 'unpaid' && isDisputed(order));
}

function allows(order: Order, type: LaterEvent['type']): boolean {
  return transitions[order.state][type] !== 'never';
}
