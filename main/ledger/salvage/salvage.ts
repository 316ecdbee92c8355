/**
 * Makes a new ledger of what can be read of a damaged one. Events are taken from the first on for as long as each can
 * be proven by the chain; where one cannot, a backup of the same ledger may have it. Orders, sums and search are
 * computed anew. Neither file is changed.
 */
import Database from 'better-sqlite3';
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../domain/message-of.ts';
import type { Order } from '../../domain/order.ts';
import { retriedSync } from '../../common/momentary.ts';
import type { Broken } from '../verify/chain-fault.ts';
import { EventTables } from '../write/event-tables.ts';
import { LedgerFailure } from '../file/failure.ts';
import { openForInspection } from '../file/inspection.ts';
import { syncFolders } from '../file/ledger-folder.ts';
import { inspectVersion, migrate } from '../migrations/migrate.ts';
import { migrations, newestVersion } from '../migrations/index.ts';
import { applyPragmas, assertSqliteVersion } from '../file/pragmas.ts';
import { orderColumns, orderFromRow } from '../format/order-row.ts';
import type { KeptHead } from '../format/kept-head.ts';
import { commitmentIn, splitEvent } from '../format/private-content.ts';
import { privateContentOf, provenEvents, type StoredEvent } from './proven-events.ts';
import { EventNotUnderstood, rebuiltOrders, type RebuiltOrder } from '../verify/rebuilt-orders.ts';
import { forkOf } from './fork.ts';
import { Redactions } from './redactions.ts';
import { SalvageSource, scanLedger } from './salvage-source.ts';
import { takeDeliveries } from './take-deliveries.ts';
import { verifyChain, type ChainVerdict, type SoundLedger } from '../verify/verify-chain.ts';
import { unusableReasonOf, type UnusableFile } from '../verify/verify-file.ts';

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
  /** Orders of which another one of the files knows more: it went on in another way, and only one can be gone on with. */
  readonly heldElsewhere: readonly LostOrder[];
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
  /** As the file shows it, unproven and without a word of its buyer; `null` when it cannot be read. */
  readonly listed: Order | null;
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
  return withSources(job.to, (open) => {
    const damaged = open(job.from);
    if (damaged.kind === 'unusable') return { ...damaged, file: 'from' };
    const backup = job.backup === null ? null : open(job.backup);
    if (backup?.kind === 'unusable') return { ...backup, file: 'backup' };
    return makeLedger(job, [damaged, ...(backup === null ? [] : [backup])]);
  });
}

export interface FurthestJob {
  /** Ledgers that were set aside, and backups, in any order. */
  readonly files: readonly string[];
  readonly to: string;
  readonly at: Date;
  /** Of the ledger that is meant: what holds it goes before a longer one that does not. `null` where none is known. */
  readonly keptHead: KeptHead | null;
}

/** Makes a ledger of what reaches furthest among the files; all of them help, and nothing about them but the chain counts. */
export function salvageFurthest({ files, to, at, keptHead }: FurthestJob): SalvageOutcome {
  return withSources(to, (open) => {
    const opened = files.map(open).flatMap((opening) => (opening.kind === 'open' ? [opening] : []));
    const sources = furthestFirst(opened, keptHead);
    const [first] = sources;
    return first === undefined ? { kind: 'nothing_readable' } : makeLedger({ from: first.file, to, at }, sources);
  });
}

function withSources(to: string, salvage: (open: (file: string) => Opening) => SalvageOutcome): SalvageOutcome {
  if (existsSync(to)) return { kind: 'target_exists' };
  const closing: (() => void)[] = [];
  try {
    return salvage((file) => openSource(file, closing));
  } catch (error) {
    return { kind: 'failed', detail: messageOf(error) };
  } finally {
    // SQLite's handles before our own: on POSIX systems, closing those would drop its locks.
    for (const close of closing.reverse()) close();
  }
}

interface OpenFile {
  readonly kind: 'open';
  readonly file: string;
  readonly source: SalvageSource;
}

