import { describe, expect, it } from 'vitest';
import type { FieldProblem } from '../../../../main/gateways/scanforpay/fields.ts';
import {
  checklistRequest,
  createRequest,
  payRequest,
  queryRequest,
  refundRequest,
  websiteQrRequest,
  type RequestBuilding,
} from '../../../../main/gateways/scanforpay/requests.ts';
import { now, scanForPayAccount as account } from '../doubles.ts';

const context = { account, messageId: '615c11950cd0421cb612538bf03eabc7', now };
const sale = { orderNo: 'T01_20240501_0001_K7F3', wallet: 'alipay', amountMinor: 2000 } as const;
const counter = { ...sale, operatorId: 'op001', payTimeLimit: '5m' };
const websiteSale = { ...sale, currency: 'HKD' } as const;
const refund = { orderNo: sale.orderNo, refundNo: 'R01_1', amountMinor: 500 };

function built(building: RequestBuilding): { path: string; header: object; body: object } {
  if (!building.ok) throw new Error(JSON.stringify(building.problems));
  return { path: building.path, ...(building.request as { header: object; body: object }) };
}

function problemsOf(building: RequestBuilding): readonly FieldProblem[] {
  return building.ok ? [] : building.problems;
}

describe('a request to ScanForPay', () => {
  it('creates a code with every field', () => {
    const input = { ...counter, title: 'Tea', terminalNo: 't02', notifyUrl: 'https://shop.example.com/n' };
    expect(built(createRequest(context, input))).toEqual({
      path: '/api/offline/create',
      header: {
        version: '1.0',
        partnerNo: '10001',
        reqMsgId: '615c11950cd0421cb612538bf03eabc7',
        reqTime: '2024-05-01T12:00:00+08:00',
        signType: 'SHA256',
      },
      body: {
        storeNo: '100010000000002',
        partnerOrderNo: sale.orderNo,
        wallet: 'Alipay',
        orderAmount: 2000,
        orderTitle: 'Tea',
        operatorId: 'op001',
        terminalNo: 't02',
        notifyUrl: 'https://shop.example.com/n',
        it_b_pay: '5m',
      },
    });
  });

  it('takes a payment by the customer\u2019s barcode', () => {
    const { path, body } = built(
      payRequest(context, { ...counter, wallet: 'wechat_pay', barcode: '134567890123456789' }),
    );
    expect(path).toBe('/api/offline/pay');
    expect(body).toEqual({
      storeNo: '100010000000002',
      partnerOrderNo: sale.orderNo,
      wallet: 'Wechat',
      orderAmount: 2000,
      orderTitle: 'Counter 1',
      operatorId: 'op001',
      terminalNo: 't01',
      it_b_pay: '5m',
      barcode: '134567890123456789',
    });
  });

  it('asks for a page with a code', () => {
    const input = {
      ...websiteSale,
      goodsAmountMinor: 2000,
      goodsExtraAmountMinor: 0,
      notifyUrl: 'https://shop.example.com/n',
      returnUrl: 'https://shop.example.com/thanks',
    };
    expect(built(websiteQrRequest(context, input))).toMatchObject({
      path: '/api/offline/qrcode',
      body: {
        storeNo: '100010000000002',
        partnerOrderNo: sale.orderNo,
        wallet: 'Alipay',
        orderAmount: 2000,
        goodsAmount: 2000,
        goodsExtraAmount: 0,
        currency: 'HKD',
        orderTitle: 'Counter 1',
        notifyUrl: 'https://shop.example.com/n',
        returnUrl: 'https://shop.example.com/thanks',
      },
    });
  });

  it('queries by either number', () => {
    const body = (orderNo: string | null, gatewayOrderNo: string | null) =>
      built(queryRequest(context, { orderNo, gatewayOrderNo })).body;
    expect(body('T01_1', null)).toEqual({ storeNo: '100010000000002', partnerOrderNo: 'T01_1' });
    expect(body(null, '2018')).toEqual({ storeNo: '100010000000002', orderNo: '2018' });
    expect(built(queryRequest(context, { orderNo: 'T01_1', gatewayOrderNo: null })).path).toBe('/api/common/payQuery');
  });

  it('refunds a part, under the refund\u2019s own number', () => {
    expect(built(refundRequest(context, { ...refund, operatorId: 'op001' }))).toMatchObject({
      path: '/api/common/refund',
      body: {
        partnerOrderNo: sale.orderNo,
        refundNo: 'R01_1',
        orderAmount: 500,
        operatorId: 'op001',
        terminalNo: 't01',
      },
    });
  });

  it('asks for a day\u2019s file', () => {
    expect(built(checklistRequest(context, { day: '2024-02-29', content: 'transactions' }))).toMatchObject({
      path: '/api/common/checklist',
      body: { merchantNo: '10001', tradeDate: '20240229', type: 0 },
    });
    const settlement = built(checklistRequest(context, { day: '2024-05-01', content: 'settlement' }));
    expect(settlement.body).toMatchObject({ type: 1 });
  });

  it('names its time as the samples do where the account says so, and also as the table does', () => {
    const willing = { ...context, account: { ...account, alsoSendRequestTime: true } };
    expect(built(createRequest(willing, sale)).header).toMatchObject({
      reqTime: '2024-05-01T12:00:00+08:00',
      requestTime: '2024-05-01T12:00:00+08:00',
    });
  });
});

const character = '\u{1f35c}';

it('a title to ScanForPay may have a hundred characters, however many bytes they take', () => {
  const title = character.repeat(100);
  expect(built(createRequest(context, { ...counter, title })).body).toMatchObject({ orderTitle: title });
});

