import { createHash } from 'node:crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Order, Refund } from '../../../../main/domain/order.ts';
import { disagreement } from '../../../../main/domain/settlement.ts';
import type { HttpFailure, HttpReply } from '../../../../main/gateways/http-transport.ts';
import { createScanForPayGateway } from '../../../../main/gateways/scanforpay/scanforpay-gateway.ts';
import type { ScanForPayAccount as AccountInUse } from '../../../../main/gateways/scanforpay/wire.ts';
import type { KeyReading, NotificationReading } from '../../../../main/ports/index.ts';
import type { ScanForPayAccount } from '../../../../preload/contract/index.ts';
import { clock, keyStore, order, scanForPayAccount, transportAnswering } from '../doubles.ts';
import { paidBody, reply, responseText, sha256Hex, signedText, signKey } from './platform.ts';

type Answer = string | HttpReply | HttpFailure;

function gatewayAnswering(answer: Answer, keyText: string | null = signKey, otherKey?: KeyReading) {
  const transport = transportAnswering(() => answer);
  const gateway = createScanForPayGateway({
    account: scanForPayAccount,
    keys: keyStore(keyText === null ? {} : { scanforpay_sign_key: keyText }, otherKey),
    transport,
    clock,
    makeMessageId: () => '615c11950cd0421cb612538bf03eabc7',
  });
  return { gateway, transport };
}

const created = {
  code: 1,
  msg: 'success',
  orderNo: '2018072517535241',
  partnerOrderNo: order.orderNo,
  qrcode: 'https://qr.alipay.com/bax01968y4zlr8n4usrb40b7',
  qrcodeImageS: 'https://mobilecodec.alipay.com/show.htm?code=bax&picSize=S',
};

function sentRequest(transport: ReturnType<typeof transportAnswering>): unknown {
  return (JSON.parse(Buffer.from(transport.requests[0]!.body).toString()) as { request: unknown }).request;
}

async function create(answer: Answer, of: Order = order) {
  return gatewayAnswering(answer).gateway.create(of, null);
}

async function query(answer: Answer) {
  return gatewayAnswering(answer).gateway.query(order);
}

