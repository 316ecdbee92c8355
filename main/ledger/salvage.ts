/**
 * Makes a new ledger of what can be read of a damaged one. Events are taken from the first on for as long as each can
 * be proven by the chain; where one cannot, a backup of the same ledger may have it. Orders, sums and search are
 * computed anew. Neither file is changed.
 */
import Database from 'better-sqlite3';
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../domain/message-of.ts';
import { retriedSync } from '../files/momentary.ts';
import type { Broken } from './chain-fault.ts';
import { EventTables } from './event-tables.ts';
import { LedgerFailure } from './failure.ts';
import { openForInspection } from './inspection.ts';
import { syncFolders } from './ledger-folder.ts';
import { inspectVersion, migrate } from './migrate.ts';
import { migrations, newestVersion } from './migrations/index.ts';
import { applyPragmas, assertSqliteVersion } from './pragmas.ts';
import { provenEvents } from './proven-events.ts';
import { EventNotUnderstood, rebuiltOrders, type RebuiltOrder } from './rebuilt-orders.ts';
import { insertDeliverySql, SalvageSource, scanLedger, type ListedOrder } from './salvage-source.ts';
import { verifyChain, type ChainVerdict, type SoundLedger } from './verify-chain.ts';
import { unusableReasonOf, type UnusableFile } from './verify-file.ts';

const ordersAtOnce = 500;

export interface SalvageJob {
  /** The damaged ledger. */
  readonly from: string;
  /** Where the new one is made; nothing may be there. */
  readonly to: string;
  /** A backup of the same ledger, for what the damaged one has lost; `null` for none. */
  readonly backup: string | null;
  /** When this is done: the time of the events that tell of it. */
  readonly at: Date;
}

export interface SalvageReport {
  readonly ledger: SoundLedger;
  /** Last event that was taken over; what follows it in the new ledger tells of the salvage. */
  readonly headSequence: number;
  /** Its time; UTC, ISO 8601. */
  readonly headAt: string;
  readonly eventsFromBackup: number;
  /** Orders whose events are whole, but no longer all of what they said of persons. */
  readonly ordersRedacted: number;
  readonly deliveries: number;
  readonly deliveriesLost: number;
  /** `null` when every event of which the damaged ledger knows is in the new one. */
  readonly lost: LostEvents | null;
}

export interface LostEvents {
  readonly fromSequence: number;
  /** The last of which anything in the damaged ledger knows; there may have been more. */
  readonly toSequence: number;
  /** Orders that are not in the new ledger, or stand there as they were before. */
  readonly orders: readonly LostOrder[];
}

export interface LostOrder {
  readonly orderNo: string;
  /** Whether the new ledger has it at all. */
  readonly isKnown: boolean;
  /** As the damaged ledger shows it, unproven; `null` when it cannot be read. */
  readonly listed: ListedOrder | null;
}

export type SalvageOutcome =
  | { readonly kind: 'salvaged'; readonly report: SalvageReport }
  /** Not even the first event could be read and proven. No new ledger was made. */
  | { readonly kind: 'nothing_readable' }
  | {
      readonly kind: 'unusable';
      readonly file: 'from' | 'backup';
      readonly what: UnusableFile;
      readonly detail: string;
    }
  | { readonly kind: 'target_exists' }
  /** The new ledger could not be written. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Takes long with a large ledger: for a worker or the command line, not for the main thread. */
export function salvageLedger(job: SalvageJob): SalvageOutcome {
  if (existsSync(job.to)) return { kind: 'target_exists' };
  const closing: (() => void)[] = [];
  try {
    const damaged = openSource(job.from, closing);
    if (damaged.kind === 'unusable') return { ...damaged, file: 'from' };
    const backup = job.backup === null ? null : openSource(job.backup, closing);
    if (backup?.kind === 'unusable') return { ...backup, file: 'backup' };
    return makeLedger(job, damaged.source, backup?.source ?? null);
  } catch (error) {
    return { kind: 'failed', detail: messageOf(error) };
  } finally {
    // SQLite's handles before our own: on POSIX systems, closing those would drop its locks.
    for (const close of closing.reverse()) close();
  }
}

