/**
 * What was said of persons and has had its time: which of it is old, and its going. What is older than what, the order of
 * the events says, and the gateways' words among them; labels decide only where neither is against it.
 */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { EventTables } from './event-tables.ts';

/** Few enough that a sale that comes meanwhile does not wait noticeably. */
const batchSize = 50;
const dayMs = 86_400_000;
/** A clock that says less is one that has forgotten the time: there was no ledger then. */
const oldestBelievable = '2025-01-01T00:00:00.000Z';

/** Of the first of something that there may be none of. */
const firstSchema = z.int().default(Number.MAX_SAFE_INTEGER);
const sequenceOrNull = z.int().nullable();
const privateRowsSchema = z.array(z.object({ sequence: z.int(), order_no: z.string() }));

/** What has had its time. */
export interface OldData {
  /** UTC, ISO 8601. */
  readonly before: string;
  /** The last event that is old; 0 for none. */
  readonly lastSequence: number;
  /** The first that may be young. */
  readonly firstYoungSequence: number;
  /** 1 where no gateway has told of what came after the last old event: labels decide. */
  readonly doLabelsDecide: 0 | 1;
  /** Of deliveries without a place among the events: number of the first that is young. */
  readonly youngDelivery: number;
}

/** One turn of a purge; `next` is behind which event to go on, `null` after the last. */
export interface PurgeTurn {
  readonly purged: number;
  readonly next: number | null;
}

/**
 * Those that came before the last old event; and by their labels those that came right after it, and those of before 0008:
 * they have no place but by their order. Each by an index of its own.
 */
const oldDeliveries = `
  SELECT id FROM notifications WHERE purged_at IS NULL AND after_sequence < @lastSequence
  UNION
  SELECT n.id FROM notifications AS n WHERE n.purged_at IS NULL AND n.received_at < @before AND iif(
    n.after_sequence IS NULL,
    n.id < @youngDelivery AND NOT EXISTS (
      SELECT 1 FROM orders AS o WHERE o.order_no = n.order_no AND o.version >= @firstYoungSequence),
    n.after_sequence = @lastSequence AND @doLabelsDecide)`;

/** Every call that takes away must run inside a transaction. */
export class PersonalPurge {
  readonly #tables: EventTables;
  readonly #statements;

