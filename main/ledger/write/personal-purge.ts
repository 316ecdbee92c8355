/** What was said of persons and has had its time: which of it is old, and its going, in short turns. */
import type Database from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { provenAge, type TimeWord } from '../../domain/gateway-words.ts';
import { openRefundStateList, watchedStateList } from '../format/order-row.ts';
import type { EventTables } from './event-tables.ts';

/** Few and short enough that a sale that comes meanwhile does not wait noticeably. */
const batchSize = 50;
const longestTurnMs = 10;
const wordsAtOnce = 2_000;
const dayMs = 86_400_000;

const privateRowsSchema = z.array(z.object({ sequence: z.int(), order_no: z.string() }));
const restoreSchema = z.object({ sequence: z.int(), lastDeliveryId: z.int() });
type Restore = z.infer<typeof restoreSchema>;
const wordRowSchema = z.tuple([z.int(), z.string(), z.string()]);

/** What has had its time. */
export interface OldData {
  /** UTC, ISO 8601. */
  readonly before: string;
  /** The last event that is old; 0 for none. */
  readonly lastSequence: number;
  /** Deliveries are old that came before this event. */
  readonly deliveriesBefore: number;
  /** `null`: words have decided. */
  readonly byLabels: ByLabels | null;
}

/** @param lastSequence the last event that is old, and no delivery behind it; 0 for none. */
export function oldUpTo(before: Date, lastSequence: number): OldData {
  return { before: before.toISOString(), lastSequence, deliveriesBefore: lastSequence, byLabels: null };
}

/** Where labels decide: deliveries that may be young all the same. */
interface ByLabels {
  /** By their own label: from here to there. */
  readonly from: string;
  readonly to: string;
  /** What a damaged ledger had lost the events of stands with one of these restores, which took it over. */
  readonly restores: readonly Restore[];
}

/** One turn of a purge; `next` is behind which event to go on, `null` after the last. */
export interface PurgeTurn {
  readonly purged: number;
  readonly next: number | null;
}

