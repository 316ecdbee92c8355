/** Checks the whole ledger against itself: the hash chain first, then every order against its events. */
import type Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Order } from '../domain/order.ts';
import { applyEvent } from '../domain/order-lifecycle.ts';
import { genesisHash, hashEvent } from './event-hash.ts';
import { parseStoredEvent } from './event-schema.ts';
import { orderColumns, orderFromRow } from './order-row.ts';
import { commitmentIn, commitmentOf } from './private-content.ts';
import { tillEventChecker } from './verify-till-event.ts';
import { TotalsByDay } from './verify-totals.ts';

export type ChainFault =
  /** A number is missing: an event was taken out. */
  | 'sequence_gap'
  /** The event does not hang on the one before: something before it was exchanged. */
  | 'previous_hash_differs'
  /** The event is not what was written. */
  | 'hash_differs'
  /** The chain is whole, but this event makes no sense in it. */
  | 'event_not_understood'
  /** The row in `orders` is not what its events say. */
  | 'order_differs'
  | 'order_missing'
  | 'order_without_events'
  /** What the event says of a person is not what was written, or it went without a redaction. */
  | 'private_content_differs'
  | 'private_content_missing'
  /** The day's sums are not what its orders add up to. */
  | 'totals_differ'
  /** A row refers to one that is not there. */
  | 'reference_broken'
  /** A closed day's signature is not that of its key. */
  | 'signature_wrong'
  /** An event names a head of the chain that this ledger does not have before it. */
  | 'head_differs';

export type ChainVerdict =
  /** `headHash`: hex of the last hash. Kept elsewhere, it also proves that nothing was cut off at the end. */
  | { readonly kind: 'sound'; readonly events: number; readonly orders: number; readonly headHash: string }
  /** `sequence`: the event where it shows; for an order, the last of its events. */
  | { readonly kind: 'broken'; readonly sequence: number; readonly what: ChainFault; readonly detail: string };

type Broken = Extract<ChainVerdict, { kind: 'broken' }>;

const chainRowSchema = z.object({
  sequence: z.int(),
  order_no: z.string().nullable(),
  type: z.string(),
  at: z.string(),
  payload: z.string(),
  previous_hash: z.instanceof(Uint8Array),
  hash: z.instanceof(Uint8Array),
  salt: z.instanceof(Uint8Array).nullable(),
  content: z.string().nullable(),
});

/** Walks one state of the ledger with constant memory. Reads everything: for a worker, not for the main thread. */
export function verifyChain(database: Database.Database): ChainVerdict {
  return database.transaction((): ChainVerdict => {
    const chain = walkChain(database);
    if (chain.kind === 'broken') return chain;
    const projection = walkOrders(database);
    if (projection.kind === 'broken') return projection;
    const reference = brokenReference(database);
    if (reference !== null) return broken(chain.events, 'reference_broken', reference);
    const line = projection.totals.differenceIn(database);
    if (line !== null) return broken(chain.events, 'totals_differ', line);
    return { kind: 'sound', events: chain.events, orders: projection.orders, headHash: chain.headHash };
  })();
}

function walkChain(
  database: Database.Database,
): Broken | { readonly kind: 'whole'; readonly events: number; readonly headHash: string } {
  let previousHash = genesisHash;
  let events = 0;
  const rows = database
    .prepare(
      `SELECT e.*, p.salt, p.content FROM events AS e LEFT JOIN event_private AS p ON p.sequence = e.sequence
       ORDER BY e.sequence`,
    )
    .iterate();
  const isRedacted = redactionFinder(database);
  const faultOfTillEvent = tillEventChecker(database);
  for (const raw of rows) {
    const row = chainRowSchema.parse(raw);
    const expected = events + 1;
    if (row.sequence !== expected) return broken(expected, 'sequence_gap', `found ${row.sequence} in its place`);
    if (!isDeepStrictEqual(Buffer.from(row.previous_hash), Buffer.from(previousHash))) {
      return broken(row.sequence, 'previous_hash_differs', row.order_no ?? row.type);
    }
    const hash = hashEvent(previousHash, { ...row, orderNo: row.order_no });
    if (!hash.equals(row.hash)) return broken(row.sequence, 'hash_differs', row.order_no ?? row.type);
    const fault = privateFault(row, isRedacted);
    if (fault !== null) return broken(row.sequence, fault, row.order_no ?? row.type);
    const tillFault = row.order_no === null ? faultOfTillEvent(row) : null;
    if (tillFault !== null) return broken(row.sequence, tillFault, row.type);
    previousHash = hash;
    events = expected;
  }
  return { kind: 'whole', events, headHash: Buffer.from(previousHash).toString('hex') };
}

