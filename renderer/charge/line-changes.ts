/** The lines of a sale as the cashier changes them, and the discount on them. Pure. */
import { readAmount, type AmountTextProblem } from '../../main/domain/amount-text.ts';
import type { Currency } from '../../main/domain/money.ts';
import { maximumQuantity, type OrderLine } from '../../main/domain/order-lines.ts';

export type Discount =
  /** Hundredths of a per cent: 10 % is 1000. */
  | { readonly kind: 'percent'; readonly basisPoints: number }
  | { readonly kind: 'amount'; readonly amountMinor: number };

const wholeInBasisPoints = 10_000;

/** What the discount takes off, in minor units; half a unit is rounded up. Follows the lines as they change. */
export function discountMinorOf(discount: Discount | null, subtotalMinor: number): number {
  if (discount === null) return 0;
  if (discount.kind === 'amount') return discount.amountMinor;
  const half = BigInt(wholeInBasisPoints / 2);
  return Number((BigInt(subtotalMinor) * BigInt(discount.basisPoints) + half) / BigInt(wholeInBasisPoints));
}

export type DiscountReading =
  | { readonly ok: true; readonly discount: Discount }
  /** `percent`: a percentage that is none, or more than the whole. */
  | { readonly ok: false; readonly problem: AmountTextProblem | 'percent' };

/** Reads `10%`, `7.5 %`, `7,5%`, or an amount such as `5.00`. */
export function readDiscount(text: string, currency: Currency): DiscountReading {
  const plain = text.normalize('NFKC').trim();
  if (plain.includes('%')) {
    const [, whole = '', fraction = ''] = /^(\d{1,3})(?:[.,](\d{1,2}))?\s?%$/u.exec(plain) ?? [];
    const basisPoints = Number(`${whole}${fraction.padEnd(2, '0')}`);
    const isPercentage = basisPoints > 0 && basisPoints <= wholeInBasisPoints;
    return isPercentage ? { ok: true, discount: { kind: 'percent', basisPoints } } : { ok: false, problem: 'percent' };
  }
  const amount = readAmount(text, currency);
  return amount.ok ? { ok: true, discount: { kind: 'amount', amountMinor: amount.amountMinor } } : amount;
}

/** `10` or `7.5`, for people. */
export function percentText(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** The same goods again raise their quantity, as far as a line goes; what was only typed is a line of its own. */
export function withLine(lines: readonly OrderLine[], added: OrderLine): readonly OrderLine[] {
  const known = lines.findIndex(
    ({ goodsId, priceMinor, quantity }) =>
      goodsId !== null &&
      goodsId === added.goodsId &&
      priceMinor === added.priceMinor &&
      quantity + added.quantity <= maximumQuantity,
  );
  const line = lines[known];
  return line === undefined ? [...lines, added] : withQuantity(lines, known, line.quantity + added.quantity);
}

/** A quantity of 0 takes the line away; one that is too large is left as it was. */
export function withQuantity(lines: readonly OrderLine[], index: number, quantity: number): readonly OrderLine[] {
  if (quantity > maximumQuantity) return lines;
  if (quantity <= 0) return lines.filter((_line, at) => at !== index);
  return lines.map((line, at) => (at === index ? { ...line, quantity } : line));
}

export function withName(lines: readonly OrderLine[], index: number, name: string): readonly OrderLine[] {
  return lines.map((line, at) => (at === index ? { ...line, name } : line));
}
