/** What is being sold line by line, and the discount on it. Without lines the sale is only the amount that is typed. */
import { computed } from '@preact/signals';
import type { Currency } from '../../main/domain/money.ts';
import { subtotalMinor, type OrderLine } from '../../main/domain/order-lines.ts';
import { discountMinorOf, withLine, withName, withQuantity } from './line-changes.ts';
import { changeSale, clearLines, discount, lines } from './sale-record.ts';

export const isByLine = computed(() => lines.value.length > 0);
export const subtotal = computed(() => subtotalMinor(lines.value));
export const discountMinor = computed(() => discountMinorOf(discount.value, subtotal.value));
export const itemCount = computed(() => lines.value.reduce((sum, { quantity }) => sum + quantity, 0));

export function addLine(line: OrderLine, currency: Currency): void {
  changeSale({ ...(isByLine.value ? {} : { linesCurrency: currency }), lines: withLine(lines.value, line) });
}

/** A quantity of 0 takes the line away; with the last line the discount goes too. */
export function setQuantity(index: number, quantity: number): void {
  const left = withQuantity(lines.value, index, quantity);
  if (left.length === 0) clearLines();
  else changeSale({ lines: left });
}

export function setName(index: number, name: string): void {
  changeSale({ lines: withName(lines.value, index, name) });
}
