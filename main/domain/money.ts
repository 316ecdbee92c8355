/**
 * Money as integers in the smallest unit of a currency. Pure; shared by main and renderer.
 * No function here uses floating-point arithmetic on an amount.
 */

export const currencies = ['CNY', 'HKD', 'JPY'] as const;
export type Currency = (typeof currencies)[number];

/** Digits after the decimal point, by currency (ISO 4217). */
export const decimalsOf: Readonly<Record<Currency, 0 | 2>> = { CNY: 2, HKD: 2, JPY: 0 };

/**
 * The largest amount that any gateway takes, in minor units of any currency: ScanForPay's `int`. What the account at
 * hand takes is `largestAmountMinor` (amount-limit.ts).
 */
export const largestAmountAnywhereMinor = 2_147_483_647;

export type AmountProblem =
  'empty' | 'not_a_number' | 'zero' | 'negative' | 'too_many_decimals' | 'over_limit' | 'not_an_integer';

/** Checks an amount in minor units: a safe integer above zero and not over the ceiling. */
export function amountProblem(amountMinor: number, maximumMinor = largestAmountAnywhereMinor): AmountProblem | null {
  if (!Number.isSafeInteger(amountMinor)) return 'not_an_integer';
  if (amountMinor < 0) return 'negative';
  if (amountMinor === 0) return 'zero';
  if (amountMinor > maximumMinor) return 'over_limit';
  return null;
}

/** Minor units as a plain decimal with exactly the currency's digits: 8888 CNY is `88.88`, 100 JPY is `100`. */
export function toDecimalString(amountMinor: number, currency: Currency): string {
  const decimals = decimalsOf[currency];
  const negative = amountMinor < 0;
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return negative ? `-${text}` : text;
}
