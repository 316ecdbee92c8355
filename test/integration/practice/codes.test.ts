/** Every documented result code (gateways.md 1.4, 2.7), asked for at the phone's API and met over HTTP. */
import { describe, expect, it } from 'vitest';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import {
  alipayOrder,
  type Json,
  openAlipay,
  openScanForPay,
  phone,
  postAlipay,
  postScanForPay,
  scanForPay,
  scanForPayEnvelope,
  scanForPayHeader,
  type ScanForPayOperation,
  scanForPayOrder,
  start,
} from './support.ts';

const scanForPayCodes = [2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 44];
const scanForPayOperations = {
  create: 'create',
  pay: 'pay',
  web_code: 'qrcode',
  query: 'query',
  refund: 'refund',
  bill: 'checklist',
} as const satisfies Record<string, ScanForPayOperation>;

const alipayMethods = {
  create: 'alipay.trade.precreate',
  pay: 'alipay.trade.pay',
  query: 'alipay.trade.query',
  cancel: 'alipay.trade.cancel',
  close: 'alipay.trade.close',
  refund: 'alipay.trade.refund',
  refund_query: 'alipay.trade.fastpay.refund.query',
  bill: 'alipay.data.dataservice.bill.downloadurl.query',
} as const;
type AlipayOperation = keyof typeof alipayMethods;
const everywhere = Object.keys(alipayMethods) as AlipayOperation[];

const businessFailures: readonly (readonly [readonly AlipayOperation[], readonly string[]])[] = [
  [everywhere, ['ACQ.SYSTEM_ERROR', 'ACQ.INVALID_PARAMETER', 'ACQ.ACCESS_FORBIDDEN', 'ACQ.PARTNER_ERROR']],
  [['query', 'close', 'cancel', 'refund', 'refund_query'], ['ACQ.TRADE_NOT_EXIST']],
  [
    ['create', 'pay'],
    [
      'ACQ.TRADE_HAS_SUCCESS',
      'ACQ.TRADE_HAS_CLOSE',
      'ACQ.CONTEXT_INCONSISTENT',
      'ACQ.TOTAL_FEE_EXCEED',
      'ACQ.EXIST_FORBIDDEN_WORD',
      'ACQ.SELLER_BEEN_BLOCKED',
    ],
  ],
  [
    ['pay'],
    [
      'ACQ.BUYER_SELLER_EQUAL',
      'ACQ.BUYER_BALANCE_NOT_ENOUGH',
      'ACQ.BUYER_ENABLE_STATUS_FORBID',
      'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
      'ACQ.BEYOND_PAY_RESTRICTION',
    ],
  ],
  [['cancel'], ['ACQ.CANCEL_NOT_ALLOWED', 'ACQ.TRADE_CANCEL_TIME_OUT', 'ACQ.TRADE_HAS_FINISHED']],
  [['cancel', 'refund'], ['ACQ.SELLER_BALANCE_NOT_ENOUGH']],
  [
    ['close', 'refund'],
    ['ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.REASON_ILLEGAL_STATUS', 'ACQ.TRADE_STATUS_ERROR'],
  ],
  [['refund'], ['ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'ACQ.REASON_TRADE_REFUND_FEE_ERR', 'ACQ.TRADE_NOT_ALLOW_REFUND']],
  [['bill'], ['INVAILID_ARGUMENTS', 'BILL_NOT_EXIST']],
];
const failures = businessFailures.flatMap(([operations, subCodes]) =>
  operations.flatMap((operation) => subCodes.map((subCode) => [operation, subCode] as const)),
);

async function plan(platform: PracticePlatform, fault: Json): Promise<void> {
  const reply = await phone(platform, 'fault', fault);
  expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { ok: true, orderNo: null }]);
}

const callAlipay = async (platform: PracticePlatform, operation: AlipayOperation): Promise<string> =>
  (await postAlipay(platform, { method: alipayMethods[operation] })).text;

describe('ScanForPay’s codes', () => {
  const every = Object.keys(scanForPayOperations).flatMap((operation) =>
    scanForPayCodes.map((code) => [operation as keyof typeof scanForPayOperations, code] as const),
  );

  it.each(every)('%s can be answered with %i, signed and in words of its own', async (operation, code) => {
    const { platform } = await start();
    await plan(platform, { gateway: 'scanforpay', operation, code: String(code) });
    const answer = await scanForPay(platform, scanForPayOperations[operation], scanForPayOrder());
    expect(answer).toEqual({
      code,
      msg: expect.stringMatching(code === 2 ? /^failed$/ : /\p{Script=Han}/u) as unknown,
    });
    expect(platform.readState().trades).toEqual([]);
  });

  it('can be carried out all the same, and can bring fields: a refund that failed', async () => {
    const { platform } = await start();
    await plan(platform, { gateway: 'scanforpay', operation: 'create', code: '9', carriedOut: true });
    expect((await scanForPay(platform, 'create', scanForPayOrder()))['code']).toBe(9);
    expect(platform.readState().trades).toHaveLength(1);
    const fields = { status: 2, orderAmount: 100, currency: 'CNY' };
    await plan(platform, { operation: 'refund', code: '1', fields });
    expect(await scanForPay(platform, 'refund', {})).toEqual({ code: 1, msg: 'success', ...fields });
  });
});

