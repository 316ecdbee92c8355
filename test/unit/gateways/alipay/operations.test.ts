import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../../main/gateways/charset.ts';
import { createAlipayGateway } from '../../../../main/gateways/alipay/alipay-gateway.ts';
import { certificateSn, readCertificates } from '../../../../main/gateways/alipay/certificates.ts';
import type { AlipayOptions } from '../../../../main/gateways/alipay/client.ts';
import {
  decryptContent,
  encryptContent,
  parseContentKey,
} from '../../../../main/gateways/alipay/content-encryption.ts';
import { createAlipayOperations, type AlipayOperations } from '../../../../main/gateways/alipay/operations.ts';
import { tradeReasons } from '../../../../main/domain/refusal.ts';
import { meaningOf } from '../../../../main/gateways/alipay/result-codes.ts';
import type { AlipayAccount } from '../../../../main/gateways/alipay/wire.ts';
import type { HttpReply } from '../../../../main/gateways/http-transport.ts';
import type { KeyKind } from '../../../../main/ports/index.ts';
import { alipayAccount, alipayOrder, clock, keyStore, now, transportAnswering } from '../doubles.ts';
import { makeIdentity } from './certificate-maker.ts';
import {
  alipay,
  application,
  contentToSign,
  created,
  done,
  keyTexts,
  notification,
  paid,
  paidNotification,
  precreate,
  query,
  reply,
  signature,
  signedText,
} from './platform.ts';

const pay = 'alipay.trade.pay';
const close = 'alipay.trade.close';
const refund = 'alipay.trade.refund';
const refundQuery = 'alipay.trade.fastpay.refund.query';
const bill = 'alipay.data.dataservice.bill.downloadurl.query';

const outTradeNo = alipayOrder.orderNo;
const trade = { outTradeNo };
const payFields = { outTradeNo, totalAmountMinor: 2000, subject: 'Counter 1', authCode: '2800000000000000' };
const refundFields = { outTradeNo, refundAmountMinor: 500, outRequestNo: 'R01' };

interface Setting {
  readonly account?: Partial<AlipayAccount>;
  readonly keys?: Partial<Record<KeyKind, string>>;
  readonly onClockSkew?: AlipayOptions['onClockSkew'];
}

function answering(answer: string | HttpReply, { account = {}, keys = {}, onClockSkew }: Setting = {}) {
  const transport = transportAnswering(() => answer);
  const options: AlipayOptions = {
    account: { ...alipayAccount, ...account },
    keys: keyStore({ ...keyTexts, ...keys }),
    transport,
    clock,
    onClockSkew,
  };
  return { operations: createAlipayOperations(options), gateway: createAlipayGateway(options), transport };
}

const asked = (answer: string, ask: (operations: AlipayOperations) => Promise<unknown>, setting?: Setting) =>
  ask(answering(answer, setting).operations);

function failed(method: string, subCode: string, code = '40004'): string {
  return reply(method, { code, msg: 'Business Failed', sub_code: subCode, sub_msg: '交易', out_trade_no: outTradeNo });
}

function sent({ requests }: ReturnType<typeof transportAnswering>, decoder = 'utf-8') {
  const [request] = requests;
  const address = request!.url.slice(request!.url.indexOf('?') + 1);
  const fields = [...address.split('&'), Buffer.from(request!.body).toString('latin1')].map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    const bytes = Buffer.from(unescapeBytes(value), 'latin1');
    return { name, bytes, value: new TextDecoder(decoder, { fatal: true }).decode(bytes) };
  });
  const signed = fields.filter(({ name }) => name !== 'sign').sort((left, right) => (left.name < right.name ? -1 : 1));
  const content = Buffer.concat(
    signed.flatMap(({ name, bytes }, index) => [Buffer.from(`${index === 0 ? '' : '&'}${name}=`), bytes]),
  );
  const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  const sign = Buffer.from(values['sign'] ?? '', 'base64');
  return { values, headers: request!.headers, isSigned: verify('RSA-SHA256', content, application.publicKey, sign) };
}

