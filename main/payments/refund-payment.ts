/**
 * Gives money back. The refund and its number are in the ledger before the gateway is asked; until a verified answer
 * comes it may have been carried out, so it is asked about, or repeated, under the same number and no other.
 */
import { type LaterEvent, type Order, type Problem, type Refund } from '../domain/order.ts';
import { isDisputed } from '../domain/settlement.ts';
import { isOpenRefund, openRefundOf, refundRequestProblem, type RefundRequestProblem } from '../domain/refund.ts';
import { refundTransitions, type RefundEventType } from '../domain/transitions.ts';
import { refundSpacingMs } from '../domain/watch-schedule.ts';
import type { Clock, Gateway, Ledger, RefundOutcome } from '../ports/index.ts';
import { interrupted, accountMissing, queryOrder, type CheckParts, type CheckResult } from './check-order.ts';

export interface RefundParts extends CheckParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly spacing: RefundSpacing;
}

/** Keeps refunds of one order apart. What an earlier run asked for is longer ago than a start takes. */
export class RefundSpacing {
  readonly #clock: Clock;
  readonly #askedAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(orderNo: string): void {
    this.#askedAtMs.set(orderNo, this.#clock.monotonicMs());
  }

  async keep(orderNo: string): Promise<void> {
    const askedAtMs = this.#askedAtMs.get(orderNo);
    if (askedAtMs === undefined) return;
    const waitMs = askedAtMs + refundSpacingMs - this.#clock.monotonicMs();
    if (waitMs > 0) await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
  }
}

export interface RefundRequest {
  /** Made by the form, once per refund: the same key again returns the order as it stands. */
  readonly requestKey: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly operatorName: string;
  /** The manager whose PIN allowed it. */
  readonly approvedBy?: string | undefined;
}

export type RefundRequestOutcome =
  | { readonly kind: 'asked'; readonly order: Order }
  /** Nothing was recorded and nothing sent. */
  | { readonly kind: 'refused'; readonly problem: RefundRequestProblem };

/** Records the refund and asks for it. */
export async function requestRefund(
  parts: RefundParts,
  orderNo: string,
  request: RefundRequest,
): Promise<RefundRequestOutcome> {
  const before = await parts.records.read(orderNo);
  if (isKnown(before, request)) return { kind: 'asked', order: before };
  const objection = refundRequestProblem(before, request.amountMinor);
  if (objection !== null) return { kind: 'refused', problem: objection };
  await parts.spacing.keep(orderNo);
  const refundNo = parts.ledger.makeRefundNo(parts.clock.now());
  const { order, verdict: problem } = await parts.records.changeFor<RefundRequestProblem | null>(orderNo, (current) => {
    if (isKnown(current, request)) return { events: [], verdict: null };
    const verdict = refundRequestProblem(current, request.amountMinor);
    return {
      events: verdict === null ? [{ type: 'refund.requested', payload: { ...request, refundNo } }] : [],
      verdict,
    };
  });
  if (problem !== null) return { kind: 'refused', problem };
  const refund = order.refunds.find((known) => known.refundNo === refundNo);
  if (refund === undefined) return { kind: 'asked', order };
  const gateway = parts.gatewayFor(order.accountId);
  const outcome: RefundOutcome =
    gateway === null ? { kind: 'not_sent', problem: accountMissing } : await gateway.refund(order, refund, 'first');
  parts.spacing.note(orderNo);
  return { kind: 'asked', order: (await settleRefund(parts, orderNo, refund, outcome, 'first')).order };
}

/** A second click on the same form. */
function isKnown(order: Order, request: RefundRequest): boolean {
  return order.refunds.some(({ requestKey }) => requestKey === request.requestKey);
}

/**
 * Nothing asks about a refund before its request has been answered: one that is still only requested was cut off, and
 * nobody knows what became of it.
 */
function markRefundInterrupted(parts: CheckParts, orderNo: string): Promise<Order> {
  return parts.records.change(orderNo, (current) => {
    const refund = openRefundOf(current);
    return refund?.state === 'requested' ? unknownEvents(refund, interrupted, null) : [];
  });
}

/** Asks what became of the refund under way; where nothing went back it is sent again under its own number. */
export async function askAboutRefund(parts: CheckParts, orderNo: string): Promise<CheckResult> {
  const order = await markRefundInterrupted(parts, orderNo);
  const refund = openRefundOf(order);
  if (refund === null) return { order, problem: null };
  const gateway = parts.gatewayFor(order.accountId);
  if (gateway === null) return { order, problem: accountMissing };
  if (gateway.queryRefund === null) return queryThenRepeat(parts, order, refund, gateway);
  const outcome = await gateway.queryRefund(order, refund);
  if (outcome.kind === 'not_done') return repeatRefund(parts, order, refund, gateway);
  return settleRefund(parts, orderNo, refund, outcome, 'query');
}