type ChainRow = z.infer<typeof chainRowSchema>;

/** Whether all that was said of a person up to there has been taken back by a later event of the order. */
type IsRedacted = (orderNo: string, sequence: number) => boolean;

function redactionFinder(database: Database.Database): IsRedacted {
  const find = database.prepare(
    "SELECT 1 FROM events WHERE order_no = ? AND type = 'personal.redacted' AND sequence > ? LIMIT 1",
  );
  return (orderNo, sequence) => find.get(orderNo, sequence) !== undefined;
}

function privateFault(row: ChainRow, isRedacted: IsRedacted): ChainFault | null {
  const expected = commitmentIn(row.payload);
  const { salt, content } = row;
  if (salt === null || content === null) {
    const mayBeGone = expected === null || isRedacted(row.order_no ?? '', row.sequence);
    return mayBeGone ? null : 'private_content_missing';
  }
  return expected === commitmentOf({ salt, content }) ? null : 'private_content_differs';
}

/** The table with the first row that refers to nothing; `null` when there is none. */
function brokenReference(database: Database.Database): string | null {
  const rows = database.pragma('foreign_key_check') as { readonly table: string }[];
  return rows[0]?.table ?? null;
}

function walkOrders(
  database: Database.Database,
): Broken | { readonly kind: 'whole'; readonly orders: number; readonly totals: TotalsByDay } {
  const findOrder = database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.order_no = ?`);
  const rows = database
    .prepare(
      `SELECT e.sequence, order_no, type, at, payload, content FROM events AS e
       LEFT JOIN event_private AS p ON p.sequence = e.sequence
       WHERE order_no IS NOT NULL ORDER BY order_no, e.sequence`,
    )
    .iterate();
  const totals = new TotalsByDay();
  let orders = 0;
  let current: Rebuilt | undefined;
  for (const raw of rows) {
    const row = eventRowSchema.parse(raw);
    if (current !== undefined && current.orderNo !== row.order_no) {
      const fault = compare(current, findOrder.get(current.orderNo));
      if (fault !== null) return fault;
      totals.add(current.order);
      current = undefined;
    }
    if (current === undefined) orders += 1;
    try {
      const order = applyEvent(
        current?.order,
        parseStoredEvent(row.type, row.payload, row.content),
        row.at,
        row.sequence,
      );
      current = { orderNo: row.order_no, id: current?.id ?? row.sequence, order };
    } catch (error) {
      return broken(row.sequence, 'event_not_understood', `${row.order_no}: ${messageOf(error)}`);
    }
  }
  const fault = current === undefined ? null : compare(current, findOrder.get(current.orderNo));
  if (fault !== null) return fault;
  if (current !== undefined) totals.add(current.order);
  return orphanedOrder(database) ?? { kind: 'whole', orders, totals };
}

const eventRowSchema = chainRowSchema
  .omit({ previous_hash: true, hash: true, salt: true })
  .extend({ order_no: z.string() });

interface Rebuilt {
  readonly orderNo: string;
  readonly id: number;
  readonly order: Order;
}

function compare({ orderNo, id, order }: Rebuilt, row: unknown): Broken | null {
  if (row === undefined) return broken(order.version, 'order_missing', orderNo);
  try {
    const inTable = { id: z.object({ id: z.int() }).parse(row).id, order: orderFromRow(row) };
    if (isDeepStrictEqual(inTable, { id, order })) return null;
    const names = (Object.keys(order) as (keyof Order)[]).filter(
      (name) => !isDeepStrictEqual(inTable.order[name], order[name]),
    );
    return broken(order.version, 'order_differs', `${orderNo}: ${names.join(', ') || 'id'}`);
  } catch (error) {
    return broken(order.version, 'order_differs', `${orderNo}: ${messageOf(error)}`);
  }
}

function orphanedOrder(database: Database.Database): Broken | null {
  const row = database
    .prepare(
      `SELECT o.id, o.order_no FROM orders AS o
       WHERE NOT EXISTS (SELECT 1 FROM events AS e WHERE e.order_no = o.order_no) ORDER BY o.id LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const { id, order_no } = z.object({ id: z.int(), order_no: z.string() }).parse(row);
  return broken(id, 'order_without_events', order_no);
}

function broken(sequence: number, what: ChainFault, detail: string): Broken {
  return { kind: 'broken', sequence, what, detail };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
