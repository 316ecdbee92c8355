import { describe, expect, it } from 'vitest';
import type { Goods } from '../../../main/domain/goods.ts';
import { readCatalogue, writeCatalogue } from '../../../main/catalogue/catalogue-csv.ts';
import { countImport } from '../../../main/catalogue/import-plan.ts';

const tea: Goods = { code: '4006381333931', name: 'Longjing tea', unit: '50 g', priceMinor: 4_800, currency: 'CNY' };
const goodsOf = (text: string): readonly Goods[] => {
  const reading = readCatalogue(text, 'CNY');
  if (reading.kind !== 'read') throw new Error(reading.kind);
  return reading.goods;
};
const refusedOf = (text: string) => {
  const reading = readCatalogue(text, 'CNY');
  return reading.kind === 'read' ? reading.refused.map(({ line, reason }) => [line, reason]) : reading.kind;
};

describe('a catalogue file', () => {
  it.each([
    ['English', 'Barcode,Name,Price,Unit\n4006381333931,Longjing tea,48.00,50 g'],
    ['Chinese', '商品条码,品名,零售价（元）,单位\n4006381333931,Longjing tea,¥48,50 g'],
    ['Japanese', 'JANコード;商品名;価格;単位;通貨\n4006381333931;Longjing tea;48,00;50 g;CNY'],
    ['mixed and turned round', 'unit\tPrice (CNY)\tbar code\tITEM NAME\n50 g\t48.0\t4006381333931\tLongjing tea'],
  ])('is read by its %s column names', (_language, text) => {
    expect(goodsOf(text)).toEqual([tea]);
  });

  it('is read by position where nothing is named: code, name, price, unit, currency', () => {
    expect(goodsOf('4006381333931,Longjing tea,48,50 g\nPOT,Tea pot,HK$120\nCUP,茶碗,800,,JPY')).toEqual([
      tea,
      { code: 'POT', name: 'Tea pot', unit: '', priceMinor: 12_000, currency: 'HKD' },
      { code: 'CUP', name: '茶碗', unit: '', priceMinor: 800, currency: 'JPY' },
    ]);
  });

  it('may say its separator first, as some spreadsheets do', () => {
    expect(goodsOf('sep=;\r\ncode;name;price;unit\r\n4006381333931;Longjing tea;48,00;50 g')).toEqual([tea]);
  });

  it('has each line that cannot be taken named with its number and its reason', () => {
    const lines = [
      'code,name,price,currency',
      '4006381333932,Wrong digit,1,',
      '6.90123E+12,From a spreadsheet,1,',
      ',No code,1,',
      'AA,,1,',
      'BB,🍵,1,',
      'CC,No price,,',
      'DD,Too fine,1.005,',
      'EE,Elsewhere,1,EUR',
      'FF,"Two',
      'lines",x,',
      'GG,Fine,1,',
      'GG,Again,2,',
    ];
    expect(refusedOf(lines.join('\n'))).toEqual([
      [2, 'code_check_digit'],
      [3, 'code_shortened'],
      [4, 'code_invalid'],
      [5, 'name_missing'],
      [6, 'name_emoji'],
      [7, 'price_invalid'],
      [8, 'price_decimals'],
      [9, 'currency_unknown'],
      [10, 'price_invalid'],
      [13, 'repeated'],
    ]);
  });

  it('has two lines said whose codes are the same to a scanner', () => {
    const lines = ['code,name,price', 'SKU-1001,Mug,30', 'sku1001,Cup,20', '012345000775,Soda,6', '12345000775,Soda,7'];
    expect(refusedOf(lines.join('\n'))).toEqual([
      [3, 'repeated'],
      [5, 'repeated'],
    ]);
  });

  it.each([
    ['columns_missing', 'code,name\nA,Tea'],
    ['broken', 'code,name,price\nA,"Tea,1'],
  ])('as a whole is %s', (kind, text) => {
    expect(readCatalogue(text, 'CNY').kind).toBe(kind);
  });

  it('written by this program is read back as it was', () => {
    const odd: Goods[] = [
      tea,
      { code: '=1+1', name: '@home, "best"', unit: '-', priceMinor: 1, currency: 'HKD' },
      { code: '-7', name: "'=x", unit: '', priceMinor: 999_999, currency: 'JPY' },
    ];
    const text = writeCatalogue(odd);
    expect(text.startsWith('\uFEFFcode,name,price,unit,currency\r\n')).toBe(true);
    expect(text).not.toMatch(/(?:^|,)"?[=@+-]/mu);
    expect(goodsOf(text.slice(1))).toEqual(odd);
  });
});

describe('what an import would do', () => {
  it('is counted against the catalogue as it is', () => {
    const pot: Goods = { ...tea, code: 'POT' };
    const cup: Goods = { ...tea, code: 'CUP' };
    const known = [tea, pot, { ...tea, code: 'OTHER' }];
    expect(countImport(known, [tea, { ...pot, priceMinor: 1 }, cup])).toEqual({
      newCount: 1,
      changedCount: 1,
      unchangedCount: 1,
    });
  });
});
