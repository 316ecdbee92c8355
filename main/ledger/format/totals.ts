/** `day_totals`: what the orders of a day add up to, by account, wallet and currency; kept with every change. */
import type Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../../domain/order.ts';
import { addTotals, contributionOf, noTotals, type Totals } from '../../domain/totals.ts';

const columnOf = {
  chargedCount: 'charged_count',
  chargedMinor: 'charged_minor',
  paidCount: 'paid_count',
  paidMinor: 'paid_minor',
  openCount: 'open_count',
  openMinor: 'open_minor',
  closedCount: 'closed_count',
  closedMinor: 'closed_minor',
  refundedMinor: 'refunded_minor',
} as const satisfies Record<keyof Totals, string>;

const names = Object.keys(columnOf) as (keyof Totals)[];
const columns = names.map((name) => columnOf[name]);

/** For SELECT: the sums under the names of `Totals`. */
export const totalsColumns: string = names.map((name) => `${columnOf[name]} AS ${name}`).join(', ');

const insertSql = `
  INSERT INTO day_totals (business_day, account_id, wallet, currency, ${columns.join(', ')})
  VALUES (@businessDay, @accountId, @wallet, @currency, ${names.map((name) => `@${name}`).join(', ')})`;

const addSql = `
  UPDATE day_totals SET ${names.map((name) => `${columnOf[name]} = ${columnOf[name]} + @${name}`).join(', ')}
  WHERE business_day = @businessDay AND account_id = @accountId AND wallet = @wallet AND currency = @currency`;

export class DayTotals {
  readonly #add: Database.Statement;
  readonly #insert: Database.Statement;

  constructor(database: Database.Database) {
    this.#add = database.prepare(addSql);
    this.#insert = database.prepare(insertSql);
  }

  /** Must run in the transaction that saves the order. `before`: as the order was saved last; `undefined` if new. */
  apply(before: Order | undefined, after: Order): void {
    const was = before === undefined ? noTotals : contributionOf(before);
    const change = addTotals(contributionOf(after), was, -1);
    if (isDeepStrictEqual(change, noTotals)) return;
    const { businessDay, accountId, wallet, currency } = after;
    const row = { businessDay, accountId, wallet, currency, ...change };
    // Not an upsert: that checks the table's rules on the change before it adds it.
    if (this.#add.run(row).changes === 0) this.#insert.run(row);
  }
}
