/** What makes one sale the same sale. */
import type { OrderLine } from '../../main/domain/order-lines.ts';
import type { OrderView } from '../../preload/contract/index.ts';

export interface SaleInput {
  readonly accountId: string;
  readonly wallet: OrderView['wallet'];
  readonly amountMinor: number;
  readonly currency: OrderView['currency'];
  readonly lines: readonly OrderLine[];
  readonly discountMinor: number;
  readonly note: string;
}

export interface SaleContent extends SaleInput {
  readonly way: OrderView['way'];
}

/** Whether an order is of the same goods, for the same sum, by the same wallet. */
export function isOrderOf(order: OrderView, input: SaleInput): boolean {
  const { accountId, wallet, amountMinor, currency, lines, discountMinor, note } = order;
  const own: SaleInput = { accountId, wallet, amountMinor, currency, lines, discountMinor, note };
  return JSON.stringify(own) === JSON.stringify({ ...input });
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
