/** Takes a sale: durable in the ledger first, then the gateway is asked for a code. */
import { businessDayOf } from '../domain/business-day.ts';
import { applyEvent, eventsOfDiscarding } from '../domain/order-lifecycle.ts';
import type { Evidence, LaterEvent, Order, OrderDraft, Problem, ProblemCode } from '../domain/order.ts';
import { eventsFrom, eventsOfUnreadable, isNumberTaken } from '../domain/settlement.ts';
import { transitions } from '../domain/transitions.ts';
import { validForMsOf } from '../domain/watch-schedule.ts';
import type { Clock, CreateOutcome, Ledger, NotSentOutcome, PayOutcome } from '../ports/index.ts';
import { queryOrder, type CheckParts } from './check-order.ts';
import type { OneAtATime } from './one-at-a-time.ts';

export interface CreateOrderParts extends CheckParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Where the gateway may send the result; `null` leaves the field out, so that it does not call into nowhere. */
  readonly notifyUrlFor: (accountId: string) => string | null;
  /** After the commit of an order that did not go through the records. */
  readonly onRecorded: (order: Order) => void;
  readonly oneAtATime: OneAtATime;
  /** Before the first request for an order leaves. */
  readonly noteSent: (order: Order) => void;
  /** Before another one leaves: the first may have been an earlier run's. */
  readonly noteRepeated: (order: Order) => Promise<void>;
}

export type SaleOutcome =
  | { readonly kind: 'taken'; readonly order: Order }
  /** The ledger did not take the order (disk full, …): there is no order, and nothing was sent. */
  | { readonly kind: 'not_recorded'; readonly fault: unknown }
  /** The order is recorded, but not what came of asking: no code is shown, and it is asked about until it is known. */
  | { readonly kind: 'answer_not_recorded'; readonly order: Order; readonly fault: unknown };

/**
 * Records the order and asks for its code, or for the money by the customer's. The same `requestKey` again only returns
 * the order as it stands.
 * @param customerCode what the customer's wallet showed; `null` where the shop shows the code.
 * @param heldOrderNo the held sale that this one was recalled from. Unchanged and on its own day it goes on under its
 * number; otherwise this order takes its place.
 */
export async function createOrder(
  parts: CreateOrderParts,
  draft: OrderDraft,
  customerCode: string | null,
  heldOrderNo: string | null,
): Promise<SaleOutcome> {
  const held = await heldBehind(parts, heldOrderNo);
  if (held !== null && goesOn(held, draft, parts.clock.now())) return release(parts, held.orderNo, draft.validForMs);
  const recording = await record(parts, draft, 'createOrder', held);
  if (recording.kind === 'not_recorded') return recording;
  const { order, existed } = recording;
  if (existed) return { kind: 'taken', order };
  return send(parts, order, () =>
    customerCode === null ? requestCode(parts, order, 'first') : requestPayment(parts, order, customerCode),
  );
}

/**
 * Records the sale and puts it aside: nothing is sent.
 * @param heldOrderNo the held sale that this one was recalled from: it stays where nothing has changed, and is replaced
 * otherwise.
 */
export async function holdOrder(
  parts: CreateOrderParts,
  draft: OrderDraft,
  heldOrderNo: string | null,
): Promise<SaleOutcome> {
  const held = await heldBehind(parts, heldOrderNo);
  if (held?.state === 'held' && isSameSale(held, draft)) return { kind: 'taken', order: held };
  const recording = await record(parts, draft, 'holdOrder', held);
  return recording.kind === 'not_recorded' ? recording : { kind: 'taken', order: recording.order };
}

async function heldBehind({ ledger }: CreateOrderParts, orderNo: string | null): Promise<Order | null> {
  return orderNo === null ? null : ledger.readOrder(orderNo);
}

/** A sale is its seller's from its beginning, whoever charges it in the end. */
function inNameOf(held: Order | null, draft: OrderDraft): OrderDraft {
  return held === null ? draft : { ...draft, operatorName: held.operatorName };
}

/** The day before may be closed and signed: what is charged today counts today. */
function goesOn(held: Order, draft: OrderDraft, now: Date): boolean {
  if (held.state === 'discarded' || !isSameSale(held, draft)) return false;
  return held.state !== 'held' || held.businessDay === businessDayOf(now);
}

function isSameSale(held: Order, draft: OrderDraft): boolean {
  return contentOf(held) === contentOf(draft);
}

function contentOf(sale: Omit<OrderDraft, 'requestKey' | 'validForMs' | 'operatorName' | 'accountName'>): string {
  const { accountId, gateway, wallet, merchantId, sellerId, amountMinor, currency, way, discountMinor, note } = sale;
  const lines = sale.lines.map(({ name, quantity, priceMinor, goodsId }) => [name, quantity, priceMinor, goodsId]);
  const plain = [accountId, gateway, wallet, merchantId, sellerId, amountMinor, currency, way, discountMinor, note];
  return JSON.stringify([...plain, lines]);
}

