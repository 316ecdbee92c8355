/** Alipay's other ways to talk: certificate mode, encrypted content, and charsets other than UTF-8. */
import { createCipheriv, createDecipheriv, createSign, createVerify } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';
import { withAlipayExtras } from '../../../main/practice/common/credentials.ts';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import {
  alipayOrder,
  type HttpReply,
  type Json,
  openAlipay,
  phone,
  platformKeys,
  postAlipay,
  scanAndPay,
  send,
  start,
  startEar,
  tillKeys,
  untilTold,
} from './support.ts';

const orderNo = 'T01_20261122_A1';
const number: Json = { out_trade_no: orderNo };
const { platform: credentials, till } = await withAlipayExtras({ platform: platformKeys, till: tillKeys });
const { app, alipay: alipayCertificate, alipayRoot } = till.alipay.certificates!;
const contentKey = Buffer.from(till.alipay.contentKey!, 'base64');

/** The official client stamps its requests with the real time. */
const realTime = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after: () => () => undefined,
  random: () => 0,
};
const base = { appId: till.alipay.appId, privateKey: till.alipay.appPrivateKey.trim(), keyType: 'PKCS8' as const };
const certificateMode = {
  appCertContent: app,
  alipayPublicCertContent: alipayCertificate,
  alipayRootCertContent: alipayRoot,
};
const keyMode = { alipayPublicKey: till.alipay.alipayPublicKey.trim() };

describe('the official Alipay client, checking every signature', () => {
  it.each([
    ['key mode with RSA2', { ...keyMode, signType: 'RSA2' as const }],
    ['key mode with RSA', { ...keyMode, signType: 'RSA' as const }],
    ['certificate mode with RSA2', { ...certificateMode, signType: 'RSA2' as const }],
    ['certificate mode with RSA', { ...certificateMode, signType: 'RSA' as const }],
  ])('goes from precreate to the refund query in %s', async (_mode, options) => {
    const { platform } = await start({ clock: realTime, credentials });
    const client = new AlipaySdk({ ...base, ...options, gateway: platform.alipayGatewayUrl });
    const call = async (method: string, bizContent: Json): Promise<Json> =>
      await client.exec(`alipay.trade.${method}`, { bizContent }, { validateSign: true });
    const created = await call('precreate', alipayOrder());
    expect(created['code']).toBe('10000');
    expect((await call('query', number))['subCode']).toBe('ACQ.TRADE_NOT_EXIST');
    await phone(platform, 'scan', { code: String(created['qrCode']) });
    await phone(platform, 'pay', { orderNo });
    expect((await call('query', number))['tradeStatus']).toBe('TRADE_SUCCESS');
    const request = { ...number, refund_amount: '41.30', out_request_no: 'R1' };
    expect(await call('refund', request)).toMatchObject({ code: '10000', fundChange: 'Y', refundFee: '41.30' });
    expect(await call('fastpay.refund.query', { ...number, out_request_no: 'R1' })).toMatchObject({
      refundStatus: 'REFUND_SUCCESS',
      refundAmount: '41.30',
    });
  });

  it('is paid by barcode, and sends and takes encrypted content', async () => {
    const { platform } = await start({ clock: realTime, credentials });
    const client = new AlipaySdk({
      ...base,
      ...keyMode,
      gateway: platform.alipayGatewayUrl,
      encryptKey: till.alipay.contentKey!,
    });
    const bizContent = {
      ...number,
      scene: 'bar_code',
      auth_code: '280123456789012345',
      subject: '茶',
      total_amount: '1.00',
    };
    const paid = await client.exec('alipay.trade.pay', { bizContent }, { validateSign: true });
    expect(paid['code']).toBe('10000');
    const asked: Json = await client.exec('alipay.trade.query', { bizContent: number, needEncrypt: true });
    expect(asked).toMatchObject({ code: '10000', tradeStatus: 'TRADE_SUCCESS', totalAmount: '1.00' });
  });
});

describe('certificate mode', () => {
  const sn = (client: AlipaySdk): Record<string, string | undefined> => ({
    app_cert_sn: client.config.appCertSn,
    alipay_root_cert_sn: client.config.alipayRootCertSn,
  });
  const client = new AlipaySdk({ ...base, ...certificateMode });

  it('names Alipay’s certificate in the reply, outside of what is signed', async () => {
    const { platform } = await start({ credentials });
    const reply = await postAlipay(platform, { common: sn(client) });
    const certSn = `,"alipay_cert_sn":"${client.config.alipayCertSn}"`;
    expect(reply.text).toContain(`}${certSn},"sign":"`);
    expect(openAlipay(reply.text.replace(certSn, ''))['code']).toBe('10000');
  });

  it('leaves the name out for who does not use certificates', async () => {
    const { platform } = await start({ credentials });
    expect((await postAlipay(platform, {})).text).not.toContain('alipay_cert_sn');
  });

  it.each(['app_cert_sn', 'alipay_root_cert_sn'])('refuses a wrong and a missing %s', async (name) => {
    const { platform } = await start({ credentials });
    for (const value of ['0'.repeat(32), undefined]) {
      const reply = await postAlipay(platform, { common: { ...sn(client), [name]: value } });
      expect(reply.text).toContain('isv.invalid-parameter');
      expect(reply.text).toContain(name);
    }
  });
});