describe('Alipay’s codes', () => {
  it.each(failures)('%s can be answered with 40004 %s, signed and in words of its own', async (operation, subCode) => {
    const { platform } = await start();
    await plan(platform, { gateway: 'alipay', operation, code: '40004', subCode });
    const answer = openAlipay(await callAlipay(platform, operation));
    expect(answer).toMatchObject({ code: '40004', msg: 'Business Failed', sub_code: subCode });
    expect(answer['sub_msg']).not.toBe('系统繁忙');
    expect(platform.readState().trades).toEqual([]);
  });

  it.each(everywhere)('%s can be answered with an outage, and with missing permission', async (operation) => {
    const { platform } = await start();
    for (const [code, subCode] of [
      ['20000', 'isp.unknow-error'],
      ['20000', 'aop.unknow-error'],
      ['40004', 'AQC.SYSTEM_ERROR'],
      ['40004', 'UNKNOW_ERROR'],
      ['40006', 'isv.insufficient-isv-permissions'],
    ]) {
      await plan(platform, { gateway: 'alipay', operation, code, subCode });
      expect(openAlipay(await callAlipay(platform, operation))).toMatchObject({ code, sub_code: subCode });
    }
  });

  it.each([
    ['20001', 'aop.invalid-app-auth-token'],
    ['40001', 'isv.missing-method'],
    ['40002', 'isv.invalid-signature'],
    ['40002', 'isv.invalid-timestamp'],
    ['40002', 'isv.invalid-app-id'],
  ])('a call can be answered with %s %s, in an error without a signature', async (code, subCode) => {
    const { platform } = await start();
    await plan(platform, { gateway: 'alipay', operation: 'query', code, subCode });
    const text = await callAlipay(platform, 'query');
    expect(JSON.parse(text)).toEqual({
      error_response: expect.objectContaining({ code, sub_code: subCode }) as unknown,
    });
  });

  it('10003 and a cancel to be repeated need no sub-code', async () => {
    const { platform } = await start();
    await plan(platform, { operation: 'pay', code: '10003' });
    expect(openAlipay(await callAlipay(platform, 'pay'))).toEqual({
      code: '10003',
      msg: 'order success pay inprocess',
    });
    await plan(platform, { operation: 'cancel', code: '10000', fields: { retry_flag: 'Y' } });
    expect(openAlipay(await callAlipay(platform, 'cancel'))).toEqual({
      code: '10000',
      msg: 'Success',
      retry_flag: 'Y',
    });
  });

  it('can be planned from a test as well', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'refund', fault: { code: '40004', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
    expect(openAlipay(await callAlipay(platform, 'refund'))['sub_msg']).toBe('卖家余额不足');
  });
});

describe('the phone’s API for faults', () => {
  it('takes the names of mishaps too', async () => {
    const { platform } = await start();
    await plan(platform, { operation: 'create', code: 'http_500' });
    expect((await postAlipay(platform, { content: alipayOrder() })).status).toBe(500);
    await plan(platform, { operation: 'create', code: 'wrong_signature' });
    const text = JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() });
    const reply = await postScanForPay(platform, 'create', scanForPayEnvelope(text));
    expect(() => openScanForPay(reply.text)).toThrow('Wrong signature');
  });

  it.each<[string, Json]>([
    ['no operation', { code: '9' }],
    ['an unknown operation', { operation: 'transfer', code: '9' }],
    ['an unknown gateway', { operation: 'create', gateway: 'unionpay', code: '9' }],
    ['no code', { operation: 'create' }],
    ['a code that is neither number nor mishap', { operation: 'create', code: 'fire' }],
    ['a number that is no text', { operation: 'create', code: 9 }],
    ['a sub-code with quotes', { operation: 'create', code: '40004', subCode: '"' }],
    ['a member it does not know', { operation: 'create', code: '9', after: '1' }],
    ['a field that is neither text nor number', { operation: 'create', code: '9', fields: { a: {} } }],
  ])('refuses %s', async (_what, fault) => {
    const { platform } = await start();
    const reply = await phone(platform, 'fault', fault);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([400, { ok: false, problem: 'bad_request' }]);
    expect((await scanForPay(platform, 'create', scanForPayOrder()))['code']).toBe(1);
  });
});
