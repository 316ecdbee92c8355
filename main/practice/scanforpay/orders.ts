/**
 * ScanForPay's operations on orders: create, pay, qrcode, payQuery and refund (seed page; gateways.md 1.3 to 1.7).
 *
 * Decided where the pages are silent: a repeated create is 31 even when it is the same in every field; a code nobody
 * opens dies after two hours; every other end without a payment is status 2; a barcode payment that the customer has to
 * confirm is 21 until then; a refund is done at once, or after five seconds in the scenario `refund_delayed`; its number
 * again is the same refund if order and amount are the same, else 31; a partly refunded order stays status 1.
 */
import { randomInt } from 'node:crypto';
import type { Wallet } from '../../domain/order.ts';
import type { NewTrade, Refund, Trade } from '../common/books.ts';
import { alipayCodeText, wechatCodeText } from '../common/code-text.ts';
import { asksForConfirmation } from '../common/confirmation.ts';
import type { PracticeCredentials } from '../common/credentials.ts';
import type { GatewayParts } from '../common/gateway-protocol.ts';
import { payPagePath } from '../common/pay-page.ts';
import { formatGmt8 } from '../common/time.ts';
import {
  createFields,
  type FieldTable,
  faultIn,
  payFields,
  queryFields,
  refundFields,
  webCodeFields,
} from './fields.ts';
import { type Outcome, refusal, success, tradeFields, type Values, walletNamed } from './words.ts';

const unopenedCodeMs = 2 * 3_600_000;
const defaultPayLimit = '3m';
const delayedRefundMs = 5_000;
/** Which wallet shows codes that begin so. */
const barcodeForms: Readonly<Record<Wallet, RegExp>> = { alipay: /^(?:2[5-9]|30)/, wechat_pay: /^1[0-5]/ };

export class ScanForPayOrders {
  readonly #credentials: PracticeCredentials['scanForPay'];
  readonly #parts: GatewayParts;

  constructor(credentials: PracticeCredentials['scanForPay'], parts: GatewayParts) {
    this.#credentials = credentials;
    this.#parts = parts;
  }

  create(body: Values): Outcome {
    const refused = this.#orderRefusal(body, createFields);
    if (refused !== null) return refused;
    const code = codeFor(walletNamed(body['wallet']));
    const trade = this.#parts.register.open(this.#newTrade(body, code.text));
    return this.#handOut(trade, { qrcode: trade.codeText, ...code.imageUrls });
  }

  /** The customer shows a code and the till reads it. */
  pay(body: Values): Outcome {
    const refused = this.#orderRefusal(body, payFields);
    if (refused !== null) return refused;
    const barcode = textOf(body, 'barcode');
    const wallet = walletNamed(body['wallet']);
    const shown = (['alipay', 'wechat_pay'] as const).find((name) => barcodeForms[name].test(barcode));
    if (shown === undefined) return refusal(40);
    if (shown !== wallet) return refusal(shown === 'alipay' ? 41 : 42);
    const { register } = this.#parts;
    const newTrade = this.#newTrade(body, '');
    // A customer's code may come again in practice; the books want each text once.
    const codeText = `${barcode} ${newTrade.gatewayOrderNo}`;
    const asks = asksForConfirmation(newTrade.amountMinor, newTrade.currency);
    const trade = register.openByBarcode({ ...newTrade, codeText }, asks);
    if (trade.status !== 'paid') return refusal(21);
    return this.#answerAbout(trade, { ...success, ...tradeFields(trade) });
  }

