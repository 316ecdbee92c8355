/** What can be read of a ledger that may be damaged: row by row, so that one bad page costs only the rows on it. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { Order } from '../../domain/order.ts';
import { applyEvent } from '../../domain/order-lifecycle.ts';
import type { InboxPurge } from '../../domain/till-event.ts';
import { notificationVerdicts } from '../../domain/notification-verdict.ts';
import { hashEvent } from '../format/event-hash.ts';
import { parseStoredEvent, tillEventSchema, timeSchema } from '../format/event-schema.ts';
import { codeOf } from '../file/failure.ts';
import { orderFromRow, ownOrderColumns } from '../format/order-row.ts';
import { PageScan, type ColumnKind } from './page-scan.ts';
import type { PrivateContent } from '../format/private-content.ts';
import type { EventSource, StoredEvent } from './proven-events.ts';
import { Redactions } from './redactions.ts';

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
  account_id: z.string(),
  content_type: z.string(),
  body: bytes,
  verdict: z.enum(notificationVerdicts),
  problem_code: z.string().nullable(),
  problem_gateway_code: z.string().nullable(),
  problem_gateway_message: z.string().nullable(),
  order_no: z.string().nullable(),
  // Ledgers of the first version have no such column.
  purged_at: z.string().nullable().default(null),
  // Nor of before the eighth.
  after_sequence: z.int().nullable().default(null),
});

/** Writes such a row as it was, purged or not. */
export const insertDeliverySql = `
  INSERT INTO notifications (id, received_at, account_id, content_type, body, verdict, problem_code, problem_gateway_code,
    problem_gateway_message, order_no, purged_at, after_sequence)
  VALUES (@id, @received_at, @account_id, @content_type, @body, @verdict, @problem_code, @problem_gateway_code,
    @problem_gateway_message, @order_no, @purged_at, @after_sequence)`;

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
    ['account_id', 'text'],
    ['content_type', 'text'],
    ['body', 'bytes'],
    ['verdict', 'text'],
    ['problem_code', 'text or nothing'],
    ['problem_gateway_code', 'text or nothing'],
    ['problem_gateway_message', 'text or nothing'],
    ['order_no', 'text or nothing'],
    ['purged_at', 'text or nothing'],
    ['after_sequence', 'integer or nothing'],
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
  readonly #order: Reading<Order>;
  readonly #hasPrivate: Database.Statement | null;
  #surveyed: Survey | null = null;

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
    // Nobody is shown what was said of a person; and an order without its refunds is still to be asked about.
    this.#order = this.#reading(
      `SELECT ${ownOrderColumns}, '[]' AS refunds FROM orders AS o WHERE o.order_no = ?`,
      z.unknown().transform((row) => ({ ...orderFromRow(row), buyerHint: null })),
    );
    this.#hasPrivate = unlessUnreadable(
      () => database?.prepare('SELECT EXISTS (SELECT 1 FROM event_private WHERE sequence = ?)').pluck() ?? null,
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

  /** An order as the file's own list has it, or as the events make it that can be read; not held against any chain. */
  order(orderNo: string): Order | null {
    return this.#order(orderNo) ?? this.#rebuilt(orderNo);
  }

  /** The last event of which anything in the file still knows; 0 for none. */
  lastSequence(): number {
    return Math.max(...lastSequenceSqls.map((sql) => this.#number(sql)), this.#survey().lastSequence);
  }

  /** The last event in the file that fits its own hash; `null` for none. Whether anything hangs it on the ledger is open. */
  end(): { readonly sequence: number; readonly hash: Uint8Array } | null {
    const { lastSequence } = this.#survey();
    return this.events(lastSequence).find(isWhole) ?? null;
  }

  /** Orders of which an event behind this one tells. */
  ordersAfter(sequence: number): readonly string[] {
    const inPages = [...this.#survey().sequencesOf].flatMap(([orderNo, sequences]) =>
      sequences.some((own) => own > sequence) ? orderNo : [],
    );
    return [...new Set([...this.#all(ordersAfterSqls, z.string(), sequence), ...inPages])].sort();
  }

  /** What has been taken back, also where no chain proves it. */
  get redactions(): Redactions {
    return this.#survey().redactions;
  }

  /** What has emptied the inbox, also where no chain proves it. */
  get inboxPurges(): readonly InboxPurge[] {
    return this.#survey().inboxPurges;
  }

  /** Of what an event says of a person: the file can be read there, and there is nothing any more. */
  isPrivateContentAbsent(sequence: number): boolean {
    const found = unlessUnreadable(() => z.int().parse(this.#hasPrivate?.get(sequence)));
    return found === 0;
  }

  /**
   * Whether the file holds this event, another one in its place, or nothing that can be read.
   * @param hash what it is by the chain that is asked about.
   */
  compare(sequence: number, hash: Uint8Array): 'same' | 'other' | 'unreadable' {
    const readings = this.events(sequence);
    if (readings.some((event) => hashEvent(event.previousHash, event).equals(hash))) return 'same';
    return readings.some(isWhole) ? 'other' : 'unreadable';
  }

  deliveryIds(): readonly number[] {
    const found = new Set([...this.#all(deliveryIdsSqls, z.int()), ...this.#scan.numbers('notifications')]);
    return [...found].sort((left, right) => left - right);
  }

  /** Of the events that lie in the pages, those whose own hash fits what stands beside it. Read through once. */
  #survey(): Survey {
    if (this.#surveyed !== null) return this.#surveyed;
    const sequencesOf = new Map<string, number[]>();
    const redactions = new Redactions();
    const inboxPurges: InboxPurge[] = [];
    let lastSequence = 0;
    for (const sequence of this.#scan.numbers('events')) {
      for (const event of this.#scanned('events', sequence, eventSchema)) {
        if (!isWhole(event)) continue;
        const { orderNo, type, payload } = event;
        lastSequence = Math.max(lastSequence, sequence);
        if (orderNo !== null) sequencesOf.set(orderNo, [...(sequencesOf.get(orderNo) ?? []), sequence]);
        redactions.note(event);
        if (type === 'inbox.purged') inboxPurges.push(...purgeIn(payload));
      }
    }
    this.#surveyed = { sequencesOf, redactions, lastSequence, inboxPurges };
    return this.#surveyed;
  }

  #rebuilt(orderNo: string): Order | null {
    const sequences = [...new Set(this.#survey().sequencesOf.get(orderNo))].sort((left, right) => left - right);
    let order: Order | undefined;
    for (const sequence of sequences) {
      const event = this.events(sequence).find((reading) => isWhole(reading) && reading.orderNo === orderNo);
      if (event === undefined) continue;
      try {
        order = applyEvent(order, parseStoredEvent(event.type, event.payload, null), event.at, sequence);
      } catch {
        // One before it is missing: so far it is known.
        break;
      }
    }
    return order ?? null;
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

/** What lies in the pages of a file. */
interface Survey {
  readonly sequencesOf: ReadonlyMap<string, readonly number[]>;
  readonly redactions: Redactions;
  readonly lastSequence: number;
  readonly inboxPurges: readonly InboxPurge[];
}

function isWhole(event: StoredEvent): boolean {
  return hashEvent(event.previousHash, event).equals(event.hash);
}

function purgeIn(payload: string): readonly InboxPurge[] {
  const event = tillEventSchema.safeParse({ type: 'inbox.purged', payload: JSON.parse(payload) as unknown });
  return event.success && event.data.type === 'inbox.purged' ? [event.data.payload] : [];
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
