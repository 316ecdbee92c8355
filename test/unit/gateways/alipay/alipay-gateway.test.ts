import { createVerify } from 'node:crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { disagreement } from '../../../../main/domain/settlement.ts';
import type { AlipayAccount as AccountInUse } from '../../../../main/gateways/alipay/wire.ts';
import { createAlipayGateway } from '../../../../main/gateways/alipay/alipay-gateway.ts';
import type { HttpFailure, HttpReply } from '../../../../main/gateways/http-transport.ts';
import type { KeyReading } from '../../../../main/ports/index.ts';
import type { AlipayAccount } from '../../../../preload/contract/index.ts';
import { alipayAccount, alipayOrder as order, clock, keyStore, transportAnswering } from '../doubles.ts';
import {
  alipay,
  application,
  cancel,
  contentToSign,
  created,
  done,
  keyTexts,
  paid,
  precreate,
  query,
  reply,
  signature,
  signedText,
} from './platform.ts';

type Answer = string | HttpReply | HttpFailure;

function gatewayAnswering(answer: Answer, account = alipayAccount, keys = keyStore(keyTexts)) {
  const transport = transportAnswering(() => answer);
  const gateway = createAlipayGateway({ account, keys, transport, clock });
  const cancelOf = gateway.cancel;
  if (cancelOf === null) throw new Error('Alipay has a cancel');
  return { gateway, transport, cancelOf };
}

const create = (answer: Answer) => gatewayAnswering(answer).gateway.create(order, null);
const ask = (answer: Answer) => gatewayAnswering(answer).gateway.query(order);
const cancelling = (answer: Answer) => gatewayAnswering(answer).cancelOf(order);

function refusal(method: string, subCode: string | undefined, code = '40004'): string {
  return reply(method, { code, msg: 'Business Failed', sub_code: subCode, sub_msg: '交易' });
}

function sent(transport: ReturnType<typeof transportAnswering>) {
  const [request] = transport.requests;
  const url = new URL(request!.url);
  const body = new URLSearchParams(Buffer.from(request!.body).toString());
  return {
    address: url.origin + url.pathname,
    parameters: Object.fromEntries(url.searchParams),
    bodyNames: [...body.keys()],
    bizContent: body.get('biz_content') ?? '',
  };
}

