/**
 * The goods that the shop sells, in `catalogue.json`: read when first needed, checked whole, and written so that a power
 * cut leaves the old file or the new one.
 */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { goodsIdPattern, longestGoodsName, longestGoodsUnit, maximumGoodsCount, type Goods } from '../domain/goods.ts';
import { currencies, largestAmountAnywhereMinor } from '../domain/money.ts';
import { withoutHidden } from '../domain/order-input.ts';
import { retried } from '../common/momentary.ts';
import { writeDurably } from '../common/durable-file.ts';
import { codeForm, formsOfScan } from './goods-code.ts';

/** Of the file alone: what crosses to the window may change without it. */
const storedGoodsSchema: z.ZodType<Goods> = z.object({
  code: z.string().regex(goodsIdPattern),
  name: z.string().overwrite(withoutHidden).min(1).max(longestGoodsName),
  unit: z.string().max(longestGoodsUnit),
  priceMinor: z.int().min(1).max(largestAmountAnywhereMinor),
  currency: z.enum(currencies),
});

const fileSchema = z.strictObject({ version: z.literal(1), goods: z.array(storedGoodsSchema).max(maximumGoodsCount) });

/** By the one form of their code: however it is written, there is one place for it. */
type GoodsByCode = ReadonlyMap<string, Goods>;

/** The file is there and is no catalogue that this program knows. It was not touched, and nothing is written over it. */
export class CatalogueUnreadable extends Error {
  constructor(file: string, detail: string) {
    super(`${file}: ${detail}`);
    this.name = 'CatalogueUnreadable';
  }
}

export class Catalogue {
  readonly #file: string;
  #goodsByCode: Promise<GoodsByCode> | null = null;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** By what a scanner read; `null` where there are no such goods. @throws CatalogueUnreadable, as all of these do. */
  async find(scanned: string): Promise<Goods | null> {
    const goodsByCode = await this.#read();
    const form = formsOfScan(scanned).find((one) => goodsByCode.has(one));
    return form === undefined ? null : (goodsByCode.get(form) ?? null);
  }

  /** Those that are kept under this very code; `null` where there are none. */
  async withCode(code: string): Promise<Goods | null> {
    return (await this.#read()).get(codeForm(code)) ?? null;
  }

  /** All goods, by name. */
  async all(): Promise<readonly Goods[]> {
    const byName = new Intl.Collator(undefined, { numeric: true });
    return [...(await this.#read()).values()].sort((left, right) => byName.compare(left.name, right.name));
  }

  /** Those whose code or name holds the text, by name; a whole code finds its goods however it is written. */
  async search(text: string): Promise<readonly Goods[]> {
    const wanted = searchable(text);
    const meant = await this.find(text);
    return (await this.all()).filter((one) => one === meant || searchable(`${one.code} ${one.name}`).includes(wanted));
  }

  /** Takes all of them or none; goods of a known code take the place of the old. `false`: there would be too many. */
  put(goods: readonly Goods[]): Promise<boolean> {
    return this.#change((goodsByCode) => new Map([...goodsByCode, ...byForm(goods)]));
  }

  async remove(code: string): Promise<void> {
    const form = codeForm(code);
    await this.#change((goodsByCode) => new Map([...goodsByCode].filter(([known]) => known !== form)));
  }

  #read(): Promise<GoodsByCode> {
    if (this.#goodsByCode !== null) return this.#goodsByCode;
    const reading = readGoods(this.#file);
    this.#goodsByCode = reading;
    // After a fault the next call looks again: somebody may have put the file right.
    reading.catch(() => {
      if (this.#goodsByCode === reading) this.#goodsByCode = null;
    });
    return reading;
  }

  /** One change after the other, each on the result of the one before; a change that cannot be saved changes nothing. */
  #change(change: (goodsByCode: GoodsByCode) => GoodsByCode): Promise<boolean> {
    const result = this.#tail.then(async () => {
      const next = change(await this.#read());
      if (next.size > maximumGoodsCount) return false;
      await writeDurably(this.#file, `${JSON.stringify({ version: 1, goods: [...next.values()] })}\n`);
      this.#goodsByCode = Promise.resolve(next);
      return true;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

function byForm(goods: readonly Goods[]): readonly (readonly [string, Goods])[] {
  return goods.map((one) => [codeForm(one.code), one] as const);
}

function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

async function readGoods(file: string): Promise<GoodsByCode> {
  let text: string;
  try {
    text = await retried(() => readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new CatalogueUnreadable(file, z.prettifyError(parsed.error));
  return new Map(byForm(parsed.data.goods));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
