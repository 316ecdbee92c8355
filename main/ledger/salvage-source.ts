/** What can be read of a ledger that may be damaged: row by row, so that one bad page costs only the rows on it. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import { notificationVerdicts } from '../ports.ts';
import { hashEvent } from './event-hash.ts';
import { timeSchema } from './event-schema.ts';
import { codeOf } from './failure.ts';
import { PageScan, type ColumnKind } from './page-scan.ts';
import type { PrivateContent } from './private-content.ts';
import type { EventSource, StoredEvent } from './proven-events.ts';

const bytes = z.instanceof(Uint8Array);
const eventSchema: z.ZodType<StoredEvent> = z.object({
  sequence: z.int(),
  orderNo: z.string().nullable(),
  type: z.string(),
  at: timeSchema,
  payload: z.string().refine(isJson),
  previousHash: bytes,
  hash: bytes,
});

const privateSchema: z.ZodType<PrivateContent> = z.object({ salt: bytes, content: z.string() });

/** A row of the inbox, as it is stored. */
export type StoredDelivery = z.infer<typeof deliverySchema>;
const deliverySchema = z.object({
  id: z.int(),
  received_at: timeSchema,
  profile_id: z.string(),
  content_type: z.string(),
  body: bytes,
  verdict: z.enum(notificationVerdicts),
  problem_code: z.string().nullable(),
  problem_gateway_code: z.string().nullable(),
  problem_gateway_message: z.string().nullable(),
  order_no: z.string().nullable(),
  // Ledgers of the first version have no such column.
  purged_at: z.string().nullable().default(null),
});

/** Writes such a row as it was, purged or not. */
export const insertDeliverySql = `
  INSERT INTO notifications (id, received_at, profile_id, content_type, body, verdict, problem_code, problem_gateway_code,
    problem_gateway_message, order_no, purged_at)
  VALUES (@id, @received_at, @profile_id, @content_type, @body, @verdict, @problem_code, @problem_gateway_code,
    @problem_gateway_message, @order_no, @purged_at)`;

/** What the ledger's list of orders says of one; not held against any event. */
export type ListedOrder = z.infer<typeof listedSchema>;
const listedSchema = z.object({
  orderNo: z.string(),
  createdAt: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  state: z.string(),
});

type Column = readonly [name: string, kind: ColumnKind];

/** The tables that are looked for in the pages, column by column as they lie there. */
const scannedColumns = {
  events: [
    ['sequence', 'number'],
    ['orderNo', 'text or nothing'],
    ['type', 'text'],
    ['at', 'text'],
    ['payload', 'text'],
    ['previousHash', 'bytes'],
    ['hash', 'bytes'],
  ],
  event_private: [
    ['sequence', 'number'],
    ['salt', 'bytes'],
    ['content', 'text'],
  ],
  notifications: [
    ['id', 'number'],
    ['received_at', 'text'],
    ['profile_id', 'text'],
    ['content_type', 'text'],
    ['body', 'bytes'],
    ['verdict', 'text'],
    ['problem_code', 'text or nothing'],
    ['problem_gateway_code', 'text or nothing'],
    ['problem_gateway_message', 'text or nothing'],
    ['order_no', 'text or nothing'],
    ['purged_at', 'text or nothing'],
  ],
} as const satisfies Record<string, readonly Column[]>;

type LedgerTable = keyof typeof scannedColumns;
export type LedgerScan = PageScan<LedgerTable>;

/** @throws what the file system throws. */
export function scanLedger(file: string): LedgerScan {
  const kindsOf = (columns: readonly Column[]) => columns.map(([, kind]) => kind);
  return new PageScan(file, {
    events: kindsOf(scannedColumns.events),
    event_private: kindsOf(scannedColumns.event_private),
    notifications: kindsOf(scannedColumns.notifications),
  });
}

/** Any of these may be read where the others cannot; so with the lists below. */
const lastSequenceSqls = [
  'SELECT max(sequence) FROM events',
  'SELECT max(sequence) FROM events INDEXED BY events_by_order',
  'SELECT max(version) FROM orders',
  'SELECT max(sequence) FROM event_private',
];

const ordersAfterSqls = [
  'SELECT order_no FROM events WHERE sequence > ? AND order_no IS NOT NULL',
  'SELECT order_no FROM events INDEXED BY events_by_order WHERE sequence > ? AND order_no IS NOT NULL',
  'SELECT order_no FROM orders WHERE version > ?',
];

const deliveryIdsSqls = [
  'SELECT id FROM notifications ORDER BY id',
  'SELECT id FROM notifications ORDER BY id DESC',
  'SELECT id FROM notifications INDEXED BY notifications_by_time WHERE purged_at IS NULL',
];

/**
 * Asks SQLite, as far as it opens the file, and beside it takes what lies in the pages. Everything gives what can be
 * read, and `null` or less where something cannot. Nothing of it is proven.
 */
export class SalvageSource implements EventSource {
  readonly #database: Database.Database | null;
  readonly #scan: LedgerScan;
  readonly #event: Reading<StoredEvent>;
  readonly #private: Reading<PrivateContent>;
  readonly #delivery: Reading<StoredDelivery>;
  readonly #listed: Reading<ListedOrder>;

