/**
 * The transition tables: every (state, event) pair of an order, and of a refund, is decided here and nowhere else.
 * Pure. docs/states.md is made from them.
 *
 * - a state name: the event moves the order (or the refund) there
 * - `stay`: the event is recorded; the state does not change
 * - `refunded_when_whole`: to `refunded` once the whole sum is back, otherwise as `stay`
 * - `attend`: recorded, state unchanged, a person must look
 * - `never`: the engine must not append this; doing so is a bug and throws
 */
import type { BirthEvent, LaterEvent, OrderEvent, OrderState, RefundState } from './order.ts';

export type Decision = OrderState | 'stay' | 'refunded_when_whole' | 'attend' | 'never';

type Row = Readonly<Record<LaterEvent['type'], Decision>>;

/** What only an order with money in it can meet. */
const withoutMoney = {
  'refund.requested': 'never',
  'refund.retried': 'never',
  'refund.unknown': 'never',
  'refund.accepted': 'never',
  'refund.done': 'never',
  'refund.refused': 'never',
  'refund.resolved': 'never',
  'late.accepted': 'never',
} as const satisfies Partial<Row>;

/** What no state decides differently unless it says so. */
const common = {
  ...withoutMoney,
  'order.released': 'never',
  'order.discarded': 'never',
  'create.retried': 'never',
  'create.succeeded': 'stay',
  'create.refused': 'stay',
  'create.not_sent': 'stay',
  'create.unknown': 'stay',
  'payment.disputed': 'attend',
  'notification.refused': 'attend',
  'close.requested': 'never',
  'close.unknown': 'stay',
  'close.unavailable': 'never',
  'watch.ended': 'never',
  'watch.stalled': 'attend',
  'attention.cleared': 'stay',
  'resolved.paid': 'never',
  'resolved.unpaid': 'never',
  'personal.redacted': 'stay',
} as const satisfies Partial<Row>;

/** Before anyone gave the order up: a payment is simply a payment. */
const open = {
  ...common,
  'payment.succeeded': 'paid',
  'payment.declined': 'declined',
  'payment.closed': 'closed',
  'payment.refunded': 'refunded',
  'close.requested': 'closing',
  'watch.ended': 'closed',
} as const satisfies Partial<Row>;

/** After it was given up, or before it was ever sent: a payment comes unlooked-for and someone must decide. */
const givenUp = {
  ...common,
  'payment.scanned': 'stay',
  'payment.succeeded': 'paid_late',
  'payment.declined': 'stay',
  'payment.closed': 'stay',
  'payment.refunded': 'refunded',
} as const satisfies Partial<Row>;

/** Money has moved: nothing but giving it back changes that; contradictions are for a person. */
const settled = {
  ...common,
  'payment.scanned': 'stay',
  'payment.succeeded': 'attend',
  'payment.declined': 'attend',
  'payment.closed': 'attend',
  'payment.refunded': 'refunded',
  'refund.requested': 'stay',
  'refund.retried': 'stay',
  'refund.unknown': 'stay',
  'refund.accepted': 'stay',
  'refund.done': 'refunded_when_whole',
  'refund.refused': 'stay',
  'refund.resolved': 'refunded_when_whole',
} as const satisfies Row;

export const transitions: Readonly<Record<OrderState, Row>> = {
  held: {
    ...givenUp,
    'create.succeeded': 'never',
    'create.refused': 'never',
    'create.not_sent': 'never',
    'create.unknown': 'never',
    'close.unknown': 'never',
    'order.released': 'creating',
    'order.discarded': 'discarded',
  },
  discarded: {
    ...givenUp,
    'create.succeeded': 'never',
    'create.refused': 'never',
    'create.not_sent': 'never',
    'create.unknown': 'never',
    'close.unknown': 'never',
  },
  creating: {
    ...open,
    'watch.ended': 'never',
    'create.succeeded': 'awaiting',
    'create.refused': 'refused',
    'create.not_sent': 'refused',
    'create.unknown': 'create_unknown',
    'payment.scanned': 'awaiting',
  },
  create_unknown: {
    ...open,
    'create.retried': 'creating',
    'create.succeeded': 'awaiting',
    'payment.scanned': 'awaiting',
    'resolved.paid': 'paid',
    'resolved.unpaid': 'closed',
  },
  refused: {
    ...givenUp,
    'create.retried': 'creating',
  },
  awaiting: {
    ...open,
    'payment.scanned': 'stay',
    'resolved.paid': 'paid',
  },
  closing: {
    ...open,
    'payment.scanned': 'stay',
    'close.requested': 'never',
    'close.unknown': 'close_unknown',
    'close.unavailable': 'expired_watching',
  },
  close_unknown: {
    ...open,
    'payment.scanned': 'stay',
    'close.unavailable': 'expired_watching',
    'resolved.paid': 'paid',
    'resolved.unpaid': 'closed',
  },
  paid: settled,
  declined: { ...givenUp, 'resolved.paid': 'paid' },
  closed: { ...givenUp, 'resolved.paid': 'paid' },
  expired_watching: {
    ...givenUp,
    'payment.declined': 'declined',
    'payment.closed': 'closed',
    'watch.ended': 'closed',
    'resolved.paid': 'paid',
    'resolved.unpaid': 'closed',
  },
  paid_late: { ...settled, 'late.accepted': 'paid' },
  refunded: {
    ...settled,
    'payment.succeeded': 'stay',
    'payment.declined': 'stay',
    'payment.closed': 'stay',
    'payment.refunded': 'stay',
    'refund.requested': 'never',
    'refund.done': 'stay',
    'refund.resolved': 'stay',
  },
};

const births: Readonly<Record<BirthEvent['type'], true>> = { 'order.created': true, 'order.held': true };
/** Every event of an order: those that begin one, and those that each row of the table decides about. */
export const orderEventTypes = [births, transitions.held].flatMap(
  (events) => Object.keys(events) as OrderEvent['type'][],
);

export type RefundEventType =
  'refund.retried' | 'refund.unknown' | 'refund.accepted' | 'refund.done' | 'refund.refused';

export type RefundDecision = RefundState | 'stay' | 'attend' | 'never';

/** A refund begins as `requested` with `refund.requested`; `refund.resolved` counts as what the person says it is. */
export const refundTransitions: Readonly<Record<RefundState, Readonly<Record<RefundEventType, RefundDecision>>>> = {
  requested: {
    'refund.retried': 'stay',
    'refund.unknown': 'unknown',
    'refund.accepted': 'in_progress',
    'refund.done': 'done',
    'refund.refused': 'refused',
  },
  unknown: {
    'refund.retried': 'requested',
    'refund.unknown': 'stay',
    'refund.accepted': 'in_progress',
    'refund.done': 'done',
    'refund.refused': 'refused',
  },
  in_progress: {
    'refund.retried': 'stay',
    'refund.unknown': 'stay',
    'refund.accepted': 'stay',
    'refund.done': 'done',
    'refund.refused': 'refused',
  },
  done: {
    'refund.retried': 'never',
    'refund.unknown': 'stay',
    'refund.accepted': 'stay',
    'refund.done': 'stay',
    'refund.refused': 'attend',
  },
  refused: {
    'refund.retried': 'never',
    'refund.unknown': 'stay',
    'refund.accepted': 'attend',
    'refund.done': 'attend',
    'refund.refused': 'stay',
  },
};
