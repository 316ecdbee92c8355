/** A till written for these tests alone: it shares no signing or parsing with the platform or with the product. */
import { createHash, createSign, createVerify } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { generatePracticeCredentials } from '../../../main/practice/common/credentials.ts';
import {
  type PracticePlatform,
  type PracticePlatformOptions,
  startPracticePlatform,
} from '../../../main/practice/platform.ts';
import type { PhoneTrade, TradeStatus } from '../../../main/practice/common/phone-view.ts';
import { ManualClock } from '../../support/manual-clock.ts';

export const { platform: platformKeys, till: tillKeys } = await generatePracticeCredentials();

export type Json = Record<string, unknown>;

export interface Started {
  readonly platform: PracticePlatform;
  readonly clock: ManualClock;
  readonly errors: unknown[];
}

export async function start(options: Partial<PracticePlatformOptions> = {}): Promise<Started> {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const platform = await startPracticePlatform({
    booksPath: ':memory:',
    credentials: platformKeys,
    port: 0,
    phoneFilesFolder: null,
    clock,
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await platform.stop();
    if (errors.length > 0) throw new Error(`The platform reported: ${errors.map(String).join('; ')}`);
  });
  return { platform, clock, errors };
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly bytes: Buffer;
}

export async function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array; signal?: AbortSignal } = {},
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, signal } = options;
    const outgoing = httpRequest(url, { method, headers, agent: false, ...(signal ? { signal } : {}) }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          text: Buffer.concat(chunks).toString('utf8'),
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/* ---- ScanForPay */

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const scanForPayHeader = (): Json => ({
  version: '1.0',
  partnerNo: tillKeys.scanForPay.partnerNo,
  reqMsgId: '615c11950cd0421cb612538bf03eabc7',
  reqTime: '2026-11-22T14:32:05+08:00',
  signType: 'SHA256',
});

export const scanForPayOrder = (changes: Json = {}): Json => ({
  storeNo: tillKeys.scanForPay.storeNo,
  partnerOrderNo: 'T01261122143205A1',
  wallet: 'Alipay',
  orderAmount: 14130,
  ...changes,
});

/** The envelope as it travels; `text` is signed and spliced in unchanged. */
export function scanForPayEnvelope(text: string, key = tillKeys.scanForPay.signKey): string {
  return `{"request":${text},"signature":"${sha256Hex(text + key)}"}`;
}

const scanForPayPaths = {
  create: '/api/offline/create',
  pay: '/api/offline/pay',
  qrcode: '/api/offline/qrcode',
  query: '/api/common/payQuery',
  refund: '/api/common/refund',
  checklist: '/api/common/checklist',
} as const;
export type ScanForPayOperation = keyof typeof scanForPayPaths;

export async function postScanForPay(
  platform: PracticePlatform,
  operation: ScanForPayOperation,
  wireText: string | Uint8Array,
  contentType = 'application/json',
): Promise<HttpReply> {
  return send(`${platform.scanForPayBaseUrl}${scanForPayPaths[operation]}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: wireText,
  });
}

/** Verifies by cutting at fixed places of the known form, then parses. Throws when the signature is wrong. */
export function openScanForPay(text: string): { readonly header: Json; readonly body: Json } {
  const match = /^\{"response":(.*),"signature":"([0-9a-f]{64})"\}$/s.exec(text);
  if (match?.[1] === undefined) throw new Error(`Not a signed envelope: ${text}`);
  if (sha256Hex(match[1] + tillKeys.scanForPay.signKey) !== match[2]) throw new Error('Wrong signature');
  return JSON.parse(match[1]) as { header: Json; body: Json };
}

export async function scanForPay(
  platform: PracticePlatform,
  operation: ScanForPayOperation,
  body: Json,
  headerChanges: Json = {},
): Promise<Json> {
  const text = JSON.stringify({ header: { ...scanForPayHeader(), ...headerChanges }, body });
  const reply = await postScanForPay(platform, operation, scanForPayEnvelope(text));
  return openScanForPay(reply.text).body;
}

/* ---- Alipay */

export interface AlipayCall {
  readonly method?: string;
  readonly content?: Json;
  readonly common?: Record<string, string | undefined>;
  readonly algorithm?: 'RSA-SHA256' | 'RSA-SHA1';
  /** Replaces the signature. */
  readonly sign?: string;
}

export async function postAlipay(platform: PracticePlatform, call: AlipayCall): Promise<HttpReply> {
  const bizContent = JSON.stringify(call.content ?? alipayOrder());
  const parameters: Record<string, string | undefined> = {
    app_id: tillKeys.alipay.appId,
    method: call.method ?? 'alipay.trade.precreate',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: '2026-11-22 14:32:05',
    version: '1.0',
    biz_content: bizContent,
    ...call.common,
  };
  const pairs = Object.entries(parameters).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const text = pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  const signature = createSign(call.algorithm ?? 'RSA-SHA256')
    .update(text, 'utf8')
    .sign(tillKeys.alipay.appPrivateKey, 'base64');
  const query = new URLSearchParams(pairs.filter(([name]) => name !== 'biz_content'));
  const sign = call.sign ?? signature;
  if (sign !== '') query.set('sign', sign);
  return send(`${platform.alipayGatewayUrl}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams({ biz_content: bizContent }).toString(),
  });
}