type Opening = OpenFile | { readonly kind: 'unusable'; readonly what: UnusableFile; readonly detail: string };

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
    return { kind: 'open', file, source: new SalvageSource(inspection.database, scan) };
  } catch (error) {
    // A ledger whose beginning is destroyed still has its events.
    const isLedger = !(error instanceof LedgerFailure) && scan.numbers('events').length > 0;
    if (isLedger) return { kind: 'open', file, source: new SalvageSource(null, scan) };
    return { kind: 'unusable', what: unusableReasonOf(error), detail: messageOf(error) };
  }
}

interface Walk {
  readonly first: OpenFile;
  readonly sequence: number;
  readonly holdsKept: boolean;
}

/**
 * The file with which the chain comes furthest, then the others. Each is tried as the first but those whose end lies on a
 * chain that has been walked: they are its beginning. Where files went on from one event in two ways, no more than one can
 * be gone on with.
 */
function furthestFirst(files: readonly OpenFile[], keptHead: KeptHead | null): readonly OpenFile[] {
  let best: Walk | null = null;
  const begun = new Set<OpenFile>();
  for (const first of files) {
    if (begun.has(first)) continue;
    const others = files.filter((file) => file !== first);
    const ends = new Map(others.map((file) => [file, file.source.end()] as const));
    let [sequence, holdsKept] = [0, false];
    for (const { event, hash } of provenEvents([first, ...others].map(({ source }) => source))) {
      sequence = event.sequence;
      if (keptHead?.sequence === sequence) holdsKept = keptHead.hash === hash.toString('hex');
      for (const [file, end] of ends) if (end?.sequence === sequence && hash.equals(end.hash)) begun.add(file);
    }
    const walk = { first, sequence, holdsKept };
    if (sequence > 0 && (best === null || isBetter(walk, best))) best = walk;
  }
  if (best === null) return [];
  const { first } = best;
  return [first, ...files.filter((file) => file !== first)];
}

function isBetter(one: Walk, other: Walk): boolean {
  return one.holdsKept === other.holdsKept ? one.sequence > other.sequence : one.holdsKept;
}

interface Making {
  readonly from: string;
  readonly to: string;
  readonly at: Date;
}

