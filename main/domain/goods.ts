/** Goods: what the shop sells, by the code that its barcode says or the shop gave it. Pure. */
import type { Currency } from './money.ts';

export interface Goods {
  readonly code: string;
  readonly name: string;
  /** What one is, such as `50 g`; empty where its name says enough. */
  readonly unit: string;
  readonly priceMinor: number;
  readonly currency: Currency;
}

/** Alipay's `goods_id` is a String(32). */
export const goodsIdPattern = /^[\x21-\x7e]{1,32}$/;
/** Characters. */
export const longestGoodsName = 100;
export const longestGoodsUnit = 20;
export const maximumGoodsCount = 20_000;

/** What a line of these goods is called. */
export function goodsName({ name, unit }: Pick<Goods, 'name' | 'unit'>): string {
  return unit === '' ? name : `${name} (${unit})`;
}
