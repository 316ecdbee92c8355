import { describe, expect, it } from 'vitest';
import {
  type Json,
  openScanForPay,
  phone,
  postScanForPay,
  scanAndPay,
  scanForPay,
  scanForPayEnvelope,
  scanForPayHeader,
  scanForPayOrder,
  send,
  sha256Hex,
  start,
  tillKeys,
} from './support.ts';

const orderNo = 'T01261122143205A1';
const query: Json = { storeNo: tillKeys.scanForPay.storeNo, partnerOrderNo: orderNo };

describe('ScanForPay create', () => {
  it('hands out an Alipay code with its three pictures, in a signed envelope', async () => {
    const { platform } = await start();
    const text = JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() });
    const reply = await postScanForPay(platform, 'create', scanForPayEnvelope(text));
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json;charset=UTF-8');
    const { header, body } = openScanForPay(reply.text);
    expect(header).toEqual({
      version: '1.0',
      partnerNo: tillKeys.scanForPay.partnerNo,
      respMsgId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      respTime: '2026-11-22T14:32:05+08:00',
      signType: 'SHA256',
    });
    const code = String(body['qrcode']).replace('https://qr.alipay.com/', '');
    expect(code).toMatch(/^bax[0-9a-z]{21}$/);
    expect(body).toEqual({
      code: 1,
      msg: 'success',
      orderNo: expect.stringMatching(/^20261122143205\d{6}$/) as unknown,
      partnerOrderNo: orderNo,
      qrcode: `https://qr.alipay.com/${code}`,
      qrcodeImageS: `https://mobilecodec.alipay.com/show.htm?code=${code}&picSize=S`,
      qrcodeImageM: `https://mobilecodec.alipay.com/show.htm?code=${code}&picSize=M`,
      qrcodeImageL: `https://mobilecodec.alipay.com/show.htm?code=${code}&picSize=L`,
    });
  });

  it('hands out a WeChat code without pictures', async () => {
    const { platform } = await start();
    const body = await scanForPay(platform, 'create', scanForPayOrder({ wallet: 'Wechat' }));
    expect(body['qrcode']).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=[0-9A-Za-z]{9}$/);
    expect(body).not.toHaveProperty('qrcodeImageL');
  });

  it('answers in ASCII with escaped slashes, as the real one does', async () => {
    const { platform } = await start();
    const created = await postScanForPay(
      platform,
      'create',
      scanForPayEnvelope(JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() })),
    );
    expect(created.text).toContain('https:\\/\\/qr.alipay.com\\/bax');
    const refused = await postScanForPay(platform, 'create', 'x');
    expect(refused.text).toMatch(/\\u[0-9a-f]{4}/);
    expect(refused.text).toMatch(/^[\x20-\x7e]+$/);
  });

  it('verifies the text as received: blanks, escapes and member order are the sender’s own', async () => {
    const { platform } = await start();
    const text =
      `{ "body" : ${JSON.stringify(scanForPayOrder({ orderTitle: 'tea "}, {' }))} ,\n "header":${JSON.stringify(
        scanForPayHeader(),
      )} }`.replace('tea', '\\u8336\\/');
    const wire = `  {"signature":"${sha256Hex(text + tillKeys.scanForPay.signKey)}" , "request" : ${text} } \n`;
    const reply = await postScanForPay(platform, 'create', wire);
    expect(openScanForPay(reply.text).body['code']).toBe(1);
    expect(platform.readState().trades[0]?.title).toBe('茶/ "}, {');
  });

  it('takes what shipping clients send: an empty message id, 2000.0, and members it does not know', async () => {
    const { platform } = await start();
    const text = JSON.stringify({
      header: { ...scanForPayHeader(), reqMsgId: '' },
      body: scanForPayOrder({ currency: 'HKD', returnUrl: 'https://shop.example/' }),
    }).replace('"orderAmount":14130', '"orderAmount":2000.0');
    const reply = await postScanForPay(platform, 'create', scanForPayEnvelope(text));
    expect(openScanForPay(reply.text).body['code']).toBe(1);
    expect(platform.readState().trades[0]).toMatchObject({ amountMinor: 2000, currency: 'CNY' });
  });

  it('refuses a number that is already used with 31, even for the very same order', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    expect(await scanForPay(platform, 'create', scanForPayOrder())).toEqual({ code: 31, msg: '订单重复创建' });
    expect(platform.readState().trades).toHaveLength(1);
  });

  it.each<[number, string, Json]>([
    [4, 'no store', { storeNo: undefined }],
    [4, 'an empty order number', { partnerOrderNo: '' }],
    [4, 'no wallet', { wallet: null }],
    [4, 'no amount', { orderAmount: undefined }],
    [3, 'another store', { storeNo: '1' }],
    [5, 'a store number of 16', { storeNo: '1'.repeat(16) }],
    [5, 'an order number of 33', { partnerOrderNo: 'A'.repeat(33) }],
    [5, 'a number as order number', { partnerOrderNo: 12 }],
    [5, 'a wallet in another spelling', { wallet: 'WeChat' }],
    [5, 'a fraction of a fen', { orderAmount: 1.5 }],
    [5, 'an amount in quotes', { orderAmount: '100' }],
    [5, 'nothing to pay', { orderAmount: 0 }],
    [5, 'a negative amount', { orderAmount: -1 }],
    [5, 'an amount beyond an int', { orderAmount: 2 ** 31 }],
    [5, 'a title of 101', { orderTitle: '茶'.repeat(101) }],
    [5, 'an operator of 21', { operatorId: 'o'.repeat(21) }],
    [5, 'a terminal of 21', { terminalNo: 't'.repeat(21) }],
    [5, 'a notify address of 201', { notifyUrl: `http://127.0.0.1/${'n'.repeat(184)}` }],
    [5, 'a notify address that is none', { notifyUrl: '127.0.0.1/notify' }],
    [5, 'a time limit in seconds', { it_b_pay: '90s' }],
    [5, 'a time limit with a fraction', { it_b_pay: '1.5h' }],
    [5, 'a time limit over 15 days', { it_b_pay: '16d' }],
    [5, 'a time limit of nothing', { it_b_pay: '0m' }],
  ])('answers %i to %s', async (code, _what, changes) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'create', scanForPayOrder(changes)))['code']).toBe(code);
    expect(platform.readState().trades).toEqual([]);
  });

  it.each<[string, Json]>([
    ['a title of 100', { orderTitle: '茶'.repeat(100) }],
    ['an empty notify address', { notifyUrl: '' }],
    ['15 days', { it_b_pay: '15d' }],
    ['until midnight', { it_b_pay: '1c' }],
    ['the largest int', { orderAmount: 2 ** 31 - 1 }],
  ])('takes %s', async (_what, changes) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'create', scanForPayOrder(changes)))['code']).toBe(1);
  });
});

