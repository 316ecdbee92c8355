/** The world in Alipay's words: signed replies to the till's requests, and signed notifications. */
import { sign, verify } from 'node:crypto';
import type { HttpRequest } from '../../../main/gateways/http-transport.ts';
import type { RawNotification } from '../../../main/ports/index.ts';
import { merchants, type AlipayMerchant } from './accounts.ts';
import type { Complaint } from './audit.ts';
import type { Asked, Operation, SignatureCheck } from './asked.ts';
import type { Trade, Trades } from './trades.ts';

type Booking = Parameters<Trades['book']>[0];

type Members = Readonly<Record<string, string | undefined>>;

interface Call extends Asked {
  readonly merchant: AlipayMerchant;
  readonly method: string;
  readonly notifyUrl: string | null;
  readonly content: Members;
}

const operations: Readonly<Record<string, Operation>> = {
  'alipay.trade.precreate': 'create',
  'alipay.trade.pay': 'pay',
  'alipay.trade.query': 'query',
  'alipay.trade.cancel': 'cancel',
  'alipay.trade.refund': 'refund',
  'alipay.trade.fastpay.refund.query': 'refund_query',
};

const success = { code: '10000', msg: 'Success' } as const;

function refusal(reason: string): Members {
  return { code: '40004', msg: 'Business Failed', sub_code: `ACQ.${reason}`, sub_msg: reason };
}

export class AlipayWire {
  readonly #trades: Trades;
  readonly #now: () => Date;
  /** A signature of the same text is the same, and most replies to a poll are: signing is what takes the time here. */
  readonly #signatures = new Map<string, string>();
  /** Numbers that each till has asked about since its last cancel. */
  readonly #asked = new Set<string>();
  /** What the till did that Alipay's pages forbid. */
  readonly complaints: Complaint[] = [];

  constructor(trades: Trades, now: () => Date) {
    this.#trades = trades;
    this.#now = now;
  }

  /** What the till asks for, and whether it is signed as its application should. */
  read(request: HttpRequest): SignatureCheck<Call> {
    return readCall(request);
  }

  /** Carries the request of such a till out. */
  answer(call: Call, till: number): string {
    return this.#reply(call, this.#carryOut(call, till));
  }

  /** «Service unavailable»: whatever was or was not done. */
  answerUnsure(call: Call): string {
    return this.#reply(call, { code: '20000', msg: 'Service', sub_code: 'isp.unknow-error' });
  }

  /** A code that stands in no table, whatever was or was not done. */
  answerStrangely(call: Call): string {
    return this.#reply(call, { ...refusal('TRADE_UNDER_REVIEW'), out_trade_no: call.orderNo });
  }

  /** To a request that is signed with another key. */
  refuseSignature(call: Call): string {
    return this.#reply(call, { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature' });
  }

  /** Well signed, about the trade, and not about a success. */
  oddNotification(trade: Trade, sender: AlipayMerchant): RawNotification {
    return this.#notification(trade, sender, sender, { trade_status: 'TRADE_UNDER_REVIEW', gmt_payment: undefined });
  }

  /** What is told of a trade in `sender`'s name; honest where that is the trade's own account and key. */
  notification(trade: Trade, sender: AlipayMerchant, signer = sender): RawNotification {
    return this.#notification(trade, sender, signer, {});
  }