  /** @param database `null` where SQLite does not open the file. */
  constructor(database: Database.Database | null, scan: LedgerScan) {
    this.#database = database;
    this.#scan = scan;
    this.#event = this.#reading(
      `SELECT sequence, order_no AS orderNo, type, at, payload, previous_hash AS previousHash, hash
       FROM events WHERE sequence = ?`,
      eventSchema,
    );
    this.#private = this.#reading('SELECT salt, content FROM event_private WHERE sequence = ?', privateSchema);
    this.#delivery = this.#reading('SELECT * FROM notifications WHERE id = ?', deliverySchema);
    this.#listed = this.#reading(
      `SELECT order_no AS orderNo, created_at AS createdAt, amount_minor AS amountMinor, currency, state
       FROM orders WHERE order_no = ?`,
      listedSchema,
    );
  }

  events(sequence: number): readonly StoredEvent[] {
    return [...listOf(this.#event(sequence)), ...this.#scanned('events', sequence, eventSchema)];
  }

  privateContents(sequence: number): readonly PrivateContent[] {
    return [...listOf(this.#private(sequence)), ...this.#scanned('event_private', sequence, privateSchema)];
  }

  delivery(id: number): StoredDelivery | null {
    // The newest reading is the last: a purge has emptied it.
    return this.#delivery(id) ?? this.#scanned('notifications', id, deliverySchema).at(-1) ?? null;
  }

  listedOrder(orderNo: string): ListedOrder | null {
    return this.#listed(orderNo);
  }

  /** The last event of which anything in the file still knows; 0 for none. */
  lastSequence(): number {
    return Math.max(...lastSequenceSqls.map((sql) => this.#number(sql)), this.#wholeEvents(0).at(-1)?.sequence ?? 0);
  }

  /** Orders of which an event behind this one tells. */
  ordersAfter(sequence: number): readonly string[] {
    const inPages = this.#wholeEvents(sequence).flatMap(({ orderNo }) => orderNo ?? []);
    return [...new Set([...this.#all(ordersAfterSqls, z.string(), sequence), ...inPages])].sort();
  }

  deliveryIds(): readonly number[] {
    const found = new Set([...this.#all(deliveryIdsSqls, z.int()), ...this.#scan.numbers('notifications')]);
    return [...found].sort((left, right) => left - right);
  }

  /** Of the events that lie in the pages, those whose own hash fits what stands beside it; by sequence. */
  #wholeEvents(after: number): readonly StoredEvent[] {
    return this.#scan
      .numbers('events')
      .filter((sequence) => sequence > after)
      .sort((left, right) => left - right)
      .flatMap((sequence) => this.#scanned('events', sequence, eventSchema))
      .filter((event) => hashEvent(event.previousHash, event).equals(event.hash));
  }

  #scanned<Row>(name: LedgerTable, number: number, schema: z.ZodType<Row>): readonly Row[] {
    const names = scannedColumns[name].map(([column]) => column);
    return this.#scan.rows(name, number).flatMap((values) => {
      const row = Object.fromEntries(names.map((column, index) => [column, index === 0 ? number : values[index]]));
      const reading = schema.safeParse(row);
      return reading.success ? [reading.data] : [];
    });
  }

  #all<Value>(sqls: readonly string[], schema: z.ZodType<Value>, ...parameters: readonly number[]): readonly Value[] {
    const found: Value[] = [];
    for (const sql of sqls) {
      unlessUnreadable(() => {
        // What comes before a damaged page counts.
        for (const value of this.#database
          ?.prepare(sql)
          .pluck()
          .iterate(...parameters) ?? []) {
          found.push(schema.parse(value));
        }
        return null;
      });
    }
    return found;
  }

  #number(sql: string): number {
    return unlessUnreadable(() => z.int().parse(this.#database?.prepare(sql).pluck().get())) ?? 0;
  }

  #reading<Row>(sql: string, schema: z.ZodType<Row>): Reading<Row> {
    const statement = unlessUnreadable(() => this.#database?.prepare(sql) ?? null);
    if (statement === null) return () => null;
    return (key) =>
      unlessUnreadable(() => {
        const row = statement.get(key);
        return row === undefined ? null : schema.parse(row);
      });
  }
}

function listOf<Row>(row: Row | null): readonly Row[] {
  return row === null ? [] : [row];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Damaged text is none, and that is all that is asked here.
    return false;
  }
}

type Reading<Row> = (key: number | string) => Row | null;

/** What SQLite says of a damaged page, of a sector that the disk does not give, and of a table that is not there. */
const unreadableCodes = ['SQLITE_CORRUPT', 'SQLITE_IOERR', 'SQLITE_ERROR'];

/** `null` where the file cannot give it, or gives what is no such row. */
function unlessUnreadable<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error);
    if (!(error instanceof z.ZodError) && !unreadableCodes.some((known) => code.startsWith(known))) throw error;
    return null;
  }
}
