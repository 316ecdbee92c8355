/** What an import would do, for someone to look at before it is done. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Goods } from '../domain/goods.ts';
import { codeForm } from './goods-code.ts';

export interface ImportCounts {
  readonly newCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
}

/** @param known the catalogue as it is. Goods that the file does not name stay as they are, and are not counted. */
export function countImport(known: readonly Goods[], goods: readonly Goods[]): ImportCounts {
  const byForm = new Map(known.map((one) => [codeForm(one.code), one]));
  const before = goods.map(({ code }) => byForm.get(codeForm(code)));
  const newCount = before.filter((one) => one === undefined).length;
  const unchangedCount = goods.filter((one, index) => isDeepStrictEqual(before[index], one)).length;
  return { newCount, changedCount: goods.length - newCount - unchangedCount, unchangedCount };
}
