/** From a verified Alipay message to facts about a payment. */
import { installationOfTerminal } from '../../domain/order-number.ts';
import { currencies, decimalsOf, type Currency } from '../../domain/money.ts';
import type { Problem } from '../../domain/order.ts';
import type { Result } from '../../domain/result.ts';
import type { PaymentFacts, PaymentStatus } from '../../domain/settlement.ts';
import { fromBeijingTime } from '../beijing-time.ts';
import { problemOf } from '../exchange.ts';

export type FactsReading = Result<PaymentFacts, Problem>;

/** The members that replies and notifications share, under the reply's names. */
export interface TradeMessage {
  readonly out_trade_no: string;
  readonly trade_status: string;
  readonly trade_no: string | null;
  readonly total_amount: string | null;
  readonly trans_currency: string | null;
  readonly settle_currency: string | null;
  readonly buyer_logon_id: string | null;
  readonly terminal_id?: string | null;
}

export interface TradeContext {
  readonly merchantId: string | null;
  readonly sellerId: string | null;
  /** `send_pay_date` or `gmt_payment`, in GMT+8; `null` when the message has none. */
  readonly paidAtText: string | null;
  /** `refund_fee` and `gmt_refund` of a notification: what went back in all, and when last. */
  readonly refundedText?: string | null;
  readonly refundedAtText?: string | null;
}

export function readFacts(message: TradeMessage, context: TradeContext): FactsReading {
  const { merchantId, sellerId, paidAtText, refundedText = null, refundedAtText = null } = context;
  // Nothing goes back that had not come.
  const wasPaid = paidAtText !== null || refundedAtText !== null || isAboveZero(refundedText);
  const status = statusOf(message.trade_status, wasPaid);
  if (status === null) return { ok: false, problem: problemOf('gateway_unsure', message.trade_status) };
  const currencyText = message.trans_currency ?? message.settle_currency ?? 'CNY';
  const currency = currencies.find((known) => known === currencyText);
  if (currency === undefined) return { ok: false, problem: problemOf('currency_differs', currencyText) };
  const amountMinor = message.total_amount === null ? null : amountMinorOf(message.total_amount, currency);
  if (amountMinor === undefined) return { ok: false, problem: problemOf('malformed_reply') };
  const installationId = installationOfTerminal(message.terminal_id ?? '');
  const refundedMinor = refundedText === null ? null : amountMinorOf(refundedText, currency);
  if (refundedMinor === undefined) return { ok: false, problem: problemOf('malformed_reply') };
  const isPartial = status === 'refunded' && refundedMinor !== null && refundedMinor !== amountMinor;
  return {
    ok: true,
    value: {
      status,
      orderNo: message.out_trade_no,
      gatewayOrderNo: message.trade_no,
      merchantId,
      sellerId,
      amountMinor,
      currency,
      wallet: 'alipay',
      paidAt: paidAtText === null ? null : fromBeijingTime(paidAtText),
      buyerHint: message.buyer_logon_id,
      ...(installationId === null ? {} : { installationId }),
      ...(isPartial ? { refundMayBePartial: true } : {}),
    },
  };
}

function isAboveZero(amountText: string | null): boolean {
  return amountText !== null && /[1-9]/.test(amountText);
}

/** gateways.md 2.5. `TRADE_CLOSED` is said both of an unpaid trade and of one whose whole sum went back. */
function statusOf(tradeStatus: string, wasPaid: boolean): PaymentStatus | null {
  switch (tradeStatus) {
    case 'WAIT_BUYER_PAY':
      return 'scanned';
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return 'paid';
    case 'TRADE_CLOSED':
      return wasPaid ? 'refunded' : 'closed';
    default:
      return null;
  }
}

/** `88.88`, `88.8` or `88` as minor units, digit by digit; `undefined` for any other text. */
export function amountMinorOf(text: string, currency: Currency): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = decimalsOf[currency];
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  return /^0*$/.test(fraction.slice(decimals)) ? Number.parseInt(`${whole}${kept}`, 10) : undefined;
}
