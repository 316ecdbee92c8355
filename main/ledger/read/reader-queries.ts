/**
 * What is read for history, search and checks, as functions over a read-only connection. They run in the
 * reader's worker; tests call them directly. The worker's protocol is made of this object and nothing else.
 */
import Database from 'better-sqlite3';
import * as z from 'zod';
import type { Order, OrderState } from '../../domain/order.ts';
import { watchedStates } from '../../domain/order-lifecycle.ts';
import { orderStates } from '../../domain/order.ts';
import { auditTypes, type AuditEvent, type TillEvent } from '../../domain/till-event.ts';
import type { NotificationSummary, OrderPage, OrderQuery, RecordedAudit, RecordedEvent } from '../../ports/index.ts';
import { parseStoredEvent, parseStoredTillEvent } from '../format/event-schema.ts';
import { LedgerFailure } from '../file/failure.ts';
import { inspectVersion } from '../migrations/migrate.ts';
import { newestVersion } from '../migrations/index.ts';
import { notificationFromRow } from '../format/notification-row.ts';
import { orderColumns, orderFromRow } from '../format/order-row.ts';
import { applyPragmas, assertSqliteVersion, type ConnectionPurpose } from '../file/pragmas.ts';
import { matchExpressionOf } from '../format/search-text.ts';
import { countUnmatched, listUnmatched } from '../format/unmatched.ts';
import { verifyChain } from '../verify/verify-chain.ts';