/** @param files the first is the ledger that is gone on with; the others have what it lacks. */
function makeLedger(job: Making, files: readonly OpenFile[]): SalvageOutcome {
  const partial = `${job.to}.partial`;
  const sources = files.map(({ source }) => source);
  try {
    let lastSequence = Number.POSITIVE_INFINITY;
    for (;;) {
      const made = writeLedger(partial, { job, sources, lastSequence });
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
  readonly job: Making;
  readonly sources: readonly SalvageSource[];
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

function fill(database: Database.Database, { job, sources, lastSequence }: Writing): Written | null {
  const tables = new EventTables(database);
  const taken = takeEvents(tables, sources, lastSequence);
  const head = tables.head();
  if (taken.headAt === null) return null;
  for (const [orderNo, onlySequences] of taken.goneOfPersons) {
    const event = { type: 'personal.redacted', payload: { onlySequences } } as const;
    tables.append(orderNo, event.type, job.at.toISOString(), splitEvent(event));
  }
  projectOrders(database, tables);
  const { lastDeliveryId, ...deliveries } = takeDeliveries(database, sources, job.at);
  const payload = {
    from: 'salvage',
    fileName: path.basename(job.from),
    headSequence: head.sequence,
    headHash: Buffer.from(head.hash).toString('hex'),
    lastDeliveryId,
  } as const;
  tables.appendTillEvent({ type: 'ledger.restored', payload }, job.at);
  return {
    kind: 'written',
    report: {
      headSequence: head.sequence,
      headAt: taken.headAt,
      eventsFromBackup: taken.fromBackup,
      ordersRedacted: taken.goneOfPersons.size,
      ...deliveries,
      ...missingOrders(database, sources, head.sequence),
    },
  };
}

interface TakenEvents {
  /** `null` when there were none. */
  readonly headAt: string | null;
  readonly fromBackup: number;
  /** By order, the events that said something of a person that is gone, and of which nothing in the ledger tells that yet. */
  readonly goneOfPersons: ReadonlyMap<string, readonly number[]>;
}

function takeEvents(tables: EventTables, sources: readonly SalvageSource[], lastSequence: number): TakenEvents {
  let headAt: string | null = null;
  let fromBackup = 0;
  const goneOfPersons = new Map<string, readonly number[]>();
  const told = new Redactions();
  const isPurged = purgeFinder(sources);
  for (const { event, source, hash } of provenEvents(sources)) {
    if (event.sequence > lastSequence) break;
    const { orderNo, type, at, payload } = event;
    const isOfPerson = orderNo !== null && commitmentIn(payload) !== null;
    const privateContent = isOfPerson && !isPurged(event, hash) ? privateContentOf(event, sources) : null;
    tables.append(orderNo, type, at, { payload, privateContent });
    if (isOfPerson && privateContent === null)
      goneOfPersons.set(orderNo, [...(goneOfPersons.get(orderNo) ?? []), event.sequence]);
    if (orderNo !== null && type === 'personal.redacted') {
      told.note(event);
      const untold = (goneOfPersons.get(orderNo) ?? []).filter((sequence) => !told.covers(orderNo, sequence));
      if (untold.length === 0) goneOfPersons.delete(orderNo);
      else goneOfPersons.set(orderNo, untold);
    }
    if (source > 0) fromBackup += 1;
    headAt = at;
  }
  return { headAt, fromBackup, goneOfPersons };
}

/**
 * What has been purged must not come back from a file of before. Any of the files may tell of it, also by an event that no
 * chain proves any more; and one that knows of events that are lost now may have lost that very one with them.
 */
function purgeFinder(sources: readonly SalvageSource[]): (event: StoredEvent, hash: Uint8Array) => boolean {
  const proven = new Redactions();
  let head = 0;
  for (const { event } of provenEvents(sources)) {
    head = event.sequence;
    proven.note(event);
  }
  const ends = sources.filter((source) => source.lastSequence() > head);
  return ({ orderNo, sequence }, hash) =>
    orderNo !== null &&
    (proven.covers(orderNo, sequence) ||
      // Numbers are those of a file's own chain: behind a fork they are of other events.
      sources.some(
        (source) => source.redactions.covers(orderNo, sequence) && source.compare(sequence, hash) !== 'other',
      ) ||
      ends.some((source) => source.isPrivateContentAbsent(sequence) && source.compare(sequence, hash) === 'same'));
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

/** What the files know more than the new ledger, order by order. */
function missingOrders(
  database: Database.Database,
  sources: readonly SalvageSource[],
  headSequence: number,
): Pick<SalvageReport, 'lost' | 'heldElsewhere'> {
  const findOrder = database.prepare(`SELECT ${orderColumns} FROM orders AS o WHERE o.order_no = ?`);
  const found = sources.map((source, index): LostEvents | null => {
    const fork = forkOf(source, database, headSequence);
    const toSequence = source.lastSequence();
    if (toSequence <= fork) return null;
    const orders = source.ordersAfter(fork).flatMap((orderNo): readonly LostOrder[] => {
      const row = findOrder.get(orderNo);
      const listed = source.order(orderNo);
      const isKnown = row !== undefined;
      // Another file's later word that says the same of the money is no loss.
      if (index > 0 && isKnown && listed !== null && isSameOutcome(orderFromRow(row), listed)) return [];
      return [{ orderNo, isKnown, listed }];
    });
    return { fromSequence: fork + 1, toSequence, orders };
  });
  const [lost = null, ...elsewhere] = found;
  const heldElsewhere = new Map<string, LostOrder>();
  for (const order of elsewhere.flatMap((one) => one?.orders ?? [])) {
    if (lost?.orders.some(({ orderNo }) => orderNo === order.orderNo) === true) continue;
    const known = heldElsewhere.get(order.orderNo)?.listed ?? null;
    if (known === null || (order.listed?.version ?? 0) > known.version) heldElsewhere.set(order.orderNo, order);
  }
  return { lost, heldElsewhere: [...heldElsewhere.values()] };
}

function isSameOutcome(one: Order, other: Order): boolean {
  return one.state === other.state && one.refundedMinor === other.refundedMinor && one.createdAt === other.createdAt;
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