describe('a request to ScanForPay is not built', () => {
  it.each([
    ['partnerOrderNo', { orderNo: '' }, 'missing'],
    ['partnerOrderNo', { orderNo: 'x'.repeat(33) }, 'too_long'],
    ['partnerOrderNo', { orderNo: 'T01\n' }, 'unprintable'],
    ['orderAmount', { amountMinor: 0 }, 'not_an_amount'],
    ['orderAmount', { amountMinor: -1 }, 'not_an_amount'],
    ['orderAmount', { amountMinor: 20.5 }, 'not_an_amount'],
    ['orderAmount', { amountMinor: 2 ** 31 }, 'not_an_amount'],
    ['orderTitle', { title: character.repeat(101) }, 'too_long'],
    ['orderTitle', { title: 'half \ud83c' }, 'unprintable'],
    ['operatorId', { operatorId: 'x'.repeat(21) }, 'too_long'],
    ['terminalNo', { terminalNo: 'x'.repeat(21) }, 'too_long'],
    ['notifyUrl', { notifyUrl: 'shop.example.com' }, 'not_an_address'],
    ['notifyUrl', { notifyUrl: 'ftp://shop.example.com' }, 'not_an_address'],
    ['notifyUrl', { notifyUrl: `https://shop.example.com/${'x'.repeat(180)}` }, 'too_long'],
    ['it_b_pay', { payTimeLimit: '5' }, 'not_a_time_limit'],
  ] as const)('with this %s: %j', (field, change, rule) => {
    expect(problemsOf(createRequest(context, { ...counter, ...change }))).toEqual([{ field, rule }]);
  });

  it.each([
    ['storeNo', { storeNo: 'x'.repeat(16) }, 'too_long'],
    ['storeNo', { storeNo: '' }, 'missing'],
    ['partnerNo', { partnerNo: 'x'.repeat(16) }, 'too_long'],
  ])('for an account with this %s: %j', (field, change, rule) => {
    const other = { ...context, account: { ...account, ...change } };
    expect(problemsOf(createRequest(other, counter))).toEqual([{ field, rule }]);
  });

  it('with a message number that is too long', () => {
    const other = { ...context, messageId: '615c1195-0cd0-421c-b612-538bf03eabc7' };
    expect(problemsOf(createRequest(other, counter))).toEqual([{ field: 'reqMsgId', rule: 'too_long' }]);
  });

  it.each([
    ['12a4', 'not_digits'],
    ['', 'missing'],
    ['1'.repeat(21), 'too_long'],
  ])('for the barcode %j', (barcode, rule) => {
    expect(problemsOf(payRequest(context, { ...counter, barcode }))).toEqual([{ field: 'barcode', rule }]);
  });

  it.each([
    ['goodsAmount', { goodsAmountMinor: -1 }, 'not_an_amount'],
    ['goodsExtraAmount', { goodsExtraAmountMinor: 0.5 }, 'not_an_amount'],
    ['returnUrl', { returnUrl: 'javascript:alert(1)' }, 'not_an_address'],
    ['currency', { currency: 'USD' as 'HKD' }, 'not_a_currency'],
  ] as const)('for a page with this %s: %j', (field, change, rule) => {
    expect(problemsOf(websiteQrRequest(context, { ...websiteSale, ...change }))).toEqual([{ field, rule }]);
  });

  it('to query without a number', () => {
    const problems = [{ field: 'partnerOrderNo', rule: 'neither_number_given' }];
    expect(problemsOf(queryRequest(context, { orderNo: null, gatewayOrderNo: null }))).toEqual(problems);
    expect(problemsOf(queryRequest(context, { orderNo: '', gatewayOrderNo: '' }))).toEqual(problems);
  });

  it.each([
    ['refundNo', { refundNo: '' }, 'missing'],
    ['refundNo', { refundNo: 'x'.repeat(33) }, 'too_long'],
    ['orderAmount', { amountMinor: 0 }, 'not_an_amount'],
  ])('to refund with this %s: %j', (field, change, rule) => {
    expect(problemsOf(refundRequest(context, { ...refund, ...change }))).toEqual([{ field, rule }]);
  });

  it.each(['2024', '2024-02-30', '2024-13-01', '24-05-01', '2024-5-1', '', 'today'])(
    'for a file of the day %j',
    (day) => {
      const problems = problemsOf(checklistRequest(context, { day, content: 'transactions' }));
      expect(problems).toEqual([{ field: 'tradeDate', rule: day === '' ? 'missing' : 'not_a_date' }]);
    },
  );

  it('and says everything that is wrong at once', () => {
    const problems = problemsOf(
      createRequest(context, { ...counter, orderNo: '', amountMinor: 0, payTimeLimit: '1s' }),
    );
    expect(problems.map(({ field }) => field)).toEqual(['partnerOrderNo', 'orderAmount', 'it_b_pay']);
  });
});

describe('it_b_pay', () => {
  const accepts = (payTimeLimit: string): boolean => createRequest(context, { ...counter, payTimeLimit }).ok;

  it.each(['1m', '90m', '21600m', '1h', '360h', '1d', '15d', '1c'])('may be %s', (limit) => {
    expect(accepts(limit)).toBe(true);
  });

  it.each(['0m', '21601m', '361h', '16d', '2c', '1.5h', '01m', '5', 'm', '5s', ' 5m', '5M', '-1d', '1m1h'])(
    'may not be %s',
    (limit) => {
      expect(accepts(limit)).toBe(false);
    },
  );

  it('is left out where nothing is said, for the gateway\u2019s own three minutes', () => {
    expect(built(createRequest(context, sale)).body).not.toHaveProperty('it_b_pay');
  });
});
