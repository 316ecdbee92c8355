/** The sale that is being put together at the counter, as one record: emptied, remembered and put back as a whole. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Currency } from '../../main/domain/money.ts';
import type { OrderLine } from '../../main/domain/order-lines.ts';
import { placeSnapshot } from '../app/route.ts';
import { emptyEntry, type AmountEntry, type AmountRules } from './amount-entry.ts';
import type { Discount } from './line-changes.ts';

export interface SaleRecord {
  readonly entry: AmountEntry;
  /** The rules under which the entry was typed; `null` as long as none have been looked at. */
  readonly typedUnder: AmountRules | null;
  readonly note: string;
  readonly chosenMethodId: string | null;
  /** The held sale that stands in the form; charged or changed, it is that one no more. */
  readonly recalledNo: string | null;
  readonly lines: readonly OrderLine[];
  /** In which the lines are priced. */
  readonly linesCurrency: Currency;
  readonly discount: Discount | null;
  /** The keypad gives way to the lines, and comes back by a button. */
  readonly showsKeypad: boolean;
  readonly asksDiscount: boolean;
}

const noLines = {
  lines: [],
  linesCurrency: 'CNY',
  discount: null,
  showsKeypad: false,
  asksDiscount: false,
} as const satisfies Partial<SaleRecord>;

const emptySale: SaleRecord = {
  entry: emptyEntry,
  typedUnder: null,
  note: '',
  chosenMethodId: null,
  recalledNo: null,
  ...noLines,
};

const sale = signal(emptySale);

/** One member of the record: what reads it follows no other. */
function member<Name extends keyof SaleRecord>(name: Name): ReadonlySignal<SaleRecord[Name]> {
  return computed(() => sale.value[name]);
}

export const entry = member('entry');
export const typedUnder = member('typedUnder');
export const note = member('note');
export const chosenMethodId = member('chosenMethodId');
export const recalledNo = member('recalledNo');
export const lines = member('lines');
export const linesCurrency = member('linesCurrency');
export const discount = member('discount');
export const showsKeypad = member('showsKeypad');
export const asksDiscount = member('asksDiscount');

export function changeSale(change: Partial<SaleRecord>): void {
  sale.value = { ...sale.peek(), ...change };
}

/** In place of whatever is there; what is not said is empty. */
export function putSale(members: Partial<SaleRecord>): void {
  sale.value = { ...emptySale, ...members };
}

export function clearLines(): void {
  changeSale(noLines);
}

/** Remembers the sale as it is, and where it is shown; the returned function puts it back. */
export function saleSnapshot(): () => void {
  const remembered = sale.peek();
  const showAgain = placeSnapshot();
  return () =>
    batch(() => {
      sale.value = remembered;
      showAgain();
    });
}
