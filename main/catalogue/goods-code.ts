/**
 * The codes by which goods are known: EAN-8, EAN-13, UPC-A, UPC-E, ISBN, GTIN-14, or a shop's own; however a spreadsheet,
 * a supplier or a scanner wrote them. Pure.
 * Sources: GS1 General Specifications, 7.9 (check digits), 5.2.3 (UPC-E), 3.2 (application identifier 01), 5.2.2 (add-ons);
 * ISO/IEC 15424 (symbology identifiers, such as `]E0`).
 */
import { hasCheckDigit } from '../domain/barcode-number.ts';
import { walletOfCustomerCode } from '../domain/customer-code.ts';
import { goodsIdPattern } from '../domain/goods.ts';

export type CodeProblem =
  /** Empty, longer than 32 characters, or with characters that no barcode has. */
  | 'code_invalid'
  /** A single character: no scanner sends that as goods. */
  | 'code_too_short'
  /** Twelve or thirteen digits of which the last does not follow from the others: a digit is wrong. */
  | 'code_check_digit'
  /** `6.90123E+12`: a spreadsheet took it for a number and has dropped its digits. */
  | 'code_shortened'
  /** Scanned, it would be taken for the payment code of a customer's wallet. */
  | 'code_is_payment';

export type CodeReading =
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly problem: CodeProblem };

/** Of what is looked at of a code, in UTF-16 units: with all that may stand around it, none is longer. */
const longestText = 200;
/** What spreadsheets write where they have no value. */
const spreadsheetFault = /^#+(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)?$/iu;

/**
 * The code as it is kept and shown: as the shop wrote it, without what spreadsheets and printers put around it. Of digits
 * that carry a check digit it is the form that scanners send: 8 digits for an EAN-8, 13 for EAN-13 and UPC-A, also where a
 * spreadsheet has dropped zeros at the beginning. Of eight digits the check digit is not looked at: shops number their own
 * goods so.
 */
export function readCode(text: string): CodeReading {
  const plain = plainCode(text);
  if (isShortened(plain)) return { ok: false, problem: 'code_shortened' };
  if (!goodsIdPattern.test(plain) || spreadsheetFault.test(plain) || formOf(plain) === '') {
    return { ok: false, problem: 'code_invalid' };
  }
  if (plain.length < 2) return { ok: false, problem: 'code_too_short' };
  if (walletOfCustomerCode(formOf(plain)) !== null) return { ok: false, problem: 'code_is_payment' };
  if (/^\d{12,13}$/.test(formOf(plain)) && !hasCheckDigit(formOf(plain)))
    return { ok: false, problem: 'code_check_digit' };
  return { ok: true, code: plain };
}

/** The same for a code that a scanner has read: it is on the goods, and one with a wrong check digit stands for itself. */
export function readScannedCode(text: string): CodeReading {
  const reading = readCode(text);
  return reading.ok || reading.problem !== 'code_check_digit' ? reading : { ok: true, code: plainCode(text) };
}

/** The one form of a code, under which it is kept and looked up; never shown. Two codes of one form are the same goods. */
export function codeForm(text: string): string {
  return formOf(plainCode(text));
}

/**
 * The forms under which the goods of a scanned code may be kept, the likeliest first: its own; without the two or five
 * digits that magazines and books carry beside it; as UPC-E for UPC-A and the other way round.
 */
export function formsOfScan(text: string): readonly string[] {
  const form = codeForm(text);
  const base = withoutAddOn(form);
  const forms = base === null ? [form] : [form, base];
  return forms.flatMap((one) => [one, ...otherUpcForms(one)]);
}

function formOf(plain: string): string {
  return plain.toUpperCase().replace(/-/g, '');
}

/** Without guards, blanks and what cannot be seen; digits with a check digit at their full length. */
function plainCode(text: string): string {
  if (text.length > longestText) return text;
  let plain = text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}\p{Z}\s\u115f\u1160\u3164]/gu, '')
    .replace(/[\u2010-\u2015\u2212\u2043\ufe58]/gu, '-');
  // One may stand inside another; each time something goes.
  for (let before = ''; before !== plain;) {
    before = plain;
    const bare = withoutGuard(plain);
    const number = exactNumber(bare) ?? bare;
    plain = gtinOf(number) ?? isbnDigits(number) ?? number;
  }
  return /^\d{7,14}$/.test(plain) && hasCheckDigit(plain) ? atFullLength(plain) : plain;
}

