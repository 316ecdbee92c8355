/** Holds `day_totals` against what the orders, rebuilt from their events, add up to. */
import type Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import type { Currency } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import { addTotals, contributionOf, noTotals, type Totals } from '../../domain/totals.ts';
import { totalsColumns } from '../format/totals.ts';

export type TotalsByCurrency = Readonly<Partial<Record<Currency, Totals>>>;

export class TotalsByDay {
  readonly #totals = new Map<string, Totals>();
  readonly #byCurrency: Partial<Record<Currency, Totals>> = {};

  get byCurrency(): TotalsByCurrency {
    return this.#byCurrency;
  }

  add(order: Order): void {
    const contribution = contributionOf(order);
    // What was never charged opens no line in the books.
    if (isDeepStrictEqual(contribution, noTotals)) return;
    const key = keyOf([order.businessDay, order.accountId, order.wallet, order.currency]);
    this.#totals.set(key, addTotals(this.#totals.get(key) ?? noTotals, contribution));
    this.#byCurrency[order.currency] = addTotals(this.#byCurrency[order.currency] ?? noTotals, contribution);
  }

  /** The first line that differs from the table's, named by day, account, wallet and currency; `null` if none does. */
  differenceIn(database: Database.Database): string | null {
    const rows = database
      .prepare(
        `SELECT json_array(business_day, account_id, wallet, currency) AS line, ${totalsColumns} FROM day_totals`,
      )
      .all() as ({ readonly line: string } & Totals)[];
    const stored = new Map(rows.map(({ line, ...totals }) => [line, totals] as const));
    const lines = [...new Set([...stored.keys(), ...this.#totals.keys()])].sort();
    return lines.find((line) => !isDeepStrictEqual(stored.get(line), this.#totals.get(line))) ?? null;
  }
}

function keyOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
