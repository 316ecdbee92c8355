/** Asks the gateway about an order, and gives an order up: the two things the watcher and the cashier both do. */
import { disputeOf, eventsFrom, eventsOfUnreadable, isDisputed } from '../domain/settlement.ts';
import { isWatched } from '../domain/order-lifecycle.ts';
import type { Evidence, LaterEvent, Order, Problem } from '../domain/order.ts';
import { transitions } from '../domain/transitions.ts';
import type { CancelOutcome, Gateway, GatewayFor, QueryOutcome } from '../ports/index.ts';
import type { OrderRecords } from './order-records.ts';

export interface CheckParts {
  readonly records: OrderRecords;
  readonly gatewayFor: GatewayFor;
  /** When an order was sent, by its gateway's own clock, in milliseconds since 1970 (UTC); `null`: not known. */
  readonly madeAtMs: (order: Order) => number | null;
}

export interface CheckResult {
  readonly order: Order;
  /** Why the check taught nothing; `null` when the gateway gave an answer that verified. */
  readonly problem: Problem | null;
}

export const accountMissing: Problem = { code: 'account_missing', gatewayCode: null, gatewayMessage: null };

/** One query, settled. */
export async function queryOrder(parts: CheckParts, orderNo: string): Promise<CheckResult> {
  const order = await parts.records.read(orderNo);
  const gateway = parts.gatewayFor(order.accountId);
  if (gateway === null) return { order, problem: accountMissing };
  return settleQuery(parts, order, await gateway.query(order));
}

async function settleQuery(parts: CheckParts, order: Order, outcome: QueryOutcome): Promise<CheckResult> {
  switch (outcome.kind) {
    case 'facts': {
      const settled = await parts.records.change(order.orderNo, (current) =>
        eventsFrom(current, outcome.facts, 'query', outcome.evidence, { madeAtMs: parts.madeAtMs(current) }),
      );
      return { order: settled, problem: null };
    }
    case 'not_found':
      return { order, problem: null };
    case 'unknown': {
      const { problem, evidence } = outcome;
      // Without evidence nobody was asked.
      if (evidence === null) return { order, problem };
      const settled = await parts.records.change(order.orderNo, (current) =>
        eventsOfUnreadable(current, problem, 'query', evidence),
      );
      return { order: settled, problem };
    }
    case 'refused':
    case 'not_sent':
      return { order, problem: outcome.problem };
  }
}

/**
 * Gives an order up: a last query, then the gateway's cancel where it has one, then a query again.
 * Where it has none the order stays watched, because its code can still be paid.
 */
export async function closeOrder(
  parts: CheckParts,
  orderNo: string,
  reason: 'cashier' | 'expired',
  approvedBy?: string,
): Promise<CheckResult> {
  const order = await parts.records.change(orderNo, (current) =>
    mayBeGivenUp(current, reason) ? [{ type: 'close.requested', payload: { reason, approvedBy } }] : [],
  );
  if (order.state !== 'closing') return { order, problem: null };

  const gateway = parts.gatewayFor(order.accountId);
  if (gateway === null) return closingFailed(parts, order, accountMissing, null);
  const last = await lastQuery(parts, order, gateway);
  if (last.order.state !== 'closing') return last;
  // A cancel would give back a payment that nobody has looked at, and that may be another sale's.
  const dispute = disputeOf(last.order);
  if (dispute !== null) return closingFailed(parts, order, dispute, null);
  if (last.problem !== null) return closingFailed(parts, order, last.problem, null);

  // Of a code that was never handed out nobody can have paid; what lies under the number is left alone.
  if (gateway.cancel === null || (order.way === 'transaction_code' && order.qrText === null)) {
    const watched = await moveFromClosing(parts, order, { type: 'close.unavailable', payload: {} });
    return { order: watched, problem: null };
  }
  return settleCancel(parts, order, gateway, await gateway.cancel(order));
}

/**
 * Asks again for as long as messages tell meanwhile of money, which a cancel would give back: the answer may be older
 * than they are. Such a message need not change the order.
 */
async function lastQuery(parts: CheckParts, order: Order, gateway: Gateway): Promise<CheckResult> {
  const timesTold = parts.records.timesToldOfMoney(order.orderNo);
  const result = await settleQuery(parts, order, await gateway.query(order));
  const now = await parts.records.read(order.orderNo);
  const isUnheard = now.version === result.order.version && parts.records.timesToldOfMoney(order.orderNo) === timesTold;
  return now.state !== 'closing' || isUnheard ? { ...result, order: now } : lastQuery(parts, now, gateway);
}

