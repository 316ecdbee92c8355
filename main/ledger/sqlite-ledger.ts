/** The writer: every change is one job of the write queue over events, projections, search and inbox. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { BirthEvent, LaterEvent, Order, OrderDraft, OrderEvent } from '../domain/order.ts';
import { applyEvent, watchedStates } from '../domain/order-lifecycle.ts';
import type { TillEvent } from '../domain/till-event.ts';
import type { AppendOutcome, Ledger, NotificationRecord } from '../ports.ts';
import { genesisHash, hashEvent } from './event-hash.ts';
import { eventSchema, tillEventSchema } from './event-schema.ts';
import { deliveryFromRow, insertNotificationSql, notificationParameters } from './notification-row.ts';
import { businessDayOf, makeOrderNo, makeRefundNo } from './order-number.ts';
import {
  orderColumns,
  orderFromRow,
  orderParameters,
  refundParameters,
  saveOrderSql,
  saveRefundSql,
} from './order-row.ts';
import { splitEvent, type PrivateContent } from './private-content.ts';
import { searchDocumentOf } from './search-text.ts';
import { DayTotals } from './totals.ts';
import { WriteQueue } from './write-queue.ts';
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
  readonly #queue: WriteQueue;
  readonly #totals: DayTotals;
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
    this.#queue = new WriteQueue(database);
    this.#totals = new DayTotals(database);
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
      // Through the indexes to the rows, so that a row that is missing behind its index is noticed.
      watched: database.prepare(`
        SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.state IN (${watchedStates.map(() => '?').join(', ')})
        UNION
        SELECT o.id, ${orderColumns} FROM refunds AS r JOIN orders AS o ON o.order_no = r.order_no
        WHERE r.state IN ('requested', 'unknown', 'in_progress')
        ORDER BY 1`),
      insertPrivate: database.prepare(
        'INSERT INTO event_private (sequence, salt, content) VALUES (@sequence, @salt, @content)',
      ),
      saveOrder: database.prepare(saveOrderSql),
      saveRefund: database.prepare(saveRefundSql),
      notification: database.prepare('SELECT * FROM notifications WHERE id = ?'),
      saveSearch: database.prepare(saveSearchSql),
      insertNotification: database.prepare(insertNotificationSql),
    };
    // Touches data before anyone relies on the ledger: a damaged file should be noticed now.
    this.#head();
    this.#watched();
  }

  createOrder(draft: OrderDraft, at: Date): Promise<{ readonly order: Order; readonly existed: boolean }> {
    return this.#bear('order.created', draft, at, draft.validForMs);
  }

  holdOrder(draft: OrderDraft, at: Date): Promise<{ readonly order: Order; readonly existed: boolean }> {
    return this.#bear('order.held', draft, at, 0);
  }

  makeRefundNo(at: Date): string {
    return makeRefundNo(this.#terminalPrefix, businessDayOf(at));
  }

  #bear(
    type: BirthEvent['type'],
    draft: OrderDraft,
    at: Date,
    validForMs: number,
  ): Promise<{ readonly order: Order; readonly existed: boolean }> {
    return this.#queue.run(() => {
      const existing = stored(this.#statements.byRequestKey.get(draft.requestKey));
      if (existing !== null) return { order: existing.order, existed: true };
      const businessDay = businessDayOf(at);
      const dailyNumber = z.int().parse(this.#statements.lastDailyNumber.get(businessDay)) + 1;
      const orderNo = makeOrderNo(this.#terminalPrefix, businessDay, dailyNumber);
      const codeExpiresAt = new Date(at.getTime() + validForMs).toISOString();
      const payload = { ...draft, orderNo, dailyNumber, businessDay, codeExpiresAt };
      return { order: this.#record(null, orderNo, [{ type, payload }], at), existed: false };
    });
  }

  append(
    orderNo: string,
    expectedVersion: number,
    events: readonly LaterEvent[],
    at: Date,
    notification?: NotificationRecord,
  ): Promise<AppendOutcome> {
    return this.#queue.run((): AppendOutcome => {
      const before = stored(this.#statements.byOrderNo.get(orderNo));
      if (before === null) throw new Error(`There is no order ${orderNo}`);
      if (before.order.version !== expectedVersion) return { kind: 'conflict', order: before.order };
      if (notification !== undefined) this.#statements.insertNotification.run(notificationParameters(notification));
      return { kind: 'appended', order: this.#record(before, orderNo, events, at) };
    });
  }

  appendTillEvent(event: TillEvent, at: Date): Promise<void> {
    return this.#queue.run(() => {
      const { type, payload } = tillEventSchema.parse(event);
      this.#chain(null, type, at.toISOString(), { payload: JSON.stringify(payload), privateContent: null });
    });
  }

  recordNotification(notification: NotificationRecord): Promise<void> {
    return this.#queue.run(() => {
      this.#statements.insertNotification.run(notificationParameters(notification));
    });
  }

  readNotification(id: number): Promise<NotificationRecord | null> {
    return promised(() => {
      const row = this.#statements.notification.get(id);
      return row === undefined ? null : deliveryFromRow(row);
    });
  }

  readOrder(orderNo: string): Promise<Order | null> {
    return promised(() => stored(this.#statements.byOrderNo.get(orderNo))?.order ?? null);
  }

  watchedOrders(): Promise<readonly Order[]> {
    return promised(() => this.#watched());
  }

  close(): void {
    this.#queue.flush();
    this.#database.close();
    this.#lock.release();
  }

  /** Writes the events and what they make of the order; must run inside a transaction. */
  #record(before: StoredOrder | null, orderNo: string, events: readonly OrderEvent[], at: Date): Order {
    const time = at.toISOString();
    let order = before?.order;
    let id = before?.id;
    for (const given of events) {
      // What is applied is what will be read back, not what was handed in.
      const event = eventSchema.parse(given);
      const sequence = this.#chain(orderNo, event.type, time, splitEvent(event));
      order = applyEvent(order, event, time, sequence);
      id ??= sequence;
    }
    if (order === undefined || id === undefined) throw new Error(`No event for ${orderNo}`);
    this.#project(id, before?.order, order);
    return order;
  }

  /** Appends one event behind the last one; returns its sequence. */
  #chain(
    orderNo: string | null,
    type: string,
    at: string,
    { payload, privateContent }: { readonly payload: string; readonly privateContent: PrivateContent | null },
  ): number {
    const head = this.#head();
    const sequence = head.sequence + 1;
    const row = { sequence, orderNo, type, at, payload };
    this.#statements.insertEvent.run({ ...row, previousHash: head.hash, hash: hashEvent(head.hash, row) });
    if (privateContent !== null) this.#statements.insertPrivate.run({ sequence, ...privateContent });
    return sequence;
  }

  /** Brings the projections from how the order was saved last to how it is. */
  #project(id: number, before: Order | undefined, after: Order): void {
    this.#statements.saveOrder.run(orderParameters(id, after));
    for (const [position, refund] of after.refunds.entries()) {
      if (refund === before?.refunds[position]) continue;
      this.#statements.saveRefund.run(refundParameters(after.orderNo, position, refund));
    }
    this.#totals.apply(before, after);
    this.#saveSearch(id, before, after);
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