/**
 * That repeating a refund is harmless is published nowhere (gateways.md 7.2): the payment is asked about first, and what
 * it says may settle the refund, or put it before a person. Where the answer to a repetition leaves it open, the payment
 * is asked about again.
 */
async function queryThenRepeat(
  parts: CheckParts,
  order: Order,
  refund: Refund,
  gateway: Gateway,
): Promise<CheckResult> {
  const first = await queryOrder(parts, order.orderNo);
  if (first.problem !== null || openRefundOf(first.order) === null) return first;
  // «Refunded» of an order of which only a part was to go back: that part, or more, has gone.
  const { attention } = first.order;
  if (attention?.code === 'refund_differs' || isDisputed(first.order))
    return { order: first.order, problem: attention };
  const repeated = await repeatRefund(parts, order, refund, gateway);
  if (repeated.problem === null || repeated.problem.gatewayCode === null) return repeated;
  const asked = await queryOrder(parts, order.orderNo);
  return openRefundOf(asked.order) === null ? asked : { order: asked.order, problem: repeated.problem };
}

async function repeatRefund(parts: CheckParts, order: Order, refund: Refund, gateway: Gateway): Promise<CheckResult> {
  const retried = await parts.records.change(order.orderNo, (current) =>
    openRefundOf(current)?.refundNo === refund.refundNo && refund.state === 'unknown'
      ? [{ type: 'refund.retried', payload: { refundNo: refund.refundNo } }]
      : [],
  );
  // Someone has decided about it while the gateway was being asked, or a message has: nothing is sent any more.
  if (openRefundOf(retried)?.refundNo !== refund.refundNo) return { order: retried, problem: null };
  return settleRefund(parts, order.orderNo, refund, await gateway.refund(retried, refund, 'repeat'), 'repeat');
}

type Asking = 'first' | 'query' | 'repeat';

async function settleRefund(
  parts: CheckParts,
  orderNo: string,
  refund: Refund,
  outcome: RefundOutcome,
  asking: Asking,
): Promise<CheckResult> {
  const order = await parts.records.change(orderNo, (current) => {
    const known = current.refunds.find(({ refundNo }) => refundNo === refund.refundNo);
    return known === undefined ? [] : eventsOf(known, outcome, asking).filter(({ type }) => isNews(known, type));
  });
  return { order, problem: problemOf(outcome) };
}

/** Someone may have decided about the refund while the gateway was being asked: then only a contradiction is news. */
function isNews(refund: Refund, type: RefundEventType): boolean {
  return isOpenRefund(refund) || refundTransitions[refund.state][type] === 'attend';
}

type RefundEvent = Extract<LaterEvent, { readonly type: RefundEventType }>;

function eventsOf(refund: Refund, outcome: RefundOutcome, asking: Asking): readonly RefundEvent[] {
  const { refundNo } = refund;
  switch (outcome.kind) {
    case 'done': {
      const learnedBy = asking === 'query' ? 'query' : 'refund';
      return [{ type: 'refund.done', payload: { refundNo, learnedBy, evidence: outcome.evidence } }];
    }
    case 'in_progress':
      return refund.state === 'in_progress'
        ? []
        : [{ type: 'refund.accepted', payload: { refundNo, evidence: outcome.evidence } }];
    case 'refused':
      return [{ type: 'refund.refused', payload: { refundNo, problem: outcome.problem, evidence: outcome.evidence } }];
    case 'not_sent':
      // The first time nothing has left this computer; later the earlier request may have been carried out.
      return asking === 'first'
        ? [{ type: 'refund.refused', payload: { refundNo, problem: outcome.problem, evidence: null } }]
        : unknownEvents(refund, outcome.problem, null);
    case 'unknown':
      return unknownEvents(refund, outcome.problem, outcome.evidence);
    case 'not_done':
      return [];
  }
}

/** The same ignorance is recorded once, however often it is met. */
function unknownEvents(
  refund: Refund,
  problem: Problem,
  evidence: Extract<RefundOutcome, { kind: 'unknown' }>['evidence'],
): readonly RefundEvent[] {
  if (refund.state === 'unknown' && refund.problem?.code === problem.code) return [];
  if (refund.state === 'in_progress') return [];
  return [{ type: 'refund.unknown', payload: { refundNo: refund.refundNo, problem, evidence } }];
}

function problemOf(outcome: RefundOutcome): Problem | null {
  return outcome.kind === 'unknown' || outcome.kind === 'not_sent' ? outcome.problem : null;
}
