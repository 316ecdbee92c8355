/**
 * The verdict on what a gateway said about an order. Pure: queries, cancel replies and notifications all come
 * through here, and the same message in any order or number leads to the same state.
 */
import type { Currency } from './money.ts';
import type { Evidence, LaterEvent, LearnedBy, Order, Problem, ProblemCode, Wallet } from './order.ts';
import { isOpenRefund } from './refund.ts';
import { transitions } from './transitions.ts';

export type PaymentStatus = 'waiting' | 'scanned' | 'paid' | 'declined' | 'closed' | 'refunded';

/**
 * What a *verified* message says, in our words. `null` means that the message does not carry the particular,
 * which is allowed; a value that differs is not.
 */
export interface PaymentFacts {
  readonly status: PaymentStatus;
  readonly orderNo: string;
  readonly gatewayOrderNo: string | null;
  /** ScanForPay `partnerNo`, Alipay `app_id`. */
  readonly merchantId: string | null;
  readonly sellerId: string | null;
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  readonly wallet: Wallet | null;
  /** UTC, ISO 8601. */
  readonly paidAt: string | null;
  readonly buyerHint: string | null;
  /** When the trade began, where the message says so: before that nobody can have paid. UTC, ISO 8601. */
  readonly tradeMadeAt?: string | null;
  /** The till's own, where a gateway keeps the terminal's name with a trade and repeats it. */
  readonly installationId?: string | null;
  /** With `refunded`: the message does not say that it was the whole sum that went back. */
  readonly refundMayBePartial?: true | undefined;
}

/**
 * The gateway said to the very first request that the number is another sale's. Nothing of this order was ever booked:
 * what is heard about the number is not about it, and nothing about the number may be asked for in its name.
 */
export function isNumberTaken({ state, problem }: Pick<Order, 'state' | 'problem'>): boolean {
  return state === 'refused' && problem?.code === 'order_number_used';
}

/** Nothing shows that the gateway ever took the order: it answered no request for it. */
function wasNeverAnswered(order: Order): boolean {
  if (order.state === 'paid' || order.state === 'paid_late' || order.state === 'refunded') return false;
  return order.way === 'transaction_code' ? order.qrText === null : !order.scanned;
}

/** As exactly as two clocks of a gateway and whole seconds allow. */
const confirmedWithinMs = 2_000;

/**
 * Whether the trade was there before the order that it is said to be of. Gateways tell whole seconds. By a code that is
 * only being asked for nobody can have paid at once; by the customer's own they may.
 * @param madeAtMs when it was sent, by the gateway's own clock; `null` where that is not known. Then the label that this
 * computer put on it stands in: if that is wrong, a person has to look, and nothing worse.
 */
function isTradeOlder(order: Order, facts: PaymentFacts, madeAtMs: number | null): boolean {
  if (!wasNeverAnswered(order)) return false;
  const times = [facts.tradeMadeAt ?? null, facts.paidAt]
    .filter((time) => time !== null)
    .map((time) => Date.parse(time));
  const tradeMs = Math.min(...times);
  const orderMs = madeAtMs ?? Date.parse(order.createdAt);
  return order.way === 'transaction_code' ? tradeMs <= orderMs : tradeMs + confirmedWithinMs < orderMs;
}

/** What is known of an order beside its record. */
export interface OrderKnowledge {
  /** When it was sent, by the gateway's own clock, in milliseconds since 1970 (UTC); `null`: not known. */
  readonly madeAtMs: number | null;
  /** The facts are the gateway's own answer to the order's request: what they tell of is its trade. */
  readonly isAnswer?: boolean;
}

const nothingKnown: OrderKnowledge = { madeAtMs: null };

