/**
 * The numbers in barcodes on goods: EAN-8, UPC-A, EAN-13, GTIN-14, and the labels of scales. Pure.
 * Sources: GS1 General Specifications, 7.9 (check digits), 5.2.2 (add-ons); ISO/IEC 15424 (symbology identifiers).
 */
import { walletOfCustomerCode } from './customer-code.ts';

/** Weights 3 and 1 from the right, so that all digits with the last come to a multiple of ten; zeros before them change nothing. */
export function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Without the identifier of its kind that some scanners send before a code, such as `]E0`. */
export function withoutIdentifier(scanned: string): string {
  return /^\][A-Za-z][\dA-Za-z]./.test(scanned) ? scanned.slice(3) : scanned;
}

/** Whether the digits are a number of goods with its check digit, alone or with the two or five beside it on print. */
export function isBarcodeNumber(scanned: string): boolean {
  const digits = withoutIdentifier(scanned);
  const number = /^(\d{12,13})(?:\d{2}|\d{5})$/.exec(digits)?.[1];
  if (number !== undefined && hasCheckDigit(number) && /[1-9]/.test(number)) return true;
  return /^(?:\d{8}|\d{12,14})$/.test(digits) && /[1-9]/.test(digits) && hasCheckDigit(digits);
}

/** The first two digits of labels that a shop's scale prints. */
export const scalePrefixPattern = /^2\d$/;

/** Grams of goods and hundredths of a price on a label of eighteen digits lie below this. */
const mostOnLabel = 30_000;

/**
 * What a code is that could be a scale's label (`PP` and five digits of the goods, then weight or price, and a check
 * digit; thirteen or eighteen digits) and a customer's payment code too. `label`: by the shop's own prefixes;
 * `in_doubt`: somebody has to say.
 *
 * @param prefixes those that the shop's scales print.
 */
export function scaleReading(scanned: string, prefixes: readonly string[]): 'label' | 'in_doubt' | 'none' {
  const digits = withoutIdentifier(scanned);
  if (!/^2\d(?:\d{11}|\d{16})$/.test(digits)) return 'none';
  const isOwn = prefixes.includes(digits.slice(0, 2));
  const isPayment = walletOfCustomerCode(digits) !== null;
  const hasLabelsForm =
    hasCheckDigit(digits) &&
    (digits.length === 13 || [digits.slice(7, 12), digits.slice(12, 17)].some((field) => Number(field) <= mostOnLabel));
  if (isOwn && (hasLabelsForm || !isPayment)) return 'label';
  return isPayment && (isOwn || hasLabelsForm) ? 'in_doubt' : 'none';
}

/** What of a label names the goods: the rest is how much of them. */
export function goodsOfLabel(scanned: string): string {
  return withoutIdentifier(scanned).slice(0, 7);
}