type Opening =
  | { readonly kind: 'open'; readonly source: SalvageSource }
  | { readonly kind: 'unusable'; readonly what: UnusableFile; readonly detail: string };

function openSource(file: string, closing: (() => void)[]): Opening {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    return { kind: 'unusable', what: 'missing', detail: 'no such file' };
  }
  const scan = scanLedger(file);
  closing.push(() => scan.close());
  try {
    const inspection = openForInspection(file);
    closing.push(() => inspection.close());
    inspectVersion(inspection.database, newestVersion);
    return { kind: 'open', source: new SalvageSource(inspection.database, scan) };
  } catch (error) {
    // A ledger whose beginning is destroyed still has its events.
    const isLedger = !(error instanceof LedgerFailure) && scan.numbers('events').length > 0;
    if (isLedger) return { kind: 'open', source: new SalvageSource(null, scan) };
    return { kind: 'unusable', what: unusableReasonOf(error), detail: messageOf(error) };
  }
}

function makeLedger(job: SalvageJob, damaged: SalvageSource, backup: SalvageSource | null): SalvageOutcome {
  const partial = `${job.to}.partial`;
  try {
    let lastSequence = Number.POSITIVE_INFINITY;
    for (;;) {
      const made = writeLedger(partial, { job, damaged, backup, lastSequence });
      if (made === null) return { kind: 'nothing_readable' };
      const verdict = made.kind === 'broken' ? made : verdictOn(partial);
      if (made.kind === 'written' && verdict.kind === 'sound') {
        putInPlace(partial, job.to);
        return { kind: 'salvaged', report: { ...made.report, ledger: verdict } };
      }
      if (verdict.kind === 'sound' || verdict.sequence > lastSequence)
        throw new Error('A salvage made an unsound ledger');
      // What the chain proves and still makes no sense was not written by a till: the ledger ends before it.
      lastSequence = verdict.sequence - 1;
    }
  } finally {
    removeFiles(partial);
  }
}

interface Writing {
  readonly job: SalvageJob;
  readonly damaged: SalvageSource;
  readonly backup: SalvageSource | null;
  readonly lastSequence: number;
}

type Written =
  { readonly kind: 'written'; readonly report: Omit<SalvageReport, 'ledger'> } | Pick<Broken, 'kind' | 'sequence'>;

/** Writes the file anew, in one transaction; `null` when there is not one event for it. */
function writeLedger(file: string, writing: Writing): Written | null {
  removeFiles(file);
  const database = openForWriting(file);
  try {
    migrate(database, migrations);
    return database.transaction(() => fill(database, writing)).immediate();
  } catch (error) {
    if (error instanceof EventNotUnderstood) return { kind: 'broken', sequence: error.sequence };
    throw error;
  } finally {
    database.close();
  }
}

function fill(database: Database.Database, { job, damaged, backup, lastSequence }: Writing): Written | null {
  const tables = new EventTables(database);
  const taken = takeEvents(tables, backup === null ? [damaged] : [damaged, backup], lastSequence);
  const head = tables.head();
  if (taken.headAt === null) return null;
  for (const orderNo of taken.ordersToRedact) {
    tables.append(orderNo, 'personal.redacted', job.at.toISOString(), { payload: '{}', privateContent: null });
  }
  projectOrders(database, tables);
  const deliveries = takeDeliveries(database, damaged, backup);
  const payload = {
    from: 'salvage',
    fileName: path.basename(job.from),
    headSequence: head.sequence,
    headHash: Buffer.from(head.hash).toString('hex'),
  } as const;
  tables.appendTillEvent({ type: 'ledger.restored', payload }, job.at);
  return {
    kind: 'written',
    report: {
      headSequence: head.sequence,
      headAt: taken.headAt,
      eventsFromBackup: taken.fromBackup,
      ordersRedacted: taken.ordersToRedact.length,
      ...deliveries,
      lost: lostAfter(head.sequence, database, damaged),
    },
  };
}

