/** The platform's own SQLite file: trades, what happened to them, and what the till was told. Holds no key. */
import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Currency } from '../../domain/money.ts';
import type { GatewayKind, Wallet } from '../../domain/order.ts';
import { booksVersion, refundsSchema, schema } from './books-schema.ts';
import type { DeliveryKind, DeliveryResult, PhoneTimelineEntry, ScenarioName, TradeStatus } from './phone-view.ts';

/** One order as the platform knows it. Times are UTC, ISO 8601. */
export interface Trade {
  readonly id: number;
  readonly gateway: GatewayKind;
  readonly wallet: Wallet;
  readonly orderNo: string;
  readonly gatewayOrderNo: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly title: string;
  readonly notifyUrl: string | null;
  readonly codeText: string;
  /** What the create request asked for, in a form that compares equal for equal requests. */
  readonly requestFingerprint: string;
  /** JSON that only the trade's gateway reads. */
  readonly particulars: string;
  readonly status: TradeStatus;
  readonly scenario: ScenarioName | null;
  readonly createdAt: string;
  /** Until when an unopened code can be opened. */
  readonly codeExpiresAt: string;
  /** How long an opened order may be paid, e.g. `3m` (see time.ts), and no later than `payNoLaterThan`. */
  readonly payLimit: string;
  readonly payNoLaterThan: string | null;
  readonly scannedAt: string | null;
  readonly payBy: string | null;
  readonly paidAt: string | null;
}

export type NewTrade = Omit<Trade, 'id' | 'status' | 'scenario' | 'scannedAt' | 'payBy' | 'paidAt'>;

export type TradeChange = Partial<Pick<Trade, 'status' | 'scenario' | 'scannedAt' | 'payBy' | 'paidAt'>>;

export type TradeEvent = Exclude<PhoneTimelineEntry, { readonly kind: 'notified' }>;

/** Money on its way back, or back, to the customer. */
export interface Refund {
  readonly id: number;
  readonly tradeId: number;
  /** The till's own number for it. */
  readonly requestNo: string;
  readonly amountMinor: number;
  readonly requestedAt: string;
  /** When the money is back. */
  readonly dueAt: string;
  /** `null` while it is on its way. */
  readonly doneAt: string | null;
}

export type NewRefund = Omit<Refund, 'id' | 'doneAt'>;

/** A finished refund with the trade that it belongs to. */
export interface RefundOfTrade {
  readonly refund: Refund;
  readonly trade: Trade;
}

export interface Delivery {
  readonly id: number;
  readonly tradeId: number;
  readonly kind: DeliveryKind;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  readonly status: 'pending' | 'acknowledged' | 'given_up' | 'skipped';
  readonly attempts: number;
  readonly nextAttemptAt: string;
}

export type NewDelivery = Omit<Delivery, 'id' | 'status' | 'attempts'>;

/** Opens the practice books, making the file if there is none. Throws when the file cannot be used. */
export class Books {
  readonly #database: Database.Database;