describe('create at Alipay', () => {
  it('sends the common parameters in the address and the order in the body', async () => {
    const { gateway, transport } = gatewayAnswering(reply(precreate, created));
    const outcome = await gateway.create({ ...order, note: '矿泉水 & 50%' }, 'https://shop.example.com/n?a=1&b=2');
    expect(outcome).toEqual({
      kind: 'created',
      qrText: created.qr_code,
      gatewayOrderNo: null,
      imageUrls: [],
      evidence: { httpStatus: 200, replyText: reply(precreate, created) },
    });
    const { address, parameters, bodyNames, bizContent } = sent(transport);
    const { sign, ...signed } = parameters;
    expect(address).toBe('https://openapi.alipay.com/gateway.do');
    expect(signed).toEqual({
      app_id: '2014072300007148',
      method: 'alipay.trade.precreate',
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: '2024-05-01 12:00:00',
      version: '1.0',
      notify_url: 'https://shop.example.com/n?a=1&b=2',
    });
    expect(transport.requests[0]?.headers).toEqual({
      'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
    });
    expect(bodyNames).toEqual(['biz_content']);
    expect(JSON.parse(bizContent)).toEqual({
      out_trade_no: order.orderNo,
      seller_id: '2088102146225135',
      total_amount: '20.00',
      subject: '矿泉水 & 50%',
      operator_id: 'op001',
      store_id: 'pudong001',
      terminal_id: 't_001',
      timeout_express: '5m',
      qr_code_timeout_express: '5m',
    });
    // The signed text has `sign_type` in it here, and not in notifications.
    const text = contentToSign({ ...signed, biz_content: bizContent }).replace(
      '&timestamp',
      '&sign_type=RSA2&timestamp',
    );
    expect(
      createVerify('RSA-SHA256')
        .update(text)
        .verify(application.publicKey, sign ?? '', 'base64'),
    ).toBe(true);
  });

  it('says what was sold, line by line', async () => {
    const { gateway, transport } = gatewayAnswering(reply(precreate, created));
    const lines = [
      { name: '龙井茶 50 g', quantity: 2, priceMinor: 1_050, goodsId: '6901234567892' },
      { name: '', quantity: 1, priceMinor: 100, goodsId: null },
    ];
    await gateway.create({ ...order, lines, discountMinor: 200 }, null);
    expect(JSON.parse(sent(transport).bizContent)).toMatchObject({
      total_amount: '20.00',
      subject: '龙井茶 50 g × 2',
      goods_detail: [
        { goods_id: '6901234567892', goods_name: '龙井茶 50 g', quantity: 2, price: '10.50' },
        { goods_id: 'line_2', goods_name: 'Counter 1', quantity: 1, price: '1.00' },
      ],
    });
  });

  it('leaves out what the account and the order leave empty', async () => {
    const bareAccount = { ...alipayAccount, sellerId: '', storeId: '', terminalId: '' };
    const { gateway, transport } = gatewayAnswering(reply(precreate, created), bareAccount);
    await gateway.create({ ...order, operatorName: '小王', amountMinor: 1 }, null);
    const { parameters, bizContent } = sent(transport);
    expect(Object.keys(parameters)).not.toContain('notify_url');
    expect(JSON.parse(bizContent)).toEqual({
      out_trade_no: order.orderNo,
      total_amount: '0.01',
      subject: 'Counter 1',
      timeout_express: '5m',
      qr_code_timeout_express: '5m',
    });
  });

  it('names the till as the terminal where the shop has given it no number', async () => {
    const { gateway, transport } = gatewayAnswering(reply(precreate, created), { ...alipayAccount, terminalId: '' });
    await gateway.create({ ...order, installationId: '7KQ2M3XZ' }, null);
    expect(JSON.parse(sent(transport).bizContent)).toMatchObject({ terminal_id: 'T01_7KQ2M3XZ' });
    const numbered = gatewayAnswering(reply(precreate, created));
    await numbered.gateway.create({ ...order, installationId: '7KQ2M3XZ' }, null);
    expect(JSON.parse(sent(numbered.transport).bizContent)).toMatchObject({ terminal_id: 't_001' });
  });

  it('signs with SHA-1 where the account says RSA', async () => {
    const text = JSON.stringify(created);
    const { gateway, transport } = gatewayAnswering(signedText(precreate, text, signature(text, 'RSA-SHA1')), {
      ...alipayAccount,
      signType: 'RSA',
    });
    expect((await gateway.create(order, null)).kind).toBe('created');
    const { sign, ...signed } = sent(transport).parameters;
    const content = contentToSign({ ...signed, biz_content: sent(transport).bizContent });
    const signedContent = content.replace('&timestamp', '&sign_type=RSA&timestamp');
    expect(
      createVerify('RSA-SHA1')
        .update(signedContent)
        .verify(application.publicKey, sign ?? '', 'base64'),
    ).toBe(true);
    expect((await create(signedText(precreate, text, signature(text, 'RSA-SHA1')))).kind).toBe('unknown');
  });

  it('asks for no sum that would be taken for yuan', async () => {
    const { gateway, transport } = gatewayAnswering(reply(precreate, created));
    expect(await gateway.create({ ...order, currency: 'JPY' }, null)).toMatchObject({
      kind: 'not_sent',
      problem: { code: 'configuration' },
    });
    expect(transport.requests).toEqual([]);
  });

  it.each([
    ['a code from elsewhere', { qr_code: 'https://qr.alipay.com.example.org/x' }, 'refused', 'code_untrusted'],
    ['no code', { qr_code: undefined }, 'unknown', 'malformed_reply'],
    ['no number', { out_trade_no: undefined }, 'unknown', 'malformed_reply'],
    ['the number of another order', { out_trade_no: 'T01_other' }, 'unknown', 'order_number_differs'],
  ] as const)('does not show %s', async (_what, change, kind, code) => {
    expect(await create(reply(precreate, { ...created, ...change }))).toMatchObject({ kind, problem: { code } });
  });
});