function unescapeBytes(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

describe('pay at Alipay', () => {
  const ask = (operations: AlipayOperations) => operations.pay(payFields, null);

  it('is paid at once where the reply says 10000', async () => {
    const { trade_status: _status, send_pay_date: _date, ...rest } = paid;
    const answer = reply(pay, { ...rest, gmt_payment: '2024-05-01 12:00:31' });
    expect(await asked(answer, ask)).toMatchObject({
      kind: 'paid',
      facts: {
        status: 'paid',
        orderNo: outTradeNo,
        gatewayOrderNo: paid.trade_no,
        amountMinor: 2000,
        currency: 'CNY',
        paidAt: '2024-05-01T04:00:31.000Z',
      },
    });
  });

  it('waits for the customer where the reply says 10003', async () => {
    const answer = reply(pay, { ...done, code: '10003', trade_no: '2024050122001' });
    expect(await asked(answer, ask)).toMatchObject({ kind: 'awaiting_customer', tradeNo: '2024050122001' });
  });

  it.each([
    ['20000', 'aop.unknow-error', { kind: 'unknown', problem: { code: 'gateway_unsure' } }],
    ['40004', 'ACQ.SYSTEM_ERROR', { kind: 'unknown', problem: { code: 'gateway_unsure' } }],
    ['40004', 'ACQ.TRADE_HAS_SUCCESS', { kind: 'unknown', problem: { code: 'already_paid' } }],
    ['40004', 'ACQ.TRADE_NOT_EXIST', { kind: 'refused', reason: 'trade_not_exist' }],
    [
      '40004',
      'ACQ.BUYER_BALANCE_NOT_ENOUGH',
      { kind: 'refused', reason: 'buyer_balance_low', nextStep: 'tell_customer' },
    ],
  ])('is neither paid nor failed without proof: %s %s', async (code, subCode, outcome) => {
    expect(await asked(failed(pay, subCode, code), ask)).toMatchObject(outcome);
  });

  it('is not paid by a reply about another trade, or about none', async () => {
    expect(await asked(reply(pay, { ...paid, out_trade_no: 'T_other' }), ask)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'order_number_differs' },
    });
    expect(await asked(reply(pay, { ...paid, out_trade_no: undefined }), ask)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'malformed_reply' },
    });
  });
});

describe('close at Alipay', () => {
  it.each([
    [reply(close, done), { kind: 'closed' }],
    [failed(close, 'ACQ.TRADE_NOT_EXIST'), { kind: 'not_found' }],
    [failed(close, 'ACQ.TRADE_STATUS_ERROR'), { kind: 'refused', reason: 'trade_state_wrong', nextStep: 'query' }],
    [failed(close, 'ACQ.REASON_TRADE_STATUS_INVALID'), { kind: 'refused', reason: 'trade_state_wrong' }],
    [failed(close, 'ACQ.SYSTEM_ERROR'), { kind: 'unknown' }],
  ])('comes to its outcome: %#', async (answer, outcome) => {
    expect(await asked(answer, (operations) => operations.close(trade))).toMatchObject(outcome);
  });
});

describe('refund at Alipay', () => {
  const refunded = { ...done, fund_change: 'Y', refund_fee: '5.00' };
  it.each([
    [reply(refund, refunded), { kind: 'refunded', refundedTotalMinor: 500 }],
    [reply(refund, { ...refunded, refund_fee: '20.00' }), { kind: 'refunded', refundedTotalMinor: 2000 }],
    [reply(refund, { ...refunded, fund_change: 'N' }), { kind: 'unconfirmed', refundedTotalMinor: 500 }],
    [reply(refund, done), { kind: 'unconfirmed', refundedTotalMinor: null }],
    // It does not say which trade it was.
    [reply(refund, { ...refunded, out_trade_no: undefined }), { kind: 'unconfirmed', refundedTotalMinor: 500 }],
    // All refunds together cannot be less than this one.
    [reply(refund, { ...refunded, refund_fee: '4.99' }), { kind: 'unknown', problem: { code: 'amount_differs' } }],
    [reply(refund, { ...refunded, refund_fee: '5.001' }), { kind: 'unknown', problem: { code: 'malformed_reply' } }],
    [reply(refund, { ...refunded, out_trade_no: 'T_other' }), { kind: 'unknown' }],
    [failed(refund, 'ACQ.TRADE_NOT_EXIST'), { kind: 'not_found' }],
    [failed(refund, 'ACQ.SYSTEM_ERROR'), { kind: 'unknown' }],
    [failed(refund, 'ACQ.SELLER_BALANCE_NOT_ENOUGH'), { kind: 'refused', nextStep: 'top_up' }],
    [failed(refund, 'ACQ.TRADE_FINISHED'), { kind: 'refused', reason: 'refund_not_allowed' }],
  ])('comes to its outcome: %#', async (answer, outcome) => {
    expect(await asked(answer, (operations) => operations.refund(refundFields))).toMatchObject(outcome);
  });
});

