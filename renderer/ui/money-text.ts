/** Money as people read it: sign, grouping, the currency's decimals, a real minus. Pure. */
import { toDecimalString, type Currency } from '../../main/domain/money.ts';

export const currencySign: Readonly<Record<Currency, string>> = { CNY: '¥', HKD: 'HK$', JPY: '¥' };

export interface MoneyParts {
  /** U+2212 for a negative amount, else empty. */
  readonly minus: string;
  readonly sign: string;
  readonly figure: string;
}

export function moneyParts(amountMinor: number, currency: Currency): MoneyParts {
  return {
    minus: amountMinor < 0 ? '\u2212' : '',
    sign: currencySign[currency],
    figure: grouped(toDecimalString(Math.abs(amountMinor), currency)),
  };
}

/** `¥1,234.50`, `HK$8.00`, `−¥15.70`. */
export function moneyText(amountMinor: number, currency: Currency): string {
  const { minus, sign, figure } = moneyParts(amountMinor, currency);
  return `${minus}${sign}${figure}`;
}

/** Thousands parted by a comma; expects a plain decimal. */
export function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}
