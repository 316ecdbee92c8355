/**
 * Plays Alipay's V2 gateway (seed page; gateways.md 2.1 to 2.9): reads and checks calls, carries them out, and signs
 * what it answers and tells, in key mode or certificate mode, plain or encrypted, in the charset of the call.
 *
 * Every answer escapes its slashes before it is signed, as the real gateway's do (PHP's `json_encode`); `AnswerSlashes`
 * has what else a till has to bear.
 */
import { randomUUID } from 'node:crypto';
import { toDecimalString } from '../../domain/money.ts';
import type { Trade } from '../common/books.ts';
import { certificateSn } from '../common/certificates.ts';
import { type Charset, decodeText, encodeText } from '../common/charset.ts';
import type { PracticeCredentials } from '../common/credentials.ts';
import type { GatewayCode, Operation } from '../common/faults.ts';
import type {
  GatewayAnswer,
  GatewayParts,
  GatewayProtocol,
  GatewayRequest,
  NotificationMessage,
  Signing,
} from '../common/gateway-protocol.ts';
import { formatGmt8, readBillPeriod } from '../common/time.ts';
import { buyer, codedContent, done, failure, invalidField, isAboutTheCall, particularsOf } from './answers.ts';
import { billFile } from './bill.ts';
import { decryptContent, encryptContent } from './content-encryption.ts';
import { isValues, type Values } from './field-checks.ts';
import {
  type Call,
  faultIn,
  type GatewayFault,
  invalid,
  type ReadCall,
  readCall,
  signText,
  signTypeOf,
  textToSign,
  usesCertificates,
} from './parameters.ts';
import { AlipayTrades, type Outcome, refusal } from './trades.ts';

/** How slashes stand in the answers; `in_turn`: escaped and plain, so that only who checks the received bytes verifies all. */
export type AnswerSlashes = 'escaped' | 'plain' | 'in_turn';

const operations: Readonly<Record<string, Operation>> = {
  'alipay.trade.precreate': 'create',
  'alipay.trade.pay': 'pay',
  'alipay.trade.query': 'query',
  'alipay.trade.cancel': 'cancel',
  'alipay.trade.close': 'close',
  'alipay.trade.refund': 'refund',
  'alipay.trade.fastpay.refund.query': 'refund_query',
  'alipay.data.dataservice.bill.downloadurl.query': 'bill',
};
const billTypes = ['trade', 'signcustomer', 'merchant_act', 'settlementMerge'];
const billAddressMs = 30_000;
const formType = 'application/x-www-form-urlencoded';
const charsetLabels: Readonly<Record<Charset, string>> = { 'utf-8': 'utf-8', gbk: 'GBK', gb2312: 'GB2312' };

type Content = { readonly ok: true; readonly values: Values } | { readonly ok: false; readonly answer: GatewayAnswer };

export class Alipay implements GatewayProtocol {
  readonly #credentials: PracticeCredentials['alipay'];
  readonly #parts: GatewayParts;
  readonly #trades: AlipayTrades;
  readonly #slashes: AnswerSlashes;
  #answerCount = 0;

  constructor(credentials: PracticeCredentials['alipay'], parts: GatewayParts, slashes: AnswerSlashes) {
    this.#credentials = credentials;
    this.#parts = parts;
    this.#slashes = slashes;
    this.#trades = new AlipayTrades(credentials, parts);
  }

  operationOf(request: GatewayRequest): Operation | null {
    const read = callOf(request);
    return read.ok ? operationOf(read.call) : null;
  }