function withoutGuard(plain: string): string {
  // =690…, also where an export has lost a quotation mark
  const digits = /^=(?:T\()?\(?"?(\d{5,})"?\)*$/iu.exec(plain)?.[1];
  if (digits !== undefined) return digits;
  // ="0690…", =("0690…"), =T("0690…"), "0690…"
  const formula = /^(?:=(?:T(?=\())?\(?)?"([^"]*)"\)?$/iu.exec(plain)?.[1];
  if (formula !== undefined) return formula;
  if (/^['’‘`´]./u.test(plain)) return plain.slice(1);
  // As fonts for Code 39 need it.
  if (plain.length > 2 && plain.startsWith('*') && plain.endsWith('*')) return plain.slice(1, -1);
  return plain;
}

/** Digits that a spreadsheet wrote as a number without losing any: `6907770001012.00`, `6907770001012,00`, `6,907,770,001,012`. */
function exactNumber(plain: string): string | null {
  const whole = /^(\d{5,}|\d{1,3}(?:,\d{3}){2,6})(?:\.0+|,0{1,2})?$/.exec(plain)?.[1];
  if (whole !== undefined) return whole.replaceAll(',', '');
  const scientific = /^(\d)[.,](\d+)E\+?(\d{1,2})$/iu.exec(plain);
  if (scientific === null) return null;
  const [, first = '', rest = '', exponent = ''] = scientific;
  const digits = first + rest;
  return rest.length === Number(exponent) && digits.length >= 7 && hasCheckDigit(digits) ? digits : null;
}

function isShortened(plain: string): boolean {
  return /^\d(?:[.,]\d+)?E\+\d{1,2}$|^\d[.,]\d+E\d{1,2}$/iu.test(plain);
}

/** A lot, a date, a serial number, a count, a measure or a price, by its application identifier. */
const furtherElement = /^(?:10.|21.|3[07]\d|1[1-7]\d{6}|3[1-69]\d{2}\d)/;

/** Without the identifier that some scanners send before a code; of GS1's own symbols, the number of the goods in them. */
function gtinOf(plain: string): string | null {
  const symbology = /^\]([A-Za-z])([0-9A-Za-z])(?=.)/.exec(plain);
  const content = symbology === null ? plain : plain.slice(3);
  const number = /^\(01\)(\d{14})|^01(\d{14})/.exec(content);
  const gtin = number?.[1] ?? number?.[2];
  if (gtin !== undefined && hasCheckDigit(gtin)) {
    const isMarked = content.startsWith('(') || /^\](?:C1|e\d|d2|Q3|J1)/.test(plain);
    // Some scanners keep the mark to themselves; then what follows has to begin as such a label goes on.
    if (isMarked || content.length === 16 || furtherElement.test(content.slice(16))) return gtin;
  }
  return symbology === null ? null : content;
}

/** `978-7-5000-0001-0`: hyphens in what is all digits are for reading only. */
function isbnDigits(plain: string): string | null {
  const digits = plain.replaceAll('-', '');
  return /^\d{8,14}$/.test(digits) && digits !== plain && hasCheckDigit(digits) ? digits : null;
}

/** All of these numbers are one, with zeros before it: an EAN-8 has eight digits, a UPC-A is an EAN-13 that begins with 0. */
function atFullLength(digits: string): string {
  const number = digits.replace(/^0+/, '');
  if (digits.length <= 8) return number.padStart(8, '0');
  return number.padStart(13, '0');
}

function withoutAddOn(form: string): string | null {
  const base = /^(\d{13})(?:\d{2}|\d{5})$/.exec(form)?.[1] ?? /^(\d{12})(?:\d{2}|\d{5})$/.exec(form)?.[1];
  return base !== undefined && hasCheckDigit(base) ? atFullLength(base) : null;
}

/** The UPC-A that a UPC-E stands for, and the UPC-E of a UPC-A; none of another code. */
function otherUpcForms(form: string): readonly string[] {
  const expanded = /^[01]\d{7}$/.test(form) ? expandedUpc(form) : null;
  if (expanded !== null) return [expanded];
  if (!/^0[01]\d{11}$/.test(form)) return [];
  return shortenedUpcs(form);
}

function expandedUpc(upcE: string): string | null {
  const [system = '', a = '', b = '', c = '', d = '', e = '', kind = '', check = ''] = upcE;
  const item =
    kind <= '2'
      ? `${a}${b}${kind}0000${c}${d}${e}`
      : kind === '3'
        ? `${a}${b}${c}00000${d}${e}`
        : kind === '4'
          ? `${a}${b}${c}${d}00000${e}`
          : `${a}${b}${c}${d}${e}0000${kind}`;
  const upcA = `0${system}${item}${check}`;
  return hasCheckDigit(upcA) ? upcA : null;
}

/** @param upcA as an EAN-13, of thirteen digits. */
function shortenedUpcs(upcA: string): readonly string[] {
  const [system, item, check] = [upcA.slice(1, 2), upcA.slice(2, 12), upcA.slice(12)];
  const shortened = /^\d\d[0-2]0000\d{3}$/.test(item)
    ? `${item.slice(0, 2)}${item.slice(7)}${item.slice(2, 3)}`
    : /^\d{3}00000\d\d$/.test(item)
      ? `${item.slice(0, 3)}${item.slice(8)}3`
      : /^\d{4}00000\d$/.test(item)
        ? `${item.slice(0, 4)}${item.slice(9)}4`
        : /^\d{5}0000[5-9]$/.test(item)
          ? `${item.slice(0, 5)}${item.slice(9)}`
          : null;
  return shortened === null ? [] : [`${system}${shortened}${check}`];
}
