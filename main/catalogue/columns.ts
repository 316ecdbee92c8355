/** Which column of a file holds what, by the words at its head. Pure. */
import { withoutHidden } from '../domain/order-input.ts';
import { currencyNamed, withoutCurrency, type NamedCurrency } from './named-currency.ts';

export const columns = ['code', 'name', 'price', 'unit', 'currency'] as const;
export type Column = (typeof columns)[number];
/** The column's place from 0; `null`: the file has none. */
export type Columns = Readonly<Record<Column, number | null>>;

export interface FoundColumns {
  readonly columns: Columns;
  /** Where the words leave open which column is meant. */
  readonly asked: readonly Column[];
  /** The currency that the price's heading names. */
  readonly currency: NamedCurrency;
}

/**
 * In lower case, without blanks, signs and what stands in brackets. What stands further left goes before: a barcode is
 * what a scanner reads, and an amount may be one of money, of goods or of both together.
 */
const headings: Readonly<Record<Column, readonly (readonly string[])[]>> = {
  code: [
    [
      ...['barcode', 'barcodes', 'barcodeno', 'barcodenumber', 'ean', 'ean8', 'ean13', 'eancode', 'gtin', 'gtin8'],
      ...['gtin12', 'gtin13', 'gtin14', 'upc', 'upca', 'upccode', 'isbn', 'isbn13', 'jan', 'jancode', 'janコード'],
      ...['条码', '条形码', '商品条码', '商品条形码', '国际条码', '69码', '條碼', '條形碼', '商品條碼', '國際條碼'],
      ...['バーコード', '商品バーコード', 'janバーコード'],
    ],
    [
      ...['code', 'itemcode', 'productcode', 'goodscode', 'itemno', 'itemnumber', 'productno', 'plu'],
      ...['编码', '商品编码', '商品代码', '代码', '編碼', '商品編碼', '商品コード', 'コード', '品番', '商品番号'],
    ],
    [
      'sku',
      'skucode',
      'skuno',
      'articleno',
      'articlenumber',
      'styleno',
      '货号',
      '商品货号',
      '款号',
      '貨號',
      '商品貨號',
    ],
  ],
  name: [
    [
      ...['name', 'itemname', 'productname', 'goodsname', 'articlename'],
      ...['名称', '品名', '商品名', '商品名称', '产品名称', '货品名称', '名稱', '商品名稱', '產品名稱', '貨品名稱'],
    ],
    ['item', 'product', 'title', 'goods', 'article', '商品', '产品', '货品', '產品', '貨品'],
    ['description', 'productdescription', 'itemdescription', '描述', '商品描述', '商品説明', '説明'],
  ],
  price: [
    [
      ...['price', 'unitprice', 'itemprice', 'saleprice', 'salesprice', 'sellingprice', 'sellprice', 'retailprice'],
      ...['regularprice', 'listprice', 'priceincltax', 'priceinctax', 'variantprice'],
      ...[
        '价格',
        '单价',
        '售价',
        '零售价',
        '销售价',
        '销售价格',
        '商品价格',
        '零售价格',
        '價格',
        '單價',
        '售價',
        '零售價',
      ],
      ...['銷售價', '価格', '単価', '売価', '販売価格', '小売価格', '定価', '値段', '税込価格', '税込単価'],
    ],
    ['amount', '金额', '金額'],
  ],
  unit: [
    ['unit', 'uom', 'unitofmeasure', '单位', '计量单位', '單位', '計量單位', '単位'],
    ['spec', 'specification', 'size', '规格', '规格型号', '規格', '內容量', '内容量'],
  ],
  currency: [['currency', 'currencycode', '币种', '货币', '幣種', '貨幣', '通貨']],
};

/** Of a heading that a column is known by only when nothing better is there, and which may mean something else. */
const doubtful: Readonly<Partial<Record<Column, number>>> = { price: 1 };

/** A heading is not longer; what is, is somebody's text. */
const longestHeading = 80;
/** A file of these shops has a few; more would only cost time. */
const mostColumns = 200;

/** `null` unless the fields name two columns at least: then it is a line of headings. */
export function columnsOf(fields: readonly string[]): FoundColumns | null {
  const ranks = fields.slice(0, mostColumns).map(ranksOf);
  const found = columns.map((column) => {
    const best = ranks.reduce<number | null>((least, one) => lesser(least, one[column]), null);
    const places = ranks.flatMap((one, index) => (best !== null && one[column] === best ? [index] : []));
    const isAsked = places.length > 1 || (best !== null && best === doubtful[column]);
    return { column, place: places[0] ?? null, isAsked };
  });
  const places = Object.fromEntries(found.map(({ column, place }) => [column, place])) as Columns;
  if (namedCount(places) < 2) return null;
  return {
    columns: places,
    asked: found
      .filter(({ column, isAsked, place }) => isAsked || (place === null && isNeeded(column)))
      .map(({ column }) => column),
    currency: currencyNamed(places.price === null ? '' : headingOf(fields[places.price] ?? '')),
  };
}

/** How many columns are named; a single field that holds several names, as with another separator, is one. */
export function namedCount(places: Columns): number {
  return new Set(Object.values(places).filter((place) => place !== null)).size;
}

export function isNeeded(column: Column): boolean {
  return column === 'code' || column === 'name' || column === 'price';
}

/** How well a heading names each column: 0 is best, `null` not at all. */
function ranksOf(field: string): Readonly<Record<Column, number | null>> {
  const words = field.length > longestHeading ? [] : wordsOf(headingOf(field));
  return Object.fromEntries(
    columns.map((column) => {
      const rank = headings[column].findIndex((names) => words.some((word) => names.includes(word)));
      return [column, rank === -1 ? null : rank];
    }),
  ) as Record<Column, number | null>;
}

function headingOf(field: string): string {
  return withoutHidden(field).normalize('NFKC').toLowerCase().trim();
}

/** The heading in the ways in which it may be meant: whole; without a currency; each of several; one of two languages. */
function wordsOf(heading: string): readonly string[] {
  const outside = heading.replace(/[([【][^)\]】]*[)\]】]/gu, ' ');
  const bare = withoutCurrency(outside);
  const several = outside.split(/[,/、]|\bor\b/u);
  const latin = bare.replace(/[^\u0000-\u024f]/gu, ' ');
  const others = bare.replace(/[\u0000-\u024f]/gu, ' ');
  return [outside, bare, ...several, latin, others].map((word) => word.replace(/[\s_.:#*\-'"?!,/]/gu, ''));
}

function lesser(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}
