/** Orders and their events as the renderer sees them. Pure. */
import type { OrderView, ProblemView, RefundView, TimelineEntry } from '../../preload/contract/index.ts';
import { displayStateOf, watchedStates } from '../domain/order-lifecycle.ts';
import { isOpenRefund, refundableMinor } from '../domain/refund.ts';
import { isDisputed } from '../domain/settlement.ts';
import { possibleDecisions } from '../payments/decide-order.ts';
import {
  orderStates,
  type DisplayState,
  type GatewayKind,
  type LaterEvent,
  type Order,
  type OrderState,
  type Problem,
  type Refund,
} from '../domain/order.ts';
import type { RecordedEvent } from '../ports/index.ts';
import type { WatchView } from '../payments/watcher.ts';
import { explainProblem } from '../accounts/explain-problem.ts';

/** Checks in a row without an answer after which a shown code is called «not known» rather than «waiting». */
const failuresUntilUnknown = 3;

export interface ViewContext {
  watchOf(orderNo: string): WatchView | null;
  canCancel(order: Order): boolean;
  canRetryCreate(order: Order): boolean;
}

/**
 * A problem with what its code means at the counter.
 * @param isOpen whether it is not known what became of what was asked: nothing that is advised may ask for it again.
 */
function toProblemView(gateway: GatewayKind, problem: Problem | null, isOpen = false): ProblemView | null {
  if (problem === null) return null;
  const { code, gatewayCode, gatewayMessage } = problem;
  // What is advised about a number that is another sale's is about that sale.
  const isOfOther = code === 'order_number_used' && !isOpen;
  const explanation = isOfOther ? null : explainProblem(gateway, problem, isOpen);
  return { code, gatewayCode, gatewayMessage, explanation };
}

export function toOrderView(order: Order, context: ViewContext): OrderView {
  const {
    requestKey: _requestKey,
    merchantId: _merchantId,
    sellerId: _sellerId,
    installationId: _installationId,
    ...shown
  } = order;
  const watch = context.watchOf(order.orderNo);
  const silent = watch !== null && watch.failuresInRow >= failuresUntilUnknown;
  const display = displayStateOf(order);
  const isOpen = watchedStates.includes(order.state);
  return {
    ...shown,
    problem: toProblemView(order.gateway, order.problem, isOpen),
    attention: toProblemView(order.gateway, order.attention, isOpen),
    refunds: order.refunds.map(toRefundView(order.gateway)),
    refundableMinor: refundableMinor(order),
    decisions: [...possibleDecisions(order)],
    // A code on screen would ask for money a second time.
    display: display === 'waiting' && (silent || isDisputed(order)) ? 'unknown' : display,
    watch:
      watch === null
        ? null
        : {
            checkCount: watch.checkCount,
            lastCheckedAt: watch.lastCheckedAt,
            nextCheckAt: watch.nextCheckAt,
            problem: toProblemView(order.gateway, watch.problem, true),
          },
    canCancel: context.canCancel(order),
    canRetryCreate: context.canRetryCreate(order),
  };
}

function toRefundView(gateway: GatewayKind): (refund: Refund) => RefundView {
  return (refund) => {
    const { requestKey: _key, updatedAt: _updatedAt, ...shown } = refund;
    return { ...shown, problem: toProblemView(gateway, refund.problem, isOpenRefund(refund)) };
  };
}

/** The stored states behind one shown state. */
export function statesShownAs(display: DisplayState): readonly OrderState[] {
  return orderStates.filter((state) => displayStateOf({ state }) === display);
}

/** @param events of the order, oldest first. */
export function toTimeline(order: Order, events: readonly RecordedEvent[]): TimelineEntry[] {
  return events.map((recorded, index) => {
    const entry = toTimelineEntry(order.gateway, recorded);
    // Between the two nobody asks: the till waits for the answer, and after a crash it says first that none came.
    const isPayReply = order.way === 'customer_code' && events[index - 1]?.event.type === 'order.created';
    return isPayReply && entry.learnedBy === 'query' ? { ...entry, learnedBy: 'pay_reply' } : entry;
  });
}

/** After these it is certain that nothing was carried out. */
const isVerifiedNo: ReadonlySet<string> = new Set<LaterEvent['type']>([
  'create.refused',
  'create.not_sent',
  'payment.declined',
  'refund.refused',
]);

function toTimelineEntry(gateway: GatewayKind, { sequence, at, event }: RecordedEvent): TimelineEntry {
  const { payload } = event;
  return {
    sequence,
    at,
    type: event.type,
    learnedBy: 'learnedBy' in payload ? payload.learnedBy : null,
    refundNo: 'refundNo' in payload ? payload.refundNo : null,
    amountMinor: event.type === 'refund.requested' ? event.payload.amountMinor : null,
    operatorName: 'operatorName' in payload ? payload.operatorName : null,
    reason: event.type !== 'close.requested' && 'reason' in payload ? payload.reason : null,
    approvedBy: 'approvedBy' in payload ? (payload.approvedBy ?? null) : null,
    problem: 'problem' in payload ? toProblemView(gateway, payload.problem, !isVerifiedNo.has(event.type)) : null,
    replacedBy: 'replacedBy' in payload ? (payload.replacedBy ?? null) : null,
    evidence: 'evidence' in payload ? (payload.evidence?.replyText ?? null) : null,
  };
}
