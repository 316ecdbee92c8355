/** The writer: every change is one job of the write queue over events, projections, search and inbox. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import { businessDayOf } from '../../domain/business-day.ts';
import type { BirthEvent, LaterEvent, Order, OrderDraft, OrderEvent } from '../../domain/order.ts';
import { applyEvent, eventsOfDiscarding, isWatched, watchedStates } from '../../domain/order-lifecycle.ts';
import type { TillEvent, UnmatchedPayment } from '../../domain/till-event.ts';
import type {
  AppendOutcome,
  ReplacedHeldOrder,
  Ledger,
  NewOrder,
  NotificationRecord,
  ReportedPayment,
} from '../../ports/index.ts';
import { isBorneOut, knownTimeMs, type TimedEntry } from '../../domain/known-time.ts';
import { eventSchema } from '../format/event-schema.ts';
import { EventTables } from './event-tables.ts';
import { beginInstallation, type Machine } from './installation.ts';
import { deliveryFromRow, insertNotificationSql, notificationParameters } from '../format/notification-row.ts';
import { makeOrderNo, makeRefundNo, type RandomText } from './make-order-number.ts';
import { orderColumns, orderFromRow } from '../format/order-row.ts';
import { splitEvent } from '../format/private-content.ts';
import { UnmatchedPayments, type SettlingWord } from '../format/unmatched.ts';
import type { Head, SignedHead } from '../format/signed-head.ts';
import { WriteQueue } from './write-queue.ts';
import type { WriterLock } from '../file/writer-lock.ts';

interface StoredOrder {
  readonly id: number;
  readonly order: Order;
}

const idSchema = z.object({ id: z.int() });

const privateRowsSchema = z.array(z.object({ sequence: z.int(), order_no: z.string() }));

/** Few enough that a sale that comes meanwhile does not wait noticeably. */
const purgeBatch = 50;

/** What is told of an order that is young cannot be older, whatever a clock said that was behind. */
const isOldDelivery = `n.received_at < @before AND n.id < @young AND n.purged_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.order_no = n.order_no AND o.id >= @youngSequence)`;

/** Of a payment that is known only by its order's number. */
const nothingReported: ReportedPayment = {
  status: 'paid',
  amountMinor: null,
  currency: null,
  wallet: null,
  gatewayOrderNo: null,
  paidAt: null,
};
const dayMs = 86_400_000;
/** A clock that says less is one that has forgotten the time: there was no ledger then. */
const oldestBelievable = '2025-01-01T00:00:00.000Z';
/** Of the first of something that there may be none of. */
const sequenceSchema = z.int().default(Number.MAX_SAFE_INTEGER);

/** What has had its time. */
interface OldData {
  /** UTC, ISO 8601. */
  readonly before: string;
  /** The last event that is old for certain; 0 for none. */
  readonly lastSequence: number;
  /** The first that is young for certain. */
  readonly firstYoungSequence: number;
  /** Number of the first delivery that is young. */
  readonly youngDelivery: number;
}

function* timedEntries(rows: Iterable<readonly [at: string, said: string | null]>): Generator<TimedEntry, void> {
  for (const [at, said] of rows) {
    yield { atMs: Date.parse(at), gatewaySaysMs: said === null ? null : Date.parse(said) };
  }
}

export type SignHead = (head: Head) => SignedHead;

export interface PurgeCount {
  readonly orders: number;
  readonly deliveries: number;
}

interface SqliteLedgerParts {
  readonly path: string;
  readonly terminalPrefix: () => string;
  readonly machine: Machine;
  readonly installationId: string;
  readonly randomText: RandomText;
}

export class SqliteLedger implements Ledger {
  readonly path: string;
  readonly #terminalPrefix: () => string;
  readonly #machine: Machine;
  #installationId: string;
  readonly #randomText: RandomText;
  readonly #database: Database.Database;
  readonly #lock: WriterLock;
  readonly #queue: WriteQueue;
  readonly #tables: EventTables;
  readonly #unmatched: UnmatchedPayments;
  readonly #statements;