describe('create at ScanForPay', () => {
  it('sends the documented members, signed, and returns the code', async () => {
    const { gateway, transport } = gatewayAnswering(reply(created));
    const outcome = await gateway.create(order, 'https://shop.example.com/notify/counter');
    expect(outcome).toEqual({
      kind: 'created',
      qrText: created.qrcode,
      gatewayOrderNo: '2018072517535241',
      imageUrls: [created.qrcodeImageS],
      evidence: { httpStatus: 200, replyText: reply(created) },
    });
    const [request] = transport.requests;
    expect(request?.url).toBe('https://pay.scanforpay.com/api/offline/create');
    expect(request?.headers).toEqual({ 'Content-Type': 'application/json' });
    expect(sentRequest(transport)).toEqual({
      header: {
        version: '1.0',
        partnerNo: '10001',
        reqMsgId: '615c11950cd0421cb612538bf03eabc7',
        reqTime: '2024-05-01T12:00:00+08:00',
        signType: 'SHA256',
      },
      body: {
        storeNo: '100010000000002',
        partnerOrderNo: order.orderNo,
        wallet: 'Alipay',
        orderAmount: 2000,
        orderTitle: 'Counter 1',
        operatorId: 'op001',
        terminalNo: 't01',
        notifyUrl: 'https://shop.example.com/notify/counter',
        it_b_pay: '5m',
      },
    });
    const wire = Buffer.from(request!.body).toString();
    const requestText = wire.slice('{"request":'.length, wire.indexOf(',"signature"'));
    expect(wire.endsWith(`,"signature":"${sha256Hex(requestText + signKey)}"}`)).toBe(true);
  });

  it('prefers the note as title, leaves out what is empty, and names WeChat as the gateway does', async () => {
    const transport = transportAnswering(() => reply(created));
    const gateway = createScanForPayGateway({
      account: { ...scanForPayAccount, terminalNo: '', baseUrl: 'https://pay.scanforpay.com/' },
      keys: keyStore({ scanforpay_sign_key: ` ${signKey}\n` }),
      transport,
      clock,
    });
    await gateway.create({ ...order, wallet: 'wechat_pay', note: '矿泉水', operatorName: '小王' }, null);
    expect(transport.requests[0]?.url).toBe('https://pay.scanforpay.com/api/offline/create');
    expect(sentRequest(transport)).toMatchObject({
      header: { reqMsgId: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      body: { wallet: 'Wechat', orderTitle: '矿泉水' },
    });
    const { body } = sentRequest(transport) as { body: object };
    expect(Object.keys(body)).not.toContain('terminalNo');
    expect(Object.keys(body)).not.toContain('operatorId');
    expect(Object.keys(body)).not.toContain('notifyUrl');
  });

  it('shows a WeChat code for a WeChat order', async () => {
    const outcome = await create(reply({ ...created, qrcode: 'weixin://wxpay/bizpayurl?pr=x' }), {
      ...order,
      wallet: 'wechat_pay',
    });
    expect(outcome.kind).toBe('created');
  });

  it.each([
    ['a code from elsewhere', { qrcode: 'https://example.org/pay' }, 'refused', 'code_untrusted'],
    ['a WeChat code for an Alipay order', { qrcode: 'weixin://wxpay/x' }, 'refused', 'code_untrusted'],
    ['no code', { qrcode: undefined }, 'unknown', 'malformed_reply'],
    ['no number', { partnerOrderNo: undefined }, 'unknown', 'malformed_reply'],
    ['the number of another order', { partnerOrderNo: 'T01_other' }, 'unknown', 'order_number_differs'],
  ] as const)('does not show %s', async (_what, change, kind, code) => {
    expect(await create(reply({ ...created, ...change }))).toMatchObject({ kind, problem: { code } });
  });

  it('does not take another merchant\u2019s reply', async () => {
    expect(await create(reply(created, { partnerNo: '10002' }))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'merchant_differs' },
    });
    expect(await create(reply(created, { partnerNo: undefined }))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'malformed_reply' },
    });
  });

  it.each([
    [2, 'refused', 'gateway_refused'],
    [3, 'refused', 'configuration'],
    [4, 'refused', 'input_rejected'],
    [5, 'refused', 'input_rejected'],
    [6, 'refused', 'input_rejected'],
    [7, 'refused', 'input_rejected'],
    [8, 'refused', 'configuration'],
    [9, 'unknown', 'gateway_unsure'],
    [20, 'unknown', 'gateway_unsure'],
    [21, 'unknown', 'gateway_unsure'],
    [22, 'unknown', 'gateway_unsure'],
    [30, 'refused', 'gateway_refused'],
    [31, 'unknown', 'order_number_used'],
    [32, 'refused', 'gateway_refused'],
    [33, 'refused', 'already_closed'],
    [34, 'refused', 'gateway_refused'],
    [35, 'refused', 'gateway_refused'],
    [40, 'refused', 'wallet_differs'],
    [41, 'refused', 'wallet_differs'],
    [42, 'refused', 'wallet_differs'],
    [43, 'refused', 'configuration'],
    [44, 'refused', 'configuration'],
    [99, 'unknown', 'gateway_unsure'],
  ] as const)('takes code %i as %s: %s', async (gatewayCode, kind, code) => {
    expect(await create(reply({ code: gatewayCode, msg: '订单不存在' }))).toMatchObject({
      kind,
      problem: { code, gatewayCode: String(gatewayCode), gatewayMessage: '订单不存在' },
    });
  });

  it.each<[string, Answer, string]>([
    ['an unsigned success', `{"response":${responseText(created)}}`, 'signature_missing'],
    ['a wrongly signed success', signedText(responseText(created), 'other'), 'signature_wrong'],
    ['a page', '<html>busy</html>', 'malformed_reply'],
    ['a cut reply', reply(created).slice(0, -20), 'malformed_reply'],
    ['a signed reply of another shape', signedText('{"header":{},"body":{"code":"one"}}'), 'malformed_reply'],
    ['a signed reply that is no object', signedText('"text"'), 'malformed_reply'],
    [
      'bytes that are no text',
      { kind: 'reply', status: 200, body: Buffer.from('{"a":"\xff"}', 'latin1'), dateHeader: null },
      'malformed_reply',
    ],
    [
      'a server error, however signed',
      { kind: 'reply', status: 500, body: Buffer.from(reply(created)), dateHeader: null },
      'http_error',
    ],
    ['nothing', '', 'malformed_reply'],
    ['a redirect', { kind: 'reply', status: 302, body: Buffer.from(''), dateHeader: null }, 'http_error'],
    ['no connection', { kind: 'failure', reason: 'unreachable', detail: 'ECONNREFUSED' }, 'unreachable'],
    ['no answer', { kind: 'failure', reason: 'timeout', detail: 'ETIMEDOUT' }, 'timeout'],
    ['a reply without end', { kind: 'failure', reason: 'too_large', detail: 'REPLY_TOO_LARGE' }, 'malformed_reply'],
  ])('knows nothing after %s', async (_what, answer, code) => {
    expect(await create(answer)).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it('carries the words of an unsigned fault, but not of a forged one', async () => {
    const text = responseText({ code: 8, msg: 'signature error' });
    expect(await create(`{"response":${text}}`)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_missing', gatewayCode: '8', gatewayMessage: 'signature error' },
    });
    expect(await create(signedText(text, 'other'))).toMatchObject({
      problem: { code: 'signature_wrong', gatewayCode: null, gatewayMessage: null },
    });
  });

  it('keeps at most 16 KB of a reply as evidence', async () => {
    const outcome = await create('x'.repeat(100_000));
    expect(outcome.kind === 'unknown' && outcome.evidence?.replyText.length).toBe(16 * 1024);
  });
});