type Recording =
  | { readonly kind: 'recorded'; readonly order: Order; readonly existed: boolean }
  | Extract<SaleOutcome, { readonly kind: 'not_recorded' }>;

/** @param held gives way to the new order. */
async function record(
  { ledger, clock, onRecorded }: CreateOrderParts,
  draft: OrderDraft,
  by: 'createOrder' | 'holdOrder',
  held: Order | null,
): Promise<Recording> {
  try {
    // Looked up first: the disk may have filled up since, and an order that is there must not be called not taken.
    const known = await ledger.readOrderOfRequest(draft.requestKey);
    if (known !== null) return { kind: 'recorded', order: known, existed: true };
    const replacedHeld = held === null ? undefined : { orderNo: held.orderNo, operatorName: draft.operatorName };
    const { order, existed, replaced } = await ledger[by](inNameOf(held, draft), clock.now(), replacedHeld);
    if (!existed) onRecorded(order);
    if (replaced !== null) onRecorded(replaced);
    return { kind: 'recorded', order, existed };
  } catch (fault) {
    return { kind: 'not_recorded', fault };
  }
}

/** Sends a held sale; its code may be paid for `validForMs` from now. An order that is not held stays as it is. */
async function release(parts: CreateOrderParts, orderNo: string, validForMs: number): Promise<SaleOutcome> {
  const codeExpiresAt = new Date(parts.clock.now().getTime() + validForMs).toISOString();
  const releasing = (current: Order): { events: readonly LaterEvent[]; verdict: boolean } =>
    current.state === 'held'
      ? { events: [{ type: 'order.released', payload: { codeExpiresAt } }], verdict: true }
      : { events: [], verdict: false };
  try {
    const { order, verdict: isReleased } = await parts.records.changeFor(orderNo, releasing);
    return isReleased ? await send(parts, order, () => requestCode(parts, order, 'first')) : { kind: 'taken', order };
  } catch (fault) {
    return { kind: 'not_recorded', fault };
  }
}

/** Drops a held sale. An order that is not held stays as it is. */
export function discardOrder(parts: CreateOrderParts, orderNo: string, operatorName: string): Promise<Order> {
  return parts.records.change(orderNo, (current) => eventsOfDiscarding(current, operatorName));
}

async function send(parts: CreateOrderParts, order: Order, request: () => Promise<Order>): Promise<SaleOutcome> {
  try {
    const sent = await parts.oneAtATime.run(order.orderNo, async () => {
      const answered = await request();
      // Whether money lies under the number is worth knowing before the same customer is asked again.
      return isNumberTaken(answered) ? (await queryOrder(parts, order.orderNo)).order : answered;
    });
    return { kind: 'taken', order: sent };
  } catch (fault) {
    return { kind: 'answer_not_recorded', order, fault };
  }
}

interface Retrying {
  readonly events: readonly LaterEvent[];
  readonly verdict: Asking | null;
}

/** Sends the same order again, under the same number, after an attempt of which nothing is known or nothing was sent. */
export async function retryCreate(parts: CreateOrderParts, orderNo: string, passedMs: number): Promise<Order> {
  const { order, verdict: asking } = await parts.records.changeFor(orderNo, (current): Retrying => {
    if (!canRetryCreate(current, parts.clock.now(), passedMs)) return { events: [], verdict: null };
    // What was never sent is refused; of anything else the first request may have been carried out.
    const verdict = current.state === 'refused' ? 'first' : 'repeat';
    return { events: [{ type: 'create.retried', payload: {} }], verdict };
  });
  return asking === null ? order : requestCode(parts, order, asking);
}

/**
 * A refusal that verified stands: only what was never sent, or never answered, may go out again. And only in its time:
 * the gateway would hand out a code that lives longer than the order is watched.
 * @param passedMs what has passed for certain since its code was asked for.
 */
export function canRetryCreate(order: Order, now: Date, passedMs: number): boolean {
  // The customer's code is gone, and may have been used.
  if (order.way === 'customer_code') return false;
  // Either clock can forbid it; neither alone can allow it.
  if (now.getTime() >= Date.parse(order.codeExpiresAt) || passedMs >= validForMsOf(order)) return false;
  if (transitions[order.state]['create.retried'] === 'never') return false;
  if (order.problem?.code === 'already_paid') return false;
  return order.state === 'create_unknown' || isNotSent(order.problem);
}