describe('encrypted content', () => {
  const iv = Buffer.alloc(16);
  const encrypt = (text: string, key = contentKey): string => {
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  };
  const decrypt = (text: string): Json => {
    const decipher = createDecipheriv('aes-128-cbc', contentKey, iv);
    const plain = Buffer.concat([decipher.update(text, 'base64'), decipher.final()]).toString();
    return JSON.parse(plain) as Json;
  };
  const post = async (platform: PracticePlatform, content: string): Promise<HttpReply> =>
    postSigned(platform, { biz_content: content, encrypt_type: 'AES' }, (text) => Buffer.from(text), 'utf-8');

  it('is read, and answered encrypted: the signature covers the quotes too', async () => {
    const { platform } = await start({ credentials });
    const reply = await post(platform, encrypt(JSON.stringify(alipayOrder({ subject: '茶' }))));
    expect(platform.readState().trades[0]?.title).toBe('茶');
    const [, quoted = '', sign = ''] = /^\{"\w+":("[^"]+"),"sign":"([^"]+)"\}$/.exec(reply.text) ?? [];
    const verifier = createVerify('RSA-SHA256').update(quoted);
    expect(verifier.verify(till.alipay.alipayPublicKey, sign, 'base64')).toBe(true);
    expect(decrypt(JSON.parse(quoted) as string)).toMatchObject({ code: '10000', out_trade_no: orderNo });
  });

  it.each([
    ['plain', JSON.stringify(alipayOrder())],
    ['encrypted with another key', encrypt(JSON.stringify(alipayOrder()), Buffer.alloc(16, 7))],
    ['no JSON inside', encrypt('x')],
  ])('is refused when it is %s', async (_what, content) => {
    const { platform } = await start({ credentials });
    expect((await post(platform, content)).text).toContain('isv.decryption-error-unknown');
    expect(platform.readState().trades).toEqual([]);
  });
});

/** Form-encodes and signs the bytes that `encode` makes. */
async function postSigned(
  platform: PracticePlatform,
  changes: Record<string, string>,
  encode: (text: string) => Buffer,
  charset: string,
): Promise<HttpReply> {
  const parameters = {
    app_id: till.alipay.appId,
    method: 'alipay.trade.precreate',
    charset,
    sign_type: 'RSA2',
    timestamp: '2026-11-22 14:32:05',
    version: '1.0',
    ...changes,
  };
  const pairs = Object.entries(parameters).filter(([, value]) => value !== '');
  const text = pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  const sign = createSign('RSA-SHA256').update(encode(text)).sign(till.alipay.appPrivateKey, 'base64');
  const escaped = (value: string): string =>
    Array.from(encode(value), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const query = [...pairs, ['sign', sign] as const].map(([name, value]) => `${name}=${escaped(value)}`).join('&');
  return send(`${platform.alipayGatewayUrl}?${query}`, { method: 'POST' });
}

describe('charsets', () => {
  // «茶» alone, so that the test needs no table of its own.
  const gbk = (text: string): Buffer =>
    Buffer.concat(
      Array.from(text, (sign) => (sign === '茶' ? Buffer.from('b2e8', 'hex') : Buffer.from(sign, 'ascii'))),
    );
  const order = JSON.stringify(alipayOrder({ subject: '茶' }));

  it.each([
    ['GBK', 'GBK'],
    ['gbk', 'GBK'],
    ['gb2312', 'GB2312'],
    ['', 'GBK'],
  ])('%j is read, signed over its own bytes, and answered as %s', async (charset, label) => {
    const { platform } = await start();
    const reply = await postSigned(platform, { biz_content: order }, gbk, charset);
    expect(reply.headers['content-type']).toBe(`text/html;charset=${label}`);
    expect(openAlipay(reply.text)['code']).toBe('10000');
    expect(platform.readState().trades[0]?.title).toBe('茶');
  });

  it('carry the words of a refusal too', async () => {
    const { platform } = await start();
    const wrong = JSON.stringify(alipayOrder({ subject: '' }));
    const reply = await postSigned(platform, { biz_content: wrong }, gbk, 'GBK');
    expect(new TextDecoder('gbk', { fatal: true }).decode(reply.bytes)).toContain('参数无效: subject');
    const [, signed = '', sign = ''] =
      /^\{"\w+":(\{.*\}),"sign":"([^"]+)"\}$/.exec(reply.bytes.toString('latin1')) ?? [];
    const verifier = createVerify('RSA-SHA256').update(Buffer.from(signed, 'latin1'));
    expect(verifier.verify(till.alipay.alipayPublicKey, sign, 'base64')).toBe(true);
  });

  it('are believed: UTF-8 that is called GBK comes out as other words', async () => {
    const { platform } = await start();
    const content = JSON.stringify(alipayOrder({ subject: '茶茶' }));
    const reply = await postSigned(platform, { biz_content: content }, (text) => Buffer.from(text, 'utf8'), 'GBK');
    expect(openAlipay(reply.text)['code']).toBe('10000');
    expect(platform.readState().trades[0]?.title).toBe('鑼惰尪');
  });

  it('are kept by the notification', async () => {
    const { platform } = await start();
    const ear = await startEar();
    await postSigned(platform, { biz_content: order, notify_url: ear.url }, gbk, 'GBK');
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 1);
    const [heard] = ear.heard;
    expect(heard?.contentType).toBe('application/x-www-form-urlencoded;charset=GBK');
    expect(heard?.body).toContain('&subject=%B2%E8&');
    expect(heard?.body).toContain('charset=GBK&');
    const fields = (heard?.body ?? '').split('&').map((pair) => pair.split('=') as [string, string]);
    const bytes = (value: string): string =>
      value
        .replaceAll('+', ' ')
        .replace(/%(..)/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const signed = fields
      .filter(([name]) => name !== 'sign' && name !== 'sign_type')
      .map(([name, value]) => `${name}=${bytes(value)}`)
      .sort()
      .join('&');
    const sign = bytes(fields.find(([name]) => name === 'sign')?.[1] ?? '');
    const verifier = createVerify('RSA-SHA256').update(Buffer.from(signed, 'latin1'));
    expect(verifier.verify(till.alipay.alipayPublicKey, sign, 'base64')).toBe(true);
  });
});