describe('Alipay\u2019s codes', () => {
  it.each([
    ['20000', 'isp.unknow-error', 'unknown', 'gateway_unsure'],
    ['20000', 'aop.unknow-error', 'unknown', 'gateway_unsure'],
    ['20000', undefined, 'unknown', 'gateway_unsure'],
    ['40004', 'isp.unknown-error', 'unknown', 'gateway_unsure'],
    ['10003', undefined, 'unknown', 'gateway_unsure'],
    ['12345', undefined, 'unknown', 'gateway_unsure'],
    ['20001', 'aop.invalid-auth-token', 'refused', 'configuration'],
    ['40001', 'isv.missing-app-id', 'refused', 'configuration'],
    ['40001', 'isv.missing-out-trade-no', 'refused', 'input_rejected'],
    ['40002', 'isv.invalid-signature', 'refused', 'configuration'],
    ['40002', 'isv.invalid-timestamp', 'refused', 'configuration'],
    ['40002', 'isv.invalid-app-id', 'refused', 'configuration'],
    ['40002', 'isv.invalid-parameter', 'refused', 'input_rejected'],
    ['40002', undefined, 'refused', 'input_rejected'],
    ['40003', undefined, 'refused', 'configuration'],
    ['40006', 'isv.insufficient-isv-permissions', 'refused', 'configuration'],
    ['40004', 'ACQ.SYSTEM_ERROR', 'unknown', 'gateway_unsure'],
    ['40004', 'AQC.SYSTEM_ERROR', 'unknown', 'gateway_unsure'],
    ['40004', 'ACQ.TRADE_NOT_EXIST', 'refused', 'gateway_refused'],
    ['40004', 'ACQ.TRADE_HAS_SUCCESS', 'unknown', 'already_paid'],
    ['40004', 'ACQ.TRADE_HAS_CLOSE', 'refused', 'already_closed'],
    ['40004', 'ACQ.CONTEXT_INCONSISTENT', 'refused', 'order_number_used'],
    ['40004', 'ACQ.TOTAL_FEE_EXCEED', 'refused', 'input_rejected'],
    ['40004', 'ACQ.INVALID_PARAMETER', 'refused', 'input_rejected'],
    ['40004', 'ACQ.EXIST_FORBIDDEN_WORD', 'refused', 'input_rejected'],
    ['40004', 'ACQ.ACCESS_FORBIDDEN', 'refused', 'configuration'],
    ['40004', 'ACQ.PARTNER_ERROR', 'refused', 'configuration'],
    ['40004', 'ACQ.SELLER_BEEN_BLOCKED', 'refused', 'configuration'],
    ['40004', 'ACQ.BUYER_SELLER_EQUAL', 'refused', 'gateway_refused'],
    ['40004', 'ACQ.SOMETHING_NEW', 'unknown', 'gateway_unsure'],
    ['40004', undefined, 'unknown', 'gateway_unsure'],
    ['40002', 'isv.something-new', 'unknown', 'gateway_unsure'],
    ['10000', 'ACQ.SOMETHING_NEW', 'unknown', 'gateway_unsure'],
  ])('%s %s on precreate: %s, %s', async (gatewayCode, subCode, kind, code) => {
    expect(await create(refusal(precreate, subCode, gatewayCode))).toMatchObject({
      kind,
      problem: { code, gatewayCode: subCode ?? gatewayCode, gatewayMessage: '交易' },
    });
  });

  it.each([
    ['ACQ.TRADE_NOT_EXIST', 'not_found', undefined],
    ['ACQ.SYSTEM_ERROR', 'unknown', 'gateway_unsure'],
    ['ACQ.INVALID_PARAMETER', 'refused', 'input_rejected'],
  ])('%s on query: %s', async (subCode, kind, code) => {
    expect(await ask(refusal(query, subCode))).toMatchObject(
      code === undefined ? { kind } : { kind, problem: { code } },
    );
  });

  it.each([
    ['ACQ.TRADE_NOT_EXIST', 'nothing_to_close', undefined],
    ['ACQ.SYSTEM_ERROR', 'unknown', 'gateway_unsure'],
    ['ACQ.CANCEL_NOT_ALLOWED', 'refused', 'gateway_refused'],
    ['ACQ.TRADE_CANCEL_TIME_OUT', 'refused', 'gateway_refused'],
    ['ACQ.TRADE_HAS_FINISHED', 'refused', 'gateway_refused'],
    ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'refused', 'gateway_refused'],
  ])('%s on cancel: %s', async (subCode, kind, code) => {
    expect(await cancelling(refusal(cancel, subCode))).toMatchObject(
      code === undefined ? { kind } : { kind, problem: { code } },
    );
  });
});

