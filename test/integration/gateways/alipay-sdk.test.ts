/** Alipay's own Node client as an oracle: what it signs we verify, what we sign it verifies, what it refuses we refuse. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlipayGateway, precreateFields } from '../../../main/gateways/alipay/alipay-gateway.ts';
import { readNotification } from '../../../main/gateways/alipay/notification.ts';
import { signRequest } from '../../../main/gateways/alipay/parameters.ts';
import { precreateRequest } from '../../../main/gateways/alipay/requests.ts';
import { bytesToSign, verifyBytes } from '../../../main/gateways/alipay/signing.ts';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { alipayAccount, alipayOrder, clock, keyStore, now } from '../../unit/gateways/doubles.ts';
import {
  alipay,
  application,
  contentToSign,
  keyTexts,
  notification,
  paid,
  query,
  reply,
  signature,
  signedText,
} from '../../unit/gateways/alipay/platform.ts';

interface Received {
  readonly url: URL;
  readonly body: Buffer;
}

let answer = '';
const received: Received[] = [];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.push({ url: new URL(request.url ?? '/', 'http://127.0.0.1'), body: Buffer.concat(chunks) });
    response.setHeader('Content-Type', 'text/html;charset=utf-8');
    response.end(answer);
  });
});
let gatewayUrl = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gateway.do`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function sdk(publicKey: string, signType: 'RSA2' | 'RSA' = 'RSA2'): AlipaySdk {
  return new AlipaySdk({
    appId: alipayAccount.appId,
    privateKey: application.privateKey.trim(),
    keyType: 'PKCS8',
    alipayPublicKey: publicKey.trim(),
    gateway: gatewayUrl,
    signType,
    camelcase: false,
  });
}

const keyPair = { privateKey: createPrivateKey(application.privateKey), publicKey: createPublicKey(alipay.publicKey) };

describe('our requests', () => {
  it.each(['RSA2', 'RSA'] as const)('are verified by the official client: %s', (signType) => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(texts, texts, fc.option(fc.webUrl({ withQueryParameters: true })), (note, storeId, notifyUrl) => {
        const account = { ...alipayAccount, signType, storeId: Array.from(storeId).slice(0, 32).join('') };
        const building = precreateRequest(precreateFields(account, { ...alipayOrder, note }));
        if (!building.ok) throw new Error(JSON.stringify(building.problems));
        const { operation } = building;
        const request = signRequest({ account, operation, notifyUrl, now }, keyPair.privateKey);
        const parameters = Object.fromEntries([
          ...new URL(request.url).searchParams,
          ...new URLSearchParams(Buffer.from(request.body).toString()),
        ]);
        // A request is signed with its sign_type, which is what the client tries first.
        expect(sdk(application.publicKey, signType).checkNotifySignV2(parameters)).toBe(true);
        expect(sdk(application.publicKey, signType).checkNotifySignV2({ ...parameters, version: '1.1' })).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the official client\u2019s requests', () => {
  it('are verified by us, over the same sorted text', async () => {
    answer = reply(query, paid);
    received.length = 0;
    await sdk(alipay.publicKey).exec(query, { bizContent: { out_trade_no: '矿 & 1+1=50%' } });
    const [request] = received;
    const parameters = [...request!.url.searchParams, ...new URLSearchParams(request!.body.toString())];
    const fields = parameters.map(([name, value]) => ({ name, bytes: Buffer.from(value) }));
    const sign = request!.url.searchParams.get('sign') ?? '';
    const publicKey = createPublicKey(application.publicKey);
    expect(verifyBytes(bytesToSign(fields, 'drop'), sign, publicKey, 'RSA2')).toBe(true);
    expect(verifyBytes(bytesToSign(fields.slice(1), 'drop'), sign, publicKey, 'RSA2')).toBe(false);
  });
});

describe('a reply', () => {
  const ask = async () => {
    const transport = createHttpTransport(gatewayUrl);
    const account = { ...alipayAccount, gatewayUrl };
    const gateway = createAlipayGateway({ account, keys: keyStore(keyTexts), transport, clock });
    const outcome = await gateway.query(alipayOrder);
    transport.close();
    return outcome.kind;
  };
  const askOfficially = async (): Promise<'verified' | 'refused'> => {
    try {
      await sdk(alipay.publicKey).exec(query, { bizContent: { out_trade_no: '1' } }, { validateSign: true });
      return 'verified';
    } catch (error) {
      if (error instanceof Error) return 'refused';
      throw error;
    }
  };

  it.each([
    ['compact', reply(query, paid)],
    ['spaced', signedText(query, JSON.stringify(paid, null, 2))],
    [
      'in Chinese, with escaped slashes',
      signedText(query, JSON.stringify({ ...paid, note: '矿/泉' }).replace('/', '\\/')),
    ],
  ])('%s is verified by both', async (_how, text) => {
    answer = text;
    expect([await askOfficially(), await ask()]).toEqual(['verified', 'facts']);
  });

  it.each([
    ['altered', reply(query, paid).replace('20.00', '2.000')],
    ['signed by another', signedText(query, JSON.stringify(paid), signature('x'))],
    ['unsigned', `{"alipay_trade_query_response":${JSON.stringify(paid)}}`],
    ['a page', '<html></html>'],
  ])('%s is refused by both', async (_how, text) => {
    answer = text;
    expect([await askOfficially(), await ask()]).toEqual(['refused', 'unknown']);
  });

  it('with a second response after the signature is refused by us alone', async () => {
    const unpaid = JSON.stringify({ ...paid, trade_status: 'WAIT_BUYER_PAY' });
    const forged = JSON.stringify(paid);
    answer = `{"alipay_trade_query_response":${unpaid},"sign":"${signature(unpaid)}","alipay_trade_query_response":${forged}}`;
    expect([await askOfficially(), await ask()]).toEqual(['verified', 'unknown']);
  });
});

describe('a notification', () => {
  const required = {
    app_id: alipayAccount.appId,
    out_trade_no: 'T01_1',
    trade_status: 'TRADE_SUCCESS',
    charset: 'utf-8',
  };
  const extraFields = fc.dictionary(
    fc
      .stringMatching(/^[a-z][a-z0-9_]{0,12}$/)
      .filter((name) => !['sign', 'sign_type', 'trans_currency', 'settle_currency', 'total_amount'].includes(name)),
    fc.string({ unit: 'grapheme' }),
    { maxKeys: 8 },
  );
  const official = () => sdk(alipay.publicKey);

  it('is verified by both or refused by both, whatever its fields say', () => {
    fc.assert(
      fc.property(extraFields, fc.constantFrom(...(['as signed', 'altered'] as const)), (extra, how) => {
        const fields = { ...extra, ...required };
        const sign = signature(contentToSign(fields) + (how === 'altered' ? ' ' : ''));
        const body = notification(fields, sign);
        const raw = { contentType: 'application/x-www-form-urlencoded', body: Buffer.from(body) };
        expect(readNotification(raw, keyPair.publicKey, 'RSA2').ok).toBe(how === 'as signed');
        expect(official().checkNotifySignV2(Object.fromEntries(new URLSearchParams(body)))).toBe(how === 'as signed');
      }),
      { numRuns: 60 },
    );
  });

  it('that names the weaker algorithm is refused by us alone', () => {
    const body = notification(required, signature(contentToSign(required), 'RSA-SHA1'), 'RSA');
    const raw = { contentType: 'application/x-www-form-urlencoded', body: Buffer.from(body) };
    expect(readNotification(raw, keyPair.publicKey, 'RSA2')).toMatchObject({ problem: { code: 'signature_wrong' } });
    expect(official().checkNotifySignV2(Object.fromEntries(new URLSearchParams(body)))).toBe(true);
  });
});