  #notification(trade: Trade, sender: AlipayMerchant, signer: AlipayMerchant, changes: Members): RawNotification {
    const { appId, sellerId, signType } = sender.account;
    const isPartly = trade.refundedMinor > 0 && trade.refundedMinor < trade.told.amountMinor;
    const fields: Members = {
      app_id: appId,
      auth_app_id: appId,
      buyer_logon_id: '159****5620',
      charset: 'utf-8',
      gmt_payment: trade.paidAtMs === null ? undefined : beijing(trade.paidAtMs),
      notify_time: beijing(this.#now().getTime()),
      notify_type: 'trade_status_sync',
      out_trade_no: trade.orderNo,
      refund_fee: isPartly ? yuan(trade.refundedMinor) : undefined,
      seller_id: sellerId,
      subject: 'Counter 1 & tea',
      total_amount: yuan(trade.told.amountMinor),
      trade_no: trade.platformNo ?? '',
      trade_status: statusOf(trade),
      trans_currency: trade.told.currency === 'CNY' ? undefined : trade.told.currency,
      version: '1.0',
      ...changes,
    };
    const pairs = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const text = pairs
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const form = new URLSearchParams([...pairs, ['sign_type', signType], ['sign', this.#sign(signer, text)]]);
    return { contentType: 'application/x-www-form-urlencoded; charset=utf-8', body: Buffer.from(form.toString()) };
  }

  #carryOut({ merchant, method, notifyUrl, content, orderNo }: Call, till: number): Members {
    const own = this.#trades.find(orderNo, merchant.id);
    // Before the scan there is no trade at all.
    const trade = own?.state === 'code_out' ? null : own;
    switch (method) {
      case 'alipay.trade.precreate':
        return this.#precreate(this.#ordered(merchant, till, orderNo, notifyUrl, content));
      case 'alipay.trade.pay':
        return this.#pay(this.#ordered(merchant, till, orderNo, notifyUrl, content));
      case 'alipay.trade.query':
        this.#asked.add(`${till} ${orderNo}`);
        return trade === null ? refusal('TRADE_NOT_EXIST') : { ...success, ...paymentMembers(trade) };
      case 'alipay.trade.cancel':
        return this.#cancel(merchant, orderNo, till);
      case 'alipay.trade.refund':
        return this.#refund(merchant, orderNo, content);
      case 'alipay.trade.fastpay.refund.query':
        return trade === null ? refusal('TRADE_NOT_EXIST') : this.#refundQuery(trade, content);
      default:
        throw new Error(`Alipay has no ${method}`);
    }
  }

  #ordered(
    merchant: AlipayMerchant,
    till: number,
    orderNo: string,
    notifyUrl: string | null,
    content: Members,
  ): Booking {
    const amountMinor = Math.round(Number(content['total_amount']) * 100);
    return { orderNo, merchant, till, amountMinor, wallet: 'alipay', notifyUrl };
  }

  #precreate(booking: Booking): Members {
    const { orderNo, merchant, amountMinor } = booking;
    const trade = this.#trades.book(booking) ?? this.#trades.find(orderNo, merchant.id);
    if (trade === null) throw new Error('Neither new nor known');
    switch (trade.state) {
      case 'code_out':
      case 'scanned':
        if (trade.amountMinor !== amountMinor) return refusal('CONTEXT_INCONSISTENT');
        return { ...success, out_trade_no: orderNo, qr_code: trade.codeText };
      case 'paid':
        return refusal('TRADE_HAS_SUCCESS');
      case 'failed':
      case 'closed':
        return refusal('TRADE_HAS_CLOSE');
    }
  }