  constructor(
    database: Database.Database,
    lock: WriterLock,
    { path, terminalPrefix, machine, installationId, randomText }: SqliteLedgerParts,
  ) {
    this.path = path;
    this.#terminalPrefix = terminalPrefix;
    this.#machine = machine;
    this.#installationId = installationId;
    this.#randomText = randomText;
    this.#database = database;
    this.#lock = lock;
    this.#queue = new WriteQueue(database);
    this.#tables = new EventTables(database);
    this.#unmatched = new UnmatchedPayments(database);
    this.#statements = {
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
      held: database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.state = 'held' ORDER BY o.id`),
      notification: database.prepare('SELECT * FROM notifications WHERE id = ?'),
      insertNotification: database.prepare(insertNotificationSql),
      timeConfirmedAfter: database
        .prepare(
          `SELECT json_extract(payload, '$.gatewayAt') FROM events
           WHERE order_no IS NULL AND type = 'time.confirmed' AND sequence > (
             SELECT max(sequence) FROM events
             WHERE order_no = @orderNo AND type IN (SELECT value FROM json_each(@types)))
             AND json_extract(payload, '$.profileId') = (SELECT profile_id FROM orders WHERE order_no = @orderNo)
           ORDER BY sequence LIMIT 1`,
        )
        .pluck(),
      timeConfirmedBefore: database
        .prepare(
          `SELECT json_extract(e.payload, '$.gatewayAt') FROM events AS e
           JOIN orders AS o ON o.order_no = ? AND e.sequence < o.id
           WHERE e.order_no IS NULL AND e.type = 'time.confirmed'
             AND json_extract(e.payload, '$.profileId') = o.profile_id
           ORDER BY e.sequence DESC LIMIT 1`,
        )
        .pluck(),
      // What came after the last closing, whatever date that was under: a clock that was ahead for a day ends nothing.
      dayToClose: database
        .prepare(
          `SELECT max(business_day) FROM orders WHERE business_day < ? AND id > coalesce((
             SELECT sequence FROM events WHERE order_no IS NULL AND type = 'day.closed' ORDER BY sequence DESC LIMIT 1
           ), 0)`,
        )
        .pluck(),
      lastClosedDay: database
        .prepare(
          `SELECT json_extract(payload, '$.businessDay') FROM events
           WHERE order_no IS NULL AND type = 'day.closed' ORDER BY sequence DESC LIMIT 1`,
        )
        .pluck(),
      lastEventAt: database.prepare('SELECT at FROM events ORDER BY sequence DESC LIMIT 1').pluck(),
      timesSaid: database
        .prepare(
          `SELECT at, CASE type
             WHEN 'payment.succeeded' THEN json_extract(payload, '$.paidAt')
             WHEN 'time.confirmed' THEN json_extract(payload, '$.gatewayAt')
           END FROM events ORDER BY sequence`,
        )
        .raw(),
      firstYoungEvent: database
        .prepare(
          `SELECT sequence FROM events
           WHERE sequence >= (SELECT min(sequence) FROM event_private) AND at BETWEEN @from AND @to
           ORDER BY sequence LIMIT 1`,
        )
        .pluck(),
      // Anywhere in the chain: what labels say that came after a clock was set back is no word against a gateway's.
      firstYoungTime: database
        .prepare(
          `SELECT sequence FROM events
           WHERE order_no IS NULL AND type = 'time.confirmed'
             AND json_extract(payload, '$.gatewayAt') BETWEEN @from AND @to
           ORDER BY sequence LIMIT 1`,
        )
        .pluck(),
      lastOldTime: database
        .prepare(
          `SELECT max(sequence) FROM events
           WHERE order_no IS NULL AND type = 'time.confirmed' AND sequence < @firstYoung
             AND json_extract(payload, '$.gatewayAt') < @from`,
        )
        .pluck(),
      lastOldEvent: database
        .prepare(
          `SELECT sequence FROM events WHERE sequence < @young AND at >= @from AND at < @before
           ORDER BY sequence DESC LIMIT 1`,
        )
        .pluck(),
      firstYoungDelivery: database
        .prepare('SELECT min(id) FROM notifications WHERE received_at BETWEEN @from AND @to AND purged_at IS NULL')
        .pluck(),
      oldestPrivate: database.prepare(`
        SELECT p.sequence, e.order_no FROM event_private AS p JOIN events AS e ON e.sequence = p.sequence
        WHERE p.sequence BETWEEN @after + 1 AND @last ORDER BY p.sequence LIMIT @limit`),
      lastRedaction: database
        .prepare("SELECT max(sequence) FROM events WHERE order_no = ? AND type = 'personal.redacted'")
        .pluck(),
      deletePrivate: database.prepare(
        `DELETE FROM event_private WHERE sequence IN (
           SELECT sequence FROM events WHERE order_no = @orderNo AND sequence < @redaction)`,
      ),
      deliveryToPurge: database.prepare(`SELECT 1 FROM notifications AS n WHERE ${isOldDelivery} LIMIT 1`),
      purgeDeliveries: database.prepare(`
        UPDATE notifications SET body = x'', purged_at = @at WHERE id IN (
          SELECT id FROM notifications AS n WHERE ${isOldDelivery} LIMIT @limit)`),
    };
    // Touches data before anyone relies on the ledger: a damaged file should be noticed now.
    this.#tables.head();
    this.#watched();
  }

  createOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.created', draft, at, draft.validForMs, replacedHeld);
  }

  holdOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.held', draft, at, 0, replacedHeld);
  }

  makeRefundNo(at: Date): string {
    return makeRefundNo(this.#terminalPrefix(), businessDayOf(at), this.#installationId, this.#randomText);
  }

  #recordFirst(
    type: BirthEvent['type'],
    draft: OrderDraft,
    at: Date,
    validForMs: number,
    replacedHeld: ReplacedHeldOrder | undefined,
  ): Promise<NewOrder> {
    return this.#queue.run(() => {
      const existing = stored(this.#statements.byRequestKey.get(draft.requestKey));
      if (existing !== null) return { order: existing.order, existed: true, replaced: null };
      const businessDay = businessDayOf(at);
      const dailyNumber = z.int().parse(this.#statements.lastDailyNumber.get(businessDay)) + 1;
      const installationId = this.#installationId;
      const orderNo = makeOrderNo(this.#terminalPrefix(), businessDay, dailyNumber, installationId, this.#randomText);
      const codeExpiresAt = new Date(at.getTime() + validForMs).toISOString();
      const payload = { ...draft, orderNo, dailyNumber, businessDay, codeExpiresAt, installationId };
      const order = this.#record(null, orderNo, [{ type, payload }], at);
      const replaced = replacedHeld === undefined ? null : this.#discard(replacedHeld, orderNo, at);
      return { order, existed: false, replaced };
    });
  }

  #discard({ orderNo, operatorName }: ReplacedHeldOrder, replacedBy: string, at: Date): Order | null {
    const before = stored(this.#statements.byOrderNo.get(orderNo));
    if (before === null) return null;
    const events = eventsOfDiscarding(before.order, operatorName, replacedBy);
    return events.length === 0 ? null : this.#record(before, orderNo, events, at);
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
    return this.#queue.run(() => this.#tables.appendTillEvent(event, at));
  }

  /**
   * The last business day before `today` that has orders which came after the last day that was closed; `null` when there
   * is none.
   */
  dayToClose(today: string): string | null {
    return z.string().nullable().parse(this.#statements.dayToClose.get(today));
  }

  /** `YYYY-MM-DD`; `null` before the first. */
  lastClosedDay(): string | null {
    return z.string().optional().parse(this.#statements.lastClosedDay.get()) ?? null;
  }

  /** What the clock said at the last event; UTC, ISO 8601, `null` before the first. */
  lastEventAt(): string | null {
    return z.string().optional().parse(this.#statements.lastEventAt.get()) ?? null;
  }

  /** Signs all that stands in the ledger at this moment. */
  closeDay(businessDay: string, sign: SignHead, at: Date): Promise<void> {
    return this.#queue.run(() => {
      const { sequence, hash } = this.#tables.head();
      const payload = sign({ businessDay, headSequence: sequence, headHash: Buffer.from(hash).toString('hex') });
      this.#tables.appendTillEvent({ type: 'day.closed', payload }, at);
    });
  }

  /**
   * Takes away what was said of persons before `before`: what the gateways sent, the buyers' hints, the bodies of
   * deliveries. Orders that are still watched or have changed since keep it. Resolves to how much went: nothing where
   * the clock may have been set forward. What is older than what, the order of the events says; what a clock said that
   * was ahead or behind makes nothing old that came after something young.
   * @param at what the clock says.
   * @param confirmedNow what a gateway has said of the time in this run; `null` for nothing: then the clock has to fit the ledger.
   */
  async purgePersonal(before: Date, at: Date, confirmedNow: Date | null = null): Promise<PurgeCount> {
    const now = confirmedNow ?? (this.#isBelievable(at) ? at : null);
    // Of a time that has not come yet, nobody means it.
    const old = now === null || before > now ? null : this.#oldAt(now, before);
    if (old === null) return { orders: 0, deliveries: 0 };
    let after = 0;
    let orders = 0;
    for (;;) {
      const batch = await this.#queue.run(() => this.#purgeOrders(after, old, at));
      orders += batch.purged;
      if (batch.next === null) break;
      after = batch.next;
    }
    let deliveries = 0;
    for (;;) {
      const purged = await this.#queue.run(() => this.#purgeDeliveries(old, at, deliveries === 0));
      deliveries += purged;
      if (purged < purgeBatch) return { orders, deliveries };
    }
  }

  recordNotification(notification: NotificationRecord, reported?: ReportedPayment): Promise<void> {
    return this.#queue.run(() => {
      const insert = (record: NotificationRecord): number =>
        Number(this.#statements.insertNotification.run(notificationParameters(record)).lastInsertRowid);
      const { verdict, problem, profileId, receivedAt } = notification;
      const orderNo = notification.orderNo ?? '';
      if (verdict !== 'unknown_order' || problem !== null) insert(notification);
      else if (this.#unmatched.ownerOf(orderNo, this.#terminalPrefix()) === 'other_till') {
        insert({ ...notification, problem: { code: 'other_till', gatewayCode: null, gatewayMessage: null } });
      } else {
        const payment = { profileId, orderNo, ...(reported ?? nothingReported), deliveryId: insert(notification) };
        this.#reportUnmatched(payment, new Date(receivedAt));
      }
    });
  }

  recordUnmatched(payment: UnmatchedPayment, at: Date): Promise<void> {
    return this.#queue.run(() => this.#reportUnmatched(payment, at));
  }

  settleUnmatched(reportedSequence: number, word: SettlingWord, at: Date): Promise<boolean> {
    return this.#queue.run(() => {
      const orderNo = this.#unmatched.openOrderNo(reportedSequence);
      if (orderNo === null) return false;
      const { operatorName, reason, approvedBy = null } = word;
      const payload = { reportedSequence, orderNo, operatorName, reason, approvedBy };
      this.#tables.appendTillEvent({ type: 'unmatched.settled', payload }, at);
      return true;
    });
  }

  #reportUnmatched(payment: UnmatchedPayment, at: Date): void {
    if (!this.#unmatched.isKnown(payment))
      this.#tables.appendTillEvent({ type: 'unmatched.reported', payload: payment }, at);
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

  readOrderOfRequest(requestKey: string): Promise<Order | null> {
    return promised(() => stored(this.#statements.byRequestKey.get(requestKey))?.order ?? null);
  }

  watchedOrders(): Promise<readonly Order[]> {
    return promised(() => this.#watched());
  }

  heldOrders(): Promise<readonly Order[]> {
    return promised(() => this.#statements.held.all().map(orderFromRow));
  }

  timeConfirmedBefore(orderNo: string): Promise<string | null> {
    return promised(() => z.string().optional().parse(this.#statements.timeConfirmedBefore.get(orderNo)) ?? null);
  }

  timeConfirmedAfter(orderNo: string, types: readonly OrderEvent['type'][]): Promise<string | null> {
    return promised(() => {
      const found = this.#statements.timeConfirmedAfter.get({ orderNo, types: JSON.stringify(types) });
      return z.string().optional().parse(found) ?? null;
    });
  }

  get installationId(): string {
    return this.#installationId;
  }

  renewInstallation(): Promise<void> {
    return this.#queue.run(() => {
      this.#installationId = beginInstallation(this.#database, this.#machine);
    });
  }

  get sawDamage(): boolean {
    return this.#queue.sawDamage;
  }

  close(): void {
    this.#queue.flush();
    this.#database.close();
    this.#lock.release();
  }

  #isBelievable(at: Date): boolean {
    const rows = this.#statements.timesSaid.iterate() as IterableIterator<readonly [at: string, said: string | null]>;
    return isBorneOut(at.getTime(), knownTimeMs(timedEntries(rows)));
  }

  #oldAt(now: Date, before: Date): OldData {
    const beforeTime = before.toISOString();
    const young = { from: beforeTime, to: new Date(now.getTime() + dayMs).toISOString() };
    const firstYoung = Math.min(
      sequenceSchema.parse(this.#statements.firstYoungEvent.get(young)),
      this.#firstUnprovenAfter(young),
    );
    const lastOld = this.#statements.lastOldEvent.get({
      young: firstYoung,
      from: oldestBelievable,
      before: beforeTime,
    });
    return {
      before: beforeTime,
      lastSequence: z.int().default(0).parse(lastOld),
      firstYoungSequence: firstYoung,
      youngDelivery: sequenceSchema.parse(this.#statements.firstYoungDelivery.get(young) ?? undefined),
    };
  }

  /** What came between a gateway's last old word and its first young one may be as young as the latter, whatever its label. */
  #firstUnprovenAfter(young: { readonly from: string; readonly to: string }): number {
    const firstYoung = sequenceSchema.parse(this.#statements.firstYoungTime.get(young));
    if (firstYoung === Number.MAX_SAFE_INTEGER) return firstYoung;
    const lastOld = this.#statements.lastOldTime.get({ from: young.from, firstYoung });
    return (z.int().nullable().parse(lastOld) ?? firstYoung - 1) + 1;
  }

  /** One short turn of a purge, from the events behind `after` on; `next` is `null` after the last. */
  #purgeOrders(after: number, old: OldData, at: Date): { readonly purged: number; readonly next: number | null } {
    const rows = privateRowsSchema.parse(
      this.#statements.oldestPrivate.all({ after, last: old.lastSequence, limit: purgeBatch }),
    );
    let purged = 0;
    for (const orderNo of new Set(rows.map((row) => row.order_no))) {
      // What lies behind a redaction has had its time, wherever it came back from.
      this.#deletePrivate(orderNo);
      const known = stored(this.#statements.byOrderNo.get(orderNo));
      if (known === null || isWatched(known.order) || known.order.version > old.lastSequence) continue;
      this.#record(known, orderNo, [{ type: 'personal.redacted', payload: {} }], at);
      this.#deletePrivate(orderNo);
      purged += 1;
    }
    return { purged, next: rows.length < purgeBatch ? null : (rows.at(-1)?.sequence ?? null) };
  }

  #purgeDeliveries(old: OldData, at: Date, isFirst: boolean): number {
    const { before } = old;
    const which = { before, young: old.youngDelivery, youngSequence: old.firstYoungSequence };
    if (this.#statements.deliveryToPurge.get(which) === undefined) return 0;
    // One word for all of them, before the first goes.
    if (isFirst) this.#tables.appendTillEvent({ type: 'inbox.purged', payload: { before } }, at);
    return this.#statements.purgeDeliveries.run({ ...which, at: at.toISOString(), limit: purgeBatch }).changes;
  }

  /** Writes the events and what they make of the order; must run inside a transaction. */
  #record(before: StoredOrder | null, orderNo: string, events: readonly OrderEvent[], at: Date): Order {
    const time = at.toISOString();
    let order = before?.order;
    let id = before?.id;
    for (const given of events) {
      // What is applied is what will be read back, not what was handed in.
      const event = eventSchema.parse(given);
      const sequence = this.#tables.append(orderNo, event.type, time, splitEvent(event));
      order = applyEvent(order, event, time, sequence);
      id ??= sequence;
    }
    if (order === undefined || id === undefined) throw new Error(`No event for ${orderNo}`);
    this.#tables.project(id, before?.order, order);
    return order;
  }

  #deletePrivate(orderNo: string): void {
    const redaction = z.int().nullable().parse(this.#statements.lastRedaction.get(orderNo));
    if (redaction !== null) this.#statements.deletePrivate.run({ orderNo, redaction });
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
