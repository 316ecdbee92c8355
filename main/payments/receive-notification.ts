/** What a gateway posts to us: verified, compared with the order, recorded whole, and only then acknowledged. */
import type { NotificationVerdict } from '../domain/notification-verdict.ts';
import {
  disagreement,
  eventsFrom,
  eventsOfUnreadable,
  isUnreadable,
  tellsOfMoney,
  type PaymentFacts,
} from '../domain/settlement.ts';
import type { LaterEvent, Order, Problem, ProblemCode } from '../domain/order.ts';
import type {
  Clock,
  Gateway,
  Ledger,
  NotificationReading,
  NotificationRecord,
  RawNotification,
  TurnedAwayProblem,
} from '../ports/index.ts';
import type { CheckParts } from './check-order.ts';

export interface ReceiveParts extends CheckParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** A delivery was recorded (whatever its verdict). */
  readonly onRecorded: () => void;
  /** What a message says of this order is not enough: the gateway has to be asked. */
  readonly checkSoon: (orderNo: string) => void;
}

/** `success` tells the gateway not to send it again; both answers are given only after the record is on disk. */
export type NotificationAnswer = 'success' | 'failure';

/** Records a delivery and lets it settle its order. */
export async function receiveNotification(
  parts: ReceiveParts,
  accountId: string,
  raw: RawNotification,
): Promise<NotificationAnswer> {
  const answer = await readAndRecord(parts, accountId, raw);
  parts.onRecorded();
  return answer;
}

/** Records the beginning of a delivery that was turned away for its form; what it says is not looked at. */
export async function recordTurnedAway(
  parts: ReceiveParts,
  accountId: string,
  beginning: RawNotification,
  code: TurnedAwayProblem,
): Promise<void> {
  await parts.ledger.recordNotification(recordOf(parts, accountId, beginning)('turned_away', problem(code), null));
  parts.onRecorded();
}

/** Lets a delivery that is in the inbox already be read once more, with the keys and orders of now: a new record. */
export async function reapplyNotification(parts: ReceiveParts, id: number): Promise<NotificationAnswer | null> {
  const delivery = await parts.ledger.readNotification(id);
  if (delivery === null) return null;
  const { accountId, contentType, body } = delivery;
  return receiveNotification(parts, accountId, { contentType, body });
}

async function readAndRecord(
  parts: ReceiveParts,
  accountId: string,
  raw: RawNotification,
): Promise<NotificationAnswer> {
  const record = recordOf(parts, accountId, raw);
  const gateway = parts.gatewayFor(accountId);
  if (gateway === null) {
    await parts.ledger.recordNotification(record('refused', problem('account_missing'), null));
    return 'failure';
  }
  const reading = await gateway.parseNotification(raw);
  switch (reading.kind) {
    case 'cannot_check':
      await parts.ledger.recordNotification(record('not_checked', reading.problem, null));
      return 'failure';
    case 'refused':
      await recordRefused(parts, accountId, reading.claimedOrderNo, reading.problem, record);
      return 'failure';
    case 'inconclusive':
      await recordInconclusive(parts, accountId, reading, record);
      return 'success';
    case 'verified':
      await settleVerified(parts, gateway, accountId, reading.facts, record);
      return 'success';
  }
}

type MakeRecord = (verdict: NotificationVerdict, problem: Problem | null, orderNo: string | null) => NotificationRecord;

function recordOf(parts: ReceiveParts, accountId: string, raw: RawNotification): MakeRecord {
  const receivedAt = parts.clock.now().toISOString();
  const { contentType, body } = raw;
  return (verdict, problemOrNull, orderNo) => ({
    receivedAt,
    accountId,
    contentType,
    body,
    verdict,
    problem: problemOrNull,
    orderNo,
  });
}

/** A message that failed verification marks the order it names, once: someone should know that it was tried. */
async function recordRefused(
  parts: ReceiveParts,
  accountId: string,
  claimedOrderNo: string | null,
  refusal: Problem,
  record: MakeRecord,
): Promise<void> {
  const order = claimedOrderNo === null ? null : await parts.ledger.readOrder(claimedOrderNo);
  if (order?.accountId !== accountId) {
    await parts.ledger.recordNotification(record('refused', refusal, claimedOrderNo));
    return;
  }
  await parts.records.change(
    order.orderNo,
    (current): readonly LaterEvent[] =>
      current.attention === null
        ? [{ type: 'notification.refused', payload: { problem: refusal, evidence: null } }]
        : [],
    () => record('refused', refusal, order.orderNo),
  );
}

