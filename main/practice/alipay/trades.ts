/**
 * Alipay's operations on trades: precreate, pay, query, cancel, close, refund and refund query (gateways.md 2.2, 2.5).
 *
 * Decided where the pages are silent: a customer who declines closes the trade at once; a number that was cancelled or
 * ran out cannot be used again; cancelling a number the gateway never saw is ACQ.TRADE_NOT_EXIST; a close before the
 * scan says the same, and the code is dead; a refund without a number of its own is for the whole sum only; its number
 * again with another sum is ACQ.DISCORDANT_REPEAT_REQUEST; money can go back for 365 days.
 */
import { randomInt } from 'node:crypto';
import { toDecimalString } from '../../domain/money.ts';
import type { NewTrade, Refund, Trade } from '../common/books.ts';
import { alipayCodeText } from '../common/code-text.ts';
import { asksForConfirmation } from '../common/confirmation.ts';
import type { PracticeCredentials } from '../common/credentials.ts';
import type { GatewayParts } from '../common/gateway-protocol.ts';
import { endOfLimit, formatGmt8 } from '../common/time.ts';
import {
  buyerFields,
  done,
  failure,
  inProgress,
  invalidField,
  isFinished,
  numbersOf,
  paidAmounts,
  type Particulars,
  tradeFields,
} from './answers.ts';
import {
  type Checks,
  fieldAtFault,
  given,
  isAmount,
  isOrderNo,
  isValues,
  text,
  toFen,
  type Values,
} from './field-checks.ts';
import { type OrderContent, type ReadContent, readPayContent, readPrecreateContent } from './order-content.ts';
import { type Call, signTypeOf } from './parameters.ts';

export interface Outcome {
  readonly content: Values;
  readonly onDelivered?: () => void;
}

const unopenedCodeLimit = '2h';
const defaultPayLimit = '15d';
const cancelWindowMs = 24 * 3_600_000;
const authCodePrefix = /^(?:2[5-9]|30)/;
const refundExtras: Checks = {
  out_request_no: text(64),
  refund_reason: text(256),
  operator_id: text(30),
  store_id: text(32),
  terminal_id: text(32),
};

export class AlipayTrades {
  readonly #sellerId: string;
  readonly #parts: GatewayParts;

  constructor(credentials: PracticeCredentials['alipay'], parts: GatewayParts) {
    this.#sellerId = credentials.sellerId;
    this.#parts = parts;
  }

  precreate(call: Call, values: Values): Outcome {
    const order = this.#readOrder(call, values, readPrecreateContent(values, this.#parts.clock.now()));
    if (order.kind === 'refused') return order.outcome;
    return this.#handOut(order.known ?? this.#parts.register.open(this.#newTrade(call, order)));
  }