  constructor(booksPath: string) {
    if (booksPath !== ':memory:') mkdirSync(path.dirname(booksPath), { recursive: true });
    this.#database = new Database(booksPath);
    try {
      this.#prepare();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #prepare(): void {
    const database = this.#database;
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    if (database.pragma('synchronous', { simple: true }) !== 2) throw new Error('The practice books are not durable.');
    const version = database.pragma('user_version', { simple: true });
    if (version === booksVersion) return;
    if (version !== 0 && version !== 1) {
      throw new Error(`The practice books are of version ${String(version)}, unknown here.`);
    }
    database
      .transaction(() => {
        if (version === 0) database.exec(schema);
        database.exec(refundsSchema);
        database.pragma(`user_version = ${String(booksVersion)}`);
      })
      .immediate();
  }

  close(): void {
    this.#database.close();
  }

  /** Runs `action` in one transaction: all of it is on disk, or none. */
  transaction<Result>(action: () => Result): Result {
    return this.#database.transaction(action).immediate();
  }

  /* ---- trades */

  addTrade(trade: NewTrade): Trade {
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO trades (gateway, wallet, orderNo, gatewayOrderNo, amountMinor, currency, title, notifyUrl, codeText,
           requestFingerprint, particulars, status, createdAt, codeExpiresAt, payLimit, payNoLaterThan)
         VALUES (@gateway, @wallet, @orderNo, @gatewayOrderNo, @amountMinor, @currency, @title, @notifyUrl, @codeText,
           @requestFingerprint, @particulars, 'waiting', @createdAt, @codeExpiresAt, @payLimit, @payNoLaterThan)`,
      )
      .run(trade);
    return this.#tradeById(Number(lastInsertRowid));
  }

  changeTrade(tradeId: number, change: TradeChange): Trade {
    const next = { ...this.#tradeById(tradeId), ...change };
    this.#database
      .prepare(
        `UPDATE trades SET status = @status, scenario = @scenario, scannedAt = @scannedAt, payBy = @payBy,
           paidAt = @paidAt WHERE id = @id`,
      )
      .run(next);
    return next;
  }

  findByOrderNo(gateway: GatewayKind, orderNo: string): Trade | null {
    return this.#findTrade('gateway = ? AND orderNo = ?', gateway, orderNo);
  }

  findByGatewayOrderNo(gateway: GatewayKind, gatewayOrderNo: string): Trade | null {
    return this.#findTrade('gateway = ? AND gatewayOrderNo = ?', gateway, gatewayOrderNo);
  }

  /** Finds what a phone was pointed at: the text of a code, or the till's order number. */
  findByCodeOrOrderNo(text: string): Trade | null {
    return this.#findTrade('codeText = ? OR orderNo = ? ORDER BY id DESC', text, text);
  }

  findByCodeText(codeText: string): Trade | null {
    return this.#findTrade('codeText = ?', codeText);
  }

  newestTrades(limit: number): readonly Trade[] {
    return this.#database.prepare('SELECT * FROM trades ORDER BY id DESC LIMIT ?').all(limit) as Trade[];
  }

  /** Trades that a phone can still open or pay. */
  openTrades(): readonly Trade[] {
    return this.#database.prepare("SELECT * FROM trades WHERE status IN ('waiting', 'scanned')").all() as Trade[];
  }

  /** Trades paid from `from` to before `until`, oldest first. */
  tradesPaidBetween(gateway: GatewayKind, from: string, until: string): readonly Trade[] {
    return this.#database
      .prepare('SELECT * FROM trades WHERE gateway = ? AND paidAt >= ? AND paidAt < ? ORDER BY paidAt, id')
      .all(gateway, from, until) as Trade[];
  }

  #findTrade(condition: string, ...values: readonly string[]): Trade | null {
    const row = this.#database.prepare(`SELECT * FROM trades WHERE ${condition} LIMIT 1`).get(...values);
    return (row as Trade | undefined) ?? null;
  }

  #tradeById(id: number): Trade {
    return this.#database.prepare('SELECT * FROM trades WHERE id = ?').get(id) as Trade;
  }

  /* ---- refunds */

  addRefund(refund: NewRefund): Refund {
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO refunds (tradeId, requestNo, amountMinor, requestedAt, dueAt)
         VALUES (@tradeId, @requestNo, @amountMinor, @requestedAt, @dueAt)`,
      )
      .run(refund);
    return { ...refund, id: Number(lastInsertRowid), doneAt: null };
  }

  finishRefund(refundId: number, doneAt: string): void {
    this.#database.prepare('UPDATE refunds SET doneAt = ? WHERE id = ?').run(doneAt, refundId);
  }

  /** All refunds of a trade, oldest first. */
  refundsOf(tradeId: number): readonly Refund[] {
    return this.#database.prepare('SELECT * FROM refunds WHERE tradeId = ? ORDER BY id').all(tradeId) as Refund[];
  }

  /** Refunds whose money is still on its way. */
  openRefunds(): readonly RefundOfTrade[] {
    return this.#withTrades('SELECT * FROM refunds WHERE doneAt IS NULL ORDER BY dueAt, id');
  }

  /** Finds a refund by the till's number, whichever trade it belongs to. */
  findRefund(gateway: GatewayKind, requestNo: string): RefundOfTrade | null {
    const found = this.#withTrades('SELECT * FROM refunds WHERE requestNo = ?', requestNo);
    return found.find(({ trade }) => trade.gateway === gateway) ?? null;
  }

