import { describe, expect, it } from 'vitest';
import {
  createScanForPayOperations,
  type ScanForPayOperations,
} from '../../../../main/gateways/scanforpay/operations.ts';
import { readEnvelope } from '../../../../main/gateways/scanforpay/wire.ts';
import type { HttpReply } from '../../../../main/gateways/http-transport.ts';
import { clock, keyStore, now, scanForPayAccount, transportAnswering } from '../doubles.ts';
import { paidBody, reply, responseText, signedText, signKey } from './platform.ts';

const orderNo = paidBody.partnerOrderNo;
const sale = { orderNo, wallet: 'alipay', amountMinor: 2000 } as const;

function operationsAnswering(answer: string | HttpReply) {
  const transport = transportAnswering(() => answer);
  const skews: number[] = [];
  const operations = createScanForPayOperations({
    account: scanForPayAccount,
    keys: keyStore({ scanforpay_sign_key: signKey }),
    transport,
    clock,
    onClockSkew: (skewMs) => skews.push(skewMs),
  });
  return { operations, transport, skews };
}

const operationsUnderTest: readonly [
  string,
  (operations: ScanForPayOperations) => Promise<{ readonly kind: string }>,
][] = [
  ['create', (operations) => operations.create(sale)],
  ['pay', (operations) => operations.pay({ ...sale, barcode: '281234567890123456' })],
  ['websiteQr', (operations) => operations.websiteQr({ ...sale, currency: 'CNY' })],
  ['query', (operations) => operations.query({ orderNo, gatewayOrderNo: null })],
  ['refund', (operations) => operations.refund({ orderNo, refundNo: 'R01_1', amountMinor: 500 })],
  ['checklist', (operations) => operations.checklist({ day: '2024-05-01', content: 'transactions' })],
];

describe.each(operationsUnderTest)('%s at ScanForPay', (name, ask) => {
  const askFor = async (answer: string) => ask(operationsAnswering(answer).operations);

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
    [12345, 'unknown', 'gateway_unsure'],
    [0, 'unknown', 'gateway_unsure'],
    [-1, 'unknown', 'gateway_unsure'],
  ] as const)('takes code %i as %s: %s, whatever stands beside it', async (code, kind, problemCode) => {
    const extra = { payUrl: 'https://pay.scanforpay.com/x', flag: 1, url: 'https://file.scanforpay.com/x' };
    expect(await askFor(reply({ ...paidBody, ...extra, code, msg: 'because' }))).toMatchObject({
      kind,
      problem: { code: problemCode, gatewayCode: String(code), gatewayMessage: 'because' },
    });
  });

  it('takes no «no» that is about another order', async () => {
    if (name === 'query' || name === 'checklist') return;
    expect(await askFor(reply({ ...paidBody, code: 2, partnerOrderNo: 'T01_other' }))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'order_number_differs', gatewayCode: 'T01_other' },
    });
  });

  it('knows that an order does not exist only where it asked for one', async () => {
    const outcome = await askFor(reply({ code: 30, msg: '订单不存在' }));
    expect(outcome.kind).toBe(name === 'query' ? 'not_found' : 'refused');
  });

  it.each([
    ['unsigned', `{"response":${responseText(paidBody)}}`, 'signature_missing'],
    ['forged', signedText(responseText(paidBody), 'other'), 'signature_wrong'],
    ['another merchant\u2019s', reply(paidBody, { partnerNo: '10002' }), 'merchant_differs'],
    ['of another shape', signedText('{"header":{},"body":[]}'), 'malformed_reply'],
    ['empty but for its success', reply({ code: 1, msg: 'success' }), 'malformed_reply'],
  ])('learns nothing from a reply that is %s', async (_how, text, code) => {
    expect(await askFor(text)).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it('measures the clock with the reply', async () => {
    const body = Buffer.from(reply({ code: 9 }));
    const dateHeader = new Date(now.getTime() - 400_000).toUTCString();
    const { operations, skews } = operationsAnswering({ kind: 'reply', status: 200, body, dateHeader });
    await ask(operations);
    expect(skews).toEqual([399_000]);
  });
});

it('sends nothing that breaks a rule of the tables, and says which', async () => {
  const { operations, transport } = operationsAnswering(reply(paidBody));
  expect(await operations.create({ ...sale, amountMinor: 0, title: 'x'.repeat(101) })).toEqual({
    kind: 'not_sent',
    problem: {
      code: 'input_rejected',
      gatewayCode: null,
      gatewayMessage: 'orderAmount: not_an_amount, orderTitle: too_long',
    },
  });
  expect(transport.requests).toEqual([]);
});

describe('create at ScanForPay', () => {
  it('keeps the addresses of all three pictures', async () => {
    const url = (size: string): string => `https://mobilecodec.alipay.com/show.htm?code=bax&picSize=${size}`;
    const images = { qrcodeImageL: url('L'), qrcodeImageM: url('M'), qrcodeImageS: url('S') };
    const body = { code: 1, partnerOrderNo: orderNo, qrcode: 'https://qr.alipay.com/bax', ...images };
    expect(await operationsAnswering(reply(body)).operations.create(sale)).toMatchObject({
      kind: 'created',
      imageUrls: [url('S'), url('M'), url('L')],
    });
  });
});

