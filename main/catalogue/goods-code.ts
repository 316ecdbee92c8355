/** The codes by which goods are known: EAN-8, EAN-13, UPC-A, or a shop's own. Pure. */
import { goodsIdPattern } from '../../preload/order-lines.ts';

export type CodeProblem =
  /** Empty, longer than 32 characters, or with characters that no barcode has. */
  | 'code_invalid'
  /** Twelve or thirteen digits of which the last does not follow from the others: a digit is wrong. */
  | 'code_check_digit'
  /** `6.90123E+12`: a spreadsheet took it for a number and has dropped its digits. */
  | 'code_shortened';

export type CodeReading =
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly problem: CodeProblem };

/**
 * The code under which goods are kept. A UPC-A is the EAN-13 that begins with 0, and scanners send either. Of eight
 * digits the check digit is not looked at: shops number their own goods so.
 * Source: GS1 General Specifications, 7.9 (check digits).
 */
export function readCode(text: string): CodeReading {
  const plain = text.normalize('NFKC').trim();
  if (/^\d(?:[.,]\d+)?E\+\d{1,2}$/iu.test(plain)) return { ok: false, problem: 'code_shortened' };
  if (!goodsIdPattern.test(plain)) return { ok: false, problem: 'code_invalid' };
  if (!/^\d{12,13}$/.test(plain)) return { ok: true, code: plain };
  const code = plain.padStart(13, '0');
  return hasCheckDigit(code) ? { ok: true, code } : { ok: false, problem: 'code_check_digit' };
}

/** The code as it may be kept, of what a scanner read; a code with a wrong check digit stands for itself. */
export function scannedCode(text: string): string {
  const reading = readCode(text);
  return reading.ok ? reading.code : text;
}

/** Weights 3 and 1 from the right, so that all digits with the last come to a multiple of ten. */
function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
