/** The world in ScanForPay's words: signed replies to the till's requests, and signed notifications. */
import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../../main/gateways/http-transport.ts';
import type { RawNotification } from '../../../main/ports/index.ts';
import { merchants, type ScanForPayMerchant } from './accounts.ts';
import type { Asked, Operation, SignatureCheck } from './asked.ts';
import type { Trade, Trades } from './trades.ts';

type Body = Readonly<Record<string, string | number | undefined>>;

interface Call extends Asked {
  readonly merchant: ScanForPayMerchant;
  readonly path: string;
  readonly body: Body;
}

const operations: Readonly<Record<string, Operation>> = {
  '/api/offline/create': 'create',
  '/api/offline/pay': 'pay',
  '/api/common/payQuery': 'query',
  '/api/common/refund': 'refund',
};

export class ScanForPayWire {
  readonly #trades: Trades;
  readonly #now: () => Date;

  constructor(trades: Trades, now: () => Date) {
    this.#trades = trades;
    this.#now = now;
  }

  /** What the till asks for, and whether it is signed as its account should. */
  read(request: HttpRequest): SignatureCheck<Call> {
    return readCall(request);
  }

  /** Carries the request of such a till out. */
  answer(call: Call, till: number): string {
    const body = this.#carryOut(call, till);
    // Where it tells of a trade, it names whoever was paid.
    const payee = this.#trades.find(call.orderNo, call.merchant.id)?.told.payee ?? call.merchant;
    const account = payee.gateway === 'scanforpay' ? payee.account : call.merchant.account;
    return this.#sign({ ...call.merchant, account }, body);
  }

  /** «System error, try later»: whatever was or was not done. */
  answerUnsure({ merchant }: Call): string {
    return this.#sign(merchant, { code: 9, msg: 'system error' });
  }

  /** A code that stands in no table, whatever was or was not done. */
  answerStrangely({ merchant, body }: Call): string {
    return this.#sign(merchant, { code: 77, msg: 'account under review', partnerOrderNo: body['partnerOrderNo'] });
  }

  /** To a request that is signed with another key. */
  refuseSignature({ merchant }: Call): string {
    return this.#sign(merchant, { code: 3, msg: 'signature error' });
  }

  /** Well signed, about the trade, and not about a success. */
  oddNotification(trade: Trade, sender: ScanForPayMerchant): RawNotification {
    const text = this.#sign(sender, { ...this.#paymentBody(trade), code: 77, msg: 'order under review' });
    return { contentType: 'application/json', body: Buffer.from(text) };
  }

  /** What is told of a trade in `sender`'s name; honest where that is the trade's own account and key. */
  notification(trade: Trade, sender: ScanForPayMerchant, signKey = sender.signKey): RawNotification {
    const text = this.#sign({ ...sender, signKey }, this.#paymentBody(trade));
    return { contentType: 'application/json', body: Buffer.from(text) };
  }