  pay(call: Call, values: Values): Outcome {
    const order = this.#readOrder(call, values, readPayContent(values, this.#parts.clock.now()));
    if (order.kind === 'refused') return order.outcome;
    if (!authCodePrefix.test(order.content.authCode ?? '')) return refusal(failure('ACQ.PAYMENT_AUTH_CODE_INVALID'));
    const { register } = this.#parts;
    const trade =
      order.known ??
      register.openByBarcode(this.#newTrade(call, order), asksForConfirmation(order.content.totalAmountMinor, 'CNY'));
    const common = { ...numbersOf(trade), ...buyerFields, total_amount: yuan(trade.amountMinor) };
    const onDelivered = (): void => {
      register.noteTold(trade);
    };
    if (trade.paidAt === null) return { content: { ...inProgress, ...common }, onDelivered };
    const paid = { ...paidAmounts(yuan(trade.amountMinor)), gmt_payment: formatGmt8(new Date(trade.paidAt)) };
    return { content: { ...done, ...common, ...paid }, onDelivered };
  }

  query(values: Values): Outcome {
    const found = this.#find(values);
    if (!found.ok) return found.outcome;
    const { trade } = found;
    const onDelivered = (): void => {
      this.#parts.register.noteTold(trade);
    };
    if (trade.scannedAt === null) return { content: notExisting(trade), onDelivered };
    return { content: { ...done, ...tradeFields(trade, this.#parts.clock.now()) }, onDelivered };
  }

  cancel(values: Values): Outcome {
    const found = this.#find(values);
    if (!found.ok) return found.outcome;
    const { trade } = found;
    if (this.#parts.clock.now().getTime() - Date.parse(trade.createdAt) > cancelWindowMs) {
      return refusal(failure('ACQ.TRADE_CANCEL_TIME_OUT', { out_trade_no: trade.orderNo }));
    }
    const cancelled = this.#parts.register.cancel(trade);
    const common = { ...done, out_trade_no: trade.orderNo, retry_flag: 'N' };
    // Nothing existed at Alipay, so there is no action to report; the code can no longer be opened.
    if (cancelled.scannedAt === null) return { content: common };
    const action = cancelled.status === 'refunded' ? 'refund' : 'close';
    return { content: { ...common, trade_no: cancelled.gatewayOrderNo, action } };
  }

  close(values: Values): Outcome {
    const found = this.#find(values);
    if (!found.ok) return found.outcome;
    const { trade } = found;
    if (isOpen(trade)) this.#parts.register.cancel(trade);
    if (trade.scannedAt === null) return refusal(notExisting(trade));
    return isOpen(trade)
      ? { content: { ...done, ...numbersOf(trade) } }
      : refusal(failure('ACQ.TRADE_STATUS_ERROR', numbersOf(trade)));
  }

  refund(values: Values): Outcome {
    const found = this.#find(values);
    if (!found.ok) return found.outcome;
    const field = fieldAtFault(values, { refund_amount: isAmount }, refundExtras);
    if (field !== null) return refusal(invalidField(field));
    const { trade } = found;
    const amountMinor = toFen(String(values['refund_amount']));
    if (amountMinor < 1) return refusal(invalidField('refund_amount'));
    const { register } = this.#parts;
    const requestNo = given(values, 'out_request_no');
    const earlier = register.refundsOf(trade).find((refund) => refund.requestNo === (requestNo ?? trade.orderNo));
    if (earlier !== undefined) {
      return earlier.amountMinor === amountMinor
        ? this.#refunded(trade, earlier, 'N')
        : refusal(failure('ACQ.DISCORDANT_REPEAT_REQUEST', numbersOf(trade)));
    }
    const subCode = this.#refundRefusal(trade, requestNo, amountMinor);
    if (subCode !== null) return refusal(failure(subCode, { out_trade_no: trade.orderNo }));
    const { refund } = register.refund(trade, { requestNo: requestNo ?? trade.orderNo, amountMinor, takesMs: 0 });
    return this.#refunded(trade, refund, 'Y');
  }

  refundQuery(values: Values): Outcome {
    const found = this.#find(values);
    if (!found.ok) return found.outcome;
    const field = fieldAtFault(values, { out_request_no: text(64) }, {});
    if (field !== null) return refusal(invalidField(field));
    const { trade } = found;
    if (trade.scannedAt === null) return refusal(notExisting(trade));
    const refund = this.#parts.register
      .refundsOf(trade)
      .find(({ requestNo }) => requestNo === values['out_request_no']);
    // Success that names no refund means that there was none.
    if (refund === undefined) return { content: done };
    return {
      content: {
        ...done,
        ...numbersOf(trade),
        out_request_no: refund.requestNo,
        total_amount: yuan(trade.amountMinor),
        refund_amount: yuan(refund.amountMinor),
        refund_status: 'REFUND_SUCCESS',
        gmt_refund_pay: formatGmt8(new Date(refund.dueAt)),
      },
    };
  }

  #refundRefusal(trade: Trade, requestNo: string | null, amountMinor: number): string | null {
    if (trade.scannedAt === null) return 'ACQ.TRADE_NOT_EXIST';
    if (trade.status === 'scanned') return 'ACQ.TRADE_STATUS_ERROR';
    if (trade.status !== 'paid') return 'ACQ.REASON_TRADE_STATUS_INVALID';
    if (isFinished(trade, this.#parts.clock.now())) return 'ACQ.TRADE_NOT_ALLOW_REFUND';
    if (amountMinor > trade.amountMinor - this.#parts.register.refundedMinor(trade))
      return 'ACQ.REASON_TRADE_REFUND_FEE_ERR';
    return requestNo === null && amountMinor !== trade.amountMinor ? 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' : null;
  }

  /** `fundChange` is `N` where this call moved no money. `refund_fee` is the sum of all refunds of the trade. */
  #refunded(trade: Trade, refund: Refund, fundChange: 'Y' | 'N'): Outcome {
    return {
      content: {
        ...done,
        ...numbersOf(trade),
        ...buyerFields,
        fund_change: fundChange,
        refund_fee: yuan(this.#parts.register.refundedMinor(trade)),
        send_back_fee: fundChange === 'Y' ? yuan(refund.amountMinor) : '0.00',
        gmt_refund_pay: formatGmt8(new Date(refund.dueAt)),
      },
    };
  }

  /** Checks an order's fields, and its number against the orders that are known already. */
  #readOrder(call: Call, values: Values, read: ReadContent): ReadOrder {
    const refused = (content: Values): ReadOrder => ({ kind: 'refused', outcome: refusal(content) });
    if (!read.ok) return refused(invalidField(read.field));
    const { content } = read;
    if (content.sellerId !== null && content.sellerId !== this.#sellerId)
      return refused(failure('ACQ.ACCESS_FORBIDDEN'));
    const method = call.parameters.get('method');
    const fingerprint = canonicalJson({ method, values, notifyUrl: call.parameters.get('notify_url') ?? '' });
    const known = this.#parts.register.findByOrderNo('alipay', content.outTradeNo);
    if (known !== null) {
      const number = { out_trade_no: known.orderNo };
      if (known.status === 'paid') return refused(failure('ACQ.TRADE_HAS_SUCCESS', number));
      if (!isOpen(known)) return refused(failure('ACQ.TRADE_HAS_CLOSE', number));
      if (known.requestFingerprint !== fingerprint) return refused(failure('ACQ.CONTEXT_INCONSISTENT', number));
    }
    return { kind: 'order', content, fingerprint, known };
  }

  #newTrade(call: Call, { content, fingerprint }: GoodOrder): NewTrade {
    const now = this.#parts.clock.now();
    const timeExpire = content.timeExpire?.toISOString() ?? null;
    const codeLimitEnds = endOfLimit(now, content.codeTimeoutExpress ?? unopenedCodeLimit).toISOString();
    const { operatorId, storeId, terminalId, authCode } = content;
    const signType = signTypeOf(call) ?? 'RSA2';
    const charset = call.notificationCharset;
    const particulars: Particulars = { signType, charset, operatorId, storeId, terminalId };
    // Made now; told to nobody before the scan: until then the trade does not exist for Alipay.
    const gatewayOrderNo = `${formatGmt8(now).slice(0, 10).replaceAll('-', '')}22001${randomDigits(15)}`;
    return {
      gateway: 'alipay',
      wallet: 'alipay',
      orderNo: content.outTradeNo,
      gatewayOrderNo,
      amountMinor: content.totalAmountMinor,
      currency: 'CNY',
      title: content.subject,
      notifyUrl: (call.parameters.get('notify_url') ?? '') || null,
      // A customer's code may come again in practice; the books want each text once.
      codeText: authCode === null ? alipayCodeText().text : `${authCode} ${gatewayOrderNo}`,
      requestFingerprint: fingerprint,
      particulars: JSON.stringify(particulars),
      createdAt: now.toISOString(),
      codeExpiresAt: timeExpire !== null && timeExpire < codeLimitEnds ? timeExpire : codeLimitEnds,
      payLimit: content.timeoutExpress ?? defaultPayLimit,
      payNoLaterThan: timeExpire,
    };
  }

  #handOut(trade: Trade): Outcome {
    return {
      content: { ...done, out_trade_no: trade.orderNo, qr_code: trade.codeText },
      onDelivered: () => {
        this.#parts.register.noteCodeHandedOut(trade);
      },
    };
  }

  /** A trade is named by Alipay's number, which wins, or by the till's. */
  #find(values: Values): FoundTrade {
    const { trade_no: tradeNo, out_trade_no: outTradeNo } = values;
    const byGateway = typeof tradeNo === 'string' && tradeNo !== '';
    if (!byGateway && !isOrderNo(outTradeNo)) return { ok: false, outcome: refusal(invalidField('out_trade_no')) };
    const { register } = this.#parts;
    const trade = byGateway
      ? register.findByGatewayOrderNo('alipay', tradeNo)
      : register.findByOrderNo('alipay', String(outTradeNo));
    if (trade !== null) return { ok: true, trade };
    const extra = byGateway ? {} : { out_trade_no: outTradeNo };
    return { ok: false, outcome: refusal(failure('ACQ.TRADE_NOT_EXIST', extra)) };
  }
}

interface GoodOrder {
  readonly kind: 'order';
  readonly content: OrderContent;
  readonly fingerprint: string;
  /** The same order, asked for before. */
  readonly known: Trade | null;
}

type ReadOrder = GoodOrder | { readonly kind: 'refused'; readonly outcome: Outcome };

type FoundTrade = { readonly ok: true; readonly trade: Trade } | { readonly ok: false; readonly outcome: Outcome };

function isOpen({ status }: Trade): boolean {
  return status === 'waiting' || status === 'scanned';
}

function notExisting(trade: Trade): Values {
  return failure('ACQ.TRADE_NOT_EXIST', { out_trade_no: trade.orderNo });
}

export function refusal(content: Values): Outcome {
  return { content };
}

function yuan(amountMinor: number): string {
  return toDecimalString(amountMinor, 'CNY');
}

/** Equal for equal values whatever the order of their members. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    isValues(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => String(randomInt(10))).join('');
}
