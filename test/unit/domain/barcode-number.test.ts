import { describe, expect, it } from 'vitest';
import { goodsOfLabel, isBarcodeNumber, scaleReading, withoutIdentifier } from '../../../main/domain/barcode-number.ts';

describe('a number of goods', () => {
  it.each([
    ['EAN-13', '6907770001012'],
    ['UPC-A', '012345000775'],
    ['EAN-8', '07771231'],
    ['GTIN-14', '16907770001019'],
    ['an EAN-13 with two more digits', '690777000101205'],
    ['an EAN-13 with five more digits', '690777000101254321'],
    ['one after the identifier of its kind', ']E06907770001012'],
  ])('is %s', (_what, text) => {
    expect(isBarcodeNumber(text)).toBe(true);
  });

  it.each([
    ['with a wrong digit', '6907770001013'],
    ['too short', '1234'],
    ['nothing but zeros', '00000000'],
    ['not only digits', '690777000101X'],
    ['of a length that no barcode has', '1234567895'],
  ])('is none %s', (_what, text) => {
    expect(isBarcodeNumber(text)).toBe(false);
  });

  it('is read without what a scanner sends before it', () => {
    expect([']E0690', ']Q3http', ']C1281234567890123456'].map(withoutIdentifier)).toEqual([
      '690',
      'http',
      '281234567890123456',
    ]);
    expect(['690', ']', ']E0'].map(withoutIdentifier)).toEqual(['690', ']', ']E0']);
  });
});

describe('a label from a scale', () => {
  const label = '261234501250005000';

  it('is one for certain where its prefix is the shop’s', () => {
    expect(scaleReading(label, ['26'])).toBe('label');
    expect(scaleReading('2112345012502', ['21'])).toBe('label');
    expect(scaleReading(`]E0${label}`, ['21', '26'])).toBe('label');
  });

  it('is doubtful where a customer’s code could be the same', () => {
    expect(scaleReading(label, [])).toBe('in_doubt');
    expect(scaleReading(label, ['21'])).toBe('in_doubt');
    // The shop's prefix, but not a label's check digit.
    expect(scaleReading('261234501250005001', ['26'])).toBe('in_doubt');
  });

  it.each([
    ['a customer’s code with a weight that no scale takes', '286512345678901234', []],
    ['a customer’s code without a label’s check digit', '281234501250005001', []],
    ['a customer’s code of another length', '2612345012500050', ['26']],
    ['a barcode on goods', '6907770001012', ['26']],
    ['a number of another shop', '2612345012504', []],
  ] as const)('is not %s', (_what, code, prefixes) => {
    expect(scaleReading(code, prefixes)).toBe('none');
  });

  it('names its goods by its first seven digits', () => {
    expect(goodsOfLabel(label)).toBe('2612345');
  });
});