export const alipayOrder = (changes: Json = {}): Json => ({
  out_trade_no: 'T01_20261122_A1',
  total_amount: '141.30',
  subject: '柜台 1',
  timeout_express: '5m',
  qr_code_timeout_express: '5m',
  ...changes,
});

/** Verifies by cutting at fixed places of the known form. Throws when the reply is unsigned or wrongly signed. */
export function openAlipay(text: string, algorithm: 'RSA-SHA256' | 'RSA-SHA1' = 'RSA-SHA256'): Json {
  const match = /^\{"alipay_\w+_response":(.*),"sign":"([A-Za-z0-9+/=]+)"\}$/s.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`Not a signed reply: ${text}`);
  const isRight = createVerify(algorithm)
    .update(match[1], 'utf8')
    .verify(tillKeys.alipay.alipayPublicKey, match[2], 'base64');
  if (!isRight) throw new Error('Wrong signature');
  return JSON.parse(match[1]) as Json;
}

export async function alipay(platform: PracticePlatform, operation: string, content: Json): Promise<Json> {
  const timestamp = gmt8(platform.readState().serverTime);
  const reply = await postAlipay(platform, { method: `alipay.trade.${operation}`, content, common: { timestamp } });
  return openAlipay(reply.text);
}

/** `2026-11-22 14:32:05`, from UTC. */
export function gmt8(utc: string): string {
  return new Date(Date.parse(utc) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/* ---- the phone */

export async function phone(platform: PracticePlatform, action: string, members: Json): Promise<HttpReply> {
  return send(`${platform.phoneUrl}api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(members),
  });
}

export async function scanAndPay(platform: PracticePlatform, orderNo: string): Promise<void> {
  await phone(platform, 'scan', { code: orderNo });
  await phone(platform, 'pay', { orderNo });
}

export function tradeOf(platform: PracticePlatform, orderNo: string): PhoneTrade {
  const trade = platform.readState().trades.find((candidate) => candidate.orderNo === orderNo);
  if (trade === undefined) throw new Error(`No trade ${orderNo}`);
  return trade;
}

export const statusOf = (platform: PracticePlatform, orderNo: string): TradeStatus => tradeOf(platform, orderNo).status;

/** How each delivery attempt went, as `kind#attempt:result`. */
export function told(platform: PracticePlatform, orderNo: string): readonly string[] {
  return tradeOf(platform, orderNo).timeline.flatMap((entry) =>
    entry.kind === 'notified' ? [`${entry.delivery}#${entry.attempt}:${entry.result.kind}`] : [],
  );
}

/** When the delivery attempts were over, as seconds after 06:32:05, where the clock of these tests starts. */
export function toldAfterSeconds(platform: PracticePlatform, orderNo: string): readonly number[] {
  return tradeOf(platform, orderNo)
    .timeline.filter(({ kind }) => kind === 'notified')
    .map(({ at }) => (Date.parse(at) - Date.parse('2026-11-22T06:32:05.000Z')) / 1_000);
}

/** What the till has heard by now: whatever was sent before this call arrives before its own few words do. */
export async function heardByNow(ear: Ear): Promise<readonly string[]> {
  for (let turn = 0; turn < 3; turn += 1) await send(ear.url, { method: 'POST', body: 'fence' });
  return ear.heard.map(({ body }) => body).filter((body) => body !== 'fence');
}

export async function untilTold(platform: PracticePlatform, orderNo: string, count: number): Promise<void> {
  await vi.waitFor(
    () => {
      if (told(platform, orderNo).length < count) throw new Error(`Only told: ${told(platform, orderNo).join(', ')}`);
    },
    { interval: 2, timeout: 5_000 },
  );
}

/* ---- the till's ear */

export interface Ear {
  readonly url: string;
  readonly heard: { readonly contentType: string; readonly body: string }[];
  /** What it answers from now on. */
  answer: { status: number; text: string };
}

export async function startEar(): Promise<Ear> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      ear.heard.push({
        contentType: request.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(ear.answer.status).end(ear.answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ear: Ear = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify/abc`,
    heard: [],
    answer: { status: 200, text: 'success' },
  };
  onTestFinished(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
  return ear;
}