describe('refund query at Alipay', () => {
  const found = { ...done, out_request_no: 'R01', refund_amount: '5.00' };
  it.each([
    [reply(refundQuery, { ...found, refund_status: 'REFUND_SUCCESS' }), { kind: 'refunded', refundAmountMinor: 500 }],
    [reply(refundQuery, found), { kind: 'refunded', refundAmountMinor: 500 }],
    [reply(refundQuery, { ...found, refund_status: 'REFUND_PROCESSING' }), { kind: 'in_progress' }],
    [reply(refundQuery, { ...found, refund_status: 'REFUND_FAIL' }), { kind: 'not_refunded' }],
    [
      reply(refundQuery, { ...found, refund_status: 'REFUND_SOMEHOW' }),
      { kind: 'unknown', problem: { code: 'gateway_unsure', gatewayCode: 'REFUND_SOMEHOW' } },
    ],
    [
      reply(refundQuery, { ...found, refund_status: 'REFUND_SUCCESS', refund_amount: undefined }),
      { kind: 'unknown', problem: { code: 'amount_differs' } },
    ],
    [
      reply(refundQuery, { ...found, refund_status: 'REFUND_SUCCESS', out_request_no: undefined }),
      { kind: 'unknown', problem: { code: 'malformed_reply' } },
    ],
    [reply(refundQuery, { ...found, out_request_no: undefined }), { kind: 'unknown' }],
    [reply(refundQuery, done), { kind: 'not_refunded' }],
    [reply(refundQuery, { ...found, refund_amount: '5.01' }), { kind: 'unknown', problem: { code: 'amount_differs' } }],
    [
      reply(refundQuery, { ...found, out_request_no: 'R02' }),
      { kind: 'unknown', problem: { code: 'order_number_differs', gatewayCode: 'R02' } },
    ],
    [
      reply(refundQuery, { ...found, refund_amount: 'five' }),
      { kind: 'unknown', problem: { code: 'malformed_reply' } },
    ],
    [failed(refundQuery, 'ACQ.TRADE_NOT_EXIST'), { kind: 'not_found' }],
  ])('comes to its outcome: %#', async (answer, outcome) => {
    const ask = (operations: AlipayOperations) => operations.refundQuery(refundFields, 500);
    expect(await asked(answer, ask)).toMatchObject(outcome);
  });
});

describe('the bill\u2019s address at Alipay', () => {
  const url = 'http://dwbillcenter.alipay.com/downloadBillFile.resource?bizType=trade';
  const success = { code: '10000', msg: 'Success', bill_download_url: url };
  it.each([
    [reply(bill, success), { kind: 'available', url }],
    [reply(bill, { ...success, bill_download_url: 'file:///etc/passwd' }), { kind: 'unknown' }],
    [reply(bill, { ...success, bill_download_url: undefined }), { kind: 'unknown' }],
    [failed(bill, 'BILL_NOT_EXIST'), { kind: 'not_available' }],
    [failed(bill, 'UNKNOW_ERROR'), { kind: 'unknown' }],
    [failed(bill, 'INVAILID_ARGUMENTS'), { kind: 'refused', reason: 'parameter_wrong' }],
  ])('comes to its outcome: %#', async (answer, outcome) => {
    const ask = (operations: AlipayOperations) =>
      operations.billDownloadUrl({ billType: 'trade', billDate: '2024-05-01' });
    expect(await asked(answer, ask)).toMatchObject(outcome);
  });
});

