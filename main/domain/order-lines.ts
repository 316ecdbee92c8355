/** The lines of a sale and their sum. Pure; both sides of the bridge apply the same checks. */
import { goodsIdPattern } from './goods.ts';
import { noteProblem } from './order-input.ts';

export interface OrderLine {
  /** What the customer reads; empty where only a price was typed. */
  readonly name: string;
  readonly quantity: number;
  /** Of one, in minor units. */
  readonly priceMinor: number;
  /** The barcode by which it was found; `null` where none was. */
  readonly goodsId: string | null;
}

export const maximumLineCount = 100;
export const maximumQuantity = 9_999;

export const linesProblems = [
  'lines_too_many',
  'line_name_invalid',
  'line_quantity_invalid',
  'line_price_invalid',
  'discount_too_large',
] as const;
export type LinesProblem = (typeof linesProblems)[number];

/** Quantity times price, in minor units. */
export function lineTotalMinor({ quantity, priceMinor }: OrderLine): number {
  return quantity * priceMinor;
}

/** The sum before any discount, in minor units. */
export function subtotalMinor(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => sum + lineTotalMinor(line), 0);
}

/** What the lines come to, in minor units. */
export function linesTotalMinor(lines: readonly OrderLine[], discountMinor: number): number {
  return subtotalMinor(lines) - discountMinor;
}

/**
 * The first thing that is wrong with the lines of a sale; `null` when nothing is. Without lines nothing is discounted.
 * @param largestPriceMinor what the account takes, `largestAmountMinor`.
 */
export function linesProblem(
  lines: readonly OrderLine[],
  discountMinor: number,
  largestPriceMinor: number,
): LinesProblem | null {
  if (lines.length > maximumLineCount) return 'lines_too_many';
  for (const { name, quantity, priceMinor, goodsId } of lines) {
    if (noteProblem(name) !== null || (goodsId !== null && !goodsIdPattern.test(goodsId))) return 'line_name_invalid';
    if (!isWithin(quantity, 1, maximumQuantity)) return 'line_quantity_invalid';
    if (!isWithin(priceMinor, 0, largestPriceMinor)) return 'line_price_invalid';
  }
  return isWithin(discountMinor, 0, subtotalMinor(lines)) ? null : 'discount_too_large';
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
