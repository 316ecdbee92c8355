/** How an order is named at the counter. Pure. */
import { terminalPrefixOf } from '../../main/domain/order-number.ts';
import type { OrderView } from '../../preload/contract/index.ts';
import { isolated } from '../i18n/isolated.ts';

/** The day's running number as it is said and shown: `0143`. */
export function dailyNumber(order: Pick<OrderView, 'dailyNumber'>): string {
  return String(order.dailyNumber).padStart(4, '0');
}

/** The till that made the order, as its number says: `T01`; empty where it says none. */
export function tillOf({ orderNo }: Pick<OrderView, 'orderNo'>): string {
  return terminalPrefixOf(orderNo) ?? '';
}

/** The customer's own code was charged: there was none of the shop's to speak of. */
export function isByCode({ way }: Pick<OrderView, 'way'>): boolean {
  return way === 'customer_code';
}

/** The gateway said of its number that it is another sale's: it needs a new one. */
export function isNumberTaken({ state, problem }: Pick<OrderView, 'state' | 'problem'>): boolean {
  return state === 'refused' && problem?.code === 'order_number_used';
}

/** What the sale was of, in a few words: its note, and the names of its goods, each on its own. */
export function goodsText({ note, lines }: Pick<OrderView, 'note' | 'lines'>): string {
  return [note, ...lines.map(({ name }) => name)]
    .map(isolated)
    .filter((text) => text !== '')
    .join(', ');
}
