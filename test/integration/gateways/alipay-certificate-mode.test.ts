/** Alipay's own Node client as an oracle for certificate mode, encrypted contents and the other operations, over HTTP. */
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSn, readCertificates, readCertificateSet } from '../../../main/gateways/alipay/certificates.ts';
import { decryptContent, parseContentKey } from '../../../main/gateways/alipay/content-encryption.ts';
import { createAlipayOperations } from '../../../main/gateways/alipay/operations.ts';
import { signRequest } from '../../../main/gateways/alipay/parameters.ts';
import { refundRequest } from '../../../main/gateways/alipay/requests.ts';
import { bytesToSign, verifyBytes } from '../../../main/gateways/alipay/signing.ts';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { makeIdentity } from '../../unit/gateways/alipay/certificate-maker.ts';
import { alipay, application, keyTexts, paid, query, reply, signature } from '../../unit/gateways/alipay/platform.ts';
import { alipayAccount, alipayOrder, clock, keyStore, now } from '../../unit/gateways/doubles.ts';

const root = makeIdentity('Root', { isAuthority: true });
const shop = makeIdentity('Shop', { keys: application, issuer: root, serial: 3 });
const platform = makeIdentity('Alipay', { keys: alipay, issuer: root, serial: 17 });
const certificates = { app: shop.certificate, alipay: platform.certificate, alipayRoot: root.certificate };
const contentKeyText = 'TDftre9FpItr46e9BVNJcw==';

let answer = '';
const received: { url: URL; body: string }[] = [];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    received.push({ url, body: Buffer.concat(chunks).toString() });
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

function sdk(): AlipaySdk {
  return new AlipaySdk({
    appId: alipayAccount.appId,
    privateKey: application.privateKey.trim(),
    keyType: 'PKCS8',
    appCertContent: certificates.app,
    alipayPublicCertContent: certificates.alipay,
    alipayRootCertContent: certificates.alipayRoot,
    encryptKey: contentKeyText,
    gateway: gatewayUrl,
    camelcase: false,
  });
}

async function lastParameters(ask: () => Promise<unknown>): Promise<Readonly<Record<string, string>>> {
  received.length = 0;
  await ask();
  const [request] = received;
  return Object.fromEntries([...request!.url.searchParams, ...new URLSearchParams(request!.body)]);
}

function snOf(pem: string): string {
  const parsing = readCertificates(pem);
  return parsing.ok ? certificateSn(parsing.first) : '';
}

function isSignedByUs(parameters: Readonly<Record<string, string>>): boolean {
  const { sign = '', ...signed } = parameters;
  const fields = Object.entries(signed).map(([name, value]) => ({ name, bytes: Buffer.from(value) }));
  return verifyBytes(bytesToSign(fields, 'drop'), sign, createPublicKey(application.publicKey), 'RSA2');
}

const certified = (certSn: string): string => reply(query, paid).replace(/\}$/, `,"alipay_cert_sn":"${certSn}"}`);

