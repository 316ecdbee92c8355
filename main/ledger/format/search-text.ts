/**
 * What the search index holds of an order, and how a typed search becomes a question to it. Both sides are made
 * here, because they must agree. The index is FTS5 with trigrams: it finds any run of three characters or more.
 * Shorter searches find marked short pieces that are indexed on purpose:
 *
 * - daily number 7 is indexed as `#7#`, so `7` and `#7` find exactly that number;
 * - 12.34 is indexed as `==12.34`, so `1`, `12` and `12.34` find amounts that begin so;
 * - the names of the goods count as a part of the note;
 * - every character and every pair of a note is indexed behind a mark, so two Chinese characters are enough.
 */
import { toDecimalString } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';

/** In the order of the columns of `order_search`. */
export interface SearchDocument {
  readonly orderNo: string;
  readonly dailyNumber: string;
  readonly amount: string;
  readonly note: string;
  readonly noteGrams: string;
  readonly gatewayOrderNo: string;
  readonly buyerHint: string;
}

/** Cannot be typed: control characters are taken out of both sides. */
const mark = '\u0001';
const shortestTrigramSearch = 3;

/** Full-width and half-width, upper and lower case are the same. */
function normalise(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cc}+/gu, ' ');
}

export function searchDocumentOf(order: Order): SearchDocument {
  const note = normalise([order.note, ...order.lines.map(({ name }) => name)].join(' ').trim());
  return {
    orderNo: normalise(order.orderNo),
    dailyNumber: `#${order.dailyNumber}#`,
    amount: `==${toDecimalString(order.amountMinor, order.currency)}`,
    note,
    noteGrams: gramsOf(note),
    gatewayOrderNo: normalise(order.gatewayOrderNo ?? ''),
    buyerHint: normalise(order.buyerHint ?? ''),
  };
}

function gramsOf(text: string): string {
  const characters = Array.from(text);
  const grams = new Set<string>();
  for (const [index, character] of characters.entries()) {
    grams.add(mark + mark + character);
    const next = characters[index + 1];
    if (next !== undefined) grams.add(mark + character + next);
  }
  return [...grams].join('');
}

/**
 * The FTS5 expression for a typed search, or `null` when nothing was typed. Words are separated by white space;
 * each must be found somewhere in the order.
 */
export function matchExpressionOf(search: string): string | null {
  const terms = normalise(search)
    .split(/\s+/u)
    .filter((term) => term !== '');
  return terms.length === 0 ? null : terms.map((term) => `(${alternativesOf(term).join(' OR ')})`).join(' AND ');
}

function alternativesOf(term: string): readonly string[] {
  const length = Array.from(term).length;
  const alternatives =
    length >= shortestTrigramSearch
      ? [`{order_no note gateway_order_no buyer_hint} : ${quoted(term)}`]
      : [`note_grams : ${quoted(mark.repeat(shortestTrigramSearch - length) + term)}`];
  const dailyNumber = /^#?0*(\d+)$/.exec(term)?.[1];
  if (dailyNumber !== undefined) alternatives.push(`daily_number : ${quoted(`#${dailyNumber}#`)}`);
  const amount = term.replace(/[,¥$円元]/gu, '');
  if (/^\d+(?:\.\d{0,2})?$/.test(amount)) alternatives.push(`amount : ${quoted(`==${amount}`)}`);
  return alternatives;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