/** A connection that cannot write. @throws when the file is missing or not of this program's schema. */
export function openReadOnly(
  ledgerPath: string,
  purpose: Exclude<ConnectionPurpose, 'writing'> = 'reading',
): Database.Database {
  const database = new Database(ledgerPath, { readonly: true, fileMustExist: true });
  try {
    assertSqliteVersion(database);
    applyPragmas(database, purpose);
    const version = inspectVersion(database, newestVersion);
    if (version !== newestVersion) throw new LedgerFailure('other', `The ledger still has schema ${version}.`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export const readerQueries = {
  listOrders,
  readOrder,
  timeline,
  listNotifications,
  listUnmatched,
  listAudit,
  countAttention,
  lastSale,
  hashAt,
  verifyChain,
};

export type ReaderQueries = typeof readerQueries;
export type QueryName = keyof ReaderQueries;

/** A page of orders, newest first, and how many match in all; both from one state of the ledger. */
function listOrders(database: Database.Database, query: OrderQuery): OrderPage {
  return database.transaction(() => {
    const selection = selectionOf(query);
    const rows = database
      .prepare(`${selection.pageSql} LIMIT @rowLimit`)
      .all({ ...selection.parameters, beforeId: idBefore(database, query.after), rowLimit: query.limit + 1 });
    return {
      orders: rows.slice(0, query.limit).map(orderFromRow),
      total: count(database, selection.countSql, selection.parameters),
      hasMore: rows.length > query.limit,
    };
  })();
}

interface Selection {
  readonly pageSql: string;
  readonly countSql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Each way of asking walks an index from its newest end, so a page costs the same in a large ledger. */
function selectionOf({ search, states }: OrderQuery): Selection {
  const match = matchExpressionOf(search);
  if (match !== null) {
    const from = 'FROM order_search AS s CROSS JOIN orders AS o ON o.id = s.rowid WHERE order_search MATCH @match';
    const inStates = states === null ? '' : ` AND o.state IN (${states.map(literal).join(', ')})`;
    return {
      pageSql: `SELECT ${orderColumns} ${from} AND s.rowid < @beforeId${inStates} ORDER BY s.rowid DESC`,
      countSql:
        states === null
          ? 'SELECT count(*) FROM order_search WHERE order_search MATCH @match'
          : `SELECT count(*) ${from}${inStates}`,
      parameters: { match },
    };
  }
  if (states === null) {
    return {
      pageSql: `SELECT ${orderColumns} FROM orders AS o WHERE o.id < @beforeId ORDER BY o.id DESC`,
      countSql: 'SELECT count(*) FROM orders',
      parameters: {},
    };
  }
  const newestOf = (state: OrderState) =>
    `SELECT * FROM (SELECT id FROM orders WHERE state = ${literal(state)} AND id < @beforeId ORDER BY id DESC LIMIT @rowLimit)`;
  return {
    pageSql: `SELECT ${orderColumns} FROM orders AS o WHERE o.id IN (${
      states.length === 0 ? '' : states.map(newestOf).join(' UNION ALL ')
    }) ORDER BY o.id DESC`,
    countSql: `SELECT count(*) FROM orders WHERE state IN (${states.map(literal).join(', ')})`,
    parameters: {},
  };
}

/** A state as SQL text. Only what the domain names gets this far. */
function literal(state: OrderState): string {
  if (!orderStates.includes(state)) throw new RangeError('Not an order state');
  return `'${state}'`;
}

function idBefore(database: Database.Database, after: string | null): number {
  if (after === null) return Number.MAX_SAFE_INTEGER;
  const id = database.prepare('SELECT id FROM orders WHERE order_no = ?').pluck().get(after);
  if (id === undefined) throw new Error(`There is no order ${after} to go on from`);
  return z.int().parse(id);
}

function count(database: Database.Database, sql: string, parameters: Readonly<Record<string, string>>): number {
  return z.int().parse(database.prepare(sql).pluck().get(parameters));
}

function readOrder(database: Database.Database, orderNo: string): Order | null {
  const row = database.prepare(`SELECT ${orderColumns} FROM orders AS o WHERE o.order_no = ?`).get(orderNo);
  return row === undefined ? null : orderFromRow(row);
}

/** The hash of an event, in hex; `null` when the ledger ends before it. */
function hashAt(database: Database.Database, sequence: number): string | null {
  const hash = database.prepare('SELECT hex(hash) FROM events WHERE sequence = ?').pluck().get(sequence);
  return hash === undefined ? null : z.string().parse(hash).toLowerCase();
}

const eventRowSchema = z.object({
  sequence: z.int(),
  order_no: z.string(),
  type: z.string(),
  at: z.string(),
  payload: z.string(),
  content: z.string().nullable(),
});

/** All events of an order, oldest first; none for an order that does not exist. */
function timeline(database: Database.Database, orderNo: string): readonly RecordedEvent[] {
  return database
    .prepare(
      `SELECT e.sequence, order_no, type, at, payload, content FROM events AS e
       LEFT JOIN event_private AS p ON p.sequence = e.sequence WHERE order_no = ? ORDER BY e.sequence`,
    )
    .all(orderNo)
    .map((row) => {
      const { sequence, order_no, type, at, payload, content } = eventRowSchema.parse(row);
      return { sequence, orderNo: order_no, at, event: parseStoredEvent(type, payload, content) };
    });
}

/** The newest deliveries first. */
function listNotifications(database: Database.Database, limit: number): readonly NotificationSummary[] {
  return database.prepare('SELECT * FROM notifications ORDER BY id DESC LIMIT ?').all(limit).map(notificationFromRow);
}

const auditRowSchema = eventRowSchema.omit({ order_no: true, content: true });
const auditSql = `
  SELECT sequence, type, at, payload FROM events
  WHERE order_no IS NULL AND type IN (${auditTypes.map((type) => `'${type}'`).join(', ')})
  ORDER BY sequence DESC LIMIT ?`;

/** What people did at the till, newest first. */
function listAudit(database: Database.Database, limit: number): readonly RecordedAudit[] {
  return database
    .prepare(auditSql)
    .all(limit)
    .flatMap((row) => {
      const { sequence, at, type, payload } = auditRowSchema.parse(row);
      const event = parseStoredTillEvent(type, payload);
      return isAudit(event) ? [{ sequence, at, event }] : [];
    });
}

function isAudit(event: TillEvent): event is AuditEvent {
  return (auditTypes as readonly string[]).includes(event.type);
}

function countAttention(database: Database.Database): number {
  const orders = "SELECT count(*) FROM orders WHERE attention IS NOT NULL OR state = 'paid_late'";
  return count(database, orders, {}) + countUnmatched(database);
}

/** Further back no sale was held that is charged now. */
const mostOvertaking = 200;

/** The order that was charged last of those no longer watched: its outcome is known. */
function lastSale(database: Database.Database): Order | null {
  const others = [...watchedStates, 'held' as const, 'discarded' as const].map(literal).join(', ');
  const row = database
    .prepare(
      `SELECT ${orderColumns} FROM
       (SELECT * FROM orders WHERE state NOT IN (${others}) ORDER BY id DESC LIMIT ${mostOvertaking}) AS o
       ORDER BY coalesce((
         SELECT max(sequence) FROM events WHERE order_no = o.order_no AND type = 'order.released'
       ), o.id) DESC LIMIT 1`,
    )
    .get();
  return row === undefined ? null : orderFromRow(row);
}
