/** The long work of keeping a ledger: checks, backups and their restoring. Runs in the keeper's worker thread. */
import Database from 'better-sqlite3';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { messageOf } from '../domain/message-of.ts';
import { backupsToDrop } from '../domain/backup-rotation.ts';
import type { LedgerFailureReason } from '../domain/ledger-failure.ts';
import { assertNever } from '../domain/order.ts';
import { retriedSync } from '../files/momentary.ts';
import { genesisHash } from './event-hash.ts';
import { failureReasonOf } from './failure.ts';
import { backupNameOf, listBackups, listDamaged, setAsideAt, syncFolders, type LedgerFolder } from './ledger-folder.ts';
import { openForInspection } from './inspection.ts';
import { inspectVersion, migrate } from './migrate.ts';
import { migrations, newestVersion } from './migrations/index.ts';
import { quickCheckProblem } from './quick-check.ts';
import { openReadOnly } from './reader-queries.ts';
import { salvageLedger, type SalvageOutcome } from './salvage.ts';
import { verifyChain, type KeptHead } from './verify-chain.ts';

export type CheckOutcome =
  | { readonly kind: 'sound' }
  | { readonly kind: 'damaged'; readonly detail: string }
  /** Something else is wrong than the file: nothing is known about it. */
  | { readonly kind: 'not_checked'; readonly detail: string };

export interface BackupJob {
  readonly folder: LedgerFolder;
  readonly at: Date;
  /** Of the last backup: with nothing new since, none is made. */
  readonly lastHead: KeptHead | null;
}

export type BackupOutcome =
  | { readonly kind: 'made'; readonly madeAt: string; readonly head: KeptHead }
  /** Nothing has been written since `head`. */
  | { readonly kind: 'unchanged' }
  /** The backups made before are all still there. */
  | { readonly kind: 'failed'; readonly reason: LedgerFailureReason; readonly detail: string };

export interface GoodBackup {
  readonly path: string;
  /** UTC, ISO 8601. */
  readonly madeAt: string;
}

/** SQLite's own look at the whole file; some seconds for a large one. */
export function checkAfterCrash({ ledgerPath }: { readonly ledgerPath: string }): CheckOutcome {
  try {
    const database = openReadOnly(ledgerPath);
    try {
      const problem = quickCheckProblem(database);
      return problem === null ? { kind: 'sound' } : { kind: 'damaged', detail: problem };
    } finally {
      database.close();
    }
  } catch (error) {
    return { kind: failureReasonOf(error) === 'corrupt' ? 'damaged' : 'not_checked', detail: messageOf(error) };
  }
}

/** The newest backup that can be read and is sound; `null` when there is none. */
export function newestGoodBackup({ folder }: { readonly folder: LedgerFolder }): GoodBackup | null {
  for (const { fileName, madeAt } of listBackups(folder)) {
    const file = upToDate(path.join(folder.backupFolder, fileName));
    if (file !== null && verdictOn(file).kind === 'sound') return { path: file, madeAt };
  }
  return null;
}

/**
 * The backup itself, or, where an earlier program made it, a copy of it with today's schema, which goes at the next
 * start; `null` when there can be none.
 */
function upToDate(file: string): string | null {
  const [copy, unfinished] = [`${file}.partial`, `${file}.unfinished.partial`];
  try {
    if (versionOf(file) === newestVersion) return file;
    if (existsSync(copy)) return copy;
    copyFileSync(file, unfinished);
    const database = new Database(unfinished);
    try {
      migrate(database, migrations);
    } finally {
      database.close();
    }
    retriedSync(() => renameSync(unfinished, copy));
    return copy;
  } catch {
    // Whatever hinders it: this one is of no use now, and the next older one may be.
    rmSync(unfinished, { force: true });
    return null;
  }
}

function versionOf(file: string): number {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return inspectVersion(database, newestVersion);
  } finally {
    database.close();
  }
}