describe('what the tables do not allow', () => {
  it('is not sent, and told by field and rule', async () => {
    const { operations, transport } = answering(reply(precreate, created));
    expect(await operations.precreate({ ...trade, subject: '', totalAmountMinor: 0 }, null)).toMatchObject({
      kind: 'not_sent',
      problem: { code: 'input_rejected', gatewayMessage: 'total_amount: amount_zero, subject: missing' },
      contentProblems: [
        { field: 'total_amount', rule: 'amount_zero' },
        { field: 'subject', rule: 'missing' },
      ],
    });
    expect(transport.requests).toEqual([]);
  });

  it.each([
    [{ appId: '' }, null, 'app_id: missing'],
    [{ appId: '1'.repeat(33) }, null, 'app_id: too_long'],
    [{ appAuthToken: 'x'.repeat(41) }, null, 'app_auth_token: too_long'],
    [{ appAuthToken: 'a b' }, null, 'app_auth_token: malformed'],
    [{}, `https://shop.example.com/${'x'.repeat(232)}`, 'notify_url: too_long'],
    [{}, 'https://shop.example.com/收', 'notify_url: malformed'],
    [{}, 'ftp://shop.example.com/', 'notify_url: malformed'],
  ])('holds for the common parameters: %j %s', async (account, notifyUrl, words) => {
    const { operations, transport } = answering(reply(precreate, created), { account });
    const fields = { ...trade, subject: 'x', totalAmountMinor: 1 };
    expect(await operations.precreate(fields, notifyUrl)).toMatchObject({
      kind: 'not_sent',
      problem: { gatewayMessage: words },
    });
    expect(transport.requests).toEqual([]);
  });
});

describe('the sub-codes of the published table', () => {
  it.each([
    ['ACQ.TRADE_HAS_CLOSE', 'already_closed', 'new_order'],
    ['ACQ.CONTEXT_INCONSISTENT', 'number_used', 'new_order'],
    ['ACQ.TOTAL_FEE_EXCEED', 'amount_exceeded', 'mend_input'],
    ['ACQ.INVALID_PARAMETER', 'parameter_wrong', 'mend_input'],
    ['ACQ.EXIST_FORBIDDEN_WORD', 'word_forbidden', 'mend_input'],
    ['ACQ.ACCESS_FORBIDDEN', 'access_forbidden', 'mend_settings'],
    ['ACQ.PARTNER_ERROR', 'partner_wrong', 'mend_settings'],
    ['ACQ.SELLER_BEEN_BLOCKED', 'seller_blocked', 'mend_settings'],
    ['ACQ.BUYER_SELLER_EQUAL', 'buyer_is_seller', 'tell_customer'],
    ['ACQ.BUYER_BALANCE_NOT_ENOUGH', 'buyer_balance_low', 'tell_customer'],
    ['ACQ.BUYER_ENABLE_STATUS_FORBID', 'buyer_disabled', 'tell_customer'],
    ['ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'buyer_day_limit', 'tell_customer'],
    ['ACQ.BEYOND_PAY_RESTRICTION', 'payment_restricted', 'tell_customer'],
    ['ACQ.PAYMENT_AUTH_CODE_INVALID', 'auth_code_invalid', 'tell_customer'],
    ['ACQ.CANCEL_NOT_ALLOWED', 'cancel_not_allowed', 'refund_instead'],
    ['ACQ.TRADE_CANCEL_TIME_OUT', 'cancel_too_late', 'refund_instead'],
    ['ACQ.TRADE_HAS_FINISHED', 'trade_finished', 'refund_instead'],
    ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'seller_balance_low', 'top_up'],
    ['ACQ.REASON_TRADE_STATUS_INVALID', 'trade_state_wrong', 'query'],
    ['ACQ.REASON_ILLEGAL_STATUS', 'trade_state_wrong', 'query'],
    ['ACQ.TRADE_STATUS_ERROR', 'trade_state_wrong', 'query'],
    ['ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'refund_not_total', 'mend_input'],
    ['ACQ.REASON_TRADE_REFUND_FEE_ERR', 'refund_amount_wrong', 'mend_input'],
    ['ACQ.TRADE_NOT_ALLOW_REFUND', 'refund_not_allowed', 'none'],
  ])('%s is a verified no: %s, then %s', (subCode, reason, nextStep) => {
    expect(meaningOf('40004', subCode)).toMatchObject({ kind: 'refused', reason, nextStep });
    expect(meaningOf('40004', subCode.replace('ACQ', 'AQC'))).toMatchObject({ reason });
    expect(tradeReasons).toContain(reason);
  });
});

describe('a request in GBK', () => {
  const setting: Setting = { account: { charset: 'GBK', subject: '矿泉水😀' } };

  it('is signed and sent in its bytes, with what GBK lacks escaped in the JSON', async () => {
    const { gateway, transport } = answering(reply(precreate, created), setting);
    expect((await gateway.create(alipayOrder, null)).kind).toBe('created');
    const { values, headers, isSigned } = sent(transport, 'gbk');
    expect(values['charset']).toBe('GBK');
    expect(headers['Content-Type']).toBe('application/x-www-form-urlencoded;charset=GBK');
    expect(values['biz_content']).toContain('矿泉水\\ud83d\\ude00');
    expect(JSON.parse(values['biz_content'] ?? '')).toMatchObject({ subject: '矿泉水😀' });
    expect(isSigned).toBe(true);
  });

  it('takes its reply in GBK, signed over the bytes as they came', async () => {
    const body = encodeText(JSON.stringify({ ...paid, buyer_logon_id: '誠*' }), 'GBK')!;
    const gbkReply = Buffer.from(signedTextOf(query, body));
    const declaring = (contentType: string | undefined): HttpReply => ({
      kind: 'reply',
      status: 200,
      body: gbkReply,
      dateHeader: null,
      contentType,
    });
    const facts = { kind: 'facts', facts: { buyerHint: '誠*' } };
    expect(await answering(declaring('text/html;charset=GBK'), setting).operations.query(trade)).toMatchObject(facts);
    expect(await answering(declaring(undefined), setting).operations.query(trade)).toMatchObject(facts);
    // Declared by the reply, though asked for in UTF-8.
    expect(await answering(declaring('text/html; charset="gb2312"')).operations.query(trade)).toMatchObject(facts);
    expect(await answering(declaring('text/html;charset=GB18030')).operations.query(trade)).toMatchObject(facts);
    // Wrongly declared, or not at all, though asked for in UTF-8.
    for (const contentType of ['text/html;charset=utf-8', 'text/html;charset=ISO-8859-1', 'text/html', undefined]) {
      expect(await answering(declaring(contentType)).operations.query(trade)).toMatchObject(facts);
      expect(await answering(declaring(contentType), setting).operations.query(trade)).toMatchObject(facts);
    }
    gbkReply[gbkReply.indexOf('20.00') + 1] = 0x31;
    expect(await answering(declaring('text/html;charset=GBK'), setting).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_wrong' },
    });
  });
});

