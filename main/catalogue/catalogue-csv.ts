/** A catalogue as a CSV file: what its lines say, which cannot be taken and why, and writing one. Pure. */
import { goodsName, longestGoodsUnit, type Goods } from '../domain/goods.ts';
import type { RefusedLine } from '../../preload/contract/index.ts';
import { readAmount } from '../domain/amount-text.ts';
import { currencies, toDecimalString, type Currency } from '../domain/money.ts';
import { maximumNoteLength, unsupportedCharacter, withoutHidden } from '../domain/order-input.ts';
import { columns, columnsOf, isNeeded, namedCount, type Column, type Columns, type FoundColumns } from './columns.ts';
import {
  beginnings,
  csvLine,
  namedSeparator,
  parseCsv,
  separatorOf,
  unguarded,
  type CsvRecord,
  type Separator,
} from './csv.ts';
import { codeForm, readCode } from './goods-code.ts';
import { currencyNamed } from './named-currency.ts';

/** Where nothing names the columns. */
const byPosition: Columns = { code: 0, name: 1, price: 2, unit: 3, currency: 4 };

/** What a person has said of a file; `null`: nothing, it is found out. */
export interface CsvChoice {
  readonly columns: Columns | null;
  /** Of prices whose line names none. */
  readonly currency: Currency | null;
}

const nothingChosen: CsvChoice = { columns: null, currency: null };

/** How the file is divided. */
export interface CsvLayout {
  readonly columns: Columns;
  /** What only a person can say. */
  readonly asked: readonly Column[];
  /** Of prices whose line names none. */
  readonly currency: Currency;
  /** The heading of each column, empty where it has none, and the first thing that stands below. */
  readonly headings: readonly { readonly heading: string; readonly sample: string }[];
  /** The price's heading names a currency that no account of this program takes. */
  readonly isCurrencyUnknown: boolean;
}

export type CatalogueReading =
  | {
      readonly kind: 'read';
      readonly goods: readonly Goods[];
      readonly refused: readonly RefusedLine[];
      readonly layout: CsvLayout;
    }
  /** A quotation mark, on this line, is never closed. */
  | { readonly kind: 'broken'; readonly line: number }
  /** It has no columns for code, name and price. */
  | { readonly kind: 'columns_missing' };

const mostColumnsShown = 50;
const longestSample = 40;

/** @param usual of prices where neither their line nor a heading names one. */
export function readCatalogue(text: string, usual: Currency, choice: CsvChoice = nothingChosen): CatalogueReading {
  const named = namedSeparator(text);
  const body = named?.rest ?? text;
  const { records, openedOn } = parseCsv(body, named?.separator ?? likeliestSeparator(body));
  const linesBefore = named === null ? 0 : 1;
  if (openedOn !== null) return { kind: 'broken', line: openedOn + linesBefore };
  const header = headerIn(records);
  const width = Math.max(0, ...records.slice(0, recordsForHeader).map(({ fields }) => fields.length));
  const isTooNarrow = header === null ? records.length > 0 && width < 2 : isMissing(header.found.columns) && width < 3;
  if (isTooNarrow) return { kind: 'columns_missing' };
  const rows = records.slice(header === null ? 0 : header.index + 1);
  const at = choice.columns ?? header?.found.columns ?? byPosition;
  const currency = choice.currency ?? currencyOfHeading(header?.found, usual);
  const { goods, refused } = takenFrom(rows, at, currency, linesBefore);
  const asked = choice.columns === null ? (header?.found.asked ?? askedByPosition(rows, goods)) : missingOf(at);
  const headings = headingsOf(records[header?.index ?? -1], rows);
  const isCurrencyUnknown = header?.found.currency.kind === 'unknown';
  return { kind: 'read', goods, refused, layout: { columns: at, asked, currency, headings, isCurrencyUnknown } };
}

/** Whether the text has headings in Chinese or Japanese: in another character set than its own it would have none. */
export function hasHeadingsBeyondAscii(text: string): boolean {
  return beginnings(namedSeparator(text)?.rest ?? text).some(([, records]) => {
    const header = headerIn(records);
    if (header === null) return false;
    const fields = records[header.index]?.fields ?? [];
    const named = Object.values(header.found.columns).map((place) => (place === null ? '' : (fields[place] ?? '')));
    return named.filter((field) => /[^\u0000-\u007f]/u.test(field)).length >= 2;
  });
}

/** Some lists have a title, a date or a shop's address above their headings. */
const recordsForHeader = 20;

interface Header {
  readonly index: number;
  readonly found: FoundColumns;
}

/** The record that names the most columns, the first of several; `null` where none names two. */
function headerIn(records: readonly CsvRecord[]): Header | null {
  return records.slice(0, recordsForHeader).reduce<Header | null>((best, { fields }, index) => {
    const found = columnsOf(fields);
    if (found === null || (best !== null && namedCount(found.columns) <= namedCount(best.found.columns))) return best;
    return { index, found };
  }, null);
}

/** The separator with which the most columns are named; where none does, the one that makes the most fields. */
function likeliestSeparator(text: string): Separator {
  const counts = beginnings(text).map(([separator, records]) => {
    const header = headerIn(records);
    return { separator, count: header === null ? 0 : namedCount(header.found.columns) };
  });
  const best = counts.reduce((most, one) => (one.count > most.count ? one : most));
  return best.count > 0 ? best.separator : separatorOf(text);
}

function missingOf(places: Columns): readonly Column[] {
  return columns.filter((column) => isNeeded(column) && places[column] === null);
}

function isMissing(places: Columns): boolean {
  return missingOf(places).length > 0;
}