/** Money for an order that is not here is for a person to look into, unless the ledger knows it for another till's. */
async function recordUnknownOrder(
  { ledger }: ReceiveParts,
  { orderNo, status, amountMinor, currency, wallet, gatewayOrderNo, paidAt }: PaymentFacts,
  record: MakeRecord,
): Promise<void> {
  if (status !== 'paid' && status !== 'refunded') {
    await ledger.recordNotification(record('unknown_order', problem('nothing_paid'), orderNo));
  } else {
    const reported = { status, amountMinor, currency, wallet, gatewayOrderNo, paidAt };
    await ledger.recordNotification(record('unknown_order', null, orderNo), reported);
  }
}

/**
 * A message of the gateway's own from which nothing can be settled. Sent again it would say no more, so it is
 * acknowledged; the order is asked about. Nobody forged it: the order is marked only where the particulars do not fit.
 */
async function recordInconclusive(
  parts: ReceiveParts,
  accountId: string,
  reading: Extract<NotificationReading, { kind: 'inconclusive' }>,
  record: MakeRecord,
): Promise<void> {
  const order = reading.orderNo === null ? null : await parts.ledger.readOrder(reading.orderNo);
  if (order?.accountId !== accountId) {
    await parts.ledger.recordNotification(record('inconclusive', reading.problem, reading.orderNo));
    return;
  }
  const { problem: told } = reading;
  await parts.records.change(
    order.orderNo,
    (current) => eventsOfUnreadable(current, told, 'notification', null),
    () => record(isUnreadable(told) ? 'disputed' : 'inconclusive', told, order.orderNo),
  );
  parts.checkSoon(order.orderNo);
}

async function settleVerified(
  parts: ReceiveParts,
  gateway: Gateway,
  accountId: string,
  facts: PaymentFacts,
  record: MakeRecord,
): Promise<void> {
  const order = await parts.ledger.readOrder(facts.orderNo);
  if (order === null) {
    await recordUnknownOrder(parts, facts, record);
    return;
  }
  // Another account's signature is good for that account only.
  const fitting = order.accountId === accountId ? facts : { ...facts, merchantId: '' };
  if (tellsOfMoney(fitting)) parts.records.noteToldOfMoney(order.orderNo);
  const { order: settled, verdict: isInDoubt } = await parts.records.changeFor(
    order.orderNo,
    (current) => {
      const knowledge = { madeAtMs: parts.madeAtMs(current) };
      const isPaid = fitting.status === 'paid' && disagreement(current, fitting, knowledge) === null;
      const isInDoubt = isPaid && mayBeCancelled(current, gateway);
      const certain: PaymentFacts = isInDoubt ? { ...fitting, status: 'scanned' } : withoutFailure(fitting);
      return { events: eventsFrom(current, certain, 'notification', null, knowledge), verdict: isInDoubt };
    },
    (current, events) => {
      const differs = disagreement(current, fitting, { madeAtMs: parts.madeAtMs(current) });
      const verdict = differs === null && fitting.status === 'declined' ? 'inconclusive' : verdictOf(differs, events);
      return record(verdict, differs === null ? null : problem(differs), order.orderNo);
    },
  );
  // While it is closing the gateway is being asked anyway.
  const isAsked = fitting.status === 'declined' || (isInDoubt && settled.state === 'close_unknown');
  if (isAsked) parts.checkSoon(order.orderNo);
}

/** A failed try may be followed by one that is paid, and the messages may overtake each other: only a query says how it ended. */
function withoutFailure(facts: PaymentFacts): PaymentFacts {
  return facts.status === 'declined' ? { ...facts, status: 'waiting' } : facts;
}

/**
 * While the gateway is being asked to cancel, «paid» in a notification may be older than the money's way back. Only a
 * query says which came last; until then it is certain that the customer was there, and no more.
 */
function mayBeCancelled({ state }: Order, gateway: Gateway): boolean {
  return gateway.cancel !== null && (state === 'closing' || state === 'close_unknown');
}

function verdictOf(differs: ProblemCode | null, events: readonly LaterEvent[]): NotificationVerdict {
  if (differs !== null) return 'disputed';
  return events.length === 0 ? 'repeated' : 'applied';
}

function problem(code: ProblemCode): Problem {
  return { code, gatewayCode: null, gatewayMessage: null };
}
