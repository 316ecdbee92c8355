/** A catalogue as a CSV file: what its lines say, which cannot be taken and why, and writing one. Pure. */
import type { Goods, RefusedLine } from '../../preload/contract.ts';
import { readAmount } from '../../preload/amount-text.ts';
import { currencies, toDecimalString, type Currency } from '../../preload/money.ts';
import { noteProblem } from '../../preload/order-input.ts';
import { goodsName } from '../../preload/order-lines.ts';
import { csvLine, parseCsv, separatorOf, unguarded, type CsvRecord } from './csv.ts';
import { codeForm, readCode } from './goods-code.ts';

const columns = ['code', 'name', 'price', 'unit', 'currency'] as const;
type Column = (typeof columns)[number];
type Columns = Readonly<Record<Column, number>>;

/** In lower case, without spaces, signs and what stands in brackets. */
const columnNames: Readonly<Record<Column, readonly string[]>> = {
  code: [
    ...['code', 'barcode', 'ean', 'ean8', 'ean13', 'gtin', 'upc', 'sku', 'itemcode', 'productcode'],
    ...[
      '条码',
      '条形码',
      '商品条码',
      '商品编码',
      '编码',
      '货号',
      'バーコード',
      'jan',
      'janコード',
      '商品コード',
      'コード',
    ],
  ],
  name: [
    ...['name', 'item', 'itemname', 'product', 'productname', 'title', 'description', 'goods'],
    ...['名称', '品名', '商品', '商品名', '商品名称'],
  ],
  price: [
    ...['price', 'unitprice', 'saleprice', 'retailprice', 'amount'],
    ...['价格', '单价', '售价', '零售价', '金额', '価格', '単価', '売価', '値段', '金額', '税込価格'],
  ],
  unit: ['unit', '单位', '计量单位', '規格', '规格', '単位'],
  currency: ['currency', '币种', '货币', '通貨'],
};

const byPosition: Columns = { code: 0, name: 1, price: 2, unit: 3, currency: 4 };
const absent = -1;

const currencyNames: Readonly<Record<Currency, readonly string[]>> = {
  CNY: ['CNY', 'RMB', '人民币', '人民元', '元'],
  HKD: ['HKD', 'HK$', '港币', '港元', '香港ドル'],
  JPY: ['JPY', '日元', '日本円', '円'],
};

export type CatalogueReading =
  | { readonly kind: 'read'; readonly goods: readonly Goods[]; readonly refused: readonly RefusedLine[] }
  /** A quotation mark is never closed. */
  | { readonly kind: 'broken' }
  /** The first line names columns, but not those of code, name and price. */
  | { readonly kind: 'columns_missing' };

const unitLength = 20;

/** @param currency of prices whose line names none. */
export function readCatalogue(text: string, currency: Currency): CatalogueReading {
  // Some spreadsheets say their separator on a line of its own.
  const named = /^sep=([,;\t])\r?\n/iu.exec(text);
  const body = named === null ? text : text.slice(named[0].length);
  const records = parseCsv(body, (named?.[1] as ',' | undefined) ?? separatorOf(body));
  if (records === null) return { kind: 'broken' };
  const header = headerOf(records[0]);
  if (header !== null && Math.min(header.code, header.name, header.price) === absent)
    return { kind: 'columns_missing' };
  const linesBefore = named === null ? 0 : 1;
  const goods = new Map<string, Goods>();
  const refused: RefusedLine[] = [];
  for (const record of header === null ? records : records.slice(1)) {
    const reading = readGoods(record, header ?? byPosition, currency);
    const refuse = (reason: RefusedLine['reason']): void => {
      const words = record.fields.join(' ').slice(0, 80);
      refused.push({ line: record.line + linesBefore, reason, text: words });
    };
    if (!reading.ok) refuse(reading.reason);
    else if (goods.has(codeForm(reading.goods.code))) refuse('repeated');
    else goods.set(codeForm(reading.goods.code), reading.goods);
  }
  return { kind: 'read', goods: [...goods.values()], refused };
}

/** Where the columns are, if the first line names them; two names make it a line of names. */
function headerOf(first: CsvRecord | undefined): Columns | null {
  const names = (first?.fields ?? []).map((field) =>
    field
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\(.*?\)|[\s_.:#*-]/gu, ''),
  );
  const found = Object.fromEntries(
    columns.map((column) => [column, names.findIndex((name) => columnNames[column].includes(name))]),
  ) as Record<Column, number>;
  return Object.values(found).filter((index) => index !== absent).length >= 2 ? found : null;
}

type GoodsReading =
  { readonly ok: true; readonly goods: Goods } | { readonly ok: false; readonly reason: RefusedLine['reason'] };

function readGoods({ fields }: CsvRecord, at: Columns, usual: Currency): GoodsReading {
  const field = (column: Column): string => unguarded((fields[at[column]] ?? '').trim());
  const code = readCode(field('code'));
  if (!code.ok) return { ok: false, reason: code.problem };
  const [name, unit] = [field('name'), field('unit')];
  if (name === '') return { ok: false, reason: 'name_missing' };
  if (unit.length > unitLength || noteProblem(goodsName({ name, unit })) !== null) {
    return { ok: false, reason: 'name_invalid' };
  }
  const currency = currencyOf(field('currency'), field('price'), usual);
  if (currency === null) return { ok: false, reason: 'currency_unknown' };
  const price = readAmount(field('price'), currency);
  if (price.ok) return { ok: true, goods: { code: code.code, name, unit, priceMinor: price.amountMinor, currency } };
  return { ok: false, reason: price.problem === 'too_many_decimals' ? 'price_decimals' : 'price_invalid' };
}

function currencyOf(named: string, price: string, usual: Currency): Currency | null {
  const name = named.normalize('NFKC').toUpperCase();
  if (name !== '') return currencies.find((one) => currencyNames[one].includes(name)) ?? null;
  const text = price.normalize('NFKC').toUpperCase();
  if (/HK/u.test(text)) return 'HKD';
  if (/JPY|円/u.test(text)) return 'JPY';
  return /CNY|RMB|元/u.test(text) ? 'CNY' : usual;
}

/** UTF-8 with a byte order mark, without which Excel takes it for another character set. */
export function writeCatalogue(goods: readonly Goods[]): string {
  const lines = goods.map(({ code, name, priceMinor, unit, currency }) =>
    csvLine([code, name, toDecimalString(priceMinor, currency), unit, currency]),
  );
  return `\uFEFF${csvLine(columns)}${lines.join('')}`;
}