/** Columns that nothing names are asked about unless at least half of the lines make sense as they stand. */
function askedByPosition(rows: readonly CsvRecord[], goods: readonly Goods[]): readonly Column[] {
  const sensible = goods.filter(({ name }) => !/^\d{8,14}$/.test(name));
  return sensible.length * 2 >= rows.length ? [] : columns.filter(isNeeded);
}

function currencyOfHeading(found: FoundColumns | undefined, usual: Currency): Currency {
  const named = found?.currency;
  if (named?.kind !== 'one_of' || named.currencies.includes(usual)) return usual;
  return named.currencies[0] ?? usual;
}

function headingsOf(header: CsvRecord | undefined, rows: readonly CsvRecord[]): CsvLayout['headings'] {
  const width = Math.max(header?.fields.length ?? 0, rows[0]?.fields.length ?? 0);
  const first = rows.slice(0, recordsForHeader);
  return Array.from({ length: Math.min(width, mostColumnsShown) }, (_, index) => ({
    heading: shown(header?.fields[index] ?? ''),
    sample: shown(first.map(({ fields }) => fields[index] ?? '').find((field) => field.trim() !== '') ?? ''),
  }));
}

function shown(field: string): string {
  return plainText(field.slice(0, longestSample * 2)).slice(0, longestSample);
}

function takenFrom(
  rows: readonly CsvRecord[],
  at: Columns,
  currency: Currency,
  linesBefore: number,
): { readonly goods: readonly Goods[]; readonly refused: readonly RefusedLine[] } {
  const taken = new Map<string, { readonly goods: Goods; readonly line: number }>();
  const refused: RefusedLine[] = [];
  for (const record of rows) {
    const line = record.line + linesBefore;
    const reading = readGoods(record, at, currency);
    const refuse = (reason: RefusedLine['reason'], detail: string): void => {
      const words = plainText(record.fields.slice(0, mostColumnsShown).join(' ').slice(0, 200)).slice(0, 80);
      refused.push({ line, reason, detail, text: words });
    };
    if (!reading.ok) {
      refuse(reading.reason, reading.detail);
      continue;
    }
    const form = codeForm(reading.goods.code);
    const before = taken.get(form);
    if (before === undefined) taken.set(form, { goods: reading.goods, line });
    else refuse('repeated', String(before.line));
  }
  return { goods: [...taken.values()].map(({ goods }) => goods), refused };
}

type GoodsReading =
  | { readonly ok: true; readonly goods: Goods }
  | { readonly ok: false; readonly reason: RefusedLine['reason']; readonly detail: string };

function readGoods({ fields }: CsvRecord, at: Columns, usual: Currency): GoodsReading {
  const field = (column: Column): string => {
    const place = at[column];
    return place === null ? '' : unguarded((fields[place] ?? '').trim());
  };
  const refused = (reason: RefusedLine['reason'], detail = ''): GoodsReading => ({ ok: false, reason, detail });
  const code = readCode(field('code'));
  if (!code.ok) return refused(code.problem);
  const [name, unit] = [plainText(field('name')), plainText(field('unit'))];
  if (name === '' || isSpreadsheetFault(name)) return refused('name_missing');
  const whole = goodsName({ name, unit });
  const unsupported = unsupportedCharacter(whole);
  if (unsupported !== null) return refused(`name_${unsupported.kind}`, unsupported.character);
  if (lengthOf(unit) > longestGoodsUnit) return refused('unit_too_long', String(lengthOf(unit)));
  if (lengthOf(whole) > maximumNoteLength) return refused('name_too_long', String(lengthOf(whole)));
  const currency = currencyOf(field('currency'), field('price'), usual);
  if (typeof currency !== 'string') return refused(currency.problem, usual);
  const price = readAmount(field('price'), currency);
  if (price.ok) return { ok: true, goods: { code: code.code, name, unit, priceMinor: price.amountMinor, currency } };
  if (price.problem === 'other_currency') return refused('currency_differs', currency);
  return refused(price.problem === 'too_many_decimals' ? 'price_decimals' : 'price_invalid');
}

/** One line without what cannot be seen. */
function plainText(field: string): string {
  return withoutHidden(field)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function isSpreadsheetFault(text: string): boolean {
  return /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/u.test(text);
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** What the line's own column and the price's own sign say; they must agree with each other, and with `usual` if unsure. */
function currencyOf(
  column: string,
  price: string,
  usual: Currency,
): Currency | { readonly problem: 'currency_unknown' | 'currency_differs' } {
  const [byColumn, bySign] = [currencyNamed(column), currencyNamed(price)];
  const isOdd = column !== '' && byColumn.kind === 'none';
  if (isOdd || byColumn.kind === 'unknown' || bySign.kind === 'unknown') return { problem: 'currency_unknown' };
  const possible = currencies.filter((currency) =>
    [byColumn, bySign].every((named) => named.kind === 'none' || named.currencies.includes(currency)),
  );
  if (possible.includes(usual)) return usual;
  const [only, ...others] = possible;
  // A sign alone, as $, stands for many currencies: it confirms one and proves none.
  const isNamed = column !== '' || /[\p{L}]/u.test(price);
  return only !== undefined && others.length === 0 && isNamed ? only : { problem: 'currency_differs' };
}

/** UTF-8 with a byte order mark, without which Excel takes it for another character set. */
export function writeCatalogue(goods: readonly Goods[]): string {
  const lines = goods.map(({ code, name, priceMinor, unit, currency }) =>
    csvLine([code, name, toDecimalString(priceMinor, currency), unit, currency]),
  );
  return `\uFEFF${csvLine(columns)}${lines.join('')}`;
}
