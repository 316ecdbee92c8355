/** What makes one sale the same sale. */
import type { OrderView } from '../../preload/contract.ts';
import type { OrderLine } from '../../preload/order-lines.ts';

export interface SaleContent {
  readonly methodId: string;
  readonly way: OrderView['way'];
  readonly amountMinor: number;
  readonly lines: readonly OrderLine[];
  readonly discountMinor: number;
  readonly note: string;
}

export interface KeyedSale {
  readonly content: SaleContent;
  readonly requestKey: string;
}

/**
 * The key under which a sale is sent: the same for the same content until the sale has been created, so that a second
 * Enter, or another try after a fault, cannot make a second order.
 */
export function keyedSale(before: KeyedSale | null, content: SaleContent, makeKey: () => string): KeyedSale {
  const isSame = before !== null && JSON.stringify(before.content) === JSON.stringify(content);
  return isSame ? before : { content, requestKey: makeKey() };
}