describe('in certificate mode', () => {
  it('the official client sends the numbers that we send, and its request verifies with us', async () => {
    answer = certified(snOf(platform.certificate));
    const theirs = await lastParameters(() => sdk().exec(query, { bizContent: { out_trade_no: '矿 & 1+1=50%' } }));
    const reading = readCertificateSet(certificates, createPrivateKey(application.privateKey));
    if (!reading.ok) throw new Error(reading.problem);
    expect(theirs['app_cert_sn']).toBe(reading.set.appCertSn);
    expect(theirs['alipay_root_cert_sn']).toBe(reading.set.alipayRootCertSn);
    expect(isSignedByUs(theirs)).toBe(true);
  });

  it('the official client verifies what we send', async () => {
    answer = certified(snOf(platform.certificate));
    const transport = createHttpTransport(gatewayUrl);
    const account = { ...alipayAccount, gatewayUrl, certificates };
    const keys = keyStore({ alipay_app_private_key: application.privateKey });
    const operations = createAlipayOperations({ account, keys, transport, clock });
    const ours = await lastParameters(() => operations.query({ outTradeNo: alipayOrder.orderNo }));
    transport.close();
    expect(ours['app_cert_sn']).toBe(snOf(shop.certificate));
    // The client checks with «Alipay's» certificate; here that is the application's, whose key signed the request.
    const checker = new AlipaySdk({
      appId: alipayAccount.appId,
      privateKey: application.privateKey.trim(),
      keyType: 'PKCS8',
      appCertContent: certificates.app,
      alipayPublicCertContent: certificates.app,
      alipayRootCertContent: certificates.alipayRoot,
    });
    expect(checker.checkNotifySignV2(ours)).toBe(true);
    expect(checker.checkNotifySignV2({ ...ours, app_cert_sn: '0' })).toBe(false);
  });

  it.each([
    ['its certificate', certified(snOf(platform.certificate)), 'facts', true],
    // Which certificate it names only we look at.
    ['the name of another certificate', certified(snOf(root.certificate)), 'unknown', true],
    [
      'another key',
      certified(snOf(platform.certificate)).replace(
        /"sign":"[^"]*"/,
        `"sign":"${signature(JSON.stringify(paid), 'RSA-SHA256', application.privateKey)}"`,
      ),
      'unknown',
      false,
    ],
  ] as const)('a reply under %s is judged by both', async (_what, text, kind, isVerified) => {
    answer = text;
    const transport = createHttpTransport(gatewayUrl);
    const account = { ...alipayAccount, gatewayUrl, certificates };
    const operations = createAlipayOperations({ account, keys: keyStore(keyTexts), transport, clock });
    expect((await operations.query({ outTradeNo: alipayOrder.orderNo })).kind).toBe(kind);
    transport.close();
    const asked = sdk().exec(query, { bizContent: { out_trade_no: '1' } }, { validateSign: true });
    expect(
      await asked.then(
        () => true,
        () => false,
      ),
    ).toBe(isVerified);
  });
});

describe('encrypted contents', () => {
  const parsing = parseContentKey(contentKeyText);
  if (!parsing.ok) throw new Error(parsing.problem);
  const { key } = parsing;

  it('of the official client are decrypted by us', async () => {
    answer = reply(query, paid);
    const parameters = await lastParameters(() =>
      sdk().exec(query, { bizContent: { out_trade_no: '矿泉水' }, needEncrypt: true }),
    );
    expect(parameters['encrypt_type']).toBe('AES');
    expect(decryptContent(parameters['biz_content'] ?? '', key)?.toString()).toBe('{"out_trade_no":"矿泉水"}');
    expect(isSignedByUs(parameters)).toBe(true);
  });

  it('of ours are decrypted by the official client, whatever they say', () => {
    const official = sdk();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (refundReason) => {
        const building = refundRequest({ outTradeNo: 'T1', refundAmountMinor: 1, outRequestNo: 'R1', refundReason });
        if (!building.ok) throw new Error(JSON.stringify(building.problems));
        const unsigned = { account: alipayAccount, operation: building.operation, notifyUrl: null, now };
        const request = signRequest(unsigned, createPrivateKey(application.privateKey), { contentKey: key });
        const content = new URLSearchParams(Buffer.from(request.body).toString()).get('biz_content') ?? '';
        expect(official.aesDecrypt(content)).toBe(JSON.stringify(building.operation.bizContent));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a request in GBK', () => {
  it('is verified by plain crypto over the bytes that came', () => {
    const building = refundRequest({
      outTradeNo: 'T1',
      refundAmountMinor: 1,
      outRequestNo: 'R1',
      refundReason: '退货',
    });
    if (!building.ok) throw new Error(JSON.stringify(building.problems));
    const account = { ...alipayAccount, charset: 'GBK' } as const;
    const unsigned = { account, operation: building.operation, notifyUrl: null, now };
    const request = signRequest(unsigned, createPrivateKey(application.privateKey));
    const parameters = new URL(request.url).searchParams;
    const sign = parameters.get('sign') ?? '';
    parameters.delete('sign');
    const common = [...parameters].map(([name, value]) => `${name}=${value}`);
    // 退货 in GBK, from its published table.
    const content =
      '{"out_trade_no":"T1","refund_amount":"0.01","out_request_no":"R1","refund_reason":"\xcd\xcb\xbb\xf5"}';
    const text = [...common, `biz_content=${content}`].sort().join('&');
    const isGood = verify(
      'RSA-SHA256',
      Buffer.from(text, 'latin1'),
      application.publicKey,
      Buffer.from(sign, 'base64'),
    );
    expect(isGood).toBe(true);
  });
});
