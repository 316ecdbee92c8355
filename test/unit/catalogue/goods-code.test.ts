import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeForm, formsOfScan, readCode } from '../../../main/catalogue/goods-code.ts';

const tea = '6907770001012';

describe('the code of goods', () => {
  it.each([
    ['an EAN-13', '4006381333931', '4006381333931'],
    ['a UPC-A, as the EAN-13 that it is', '036000291452', '0036000291452'],
    ['an EAN-8', '73513537', '73513537'],
    ['a number of the shop’s own', '20000001', '20000001'],
    ['letters of the shop’s own', 'TEA-50', 'TEA-50'],
    ['short numbers of the shop’s own', '12', '12'],
    ['full-width digits', '７３５１３５３７', '73513537'],
    ['a case of goods', '16907770001019', '16907770001019'],
    ['a GTIN-14 that is an EAN-13', `0${tea}`, tea],
  ])('may be %s', (_what, text, code) => {
    expect(readCode(text)).toEqual({ ok: true, code });
  });

  it.each([
    ['a formula', `="${tea}"`],
    ['a formula in brackets', `=("${tea}")`],
    ['the function T', `=T("${tea}")`],
    ['a formula that is a number', `=${tea}`],
    ['a formula that has lost a quotation mark', `="${tea}`],
    ['an apostrophe', `'${tea}`],
    ['a curly apostrophe', `’${tea}`],
    ['an apostrophe before a formula', `'="${tea}"`],
    ['quotation marks of its own', `"${tea}"`],
    ['a tab', `\t${tea}`],
    ['the stars of a Code 39 font', `*${tea}*`],
    ['blanks', '6 907770 001012'],
    ['no-break blanks', '6\u00a0907770\u202f001012'],
    ['hyphens, as in an ISBN', '6-9077-7000-101-2'],
    ['dashes that only look so', '6\u2011907770\u2013001012'],
    ['a mark of direction', `\u202a${tea}\u202c`],
    ['a byte order mark', `\ufeff${tea}`],
    ['what has no width', `\u200b6907770\u2060001012\u200d`],
    ['a soft hyphen', '6907770\u00ad001012'],
    ['decimals', `${tea}.00`],
    ['decimals after a comma', `${tea},00`],
    ['groups of thousands', '6,907,770,001,012'],
    ['all of its digits and a power of ten', '6.907770001012E+12'],
    ['an application identifier', `(01)0${tea}(17)261231`],
    ['an application identifier without brackets', `010${tea}`],
    ['full-width digits', '６９０７７７０００１０１２'],
  ])('is plain though a spreadsheet or supplier wrote it with %s', (_what, text) => {
    expect(readCode(text)).toEqual({ ok: true, code: tea });
  });

  it.each([
    ['a UPC-A', '12345000775', '0012345000775'],
    ['a UPC-A of two zeros', '4900002890'.padStart(10, '0'), null],
    ['an EAN-8', '7771231', '07771231'],
    ['a UPC-A as a number with decimals', '12345000775.0', '0012345000775'],
  ])('has the zeros again that a spreadsheet took from %s', (_what, text, code) => {
    const reading = readCode(text);
    expect(reading.ok && reading.code).toBe(code ?? text);
  });

  it.each([
    ['4006381333932', 'code_check_digit'],
    ['036000291453', 'code_check_digit'],
    ['400-6381-333932', 'code_check_digit'],
    ['6.90123E+12', 'code_shortened'],
    ['6,90123E+12', 'code_shortened'],
    ['6.90777e12', 'code_shortened'],
    ['="6.90777E+12"', 'code_shortened'],
    ['', 'code_invalid'],
    ['---', 'code_invalid'],
    ['\u200b', 'code_invalid'],
    ['#N/A', 'code_invalid'],
    ['########', 'code_invalid'],
    ['茶', 'code_invalid'],
    ['x'.repeat(33), 'code_invalid'],
    ['x'.repeat(100_000), 'code_invalid'],
    ['A', 'code_too_short'],
    ['7', 'code_too_short'],
    ['281234567890123456', 'code_is_payment'],
    ['28 1234 5678 9012 3456', 'code_is_payment'],
    ['131234567890123456', 'code_is_payment'],
  ])('cannot be %j: %s', (text, problem) => {
    expect(readCode(text)).toEqual({ ok: false, problem });
  });

  it('is taken again as it was taken, whatever was given', () => {
    const pieces = [
      '=',
      '"',
      "'",
      '*',
      '(',
      ')',
      '0',
      '1',
      '6907770001012',
      'E+',
      ']E0',
      '-',
      ' ',
      '.',
      ',',
      'a',
      '01',
    ];
    const given = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(given, (text) => {
        const reading = readCode(text);
        if (reading.ok) expect(readCode(reading.code)).toEqual(reading);
      }),
    );
  });
});

describe('the one form of a code', () => {
  it.each([
    ['a UPC-A with its leading zero or without', '036000291452', '0036000291452'],
    ['capital letters or small ones', 'SKU-1001', 'sku-1001'],
    ['letters with hyphens or without', 'SKU-1001', 'sku1001'],
    ['letters with blanks or without', 'TEA 50', 'tea50'],
    ['full-width letters or plain ones', 'ＳＫＵ－１００１', 'SKU-1001'],
    ['an EAN-8 with its zeros or without', '07771231', '7771231'],
    ['digits with a symbology identifier or without', `]E0${tea}`, tea],
    ['an EAN-8 with a symbology identifier or without', ']E407771231', '07771231'],
    ['letters with a symbology identifier or without', ']C0SKU-1001', 'SKU-1001'],
    ['a GS1-128 label or the barcode', `]C1010${tea}\u001d10AB`, tea],
    ['a GS1-128 label without its mark or the barcode', `010${tea}17261231\u001d10AB`, tea],
    ['a GS1 DataBar or the barcode', `]e0010${tea}`, tea],
  ])('is the same for %s', (_what, one, other) => {
    expect(codeForm(one)).toBe(codeForm(other));
  });

  it('differs for different goods', () => {
    const codes = [
      tea,
      `010${tea}99`,
      `01${tea}0`,
      '6907770001029',
      '16907770001019',
      '07771231',
      'SKU-1001',
      'SKU-1002',
      '1234',
      '12345',
    ];
    expect(new Set(codes.map(codeForm)).size).toBe(codes.length);
  });
});

describe('what was scanned', () => {
  it.each([
    ['an add-on of two digits', `${tea}05`, codeForm(tea)],
    ['an add-on of five digits', '978750000001352495', '9787500000013'],
    ['an add-on after a blank', `${tea} 05`, codeForm(tea)],
    ['an add-on and a symbology identifier', `]E3${tea}05`, codeForm(tea)],
    ['an add-on to a UPC-A', '03600029145205', '0036000291452'],
    ['a UPC-E, whose goods are kept as UPC-A', '04252614', '0042100005264'],
    ['a UPC-A, whose goods are kept as UPC-E', '042100005264', '04252614'],
    ['a UPC-A of the second way to shorten', '012300000642', '01236432'],
    ['a UPC-A of the third way to shorten', '012340000053', '01234543'],
    ['a UPC-A of the fourth way to shorten', '012345000058', '01234558'],
  ])('may be %s', (_what, scanned, form) => {
    expect(formsOfScan(scanned)).toContain(form);
  });

  it('stands for itself first: an issue that is kept with its add-on is another than the one without', () => {
    expect(formsOfScan(`${tea}05`)[0]).toBe(`${tea}05`);
  });

  it('may have a wrong digit, and stands for itself', () => {
    expect(formsOfScan('4006381333932')).toEqual(['4006381333932']);
  });
});