/** Those that came before the last old event, but of orders that are still watched. */
const oldDeliveries = `
  SELECT n.id FROM notifications AS n INDEXED BY notifications_by_place
  WHERE n.purged_at IS NULL AND n.after_sequence < @deliveriesBefore
    AND (@from IS NULL OR n.received_at NOT BETWEEN @from AND @to)
    AND NOT EXISTS (
      SELECT 1 FROM json_each(@restores) WHERE value ->> 'sequence' = n.after_sequence AND n.id <= value ->> 'lastDeliveryId')
    AND NOT EXISTS (
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
          `SELECT sequence, json_extract(payload, '$.accountId'), json_extract(payload, '$.gatewayAt') FROM events
           WHERE type = 'time.confirmed' AND sequence > @after ORDER BY sequence LIMIT @limit`,
        )
        .raw(),
      firstYoungLabel: database
        .prepare(
          `SELECT sequence FROM events WHERE sequence > @after AND at BETWEEN @from AND @to ORDER BY sequence LIMIT 1`,
        )
        .pluck(),
      restores: database.prepare(
        `SELECT sequence, coalesce(json_extract(payload, '$.lastDeliveryId'), 0) AS lastDeliveryId FROM events
           WHERE order_no IS NULL AND type = 'ledger.restored'`,
      ),
      oldestPrivate: database.prepare(`
        SELECT p.sequence, e.order_no FROM event_private AS p JOIN events AS e ON e.sequence = p.sequence
        WHERE p.sequence BETWEEN @after + 1 AND @last ORDER BY p.sequence LIMIT @limit`),
      lastChange: database
        .prepare("SELECT max(sequence) FROM events WHERE order_no = ? AND type <> 'personal.redacted'")
        .pluck(),
      deletePrivate: database.prepare(
        'DELETE FROM event_private WHERE sequence IN (SELECT sequence FROM events WHERE order_no = ?)',
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
  async oldAt(before: Date, confirmedNow: Date, isAgain: boolean): Promise<OldData> {
    const words = await this.#words();
    const confirmedMs = isAgain ? null : confirmedNow.getTime();
    const { lastOldSequence, firstYoungSequence } = provenAge(words, before.getTime(), confirmedMs);
    const old = oldUpTo(before, lastOldSequence);
    // Of a ledger of which no gateway has told anything, nothing was proven to be old the first time either.
    const doLabelsDecide = isAgain && firstYoungSequence === null && lastOldSequence > 0;
    return doLabelsDecide ? this.#byLabels(old, latestOf(words, confirmedNow)) : old;
  }

  /**
   * One short turn over the orders, from the events behind `after` on.
   * @param redact records that what was said of persons is gone; `false` for an order that keeps it, whatever its age.
   */
  purgeOrders(after: number, old: OldData, redact: (orderNo: string) => boolean): PurgeTurn {
    const rows = privateRowsSchema.parse(
      this.#statements.oldestPrivate.all({ after, last: old.lastSequence, limit: batchSize }),
    );
    const begunMs = performance.now();
    let purged = 0;
    let last = after;
    const done = new Set<string>();
    for (const { sequence, order_no: orderNo } of rows) {
      if (done.size > 0 && performance.now() - begunMs > longestTurnMs) return { purged, next: last };
      last = sequence;
      if (done.has(orderNo)) continue;
      done.add(orderNo);
      // That something was redacted, also by restoring what had lost it, is no change.
      const lastChange = z.int().parse(this.#statements.lastChange.get(orderNo));
      if (lastChange > old.lastSequence || !redact(orderNo)) continue;
      this.#statements.deletePrivate.run(orderNo);
      purged += 1;
    }
    return { purged, next: rows.length < batchSize ? null : last };
  }

  /** One short turn over the inbox: `isLast` when nothing of it is old any more. */
  purgeDeliveries(old: OldData, at: Date, isFirst: boolean): { readonly purged: number; readonly isLast: boolean } {
    const { before, deliveriesBefore } = old;
    const { from, to, restores } = old.byLabels ?? { from: null, to: null, restores: [] };
    const bounds = { deliveriesBefore, from, to, restores: JSON.stringify(restores) };
    if (this.#statements.deliveryToPurge.get(bounds) === undefined) return { purged: 0, isLast: true };
    // One word for all of them, before the first goes.
    const payload = { before, lastSequence: deliveriesBefore };
    if (isFirst) this.#tables.appendTillEvent({ type: 'inbox.purged', payload }, at);
    const { changes } = this.#statements.purgeDeliveries.run({ ...bounds, at: at.toISOString(), limit: batchSize });
    return { purged: changes, isLast: changes < batchSize };
  }

  /** In turns: in years there come to be a hundred thousand. */
  async #words(): Promise<readonly TimeWord[]> {
    const words: TimeWord[] = [];
    for (;;) {
      const after = words.at(-1)?.sequence ?? 0;
      const rows = z.array(wordRowSchema).parse(this.#statements.words.all({ after, limit: wordsAtOnce }));
      for (const [sequence, accountId, gatewayAt] of rows)
        words.push({ sequence, accountId, saidMs: Date.parse(gatewayAt) });
      if (rows.length < wordsAtOnce) return words;
      await setImmediate();
    }
  }

  /** A label that is further ahead than any gateway's word is one of a clock that was wrong. */
  #byLabels(old: OldData, latestMs: number): OldData {
    const young = { from: old.before, to: new Date(latestMs + dayMs).toISOString() };
    const found = this.#statements.firstYoungLabel.get({ after: old.lastSequence, ...young });
    const firstYoung = found === undefined ? this.#tables.head().sequence + 1 : z.int().parse(found);
    const restores = z.array(restoreSchema).parse(this.#statements.restores.all());
    return { ...old, lastSequence: firstYoung - 1, deliveriesBefore: firstYoung, byLabels: { ...young, restores } };
  }
}

function latestOf(words: readonly TimeWord[], confirmedNow: Date): number {
  return words.reduce((latestMs, { saidMs }) => Math.max(latestMs, saidMs), confirmedNow.getTime());
}
