/**
 * All that Alipay can be asked about face-to-face payments (gateways.md 2.2), in typed fields and outcomes. What the
 * till's use cases need of it is behind the `Gateway` port; the rest is here for refunds, scanned customers' codes,
 * reconciliation and the command line.
 */
import type { Evidence } from '../../domain/order.ts';
import type { PaymentFacts } from '../../domain/settlement.ts';
import type { CancelOutcome, QueryOutcome, RefusedOutcome } from '../../ports/index.ts';
import { problemOf, unknownOutcome } from '../exchange.ts';
import { isTrustedCode } from '../trusted-code.ts';
import { createAlipayCall, failureOf, type AlipayOptions, type Failure } from './client.ts';
import { amountMinorOf, readFacts, type FactsReading } from './facts.ts';
import {
  billRequest,
  cancelRequest,
  closeRequest,
  payRequest,
  precreateRequest,
  queryRequest,
  refundQueryRequest,
  refundRequest,
  type BillFields,
  type CloseFields,
  type RefundFields,
  type RefundQueryFields,
  type TradeReference,
} from './requests.ts';
import type { PayFields, PrecreateFields } from './trade-content.ts';
import type { AlipayReply } from './wire.ts';

interface Proven {
  readonly evidence: Evidence;
}

export type PrecreateOutcome =
  | (Proven & { readonly kind: 'created'; readonly qrCode: string })
  /** A code that does not lead to Alipay: never shown. */
  | RefusedOutcome
  | Failure;

export type PayOutcome =
  | (Proven & { readonly kind: 'paid'; readonly facts: PaymentFacts })
  /** The customer has to confirm on the phone: query until it is decided, then cancel. */
  | (Proven & { readonly kind: 'awaiting_customer'; readonly tradeNo: string | null })
  | Failure;

export type CloseOutcome =
  | (Proven & { readonly kind: 'closed' })
  /** Nobody has scanned the code, or there never was such a trade. */
  | (Proven & { readonly kind: 'not_found' })
  | Failure;

export type RefundOutcome =
  /** `fund_change=Y`. `refundedTotalMinor` is the sum of all refunds of the trade, in fen. */
  | (Proven & { readonly kind: 'refunded'; readonly refundedTotalMinor: number | null })
  /** The reply does not say that money moved with it: ask `refundQuery`, after about ten seconds. */
  | (Proven & { readonly kind: 'unconfirmed'; readonly refundedTotalMinor: number | null })
  | (Proven & { readonly kind: 'not_found' })
  | Failure;

export type RefundQueryOutcome =
  | (Proven & { readonly kind: 'refunded'; readonly refundAmountMinor: number | null })
  | (Proven & { readonly kind: 'in_progress' })
  /** Good as it reads, such a reply without refund data means that nothing was returned under this number. */
  | (Proven & { readonly kind: 'not_refunded' })
  | (Proven & { readonly kind: 'not_found' })
  | Failure;

export type BillOutcome =
  /** The address lives for 30 seconds. */
  | (Proven & { readonly kind: 'available'; readonly url: string })
  | (Proven & { readonly kind: 'not_available' })
  | Failure;

export interface AlipayOperations {
  precreate(fields: PrecreateFields, notifyUrl: string | null): Promise<PrecreateOutcome>;
  pay(fields: PayFields, notifyUrl: string | null): Promise<PayOutcome>;
  query(trade: TradeReference): Promise<QueryOutcome>;
  cancel(trade: TradeReference): Promise<CancelOutcome>;
  close(fields: CloseFields): Promise<CloseOutcome>;
  /** Keep three seconds between two refunds of one trade. */
  refund(fields: RefundFields): Promise<RefundOutcome>;
  /** @param expectedAmountMinor what the refund was for, in fen: other numbers may answer as if they were done. */
  refundQuery(fields: RefundQueryFields, expectedAmountMinor: number): Promise<RefundQueryOutcome>;
  billDownloadUrl(fields: BillFields): Promise<BillOutcome>;
}