/** What in the facts does not fit the order; `null` when everything that is said agrees. */
export function disagreement(
  order: Order,
  facts: PaymentFacts,
  { madeAtMs, isAnswer = false }: OrderKnowledge = nothingKnown,
): ProblemCode | null {
  if (isNumberTaken(order)) return tellsOfMoney(facts) ? 'payment_unassigned' : 'order_number_used';
  if (facts.orderNo !== order.orderNo) return 'order_number_differs';
  const { installationId = null } = facts;
  if (installationId !== null && order.installationId !== null && installationId !== order.installationId) {
    return 'other_till';
  }
  if (facts.merchantId !== null && facts.merchantId !== order.merchantId) return 'merchant_differs';
  if (facts.sellerId !== null && order.sellerId !== null && facts.sellerId !== order.sellerId) return 'seller_differs';
  if (facts.amountMinor !== null && facts.amountMinor !== order.amountMinor) return 'amount_differs';
  if (facts.currency !== null && facts.currency !== order.currency) return 'currency_differs';
  if (facts.wallet !== null && facts.wallet !== order.wallet) return 'wallet_differs';
  // Money is only believed with its sum: a paid message that leaves the amount out proves nothing.
  if (facts.status === 'paid' && facts.amountMinor === null) return 'amount_differs';
  if (facts.status === 'refunded' && !provesWholeRefund(order, facts)) return 'refund_differs';
  return !isAnswer && isTradeOlder(order, facts, madeAtMs) ? 'trade_older' : null;
}

/** Whether somebody has paid, whatever became of the money since. */
export function tellsOfMoney({ status }: PaymentFacts): boolean {
  return status === 'paid' || status === 'refunded';
}

const disputes: readonly ProblemCode[] = [
  'merchant_differs',
  'seller_differs',
  'order_number_differs',
  'amount_differs',
  'currency_differs',
  'wallet_differs',
  'other_till',
  'trade_older',
];

/**
 * What does not fit in what a gateway has told of the order, while nobody has looked at it. Somebody's money may be in
 * it: until a person has decided, the order is neither cancelled nor said to have ended unpaid.
 */
export function disputeOf({ attention }: Pick<Order, 'attention'>): Problem | null {
  return attention !== null && disputes.includes(attention.code) ? attention : null;
}

export function isDisputed(order: Pick<Order, 'attention'>): boolean {
  return disputeOf(order) !== null;
}

/**
 * We gave back, or asked to, but not the whole: «refunded» from the gateway may mean only that, or more than that.
 * A message that leaves its extent open says nothing of a sum that was given back elsewhere.
 */
function provesWholeRefund(order: Order, facts: PaymentFacts): boolean {
  const openMinor = order.refunds.filter(isOpenRefund).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const ownMinor = order.refundedMinor + openMinor;
  return ownMinor === 0 ? facts.refundMayBePartial !== true : ownMinor >= order.amountMinor;
}

/** Some of the refunds that make up the whole are done already: the message may be about those alone. */
function isAboutEarlierRefunds(order: Order, facts: PaymentFacts): boolean {
  return facts.refundMayBePartial === true && order.refundedMinor > 0 && order.refundedMinor < order.amountMinor;
}

/**
 * The events that a verified message adds to the order; none where it says nothing new.
 * Never yields an event that the transition table forbids.
 */
export function eventsFrom(
  order: Order,
  facts: PaymentFacts,
  learnedBy: LearnedBy,
  evidence: Evidence | null,
  knowledge: OrderKnowledge = nothingKnown,
): readonly LaterEvent[] {
  const problemCode = disagreement(order, facts, knowledge);
  // That the number is another sale's is known, and what else becomes of that sale is no business of this one.
  if (problemCode === 'order_number_used') return [];
  if (problemCode !== null) {
    // The same dispute is said once, however often the gateway repeats it.
    if (order.attention?.code === problemCode) return [];
    const problem: Problem = { code: problemCode, gatewayCode: null, gatewayMessage: null };
    // Whatever went back had been paid.
    const isPaid = problemCode === 'refund_differs' && order.paidAt === null;
    const asPaid = { ...facts, status: 'paid' } as const;
    const paid = isPaid ? eventsFrom(order, asPaid, learnedBy, evidence, knowledge).filter(isPayment) : [];
    return [...paid, { type: 'payment.disputed', payload: { problem, learnedBy, evidence } }];
  }
  const event = eventFor(order, facts, learnedBy, evidence);
  return event === null || !addsSomething(order, event) ? [] : [event];
}

