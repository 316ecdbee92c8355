/** Keeps an account to the orders that were made with it: an account that was changed in place is another merchant's. */
import type { Order, Refund } from '../domain/order.ts';
import type { PaymentFacts } from '../domain/settlement.ts';
import type { Gateway, NotSentOutcome, UnknownOutcome } from '../ports/index.ts';
import { notSentOutcome, problemOf, unknownOutcome } from './exchange.ts';

export interface OwnAccount {
  /** As orders carry it: ScanForPay `partnerNo`, Alipay `app_id`. */
  readonly merchantId: string;
  /** `null` where it has none, or names none. */
  readonly sellerId: string | null;
}

/**
 * Of another merchant's order nothing is sent, and nothing is asked: an answer would be about that number at this
 * merchant, where «no such order» proves nothing.
 */
export function onlyOwnOrders(gateway: Gateway, own: OwnAccount): Gateway {
  const isOwn = (order: Order): boolean =>
    order.gateway === gateway.kind &&
    order.merchantId === own.merchantId &&
    (order.sellerId === null || own.sellerId === null || order.sellerId === own.sellerId);

  function sent<Rest extends readonly unknown[], Outcome>(
    action: (order: Order, ...rest: Rest) => Promise<Outcome>,
  ): (order: Order, ...rest: Rest) => Promise<Outcome | NotSentOutcome> {
    return async (order, ...rest) =>
      isOwn(order) ? action(order, ...rest) : notSentOutcome(problemOf('merchant_differs', null, order.merchantId));
  }

  function asked<Rest extends readonly unknown[], Outcome>(
    question: (order: Order, ...rest: Rest) => Promise<Outcome>,
  ): (order: Order, ...rest: Rest) => Promise<Outcome | UnknownOutcome> {
    return async (order, ...rest) =>
      isOwn(order)
        ? question(order, ...rest)
        : unknownOutcome(problemOf('merchant_differs', null, order.merchantId), null);
  }

  /** A signature of this account's gateway is good for this merchant only, whomever the message names. */
  const bySigner = (facts: PaymentFacts): PaymentFacts => {
    const namesOwn = facts.merchantId === null || facts.merchantId === own.merchantId;
    return { ...facts, merchantId: namesOwn ? own.merchantId : '' };
  };

  const { cancel, queryRefund } = gateway;
  return {
    kind: gateway.kind,
    create: sent((order, notifyUrl: string | null) => gateway.create(order, notifyUrl)),
    pay: sent((order, customerCode: string, notifyUrl: string | null) => gateway.pay(order, customerCode, notifyUrl)),
    query: asked((order) => gateway.query(order)),
    cancel: cancel === null ? null : sent((order) => cancel(order)),
    refund: sent((order, refund: Refund, asking: 'first' | 'repeat') => gateway.refund(order, refund, asking)),
    queryRefund: queryRefund === null ? null : asked((order, refund: Refund) => queryRefund(order, refund)),
    parseNotification: async (raw) => {
      const reading = await gateway.parseNotification(raw);
      return reading.kind === 'verified' ? { ...reading, facts: bySigner(reading.facts) } : reading;
    },
  };
}
