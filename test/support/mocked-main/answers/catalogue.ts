/** The goods of a tea house, and files of goods. */
import type { Goods } from '../../../../main/domain/goods.ts';
import type { CataloguePreview, GroupHandlers } from '../../../../preload/contract/index.ts';
import { done } from '../mocked-till.ts';
import { words } from '../shop.ts';

/** What a tea house has on its shelves, by name. */
export function goods(): Goods[] {
  const item = (code: string, name: string, priceMinor: number, unit = ''): Goods => ({
    code,
    name,
    priceMinor,
    unit,
    currency: 'CNY',
  });
  return [
    item('6901234567892', words().leaves, 4_800),
    item('6901234567908', words().strainer, 1_200),
    item('6901234567915', words().box, 50_200, '3 × 100 g'),
    item('POT-1', words().pot, 24_000),
  ];
}

/** A file with a little of everything in it. */
function cataloguePreview(): CataloguePreview {
  return {
    importId: '7e0f8f1e-0000-4000-8000-000000000001',
    fileName: 'catalogue.csv',
    newCount: 118,
    changedCount: 3,
    unchangedCount: 1_240,
    refused: [
      { line: 14, reason: 'code_shortened', detail: '', text: `6.90123E+12 ${words().tea} 12.50` },
      { line: 77, reason: 'price_invalid', detail: '', text: `6901234567922 ${words().icedTea} –` },
    ],
    refusedCount: 2,
    sample: goods().slice(0, 3),
    questions: [],
    charset: 'utf-8',
    charsets: [{ charset: 'utf-8', sample: '' }],
    currency: 'CNY',
    columns: { code: 1, name: 2, price: 4, unit: null, currency: null },
    headings: [
      { heading: 'SKU', sample: 'TEA-01' },
      { heading: 'Barcode', sample: '6901234567892' },
      { heading: 'Name', sample: words().leaves },
      { heading: 'Stock', sample: '240' },
      { heading: 'Price', sample: '48.00' },
    ],
  };
}

/** A file of an older spreadsheet, with two columns for one thing. */
export function askingCataloguePreview(): CataloguePreview {
  return {
    ...cataloguePreview(),
    questions: ['charset', 'price', 'currency'],
    refused: [
      { line: 8, reason: 'name_rare', detail: '𠮷', text: '6901234567922 𠮷野 18.00' },
      { line: 9, reason: 'unit_too_long', detail: '28', text: '6901234567939 24 × 550 ml' },
      { line: 12, reason: 'repeated', detail: '3', text: 'sku-1001' },
      { line: 13, reason: 'currency_differs', detail: 'CNY', text: 'TEA-3 $12' },
    ],
    refusedCount: 4,
    charset: 'gb18030',
    charsets: [
      { charset: 'gb18030', sample: '6901234567892,茉莉花茶,18' },
      { charset: 'big5', sample: '6901234567892,豝燡豪脤,18' },
    ],
  };
}

export function catalogueAnswers(): GroupHandlers<'catalogue'> {
  return {
    findGoods: ({ code }) => Promise.resolve({ ok: true, value: goods().find((one) => one.code === code) ?? null }),
    listGoods: ({ search }) => {
      const found = goods().filter(({ name, code }) => `${code} ${name}`.toLowerCase().includes(search.toLowerCase()));
      return Promise.resolve({ ok: true, value: { goods: found, total: found.length } });
    },
    saveGoods: () => Promise.resolve(done),
    removeGoods: () => Promise.resolve(done),
    previewCatalogue: () => Promise.resolve({ ok: true, value: cataloguePreview() }),
    rereadCatalogue: () => Promise.resolve({ ok: true, value: cataloguePreview() }),
    importCatalogue: () => Promise.resolve(done),
    exportCatalogue: () => Promise.resolve({ ok: true, value: true }),
  };
}