  #pay(booking: Booking): Members {
    const { orderNo, merchant, amountMinor } = booking;
    const booked = this.#trades.book(booking);
    const trade = booked ?? this.#trades.find(orderNo, merchant.id);
    if (trade === null) throw new Error('Neither new nor known');
    if (trade.amountMinor !== amountMinor) return refusal('CONTEXT_INCONSISTENT');
    if (booked === null && trade.state === 'paid') return refusal('TRADE_HAS_SUCCESS');
    if (booked !== null) this.#trades.charge(orderNo, merchant.id);
    const members = paymentMembers(trade);
    return trade.state === 'paid'
      ? {
          ...success,
          ...members,
          trade_status: undefined,
          send_pay_date: undefined,
          gmt_payment: members['send_pay_date'],
        }
      : { code: '10003', msg: 'order success pay inprocess', out_trade_no: orderNo, trade_no: trade.platformNo ?? '' };
  }

  #cancel(merchant: AlipayMerchant, orderNo: string, till: number): Members {
    if (!this.#asked.delete(`${till} ${orderNo}`))
      this.complaints.push('not ordered: a cancel came without a last query before it');
    switch (this.#trades.cancel(orderNo, merchant.id)) {
      case 'none':
        return this.#trades.habits.cancelDeniesTrade
          ? refusal('TRADE_NOT_EXIST')
          : { ...success, out_trade_no: orderNo, retry_flag: 'N' };
      case 'closed':
        return { ...success, out_trade_no: orderNo, retry_flag: 'N', action: 'close' };
      case 'refunded':
        return { ...success, out_trade_no: orderNo, retry_flag: 'N', action: 'refund' };
      case 'too_late':
        return refusal('TRADE_CANCEL_TIME_OUT');
    }
  }

  #refund({ id }: AlipayMerchant, orderNo: string, content: Members): Members {
    const refundNo = String(content['out_request_no']);
    const amountMinor = Math.round(Number(content['refund_amount']) * 100);
    const outcome = this.#trades.refund(orderNo, id, refundNo, amountMinor);
    if (outcome === 'not_paid') return refusal('TRADE_STATUS_ERROR');
    if (outcome === 'too_much') return refusal('REASON_TRADE_REFUND_FEE_ERR');
    // Neither a repeated refund nor one under way moves anything now: both have to be asked about.
    const isMoved = outcome === 'taken' && this.#trades.refundState(orderNo, id, refundNo) === 'done';
    const refundedMinor = this.#trades.find(orderNo, id)?.refundedMinor ?? 0;
    return { ...success, out_trade_no: orderNo, fund_change: isMoved ? 'Y' : 'N', refund_fee: yuan(refundedMinor) };
  }

  #refundQuery(trade: Trade, content: Members): Members {
    const refundNo = String(content['out_request_no']);
    const named = { ...success, out_trade_no: trade.orderNo, out_request_no: refundNo };
    const refund = trade.refunds.get(refundNo);
    switch (this.#trades.refundState(trade.orderNo, trade.merchant.id, refundNo)) {
      case 'none':
        return { ...success };
      case 'in_progress':
        return { ...named, refund_status: 'REFUND_PROCESSING' };
      case 'done':
        return { ...named, refund_status: 'REFUND_SUCCESS', refund_amount: yuan(refund?.amountMinor ?? 0) };
    }
  }

  #reply({ merchant, method }: Call, members: Members): string {
    const text = JSON.stringify(members);
    return `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${this.#sign(merchant, text)}"}`;
  }

  #sign(merchant: AlipayMerchant, text: string): string {
    const key = `${merchant.id} ${text}`;
    const known = this.#signatures.get(key);
    if (known !== undefined) return known;
    const signature = sign(algorithmOf(merchant), Buffer.from(text), merchant.platformKey).toString('base64');
    this.#signatures.set(key, signature);
    return signature;
  }
}

function paymentMembers(trade: Trade): Members {
  return {
    out_trade_no: trade.orderNo,
    trade_no: trade.platformNo ?? '',
    trade_status: statusOf(trade),
    total_amount: yuan(trade.told.amountMinor),
    trans_currency: trade.told.currency === 'CNY' ? undefined : trade.told.currency,
    send_pay_date: trade.paidAtMs === null ? undefined : beijing(trade.paidAtMs),
    buyer_logon_id: '159****5620',
  };
}

function statusOf({ state }: Trade): string {
  switch (state) {
    case 'code_out':
    case 'scanned':
      return 'WAIT_BUYER_PAY';
    case 'paid':
      return 'TRADE_SUCCESS';
    case 'failed':
    case 'closed':
      return 'TRADE_CLOSED';
  }
}

function readCall({ url, body }: HttpRequest): SignatureCheck<Call> {
  const { searchParams } = new URL(url);
  const content = new URLSearchParams(Buffer.from(body).toString()).get('biz_content') ?? '';
  const parameters = Object.fromEntries([...searchParams, ['biz_content', content]]);
  const merchant = merchants.find(
    (known) => known.gateway === 'alipay' && known.account.appId === parameters['app_id'],
  );
  if (merchant?.gateway !== 'alipay') throw new Error('No such application');
  const text = Object.entries(parameters)
    .filter(([name]) => name !== 'sign')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = Buffer.from(parameters['sign'] ?? '', 'base64');
  const isSignedWell = verify(algorithmOf(merchant), Buffer.from(text), merchant.appPublicKey, signature);
  const method = String(parameters['method']);
  const operation = operations[method];
  if (operation === undefined) throw new Error(`Alipay has no ${method}`);
  const members = JSON.parse(content) as Members;
  const orderNo = String(members['out_trade_no']);
  const notifyUrl = parameters['notify_url'] ?? null;
  return { call: { merchant, method, notifyUrl, content: members, operation, orderNo }, isSignedWell };
}

function algorithmOf({ account }: AlipayMerchant): string {
  return account.signType === 'RSA2' ? 'RSA-SHA256' : 'RSA-SHA1';
}

function yuan(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

/** `yyyy-MM-dd HH:mm:ss` in GMT+8. */
function beijing(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