describe('the ScanForPay envelope', () => {
  it.each<[number, string, Json]>([
    [3, 'another partner', { partnerNo: '10001' }],
    [4, 'no partner', { partnerNo: undefined }],
    [4, 'no message id', { reqMsgId: undefined }],
    [
      4,
      'the samples’ requestTime in place of reqTime',
      { reqTime: undefined, requestTime: '2026-11-22T14:32:05+08:00' },
    ],
    [5, 'a message id of 36', { reqMsgId: '615c1195-0cd0-421c-b612-538bf03eabc7' }],
    [5, 'a time without zone', { reqTime: '2026-11-22T14:32:05' }],
    [5, 'another version', { version: '2.0' }],
    [5, 'another algorithm', { signType: 'MD5' }],
  ])('answers %i to %s', async (code, _what, headerChanges) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'create', scanForPayOrder(), headerChanges))['code']).toBe(code);
  });

  const text = JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() });
  const signed = scanForPayEnvelope(text);

  it.each<[number, string, string]>([
    [8, 'another key', scanForPayEnvelope(text, 'another key')],
    [8, 'a changed amount', signed.replace('14130', '14131')],
    [8, 'an added blank', signed.replace('"body":', '"body": ')],
    [8, 'a signature in capitals', signed.replace(/[0-9a-f]{64}/, (signature) => signature.toUpperCase())],
    [6, 'no JSON', 'request=1'],
    [6, 'a list', `[${signed}]`],
    [6, 'a trailing comma', signed.replace(/\}$/, ',}')],
    [6, 'the request twice', signed.replace(/\}$/, `,"request":${text}}`)],
    [6, 'the request twice under an escaped name', signed.replace(/\}$/, `,"re\\u0071uest":${text}}`)],
    [4, 'no signature', `{"request":${text}}`],
    [4, 'an empty signature', `{"request":${text},"signature":""}`],
    [4, 'no request', '{"signature":"a"}'],
    [4, 'a request that is no object', scanForPayEnvelope('"x"')],
    [4, 'no body', scanForPayEnvelope(JSON.stringify({ header: scanForPayHeader() }))],
  ])('answers %i to %s', async (code, _what, wire) => {
    const { platform } = await start();
    const reply = await postScanForPay(platform, 'create', wire);
    expect(openScanForPay(reply.text).body['code']).toBe(code);
    expect(platform.readState().trades).toEqual([]);
  });

  it('answers 6 to bytes that are not UTF-8 and to another content type', async () => {
    const { platform } = await start();
    const latin = Buffer.from(signed.replace('Alipay', 'Alip\u00e4y'), 'latin1');
    expect(openScanForPay((await postScanForPay(platform, 'create', latin)).text).body['code']).toBe(6);
    const form = await postScanForPay(platform, 'create', signed, 'application/x-www-form-urlencoded');
    expect(openScanForPay(form.text).body['code']).toBe(6);
  });

  it('takes POST only, and no more than 64 KiB', async () => {
    const { platform } = await start();
    expect((await send(`${platform.scanForPayBaseUrl}/api/offline/create`)).status).toBe(405);
    expect((await send(`${platform.scanForPayBaseUrl}/api/jspay/create`, { method: 'POST' })).status).toBe(404);
    const long = scanForPayEnvelope(JSON.stringify({ padding: 'x'.repeat(64 * 1024) }));
    const outcome = await postScanForPay(platform, 'create', long).then(
      (reply) => reply.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(outcome);
  });
});

