/** What was said of persons and has had its time: which of it is old, and its going, in short turns. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import { provenAge, type TimeWord } from '../../domain/gateway-words.ts';
import { openRefundStateList, watchedStateList } from '../format/order-row.ts';
import type { EventTables } from './event-tables.ts';

/** Few enough that a sale that comes meanwhile does not wait noticeably. */
const batchSize = 50;
const dayMs = 86_400_000;

const sequenceOrNull = z.int().nullable();
const privateRowsSchema = z.array(z.object({ sequence: z.int(), order_no: z.string() }));
const wordRowSchema = z.tuple([z.int(), z.string(), z.string()]);

/** What has had its time. */
export interface OldData {
  /** UTC, ISO 8601. */
  readonly before: string;
  /** The last event that is old; 0 for none. */
  readonly lastSequence: number;
}

/** One turn of a purge; `next` is behind which event to go on, `null` after the last. */
export interface PurgeTurn {
  readonly purged: number;
  readonly next: number | null;
}

/** Those that came before the last old event, but of orders that are still watched. */
const oldDeliveries = `
  SELECT n.id FROM notifications AS n INDEXED BY notifications_by_place
  WHERE n.purged_at IS NULL AND n.after_sequence < @lastSequence AND NOT EXISTS (
    SELECT 1 FROM orders AS o WHERE o.order_no = n.order_no AND (
      o.state IN (${watchedStateList})
      OR EXISTS (SELECT 1 FROM refunds AS r
        WHERE r.order_no = o.order_no AND r.state IN (${openRefundStateList}))))`;

/** Every call that takes away must run inside a transaction. */
export class PersonalPurge {
  readonly #tables: EventTables;
  readonly #statements;

  constructor(database: Database.Database, tables: EventTables) {
    this.#tables = tables;
    this.#statements = {
      words: database
        .prepare(
          `SELECT sequence, json_extract(payload, '$.profileId'), json_extract(payload, '$.gatewayAt') FROM events
           WHERE type = 'time.confirmed' ORDER BY sequence`,
        )
        .raw(),
      firstYoungLabel: database
        .prepare(
          `SELECT sequence FROM events WHERE sequence > @after AND at BETWEEN @from AND @to ORDER BY sequence LIMIT 1`,
        )
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
      deliveryToPurge: database.prepare(`${oldDeliveries} LIMIT 1`),
      purgeDeliveries: database.prepare(
        `UPDATE notifications SET body = x'', purged_at = @at WHERE id IN (${oldDeliveries} LIMIT @limit)`,
      ),
    };
  }

  /**
   * What is old by the gateways' words among the events; labels prove nothing, but where something is purged again.
   * @param before what is younger stays.
   * @param confirmedNow what a gateway says of the time; `isAgain`: what it said when this was purged before.
   */
  oldAt(before: Date, confirmedNow: Date, isAgain: boolean): OldData {
    const words = this.#words();
    const { lastOldSequence, firstYoungSequence } = provenAge(words, before.getTime(), isAgain);
    // Of a ledger of which no gateway has told anything, nothing was proven to be old the first time either.
    const doLabelsDecide = isAgain && firstYoungSequence === null && lastOldSequence > 0;
    const lastSequence = doLabelsDecide
      ? this.#lastBeforeYoungLabel(lastOldSequence, before, latestOf(words, confirmedNow))
      : lastOldSequence;
    return { before: before.toISOString(), lastSequence };
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
    const { lastSequence } = old;
    if (this.#statements.deliveryToPurge.get({ lastSequence }) === undefined) return { purged: 0, isLast: true };
    // One word for all of them, before the first goes.
    if (isFirst) this.#tables.appendTillEvent({ type: 'inbox.purged', payload: old }, at);
    const { changes } = this.#statements.purgeDeliveries.run({
      lastSequence,
      at: at.toISOString(),
      limit: batchSize,
    });
    return { purged: changes, isLast: changes < batchSize };
  }

  #words(): readonly TimeWord[] {
    const words: TimeWord[] = [];
    for (const row of this.#statements.words.iterate()) {
      const [sequence, profileId, gatewayAt] = wordRowSchema.parse(row);
      words.push({ sequence, profileId, saidMs: Date.parse(gatewayAt) });
    }
    return words;
  }

  /** A label that is further ahead than any gateway's word is one of a clock that was wrong. */
  #lastBeforeYoungLabel(after: number, before: Date, latestMs: number): number {
    const to = new Date(latestMs + dayMs).toISOString();
    const found = this.#statements.firstYoungLabel.get({ after, from: before.toISOString(), to });
    return Math.min(z.int().default(Number.MAX_SAFE_INTEGER).parse(found) - 1, this.#tables.head().sequence);
  }

  #deletePrivate(orderNo: string): void {
    const redaction = sequenceOrNull.parse(this.#statements.lastRedaction.get(orderNo));
    if (redaction !== null) this.#statements.deletePrivate.run({ orderNo, redaction });
  }
}

function latestOf(words: readonly TimeWord[], confirmedNow: Date): number {
  return words.reduce((latestMs, { saidMs }) => Math.max(latestMs, saidMs), confirmedNow.getTime());
}
