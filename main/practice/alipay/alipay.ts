/**
 * Plays Alipay's V2 gateway: alipay.trade.precreate, query and cancel (seed page; gateways.md 2.1 to 2.7).
 *
 * Decided where the pages are silent: a customer who declines closes the trade at once; a number that was cancelled or
 * ran out cannot be used again; cancelling a number the gateway never saw is ACQ.TRADE_NOT_EXIST; every other answer
 * escapes its slashes, so that only a till that checks the received bytes verifies all of them.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { toDecimalString } from '../../../preload/money.ts';
import type { Clock } from '../../ports.ts';
import type { Trade } from '../books.ts';
import { alipayCodeText } from '../code-text.ts';
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
import { endOfLimit, formatGmt8 } from '../time.ts';
import {
  buyer,
  done,
  failure,
  jsonAnswer,
  type Particulars,
  particularsOf,
  tradeFields,
  unsignedError,
} from './answers.ts';
import { faultIn, type Parameters, readParameters, signText, signTypeOf, textToSign } from './parameters.ts';
import { isOrderNo, isValues, type PrecreateContent, readPrecreateContent, type Values } from './precreate-content.ts';

interface Outcome {
  readonly content: Values;
  readonly onDelivered?: () => void;
}

const operations: Readonly<Record<string, Operation>> = {
  'alipay.trade.precreate': 'create',
  'alipay.trade.query': 'query',
  'alipay.trade.cancel': 'cancel',
};
const formType = 'application/x-www-form-urlencoded';
const unopenedCodeLimit = '2h';
const defaultPayLimit = '15d';
const cancelWindowMs = 24 * 3_600_000;

export class Alipay implements GatewayProtocol {
  readonly #credentials: PracticeCredentials['alipay'];
  readonly #desk: TradeDesk;
  readonly #clock: Clock;
  #answerCount = 0;

  constructor(credentials: PracticeCredentials['alipay'], desk: TradeDesk, clock: Clock) {
    this.#credentials = credentials;
    this.#desk = desk;
    this.#clock = clock;
  }

  operationOf(request: GatewayRequest): Operation | null {
    return operations[parametersOf(request)?.get('method') ?? ''] ?? null;
  }

  answer(request: GatewayRequest): GatewayAnswer {
    const parameters = parametersOf(request);
    if (parameters === null) {
      return unsignedError({ code: '40002', subCode: 'isv.invalid-parameter', detail: '参数无效' });
    }
    const { appId, appPublicKey } = this.#credentials;
    const methods = Object.keys(operations);
    const fault = faultIn(parameters, { appId, appPublicKey, methods, now: this.#clock.now() });
    if (fault !== null) return unsignedError(fault);
    const outcome = this.#outcomeOf(parameters);
    const onDelivered = outcome.onDelivered;
    return {
      ...this.#sign(parameters, outcome.content),
      ...(onDelivered === undefined ? {} : { onDelivered }),
    };
  }

  refuse(request: GatewayRequest, { code, subCode = 'isp.unknow-error' }: GatewayCode): GatewayAnswer {
    return this.#sign(parametersOf(request) ?? new Map(), failure(subCode, {}, code));
  }

  paidNotification(trade: Trade, amountMinor: number, signing: Exclude<Signing, 'none'>): NotificationMessage {
    const { signType } = particularsOf(trade);
    const amount = toDecimalString(amountMinor, trade.currency);
    const parameters = new Map<string, string>([
      ['app_id', this.#credentials.appId],
      ['auth_app_id', this.#credentials.appId],
      ['buyer_id', buyer.userId],
      ['buyer_logon_id', buyer.logonId],
      ['buyer_pay_amount', amount],
      ['charset', 'utf-8'],
      ['fund_bill_list', JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }])],
      ['gmt_create', formatGmt8(new Date(trade.scannedAt ?? trade.createdAt))],
      ['gmt_payment', formatGmt8(new Date(trade.paidAt ?? trade.createdAt))],
      ['invoice_amount', amount],
      ['notify_id', randomUUID().replaceAll('-', '')],
      ['notify_time', formatGmt8(this.#clock.now())],
      ['notify_type', 'trade_status_sync'],
      ['out_trade_no', trade.orderNo],
      ['point_amount', '0.00'],
      ['receipt_amount', amount],
      ['seller_id', this.#credentials.sellerId],
      ['subject', trade.title],
      ['total_amount', amount],
      ['trade_no', trade.gatewayOrderNo],
      ['trade_status', 'TRADE_SUCCESS'],
      ['version', '1.0'],
    ]);
    const text = signing === 'right' ? textToSign(parameters, []) : randomUUID();
    const signed = new Map(parameters)
      .set('sign', signText(text, signType, this.#credentials.alipayPrivateKey))
      .set('sign_type', signType);
    return { contentType: `${formType};charset=utf-8`, body: new URLSearchParams([...signed]).toString() };
  }

  #sign(parameters: Parameters, content: Values): GatewayAnswer {
    const method = parameters.get('method') ?? '';
    const memberName = `${method.replaceAll('.', '_')}_response`;
    this.#answerCount += 1;
    const json = JSON.stringify(content);
    const text = this.#answerCount % 2 === 0 ? json : json.replaceAll('/', '\\/');
    const signType = signTypeOf(parameters) ?? 'RSA2';
    const signatures: Readonly<Record<Signing, () => string>> = {
      right: () => `,"sign":"${signText(text, signType, this.#credentials.alipayPrivateKey)}"`,
      wrong: () => `,"sign":"${signText(randomUUID(), signType, this.#credentials.alipayPrivateKey)}"`,
      none: () => '',
    };
    return jsonAnswer((signing) => `{"${memberName}":${text}${signatures[signing]()}}`);
  }

  #outcomeOf(parameters: Parameters): Outcome {
    const values = readJson(parameters.get('biz_content') ?? '');
    if (values === null) return refusal(failure('ACQ.INVALID_PARAMETER', {}, '40004', 'biz_content'));
    if (parameters.get('method') === 'alipay.trade.precreate') return this.#precreate(parameters, values);
    return this.#forTrade(values, parameters.get('method') === 'alipay.trade.cancel');
  }

  #precreate(parameters: Parameters, values: Values): Outcome {
    const read = readPrecreateContent(values);
    if (!read.ok) return refusal(failure('ACQ.INVALID_PARAMETER', {}, '40004', read.field));
    const { content } = read;
    if (content.sellerId !== null && content.sellerId !== this.#credentials.sellerId) {
      return refusal(failure('ACQ.ACCESS_FORBIDDEN'));
    }
    const fingerprint = canonicalJson({ values, notifyUrl: parameters.get('notify_url') ?? '' });
    const known = this.#desk.findByOrderNo('alipay', content.outTradeNo);
    if (known === null) return this.#handOut(this.#open(parameters, content, fingerprint));
    const number = { out_trade_no: known.orderNo };
    if (known.status === 'paid') return refusal(failure('ACQ.TRADE_HAS_SUCCESS', number));
    if (hasEnded(known)) return refusal(failure('ACQ.TRADE_HAS_CLOSE', number));
    if (known.requestFingerprint !== fingerprint) return refusal(failure('ACQ.CONTEXT_INCONSISTENT', number));
    return this.#handOut(known);
  }

  #open(parameters: Parameters, content: PrecreateContent, fingerprint: string): Trade {
    const now = this.#clock.now();
    const timeExpire = content.timeExpire?.toISOString() ?? null;
    const codeLimitEnds = endOfLimit(now, content.codeTimeoutExpress ?? unopenedCodeLimit).toISOString();
    const particulars: Particulars = {
      signType: signTypeOf(parameters) ?? 'RSA2',
      storeId: content.storeId,
      terminalId: content.terminalId,
    };
    return this.#desk.open({
      gateway: 'alipay',
      wallet: 'alipay',
      orderNo: content.outTradeNo,
      // Made now, but told to nobody before the scan: until then the trade does not exist for Alipay.
      gatewayOrderNo: `${formatGmt8(now).slice(0, 10).replaceAll('-', '')}22001${randomDigits(15)}`,
      amountMinor: content.totalAmountMinor,
      currency: 'CNY',
      title: content.subject,
      notifyUrl: (parameters.get('notify_url') ?? '') || null,
      codeText: alipayCodeText().text,
      requestFingerprint: fingerprint,
      particulars: JSON.stringify(particulars),
      createdAt: now.toISOString(),
      codeExpiresAt: timeExpire !== null && timeExpire < codeLimitEnds ? timeExpire : codeLimitEnds,
      payLimit: content.timeoutExpress ?? defaultPayLimit,
      payNoLaterThan: timeExpire,
    });
  }

  #handOut(trade: Trade): Outcome {
    return {
      content: { ...done, out_trade_no: trade.orderNo, qr_code: trade.codeText },
      onDelivered: () => {
        this.#desk.noteCodeHandedOut(trade);
      },
    };
  }

  /** Query and cancel: both name a trade by Alipay's number, which wins, or by the till's. */
  #forTrade(values: Values, isCancel: boolean): Outcome {
    const { trade_no: tradeNo, out_trade_no: outTradeNo } = values;
    const byGateway = typeof tradeNo === 'string' && tradeNo !== '';
    if (!byGateway && !isOrderNo(outTradeNo)) {
      return refusal(failure('ACQ.INVALID_PARAMETER', {}, '40004', 'out_trade_no'));
    }
    const trade = byGateway
      ? this.#desk.findByGatewayOrderNo('alipay', tradeNo)
      : this.#desk.findByOrderNo('alipay', String(outTradeNo));
    if (trade === null) return refusal(failure('ACQ.TRADE_NOT_EXIST', byGateway ? {} : { out_trade_no: outTradeNo }));
    return isCancel ? this.#cancel(trade) : this.#query(trade);
  }

  #query(trade: Trade): Outcome {
    const onDelivered = (): void => {
      this.#desk.noteTold(trade);
    };
    if (trade.scannedAt === null) {
      return { content: failure('ACQ.TRADE_NOT_EXIST', { out_trade_no: trade.orderNo }), onDelivered };
    }
    return { content: { ...done, ...tradeFields(trade) }, onDelivered };
  }

  #cancel(trade: Trade): Outcome {
    if (this.#clock.now().getTime() - Date.parse(trade.createdAt) > cancelWindowMs) {
      return refusal(failure('ACQ.TRADE_CANCEL_TIME_OUT', { out_trade_no: trade.orderNo }));
    }
    const cancelled = this.#desk.cancel(trade);
    const common = { ...done, out_trade_no: trade.orderNo, retry_flag: 'N' };
    // Nothing existed at Alipay, so there is no action to report; the code can no longer be opened.
    if (cancelled.scannedAt === null) return { content: common };
    const action = cancelled.status === 'refunded' ? 'refund' : 'close';
    return { content: { ...common, trade_no: cancelled.gatewayOrderNo, action } };
  }
}

function hasEnded({ status }: Trade): boolean {
  return status !== 'waiting' && status !== 'scanned';
}

function refusal(content: Values): Outcome {
  return { content };
}

function parametersOf(request: GatewayRequest): Parameters | null {
  const hasForm = request.contentType.toLowerCase().startsWith(formType);
  return readParameters(request.queryText, hasForm ? Buffer.from(request.body).toString('utf8') : '');
}

function readJson(text: string): Values | null {
  try {
    const value: unknown = JSON.parse(text);
    return isValues(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
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
