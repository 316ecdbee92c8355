import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disagreement } from '../../../../main/domain/settlement.ts';
import { createAlipayGateway } from '../../../../main/gateways/alipay/alipay-gateway.ts';
import { readNotification } from '../../../../main/gateways/alipay/notification.ts';
import type { KeyReading, NotificationReading } from '../../../../main/ports/index.ts';
import { alipayAccount, alipayOrder, clock, keyStore, transportAnswering } from '../doubles.ts';
import { alipay, contentToSign, keyTexts, notification, paidNotification, signature } from './platform.ts';

const form = 'application/x-www-form-urlencoded;charset=utf-8';

function parse(body: string, contentType = form, keys = keyStore(keyTexts)): Promise<NotificationReading> {
  const transport = transportAnswering(() => '');
  const gateway = createAlipayGateway({ account: alipayAccount, keys, transport, clock });
  return gateway.parseNotification({ contentType, body: Buffer.from(body, 'latin1') });
}

describe('a notification of Alipay', () => {
  it('is read whole', async () => {
    expect(await parse(notification(paidNotification))).toEqual({
      kind: 'verified',
      facts: {
        status: 'paid',
        orderNo: alipayOrder.orderNo,
        gatewayOrderNo: '2024050122001000000001',
        merchantId: '2014072300007148',
        sellerId: '2088102146225135',
        amountMinor: 2000,
        currency: 'CNY',
        wallet: 'alipay',
        paidAt: '2024-05-01T04:00:31.000Z',
        buyerHint: '159****5620',
      },
    });
  });

  it('is verified with its empty values signed, and with them left out', async () => {
    const fields = { ...paidNotification, body: '', passback_params: '' };
    const dropped = contentToSign(paidNotification);
    expect((await parse(notification(fields))).kind).toBe('verified');
    expect((await parse(notification(fields, signature(dropped)))).kind).toBe('verified');
  });

  it('is verified over its own bytes when it is in GBK', async () => {
    const content = Buffer.concat([
      Buffer.from('app_id=2014072300007148&charset=GBK&out_trade_no=T01_1&subject='),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
      Buffer.from('&total_amount=1.00&trade_status=TRADE_SUCCESS'),
    ]);
    const sign = encodeURIComponent(signature(content));
    const body =
      'charset=GBK&subject=%C4%E3%BA%C3&total_amount=1.00&app_id=2014072300007148&out_trade_no=T01_1' +
      `&trade_status=TRADE_SUCCESS&sign_type=RSA2&sign=${sign}`;
    expect(await parse(body, 'application/x-www-form-urlencoded')).toMatchObject({
      kind: 'verified',
      facts: { orderNo: 'T01_1', amountMinor: 100 },
    });
  });

  it.each([
    ['GB18030', 'GB18030'],
    ['GB18030 under the label of UTF-8', 'utf-8'],
    ['GB18030 under the label that servers put on by themselves', 'ISO-8859-1'],
    ['GB18030 under no label', ''],
  ])('is verified over its own bytes in %s', async (_what, charset) => {
    const fields = { ...paidNotification, charset, subject: 'SUBJECT' };
    const [before = '', after = ''] = contentToSign(fields).split('SUBJECT');
    const subject = Buffer.from('c4ccb2e88139ef30', 'hex');
    const sign = signature(Buffer.concat([Buffer.from(before), subject, Buffer.from(after)]));
    const body = notification(fields, sign).replace('SUBJECT', '%C4%CC%B2%E8%819%EF0');
    expect(await parse(body, 'application/x-www-form-urlencoded')).toMatchObject({
      kind: 'verified',
      facts: { orderNo: alipayOrder.orderNo, amountMinor: 2000 },
    });
    const forged = body.replace('%C4%CC', '%C4%CD');
    expect(await parse(forged)).toMatchObject({ kind: 'refused', problem: { code: 'signature_wrong' } });
  });

  it.each([
    ['a line feed after it', (body: string) => `${body}\n`],
    ['a carriage return and a line feed after it', (body: string) => `${body}\r\n`],
    ['a byte-order mark before it', (body: string) => `\xef\xbb\xbf${body}`],
    ['both', (body: string) => `\xef\xbb\xbf${body}\r\n`],
  ])('is the same with %s', async (_what, saved) => {
    // The signature last: a line break that counted would be in it.
    const body = notification(paidNotification).replace(/(&sign=[^&]*)(&sign_type=RSA2)$/, '$2$1');
    expect(await parse(body)).toMatchObject({ kind: 'verified' });
    expect(await parse(saved(body))).toEqual(await parse(body));
    const forged = await parse(saved(notification(paidNotification, signature('x'))));
    expect(forged).toMatchObject({ kind: 'refused', claimedOrderNo: alipayOrder.orderNo });
  });

  it.each([
    ['a blank at an end of a value', { subject: ' Winter offer ' }],
    ['every sign that forms and JSON escape', { subject: 'VIP+ 50% & more = ok \u{1f600} "q" \\ /' }],
    [
      'vouchers, and a parameter that was encoded before it was sent',
      {
        passback_params: '%7B%22a%22%3A1%7D',
        voucher_detail_list: '[{"amount":"0.10","name":"2元&满减","type":"ALIPAY_CASH_VOUCHER"}]',
      },
    ],
  ])('is verified with %s', async (_what, fields) => {
    expect(await parse(notification({ ...paidNotification, ...fields }))).toMatchObject({
      kind: 'verified',
      facts: { status: 'paid', amountMinor: 2000 },
    });
  });

  it('tells a trade that ended refunded from one that was closed unpaid', async () => {
    const closed: Record<string, string> = {
      ...paidNotification,
      trade_status: 'TRADE_CLOSED',
      gmt_close: '2024-05-01 13:00:00',
    };
    const refunded = { ...closed, gmt_refund: '2024-05-01 13:00:00.123', out_biz_no: 'R1', refund_fee: '20.00' };
    const unpaid = { ...closed, gmt_payment: '' };
    expect(await parse(notification(refunded))).toMatchObject({ kind: 'verified', facts: { status: 'refunded' } });
    expect(await parse(notification(unpaid))).toMatchObject({ kind: 'verified', facts: { status: 'closed' } });
  });

  it('leaves it to settlement that another merchant or seller is meant', async () => {
    for (const [change, code] of [
      [{ app_id: '2014072300000000' }, 'merchant_differs'],
      [{ seller_id: '2088000000000000' }, 'seller_differs'],
      [{ total_amount: '19.99' }, 'amount_differs'],
    ] as const) {
      const reading = await parse(notification({ ...paidNotification, ...change }));
      if (reading.kind !== 'verified') throw new Error(reading.kind);
      expect(disagreement(alipayOrder, reading.facts)).toBe(code);
    }
  });

  it('listens to no sign_type but the account\u2019s', async () => {
    const sign = signature(contentToSign(paidNotification), 'RSA-SHA1');
    expect(await parse(notification(paidNotification, sign, 'RSA'))).toMatchObject({
      kind: 'refused',
      problem: { code: 'signature_wrong' },
    });
    expect((await parse(notification(paidNotification, undefined, 'RSA'))).kind).toBe('verified');
  });

  it.each([
    ['TRADE_SUCCESS', '2024-05-01 12:00:31', 'paid'],
    ['TRADE_FINISHED', '2024-05-01 12:00:31', 'paid'],
    ['WAIT_BUYER_PAY', '', 'scanned'],
    ['TRADE_CLOSED', '', 'closed'],
    ['TRADE_CLOSED', '2024-05-01 12:00:31', 'refunded'],
  ])('saying %s, paid at «%s», means %s', async (tradeStatus, paidAt, status) => {
    const fields = { ...paidNotification, trade_status: tradeStatus, gmt_payment: paidAt };
    expect(await parse(notification(fields))).toMatchObject({ kind: 'verified', facts: { status } });
  });

  it.each([
    ['of a status that nobody wrote down', { trade_status: 'NEW' }, 'gateway_unsure', alipayOrder.orderNo],
    ['of no status', { trade_status: '' }, 'malformed_reply', alipayOrder.orderNo],
    ['about something else than a trade', { out_trade_no: '', trade_status: '' }, 'malformed_reply', null],
    ['without a merchant', { app_id: '' }, 'malformed_reply', alipayOrder.orderNo],
    ['of an unreadable sum', { total_amount: '2e1' }, 'malformed_reply', alipayOrder.orderNo],
    ['of an unreadable refund', { refund_fee: '2e1' }, 'malformed_reply', alipayOrder.orderNo],
    ['in another currency', { trans_currency: 'USD' }, 'currency_differs', alipayOrder.orderNo],
  ])('is signed, proves nothing and is no forgery when it is %s', async (_how, change, code, orderNo) => {
    const fields: Record<string, string> = { ...paidNotification, ...change };
    expect(await parse(notification(fields))).toMatchObject({ kind: 'inconclusive', problem: { code }, orderNo });
    expect(await parse(notification(fields, signature('x')))).toMatchObject({
      kind: 'refused',
      problem: { code: 'signature_wrong' },
    });
  });

  it.each([
    ['the whole sum', { refund_fee: '20.00' }, 'refunded', undefined],
    ['nothing said of the sum', {}, 'refunded', undefined],
    ['a part of the sum', { refund_fee: '5.00' }, 'refunded', true],
    ['a refund, but no time of payment', { refund_fee: '20.00', gmt_payment: '' }, 'refunded', undefined],
    ['the time of a refund alone', { gmt_refund: '2024-05-01 13:00:00.123', gmt_payment: '' }, 'refunded', undefined],
    ['a refund of nothing', { refund_fee: '0.00', gmt_payment: '' }, 'closed', undefined],
  ])('of a closed trade with %s', async (_what, change, status, refundMayBePartial) => {
    const fields: Record<string, string> = { ...paidNotification, trade_status: 'TRADE_CLOSED', ...change };
    const reading = await parse(notification(fields));
    if (reading.kind !== 'verified') throw new Error(reading.kind);
    expect(reading.facts.status).toBe(status);
    expect(reading.facts.refundMayBePartial).toBe(refundMayBePartial);
  });

  const unsigned = new URLSearchParams(paidNotification).toString();
  it.each([
    ['unsigned', unsigned, 'signature_missing', alipayOrder.orderNo],
    ['forged', notification(paidNotification, signature('x')), 'signature_wrong', alipayOrder.orderNo],
    ['altered', notification(paidNotification).replace('20.00', '00.01'), 'signature_wrong', alipayOrder.orderNo],
    ['badly escaped', `${notification(paidNotification)}&x=%`, 'malformed_reply', alipayOrder.orderNo],
    [
      'naming a field twice',
      `${notification(paidNotification)}&total_amount=1`,
      'malformed_reply',
      alipayOrder.orderNo,
    ],
    ['empty', '', 'signature_missing', null],
    ['JSON', '{"a":1}', 'malformed_reply', null],
  ])('is refused when %s', async (_how, body, code, claimedOrderNo) => {
    expect(await parse(body)).toMatchObject({ kind: 'refused', problem: { code }, claimedOrderNo });
  });

  it.each<[string, KeyReading | undefined, string | undefined, string]>([
    ['missing or locked', { kind: 'missing_or_locked' }, undefined, 'key_missing_or_locked'],
    ['out of reach', { kind: 'unavailable', detail: '' }, undefined, 'keychain_unavailable'],
    ['no key', undefined, 'hello', 'key_unusable'],
  ])('cannot be checked while the key is %s', async (_how, other, text, code) => {
    const keys = keyStore(text === undefined ? {} : { alipay_public_key: text }, other);
    expect(await parse(notification(paidNotification), form, keys)).toMatchObject({
      kind: 'cannot_check',
      problem: { code },
    });
  });
});