  /** A page of the platform's that shows the code. */
  webCode(body: Values): Outcome {
    const refused = this.#orderRefusal(body, webCodeFields);
    if (refused !== null) return refused;
    if (body['currency'] !== this.#credentials.currency) return refusal(5, 'currency');
    const trade = this.#parts.register.open(this.#newTrade(body, codeFor(walletNamed(body['wallet'])).text));
    return this.#handOut(trade, { payUrl: `${this.#parts.baseUrl()}${payPagePath(trade)}` });
  }

  query(body: Values): Outcome {
    const refused = this.#storeRefusal(body, queryFields);
    if (refused !== null) return refused;
    const { orderNo, partnerOrderNo } = body;
    const byGateway = typeof orderNo === 'string' && orderNo !== '';
    if (!byGateway && (typeof partnerOrderNo !== 'string' || partnerOrderNo === '')) return refusal(7);
    const trade = byGateway
      ? this.#parts.register.findByGatewayOrderNo('scanforpay', orderNo)
      : this.#parts.register.findByOrderNo('scanforpay', String(partnerOrderNo));
    return trade === null ? refusal(30) : this.#answerAbout(trade, { ...success, ...tradeFields(trade) });
  }

  refund(body: Values): Outcome {
    const fault = faultIn(body, refundFields);
    if (fault !== null) return refusal(fault.code, fault.field);
    const { register } = this.#parts;
    const trade = register.findByOrderNo('scanforpay', textOf(body, 'partnerOrderNo'));
    if (trade === null) return refusal(30);
    const amountMinor = Number(body['orderAmount']);
    const requestNo = textOf(body, 'refundNo');
    const earlier = register.findRefund('scanforpay', requestNo);
    if (earlier !== null) {
      const isSame = earlier.trade.id === trade.id && earlier.refund.amountMinor === amountMinor;
      return isSame ? refunded(trade, earlier.refund) : refusal(31);
    }
    if (trade.status === 'waiting' || trade.status === 'scanned') return refusal(32);
    if (trade.paidAt === null) return refusal(33);
    if (amountMinor > trade.amountMinor - register.refundedMinor(trade)) return refusal(35);
    const takesMs = trade.scenario === 'refund_delayed' ? delayedRefundMs : 0;
    return refunded(trade, register.refund(trade, { requestNo, amountMinor, takesMs }).refund);
  }

  #newTrade(body: Values, codeText: string): NewTrade {
    const now = this.#parts.clock.now();
    return {
      gateway: 'scanforpay',
      wallet: walletNamed(body['wallet']),
      orderNo: textOf(body, 'partnerOrderNo'),
      gatewayOrderNo: `${formatGmt8(now).replace(/\D/g, '')}${String(randomInt(1_000_000)).padStart(6, '0')}`,
      amountMinor: Number(body['orderAmount']),
      currency: this.#credentials.currency,
      title: textOf(body, 'orderTitle'),
      notifyUrl: textOf(body, 'notifyUrl') || null,
      codeText,
      requestFingerprint: '',
      particulars: '{}',
      createdAt: now.toISOString(),
      codeExpiresAt: new Date(now.getTime() + unopenedCodeMs).toISOString(),
      payLimit: textOf(body, 'it_b_pay') || defaultPayLimit,
      payNoLaterThan: null,
    };
  }

  #handOut(trade: Trade, fields: Values): Outcome {
    return {
      body: { ...success, orderNo: trade.gatewayOrderNo, partnerOrderNo: trade.orderNo, ...fields },
      onDelivered: () => {
        this.#parts.register.noteCodeHandedOut(trade);
      },
    };
  }

  #answerAbout(trade: Trade, body: Values): Outcome {
    return {
      body,
      onDelivered: () => {
        this.#parts.register.noteTold(trade);
      },
    };
  }

  #orderRefusal(body: Values, table: FieldTable): Outcome | null {
    const refused = this.#storeRefusal(body, table);
    if (refused !== null) return refused;
    const known = this.#parts.register.findByOrderNo('scanforpay', textOf(body, 'partnerOrderNo'));
    return known === null ? null : refusal(31);
  }

  #storeRefusal(body: Values, table: FieldTable): Outcome | null {
    const fault = faultIn(body, table);
    if (fault !== null) return refusal(fault.code, fault.field);
    return body['storeNo'] === this.#credentials.storeNo ? null : refusal(3);
  }
}

function textOf(body: Values, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

function codeFor(wallet: Wallet): ReturnType<typeof alipayCodeText> {
  return wallet === 'alipay' ? alipayCodeText() : wechatCodeText();
}

/** Status 0 while the money is on its way, 1 when it is back. */
function refunded(trade: Trade, refund: Refund): Outcome {
  const status = refund.doneAt === null ? 0 : 1;
  return { body: { ...success, orderAmount: refund.amountMinor, currency: trade.currency, status } };
}