  /** Refunds finished from `from` to before `until`, oldest first. */
  refundsDoneBetween(gateway: GatewayKind, from: string, until: string): readonly RefundOfTrade[] {
    const done = 'SELECT * FROM refunds WHERE doneAt >= ? AND doneAt < ? ORDER BY doneAt, id';
    return this.#withTrades(done, from, until).filter(({ trade }) => trade.gateway === gateway);
  }

  #withTrades(select: string, ...values: readonly string[]): readonly RefundOfTrade[] {
    const refunds = this.#database.prepare(select).all(...values) as Refund[];
    return refunds.map((refund) => ({ refund, trade: this.#tradeById(refund.tradeId) }));
  }

  /* ---- what happened */

  addEvent(tradeId: number, event: TradeEvent): void {
    const told = event.kind === 'till_asked' ? event.told : null;
    this.#database
      .prepare('INSERT INTO tradeEvents (tradeId, at, kind, told) VALUES (?, ?, ?, ?)')
      .run(tradeId, event.at, event.kind, told);
  }

  /** What the till was told last when it asked; `null` if it never asked. */
  lastTold(tradeId: number): TradeStatus | null {
    const row = this.#database
      .prepare("SELECT told FROM tradeEvents WHERE tradeId = ? AND kind = 'till_asked' ORDER BY id DESC LIMIT 1")
      .get(tradeId) as { readonly told: TradeStatus } | undefined;
    return row?.told ?? null;
  }

  /** Everything that happened to a trade, oldest first. */
  timeline(tradeId: number): readonly PhoneTimelineEntry[] {
    const events = this.#database
      .prepare('SELECT at, kind, told FROM tradeEvents WHERE tradeId = ? ORDER BY id')
      .all(tradeId) as { at: string; kind: string; told: string | null }[];
    const attempts = this.#database
      .prepare(
        `SELECT deliveryAttempts.at, deliveries.kind AS delivery, attempt, result FROM deliveryAttempts
         JOIN deliveries ON deliveries.id = deliveryId WHERE tradeId = ? ORDER BY deliveryAttempts.id`,
      )
      .all(tradeId) as { at: string; delivery: DeliveryKind; attempt: number; result: string }[];
    const entries = [
      ...events.map(({ told, ...event }) => (told === null ? event : { ...event, told })),
      ...attempts.map(({ result, ...attempt }) => ({
        ...attempt,
        kind: 'notified',
        result: JSON.parse(result) as DeliveryResult,
      })),
    ] as PhoneTimelineEntry[];
    // Sorting is stable: what happened in the same millisecond keeps its order.
    return entries.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  }

  /* ---- what the till is told */

  addDelivery(delivery: NewDelivery): void {
    this.#database
      .prepare(
        `INSERT INTO deliveries (tradeId, kind, url, contentType, body, nextAttemptAt)
         VALUES (@tradeId, @kind, @url, @contentType, @body, @nextAttemptAt)`,
      )
      .run(delivery);
  }

  /** The pending delivery whose turn is next; `null` when nothing is left to tell. */
  nextDelivery(): Delivery | null {
    const row = this.#database
      .prepare("SELECT * FROM deliveries WHERE status = 'pending' ORDER BY nextAttemptAt, id LIMIT 1")
      .get();
    return (row as Delivery | undefined) ?? null;
  }

  recordAttempt(
    delivery: Delivery,
    at: string,
    result: DeliveryResult,
    next: Pick<Delivery, 'status' | 'nextAttemptAt'>,
  ): void {
    const attempt = delivery.attempts + 1;
    this.transaction(() => {
      this.#database
        .prepare('INSERT INTO deliveryAttempts (deliveryId, at, attempt, result) VALUES (?, ?, ?, ?)')
        .run(delivery.id, at, attempt, JSON.stringify(result));
      this.#database
        .prepare('UPDATE deliveries SET status = ?, attempts = ?, nextAttemptAt = ? WHERE id = ?')
        .run(next.status, attempt, next.nextAttemptAt, delivery.id);
    });
  }
}
