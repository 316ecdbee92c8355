/**
 * What the cashier has typed as the amount, as on a till: digits shift in from the right, and a point typed by hand
 * switches to decimal entry. Pure; keypad taps, keys and pasted text are the same actions.
 */
import { readAmount, type AmountTextProblem } from '../../main/domain/amount-text.ts';
import { decimalsOf, toDecimalString, type Currency } from '../../main/domain/money.ts';
import { grouped } from '../ui/money-text.ts';

/** Why an input is refused; the last two of digits that are to be a quantity. */
export type EntryRefusal = AmountTextProblem | 'quantity_too_large' | 'quantity_not_whole';

export interface AmountEntry {
  readonly style: 'till' | 'decimal';
  /** Till: digits of the minor units without leading zeros. Decimal: what was typed, with its point. */
  readonly text: string;
  /** Why an input was refused. Until it is corrected or cleared, nothing is charged and nothing typed is added. */
  readonly refusal: EntryRefusal | null;
}

export type AmountAction =
  | { readonly type: 'digits'; readonly digits: string }
  | { readonly type: 'point' }
  | { readonly type: 'minus' }
  /** A key that is part of no amount. */
  | { readonly type: 'other' }
  | { readonly type: 'backspace' }
  | { readonly type: 'clear' }
  /** Pasted, or put in whole by assistive technology. */
  | { readonly type: 'replace'; readonly text: string };

export interface AmountRules {
  readonly currency: Currency;
  readonly maximumMinor: number;
}

export const emptyEntry: AmountEntry = { style: 'till', text: '', refusal: null };

/** Minor units; 0 while nothing is typed. */
export function amountMinorOf(entry: AmountEntry, currency: Currency): number {
  if (entry.style === 'till') return Number(entry.text === '' ? '0' : entry.text);
  const [whole = '', fraction = ''] = entry.text.split('.');
  return Number(`${whole}${fraction.padEnd(decimalsOf[currency], '0')}`);
}

/**
 * The entry after one input. A refused input changes nothing but the refusal. What is typed after it would make another
 * amount than the one that was meant, so it is not added.
 */
export function reduceAmount(entry: AmountEntry, action: AmountAction, rules: AmountRules): AmountEntry {
  const isAdding = !['backspace', 'clear', 'replace'].includes(action.type);
  if (isAdding && isRefused(entry)) return entry;
  switch (action.type) {
    case 'digits':
      return withDigits(entry, action.digits, rules);
    case 'point':
      return withPoint(entry, rules);
    case 'minus':
      return refused(entry, 'negative');
    case 'other':
      return refused(entry, 'not_a_number');
    case 'backspace':
      return withoutLast(entry);
    case 'clear':
      return emptyEntry;
    case 'replace':
      return replaced(entry, action.text, rules);
  }
}

/** Whether something other than that nothing is typed yet stands in the way. */
function isRefused({ refusal }: AmountEntry): boolean {
  return refusal !== null && refusal !== 'zero' && refusal !== 'empty';
}

/**
 * Carries what is typed over to another wallet's rules. Till digits keep standing for minor units; what no longer
 * fits is cleared, because an amount is never changed silently into another one that could be charged unseen. What was
 * refused under the rules before is no better under others.
 */
export function underOtherRules(entry: AmountEntry, from: AmountRules, to: AmountRules): AmountEntry {
  const sameDecimals = decimalsOf[from.currency] === decimalsOf[to.currency];
  const cleared = { ...emptyEntry, refusal: entry.refusal };
  if (!sameDecimals && entry.style === 'decimal') return cleared;
  return amountMinorOf(entry, to.currency) > to.maximumMinor ? cleared : entry;
}

export interface AmountFigure {
  /** What stands, with grouping. */
  readonly typed: string;
  /** Zeros still open behind a hand-typed point; drawn paler. */
  readonly open: string;
}

/** The figure to draw, without a currency sign. */
export function figureOf(entry: AmountEntry, currency: Currency): AmountFigure {
  if (entry.style === 'till') {
    return { typed: grouped(toDecimalString(amountMinorOf(entry, currency), currency)), open: '' };
  }
  const [whole = '', fraction = ''] = entry.text.split('.');
  const typed = `${grouped(whole === '' ? '0' : String(Number(whole)))}.${fraction}`;
  return { typed, open: '0'.repeat(decimalsOf[currency] - fraction.length) };
}

function withDigits(entry: AmountEntry, digits: string, rules: AmountRules): AmountEntry {
  const text = entry.style === 'till' ? `${entry.text}${digits}`.replace(/^0+/, '') : `${entry.text}${digits}`;
  const fraction = entry.style === 'decimal' ? (text.split('.')[1] ?? '') : '';
  if (fraction.length > decimalsOf[rules.currency]) return refused(entry, 'too_many_decimals');
  return accepted(entry, { style: entry.style, text, refusal: null }, rules);
}

function withPoint(entry: AmountEntry, rules: AmountRules): AmountEntry {
  if (decimalsOf[rules.currency] === 0) return refused(entry, 'too_many_decimals');
  if (entry.style === 'decimal') return refused(entry, 'not_a_number');
  return accepted(entry, { style: 'decimal', text: `${entry.text}.`, refusal: null }, rules);
}

/** Taking the point away returns to what stood before it was typed. */
function withoutLast(entry: AmountEntry): AmountEntry {
  const text = entry.text.slice(0, -1);
  return { style: text.includes('.') ? 'decimal' : 'till', text, refusal: null };
}

function replaced(entry: AmountEntry, text: string, rules: AmountRules): AmountEntry {
  const reading = readAmount(text, rules.currency, rules.maximumMinor);
  return reading.ok
    ? { style: 'till', text: String(reading.amountMinor), refusal: null }
    : refused(entry, reading.problem);
}

function accepted(before: AmountEntry, after: AmountEntry, rules: AmountRules): AmountEntry {
  return amountMinorOf(after, rules.currency) > rules.maximumMinor ? refused(before, 'over_limit') : after;
}

function refused(entry: AmountEntry, refusal: EntryRefusal): AmountEntry {
  return { ...entry, refusal };
}