function isNotSent(problem: Problem | null): boolean {
  switch (problem?.code) {
    case 'key_missing_or_locked':
    case 'keychain_unavailable':
    case 'key_unusable':
    case 'account_missing':
      return true;
    default:
      return false;
  }
}

/**
 * Which request of the order's this is (`first_pay`: by the customer's own code). To the `first` an answer that its number
 * is used can only mean another sale's; to a `repeat` it may mean that the first was carried out.
 */
type Asking = 'first' | 'repeat' | 'first_pay';

async function requestCode(parts: CreateOrderParts, order: Order, asking: Asking): Promise<Order> {
  const gateway = parts.gatewayFor(order.accountId);
  if (asking === 'repeat') await parts.noteRepeated(order);
  else parts.noteSent(order);
  const outcome: CreateOutcome =
    gateway === null ? withoutAccount : await gateway.create(order, parts.notifyUrlFor(order.accountId));
  return parts.records.change(order.orderNo, () => [eventOf(outcome, asking)]);
}

const withoutAccount: NotSentOutcome = {
  kind: 'not_sent',
  problem: { code: 'account_missing', gatewayCode: null, gatewayMessage: null },
};

/** Asks once. Whatever is not known after it is asked about, as of any other order. */
async function requestPayment(parts: CreateOrderParts, order: Order, customerCode: string): Promise<Order> {
  const gateway = parts.gatewayFor(order.accountId);
  parts.noteSent(order);
  const outcome =
    gateway === null ? withoutAccount : await gateway.pay(order, customerCode, parts.notifyUrlFor(order.accountId));
  return parts.records.change(order.orderNo, (current) => eventsOfPayment(current, outcome));
}

/** A notification may have come before the answer: only what still stands open is moved on by it. */
function eventsOfPayment(order: Order, outcome: PayOutcome): readonly LaterEvent[] {
  switch (outcome.kind) {
    case 'facts': {
      const { facts, evidence } = outcome;
      const events = eventsFrom(order, facts, 'query', evidence, { madeAtMs: null, isAnswer: true });
      const after = events.reduce((now, event) => applyEvent(now, event, now.updatedAt, now.version), order);
      if (after.state !== 'creating') return events;
      if (after.attention === null) return [...events, customerConfirms(facts.gatewayOrderNo, evidence)];
      return [...events, { type: 'create.unknown', payload: { problem: after.attention, evidence } }];
    }
    case 'waiting':
      return order.scanned ? [] : [customerConfirms(outcome.gatewayOrderNo, outcome.evidence)];
    case 'unknown': {
      const { problem, evidence } = outcome;
      const told = evidence === null ? [] : eventsOfUnreadable(order, problem, 'query', evidence);
      return [...told, eventOf(outcome, 'first_pay')];
    }
    case 'refused':
    case 'not_sent':
      return [eventOf(outcome, 'first_pay')];
  }
}

function customerConfirms(gatewayOrderNo: string | null, evidence: Evidence | null): LaterEvent {
  return { type: 'payment.scanned', payload: { learnedBy: 'query', gatewayOrderNo, evidence } };
}

const numberTakenCodes: readonly ProblemCode[] = ['order_number_used', 'already_paid', 'already_closed'];

/**
 * Whether the gateway says that there is a trade under the number already. By the customer's own code it may be this very
 * payment, should anything on the way have sent it twice: that is asked about, and no one is charged again.
 */
function isCalledTaken({ code }: Problem, asking: Asking): boolean {
  return asking !== 'first_pay' && numberTakenCodes.includes(code);
}

function eventOf(outcome: CreateOutcome, asking: Asking): LaterEvent {
  if ((outcome.kind === 'refused' || outcome.kind === 'unknown') && isCalledTaken(outcome.problem, asking)) {
    const { problem, evidence } = outcome;
    return asking === 'first'
      ? { type: 'create.refused', payload: { problem: { ...problem, code: 'order_number_used' }, evidence } }
      : { type: 'create.unknown', payload: { problem, evidence } };
  }
  // The request before it may have been carried out, whatever hindered this one.
  if (outcome.kind === 'not_sent' && asking === 'repeat') {
    return { type: 'create.unknown', payload: { problem: outcome.problem, evidence: null } };
  }
  switch (outcome.kind) {
    case 'created': {
      const { qrText, gatewayOrderNo, imageUrls, evidence } = outcome;
      return { type: 'create.succeeded', payload: { qrText, gatewayOrderNo, imageUrls, evidence } };
    }
    case 'refused':
      return { type: 'create.refused', payload: { problem: outcome.problem, evidence: outcome.evidence } };
    case 'unknown':
      return { type: 'create.unknown', payload: { problem: outcome.problem, evidence: outcome.evidence } };
    case 'not_sent':
      return { type: 'create.not_sent', payload: { problem: outcome.problem, evidence: null } };
  }
}
