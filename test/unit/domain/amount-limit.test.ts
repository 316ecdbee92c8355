import { describe, expect, it } from 'vitest';
import { precreateContent } from '../../../main/gateways/alipay/trade-content.ts';
import { createFields, problemsIn, refundFields } from '../../../main/gateways/scanforpay/fields.ts';
import { largestAmountMinor } from '../../../main/domain/amount-limit.ts';
import { currencies } from '../../../main/domain/money.ts';
import { alipayAccount, alipayOrder } from '../gateways/doubles.ts';

const scanForPaySale = { storeNo: '1', partnerOrderNo: '1', wallet: 'Alipay', orderTitle: '', notifyUrl: '' };
const sale = { ...scanForPaySale, operatorId: '', terminalNo: '', it_b_pay: '' };
const refund = { partnerOrderNo: '1', refundNo: '1', operatorId: '', terminalNo: '' };

describe('the largest amount', () => {
  it.each(currencies)('in %s at ScanForPay is what its int holds, and what its requests take', (currency) => {
    const largest = largestAmountMinor('scanforpay', currency);
    expect(largest).toBe(2 ** 31 - 1);
    for (const [amount, problems] of [
      [largest, []],
      [largest + 1, [{ field: 'orderAmount', rule: 'not_an_amount' }]],
    ] as const) {
      expect(problemsIn({ ...sale, orderAmount: amount }, createFields)).toEqual(problems);
      expect(problemsIn({ ...refund, orderAmount: amount }, refundFields)).toEqual(problems);
    }
  });

  it('in yuan at Alipay is the longest that nine characters hold', () => {
    const fields = { outTradeNo: alipayOrder.orderNo, subject: alipayAccount.subject };
    const largest = largestAmountMinor('alipay', 'CNY');
    expect(precreateContent({ ...fields, totalAmountMinor: largest })).toMatchObject({
      ok: true,
      content: { total_amount: '999999.99' },
    });
    expect(precreateContent({ ...fields, totalAmountMinor: largest + 1 })).toEqual({
      ok: false,
      problems: [{ field: 'total_amount', rule: 'amount_over_limit' }],
    });
  });
});