  answer(request: GatewayRequest): GatewayAnswer {
    const read = callOf(request);
    if (!read.ok) return unsignedError(read.fault, 'utf-8');
    const { call } = read;
    const methods = Object.keys(operations);
    const fault = faultIn(call, { credentials: this.#credentials, methods, now: this.#parts.clock.now() });
    if (fault !== null) return unsignedError(fault, call.charset);
    const content = this.#contentOf(call);
    if (!content.ok) return content.answer;
    const outcome = this.#outcomeOf(call, content.values);
    const onDelivered = outcome.onDelivered;
    return { ...this.#sign(call, outcome.content), ...(onDelivered === undefined ? {} : { onDelivered }) };
  }

  refuse(request: GatewayRequest, { code, subCode = 'isp.unknow-error', fields = {} }: GatewayCode): GatewayAnswer {
    const read = callOf(request);
    const content = codedContent(code, subCode, fields);
    if (!read.ok || isAboutTheCall(code)) return errorAnswer(content, read.ok ? read.call.charset : 'utf-8');
    return this.#sign(read.call, content);
  }

  paidNotification(trade: Trade, amountMinor: number, signing: Exclude<Signing, 'none'>): NotificationMessage {
    const { signType, charset } = particularsOf(trade);
    const amount = toDecimalString(amountMinor, trade.currency);
    const parameters = new Map<string, string>([
      ['app_id', this.#credentials.appId],
      ['auth_app_id', this.#credentials.appId],
      ['buyer_id', buyer.userId],
      ['buyer_logon_id', buyer.logonId],
      ['buyer_pay_amount', amount],
      ['charset', charsetLabels[charset]],
      ['fund_bill_list', JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }])],
      ['gmt_create', formatGmt8(new Date(trade.scannedAt ?? trade.createdAt))],
      ['gmt_payment', formatGmt8(new Date(trade.paidAt ?? trade.createdAt))],
      ['invoice_amount', amount],
      ['notify_id', randomUUID().replaceAll('-', '')],
      ['notify_time', formatGmt8(this.#parts.clock.now())],
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
      .set('sign', signText(text, charset, signType, this.#credentials.alipayPrivateKey))
      .set('sign_type', signType);
    const body = [...signed].map(([name, value]) => `${name}=${formEncode(value, charset)}`).join('&');
    return { contentType: `${formType};charset=${charsetLabels[charset]}`, body };
  }

  /** `biz_content`, decrypted where the call says that it is encrypted. */
  #contentOf(call: Call): Content {
    const text = call.parameters.get('biz_content') ?? '';
    if ((call.parameters.get('encrypt_type') ?? '') === '') {
      const values = readJson(text);
      return values === null
        ? { ok: false, answer: this.#sign(call, invalidField('biz_content')) }
        : { ok: true, values };
    }
    const { contentKey } = this.#credentials;
    if (contentKey === undefined) {
      const fault = invalid('isv.decryption-error-not-valid-encrypt-key', '解密出错, 未配置加密密钥');
      return { ok: false, answer: unsignedError(fault, call.charset) };
    }
    const plain = decryptContent(text, contentKey);
    const values = plain === null ? null : readJson(decodeText(plain, call.charset) ?? '');
    return values === null
      ? {
          ok: false,
          answer: unsignedError(invalid('isv.decryption-error-unknown', '解密出错, 未知错误'), call.charset),
        }
      : { ok: true, values };
  }

  #outcomeOf(call: Call, values: Values): Outcome {
    const operation = operationOf(call);
    switch (operation) {
      case 'create':
        return this.#trades.precreate(call, values);
      case 'pay':
        return this.#trades.pay(call, values);
      case 'query':
        return this.#trades.query(values);
      case 'cancel':
        return this.#trades.cancel(values);
      case 'close':
        return this.#trades.close(values);
      case 'refund':
        return this.#trades.refund(values);
      case 'refund_query':
        return this.#trades.refundQuery(values);
      case 'bill':
        return this.#bill(values);
      case 'web_code':
      case null:
        throw new Error(`No method of Alipay's is ${String(operation)}`);
    }
  }

  #bill({ bill_type: type, bill_date: date }: Values): Outcome {
    const period = typeof date === 'string' ? readBillPeriod(date) : null;
    if (period === null || !billTypes.some((known) => known === type)) return refusal(failure('INVAILID_ARGUMENTS'));
    const { register, clock, downloads, baseUrl, areBillsReadyAtOnce } = this.#parts;
    const now = clock.now();
    const entries = register.paidAndRefunded('alipay', period.from, period.until);
    const isReady = areBillsReadyAtOnce || now >= period.readyAt;
    const isEmpty = entries.paid.length === 0 && entries.refunded.length === 0;
    if (!isReady || isEmpty || type !== 'trade') return refusal(failure('BILL_NOT_EXIST'));
    const file = billFile({ sellerId: this.#credentials.sellerId, period, entries, now });
    return { content: { ...done, bill_download_url: `${baseUrl()}${downloads.offer(file, billAddressMs)}` } };
  }

  #sign(call: Call, content: Values): GatewayAnswer {
    const { alipayPrivateKey, certificates, contentKey } = this.#credentials;
    const memberName = `${(call.parameters.get('method') ?? '').replaceAll('.', '_')}_response`;
    this.#answerCount += 1;
    const json = JSON.stringify(content);
    const isPlain = this.#slashes === 'plain' || (this.#slashes === 'in_turn' && this.#answerCount % 2 === 0);
    const plain = isPlain ? json : json.replaceAll('/', '\\/');
    const isEncrypted = call.parameters.get('encrypt_type') === 'AES' && contentKey !== undefined;
    const text = isEncrypted ? JSON.stringify(encryptContent(encodeText(plain, call.charset), contentKey)) : plain;
    const signType = signTypeOf(call) ?? 'RSA2';
    const signed = (what: string): string => `,"sign":"${signText(what, call.charset, signType, alipayPrivateKey)}"`;
    const certificate =
      certificates !== undefined && usesCertificates(call)
        ? `,"alipay_cert_sn":"${certificateSn(certificates.alipay)}"`
        : '';
    const signatures: Readonly<Record<Signing, () => string>> = {
      right: () => certificate + signed(text),
      wrong: () => certificate + signed(randomUUID()),
      none: () => '',
    };
    return jsonAnswer((signing) => `{"${memberName}":${text}${signatures[signing]()}}`, call.charset);
  }
}

function callOf(request: GatewayRequest): ReadCall {
  const hasForm = request.contentType.toLowerCase().startsWith(formType);
  const headerCharset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(request.contentType)?.[1] ?? '';
  return readCall(request.queryText, hasForm ? Buffer.from(request.body).toString('latin1') : '', headerCharset);
}

function operationOf({ parameters }: Call): Operation | null {
  return operations[parameters.get('method') ?? ''] ?? null;
}

/** A fault of the call: answered as `error_response`, without a signature. */
function unsignedError({ code, subCode, detail }: GatewayFault, charset: Charset): GatewayAnswer {
  return errorAnswer({ ...codedContent(code, subCode), sub_msg: detail }, charset);
}

function errorAnswer(content: Values, charset: Charset): GatewayAnswer {
  return jsonAnswer(() => JSON.stringify({ error_response: content }), charset);
}

/** The real gateway labels its JSON as HTML. */
function jsonAnswer(text: (signing: Signing) => string, charset: Charset): GatewayAnswer {
  return {
    contentType: `text/html;charset=${charsetLabels[charset]}`,
    body: (signing) => encodeText(text(signing), charset),
  };
}

/**
 * Clients write sums and numbers with and without quotes, and the gateway takes both: here a number is the text of its
 * own digits, so that a long one keeps them all.
 */
function readJson(text: string): Values | null {
  try {
    const value = parseWithSource(text, (_name, member, { source }) =>
      typeof member === 'number'
        ? Number.isSafeInteger(member)
          ? String(member)
          : (source ?? String(member))
        : member,
    );
    return isValues(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown;
// The compiler's library does not know the reviver's third argument yet.
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Form encoding of the text's bytes in the charset. */
function formEncode(text: string, charset: Charset): string {
  return Array.from(encodeText(text, charset), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(character)) return character;
    return byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