describe('a reply in GBK to a request in UTF-8', () => {
  /** The second character ends in the byte of a backslash. */
  const words = Buffer.from('bdbbd2d7b2bbb4e6d4da8d5c', 'hex');
  const fault = (url: string): Buffer =>
    Buffer.concat([
      Buffer.from('{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"'),
      words,
      Buffer.from(`${url}"}`),
    ]);
  const received = (body: Uint8Array): HttpReply => ({ kind: 'reply', status: 200, body, dateHeader: null });

  it('says no as clearly as one in UTF-8, and its words can be read', async () => {
    const outcome = await answering(received(signedTextOf(query, fault('')))).operations.query(trade);
    expect(outcome).toMatchObject({ kind: 'not_found' });
    expect((outcome as { evidence: { replyText: string } }).evidence.replyText).toContain('交易不存在峔');
  });

  it('verifies where it was signed before its slashes were escaped', async () => {
    const signed = fault('https://a/b');
    const sent = Buffer.concat([
      Buffer.from('{"alipay_trade_query_response":'),
      fault('https:\\/\\/a\\/b'),
      Buffer.from(`,"sign":"${signature(signed)}"}`),
    ]);
    expect(await answering(received(sent)).operations.query(trade)).toMatchObject({ kind: 'not_found' });
  });

  it('is not believed when a byte of it was changed', async () => {
    const document = Buffer.from(signedTextOf(query, fault('')));
    const at = document.indexOf(words);
    document[at + 1] = 0xba;
    expect(await answering(received(document)).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_wrong' },
    });
  });
});

