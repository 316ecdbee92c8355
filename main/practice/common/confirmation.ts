import { type Currency, decimalsOf } from '../../domain/money.ts';

/** Whether the wallet asks its owner before it pays by barcode: from 1,000 of the currency on, as a limit without password does. */
export function asksForConfirmation(amountMinor: number, currency: Currency): boolean {
  return amountMinor >= 1_000 * 10 ** decimalsOf[currency];
}