/**
 * Copies one state of the ledger while it is in use, checks the copy whole, and only then gives it its name and lets
 * old ones go.
 */
export async function makeBackup(job: BackupJob): Promise<BackupOutcome> {
  const { backupFolder } = job.folder;
  const partial = path.join(backupFolder, `${backupNameOf(job.at)}.partial`);
  try {
    mkdirSync(backupFolder, { recursive: true, mode: 0o700 });
    return await copyAndCheck(partial, job);
  } catch (error) {
    return { kind: 'failed', reason: failureReasonOf(error), detail: messageOf(error) };
  }
}

async function copyAndCheck(partial: string, { folder, at, lastHead }: BackupJob): Promise<BackupOutcome> {
  try {
    const source = openReadOnly(folder.ledgerPath);
    try {
      if (lastHead !== null && lastHead.hash === headOf(source).hash) return { kind: 'unchanged' };
      assertRoomFor(folder);
      await copyDatabase(source, partial);
    } finally {
      source.close();
    }
    const verdict = verdictOn(partial);
    if (verdict.kind === 'broken') return { kind: 'failed', reason: 'corrupt', detail: verdict.detail };
    retriedSync(() => renameSync(partial, path.join(folder.backupFolder, backupNameOf(at))));
    syncFolders(folder.backupFolder);
    dropOldBackups(folder);
    return { kind: 'made', madeAt: at.toISOString(), head: verdict.head };
  } finally {
    // Under its own name by now, or not fit for one.
    rmSync(partial, { force: true });
  }
}