function signedTextOf(method: string, body: Uint8Array): Uint8Array {
  const name = `${method.replaceAll('.', '_')}_response`;
  return Buffer.concat([Buffer.from(`{"${name}":`), body, Buffer.from(`,"sign":"${signature(body)}"}`)]);
}

describe('an application that acts for a merchant', () => {
  it('sends its authorisation under the signature', async () => {
    const { operations, transport } = answering(reply(query, paid), { account: { appAuthToken: '201510BBaabd' } });
    await operations.query(trade);
    const { values, isSigned } = sent(transport);
    expect(values['app_auth_token']).toBe('201510BBaabd');
    expect(isSigned).toBe(true);
  });
});

describe('encrypted contents', () => {
  const keyText = 'TDftre9FpItr46e9BVNJcw==';
  const setting: Setting = { account: { encryptsContent: true }, keys: { alipay_content_key: keyText } };
  const parsing = parseContentKey(keyText);
  if (!parsing.ok) throw new Error(parsing.problem);
  const { key } = parsing;
  const encrypted = (body: string) => signedText(query, `"${encryptContent(Buffer.from(body), key)}"`);

  it('go out encrypted first and signed then, and come back the other way', async () => {
    const { operations, transport } = answering(encrypted(JSON.stringify(paid)), setting);
    expect(await operations.query(trade)).toMatchObject({
      kind: 'facts',
      facts: { status: 'paid', amountMinor: 2000 },
    });
    const { values, isSigned } = sent(transport);
    expect(values['encrypt_type']).toBe('AES');
    expect(decryptContent(values['biz_content'] ?? '', key)?.toString()).toBe(`{"out_trade_no":"${outTradeNo}"}`);
    expect(isSigned).toBe(true);
  });

  it('may be answered in plain words where these are signed', async () => {
    const { operations } = answering(reply(query, paid), setting);
    expect((await operations.query(trade)).kind).toBe('facts');
  });

  it.each([
    ['without the key', encrypted(JSON.stringify(paid)), {}],
    ['with a member twice', encrypted('{"code":"10000","code":"40004"}'), setting],
    ['of something that is no JSON', encrypted('10000'), setting],
    ['under another key', signedText(query, `"${Buffer.alloc(32, 7).toString('base64')}"`), setting],
    [
      'with a stray character',
      signedText(query, `"${encryptContent(Buffer.from(JSON.stringify(paid)), key)}!"`),
      setting,
    ],
  ])('prove nothing %s', async (_what, answer, given) => {
    expect(await answering(answer, given).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'malformed_reply' },
    });
  });

  it('lend a refusal that nobody signed their words, and nothing else', async () => {
    const said = (content: string): string =>
      `{"alipay_trade_query_response":"${encryptContent(Buffer.from(content), key)}"}`;
    const refusal = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: '验签出错' };
    expect(await answering(said(JSON.stringify(refusal)), setting).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: {
        code: 'signature_missing',
        gatewayCode: 'isv.invalid-signature',
        gatewayMainCode: '40002',
        gatewayMessage: '验签出错',
      },
    });
    expect(await answering(said(JSON.stringify(paid)), setting).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_missing' },
    });
    expect(await answering(said(JSON.stringify(refusal))).operations.query(trade)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_missing', gatewayCode: null },
    });
  });

  it('are not sent in plain where the key is missing or wrong', async () => {
    const { operations, transport } = answering(reply(query, paid), { account: { encryptsContent: true } });
    expect(await operations.query(trade)).toMatchObject({
      kind: 'not_sent',
      problem: { code: 'key_missing_or_locked' },
    });
    const wrong = answering(reply(query, paid), { ...setting, keys: { alipay_content_key: 'x' } });
    expect(await wrong.operations.query(trade)).toMatchObject({
      kind: 'not_sent',
      problem: { code: 'key_unusable', gatewayMessage: 'not_a_content_key' },
    });
    expect(transport.requests).toEqual([]);
  });
});

