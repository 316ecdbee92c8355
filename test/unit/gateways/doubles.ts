/** Stand-ins for the gateways' neighbours: keys, clock and wire. */
import { generateKeyPairSync } from 'node:crypto';
import type { Order } from '../../../main/domain/order.ts';
import type { HttpFailure, HttpReply, HttpRequest, HttpTransport } from '../../../main/gateways/http-transport.ts';
import type { AlipayAccount } from '../../../main/gateways/alipay/wire.ts';
import type { ScanForPayAccount } from '../../../main/gateways/scanforpay/wire.ts';
import type { KeyKind, KeyReading, KeyStore } from '../../../main/ports/index.ts';

export const now = new Date('2024-05-01T04:00:00.000Z');
export const clock = { now: () => now };

export function keyStore(texts: Partial<Record<KeyKind, string>>, other?: KeyReading): KeyStore {
  return {
    read: async ({ kind }) => {
      const text = texts[kind];
      if (text === undefined) return other ?? { kind: 'missing_or_locked' };
      return { kind: 'found', secret: { reveal: () => text } };
    },
    write: async () => ({ kind: 'stored' }),
    remove: async () => undefined,
  };
}

export interface RecordingTransport extends HttpTransport {
  readonly requests: HttpRequest[];
}

/** Answers every request with what `answer` makes of it. `forgetting` records none: for very many of them. */
export function transportAnswering(
  answer: (request: HttpRequest) => string | HttpReply | HttpFailure,
  memory: 'recording' | 'forgetting' = 'recording',
): RecordingTransport {
  const requests: HttpRequest[] = [];
  return {
    requests,
    post: async (request) => {
      if (memory === 'recording') requests.push(request);
      const result = answer(request);
      return typeof result === 'string'
        ? { kind: 'reply', status: 200, body: Buffer.from(result), dateHeader: null }
        : result;
    },
  };
}

export const scanForPayAccount: ScanForPayAccount = {
  id: 'counter',
  baseUrl: 'https://pay.scanforpay.com',
  partnerNo: '10001',
  storeNo: '100010000000002',
  terminalNo: 't01',
  orderTitle: 'Counter 1',
  codeValidMinutes: 5,
};

export const alipayAccount: AlipayAccount = {
  id: 'counter',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2014072300007148',
  sellerId: '2088102146225135',
  signType: 'RSA2',
  storeId: 'pudong001',
  terminalId: 't_001',
  subject: 'Counter 1',
  codeValidMinutes: 5,
};

export const order: Order = {
  requestKey: '5b1c1d6c-3c62-4a35-9d2e-0d8e5a4b7d11',
  accountId: 'counter',
  accountName: 'Counter',
  gateway: 'scanforpay',
  wallet: 'alipay',
  merchantId: '10001',
  sellerId: null,
  amountMinor: 2000,
  currency: 'CNY',
  way: 'transaction_code',
  lines: [],
  discountMinor: 0,
  note: '',
  operatorName: 'op001',
  orderNo: 'T01_20240501_0001_K7F3',
  installationId: null,
  dailyNumber: 1,
  businessDay: '2024-05-01',
  state: 'creating',
  scanned: false,
  attention: null,
  problem: null,
  qrText: null,
  gatewayOrderNo: null,
  buyerHint: null,
  learnedBy: null,
  refunds: [],
  refundedMinor: 0,
  createdAt: now.toISOString(),
  codeExpiresAt: '2024-05-01T04:05:00.000Z',
  paidAt: null,
  updatedAt: now.toISOString(),
  version: 1,
};

export const alipayOrder: Order = {
  ...order,
  gateway: 'alipay',
  merchantId: alipayAccount.appId,
  sellerId: alipayAccount.sellerId,
};

export interface RsaPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function rsaPair(bits = 2048): RsaPair {
  return generateKeyPairSync('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
