/** What each recorded event makes of an order; the tables in transitions.ts decide, this carries it out. Pure. */
import {
  assertNever,
  orderStates,
  type BirthEvent,
  type DisplayState,
  type LaterEvent,
  type Order,
  type OrderEvent,
  type OrderState,
  type Problem,
  type ProblemCode,
  type Refund,
} from './order.ts';
import { isOpenRefund, openRefundOf } from './refund.ts';
import { refundTransitions, transitions, type Decision, type RefundEventType } from './transitions.ts';

/** States in which the gateway is still asked: a payment may come, or has come unheard. */
export const watchedStates: readonly OrderState[] = [
  'creating',
  'create_unknown',
  'awaiting',
  'closing',
  'close_unknown',
  'expired_watching',
];

/** Whether the gateway has to be asked about it: about the payment, or about a refund under way. */
export function isWatched(order: Order): boolean {
  return watchedStates.includes(order.state) || openRefundOf(order) !== null;
}

/** What the cashier is shown for a state. */
export function displayStateOf(order: Pick<Order, 'state'>): DisplayState {
  switch (order.state) {
    case 'held':
      return 'held';
    case 'creating':
    case 'awaiting':
    case 'closing':
      return 'waiting';
    case 'create_unknown':
    case 'close_unknown':
      return 'unknown';
    case 'refused':
    case 'declined':
      return 'declined';
    case 'closed':
    case 'expired_watching':
      return 'expired';
    case 'discarded':
    case 'paid':
    case 'paid_late':
    case 'refunded':
      return order.state;
    default:
      return assertNever(order.state);
  }
}

/** The stored states behind one shown state. */
export function statesShownAs(display: DisplayState): readonly OrderState[] {
  return orderStates.filter((state) => displayStateOf({ state }) === display);
}

/** The order as it is after its first event. */
function orderOfFirst(event: BirthEvent, at: string, version: number): Order {
  const { validForMs: _validForMs, ...facts } = event.payload;
  return {
    ...facts,
    installationId: facts.installationId ?? null,
    state: event.type === 'order.held' ? 'held' : 'creating',
    scanned: false,
    attention: null,
    problem: null,
    qrText: null,
    gatewayOrderNo: null,
    buyerHint: null,
    learnedBy: null,
    refunds: [],
    refundedMinor: 0,
    createdAt: at,
    paidAt: null,
    updatedAt: at,
    version,
  };
}

/**
 * Applies one recorded event. `undefined` for the order means that its first event is expected.
 * @throws when the table says `never`, or a creation is missing or repeated, or a refund number is: a bug, never an outcome.
 */
export function applyEvent(order: Order | undefined, event: OrderEvent, at: string, version: number): Order {
  if (event.type === 'order.created' || event.type === 'order.held') {
    if (order !== undefined) throw new Error(`Order ${order.orderNo} was created twice`);
    return orderOfFirst(event, at, version);
  }
  if (order === undefined) throw new Error(`${event.type} without an order`);
  const decision = transitions[order.state][event.type];
  if (decision === 'never') throw new Error(`${event.type} must not happen to an order that is ${order.state}`);
  const next = withFacts({ ...order, updatedAt: at, version }, event, at, decision);
  return { ...next, state: stateAfter(next, decision) };
}

/**
 * What dropping a held sale adds to it; nothing when it is not held.
 * @param replacedBy the order as which it goes on.
 */
export function eventsOfDiscarding(order: Order, operatorName: string, replacedBy?: string): readonly LaterEvent[] {
  const payload = { operatorName, ...(replacedBy === undefined ? {} : { replacedBy }) };
  return order.state === 'held' ? [{ type: 'order.discarded', payload }] : [];
}

function stateAfter(order: Order, decision: Exclude<Decision, 'never'>): OrderState {
  switch (decision) {
    case 'stay':
    case 'attend':
      return order.state;
    case 'refunded_when_whole':
      return order.refundedMinor >= order.amountMinor ? 'refunded' : order.state;
    default:
      return decision;
  }
}

