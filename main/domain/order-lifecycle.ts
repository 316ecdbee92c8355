/**
 * The transition table: every (state, event) pair is decided here and nowhere else. Pure.
 *
 * - a state name: the event moves the order there
 * - `stay`: the event is recorded; the state does not change
 * - `attend`: recorded, state unchanged, a person must look
 * - `never`: the engine must not append this; doing so is a bug and throws
 */
import {
  assertNever,
  type DisplayState,
  type LaterEvent,
  type Order,
  type OrderEvent,
  type OrderState,
} from './order.ts';

export type Decision = OrderState | 'stay' | 'attend' | 'never';

type Row = Readonly<Record<LaterEvent['type'], Decision>>;

/** What no state decides differently. */
const common = {
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
} as const satisfies Partial<Row>;

/** Before anyone gave the order up: a payment is simply a payment. */
const open = {
  ...common,
  'payment.succeeded': 'paid',
  'payment.declined': 'declined',
  'payment.closed': 'closed',
  'payment.refunded': 'refunded',
  'close.requested': 'closing',
} as const satisfies Partial<Row>;

/** After it was given up: a payment is late and someone must decide. */
const givenUp = {
  ...common,
  'payment.scanned': 'stay',
  'payment.succeeded': 'paid_late',
  'payment.declined': 'stay',
  'payment.closed': 'stay',
  'payment.refunded': 'refunded',
} as const satisfies Partial<Row>;

/** Money has moved: nothing but a refund changes that; contradictions are for a person. */
const settled = {
  ...common,
  'payment.scanned': 'stay',
  'payment.succeeded': 'attend',
  'payment.declined': 'attend',
  'payment.closed': 'attend',
  'payment.refunded': 'refunded',
} as const satisfies Partial<Row>;

export const transitions: Readonly<Record<OrderState, Row>> = {
  creating: {
    ...open,
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
  },
  refused: {
    ...givenUp,
    'create.retried': 'creating',
  },
  awaiting: {
    ...open,
    'payment.scanned': 'stay',
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
  },
  paid: settled,
  declined: givenUp,
  closed: givenUp,
  expired_watching: {
    ...givenUp,
    'payment.declined': 'declined',
    'payment.closed': 'closed',
    'watch.ended': 'closed',
  },
  paid_late: settled,
  refunded: {
    ...settled,
    'payment.succeeded': 'stay',
    'payment.declined': 'stay',
    'payment.closed': 'stay',
    'payment.refunded': 'stay',
  },
};

/** States in which the gateway is still asked: a payment may come, or has come unheard. */
export const watchedStates: readonly OrderState[] = [
  'creating',
  'create_unknown',
  'awaiting',
  'closing',
  'close_unknown',
  'expired_watching',
];

export function isWatched(order: Order): boolean {
  return watchedStates.includes(order.state);
}

/** What the cashier is shown for a state. */
export function displayStateOf(order: Pick<Order, 'state'>): DisplayState {
  switch (order.state) {
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
    case 'paid':
    case 'paid_late':
    case 'refunded':
      return order.state;
    default:
      return assertNever(order.state);
  }
}

/** The order as it is after its first event. */
function born(event: Extract<OrderEvent, { type: 'order.created' }>, at: string, version: number): Order {
  const { validForMs: _validForMs, ...facts } = event.payload;
  return {
    ...facts,
    state: 'creating',
    scanned: false,
    attention: null,
    problem: null,
    qrText: null,
    gatewayOrderNo: null,
    buyerHint: null,
    learnedBy: null,
    createdAt: at,
    paidAt: null,
    updatedAt: at,
    version,
  };
}

/**
 * Applies one recorded event. `undefined` for the order means that `order.created` is expected.
 * @throws when the table says `never`, or a creation is missing or repeated: a bug, never an outcome.
 */
export function applyEvent(order: Order | undefined, event: OrderEvent, at: string, version: number): Order {
  if (event.type === 'order.created') {
    if (order !== undefined) throw new Error(`Order ${order.orderNo} was created twice`);
    return born(event, at, version);
  }
  if (order === undefined) throw new Error(`${event.type} without an order`);
  const decision = transitions[order.state][event.type];
  if (decision === 'never') throw new Error(`${event.type} must not happen to an order that is ${order.state}`);
  const moved = decision !== 'stay' && decision !== 'attend';
  const next: Order = { ...order, state: moved ? decision : order.state, updatedAt: at, version };
  return withFacts(next, event, at, decision);
}

function withFacts(order: Order, event: LaterEvent, at: string, decision: Decision): Order {
  switch (event.type) {
    case 'create.retried':
      return { ...order, problem: null };
    case 'create.succeeded':
      return {
        ...order,
        qrText: event.payload.qrText,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
        problem: order.state === 'awaiting' ? null : order.problem,
      };
    case 'create.refused':
    case 'create.not_sent':
    case 'create.unknown':
    case 'close.unknown':
      // An answer that comes after the outcome is known explains nothing any more.
      return decision === 'stay' ? order : { ...order, problem: event.payload.problem };
    case 'payment.scanned':
      return { ...order, scanned: true, gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo };
    case 'payment.succeeded': {
      if (decision === 'attend') {
        return { ...order, attention: { code: 'paid_twice', gatewayCode: null, gatewayMessage: null } };
      }
      return {
        ...order,
        scanned: true,
        problem: null,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
        buyerHint: event.payload.buyerHint ?? order.buyerHint,
        learnedBy: event.payload.learnedBy,
        paidAt: event.payload.paidAt ?? at,
      };
    }
    case 'payment.declined':
      if (decision === 'attend') return contradicted(order);
      return {
        ...order,
        problem: event.payload.problem,
        learnedBy: event.payload.learnedBy,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
      };
    case 'payment.closed':
      if (decision === 'attend') return contradicted(order);
      return { ...order, learnedBy: event.payload.learnedBy };
    case 'payment.refunded':
      return {
        ...order,
        learnedBy: event.payload.learnedBy,
        gatewayOrderNo: event.payload.gatewayOrderNo ?? order.gatewayOrderNo,
      };
    case 'payment.disputed':
    case 'notification.refused':
      return { ...order, attention: event.payload.problem };
    case 'close.requested':
    case 'close.unavailable':
    case 'watch.ended':
      return { ...order, problem: null };
    default:
      return assertNever(event);
  }
}

function contradicted(order: Order): Order {
  return { ...order, attention: { code: 'contradicts_paid', gatewayCode: null, gatewayMessage: null } };
}
