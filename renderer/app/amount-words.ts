/** Why an amount that was typed or pasted is not taken. */
import type { AmountTextProblem } from '../../main/domain/amount-text.ts';
import { decimalsOf, largestAmountAnywhereMinor, type Currency } from '../../main/domain/money.ts';
import { t } from '../i18n/translate.ts';
import { moneyText } from '../ui/money-text.ts';

/** @param largestMinor the most that may be typed, in minor units. */
export function amountProblemWords(
  problem: AmountTextProblem,
  currency: Currency,
  largestMinor: number = largestAmountAnywhereMinor,
): string {
  return t(`amount.problem.${problem}`, {
    decimals: decimalsOf[currency],
    limit: moneyText(largestMinor, currency),
    currency: t(`currency.${currency}`),
  });
}
