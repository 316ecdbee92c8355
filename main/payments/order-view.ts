/** Orders and their events as the renderer sees them. Pure. */
import type { OrderView, ProblemView, RefundView, TimelineEntry } from '../../preload/contract/index.ts';
import { displayStateOf, watchedStates } from '../domain/order-lifecycle.ts';
import { isOpenRefund, refundableMinor } from '../domain/refund.ts';
import { isDisputed } from '../domain/settlement.ts';
import { possibleDecisions } from './decide-order.ts';
import type { GatewayKind, LaterEvent, Order, Problem, Refund } from '../domain/order.ts';
import type { RecordedEvent } from '../ports/index.ts';
import type { WatchView } from './watcher.ts';

/** Checks in a row without an answer after which a shown code is called «not known» rather than «waiting». */
const failuresUntilUnknown = 3;

/** @param isOpen whether the outcome of what was asked is not known. */
export type ExplainProblem = (gateway: GatewayKind, problem: Problem, isOpen: boolean) => ProblemView['explanation'];

export interface ViewContext {
  readonly explain: ExplainProblem;
  watchOf(orderNo: string): WatchView | null;
  canCancel(order: Order): boolean;
  canRetryCreate(order: Order): boolean;
}

type ProblemViews = (problem: Problem | null, isOpen?: boolean) => ProblemView | null;

/** A problem of the gateway's with what its code means at the counter: where it is open, nothing advised may ask for it again. */
function problemViewsOf(gateway: GatewayKind, explain: ExplainProblem): ProblemViews {
  return (problem, isOpen = false) => {
    if (problem === null) return null;
    const { code, gatewayCode, gatewayMessage } = problem;
    // What is advised about a number that is another sale's is about that sale.
    const isOfOther = code === 'order_number_used' && !isOpen;
    return { code, gatewayCode, gatewayMessage, explanation: isOfOther ? null : explain(gateway, problem, isOpen) };
  };
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
  const problemView = problemViewsOf(order.gateway, context.explain);
  return {
    ...shown,
    problem: problemView(order.problem, isOpen),
    attention: problemView(order.attention, isOpen),
    refunds: order.refunds.map((refund) => toRefundView(refund, problemView)),
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
            problem: problemView(watch.problem, true),
          },
    canCancel: context.canCancel(order),
    canRetryCreate: context.canRetryCreate(order),
  };
}

function toRefundView(refund: Refund, problemView: ProblemViews): RefundView {
  const { requestKey: _key, updatedAt: _updatedAt, ...shown } = refund;
  return { ...shown, problem: problemView(refund.problem, isOpenRefund(refund)) };
}

/** @param events of the order, oldest first. */
export function toTimeline(order: Order, events: readonly RecordedEvent[], explain: ExplainProblem): TimelineEntry[] {
  const problemView = problemViewsOf(order.gateway, explain);
  return events.map((recorded, index) => {
    const entry = toTimelineEntry(recorded, problemView);
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

function toTimelineEntry({ sequence, at, event }: RecordedEvent, problemView: ProblemViews): TimelineEntry {
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
    problem: 'problem' in payload ? problemView(payload.problem, !isVerifiedNo.has(event.type)) : null,
    replacedBy: 'replacedBy' in payload ? (payload.replacedBy ?? null) : null,
    evidence: 'evidence' in payload ? (payload.evidence?.replyText ?? null) : null,
  };
}