function withFacts(order: Order, event: LaterEvent, at: string, decision: Exclude<Decision, 'never'>): Order {
  switch (event.type) {
    case 'order.released':
      return { ...order, createdAt: at, codeExpiresAt: event.payload.codeExpiresAt };
    case 'create.retried':
      return { ...order, problem: null };
    case 'create.succeeded':
      return {
        ...order,
        qrText: event.payload.qrText,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
        problem: decision === 'awaiting' || order.state === 'awaiting' ? null : order.problem,
      };
    case 'create.refused':
    case 'create.not_sent':
    case 'create.unknown':
    case 'close.unknown':
      // An answer that comes after the outcome is known explains nothing any more.
      return decision === 'stay' ? order : { ...order, problem: event.payload.problem };
    case 'payment.scanned':
      return { ...order, scanned: true, gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo };
    case 'payment.succeeded':
      // What a person vouched for is now proven: no second payment.
      if (decision === 'attend' && order.learnedBy !== 'manual') return attended(order, 'paid_twice');
      return {
        ...order,
        scanned: true,
        problem: null,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
        buyerHint: event.payload.buyerHint ?? order.buyerHint,
        learnedBy: event.payload.learnedBy,
        paidAt: event.payload.paidAt ?? at,
      };
    case 'payment.declined':
      if (decision === 'attend') return attended(order, 'contradicts_paid');
      return {
        ...order,
        problem: event.payload.problem,
        learnedBy: event.payload.learnedBy,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
      };
    case 'payment.closed':
      if (decision === 'attend') return attended(order, 'contradicts_paid');
      return { ...order, learnedBy: event.payload.learnedBy };
    case 'payment.refunded':
      return {
        ...order,
        learnedBy: event.payload.learnedBy,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
        refunds: order.refunds.map((refund) =>
          isOpenRefund(refund) ? { ...refund, state: 'done', problem: null, updatedAt: at, doneAt: at } : refund,
        ),
        refundedMinor: order.amountMinor,
      };
    case 'payment.disputed':
    case 'notification.refused':
    case 'watch.stalled':
      return { ...order, attention: event.payload.problem };
    case 'close.requested':
    case 'close.unavailable':
    case 'watch.ended':
      return { ...order, problem: null };
    case 'refund.requested': {
      const { approvedBy: _approvedBy, ...request } = event.payload;
      if (order.refunds.some(({ refundNo }) => refundNo === request.refundNo))
        throw new Error(`Order ${order.orderNo} has a refund ${request.refundNo} already`);
      const refund: Refund = {
        ...request,
        state: 'requested',
        problem: null,
        requestedAt: at,
        updatedAt: at,
        doneAt: null,
      };
      return { ...order, refunds: [...order.refunds, refund] };
    }
    case 'refund.retried':
    case 'refund.accepted':
    case 'refund.done':
      return withRefund(order, event.payload.refundNo, event.type, null, at);
    case 'refund.unknown':
    case 'refund.refused':
      return withRefund(order, event.payload.refundNo, event.type, event.payload.problem, at);
    case 'refund.resolved':
      return withRefund(order, event.payload.refundNo, `refund.${event.payload.as}`, null, at);
    case 'attention.cleared':
      return { ...order, attention: null };
    case 'resolved.paid':
      return { ...order, learnedBy: 'manual', paidAt: at, problem: null };
    case 'resolved.unpaid':
      return { ...order, learnedBy: 'manual', problem: null };
    case 'personal.redacted':
      return event.payload.onlySequences === undefined ? { ...order, buyerHint: null } : order;
    case 'order.discarded':
    case 'late.accepted':
      return order;
    default:
      return assertNever(event);
  }
}

/** @throws when the order has no such refund, or its table says `never`: a bug, never an outcome. */
function withRefund(order: Order, refundNo: string, type: RefundEventType, problem: Problem | null, at: string): Order {
  const refund = order.refunds.find((known) => known.refundNo === refundNo);
  if (refund === undefined) throw new Error(`Order ${order.orderNo} has no refund ${refundNo}`);
  const decision = refundTransitions[refund.state][type];
  if (decision === 'never') throw new Error(`${type} must not happen to a refund that is ${refund.state}`);
  if (decision === 'attend') return attended(order, 'refund_differs');
  const state = decision === 'stay' ? refund.state : decision;
  // What comes after the outcome is known explains nothing any more.
  if (!isOpenRefund(refund)) return order;
  const changed: Refund = { ...refund, state, problem, updatedAt: at, doneAt: state === 'done' ? at : null };
  return {
    ...order,
    refunds: order.refunds.map((known) => (known === refund ? changed : known)),
    refundedMinor: order.refundedMinor + (state === 'done' ? refund.amountMinor : 0),
  };
}

function attended(order: Order, code: ProblemCode): Order {
  return { ...order, attention: { code, gatewayCode: null, gatewayMessage: null } };
}
