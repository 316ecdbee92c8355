/** What is being sold line by line, and the discount on it. Without lines the sale is only the amount that is typed. */
import { batch, computed, signal } from '@preact/signals';
import type { Currency } from '../../main/domain/money.ts';
import { subtotalMinor, type OrderLine } from '../../main/domain/order-lines.ts';
import { discountMinorOf, withLine, withName, withQuantity, type Discount } from './line-changes.ts';

export const lines = signal<readonly OrderLine[]>([]);
export const discount = signal<Discount | null>(null);
/** In which the lines are priced. */
export const linesCurrency = signal<Currency>('CNY');
/** The keypad gives way to the lines, and comes back by a button. */
export const showsKeypad = signal(false);
export const asksDiscount = signal(false);

export const isByLine = computed(() => lines.value.length > 0);
export const subtotal = computed(() => subtotalMinor(lines.value));
export const discountMinor = computed(() => discountMinorOf(discount.value, subtotal.value));
export const itemCount = computed(() => lines.value.reduce((sum, { quantity }) => sum + quantity, 0));

export function addLine(line: OrderLine, currency: Currency): void {
  batch(() => {
    if (!isByLine.value) linesCurrency.value = currency;
    lines.value = withLine(lines.value, line);
  });
}

/** The lines of another sale in place of these, with what was taken off them. */
export function putLines(sold: readonly OrderLine[], takenOffMinor: number, currency: Currency): void {
  batch(() => {
    clearLines();
    linesCurrency.value = currency;
    lines.value = sold;
    if (takenOffMinor > 0) discount.value = { kind: 'amount', amountMinor: takenOffMinor };
  });
}

/** A quantity of 0 takes the line away; with the last line the discount goes too. */
export function setQuantity(index: number, quantity: number): void {
  batch(() => {
    lines.value = withQuantity(lines.value, index, quantity);
    if (!isByLine.value) clearLines();
  });
}

export function setName(index: number, name: string): void {
  lines.value = withName(lines.value, index, name);
}

export function clearLines(): void {
  batch(() => {
    lines.value = [];
    discount.value = null;
    showsKeypad.value = false;
    asksDiscount.value = false;
  });
}