describe('the key', () => {
  it.each([
    ['missing or locked', null, undefined, 'key_missing_or_locked'],
    ['out of reach', null, { kind: 'unavailable', detail: 'no bus' }, 'keychain_unavailable'],
    ['blank', ' \n', undefined, 'key_unusable'],
  ] as const)('being %s keeps every request on this computer', async (_how, keyText, otherKey, code) => {
    const { gateway, transport } = gatewayAnswering(reply(created), keyText, otherKey);
    const problem = { code, gatewayCode: null, gatewayMessage: null };
    expect(await gateway.create(order, null)).toEqual({ kind: 'not_sent', problem });
    expect(await gateway.query(order)).toEqual({ kind: 'not_sent', problem });
    expect(
      await gateway.parseNotification({ contentType: 'application/json', body: Buffer.from(reply(paidBody)) }),
    ).toEqual({
      kind: 'cannot_check',
      problem,
    });
    expect(transport.requests).toEqual([]);
  });

  it('appears in no request and in no outcome', async () => {
    const secret = 'f3b1secretf3b1';
    const { gateway, transport } = gatewayAnswering(reply(created), secret);
    const outcomes = [await gateway.create(order, 'https://x.example.com'), await gateway.query(order)];
    const sent = transport.requests.map(({ url, headers, body }) => [url, headers, Buffer.from(body).toString()]);
    expect(transport.requests).toHaveLength(2);
    expect(JSON.stringify([outcomes, sent])).not.toContain(secret);
  });
});

