import { effect } from '@preact/signals';
import { beforeEach, expect, it } from 'vitest';
import { saleOrderNo, screen } from '../../../../renderer/app/route.ts';
import * as record from '../../../../renderer/charge/sale-record.ts';
import {
  changeSale,
  clearLines,
  putSale,
  saleSnapshot,
  type SaleRecord,
} from '../../../../renderer/charge/sale-record.ts';

/** Every member other than in an empty sale. */
const full: SaleRecord = {
  entry: { style: 'decimal', text: '12.', refusal: 'not_a_number' },
  typedUnder: { currency: 'HKD', maximumMinor: 500 },
  note: 'table 4',
  chosenMethodId: 'a/alipay',
  recalledNo: 'T01_20261122_0042_7KQ2M3XZ9G4V',
  lines: [{ name: 'tea', quantity: 2, priceMinor: 300, goodsId: null }],
  linesCurrency: 'HKD',
  discount: { kind: 'amount', amountMinor: 100 },
  showsKeypad: true,
  asksDiscount: true,
};

const names = Object.keys(full) as (keyof SaleRecord)[];

function current(): SaleRecord {
  return Object.fromEntries(names.map((name) => [name, record[name].value])) as unknown as SaleRecord;
}

let empty: SaleRecord;

beforeEach(() => {
  putSale({});
  saleOrderNo.value = null;
  screen.value = 'charge';
  empty = current();
});

it('is empty in every member after it was emptied', () => {
  changeSale(full);
  expect(current()).toEqual(full);
  for (const name of names) expect(full[name], name).not.toEqual(empty[name]);
  putSale({});
  expect(current()).toEqual(empty);
});

it('comes back as it was and where it was, whatever happened meanwhile', () => {
  changeSale(full);
  const putBack = saleSnapshot();
  putSale({ note: 'another' });
  saleOrderNo.value = 'T01_20261122_0043_7KQ2M3XZ9G4V';
  screen.value = 'orders';
  putBack();
  expect(current()).toEqual(full);
  expect([saleOrderNo.value, screen.value]).toEqual([null, 'charge']);
});

it('leaves nothing of one sale in the next that is put into it', () => {
  changeSale(full);
  putSale({ note: 'held' });
  expect(current()).toEqual({ ...empty, note: 'held' });
});

it('keeps the rest where the lines go', () => {
  changeSale(full);
  clearLines();
  const { lines, linesCurrency, discount, showsKeypad, asksDiscount } = empty;
  expect(current()).toEqual({ ...full, lines, linesCurrency, discount, showsKeypad, asksDiscount });
});

it('wakes only who reads the member that changed', () => {
  const seen: string[] = [];
  const stop = effect(() => void seen.push(record.note.value));
  changeSale({ showsKeypad: true });
  changeSale({ note: 'table 4' });
  stop();
  expect(seen).toEqual(['', 'table 4']);
});