describe('pay at ScanForPay', () => {
  const pay = async (body: object) =>
    operationsAnswering(reply(body)).operations.pay({ ...sale, barcode: '281234567890123456' });

  it('gives the facts of the payment', async () => {
    expect(await pay(paidBody)).toMatchObject({
      kind: 'facts',
      facts: { status: 'paid', orderNo, amountMinor: 2000, wallet: 'alipay', merchantId: '10001' },
    });
  });

  it.each([
    ['does not say whether it is paid', { status: undefined }, 'malformed_reply'],
    ['is about another order', { partnerOrderNo: 'T01_other' }, 'order_number_differs'],
  ])('is not believed when it %s', async (_how, change, code) => {
    expect(await pay({ ...paidBody, ...change })).toMatchObject({ kind: 'unknown', problem: { code } });
  });
});

describe('a website\u2019s code at ScanForPay', () => {
  const askPage = async (body: object) =>
    operationsAnswering(reply({ code: 1, partnerOrderNo: orderNo, orderNo: '2018', ...body })).operations.websiteQr({
      ...sale,
      currency: 'CNY',
    });

  it('is a page of the gateway\u2019s', async () => {
    const payUrl = 'https://pay.scanforpay.com/page?id=1';
    expect(await askPage({ payUrl })).toMatchObject({ kind: 'page', payUrl, gatewayOrderNo: '2018' });
  });

  it.each([
    'https://pay.scanforpay.com.example.org/',
    'https://scanforpay.example.org/',
    'http://cards.scanforpay.com/',
    'https://user@pay.scanforpay.com/',
    'https://file.scanforpay.com:8443/',
    'javascript:alert(1)',
  ])('is not opened at %s', async (payUrl) => {
    expect(await askPage({ payUrl })).toMatchObject({ kind: 'refused', problem: { code: 'code_untrusted' } });
  });
});

describe('refund at ScanForPay', () => {
  const refunded = { code: 1, msg: 'success', orderAmount: 500, status: 1, currency: 'CNY' };
  const refund = async (body: object, header?: object) =>
    operationsAnswering(reply(body, header)).operations.refund({ orderNo, refundNo: 'R01_1', amountMinor: 500 });

  it.each([
    [0, 'in_progress'],
    [1, 'done'],
    [2, 'failed'],
  ] as const)('takes status %i as %s', async (status, meaning) => {
    expect(await refund({ ...refunded, status })).toMatchObject({
      kind: 'refund',
      status: meaning,
      amountMinor: 500,
      currency: 'CNY',
    });
  });

  it('reads numbers in quotes and names with blanks, as the page\u2019s samples have them', async () => {
    expect(await refund({ ' status ': '1', code: '1', orderAmount: '500', ' refundNo ': 'R01_1' })).toMatchObject({
      kind: 'refund',
      status: 'done',
      currency: null,
    });
  });

  it.each([
    ['without a status', { status: null }, 'malformed_reply'],
    ['with a status nobody wrote down', { status: 3 }, 'malformed_reply'],
    ['without an amount', { orderAmount: undefined }, 'malformed_reply'],
    ['of another amount', { orderAmount: 2000 }, 'amount_differs'],
    ['in a currency not known here', { currency: 'USD' }, 'currency_differs'],
    ['of another order', { partnerOrderNo: 'T01_other' }, 'order_number_differs'],
    ['with another number', { refundNo: 'R01_2' }, 'order_number_differs'],
  ])('believes no refund %s', async (_how, change, code) => {
    expect(await refund({ ...refunded, ...change })).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it('believes no refund that names no merchant', async () => {
    expect(await refund(refunded, { partnerNo: '' })).toMatchObject({ kind: 'unknown' });
  });
});

describe('the checklist of ScanForPay', () => {
  const ask = async (body: object) =>
    operationsAnswering(reply({ code: 1, ...body })).operations.checklist({ day: '2024-05-01', content: 'settlement' });

  it('says where the file is, and for how long', async () => {
    const url = 'https://file.scanforpay.com/a/b.csv?sign=x';
    expect(await ask({ 'flag ': 1, url })).toEqual({ kind: 'file', url, validUntil: '2024-05-01T04:10:00.000Z' });
  });

  it('says that there is none', async () => {
    expect(await ask({ flag: 0 })).toEqual({ kind: 'no_data' });
  });

  it.each([{ flag: 1 }, { flag: 2, url: 'https://file.scanforpay.com/a' }, { flag: 1, url: 'https://example.org/a' }])(
    'makes nothing of %j',
    async (body) => {
      expect(await ask(body)).toMatchObject({ kind: 'unknown', problem: { code: 'malformed_reply' } });
    },
  );
});

it.each([
  [{ respMsgId: 'a47c' }, 'a47c'],
  [{ reqMsgId: 'c11f' }, 'c11f'],
  [{ respMsgId: 'a47c', reqMsgId: 'c11f' }, 'a47c'],
  [{}, null],
])('finds a reply\u2019s own number in the header %j', (header, messageId) => {
  expect(readEnvelope({ header, body: { code: '1' } })?.messageId).toBe(messageId);
});
