/** A sale at the counter: the ways to pay, and what is put aside. */
import type { GroupHandlers, OrderView, PaymentMethod } from '../../../../preload/contract/index.ts';
import { held, order } from './orders.ts';
import type { MockedTill } from '../mocked-till.ts';
import { minutesFromNow, words } from '../shop.ts';

function method(
  gateway: PaymentMethod['gateway'],
  wallet: PaymentMethod['wallet'],
  change: Partial<PaymentMethod> = {},
): PaymentMethod {
  const accountId = `practice-${gateway}`;
  return {
    id: `${accountId}:${wallet}`,
    accountId,
    accountName: gateway === 'alipay' ? 'Alipay direct' : 'ScanForPay',
    gateway,
    wallet,
    currency: 'CNY',
    maximumAmountMinor: 99_999_999,
    problem: null,
    ...change,
  };
}

export const twoMethods: PaymentMethod[] = [method('scanforpay', 'alipay'), method('scanforpay', 'wechat_pay')];

export const threeMethods: PaymentMethod[] = [...twoMethods, method('alipay', 'alipay')];

export const yenMethods: PaymentMethod[] = twoMethods.map((one) => ({
  ...one,
  currency: 'JPY',
  maximumAmountMinor: 999_999,
}));

/** Two sales of today and one of the day before, newest first. */
export function heldSales(): OrderView[] {
  const lines = [
    { name: words().leaves, quantity: 2, priceMinor: 4_800, goodsId: '6901234567892' },
    { name: words().strainer, quantity: 3, priceMinor: 1_200, goodsId: '6901234567908' },
  ];
  return [
    held({ dailyNumber: 143, amountMinor: 13_200, lines, createdAt: minutesFromNow(-4) }),
    held({ dailyNumber: 139, amountMinor: 2_600, note: words().coldTea, operatorName: words().helper }),
    held({ dailyNumber: 98, amountMinor: 128_000, note: words().feast, createdAt: minutesFromNow(-24 * 60) }),
  ];
}

export function saleAnswers(till: MockedTill): GroupHandlers<'sale'> {
  return {
    createOrder: ({ amountMinor, currency, wallet, note }) => {
      const created = till.created ?? order({ amountMinor, currency, wallet, note, createdAt: minutesFromNow(0) });
      till.orders.unshift(created);
      return Promise.resolve({ ok: true, value: created });
    },
    holdOrder: ({ amountMinor, currency, wallet, note, lines, discountMinor }) => {
      const content = { amountMinor, currency, wallet, note, lines, discountMinor };
      const created = held({ ...content, createdAt: minutesFromNow(0) });
      till.orders.unshift(created);
      return Promise.resolve({ ok: true, value: created });
    },
    discardOrder: ({ orderNo }) => {
      const one = till.find(orderNo);
      if (one === undefined) return till.found(orderNo);
      const discarded: OrderView = { ...one, state: 'discarded', display: 'discarded', version: one.version + 1 };
      till.orders[till.orders.indexOf(one)] = discarded;
      return Promise.resolve({ ok: true, value: discarded });
    },
    retryCreate: ({ orderNo }) => till.found(orderNo),
  };
}