describe('query at ScanForPay', () => {
  it('asks by our number and, where known, by the gateway\u2019s', async () => {
    const { gateway, transport } = gatewayAnswering(reply(paidBody));
    await gateway.query({ ...order, gatewayOrderNo: '2018072517535241' });
    expect(transport.requests[0]?.url).toBe('https://pay.scanforpay.com/api/common/payQuery');
    expect(sentRequest(transport)).toMatchObject({
      body: { storeNo: '100010000000002', partnerOrderNo: order.orderNo, orderNo: '2018072517535241' },
    });
  });

  it('reads a payment whole', async () => {
    expect(await query(reply(paidBody))).toEqual({
      kind: 'facts',
      facts: {
        status: 'paid',
        orderNo: order.orderNo,
        gatewayOrderNo: '2018072517535241',
        merchantId: '10001',
        sellerId: null,
        amountMinor: 2000,
        currency: 'CNY',
        wallet: 'alipay',
        paidAt: '2024-05-01T04:00:31.000Z',
        buyerHint: '159****5620',
      },
      evidence: { httpStatus: 200, replyText: reply(paidBody) },
    });
  });

  it.each([
    [0, 'waiting'],
    [1, 'paid'],
    [2, 'declined'],
    [3, 'refunded'],
  ] as const)('takes status %i as %s', async (status, meaning) => {
    expect(await query(reply({ ...paidBody, status }))).toMatchObject({ kind: 'facts', facts: { status: meaning } });
  });

  it.each(['"2000"', '2000.0', '"2000.00"', '" 2000 "'])('reads the amount %s exactly', async (amount) => {
    const text = responseText({ ...paidBody, orderAmount: 0 }).replace('"orderAmount":0', `"orderAmount":${amount}`);
    expect(await query(signedText(text))).toMatchObject({ kind: 'facts', facts: { amountMinor: 2000 } });
  });

  it.each(['2000.5', '"20.00.0"', '2e3', '"2,000"', '99999999999999999999', 'true', '"0x10"'])(
    'does not guess at the amount %s',
    async (amount) => {
      const text = responseText({ ...paidBody, orderAmount: 0 }).replace('"orderAmount":0', `"orderAmount":${amount}`);
      expect(await query(signedText(text))).toMatchObject({ kind: 'unknown', problem: { code: 'malformed_reply' } });
    },
  );

  it('keeps every digit of a number that the gateway sends unquoted', async () => {
    const text = responseText(paidBody).replace('"orderNo":"2018072517535241"', '"orderNo":20180725175352419999');
    expect(await query(signedText(text))).toMatchObject({ facts: { gatewayOrderNo: '20180725175352419999' } });
  });

  it('reads members whose names have blanks round them, unless two become one', async () => {
    const padded = signedText(responseText(paidBody).replace('"status"', '" status "'));
    expect(await query(padded)).toMatchObject({ kind: 'facts', facts: { status: 'paid' } });
    const twice = signedText(responseText(paidBody).replace('"status":1', '"status":0," status ":1'));
    expect(await query(twice)).toMatchObject({ kind: 'unknown', problem: { code: 'malformed_reply' } });
  });

  it.each([
    ['currency', 'USD', 'currency_differs'],
    ['wallet', 'PayPal', 'wallet_differs'],
    ['status', 7, 'gateway_unsure'],
    ['status', null, 'malformed_reply'],
    ['partnerOrderNo', '', 'malformed_reply'],
  ] as const)('does not let %s %j pass for nothing said', async (member, value, code) => {
    expect(await query(reply({ ...paidBody, [member]: value }))).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it.each([
    [{ orderAmount: 1999 }, 'amount_differs'],
    [{ orderAmount: null }, 'amount_differs'],
    [{ currency: 'HKD' }, 'currency_differs'],
    [{ wallet: 'Wechat' }, 'wallet_differs'],
    [{ partnerOrderNo: 'T01_other' }, 'order_number_differs'],
  ])('leaves it to settlement that %j does not fit', async (change, code) => {
    const outcome = await query(reply({ ...paidBody, ...change }));
    if (outcome.kind !== 'facts') throw new Error(outcome.kind);
    expect(disagreement(order, outcome.facts)).toBe(code);
  });

  it('takes no word that another order does not exist', async () => {
    expect(await query(reply({ code: 30, msg: '订单不存在', partnerOrderNo: 'T01_other' }))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'order_number_differs', gatewayCode: 'T01_other' },
    });
  });

  it('hears that the order does not exist', async () => {
    expect(await query(reply({ code: 30, msg: '订单不存在' }))).toMatchObject({ kind: 'not_found' });
  });

  it.each([
    [9, 'unknown', 'gateway_unsure'],
    [31, 'unknown', 'order_number_used'],
    [33, 'refused', 'already_closed'],
    [8, 'refused', 'configuration'],
  ] as const)('does not believe a status beside code %i', async (gatewayCode, kind, code) => {
    expect(await query(reply({ ...paidBody, code: gatewayCode }))).toMatchObject({ kind, problem: { code } });
  });

  it('believes no payment that is unsigned or wrongly signed', async () => {
    expect((await query(`{"response":${responseText(paidBody)}}`)).kind).toBe('unknown');
    expect((await query(signedText(responseText(paidBody), 'other'))).kind).toBe('unknown');
  });
});

