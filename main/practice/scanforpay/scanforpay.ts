/**
 * Plays ScanForPay: `POST /api/offline/create` and `POST /api/common/payQuery` as published (seed page;
 * gateways.md 1.2 to 1.6), answers and notifications signed.
 *
 * Decided where the pages are silent: a repeated create is 31 even when it is the same in every field; a code nobody
 * opens dies after two hours; every other end without a payment is status 2.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { Wallet } from '../../domain/order.ts';
import type { Clock } from '../../ports.ts';
import type { Trade } from '../books.ts';
import { wechatCodeText, alipayCodeText } from '../code-text.ts';
import type { PracticeCredentials } from '../credentials.ts';
import type { TradeDesk } from '../desk.ts';
import type { GatewayCode, Operation } from '../faults.ts';
import type {
  GatewayAnswer,
  GatewayProtocol,
  GatewayRequest,
  NotificationMessage,
  Signing,
} from '../gateway-protocol.ts';
import type { TradeStatus } from '../phone-view.ts';
import { formatGmt8, formatRfc3339 } from '../time.ts';
import { isSignatureRight, readEnvelope, signText, toPhpJson } from './envelope.ts';
import { createFields, type FieldFault, type FieldTable, faultIn, headerFields, queryFields } from './fields.ts';

type Values = Readonly<Record<string, unknown>>;

interface Outcome {
  readonly body: Values;
  readonly onDelivered?: () => void;
}

const unopenedCodeMs = 2 * 3_600_000;
const defaultPayLimit = '3m';
const operations: Readonly<Record<string, Operation>> = {
  '/api/offline/create': 'create',
  '/api/common/payQuery': 'query',
};
const statusNumbers: Readonly<Record<TradeStatus, 0 | 1 | 2 | 3>> = {
  waiting: 0,
  scanned: 0,
  paid: 1,
  declined: 2,
  closed: 2,
  expired: 2,
  refunded: 3,
};
const wallets: Readonly<Record<string, Wallet>> = { Alipay: 'alipay', Wechat: 'wechat_pay' };
const walletNames: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat_pay: 'Wechat' };
const buyers: Readonly<Record<Wallet, Values>> = {
  alipay: { buyer: '159****5620', buyerId: '2088000000005620' },
  wechat_pay: { buyer: '', buyerId: 'oPractice0000000000000000005620' },
};
const messages: Readonly<Record<number, string>> = {
  2: 'failed',
  3: '非法请求',
  4: '参数为空',
  5: '参数不合法',
  6: '请求不是JSON',
  7: '商户订单号和平台订单号不能同时为空',
  8: '签名错误',
  9: '系统异常，请稍后再试',
  20: '收单机构验签失败',
  21: '支付结果超时',
  22: '请求收单机构失败',
  30: '订单不存在',
  31: '订单重复创建',
};

export class ScanForPay implements GatewayProtocol {
  readonly #credentials: PracticeCredentials['scanForPay'];
  readonly #desk: TradeDesk;
  readonly #clock: Clock;

  constructor(credentials: PracticeCredentials['scanForPay'], desk: TradeDesk, clock: Clock) {
    this.#credentials = credentials;
    this.#desk = desk;
    this.#clock = clock;
  }

  operationOf(request: GatewayRequest): Operation | null {
    return operations[request.path] ?? null;
  }

  answer(request: GatewayRequest): GatewayAnswer {
    const outcome = this.#outcomeOf(request);
    const onDelivered = outcome.onDelivered;
    return { ...this.#sign(outcome.body), ...(onDelivered === undefined ? {} : { onDelivered }) };
  }

  refuse(_request: GatewayRequest, { code }: GatewayCode): GatewayAnswer {
    return this.#sign(refusal(Number(code)).body);
  }

  paidNotification(trade: Trade, amountMinor: number, signing: Exclude<Signing, 'none'>): NotificationMessage {
    const answer = this.#sign({ ...success, ...tradeFields(trade), orderAmount: amountMinor });
    return { contentType: answer.contentType, body: answer.bodyText(signing) };
  }

  #sign(body: Values): GatewayAnswer {
    const header = {
      version: '1.0',
      partnerNo: this.#credentials.partnerNo,
      respMsgId: randomUUID().replaceAll('-', ''),
      respTime: formatRfc3339(this.#clock.now()),
      signType: 'SHA256',
    };
    const text = toPhpJson({ header, body });
    const signatures: Readonly<Record<Signing, () => string>> = {
      right: () => `,"signature":"${signText(text, this.#credentials.signKey)}"`,
      wrong: () => `,"signature":"${signText(text, randomUUID())}"`,
      none: () => '',
    };
    return {
      contentType: 'application/json;charset=UTF-8',
      bodyText: (signing) => `{"response":${text}${signatures[signing]()}}`,
    };
  }

  #outcomeOf(request: GatewayRequest): Outcome {
    if (!/^application\/json\s*(?:;|$)/i.test(request.contentType)) return refusal(6);
    const envelope = readEnvelope(request.body);
    if (!envelope.ok) return refusal(envelope.reason === 'not_json' ? 6 : 4);
    const { header, body } = parts(envelope.requestText);
    if (header === null || body === null) return refusal(4, header === null ? 'header' : 'body');
    const { partnerNo, signKey } = this.#credentials;
    if (typeof header['partnerNo'] !== 'string' || header['partnerNo'] === '') return refusal(4, 'partnerNo');
    // The partner number picks the key, so it comes before the signature.
    if (header['partnerNo'] !== partnerNo) return refusal(3);
    if (!isSignatureRight(envelope.requestText, envelope.signature, signKey)) return refusal(8);
    const headerFault = faultIn(header, headerFields);
    if (headerFault !== null) return refusedFor(headerFault);
    return this.operationOf(request) === 'create' ? this.#create(body) : this.#query(body);
  }

  #create(body: Values): Outcome {
    const refused = this.#refusedFor(body, createFields);
    if (refused !== null) return refused;
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const orderNo = text('partnerOrderNo');
    if (this.#desk.findByOrderNo('scanforpay', orderNo) !== null) return refusal(31);
    const wallet = wallets[text('wallet')] ?? 'alipay';
    const now = this.#clock.now();
    const code = wallet === 'alipay' ? alipayCodeText() : wechatCodeText();
    const trade = this.#desk.open({
      gateway: 'scanforpay',
      wallet,
      orderNo,
      gatewayOrderNo: `${formatGmt8(now).replace(/\D/g, '')}${String(randomInt(1_000_000)).padStart(6, '0')}`,
      amountMinor: Number(body['orderAmount']),
      currency: this.#credentials.currency,
      title: text('orderTitle'),
      notifyUrl: text('notifyUrl') || null,
      codeText: code.text,
      requestFingerprint: '',
      particulars: '{}',
      createdAt: now.toISOString(),
      codeExpiresAt: new Date(now.getTime() + unopenedCodeMs).toISOString(),
      payLimit: text('it_b_pay') || defaultPayLimit,
      payNoLaterThan: null,
    });
    return {
      body: {
        ...success,
        orderNo: trade.gatewayOrderNo,
        partnerOrderNo: trade.orderNo,
        qrcode: trade.codeText,
        ...code.imageUrls,
      },
      onDelivered: () => {
        this.#desk.noteCodeHandedOut(trade);
      },
    };
  }

  #query(body: Values): Outcome {
    const refused = this.#refusedFor(body, queryFields);
    if (refused !== null) return refused;
    const { orderNo, partnerOrderNo } = body;
    const byGateway = typeof orderNo === 'string' && orderNo !== '';
    if (!byGateway && (typeof partnerOrderNo !== 'string' || partnerOrderNo === '')) return refusal(7);
    const trade = byGateway
      ? this.#desk.findByGatewayOrderNo('scanforpay', orderNo)
      : this.#desk.findByOrderNo('scanforpay', String(partnerOrderNo));
    if (trade === null) return refusal(30);
    return {
      body: { ...success, ...tradeFields(trade) },
      onDelivered: () => {
        this.#desk.noteTold(trade);
      },
    };
  }

  #refusedFor(body: Values, table: FieldTable): Outcome | null {
    const fault = faultIn(body, table);
    if (fault !== null) return refusedFor(fault);
    return body['storeNo'] === this.#credentials.storeNo ? null : refusal(3);
  }
}

const success = { code: 1, msg: 'success' };

function refusal(code: number, field?: string): Outcome {
  const message = messages[code] ?? 'failed';
  return { body: { code, msg: field === undefined ? message : `${message}: ${field}` } };
}

function refusedFor({ code, field }: FieldFault): Outcome {
  return refusal(code, field);
}

/** The fields that payQuery and notifications share. */
function tradeFields(trade: Trade): Values {
  const wasPaid = trade.paidAt !== null;
  return {
    orderNo: trade.gatewayOrderNo,
    partnerOrderNo: trade.orderNo,
    orderAmount: trade.amountMinor,
    wallet: walletNames[trade.wallet],
    status: statusNumbers[trade.status],
    ...(wasPaid ? { payTime: formatRfc3339(new Date(trade.paidAt)) } : {}),
    currency: trade.currency,
    ...(wasPaid ? buyers[trade.wallet] : {}),
  };
}

function parts(requestText: string): { readonly header: Values | null; readonly body: Values | null } {
  const request = asValues(JSON.parse(requestText));
  return { header: asValues(request?.['header']), body: asValues(request?.['body']) };
}

function asValues(value: unknown): Values | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : null;
}
