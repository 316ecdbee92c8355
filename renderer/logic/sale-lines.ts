/** The lines of a sale as the cashier changes them, and the discount on them. Pure. */
import { parseAmount, type Currency } from '../../preload/money.ts';
import { maximumQuantity, type OrderLine } from '../../preload/order-lines.ts';

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

/** Reads `10%`, `7.5 %` or an amount such as `5.00`; `null` for anything else, and for more than the whole. */
export function parseDiscount(text: string, currency: Currency): Discount | null {
  const percent = /^(\d{1,3})(?:\.(\d{1,2}))?%$/.exec(text.normalize('NFKC').replace(/\s/gu, ''));
  if (percent !== null) {
    const [, whole = '', fraction = ''] = percent;
    const basisPoints = Number(`${whole}${fraction.padEnd(2, '0')}`);
    return basisPoints > 0 && basisPoints <= wholeInBasisPoints ? { kind: 'percent', basisPoints } : null;
  }
  const amount = parseAmount(text, currency);
  return amount.ok ? { kind: 'amount', amountMinor: amount.amountMinor } : null;
}

/** `10` or `7.5`, for people. */
export function percentText(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** The same goods again raise their quantity; what was only typed is a line of its own. */
export function withLine(lines: readonly OrderLine[], added: OrderLine): readonly OrderLine[] {
  const known = lines.findIndex(
    ({ goodsId, priceMinor }) => goodsId !== null && goodsId === added.goodsId && priceMinor === added.priceMinor,
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