describe('ScanForPay payQuery', () => {
  it('says 0 until the customer pays, then 1 with time and buyer', async () => {
    const { platform } = await start();
    const created = await scanForPay(platform, 'create', scanForPayOrder());
    const waiting = {
      code: 1,
      msg: 'success',
      orderNo: created['orderNo'],
      partnerOrderNo: orderNo,
      orderAmount: 14130,
      wallet: 'Alipay',
      status: 0,
      currency: 'CNY',
    };
    expect(await scanForPay(platform, 'query', query)).toEqual(waiting);
    await phone(platform, 'scan', { code: String(created['qrcode']) });
    expect(await scanForPay(platform, 'query', query)).toEqual(waiting);
    await phone(platform, 'pay', { orderNo });
    expect(await scanForPay(platform, 'query', query)).toEqual({
      ...waiting,
      status: 1,
      payTime: '2026-11-22T14:32:05+08:00',
      buyer: '159****5620',
      buyerId: '2088000000005620',
    });
  });

  it('finds an order by the platform’s number, which wins over the merchant’s', async () => {
    const { platform } = await start();
    const created = await scanForPay(platform, 'create', scanForPayOrder());
    const found = await scanForPay(platform, 'query', {
      ...query,
      partnerOrderNo: 'someOther',
      orderNo: created['orderNo'],
    });
    expect(found['partnerOrderNo']).toBe(orderNo);
  });

  it('answers 7 without a number, 30 to an unknown one, 4 without a store and 3 for another store', async () => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'query', { ...query, partnerOrderNo: '' }))['code']).toBe(7);
    expect((await scanForPay(platform, 'query', query))['code']).toBe(30);
    expect((await scanForPay(platform, 'query', { partnerOrderNo: orderNo }))['code']).toBe(4);
    expect((await scanForPay(platform, 'query', { ...query, storeNo: '1' }))['code']).toBe(3);
  });

  it('says 2 after the customer declined', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await phone(platform, 'scan', { code: orderNo });
    await phone(platform, 'decline', { orderNo });
    expect((await scanForPay(platform, 'query', query))['status']).toBe(2);
  });

  it('counts it_b_pay from the scan: the code lives on before, and is over after', async () => {
    const { platform, clock } = await start();
    await scanForPay(platform, 'create', scanForPayOrder({ it_b_pay: '5m' }));
    await clock.advance(30 * 60_000);
    expect((await scanForPay(platform, 'query', query))['status']).toBe(0);
    await phone(platform, 'scan', { code: orderNo });
    await clock.advance(5 * 60_000 - 1);
    expect((await scanForPay(platform, 'query', query))['status']).toBe(0);
    await clock.advance(1);
    expect((await scanForPay(platform, 'query', query))['status']).toBe(2);
    expect((await phone(platform, 'pay', { orderNo })).status).toBe(409);
  });

  it('lets a code that nobody opens die after two hours', async () => {
    const { platform, clock } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await clock.advance(2 * 3_600_000);
    expect((await scanForPay(platform, 'query', query))['status']).toBe(2);
    expect((await phone(platform, 'scan', { code: orderNo })).status).toBe(409);
  });

  it('keeps a paid order paid for good', async () => {
    const { platform, clock } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanAndPay(platform, orderNo);
    await clock.advance(48 * 3_600_000);
    expect((await scanForPay(platform, 'query', query))['status']).toBe(1);
  });
});