export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly report: RestoreReport }
  | { readonly kind: 'nothing_to_restore' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface RestoreReport {
  readonly events: number;
  readonly orders: number;
  /** Of the last event that was saved; UTC, ISO 8601. */
  readonly lastEventAt: string;
  /** Orders of which the damaged file knows more than could be proven. */
  readonly ordersLost: number;
}

/** Makes a ledger where there is none, from what there is. Its sources stay as they are. */
export function restoreLedger(job: { readonly folder: LedgerFolder; readonly at: Date }): RestoreOutcome {
  const { folder, at } = job;
  const backup = newestGoodBackup(job);
  const [damaged] = listDamaged(folder);
  // One that was set aside before the backup was made has been gone on from since: it is of no more use.
  const isDamagedNewest = damaged !== undefined && (backup === null || setAsideAt(damaged) > backup.madeAt);
  const sources: readonly (readonly [from: string, backup: string | null])[] = [
    ...(isDamagedNewest ? [[damaged, backup?.path ?? null] as const] : []),
    ...(backup === null ? [] : [[backup.path, null] as const]),
  ];
  let outcome: RestoreOutcome = { kind: 'nothing_to_restore' };
  for (const [from, beside] of sources) {
    outcome = restoredBy(salvageLedger({ from, to: folder.ledgerPath, backup: beside, at }));
    if (outcome.kind !== 'nothing_to_restore') return outcome;
  }
  return outcome;
}

export interface BroughtBackup {
  readonly folder: LedgerFolder;
  readonly at: Date;
  /** Anywhere; it is only read. */
  readonly file: string;
  /** Orders of these accounts belong in no such ledger. */
  readonly foreignProfileIds: readonly string[];
}

/** Makes a ledger where there is none, from a backup that somebody has brought from elsewhere. */
export function restoreFromFile(job: BroughtBackup): RestoreOutcome | { readonly kind: 'foreign' } {
  const { file, folder, at, foreignProfileIds } = job;
  const profileIds = profileIdsIn(file);
  if (foreignProfileIds.some((id) => profileIds.includes(id))) return { kind: 'foreign' };
  return restoredBy(salvageLedger({ from: file, to: folder.ledgerPath, backup: null, at }));
}

function profileIdsIn(file: string): readonly string[] {
  try {
    const inspection = openForInspection(file);
    try {
      const { database } = inspection;
      return z.array(z.string()).parse(database.prepare('SELECT DISTINCT profile_id FROM orders').pluck().all());
    } finally {
      inspection.close();
    }
  } catch {
    // What can be made of a file whose orders cannot be read, the salvage says.
    return [];
  }
}

function restoredBy(outcome: SalvageOutcome): RestoreOutcome {
  switch (outcome.kind) {
    case 'salvaged': {
      const { ledger, headAt, lost } = outcome.report;
      const { events, orders } = ledger;
      return {
        kind: 'restored',
        report: { events, orders, lastEventAt: headAt, ordersLost: lost?.orders.length ?? 0 },
      };
    }
    case 'nothing_readable':
    case 'unusable':
      return { kind: 'nothing_to_restore' };
    case 'target_exists':
      return { kind: 'failed', detail: 'there is a ledger in its place' };
    case 'failed':
      return outcome;
    default:
      return assertNever(outcome);
  }
}

/** A copy that needs no log beside it, on disk when this resolves. */
async function copyDatabase(source: Database.Database, to: string): Promise<void> {
  rmSync(to, { force: true });
  // All pages in one step: in steps, every write of the till would begin the copy anew.
  await source.backup(to, { progress: () => Number.MAX_SAFE_INTEGER });
  const copy = new Database(to);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  if (process.platform !== 'win32') chmodSync(to, 0o600);
  const handle = openSync(to, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

type CopyVerdict =
  { readonly kind: 'sound'; readonly head: KeptHead } | { readonly kind: 'broken'; readonly detail: string };

function verdictOn(file: string): CopyVerdict {
  try {
    const database = openReadOnly(file, 'inspecting');
    try {
      const problem = quickCheckProblem(database);
      if (problem !== null) return { kind: 'broken', detail: problem };
      const chain = verifyChain(database);
      if (chain.kind === 'sound') return { kind: 'sound', head: { sequence: chain.events, hash: chain.headHash } };
      return { kind: 'broken', detail: `${chain.what} at ${chain.sequence}: ${chain.detail}` };
    } finally {
      database.close();
    }
  } catch (error) {
    return { kind: 'broken', detail: messageOf(error) };
  }
}

const headSchema = z.object({ sequence: z.int(), hash: z.instanceof(Uint8Array) }).optional();

function headOf(database: Database.Database): KeptHead {
  const row = database.prepare('SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1').get();
  const { sequence, hash } = headSchema.parse(row) ?? { sequence: 0, hash: genesisHash };
  return { sequence, hash: Buffer.from(hash).toString('hex') };
}

/** The ledger itself needs the room more than its copy does. */
function assertRoomFor({ ledgerPath, backupFolder }: LedgerFolder): void {
  const { bavail, bsize } = statfsSync(backupFolder);
  const size = statSync(ledgerPath).size + (statSync(`${ledgerPath}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  if (bavail * bsize < 2 * size) {
    throw Object.assign(new Error('There is not enough room for a backup.'), { code: 'ENOSPC' });
  }
}

function dropOldBackups(folder: LedgerFolder): void {
  const files = listBackups(folder);
  const old = new Set(backupsToDrop(files.map(({ madeAt }) => madeAt)));
  for (const { fileName, madeAt } of files)
    if (old.has(madeAt)) retriedSync(() => rmSync(path.join(folder.backupFolder, fileName)));
}

export const keeperJobs = { checkAfterCrash, newestGoodBackup, makeBackup, restoreLedger, restoreFromFile };

export type JobName = keyof typeof keeperJobs;
export type JobArgument<Name extends JobName> = Parameters<(typeof keeperJobs)[Name]>[0];
export type JobResult<Name extends JobName> = Awaited<ReturnType<(typeof keeperJobs)[Name]>>;

export interface KeeperJob {
  readonly name: JobName;
  readonly argument: unknown;
}