interface TakenEvents {
  /** `null` when there were none. */
  readonly headAt: string | null;
  readonly fromBackup: number;
  readonly ordersToRedact: readonly string[];
}

function takeEvents(tables: EventTables, sources: readonly SalvageSource[], lastSequence: number): TakenEvents {
  let headAt: string | null = null;
  let fromBackup = 0;
  const ordersToRedact = new Set<string>();
  for (const { event, source, privateContent, isPrivateContentGone } of provenEvents(sources)) {
    if (event.sequence > lastSequence) break;
    const { orderNo, type, at, payload } = event;
    tables.append(orderNo, type, at, { payload, privateContent });
    if (orderNo !== null && type === 'personal.redacted') ordersToRedact.delete(orderNo);
    if (orderNo !== null && isPrivateContentGone) ordersToRedact.add(orderNo);
    if (source > 0) fromBackup += 1;
    headAt = at;
  }
  return { headAt, fromBackup, ordersToRedact: [...ordersToRedact] };
}

/** In batches, because nothing can be written while a query is being read. */
function projectOrders(database: Database.Database, tables: EventTables): void {
  let after: string | null = null;
  for (;;) {
    const batch: RebuiltOrder[] = [];
    for (const rebuilt of rebuiltOrders(database, after)) {
      batch.push(rebuilt);
      if (batch.length === ordersAtOnce) break;
    }
    for (const { id, order } of batch) tables.project(id, undefined, order);
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.order.orderNo;
  }
}

/** Deliveries stand in no chain: those that can be read are taken as they are, with their numbers. */
function takeDeliveries(
  database: Database.Database,
  damaged: SalvageSource,
  backup: SalvageSource | null,
): Pick<SalvageReport, 'deliveries' | 'deliveriesLost'> {
  const insert = database.prepare(insertDeliverySql);
  let deliveries = 0;
  let deliveriesLost = 0;
  for (const id of new Set([...damaged.deliveryIds(), ...(backup?.deliveryIds() ?? [])])) {
    const delivery = damaged.delivery(id) ?? backup?.delivery(id) ?? null;
    if (delivery === null) deliveriesLost += 1;
    else {
      insert.run(delivery);
      deliveries += 1;
    }
  }
  return { deliveries, deliveriesLost };
}

function lostAfter(headSequence: number, database: Database.Database, damaged: SalvageSource): LostEvents | null {
  const toSequence = damaged.lastSequence();
  if (toSequence <= headSequence) return null;
  const find = database.prepare('SELECT 1 FROM orders WHERE order_no = ?');
  const orders = damaged.ordersAfter(headSequence).map((orderNo) => ({
    orderNo,
    isKnown: find.get(orderNo) !== undefined,
    listed: damaged.listedOrder(orderNo),
  }));
  return { fromSequence: headSequence + 1, toSequence, orders };
}

/** Reads back what was written, from the file. */
function verdictOn(file: string): ChainVerdict {
  const database = openForWriting(file);
  try {
    return verifyChain(database);
  } finally {
    database.close();
  }
}

/** The last connection that can write takes SQLite's own files away when it closes; one that only reads leaves them. */
function openForWriting(file: string): Database.Database {
  const database = new Database(file);
  assertSqliteVersion(database);
  applyPragmas(database, 'writing');
  return database;
}

function putInPlace(partial: string, to: string): void {
  if (process.platform !== 'win32') chmodSync(partial, 0o600);
  if (existsSync(to)) throw new Error('There is a file in its place by now');
  retriedSync(() => renameSync(partial, to));
  syncFolders(path.dirname(path.resolve(to)));
}

function removeFiles(partial: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(partial + part, { force: true });
}
