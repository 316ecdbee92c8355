/** The writer: every change is one job of the write queue over events, projections, search and inbox. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import { businessDayOf } from '../../domain/business-day.ts';
import type { BirthEvent, LaterEvent, Order, OrderDraft, OrderEvent } from '../../domain/order.ts';
import { applyEvent, eventsOfDiscarding, isWatched } from '../../domain/order-lifecycle.ts';
import type { TillEvent, UnmatchedPayment } from '../../domain/till-event.ts';
import type {
  AppendOutcome,
  ReplacedHeldOrder,
  Ledger,
  NewOrder,
  NotificationRecord,
  ReportedPayment,
} from '../../ports/index.ts';
import { eventSchema } from '../format/event-schema.ts';
import { EventTables } from './event-tables.ts';
import { beginInstallation, type Machine } from './installation.ts';
import { deliveryFromRow, insertNotificationSql, notificationParameters } from '../format/notification-row.ts';
import { oldUpTo, PersonalPurge, type OldData } from './personal-purge.ts';
import { makeOrderNo, makeRefundNo, type RandomText } from './make-order-number.ts';
import { openRefundStateList, orderColumns, orderFromRow, watchedStateList } from '../format/order-row.ts';
import { splitEvent } from '../format/private-content.ts';
import { nothingReported, UnmatchedPayments, type SettlingWord } from '../format/unmatched.ts';
import { isOnChain, type KeptHead } from '../format/kept-head.ts';
import type { Head, SignedHead } from '../format/signed-head.ts';
import { WriteQueue } from './write-queue.ts';
import type { WriterLock } from '../file/writer-lock.ts';

interface StoredOrder {
  readonly id: number;
  readonly order: Order;
}

const idSchema = z.object({ id: z.int() });

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
  readonly #purge: PersonalPurge;
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
    this.#purge = new PersonalPurge(database, this.#tables);
    this.#unmatched = new UnmatchedPayments(database);
    this.#statements = {
      byOrderNo: database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.order_no = ?`),
      byRequestKey: database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.request_key = ?`),
      lastDailyNumber: database
        .prepare('SELECT coalesce(max(daily_number), 0) FROM orders WHERE business_day = ?')
        .pluck(),
      // Through the indexes to the rows, so that a row that is missing behind its index is noticed.
      watched: database.prepare(`
        SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.state IN (${watchedStateList})
        UNION
        SELECT o.id, ${orderColumns} FROM refunds AS r JOIN orders AS o ON o.order_no = r.order_no
        WHERE r.state IN (${openRefundStateList})
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
             AND json_extract(payload, '$.accountId') = (SELECT account_id FROM orders WHERE order_no = @orderNo)
           ORDER BY sequence LIMIT 1`,
        )
        .pluck(),
      timeConfirmedBefore: database
        .prepare(
          `SELECT json_extract(e.payload, '$.gatewayAt') FROM events AS e
           JOIN orders AS o ON o.order_no = ? AND e.sequence < o.id
           WHERE e.order_no IS NULL AND e.type = 'time.confirmed'
             AND json_extract(e.payload, '$.accountId') = o.account_id
           ORDER BY e.sequence DESC LIMIT 1`,
        )
        .pluck(),
      // What came after the last sealing, whatever date that was under: a clock that was ahead for a day ends nothing.
      dayToSeal: database
        .prepare(
          `SELECT max(business_day) FROM orders WHERE business_day < ? AND id > coalesce((
             SELECT sequence FROM events WHERE order_no IS NULL AND type = 'day.sealed' ORDER BY sequence DESC LIMIT 1
           ), 0)`,
        )
        .pluck(),
      lastSealedDay: database
        .prepare(
          `SELECT json_extract(payload, '$.businessDay') FROM events
           WHERE order_no IS NULL AND type = 'day.sealed' ORDER BY sequence DESC LIMIT 1`,
        )
        .pluck(),
      lastEventAt: database.prepare('SELECT at FROM events ORDER BY sequence DESC LIMIT 1').pluck(),
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
   * The last business day before `today` that has orders which came after the last day that was sealed; `null` when there
   * is none.
   */
  dayToSeal(today: string): string | null {
    return z.string().nullable().parse(this.#statements.dayToSeal.get(today));
  }

  /** `YYYY-MM-DD`; `null` before the first. */
  lastSealedDay(): string | null {
    return z.string().optional().parse(this.#statements.lastSealedDay.get()) ?? null;
  }

  /** Where the chain ends. */
  headNow(): KeptHead {
    const { sequence, hash } = this.#tables.head();
    return { sequence, hash: Buffer.from(hash).toString('hex') };
  }

  /** Whether the chain comes through this head. */
  comesThrough(head: KeptHead): boolean {
    return isOnChain(this.#database, head);
  }

  /** What the clock said at the last event; UTC, ISO 8601, `null` before the first. */
  lastEventAt(): string | null {
    return z.string().optional().parse(this.#statements.lastEventAt.get()) ?? null;
  }

  /** Signs all that stands in the ledger at this moment. */
  sealDay(businessDay: string, sign: SignHead, at: Date): Promise<void> {
    return this.#queue.run(() => {
      const { sequence, hash } = this.headNow();
      const payload = sign({ businessDay, headSequence: sequence, headHash: hash });
      this.#tables.appendTillEvent({ type: 'day.sealed', payload }, at);
    });
  }

  /**
   * What of persons has had its time, by all that the ledger knows.
   * @param before what is younger stays.
   * @param confirmedNow what a gateway says of the time; with `isAgain`, what it said when this was purged before from a
   * ledger that this one does not come through.
   */
  async oldBefore(before: Date, confirmedNow: Date, isAgain = false): Promise<OldData> {
    // Of a time that has not come yet, nobody means it.
    if (before > confirmedNow) return oldUpTo(before, 0);
    return this.#purge.oldAt(before, confirmedNow, isAgain);
  }

  /**
   * Takes away what was said of persons: what the gateways sent, the buyers' hints, the bodies of deliveries. Orders that
   * are still watched or have changed since keep it. Resolves to how much went.
   * @param at what the clock says.
   * @param mayGoOn asked before each of the short turns that it is done in; the rest is left where it says no.
   */
  async purgePersonal(old: OldData, at: Date, mayGoOn: () => boolean = () => true): Promise<PurgeCount> {
    const redact = (orderNo: string): boolean => {
      const known = stored(this.#statements.byOrderNo.get(orderNo));
      if (known === null || isWatched(known.order)) return false;
      this.#record(known, orderNo, [{ type: 'personal.redacted', payload: {} }], at);
      return true;
    };
    let orders = 0;
    for (let after: number | null = 0; after !== null && mayGoOn();) {
      const from: number = after;
      const turn = await this.#queue.run(() => this.#purge.purgeOrders(from, old, redact));
      orders += turn.purged;
      after = turn.next;
    }
    let deliveries = 0;
    while (mayGoOn()) {
      const turn = await this.#queue.run(() => this.#purge.purgeDeliveries(old, at, deliveries === 0));
      deliveries += turn.purged;
      if (turn.isLast) break;
    }
    return { orders, deliveries };
  }

  recordNotification(notification: NotificationRecord, reported?: ReportedPayment): Promise<void> {
    return this.#queue.run(() => {
      const insert = (record: NotificationRecord): number =>
        Number(this.#statements.insertNotification.run(notificationParameters(record)).lastInsertRowid);
      const { verdict, problem, accountId, receivedAt } = notification;
      const orderNo = notification.orderNo ?? '';
      if (verdict !== 'unknown_order' || problem !== null) insert(notification);
      else if (this.#unmatched.ownerOf(orderNo, this.#terminalPrefix()) === 'other_till') {
        insert({ ...notification, problem: { code: 'other_till', gatewayCode: null, gatewayMessage: null } });
      } else {
        const payment = { accountId, orderNo, ...(reported ?? nothingReported), deliveryId: insert(notification) };
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

  #watched(): readonly Order[] {
    return this.#statements.watched.all().map(orderFromRow);
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