describe('a refund at ScanForPay', () => {
  const refund: Refund = {
    refundNo: 'R01_1',
    requestKey: 'k',
    amountMinor: 500,
    reason: 'broken',
    operatorName: 'op001',
    state: 'unknown',
    problem: null,
    requestedAt: '2024-05-01T04:00:00.000Z',
    updatedAt: '2024-05-01T04:00:00.000Z',
    doneAt: null,
  };

  it.each([2, 3, 4, 8, 30, 32, 33, 34, 35, 43])(
    'refused with code %i the first time has not been made',
    async (code) => {
      const { gateway } = gatewayAnswering(reply({ code, msg: 'no' }));
      expect(await gateway.refund(order, refund, 'first')).toMatchObject({ kind: 'refused' });
    },
  );

  it.each([2, 3, 4, 8, 30, 31, 32, 33, 34, 35, 43, 99])(
    'may have been made before a repetition was answered with code %i',
    async (code) => {
      const { gateway } = gatewayAnswering(reply({ code, msg: 'no' }));
      expect(await gateway.refund(order, refund, 'repeat')).toMatchObject({
        kind: 'unknown',
        problem: { gatewayCode: String(code) },
      });
    },
  );
});

describe('a notification of ScanForPay', () => {
  async function parse(text: string | Uint8Array): Promise<NotificationReading> {
    return gatewayAnswering('').gateway.parseNotification({ contentType: 'application/json', body: Buffer.from(text) });
  }

  it('is the same with a byte-order mark before it and a line break after it, as a reply is', async () => {
    const marked = `\ufeff${reply(paidBody)}\r\n`;
    expect(await parse(marked)).toEqual(await parse(reply(paidBody)));
    expect(await query(marked)).toMatchObject({ kind: 'facts', facts: { status: 'paid', amountMinor: 2000 } });
  });

  it('is verified over its bytes in GBK, as a reply is, whatever is declared', async () => {
    const [before = '', after = ''] = responseText({ ...paidBody, msg: 'WORDS' }).split('WORDS');
    const signed = Buffer.concat([Buffer.from(before), Buffer.from('b3c9b9a68d5c', 'hex'), Buffer.from(after)]);
    const sha256 = createHash('sha256').update(signed).update(signKey).digest('hex');
    const document = Buffer.concat([Buffer.from('{"response":'), signed, Buffer.from(`,"signature":"${sha256}"}`)]);
    expect(await parse(document)).toMatchObject({ kind: 'verified', facts: { status: 'paid' } });
    for (const contentType of [undefined, 'application/json;charset=UTF-8', 'application/json;charset=GBK']) {
      const answer = { kind: 'reply', status: 200, body: document, dateHeader: null, contentType } as const;
      expect(await query(answer)).toMatchObject({ kind: 'facts', facts: { status: 'paid' } });
    }
    document[document.indexOf('b3c9', 'hex')] = 0xb4;
    expect(await parse(document)).toMatchObject({ kind: 'refused', problem: { code: 'signature_wrong' } });
  });

  it('is read like a reply', async () => {
    expect(await parse(reply(paidBody))).toMatchObject({
      kind: 'verified',
      facts: { status: 'paid', orderNo: order.orderNo, merchantId: '10001', amountMinor: 2000 },
    });
  });

  it('names the merchant that its signed header names', async () => {
    const reading = await parse(reply(paidBody, { partnerNo: '10002' }));
    if (reading.kind !== 'verified') throw new Error(reading.kind);
    expect(disagreement(order, reading.facts)).toBe('merchant_differs');
  });

  it.each([
    [0, 'waiting'],
    [2, 'declined'],
    [3, 'refunded'],
  ] as const)('is no payment with status %i', async (status, meaning) => {
    expect(await parse(reply({ ...paidBody, status }))).toMatchObject({ kind: 'verified', facts: { status: meaning } });
  });

  it.each([
    ['a failure', { code: 2, status: 2 }, undefined, 'gateway_refused', order.orderNo],
    ['a failure with a status of success', { code: 2 }, undefined, 'gateway_refused', order.orderNo],
    ['no order', { code: 30 }, undefined, 'gateway_refused', order.orderNo],
    ['a code that no table lists', { code: 99 }, undefined, 'gateway_unsure', order.orderNo],
    ['a status that nobody wrote down', { status: 7 }, undefined, 'gateway_unsure', order.orderNo],
    ['no status', { status: null }, undefined, 'malformed_reply', order.orderNo],
    ['another currency', { currency: 'USD' }, undefined, 'currency_differs', order.orderNo],
    ['another wallet', { wallet: 'PayPal' }, undefined, 'wallet_differs', order.orderNo],
    ['no merchant', {}, { partnerNo: '' }, 'malformed_reply', order.orderNo],
    ['no number', { code: 2, partnerOrderNo: '' }, undefined, 'gateway_refused', null],
    ['no possible number', { code: 2, partnerOrderNo: '<b>' }, undefined, 'gateway_refused', null],
  ])('is signed, proves nothing and is no forgery with %s', async (_what, body, header, code, orderNo) => {
    expect(await parse(reply({ ...paidBody, ...body }, header))).toMatchObject({
      kind: 'inconclusive',
      problem: { code },
      orderNo,
    });
  });

  it('says of a refunded order that the whole sum may not have gone back', async () => {
    const facts = { status: 'refunded', refundMayBePartial: true };
    expect(await parse(reply({ ...paidBody, status: 3 }))).toMatchObject({ kind: 'verified', facts });
    expect(await query(reply({ ...paidBody, status: 3 }))).toMatchObject({ kind: 'facts', facts });
  });

  it.each([
    ['forged', signedText(responseText(paidBody), 'other'), 'signature_wrong', order.orderNo],
    ['unsigned', `{"response":${responseText(paidBody)}}`, 'signature_missing', order.orderNo],
    ['cut off', reply(paidBody).slice(0, -10), 'malformed_reply', order.orderNo],
    ['empty', '', 'malformed_reply', null],
    ['naming no possible order', signedText(responseText({ partnerOrderNo: '<b>' }), 'other'), 'signature_wrong', null],
  ])('is refused when %s', async (_how, text, code, claimedOrderNo) => {
    expect(await parse(text)).toMatchObject({ kind: 'refused', problem: { code }, claimedOrderNo });
  });
});

it('has no cancel, since the gateway has none', () => {
  expect(gatewayAnswering('').gateway.cancel).toBeNull();
});

it('takes the contract\u2019s account as it is', () => {
  expectTypeOf<ScanForPayAccount>().toExtend<AccountInUse>();
});
