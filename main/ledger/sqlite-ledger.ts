/** The writer: every change is one IMMEDIATE transaction over events, projection, search and inbox. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { LaterEvent, Order, OrderDraft, OrderEvent } from '../domain/order.ts';
import { applyEvent, watchedStates } from '../domain/order-lifecycle.ts';
import type { AppendOutcome, Ledger, NotificationRecord } from '../ports.ts';
import { genesisHash, hashEvent } from './event-hash.ts';
import { eventSchema } from './event-schema.ts';
import { insertNotificationSql, notificationParameters } from './notification-row.ts';
import { businessDayOf, makeOrderNo } from './order-number.ts';
import { orderColumns, orderFromRow, orderParameters, saveOrderSql } from './order-row.ts';
import { searchDocumentOf } from './search-text.ts';
import type { WriterLock } from './writer-lock.ts';

interface StoredOrder {
  readonly id: number;
  readonly order: Order;
}

const headSchema = z.object({ sequence: z.int(), hash: z.instanceof(Uint8Array) }).optional();
const idSchema = z.object({ id: z.int() });

const saveSearchSql = `
  INSERT OR REPLACE INTO order_search
    (rowid, order_no, daily_number, amount, note, note_grams, gateway_order_no, buyer_hint)
  VALUES (@id, @orderNo, @dailyNumber, @amount, @note, @noteGrams, @gatewayOrderNo, @buyerHint)`;

export class SqliteLedger implements Ledger {
  readonly path: string;
  readonly #terminalPrefix: string;
  readonly #database: Database.Database;
  readonly #lock: WriterLock;
  readonly #statements;

  constructor(
    database: Database.Database,
    lock: WriterLock,
    { path, terminalPrefix }: { readonly path: string; readonly terminalPrefix: string },
  ) {
    this.path = path;
    this.#terminalPrefix = terminalPrefix;
    this.#database = database;
    this.#lock = lock;
    this.#statements = {
      head: database.prepare('SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1'),
      insertEvent: database.prepare(`
        INSERT INTO events (sequence, order_no, type, at, payload, previous_hash, hash)
        VALUES (@sequence, @orderNo, @type, @at, @payload, @previousHash, @hash)`),
      byOrderNo: database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.order_no = ?`),
      byRequestKey: database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.request_key = ?`),
      lastDailyNumber: database
        .prepare('SELECT coalesce(max(daily_number), 0) FROM orders WHERE business_day = ?')
        .pluck(),
      watched: database.prepare(`
        SELECT o.id, ${orderColumns} FROM orders AS o
        WHERE o.state IN (${watchedStates.map(() => '?').join(', ')}) ORDER BY o.id`),
      saveOrder: database.prepare(saveOrderSql),
      saveSearch: database.prepare(saveSearchSql),
      insertNotification: database.prepare(insertNotificationSql),
    };
    // Touches data before anyone relies on the ledger: a damaged file should be noticed now.
    this.#head();
    this.#watched();
  }

  createOrder(draft: OrderDraft, at: Date): Promise<{ readonly order: Order; readonly existed: boolean }> {
    return this.#inTransaction(() => {
      const existing = stored(this.#statements.byRequestKey.get(draft.requestKey));
      if (existing !== null) return { order: existing.order, existed: true };
      const businessDay = businessDayOf(at);
      const dailyNumber = z.int().parse(this.#statements.lastDailyNumber.get(businessDay)) + 1;
      const orderNo = makeOrderNo(this.#terminalPrefix, businessDay, dailyNumber);
      const codeExpiresAt = new Date(at.getTime() + draft.validForMs).toISOString();
      const payload = { ...draft, orderNo, dailyNumber, businessDay, codeExpiresAt };
      const order = this.#record(null, orderNo, [{ type: 'order.created', payload }], at);
      return { order, existed: false };
    });
  }

  append(
    orderNo: string,
    expectedVersion: number,
    events: readonly LaterEvent[],
    at: Date,
    notification?: NotificationRecord,
  ): Promise<AppendOutcome> {
    return this.#inTransaction((): AppendOutcome => {
      const before = stored(this.#statements.byOrderNo.get(orderNo));
      if (before === null) throw new Error(`There is no order ${orderNo}`);
      if (before.order.version !== expectedVersion) return { kind: 'conflict', order: before.order };
      if (notification !== undefined) this.#statements.insertNotification.run(notificationParameters(notification));
      return { kind: 'appended', order: this.#record(before, orderNo, events, at) };
    });
  }

  recordNotification(notification: NotificationRecord): Promise<void> {
    return this.#inTransaction(() => {
      this.#statements.insertNotification.run(notificationParameters(notification));
    });
  }

  readOrder(orderNo: string): Promise<Order | null> {
    return promised(() => stored(this.#statements.byOrderNo.get(orderNo))?.order ?? null);
  }

  watchedOrders(): Promise<readonly Order[]> {
    return promised(() => this.#watched());
  }

  close(): void {
    this.#database.close();
    this.#lock.release();
  }

  /** Writes the events and what they make of the order; must run inside a transaction. */
  #record(before: StoredOrder | null, orderNo: string, events: readonly OrderEvent[], at: Date): Order {
    const time = at.toISOString();
    let { sequence, hash: previousHash } = this.#head();
    let order = before?.order;
    let id = before?.id;
    for (const given of events) {
      // What is applied is what will be read back, not what was handed in.
      const event = eventSchema.parse(given);
      sequence += 1;
      order = applyEvent(order, event, time, sequence);
      id ??= sequence;
      const row = { sequence, orderNo, type: event.type, at: time, payload: JSON.stringify(event.payload) };
      const hash = hashEvent(previousHash, row);
      this.#statements.insertEvent.run({ ...row, previousHash, hash });
      previousHash = hash;
    }
    if (order === undefined || id === undefined) throw new Error(`No event for ${orderNo}`);
    this.#statements.saveOrder.run(orderParameters(id, order));
    this.#saveSearch(id, before?.order, order);
    return order;
  }

  #saveSearch(id: number, before: Order | undefined, after: Order): void {
    const document = searchDocumentOf(after);
    if (before !== undefined && JSON.stringify(searchDocumentOf(before)) === JSON.stringify(document)) return;
    this.#statements.saveSearch.run({ id, ...document });
  }

  #head(): { readonly sequence: number; readonly hash: Uint8Array } {
    return headSchema.parse(this.#statements.head.get()) ?? { sequence: 0, hash: genesisHash };
  }

  #watched(): readonly Order[] {
    return this.#statements.watched.all(...watchedStates).map(orderFromRow);
  }

  #inTransaction<Result>(action: () => Result): Promise<Result> {
    return promised(() => this.#database.transaction(action).immediate());
  }
}

function stored(row: unknown): StoredOrder | null {
  return row === undefined ? null : { id: idSchema.parse(row).id, order: orderFromRow(row) };
}

/** SQLite answers at once; what it throws becomes a rejection. */
function promised<Result>(action: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    resolve(action());
  });
}
