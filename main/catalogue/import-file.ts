/** A catalogue file as somebody chose it: read as far as it says itself how, with what only a person can say. Pure. */
import type { Language } from '../domain/screen-choice.ts';
import type { CsvChoice, CsvQuestion, FileCharset } from '../../preload/contract/index.ts';
import { currencies, type Currency } from '../domain/money.ts';
import { hasHeadingsBeyondAscii, readCatalogue, type CatalogueReading } from './catalogue-csv.ts';
import { textsOfFile, type FileText } from './import-charset.ts';

/** The till that the goods are for. */
export interface ImportingTill {
  readonly language: Language;
  /** What its accounts take, that of the first one first. */
  readonly currencies: readonly [Currency, ...Currency[]];
}

export type ImportReading =
  | (Extract<CatalogueReading, { readonly kind: 'read' }> & {
      readonly charset: FileCharset;
      readonly charsets: readonly { readonly charset: FileCharset; readonly sample: string }[];
      readonly questions: readonly CsvQuestion[];
    })
  | Exclude<CatalogueReading, { readonly kind: 'read' }>
  /** Text in no character set, or not in the one that was chosen. */
  | { readonly kind: 'unreadable' };

export const nothingChosen: CsvChoice = { charset: null, currency: null, columns: null };

export function readImportFile(
  bytes: Uint8Array,
  till: ImportingTill,
  choice: CsvChoice = nothingChosen,
): ImportReading {
  const found = textsOfFile(bytes, till.language);
  if (found === null) return { kind: 'unreadable' };
  // Headings in Chinese or Japanese can be read in one character set only: they prove it.
  const candidates: readonly FileText[] = found.texts;
  const [proven, ...others] = found.isSure ? candidates : candidates.filter(({ text }) => hasHeadingsBeyondAscii(text));
  const isSure = proven !== undefined && others.length === 0;
  const likeliest = proven ?? found.texts[0];
  const meant = choice.charset === null ? likeliest : found.texts.find(({ charset }) => charset === choice.charset);
  if (meant === undefined) return { kind: 'unreadable' };
  const { text, charset } = meant;
  const reading = readCatalogue(text, till.currencies[0], choice);
  if (reading.kind !== 'read') return reading;
  const questions: CsvQuestion[] = [];
  if (!isSure && choice.charset === null) questions.push('charset');
  for (const column of ['code', 'name', 'price'] as const) {
    if (reading.layout.asked.includes(column)) questions.push(column);
  }
  if (choice.currency === null && isOfAnotherCurrency(reading, till)) questions.push('currency');
  return { ...reading, charset, charsets: found.texts.map(sampled), questions };
}

/** Prices in a currency that no account takes, or with signs of one: said by the file, and not by a person. */
function isOfAnotherCurrency(
  { goods, refused, layout }: Extract<CatalogueReading, { readonly kind: 'read' }>,
  till: ImportingTill,
): boolean {
  return (
    layout.isCurrencyUnknown ||
    goods.some(({ currency }) => !till.currencies.includes(currency)) ||
    refused.some(({ reason }) => reason === 'currency_differs')
  );
}

const beyondAscii = /[^\u0000-\u007f]/u;
const longestSample = 60;

/** The first words that are not the same in every character set. */
function sampled({ charset, text }: FileText): { readonly charset: FileCharset; readonly sample: string } {
  const line = text.split(/\r\n|\r|\n/u, 200).find((one) => beyondAscii.test(one)) ?? '';
  return { charset, sample: line.slice(0, longestSample) };
}

export function currenciesOf(taken: readonly Currency[]): readonly [Currency, ...Currency[]] {
  const [first, ...others] = taken.length === 0 ? [currencies[0]] : taken;
  return [first ?? currencies[0], ...others];
}
