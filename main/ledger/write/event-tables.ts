/** The events of a ledger and all that is computed from them, as they are written: by the till, and by a salvage. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { Order } from '../../domain/order.ts';
import type { TillEvent } from '../../domain/till-event.ts';
import { genesisHash, hashEvent } from '../format/event-hash.ts';
import { tillEventSchema } from '../format/event-schema.ts';
import {
  insertRefundSql,
  orderParameters,
  refundParameters,
  saveOrderSql,
  updateRefundSql,
} from '../format/order-row.ts';
import type { SplitEvent } from '../format/private-content.ts';
import { searchDocumentOf } from '../format/search-text.ts';
import { DayTotals } from '../format/totals.ts';

export interface Head {
  /** 0 while there is no event. */
  readonly sequence: number;
  readonly hash: Uint8Array;
}

const headSchema = z.object({ sequence: z.int(), hash: z.instanceof(Uint8Array) }).optional();

const saveSearchSql = `
  INSERT OR REPLACE INTO order_search
    (rowid, order_no, daily_number, amount, note, note_grams, gateway_order_no, buyer_hint)
  VALUES (@id, @orderNo, @dailyNumber, @amount, @note, @noteGrams, @gatewayOrderNo, @buyerHint)`;

/** Every call that writes must run inside a transaction. */
export class EventTables {
  readonly #totals: DayTotals;
  readonly #statements;

  constructor(database: Database.Database) {
    this.#totals = new DayTotals(database);
    this.#statements = {
      head: database.prepare('SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1'),
      insertEvent: database.prepare(`
        INSERT INTO events (sequence, order_no, type, at, payload, previous_hash, hash)
        VALUES (@sequence, @orderNo, @type, @at, @payload, @previousHash, @hash)`),
      insertPrivate: database.prepare(
        'INSERT INTO event_private (sequence, salt, content) VALUES (@sequence, @salt, @content)',
      ),
      saveOrder: database.prepare(saveOrderSql),
      insertRefund: database.prepare(insertRefundSql),
      updateRefund: database.prepare(updateRefundSql),
      saveSearch: database.prepare(saveSearchSql),
    };
  }

  head(): Head {
    return headSchema.parse(this.#statements.head.get()) ?? { sequence: 0, hash: genesisHash };
  }

  /** Appends one event behind the last one; returns its sequence. */
  append(orderNo: string | null, type: string, at: string, { payload, privateContent }: SplitEvent): number {
    const head = this.head();
    const sequence = head.sequence + 1;
    const row = { sequence, orderNo, type, at, payload };
    this.#statements.insertEvent.run({ ...row, previousHash: head.hash, hash: hashEvent(head.hash, row) });
    if (privateContent !== null) this.#statements.insertPrivate.run({ sequence, ...privateContent });
    return sequence;
  }

  appendTillEvent(event: TillEvent, at: Date): void {
    const { type, payload } = tillEventSchema.parse(event);
    this.append(null, type, at.toISOString(), { payload: JSON.stringify(payload), privateContent: null });
  }

  /**
   * Brings the projections from how the order was saved last to how it is.
   * @param before `undefined` for one that has not been saved yet.
   */
  project(id: number, before: Order | undefined, after: Order): void {
    this.#statements.saveOrder.run(orderParameters(id, after));
    for (const [position, refund] of after.refunds.entries()) {
      const known = before?.refunds[position];
      if (refund === known) continue;
      const { insertRefund, updateRefund } = this.#statements;
      (known === undefined ? insertRefund : updateRefund).run(refundParameters(after.orderNo, position, refund));
    }
    this.#totals.apply(before, after);
    this.#saveSearch(id, before, after);
  }

  #saveSearch(id: number, before: Order | undefined, after: Order): void {
    const document = searchDocumentOf(after);
    if (before !== undefined && JSON.stringify(searchDocumentOf(before)) === JSON.stringify(document)) return;
    this.#statements.saveSearch.run({ id, ...document });
  }
}