  #carryOut({ merchant, path, body }: Call, till: number): Body {
    const orderNo = String(body['partnerOrderNo']);
    const trade = this.#trades.find(orderNo, merchant.id);
    switch (path) {
      case '/api/offline/create': {
        const booked = this.#trades.book({
          orderNo,
          merchant,
          till,
          amountMinor: Number(body['orderAmount']),
          wallet: body['wallet'] === 'Wechat' ? 'wechat_pay' : 'alipay',
          notifyUrl: body['notifyUrl'] === undefined ? null : String(body['notifyUrl']),
        });
        if (booked === null) return { code: 31, msg: 'order created twice' };
        const { platformNo, codeText } = booked;
        return { code: 1, msg: 'success', orderNo: platformNo ?? '', partnerOrderNo: orderNo, qrcode: codeText };
      }
      case '/api/offline/pay': {
        const wallet = body['wallet'] === 'Wechat' ? 'wechat_pay' : 'alipay';
        const amountMinor = Number(body['orderAmount']);
        const notifyUrl = body['notifyUrl'] === undefined ? null : String(body['notifyUrl']);
        const booked = this.#trades.book({ orderNo, merchant, till, amountMinor, wallet, notifyUrl });
        if (booked === null) return { code: 31, msg: 'order created twice' };
        this.#trades.charge(orderNo, merchant.id);
        return booked.state === 'paid'
          ? this.#paymentBody(booked)
          : { code: 21, msg: 'timeout', partnerOrderNo: orderNo };
      }
      case '/api/common/payQuery':
        return trade === null ? { code: 30, msg: 'order does not exist' } : this.#paymentBody(trade);
      case '/api/common/refund':
        return this.#refund(merchant, orderNo, String(body['refundNo']), Number(body['orderAmount']));
      default:
        throw new Error(`ScanForPay has no ${path}`);
    }
  }

  #refund(merchant: ScanForPayMerchant, orderNo: string, refundNo: string, amountMinor: number): Body {
    switch (this.#trades.refund(orderNo, merchant.id, refundNo, amountMinor)) {
      case 'not_paid':
        return { code: 32, msg: 'order state illegal' };
      case 'too_much':
        return { code: 35, msg: 'refund exceeds what is left' };
      case 'again':
        if (this.#trades.habits.refusesRepeatedRefund) return { code: 35, msg: 'refund exceeds what is left' };
        break;
      case 'taken':
        break;
    }
    const status = this.#trades.refundState(orderNo, merchant.id, refundNo) === 'done' ? 1 : 0;
    return { code: 1, msg: 'success', orderAmount: amountMinor, status, currency: merchant.currency };
  }

  #paymentBody(trade: Trade): Body {
    const { platformNo, orderNo, paidAtMs, refundedMinor, told } = trade;
    const { amountMinor, wallet, currency } = told;
    const paid = refundedMinor === amountMinor ? 3 : 1;
    return {
      code: 1,
      msg: 'success',
      orderNo: platformNo ?? '',
      partnerOrderNo: orderNo,
      orderAmount: amountMinor,
      wallet: wallet === 'wechat_pay' ? 'Wechat' : 'Alipay',
      status: paidAtMs !== null ? paid : trade.state === 'failed' ? 2 : 0,
      payTime: paidAtMs === null ? undefined : inBeijing(new Date(paidAtMs)),
      currency,
      buyer: paidAtMs === null ? undefined : '159****5620',
    };
  }

  #sign({ account, signKey }: ScanForPayMerchant, body: Body): string {
    const header = {
      version: '1.0',
      partnerNo: account.partnerNo,
      respMsgId: 'a47c11950cd0421cb612538bf03eabc7',
      respTime: inBeijing(this.#now()),
      signType: 'SHA256',
    };
    const text = JSON.stringify({ header, body });
    const signature = createHash('sha256').update(text).update(signKey).digest('hex');
    return `{"response":${text},"signature":"${signature}"}`;
  }
}

function readCall({ url, body: bytes }: HttpRequest): SignatureCheck<Call> {
  const text = Buffer.from(bytes).toString('utf8');
  const [, signed = '', signature = ''] = /^\{"request":(.*),"signature":"([0-9a-f]{64})"\}$/s.exec(text) ?? [];
  const { header, body } = JSON.parse(signed) as { header: { partnerNo: string }; body: Body };
  const merchant = merchants.find(
    (known) => known.gateway === 'scanforpay' && known.account.partnerNo === header.partnerNo,
  );
  if (merchant?.gateway !== 'scanforpay') throw new Error('No such partner');
  const expected = createHash('sha256')
    .update(signed + merchant.signKey)
    .digest('hex');
  const path = new URL(url).pathname;
  const operation = operations[path];
  if (operation === undefined) throw new Error(`ScanForPay has no ${path}`);
  const call: Call = { merchant, path, body, operation, orderNo: String(body['partnerOrderNo']) };
  return { call, isSignedWell: signature === expected };
}

/** RFC 3339 in GMT+8. */
function inBeijing(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');
}