export function createAlipayOperations(options: AlipayOptions): AlipayOperations {
  const call = createAlipayCall(options);

  async function precreate(fields: PrecreateFields, notifyUrl: string | null): Promise<PrecreateOutcome> {
    const result = await call({ request: precreateRequest(fields), trade: fields, notifyUrl });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind !== 'ok' || reply.out_trade_no === null || reply.qr_code === null) return failureOf(result);
    if (!isTrustedCode(reply.qr_code, 'alipay', options.account.gatewayUrl)) {
      return { kind: 'refused', problem: problemOf('code_untrusted', null, reply.qr_code), evidence };
    }
    return { kind: 'created', qrCode: reply.qr_code, evidence };
  }

  async function pay(fields: PayFields, notifyUrl: string | null): Promise<PayOutcome> {
    const result = await call({ request: payRequest(fields), trade: fields, notifyUrl });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'in_progress') return { kind: 'awaiting_customer', tradeNo: reply.trade_no, evidence };
    if (meaning.kind !== 'ok') return failureOf(result);
    // A reply to pay has no state: that it is 10000 says «paid».
    const reading = factsOf({ ...reply, trade_status: 'TRADE_SUCCESS' }, reply.gmt_payment);
    if (reading === null) return failureOf(result);
    return reading.ok ? { kind: 'paid', facts: reading.value, evidence } : unknownOutcome(reading.problem, evidence);
  }

  async function query(trade: TradeReference): Promise<QueryOutcome> {
    const result = await call({ request: queryRequest(trade), trade, isQuestion: true });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'trade_not_exist') return { kind: 'not_found', evidence };
    if (meaning.kind !== 'ok') return failureOf(result);
    const reading = factsOf(reply, reply.send_pay_date);
    if (reading === null) return failureOf(result);
    return reading.ok ? { kind: 'facts', facts: reading.value, evidence } : unknownOutcome(reading.problem, evidence);
  }

  async function cancel(trade: TradeReference): Promise<CancelOutcome> {
    const result = await call({ request: cancelRequest(trade), trade });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    // Nobody has scanned it, so there is nothing to close; the number is never used again (2.5).
    if (meaning.kind === 'trade_not_exist') return { kind: 'nothing_to_close', evidence };
    if (meaning.kind !== 'ok') return failureOf(result);
    if (reply.retry_flag === 'Y') return unknownOutcome(problemOf('gateway_unsure', 'retry_flag=Y'), evidence);
    if (reply.retry_flag !== 'N') return failureOf(result);
    // `action` is said only of a trade that was there.
    switch (reply.action) {
      case null:
        return { kind: 'nothing_to_close', evidence };
      case 'close':
        return { kind: 'closed', evidence };
      case 'refund':
        return { kind: 'refunded', evidence };
      default:
        return unknownOutcome(problemOf('gateway_unsure', `action=${reply.action}`), evidence);
    }
  }

  async function close(fields: CloseFields): Promise<CloseOutcome> {
    const result = await call({ request: closeRequest(fields), trade: fields });
    if (result.kind !== 'verified') return result;
    const { meaning, evidence } = result;
    if (meaning.kind === 'trade_not_exist') return { kind: 'not_found', evidence };
    return meaning.kind === 'ok' ? { kind: 'closed', evidence } : failureOf(result);
  }

  async function refund(fields: RefundFields): Promise<RefundOutcome> {
    const result = await call({ request: refundRequest(fields), trade: fields });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'trade_not_exist') return { kind: 'not_found', evidence };
    const refundedTotalMinor = fenOf(reply.refund_fee);
    if (meaning.kind !== 'ok' || refundedTotalMinor === undefined) return failureOf(result);
    // The sum of all refunds cannot be less than this one.
    if (refundedTotalMinor !== null && refundedTotalMinor < fields.refundAmountMinor && reply.fund_change === 'Y') {
      return unknownOutcome(problemOf('amount_differs', reply.refund_fee), evidence);
    }
    const isOfThisTrade = reply.out_trade_no !== null || reply.trade_no !== null;
    const isMoved = reply.fund_change === 'Y' && isOfThisTrade;
    return { kind: isMoved ? 'refunded' : 'unconfirmed', refundedTotalMinor, evidence };
  }

  async function refundQuery(fields: RefundQueryFields, expectedAmountMinor: number): Promise<RefundQueryOutcome> {
    const result = await call({ request: refundQueryRequest(fields), trade: fields, isQuestion: true });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'trade_not_exist') return { kind: 'not_found', evidence };
    const refundAmountMinor = fenOf(reply.refund_amount);
    if (meaning.kind !== 'ok' || refundAmountMinor === undefined) return failureOf(result);
    if (reply.out_request_no !== null && reply.out_request_no !== fields.outRequestNo) {
      return unknownOutcome(problemOf('order_number_differs', reply.out_request_no), evidence);
    }
    switch (reply.refund_status) {
      case 'REFUND_PROCESSING':
        return { kind: 'in_progress', evidence };
      case 'REFUND_FAIL':
        return { kind: 'not_refunded', evidence };
      case null:
        // Older replies have no state; that the refund was made is said by its data, and by nothing else.
        if (refundAmountMinor === null) return { kind: 'not_refunded', evidence };
        break;
      case 'REFUND_SUCCESS':
        break;
      default:
        return unknownOutcome(problemOf('gateway_unsure', reply.refund_status), evidence);
    }
    // Numbers that no refund has may be answered with success as well (gateways.md 2.2).
    if (reply.out_request_no === null) return failureOf(result);
    if (refundAmountMinor !== expectedAmountMinor) {
      return unknownOutcome(problemOf('amount_differs', reply.refund_amount), evidence);
    }
    return { kind: 'refunded', refundAmountMinor, evidence };
  }

  async function billDownloadUrl(fields: BillFields): Promise<BillOutcome> {
    const result = await call({ request: billRequest(fields), trade: {}, isQuestion: true });
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'refused' && meaning.reason === 'bill_not_exist') return { kind: 'not_available', evidence };
    const url = reply.bill_download_url;
    const isAddress = url !== null && /^https?:\/\/./.test(url) && URL.canParse(url);
    return meaning.kind === 'ok' && isAddress ? { kind: 'available', url, evidence } : failureOf(result);
  }

  return { precreate, pay, query, cancel, close, refund, refundQuery, billDownloadUrl };
}

/** `null` where a member is missing without which there are no facts. */
function factsOf(reply: AlipayReply, paidAtText: string | null): FactsReading | null {
  const { out_trade_no, trade_status } = reply;
  if (out_trade_no === null || trade_status === null) return null;
  // A reply does not say whose application it is; only the signature's key does.
  return readFacts({ ...reply, out_trade_no, trade_status }, { merchantId: null, sellerId: null, paidAtText });
}

/** `undefined` for what is no amount. */
function fenOf(text: string | null): number | null | undefined {
  return text === null ? null : amountMinorOf(text, 'CNY');
}