  constructor(database: Database.Database, tables: EventTables) {
    this.#tables = tables;
    const first = (sql: string): Database.Statement => database.prepare(sql).pluck();
    this.#statements = {
      latestTime: first(
        `SELECT max(json_extract(payload, '$.gatewayAt')) FROM events
         WHERE order_no IS NULL AND type = 'time.confirmed'`,
      ),
      firstYoungTime: first(
        `SELECT sequence FROM events
         WHERE order_no IS NULL AND type = 'time.confirmed' AND json_extract(payload, '$.gatewayAt') >= @from
         ORDER BY sequence LIMIT 1`,
      ),
      lastOldTime: first(
        `SELECT coalesce(max(sequence), 0) FROM events
         WHERE order_no IS NULL AND type = 'time.confirmed' AND sequence < @firstYoungTime
           AND json_extract(payload, '$.gatewayAt') < @from`,
      ),
      firstYoungLabel: first(
        `SELECT sequence FROM events
         WHERE sequence > @lastOldTime AND at BETWEEN @from AND @to
         ORDER BY sequence LIMIT 1`,
      ),
      lastOldLabel: first(
        `SELECT sequence FROM events WHERE sequence < @firstYoungLabel AND at >= @oldest AND at < @from
         ORDER BY sequence DESC LIMIT 1`,
      ),
      firstYoungDelivery: first(
        'SELECT min(id) FROM notifications WHERE received_at BETWEEN @from AND @to AND purged_at IS NULL',
      ),
      oldestPrivate: database.prepare(`
        SELECT p.sequence, e.order_no FROM event_private AS p JOIN events AS e ON e.sequence = p.sequence
        WHERE p.sequence BETWEEN @after + 1 AND @last ORDER BY p.sequence LIMIT @limit`),
      lastRedaction: first("SELECT max(sequence) FROM events WHERE order_no = ? AND type = 'personal.redacted'"),
      deletePrivate: database.prepare(
        `DELETE FROM event_private WHERE sequence IN (
           SELECT sequence FROM events WHERE order_no = @orderNo AND sequence < @redaction)`,
      ),
      deliveryToPurge: database.prepare(`${oldDeliveries} LIMIT 1`),
      purgeDeliveries: database.prepare(
        `UPDATE notifications SET body = x'', purged_at = @at WHERE id IN (${oldDeliveries} LIMIT @limit)`,
      ),
    };
  }

  /**
   * What is old by all that the ledger knows. A gateway's old word makes all that came before it old, whatever its label.
   * What came after the last old one and before the first young one may be as young as that. Where there is no young one,
   * labels decide: nothing is old that came after a young label, nor, the first time, what no old label came after.
   * @param before what is younger stays.
   * @param confirmedNow what a gateway says of the time; `isAgain`: what it said when this was purged before.
   */
  oldAt(before: Date, confirmedNow: Date, isAgain: boolean): OldData {
    const from = before.toISOString();
    const firstYoungTime = firstSchema.parse(this.#statements.firstYoungTime.get({ from }));
    const lastOldTime = z.int().parse(this.#statements.lastOldTime.get({ from, firstYoungTime }));
    const to = this.#lastBelievable(confirmedNow);
    const youngDelivery = firstSchema.parse(this.#statements.firstYoungDelivery.get({ from, to }) ?? undefined);
    if (firstYoungTime < Number.MAX_SAFE_INTEGER) {
      const firstYoungSequence = lastOldTime + 1;
      return { before: from, lastSequence: lastOldTime, firstYoungSequence, doLabelsDecide: 0, youngDelivery };
    }
    const firstYoungLabel = firstSchema.parse(this.#statements.firstYoungLabel.get({ from, to, lastOldTime }));
    const lastOldLabel = z
      .int()
      .default(0)
      .parse(this.#statements.lastOldLabel.get({ firstYoungLabel, oldest: oldestBelievable, from }));
    // Of a ledger of which no gateway has told anything, nothing was proven to be old the first time either.
    const lastSequence =
      isAgain && lastOldTime > 0
        ? Math.min(firstYoungLabel - 1, this.#tables.head().sequence)
        : Math.max(lastOldLabel, lastOldTime);
    return { before: from, lastSequence, firstYoungSequence: firstYoungLabel, doLabelsDecide: 1, youngDelivery };
  }

  /** A label that is further ahead than any gateway's word is one of a clock that was wrong. */
  #lastBelievable(confirmedNow: Date): string {
    const latest = z.string().nullable().parse(this.#statements.latestTime.get());
    return new Date(Math.max(confirmedNow.getTime(), latest === null ? 0 : Date.parse(latest)) + dayMs).toISOString();
  }

  /** One short turn over the orders, from the events behind `after` on. */
  purgeOrders(after: number, old: OldData, redact: (orderNo: string, lastSequence: number) => boolean): PurgeTurn {
    const rows = privateRowsSchema.parse(
      this.#statements.oldestPrivate.all({ after, last: old.lastSequence, limit: batchSize }),
    );
    let purged = 0;
    for (const orderNo of new Set(rows.map((row) => row.order_no))) {
      // What lies behind a redaction has had its time, wherever it came back from.
      this.#deletePrivate(orderNo);
      if (!redact(orderNo, old.lastSequence)) continue;
      this.#deletePrivate(orderNo);
      purged += 1;
    }
    return { purged, next: rows.length < batchSize ? null : (rows.at(-1)?.sequence ?? null) };
  }

  /** One short turn over the inbox: `isLast` when nothing of it is old any more. */
  purgeDeliveries(old: OldData, at: Date, isFirst: boolean): { readonly purged: number; readonly isLast: boolean } {
    if (this.#statements.deliveryToPurge.get(old) === undefined) return { purged: 0, isLast: true };
    // One word for all of them, before the first goes.
    const { before, lastSequence } = old;
    if (isFirst) this.#tables.appendTillEvent({ type: 'inbox.purged', payload: { before, lastSequence } }, at);
    const { changes } = this.#statements.purgeDeliveries.run({ ...old, at: at.toISOString(), limit: batchSize });
    return { purged: changes, isLast: changes < batchSize };
  }

  #deletePrivate(orderNo: string): void {
    const redaction = sequenceOrNull.parse(this.#statements.lastRedaction.get(orderNo));
    if (redaction !== null) this.#statements.deletePrivate.run({ orderNo, redaction });
  }
}
