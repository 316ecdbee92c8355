/** What an import would do, for someone to look at before it is done. Pure. */
import type { Goods } from '../../preload/contract.ts';
import { isDeepStrictEqual } from 'node:util';

export interface ImportCounts {
  readonly newCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
}

/** @param known the catalogue as it is. Goods that the file does not name stay as they are, and are not counted. */
export function countImport(known: readonly Goods[], goods: readonly Goods[]): ImportCounts {
  const byCode = new Map(known.map((one) => [one.code, one]));
  const newCount = goods.filter(({ code }) => !byCode.has(code)).length;
  const unchangedCount = goods.filter((one) => isDeepStrictEqual(byCode.get(one.code), one)).length;
  return { newCount, changedCount: goods.length - newCount - unchangedCount, unchangedCount };
}
