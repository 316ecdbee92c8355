/** From a verified ScanForPay message to facts about a payment. */
import { currencies } from '../../domain/money.ts';
import type { Problem, Wallet } from '../../domain/order.ts';
import type { Result } from '../../domain/result.ts';
import type { PaymentFacts, PaymentStatus } from '../../domain/settlement.ts';
import { problemOf } from '../exchange.ts';
import { walletNames, type ResponseEnvelope } from './wire.ts';

export type FactsReading = Result<PaymentFacts, Problem>;

/** `status` of payQuery and of notifications. */
const statuses: readonly PaymentStatus[] = ['waiting', 'paid', 'declined', 'refunded'];

const walletsByName: ReadonlyMap<string, Wallet> = new Map([
  [walletNames.alipay, 'alipay'],
  [walletNames.wechat_pay, 'wechat_pay'],
]);

/**
 * Reads a message whose `code` is 1. A currency or a wallet that is not known here is a difference, not a blank:
 * a blank would agree with any order.
 */
export function readFacts({ partnerNo, body }: ResponseEnvelope): FactsReading {
  if (partnerNo === null || body.partnerOrderNo === null || body.status === null) {
    return { ok: false, problem: problemOf('malformed_reply') };
  }
  const status = statuses[body.status];
  if (status === undefined) return { ok: false, problem: problemOf('gateway_unsure', `status ${body.status}`) };
  const currency = currencies.find((known) => known === body.currency) ?? null;
  if (currency === null && body.currency !== null) {
    return { ok: false, problem: problemOf('currency_differs', body.currency) };
  }
  const wallet = body.wallet === null ? null : (walletsByName.get(body.wallet) ?? null);
  if (wallet === null && body.wallet !== null) {
    return { ok: false, problem: problemOf('wallet_differs', body.wallet) };
  }
  return {
    ok: true,
    value: {
      status,
      orderNo: body.partnerOrderNo,
      gatewayOrderNo: body.orderNo,
      merchantId: partnerNo,
      sellerId: null,
      amountMinor: body.orderAmount,
      currency,
      wallet,
      paidAt: body.payTime === null ? null : readTime(body.payTime),
      buyerHint: body.buyer,
      // What status a partly refunded order has is not documented (gateways.md 1.7).
      ...(status === 'refunded' ? { refundMayBePartial: true } : {}),
    },
  };
}

/** RFC 3339 with its zone, as UTC; `null` for anything else: a payment is not doubted for its clock. */
function readTime(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
