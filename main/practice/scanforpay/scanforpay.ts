/**
 * Plays ScanForPay: reads signed requests, carries them out, signs answers and notifications (seed page;
 * gateways.md 1.2 to 1.6). The operations are in orders.ts and checklist.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Trade } from '../common/books.ts';
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
import { formatRfc3339, readBillPeriod } from '../common/time.ts';
import { settlementFile, transactionsFile } from './checklist.ts';
import { isSignatureRight, readEnvelope, signText, toPhpJson } from './envelope.ts';
import { checklistFields, faultIn, headerFields } from './fields.ts';
import { ScanForPayOrders } from './orders.ts';
import { type Outcome, refusal, success, tradeFields, type Values } from './words.ts';

/**
 * Which of the pages' contradictory forms the answers take (gateways.md 1.6): `tables`, or `samples`, with `reqMsgId`
 * in the header, blanks around some names and numbers in quotes; then a request may say `requestTime`.
 */
export type ScanForPayStyle = 'tables' | 'samples';

const operations: Readonly<Record<string, Operation>> = {
  '/api/offline/create': 'create',
  '/api/offline/pay': 'pay',
  '/api/offline/qrcode': 'web_code',
  '/api/common/payQuery': 'query',
  '/api/common/refund': 'refund',
  '/api/common/checklist': 'bill',
};
const fileAddressMs = 10 * 60_000;
const blankedNames: Readonly<Record<string, string>> = { flag: 'flag ', orderNo: ' orderNo ' };

export const scanForPayPaths: readonly string[] = Object.keys(operations);

export class ScanForPay implements GatewayProtocol {
  readonly #credentials: PracticeCredentials['scanForPay'];
  readonly #parts: GatewayParts;
  readonly #style: ScanForPayStyle;
  readonly #orders: ScanForPayOrders;

  constructor(credentials: PracticeCredentials['scanForPay'], parts: GatewayParts, style: ScanForPayStyle) {
    this.#credentials = credentials;
    this.#parts = parts;
    this.#style = style;
    this.#orders = new ScanForPayOrders(credentials, parts);
  }

  operationOf(request: GatewayRequest): Operation | null {
    return operations[request.path] ?? null;
  }

  answer(request: GatewayRequest): GatewayAnswer {
    const outcome = this.#outcomeOf(request);
    const onDelivered = outcome.onDelivered;
    return this.#sign(outcome.body, onDelivered);
  }

  refuse(_request: GatewayRequest, { code, fields = {} }: GatewayCode): GatewayAnswer {
    return this.#sign({ ...refusal(Number(code)).body, ...fields });
  }

  paidNotification(trade: Trade, amountMinor: number, signing: Exclude<Signing, 'none'>): NotificationMessage {
    const { contentType, text } = this.#signed({ ...success, ...tradeFields(trade), orderAmount: amountMinor });
    return { contentType, body: text(signing) };
  }

  #sign(body: Values, onDelivered?: () => void): GatewayAnswer {
    const { contentType, text } = this.#signed(body);
    return { contentType, body: text, ...(onDelivered === undefined ? {} : { onDelivered }) };
  }

  #signed(body: Values): { readonly contentType: string; readonly text: (signing: Signing) => string } {
    const isTables = this.#style === 'tables';
    const header = {
      version: '1.0',
      partnerNo: this.#credentials.partnerNo,
      [isTables ? 'respMsgId' : 'reqMsgId']: randomUUID().replaceAll('-', ''),
      respTime: formatRfc3339(this.#parts.clock.now()),
      signType: 'SHA256',
    };
    const envelope = toPhpJson({ header, body: isTables ? body : inSampleStyle(body) });
    const signatures: Readonly<Record<Signing, () => string>> = {
      right: () => `,"signature":"${signText(envelope, this.#credentials.signKey)}"`,
      wrong: () => `,"signature":"${signText(envelope, randomUUID())}"`,
      none: () => '',
    };
    return {
      contentType: 'application/json;charset=UTF-8',
      text: (signing) => `{"response":${envelope}${signatures[signing]()}}`,
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
    const headerFault = faultIn(this.#headerToCheck(header), headerFields);
    if (headerFault !== null) return refusal(headerFault.code, headerFault.field);
    return this.#carryOut(this.operationOf(request), body);
  }

  #headerToCheck(header: Values): Values {
    const { reqTime, requestTime } = header;
    return this.#style === 'samples' ? { ...header, reqTime: reqTime ?? requestTime } : header;
  }

  #carryOut(operation: Operation | null, body: Values): Outcome {
    switch (operation) {
      case 'create':
        return this.#orders.create(body);
      case 'pay':
        return this.#orders.pay(body);
      case 'web_code':
        return this.#orders.webCode(body);
      case 'query':
        return this.#orders.query(body);
      case 'refund':
        return this.#orders.refund(body);
      case 'bill':
        return this.#checklist(body);
      case 'cancel':
      case 'close':
      case 'refund_query':
      case null:
        throw new Error(`No path of ScanForPay's is ${String(operation)}`);
    }
  }

  /** `flag` 0: there is no file (yet). */
  #checklist(body: Values): Outcome {
    const fault = faultIn(body, checklistFields);
    if (fault !== null) return refusal(fault.code, fault.field);
    if (body['merchantNo'] !== this.#credentials.partnerNo) return refusal(3);
    const day = String(body['tradeDate']);
    const period = readBillPeriod(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);
    if (period === null) return refusal(5, 'tradeDate');
    const { register, clock, downloads, baseUrl, areBillsReadyAtOnce } = this.#parts;
    const entries = register.paidAndRefunded('scanforpay', period.from, period.until);
    const isEmpty = entries.paid.length === 0 && entries.refunded.length === 0;
    if (isEmpty || !(areBillsReadyAtOnce || clock.now() >= period.readyAt)) return { body: { ...success, flag: 0 } };
    const file = body['type'] === 0 ? transactionsFile(day, entries) : settlementFile(day, entries);
    return { body: { ...success, flag: 1, url: `${baseUrl()}${downloads.offer(file, fileAddressMs)}` } };
  }
}

function inSampleStyle(body: Values): Values {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      blankedNames[name] ?? name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
}

function parts(requestText: string): { readonly header: Values | null; readonly body: Values | null } {
  const request = asValues(JSON.parse(requestText));
  return { header: asValues(request?.['header']), body: asValues(request?.['body']) };
}

function asValues(value: unknown): Values | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : null;
}
