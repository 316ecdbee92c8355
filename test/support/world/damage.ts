/** What happens to a ledger's files, and what stands in them: read by plain SQL, without a word of the product's. */
import Database from 'better-sqlite3';
import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { LedgerFolder } from '../../../main/ledger/file/ledger-folder.ts';

/** `none`: nothing is wrong with it but the suspicion. `end`, `middle`: some bytes of one page. */
export type Damage = 'none' | 'end' | 'middle' | 'gone';
export type BackupFate = 'all there' | 'newest damaged' | 'oldest damaged' | 'all gone';

export interface Head {
  readonly sequence: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export interface Stand {
  readonly head: Head;
  /** By sequence, hexadecimal. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Versions, by order number. */
  readonly orders: ReadonlyMap<string, number>;
  /** By order number. */
  readonly states: ReadonlyMap<string, string>;
}

const pageBytes = 4_096;
/** Of the backups by how far they reach. */
const spoiltOf: Readonly<Record<BackupFate, [start: number, end?: number]>> = {
  'all there': [0, 0],
  'newest damaged': [-1],
  'oldest damaged': [0, 1],
  'all gone': [0],
};

export function standOf(file: string): Stand {
  return reading(file, (database) => {
    const events = database.prepare('SELECT sequence, hex(hash) AS hash FROM events ORDER BY sequence').all() as Head[];
    const orders = database.prepare('SELECT order_no AS orderNo, version, state FROM orders').all() as {
      readonly orderNo: string;
      readonly version: number;
      readonly state: string;
    }[];
    return {
      head: events.at(-1) ?? { sequence: 0, hash: '' },
      hashes: new Map(events.map(({ sequence, hash }) => [sequence, hash])),
      orders: new Map(orders.map(({ orderNo, version }) => [orderNo, version])),
      states: new Map(orders.map(({ orderNo, state }) => [orderNo, state])),
    };
  });
}

/** Orders whose personal data have been purged, with the event that says so. */
export function purgedIn(file: string): ReadonlyMap<string, number> {
  return reading(file, (database) => {
    const sql = `SELECT order_no AS orderNo, max(sequence) AS sequence FROM events WHERE type = 'personal.redacted' GROUP BY 1`;
    const rows = database.prepare(sql).all() as { readonly orderNo: string; readonly sequence: number }[];
    return new Map(rows.map(({ orderNo, sequence }) => [orderNo, sequence]));
  });
}

/** Whether anything personal stands in the events of an order up to this one. */
export function hasPersonalData(file: string, orderNo: string, upTo: number): boolean {
  return reading(file, (database) => {
    const sql = `SELECT count(*) FROM event_private WHERE sequence IN
      (SELECT sequence FROM events WHERE order_no = ? AND sequence <= ?)`;
    return (database.prepare(sql).pluck().get(orderNo, upTo) as number) > 0;
  });
}

/** A delivery as its row names it: when, by this computer's clock, and of which order. */
export type DeliveryName = `${string} ${string}`;

/** Deliveries that have lost their content, or still have it. */
export function deliveriesIn(file: string, isEmptied: boolean): ReadonlySet<DeliveryName> {
  return reading(file, (database) => {
    const sql = `SELECT received_at || ' ' || coalesce(order_no, '') FROM notifications
      WHERE (purged_at IS NOT NULL) = ? AND (purged_at IS NOT NULL OR length(body) > 0)`;
    return new Set(database.prepare(sql).pluck().all(Number(isEmptied)) as DeliveryName[]);
  });
}

/** @returns the heads of the backups that are still whole. */
export function spoilBackups({ backupFolder }: LedgerFolder, fate: BackupFate): readonly Head[] {
  const names = existsSync(backupFolder) ? readdirSync(backupFolder).filter((name) => name.endsWith('.sqlite3')) : [];
  const files = names
    .map((name) => path.join(backupFolder, name))
    .map((file) => ({ file, head: standOf(file).head }))
    .sort((one, other) => one.head.sequence - other.head.sequence);
  const spoilt = files.slice(...spoiltOf[fate]);
  for (const { file } of spoilt) {
    if (fate === 'all gone') rmSync(file);
    else damage(file, 'middle');
  }
  return files.filter((one) => !spoilt.includes(one)).map(({ head }) => head);
}

/** A closed file. */
export function damage(file: string, how: Damage): void {
  if (how === 'none' || how === 'gone') return;
  const handle = openSync(file, 'r+');
  const { size } = statSync(file);
  const at = how === 'end' ? size - pageBytes : pageBytes * Math.floor(size / pageBytes / 2);
  writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(handle);
}

export function removeLedger(ledgerPath: string): void {
  for (const part of ['', '-wal', '-shm', '.lock']) rmSync(`${ledgerPath}${part}`, { force: true });
}

function reading<Result>(file: string, read: (database: Database.Database) => Result): Result {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
