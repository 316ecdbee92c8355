/** Takes a sale: durable in the ledger first, then the gateway is asked for a code. */
import type { LaterEvent, Order, OrderDraft, Problem } from '../domain/order.ts';
import { transitions } from '../domain/order-lifecycle.ts';
import type { Clock, CreateOutcome, GatewayFor, Ledger } from '../ports.ts';
import type { OrderBook } from './order-book.ts';

export interface CreateSaleParts {
  readonly ledger: Ledger;
  readonly book: OrderBook;
  readonly clock: Clock;
  readonly gatewayFor: GatewayFor;
  /** Where the gateway may send the result; `null` leaves the field out, so that it does not call into nowhere. */
  readonly notifyUrlFor: (profileId: string) => string | null;
  readonly onCreated: (order: Order) => void;
}

export type SaleOutcome =
  | { readonly kind: 'taken'; readonly order: Order }
  /** The ledger did not take the order (disk full, …): there is no order, and nothing was sent. */
  | { readonly kind: 'not_recorded'; readonly fault: unknown };

/** Records the order and asks for its code. The same `requestKey` again only returns the order as it stands. */
export async function createSale(parts: CreateSaleParts, draft: OrderDraft): Promise<SaleOutcome> {
  let created: Awaited<ReturnType<Ledger['createOrder']>>;
  try {
    created = await parts.ledger.createOrder(draft, parts.clock.now());
  } catch (fault) {
    return { kind: 'not_recorded', fault };
  }
  if (created.existed) return { kind: 'taken', order: created.order };
  parts.onCreated(created.order);
  return { kind: 'taken', order: await requestCode(parts, created.order) };
}

/** Sends the same order again, under the same number, after an attempt of which nothing is known or nothing was sent. */
export async function retryCreate(parts: CreateSaleParts, orderNo: string): Promise<Order> {
  const order = await parts.book.change(orderNo, (current) =>
    canRetryCreate(current) ? [{ type: 'create.retried', payload: {} }] : [],
  );
  return order.state === 'creating' ? requestCode(parts, order) : order;
}

/** A refusal that verified stands: only what was never sent, or never answered, may go out again. */
export function canRetryCreate(order: Order): boolean {
  if (transitions[order.state]['create.retried'] === 'never') return false;
  return order.state === 'create_unknown' || isNotSent(order.problem);
}

function isNotSent(problem: Problem | null): boolean {
  switch (problem?.code) {
    case 'key_missing_or_locked':
    case 'keychain_unavailable':
    case 'key_unusable':
    case 'profile_missing':
      return true;
    default:
      return false;
  }
}

async function requestCode(parts: CreateSaleParts, order: Order): Promise<Order> {
  const gateway = parts.gatewayFor(order.profileId);
  const outcome: CreateOutcome =
    gateway === null
      ? { kind: 'not_sent', problem: { code: 'profile_missing', gatewayCode: null, gatewayMessage: null } }
      : await gateway.create(order, parts.notifyUrlFor(order.profileId));
  return parts.book.change(order.orderNo, () => [eventOf(outcome)]);
}

function eventOf(outcome: CreateOutcome): LaterEvent {
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