async function settleCancel(
  parts: CheckParts,
  order: Order,
  gateway: Gateway,
  outcome: CancelOutcome,
): Promise<CheckResult> {
  const payload = { learnedBy: 'cancel', gatewayOrderNo: null } as const;
  switch (outcome.kind) {
    case 'refunded': {
      const { evidence } = outcome;
      // Whatever was heard meanwhile: the money has gone back.
      const refunded = await parts.records.change(order.orderNo, (current) =>
        current.state === 'refunded' ? [] : [{ type: 'payment.refunded', payload: { ...payload, evidence } }],
      );
      return { order: refunded, problem: null };
    }
    case 'closed':
    case 'nothing_to_close': {
      // Someone may have paid between the last query and the cancel: ask once more before saying that nobody did.
      const again = await settleQuery(parts, order, await gateway.query(order));
      if (again.order.state !== 'closing') return again;
      const dispute = disputeOf(again.order);
      if (dispute !== null) return closingFailed(parts, order, dispute, null);
      const { evidence } = outcome;
      const event: LaterEvent =
        outcome.kind === 'closed'
          ? { type: 'payment.closed', payload: { ...payload, evidence } }
          : { type: 'close.unavailable', payload: {} };
      return { order: await moveFromClosing(parts, order, event), problem: null };
    }
    case 'refused': {
      const again = await settleQuery(parts, order, await gateway.query(order));
      if (again.order.state !== 'closing') return again;
      return closingFailed(parts, order, outcome.problem, outcome.evidence);
    }
    case 'unknown':
      return closingFailed(parts, order, outcome.problem, outcome.evidence);
    case 'not_sent':
      return closingFailed(parts, order, outcome.problem, null);
  }
}

async function closingFailed(
  parts: CheckParts,
  order: Order,
  problem: Problem,
  evidence: Evidence | null,
): Promise<CheckResult> {
  const unknown = await moveFromClosing(parts, order, { type: 'close.unknown', payload: { problem, evidence } });
  return { order: unknown, problem };
}

/** A notification may have settled the order while the gateway was being asked; then there is nothing left to close. */
function moveFromClosing(parts: CheckParts, order: Order, event: LaterEvent): Promise<Order> {
  return parts.records.change(order.orderNo, (current) => (current.state === 'closing' ? [event] : []));
}

/** Ends the watch of an order whose code can no longer be paid. */
export async function endWatch(parts: CheckParts, orderNo: string): Promise<CheckResult> {
  const last = await queryOrder(parts, orderNo);
  if (last.problem !== null) return last;
  const ended = await parts.records.change(orderNo, (current) =>
    transitions[current.state]['watch.ended'] === 'never' || isDisputed(current)
      ? []
      : [{ type: 'watch.ended', payload: {} }],
  );
  return { order: ended, problem: null };
}

/** Puts an order of which nothing can be learned in front of a person, once. */
export function markStalled(parts: CheckParts, orderNo: string): Promise<Order> {
  const problem: Problem = { code: 'still_not_known', gatewayCode: null, gatewayMessage: null };
  return parts.records.change(orderNo, (current) =>
    isWatched(current) && current.attention === null ? [{ type: 'watch.stalled', payload: { problem } }] : [],
  );
}

/** The till was cut off before an answer came. */
export const interrupted: Problem = { code: 'interrupted', gatewayCode: null, gatewayMessage: null };

/** Orders found in `creating` at start: the app stopped between the record and the answer. */
export async function markInterrupted(parts: CheckParts, order: Order): Promise<Order> {
  return parts.records.change(order.orderNo, (current) =>
    current.state === 'creating'
      ? [
          {
            type: 'create.unknown',
            payload: {
              problem: interrupted,
              evidence: null,
            },
          },
        ]
      : [],
  );
}

export function canCancel(order: Order): boolean {
  return mayBeGivenUp(order, 'cashier');
}

/** A disputed order is given up by its time alone, once, so that it stands before a person; never cancelled. */
function mayBeGivenUp(order: Order, reason: 'cashier' | 'expired'): boolean {
  if (transitions[order.state]['close.requested'] === 'never') return false;
  return !isDisputed(order) || (reason === 'expired' && order.state !== 'close_unknown');
}
