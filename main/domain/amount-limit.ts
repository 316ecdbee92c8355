/** What one sale may come to, by the gateway that has to take it. Pure; both sides of the bridge apply it. */
import type { GatewayKind } from './order.ts';
import { largestAmountAnywhereMinor, type Currency } from './money.ts';

/**
 * ScanForPay's `orderAmount` is an `int` in the smallest unit of whatever currency the store has. Alipay's
 * `total_amount` is a String(9) in yuan, written with two decimals: 999999.99 is the longest that fits. An Alipay
 * account sells in no other currency; the figures beside CNY are what the nine characters would hold.
 */
const largestMinor: Readonly<Record<GatewayKind, Readonly<Record<Currency, number>>>> = {
  scanforpay: {
    CNY: largestAmountAnywhereMinor,
    HKD: largestAmountAnywhereMinor,
    JPY: largestAmountAnywhereMinor,
  },
  alipay: { CNY: 99_999_999, HKD: 99_999_999, JPY: 999_999_999 },
};

/** The largest amount of one order, of one price in it and of one refund, in minor units. */
export function largestAmountMinor(gateway: GatewayKind, currency: Currency): number {
  return largestMinor[gateway][currency];
}
