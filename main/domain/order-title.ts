/** What the customer reads about a sale in the wallet. Pure. */
import type { Order } from './order.ts';

/**
 * The note, or else the goods that have names, or else `fallback`; at most `longest` characters.
 * Both gateways refuse a longer text, and a list of goods that is cut still tells the sale.
 */
export function orderTitle({ note, lines }: Pick<Order, 'note' | 'lines'>, fallback: string, longest: number): string {
  if (note.trim() !== '') return note.trim();
  const goods = lines
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, quantity }) => (quantity === 1 ? name.trim() : `${name.trim()} × ${quantity}`))
    .join(', ');
  const characters = Array.from(goods);
  if (characters.length > longest) return `${characters.slice(0, longest - 1).join('')}…`;
  return goods === '' ? fallback : goods;
}
