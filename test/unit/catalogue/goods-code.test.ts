import { describe, expect, it } from 'vitest';
import { readCode, scannedCode } from '../../../main/catalogue/goods-code.ts';

describe('the code of goods', () => {
  it.each([
    ['an EAN-13', '4006381333931', '4006381333931'],
    ['a UPC-A, as the EAN-13 that it is', '036000291452', '0036000291452'],
    ['an EAN-8', '73513537', '73513537'],
    ['a number of the shop’s own', '20000001', '20000001'],
    ['letters of the shop’s own', 'TEA-50', 'TEA-50'],
    ['full-width digits', '７３５１３５３７', '73513537'],
  ])('may be %s', (_what, text, code) => {
    expect(readCode(text)).toEqual({ ok: true, code });
  });

  it.each([
    ['4006381333932', 'code_check_digit'],
    ['036000291453', 'code_check_digit'],
    ['6.90123E+12', 'code_shortened'],
    ['6,90123E+12', 'code_shortened'],
    ['', 'code_invalid'],
    ['TEA 50', 'code_invalid'],
    ['茶', 'code_invalid'],
    ['x'.repeat(33), 'code_invalid'],
  ])('cannot be %j: %s', (text, problem) => {
    expect(readCode(text)).toEqual({ ok: false, problem });
  });

  it('is the same whether a scanner sends a UPC-A with its leading zero or without', () => {
    expect(scannedCode('036000291452')).toBe(scannedCode('0036000291452'));
  });
});