describe('certificate mode', () => {
  const root = makeIdentity('Root', { isAuthority: true });
  const platform = makeIdentity('Alipay', { keys: alipay, issuer: root, serial: 17 });
  const next = makeIdentity('Alipay next', { issuer: root, serial: 18 });
  const shop = makeIdentity('Shop', { keys: application, issuer: root, serial: 3 });
  const certificates = {
    app: shop.certificate,
    alipay: platform.certificate + next.certificate,
    alipayRoot: root.certificate,
  };
  // No public key is needed: the certificates stand in for it.
  const setting: Setting = { account: { certificates }, keys: { alipay_public_key: '' } };
  const snOf = (pem: string): string => {
    const parsing = readCertificates(pem);
    return parsing.ok ? certificateSn(parsing.first) : '';
  };
  const answer = (certSn: string | null, privateKey = alipay.privateKey): string => {
    const text = signedText(query, JSON.stringify(paid), signature(JSON.stringify(paid), 'RSA-SHA256', privateKey));
    return certSn === null ? text : text.replace(/\}$/, `,"alipay_cert_sn":"${certSn}"}`);
  };
  const ask = (text: string) => answering(text, setting).operations.query(trade);

  it('names both certificates under the signature', async () => {
    const { operations, transport } = answering(answer(null), setting);
    expect((await operations.query(trade)).kind).toBe('facts');
    const { values, isSigned } = sent(transport);
    expect(values['app_cert_sn']).toBe(snOf(shop.certificate));
    expect(values['alipay_root_cert_sn']).toBe(snOf(root.certificate));
    expect(isSigned).toBe(true);
  });

  it('checks a reply with the certificate that it names', async () => {
    expect((await ask(answer(snOf(platform.certificate)))).kind).toBe('facts');
    expect((await ask(answer(snOf(next.certificate), next.privateKey))).kind).toBe('facts');
    expect(await ask(answer(snOf(next.certificate)))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_wrong' },
    });
  });

  it('tells which certificate it does not have', async () => {
    expect(await ask(answer('0'.repeat(32)))).toMatchObject({
      kind: 'unknown',
      problem: { code: 'signature_wrong', gatewayCode: 'alipay_cert_sn', gatewayMessage: '0'.repeat(32) },
    });
  });

  it('sends nothing with a certificate of another key', async () => {
    const { operations, transport } = answering(answer(null), {
      account: { certificates: { ...certificates, app: platform.certificate } },
    });
    expect(await operations.query(trade)).toMatchObject({
      kind: 'not_sent',
      problem: { code: 'key_unusable', gatewayMessage: 'app: certificate_of_another_key' },
    });
    expect(transport.requests).toEqual([]);
  });

  it('takes notifications signed with any of Alipay\u2019s certificates, and with no other', async () => {
    const { gateway } = answering('', setting);
    const signedWith = (privateKey: string) => {
      const sign = signature(contentToSign(paidNotification), 'RSA-SHA256', privateKey);
      const body = Buffer.from(notification(paidNotification, sign));
      return gateway.parseNotification({ contentType: 'application/x-www-form-urlencoded', body });
    };
    expect((await signedWith(alipay.privateKey)).kind).toBe('verified');
    expect((await signedWith(next.privateKey)).kind).toBe('verified');
    expect((await signedWith(shop.privateKey)).kind).toBe('refused');
  });
});

describe('an account\u2019s product and provider', () => {
  it('go into every sale', async () => {
    const { gateway, transport } = answering(reply(precreate, created), {
      account: { productCode: 'QR_CODE_OFFLINE', sysServiceProviderId: '2088511833207846' },
    });
    await gateway.create(alipayOrder, null);
    expect(JSON.parse(sent(transport).values['biz_content'] ?? '')).toMatchObject({
      product_code: 'QR_CODE_OFFLINE',
      extend_params: { sys_service_provider_id: '2088511833207846' },
    });
  });
});

describe('the clock', () => {
  it('is compared with Alipay\u2019s', async () => {
    const heard: number[] = [];
    const dateHeader = new Date(now.getTime() - 600_000).toUTCString();
    const body = Buffer.from(reply(query, paid));
    const answer: HttpReply = { kind: 'reply', status: 200, body, dateHeader };
    const { operations } = answering(answer, { onClockSkew: (skewMs) => heard.push(skewMs) });
    await operations.query(trade);
    expect(heard).toEqual([599_000]);
  });
});
