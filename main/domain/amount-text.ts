/**
 * The one reader of amounts as people type, paste and keep them in spreadsheets: every money field of the app and the
 * catalogue's prices go through it. What could be read in two ways is refused, never guessed. Pure.
 */
import { amountProblem, decimalsOf, largestAmountAnywhereMinor, type AmountProblem, type Currency } from './money.ts';

export type AmountTextProblem =
  | AmountProblem
  /** A comma, blank or apostrophe that does not part thousands, and is no decimal comma either. */
  | 'grouping'
  /** A sign of a currency, or a tab, between the digits. */
  | 'sign_inside'
  /** The sign or word before or after the digits is of another currency. */
  | 'other_currency';

export type AmountReading =
  { readonly ok: true; readonly amountMinor: number } | { readonly ok: false; readonly problem: AmountTextProblem };

/** In capitals; a longer mark before one that it holds. */
const marksOf: Readonly<Record<Currency, readonly string[]>> = {
  CNY: ['人民币', '人民幣', '人民元', 'CNY', 'RMB', 'CN¥', '元', '圆', '圓', '¥'],
  HKD: ['香港ドル', '港币', '港幣', '港元', '港紙', 'HKD', 'HK$', '$'],
  JPY: ['日本円', '日元', '日圆', '日圓', 'JPY', 'JP¥', '円', '¥'],
};
/** Of currencies that no account has. */
const foreignCodes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const foreignSign = /^(?:\p{Sc}|[A-Z]{1,3}[$¥])$/u;

const plain = /^(\d*)(?:\.(\d*))?$/;
/** Groups of three after one to three, all parted alike; then a point, or a comma where none parts the groups. */
const grouped = /^([1-9]\d{0,2}(?:([,' ])\d{3})(?:\2\d{3})*)(?:\.(\d*))?$/;
const groupedBeforeComma = /^([1-9]\d{0,2}(?:([.' ])\d{3})(?:\2\d{3})*),(\d{1,2})$/;
const decimalComma = /^(\d+),(\d{1,2})$/;
/** A text that a field may have cut short is longer than this, and no amount. */
const longestText = 100;
/** More digits than any amount has; also keeps the sum below an exact integer. */
const mostDigits = 12;

/**
 * Reads `12.5`, `1,234.50`, `1 234,50`, `¥12`, `12 元`, `HK$ 7`, full-width digits and signs. A comma before one or two
 * digits at the end is a decimal comma; before exactly three it groups.
 *
 * @param largestMinor the most that may be read, in minor units.
 */
export function readAmount(
  text: string,
  currency: Currency,
  largestMinor: number = largestAmountAnywhereMinor,
): AmountReading {
  // Folded below, a footnote's small digit or a circled one would become a digit like the others.
  if (text.length > longestText || /\p{No}/u.test(text)) return { ok: false, problem: 'not_a_number' };
  const trimmed = text
    .normalize('NFKC')
    .replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
    .replaceAll('\u2019', "'");
  const { body, isNegative, isOther } = withoutMarks(trimmed, currency);
  if (isOther) return { ok: false, problem: 'other_currency' };
  if (body === '' && !isNegative) return { ok: false, problem: 'empty' };
  const number = numberOf(body, currency);
  if (!number.ok) return number;
  const decimals = decimalsOf[currency];
  const whole = number.whole.replace(/^0+/, '');
  if (number.fraction.length > decimals) return { ok: false, problem: 'too_many_decimals' };
  if (whole.length > mostDigits) return { ok: false, problem: isNegative ? 'negative' : 'over_limit' };
  const magnitude = Number.parseInt(`${whole}${number.fraction.padEnd(decimals, '0')}` || '0', 10);
  if (isNegative && magnitude !== 0) return { ok: false, problem: 'negative' };
  const problem = amountProblem(magnitude, largestMinor);
  return problem === null ? { ok: true, amountMinor: magnitude } : { ok: false, problem };
}

/** Takes away what stands before the first and after the last digit or point: a minus, and marks of the currency. */
function withoutMarks(
  text: string,
  currency: Currency,
): { readonly body: string; readonly isNegative: boolean; readonly isOther: boolean } {
  const [, before = '', body = '', after = ''] = /^([^\d.,]*)(.*?)([^\d.,]*)$/su.exec(text) ?? [];
  const marks = [before, after].map((end) => end.replace(/\s/gu, '').toUpperCase());
  const isNegative = marks.some((end) => /[-\u2212]/u.test(end));
  const rests = marks.map((end) => withoutOwn(end.replace(/[-\u2212]/u, ''), currency)).filter((rest) => rest !== '');
  // What is no mark at all stays, and is then no number.
  return { body: rests.length === 0 ? body : text, isNegative, isOther: rests.some(isForeign) && body !== '' };
}

function isForeign(mark: string): boolean {
  const ofOthers = Object.values(marksOf).some((marks) => marks.includes(mark));
  return ofOthers || foreignCodes.has(mark) || foreignSign.test(mark);
}

function withoutOwn(marks: string, currency: Currency): string {
  const own = marksOf[currency].find((mark) => marks.startsWith(mark));
  return own === undefined ? marks : withoutOwn(marks.slice(own.length), currency);
}

type NumberReading =
  | { readonly ok: true; readonly whole: string; readonly fraction: string }
  | { readonly ok: false; readonly problem: AmountTextProblem };

function numberOf(body: string, currency: Currency): NumberReading {
  const [, whole = '', fraction = ''] = plain.exec(body) ?? [];
  if (whole !== '' || fraction !== '') return { ok: true, whole, fraction };
  const groups = grouped.exec(body) ?? groupedBeforeComma.exec(body);
  if (groups !== null) {
    const [, parted = '', , decimals = ''] = groups;
    return { ok: true, whole: parted.replace(/\D/g, ''), fraction: decimals };
  }
  const comma = decimalComma.exec(body);
  if (comma !== null && decimalsOf[currency] > 0) return { ok: true, whole: comma[1] ?? '', fraction: comma[2] ?? '' };
  if (/^[\d.,' ]+$/.test(body) && /[,' ]/.test(body)) return { ok: false, problem: 'grouping' };
  return { ok: false, problem: isParted(body) ? 'sign_inside' : 'not_a_number' };
}

/** Digits on both sides of a tab, a line's end or a currency's mark. */
function isParted(body: string): boolean {
  const between = /^[\d.,' ]*\d\s*([^\d.,' ]+?)\s*\d[\d.,' ]*$/su.exec(body)?.[1];
  if (between === undefined) return false;
  const mark = between.toUpperCase();
  return /^\s+$/u.test(between) || Object.values(marksOf).some((marks) => marks.includes(mark));
}
