import { describe, expect, it } from 'vitest';
import type { Order } from '../../../main/domain/order.ts';
import { createAlipayGateway } from '../../../main/gateways/alipay/alipay-gateway.ts';
import { createScanForPayGateway } from '../../../main/gateways/scanforpay/scanforpay-gateway.ts';
import { refundOf } from '../../support/events.ts';
import * as alipay from './alipay/platform.ts';
import {
  alipayAccount,
  alipayOrder,
  clock,
  keyStore,
  order,
  scanForPayAccount,
  transportAnswering,
} from './doubles.ts';
import * as scanForPay from './scanforpay/platform.ts';

const noSuchTrade = {
  code: '40004',
  msg: 'Business Failed',
  sub_code: 'ACQ.TRADE_NOT_EXIST',
  sub_msg: 'no such trade',
};

function alipayGateway(change: Partial<typeof alipayAccount>) {
  const transport = transportAnswering(() => alipay.reply(alipay.query, noSuchTrade));
  const account = { ...alipayAccount, ...change };
  return { transport, gateway: createAlipayGateway({ account, keys: keyStore(alipay.keyTexts), transport, clock }) };
}

function scanForPayGateway(change: Partial<typeof scanForPayAccount>) {
  const transport = transportAnswering(() => scanForPay.reply({ code: 30, msg: 'no such order' }));
  const account = { ...scanForPayAccount, ...change };
  const keys = keyStore({ scanforpay_sign_key: scanForPay.signKey });
  return { transport, gateway: createScanForPayGateway({ account, keys, transport, clock }) };
}

const changedAccounts: readonly [string, ReturnType<typeof alipayGateway>, Order][] = [
  ['Alipay with another app_id', alipayGateway({ appId: '2014072300009999' }), alipayOrder],
  ['Alipay with another seller', alipayGateway({ sellerId: '2088000000000000' }), alipayOrder],
  ['Alipay in the place of ScanForPay', alipayGateway({}), order],
  ['ScanForPay with another partnerNo', scanForPayGateway({ partnerNo: '10002' }), order],
  ['ScanForPay in the place of Alipay', scanForPayGateway({}), alipayOrder],
];

describe.each(changedAccounts)('an order of an account that is %s by now', (_change, { transport, gateway }, made) => {
  it('is asked about nowhere: what that merchant says of its number is about another trade', async () => {
    const answers = [await gateway.query(made), await gateway.queryRefund?.(made, refundOf())];
    for (const answer of answers.filter((one) => one !== undefined)) {
      expect(answer).toMatchObject({ kind: 'unknown', problem: { code: 'merchant_differs' } });
    }
    expect(transport.requests).toEqual([]);
  });

  it('is not sent, cancelled or given back there', async () => {
    const answers = [
      await gateway.create(made, null),
      await gateway.pay(made, '280000000000000001', null),
      await gateway.cancel?.(made),
      await gateway.refund(made, refundOf(), 'first'),
    ];
    for (const answer of answers.filter((one) => one !== undefined)) {
      expect(answer).toMatchObject({ kind: 'not_sent', problem: { code: 'merchant_differs' } });
    }
    expect(transport.requests).toEqual([]);
  });
});

describe('an order of the account as it is', () => {
  it.each([
    [alipayGateway({}), alipayOrder],
    [alipayGateway({ sellerId: '' }), alipayOrder],
    [alipayGateway({}), { ...alipayOrder, sellerId: null }],
    [scanForPayGateway({}), order],
  ])('is asked about (%#)', async ({ transport, gateway }, made) => {
    expect((await gateway.query(made)).kind).toBe('not_found');
    expect(transport.requests).toHaveLength(1);
  });
});

describe('a notification that this account’s key has signed', () => {
  it('is good for this merchant only, whomever it names', async () => {
    const contentType = 'application/x-www-form-urlencoded;charset=utf-8';
    const facts = async (app_id: string) => {
      const body = Buffer.from(alipay.notification({ ...alipay.paidNotification, app_id }), 'latin1');
      const reading = await alipayGateway({}).gateway.parseNotification({ contentType, body });
      return reading.kind === 'verified' ? reading.facts.merchantId : reading.kind;
    };
    expect(await facts(alipayAccount.appId)).toBe(alipayAccount.appId);
    expect(await facts('2014072300009999')).toBe('');
  });
});