function isPayment({ type }: LaterEvent): boolean {
  return type === 'payment.succeeded';
}

/**
 * Whether a verified message could not be made facts of because its currency, wallet or merchant is none that is known
 * here. Whatever it says of money, it does not fit the order.
 */
export function isUnreadable({ code }: Problem): boolean {
  return code === 'currency_differs' || code === 'wallet_differs' || code === 'merchant_differs';
}

/** What such a message adds to the order; nothing where another one is told, or it has been said already. */
export function eventsOfUnreadable(
  order: Order,
  told: Problem,
  learnedBy: LearnedBy,
  evidence: Evidence | null,
): readonly LaterEvent[] {
  if (!isUnreadable(told) || order.attention?.code === told.code || isNumberTaken(order)) return [];
  const problem: Problem = { code: told.code, gatewayCode: null, gatewayMessage: null };
  return [{ type: 'payment.disputed', payload: { problem, learnedBy, evidence } }];
}

function eventFor(
  order: Order,
  facts: PaymentFacts,
  learnedBy: LearnedBy,
  evidence: Evidence | null,
): LaterEvent | null {
  const payload = { learnedBy, gatewayOrderNo: facts.gatewayOrderNo, evidence };
  switch (facts.status) {
    case 'waiting':
      return null;
    case 'scanned':
      return order.scanned ? null : { type: 'payment.scanned', payload };
    case 'paid':
      return {
        type: 'payment.succeeded',
        payload: { ...payload, paidAt: facts.paidAt, buyerHint: masked(facts.buyerHint) },
      };
    case 'declined':
      return { type: 'payment.declined', payload: { ...payload, problem: null } };
    case 'closed':
      return { type: 'payment.closed', payload };
    case 'refunded':
      return isAboutEarlierRefunds(order, facts) ? null : { type: 'payment.refunded', payload };
  }
}

/** Both gateways mask it themselves (`159****5620`); should one not, its middle is not kept all the same. */
function masked(buyerHint: string | null): string | null {
  if (buyerHint === null || buyerHint.includes('*')) return buyerHint;
  const characters = Array.from(buyerHint);
  const shown = Math.floor(characters.length / 4);
  return [...characters.slice(0, shown), '****', ...characters.slice(characters.length - shown)].join('');
}

function addsSomething(order: Order, event: LaterEvent): boolean {
  const decision = transitions[order.state][event.type];
  // Whether it ended unpaid is what the dispute is about.
  const saysUnpaid = event.type === 'payment.closed' || event.type === 'payment.declined';
  if (saysUnpaid && isDisputed(order) && decision !== 'attend') return false;
  switch (decision) {
    case 'never':
      return false;
    case 'stay':
      return event.type === 'payment.scanned' && !order.scanned;
    case 'attend':
      return !repeatsWhatIsKnown(order, event);
    default:
      return true;
  }
}

/** A settled order hears of its payment again: news only if it is another payment or a contradiction not yet noted. */
function repeatsWhatIsKnown(order: Order, event: LaterEvent): boolean {
  if (event.type === 'payment.succeeded') {
    // So far a person has vouched for it; this proves it.
    if (order.learnedBy === 'manual') return false;
    const { gatewayOrderNo } = event.payload;
    const sameTrade =
      gatewayOrderNo === null || order.gatewayOrderNo === null || gatewayOrderNo === order.gatewayOrderNo;
    return sameTrade || order.attention?.code === 'paid_twice';
  }
  return order.attention?.code === 'contradicts_paid';
}