describe('a good signature', () => {
  const publicKey = createPublicKey(alipay.publicKey);
  const content = contentToSign(paidNotification);
  const sign = signature(content);
  const original = readNotification(
    { contentType: form, body: Buffer.from(notification(paidNotification)) },
    publicKey,
    'RSA2',
  );

  it('cannot be moved to fields that hide a particular in the value of another', () => {
    const pairs = Object.keys(paidNotification)
      .sort()
      .map((name) => [name, paidNotification[name] ?? ''] as const);
    const hidden = new Set<string>();
    // Every way to glue neighbouring fields into one leaves the signed text as it was.
    for (let from = 0; from < pairs.length - 1; from += 1) {
      for (let to = from + 2; to <= pairs.length; to += 1) {
        const [first, ...others] = pairs.slice(from, to);
        const value = [first?.[1], ...others.map((pair) => pair.join('='))].join('&');
        const glued = [...pairs.slice(0, from), [first?.[0] ?? '', value] as const, ...pairs.slice(to)];
        const fields = Object.fromEntries(glued);
        expect(contentToSign(fields)).toBe(content);
        const raw = { contentType: form, body: Buffer.from(notification(fields, sign)) };
        const reading = readNotification(raw, publicKey, 'RSA2');
        if (reading.ok) expect(reading).toEqual(original);
        else if (reading.problem.gatewayMessage === 'two_readings') others.forEach(([name]) => hidden.add(name));
      }
    }
    expect(hidden).toContain('total_amount');
  });

  it('does not survive a changed character anywhere in the body, except to say the same', () => {
    const body = notification(paidNotification);
    const mutation = fc.tuple(fc.nat({ max: body.length - 1 }), fc.string({ maxLength: 1, unit: 'binary-ascii' }));
    fc.assert(
      fc.property(mutation, ([at, character]) => {
        const damaged = body.slice(0, at) + character + body.slice(at + 1);
        const reading = readNotification({ contentType: form, body: Buffer.from(damaged) }, publicKey, 'RSA2');
        if (reading.ok) expect(reading).toEqual(original);
      }),
      { numRuns: 2000 },
    );
  });
});