describe('query at Alipay', () => {
  it('asks by our number', async () => {
    const { gateway, transport } = gatewayAnswering(reply(query, paid));
    await gateway.query(order);
    expect(sent(transport)).toMatchObject({
      parameters: { method: 'alipay.trade.query' },
      bizContent: JSON.stringify({ out_trade_no: order.orderNo }),
    });
  });

  it('reads a payment whole', async () => {
    const outcome = await ask(reply(query, paid));
    expect(outcome).toMatchObject({
      kind: 'facts',
      facts: {
        status: 'paid',
        orderNo: order.orderNo,
        gatewayOrderNo: '2024050122001000000001',
        merchantId: null,
        sellerId: null,
        amountMinor: 2000,
        currency: 'CNY',
        wallet: 'alipay',
        paidAt: '2024-05-01T04:00:31.000Z',
        buyerHint: '159****5620',
      },
    });
    expect(outcome.kind === 'facts' && disagreement(order, outcome.facts)).toBeNull();
  });

  it.each([
    ['WAIT_BUYER_PAY', undefined, 'scanned'],
    ['TRADE_SUCCESS', '2024-05-01 12:00:31', 'paid'],
    ['TRADE_FINISHED', '2024-05-01 12:00:31', 'paid'],
    ['TRADE_CLOSED', undefined, 'closed'],
    ['TRADE_CLOSED', '2024-05-01 12:00:31', 'refunded'],
  ])('takes %s, paid at %s, as %s', async (tradeStatus, paidAt, status) => {
    const answer = reply(query, { ...paid, trade_status: tradeStatus, send_pay_date: paidAt });
    expect(await ask(answer)).toMatchObject({ kind: 'facts', facts: { status } });
  });

  it('says which till’s the trade is where its terminal is a till of this program’s', async () => {
    expect(await ask(reply(query, { ...paid, terminal_id: 'T02_9G4V0B5N' }))).toMatchObject({
      facts: { installationId: '9G4V0B5N' },
    });
    const numbered = await ask(reply(query, { ...paid, terminal_id: 't_001' }));
    expect(numbered.kind === 'facts' && numbered.facts.installationId).toBeUndefined();
  });

  it.each([
    ['"88.88"', 8888],
    ['"88.8"', 8880],
    ['"88"', 8800],
    ['88.88', 8888],
    ['88.10', 8810],
    ['"0.01"', 1],
    ['"100000000.00"', 10_000_000_000],
    ['null', null],
  ])('reads the sum %s as %s', async (amount, amountMinor) => {
    const text = JSON.stringify(paid).replace('"total_amount":"20.00"', `"total_amount":${amount}`);
    expect(await ask(signedText(query, text))).toMatchObject({ kind: 'facts', facts: { amountMinor } });
  });

  it.each(['"20.001"', '"-1.00"', '"1,000.00"', '2e1', '".5"', '"5."', '"٢"', '" 1"', 'true'])(
    'does not guess at the sum %s',
    async (amount) => {
      const text = JSON.stringify(paid).replace('"total_amount":"20.00"', `"total_amount":${amount}`);
      expect(await ask(signedText(query, text))).toMatchObject({
        kind: 'unknown',
        problem: { code: 'malformed_reply' },
      });
    },
  );

  it.each([
    [{ trans_currency: 'HKD' }, 'HKD', 2000],
    [{ settle_currency: 'HKD' }, 'HKD', 2000],
    [{ trans_currency: 'CNY', settle_currency: 'HKD' }, 'CNY', 2000],
    [{ trans_currency: 'JPY', total_amount: '20' }, 'JPY', 20],
    [{ trans_currency: 'JPY', total_amount: '20.00' }, 'JPY', 20],
  ])('reads %j in its currency', async (change, currency, amountMinor) => {
    expect(await ask(reply(query, { ...paid, ...change }))).toMatchObject({
      kind: 'facts',
      facts: { currency, amountMinor },
    });
  });

  it.each([
    [{ trans_currency: 'USD' }, 'currency_differs'],
    [{ trans_currency: 'JPY', total_amount: '20.50' }, 'malformed_reply'],
    [{ trade_status: 'TRADE_PENDING' }, 'gateway_unsure'],
    [{ trade_status: undefined }, 'malformed_reply'],
    [{ out_trade_no: undefined }, 'malformed_reply'],
    [{ out_trade_no: 'T01_other' }, 'order_number_differs'],
    [{ code: undefined }, 'malformed_reply'],
  ])('concludes nothing from %j', async (change, code) => {
    expect(await ask(reply(query, { ...paid, ...change }))).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it('is not answered by what is said about another order', async () => {
    const answer = reply(query, { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST', out_trade_no: 'T01_other' });
    expect(await ask(answer)).toMatchObject({ kind: 'unknown', problem: { code: 'order_number_differs' } });
  });
});

describe('a number that Alipay sends unquoted', () => {
  it('keeps each of its 28 digits', async () => {
    const text = JSON.stringify({ ...paid, trade_no: '2024050122001000000000000001' });
    const unquoted = text.replace('"2024050122001000000000000001"', '2024050122001000000000000001');
    expect(await ask(signedText(query, unquoted))).toMatchObject({
      facts: { gatewayOrderNo: '2024050122001000000000000001' },
    });
  });
});

describe('cancel at Alipay', () => {
  it.each([
    [{ retry_flag: 'N', action: 'close' }, 'closed'],
    [{ retry_flag: 'N' }, 'nothing_to_close'],
    [{ retry_flag: 'N', action: 'refund' }, 'refunded'],
    [{ retry_flag: 'N', action: 'freeze' }, 'unknown'],
    [{ retry_flag: 'Y' }, 'unknown'],
    [{ retry_flag: 'Y', action: 'refund' }, 'unknown'],
    [{}, 'unknown'],
  ])('answered %j is %s', async (answer, kind) => {
    expect(await cancelling(reply(cancel, { ...done, ...answer }))).toMatchObject({ kind });
  });

  it('names our number', async () => {
    const { cancelOf, transport } = gatewayAnswering(reply(cancel, done));
    await cancelOf(order);
    expect(sent(transport)).toMatchObject({
      parameters: { method: 'alipay.trade.cancel' },
      bizContent: JSON.stringify({ out_trade_no: order.orderNo }),
    });
  });
});

describe('an answer of Alipay that proves nothing', () => {
  it.each<[string, Answer, string]>([
    ['unsigned', `{"alipay_trade_query_response":${JSON.stringify(paid)}}`, 'signature_missing'],
    ['wrongly signed', signedText(query, JSON.stringify(paid), signature('x')), 'signature_wrong'],
    ['a page', '<html></html>', 'malformed_reply'],
    ['nothing in it', '', 'malformed_reply'],
    [
      'a redirect to a page',
      { kind: 'reply', status: 301, body: Buffer.from('<html>Moved</html>'), dateHeader: null },
      'http_error',
    ],
    ['cut off', reply(query, paid).slice(0, -9), 'malformed_reply'],
    ['a server error', { kind: 'reply', status: 502, body: Buffer.from(''), dateHeader: null }, 'http_error'],
    ['no answer at all', { kind: 'failure', reason: 'timeout', detail: 'ETIMEDOUT' }, 'timeout'],
  ])('leaves the order unknown: %s', async (_what, answer, code) => {
    expect(await ask(answer)).toMatchObject({ kind: 'unknown', problem: { code } });
  });

  it('is an unsigned gateway fault, whose words are carried for the person who phones support', async () => {
    const fault =
      '{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id","sub_msg":"无效的AppID参数"}}';
    for (const outcome of [await create(fault), await ask(fault), await cancelling(fault)]) {
      expect(outcome).toMatchObject({
        kind: 'unknown',
        problem: {
          code: 'signature_missing',
          gatewayCode: 'isv.invalid-app-id',
          gatewayMessage: '无效的AppID参数',
        },
        evidence: { httpStatus: 200, replyText: fault },
      });
    }
  });

  it('lends no words of a forger to the screen', async () => {
    expect(await ask(signedText(query, '{"code":"1","sub_msg":"phone this number"}', signature('x')))).toMatchObject({
      problem: { code: 'signature_wrong', gatewayCode: null, gatewayMessage: null },
    });
  });
});

describe('the keys of Alipay', () => {
  it.each<[string, Partial<typeof keyTexts>, KeyReading | undefined, string, string | null]>([
    ['both missing', {}, undefined, 'key_missing_or_locked', null],
    ['no public key', { alipay_app_private_key: application.privateKey }, undefined, 'key_missing_or_locked', null],
    ['no keychain', {}, { kind: 'unavailable', detail: 'no bus' }, 'keychain_unavailable', null],
    [
      'a public key as private',
      { ...keyTexts, alipay_app_private_key: alipay.publicKey },
      undefined,
      'key_unusable',
      'public_key_given',
    ],
    [
      'the application\u2019s own public key',
      { ...keyTexts, alipay_public_key: application.publicKey },
      undefined,
      'key_unusable',
      'own_public_key_given',
    ],
  ])('%s: nothing leaves this computer', async (_what, texts, other, code, message) => {
    const { gateway, transport, cancelOf } = gatewayAnswering('', alipayAccount, keyStore(texts, other));
    const expected = { kind: 'not_sent', problem: { code, gatewayCode: null, gatewayMessage: message } };
    expect(await gateway.create(order, null)).toEqual(expected);
    expect(await gateway.query(order)).toEqual(expected);
    expect(await cancelOf(order)).toEqual(expected);
    expect(transport.requests).toEqual([]);
  });

  it('appear in no request and in no outcome', async () => {
    const { gateway, transport } = gatewayAnswering(reply(precreate, created));
    const outcomes = [await gateway.create(order, null), await gateway.query(order)];
    const sentText = transport.requests.map(({ url, body }) => decodeURIComponent(url + Buffer.from(body).toString()));
    expect(transport.requests).toHaveLength(2);
    const written = JSON.stringify([outcomes, sentText]);
    for (const line of application.privateKey.split('\n').filter((text) => text.length > 20)) {
      expect(written).not.toContain(line.slice(0, 20));
    }
  });
});

it('takes the contract\u2019s account as it is', () => {
  expectTypeOf<AlipayAccount>().toExtend<AccountInUse>();
});
