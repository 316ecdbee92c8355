/** The long work of keeping a ledger: checks, backups and their restoring. Runs in the maintenance worker thread. */
import Database from 'better-sqlite3';
import {
  chmodSync,
  closeSync,
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
import { messageOf } from '../../domain/message-of.ts';
import { backupsToDrop } from '../../domain/backup-rotation.ts';
import type { LedgerFailureReason } from '../../domain/ledger-failure.ts';
import { assertNever } from '../../domain/order.ts';
import { retriedSync } from '../../common/momentary.ts';
import { failureReasonOf } from '../file/failure.ts';
import { newestGoodBackup, sortBackups, verdictOn } from './good-backups.ts';
import {
  backupNameOf,
  byReach,
  freeName,
  listBackups,
  listDamaged,
  syncFolders,
  type LedgerFolder,
} from '../file/ledger-folder.ts';
import { headOf, lookInto, type LedgerHead } from './ledger-head.ts';
import { openForInspection } from '../file/inspection.ts';
import { quickCheckProblem } from '../file/quick-check.ts';
import { openReadOnly } from '../read/reader-queries.ts';
import { salvageFurthest, salvageLedger, type LostOrder, type SalvageOutcome } from '../salvage/salvage.ts';
import { isOnChain, type KeptHead } from '../format/kept-head.ts';

export type CheckOutcome =
  | { readonly kind: 'sound' }
  | { readonly kind: 'damaged'; readonly detail: string }
  /** Something else is wrong than the file: nothing is known about it. */
  | { readonly kind: 'not_checked'; readonly detail: string };

export interface BackupJob {
  readonly folder: LedgerFolder;
  /** For its name only. */
  readonly at: Date;
  /** Of the last backup that was made: with nothing new since, none is made. `null` makes one in any case. */
  readonly lastHead: KeptHead | null;
}

export type BackupOutcome =
  | { readonly kind: 'made'; readonly madeAt: string; readonly head: LedgerHead }
  /** Nothing has been written or delivered since the last one, and that is still there. */
  | { readonly kind: 'unchanged' }
  /** The backups made before are all still there. */
  | { readonly kind: 'failed'; readonly reason: LedgerFailureReason; readonly detail: string };

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
  const { backupFolder } = folder;
  try {
    const source = openReadOnly(folder.ledgerPath);
    try {
      if (lastHead !== null && isBackedUp(folder, headOf(source), lastHead)) return { kind: 'unchanged' };
      assertRoomFor(folder);
      await copyDatabase(source, partial);
    } finally {
      source.close();
    }
    const verdict = verdictOn(partial);
    if (verdict.kind === 'broken') return { kind: 'failed', reason: 'corrupt', detail: verdict.detail };
    const fileName = freeName(backupFolder, backupNameOf(at, verdict.head));
    retriedSync(() => renameSync(partial, path.join(backupFolder, fileName)));
    syncFolders(backupFolder);
    dropOldBackups(folder, fileName);
    return { kind: 'made', madeAt: at.toISOString(), head: verdict.head };
  } finally {
    // Under its own name by now, or not fit for one.
    rmSync(partial, { force: true });
  }
}

/** Whether the ledger stands where its last backup ended, and one of the files still says the same. */
function isBackedUp(folder: LedgerFolder, head: LedgerHead, lastHead: KeptHead): boolean {
  return (
    isSame(head, lastHead) &&
    listBackups(folder).some(({ fileName, reach }) => {
      if (reach !== null && byReach(reach, head) !== 0) return false;
      const inside = lookInto(path.join(folder.backupFolder, fileName), headOf);
      return inside !== null && isSame(head, inside);
    })
  );
}

/** Of a head that was kept without its deliveries, nobody knows. */
function isSame(head: LedgerHead, other: KeptHead): boolean {
  return head.hash === other.hash && head.sequence === other.sequence && head.deliveries === other.deliveries;
}

export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly report: RestoreReport }
  | { readonly kind: 'nothing_to_restore' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface RestoreReport {
  readonly events: number;
  readonly orders: number;
  /** The new ledger's end. */
  readonly head: KeptHead;
  /** Of the last event that was saved; UTC, ISO 8601. */
  readonly lastEventAt: string;
  /** Orders of which one of the files knows more than could be proven, or than the ledger that was chosen holds. */
  readonly ordersLost: number;
  readonly lost: readonly LostOrder[];
}

/**
 * Makes a ledger where there is none, from all that there is: every ledger that was set aside, and every backup. What
 * reaches furthest, the chain says. Its sources stay as they are.
 */
export function restoreLedger(job: {
  readonly folder: LedgerFolder;
  readonly at: Date;
  /** Of the ledger that is meant, where it is known: a shorter one that holds it goes before a longer one of another. */
  readonly keptHead?: KeptHead | null;
}): RestoreOutcome {
  const { folder, at, keptHead = null } = job;
  const { sound, broken } = sortBackups(folder);
  const files = [...listDamaged(folder), ...sound.map((backup) => backup.path), ...broken];
  return restoredBy(salvageFurthest({ files, to: folder.ledgerPath, at, keptHead }));
}

export interface BroughtBackup {
  readonly folder: LedgerFolder;
  readonly at: Date;
  /** Anywhere; it is only read. */
  readonly file: string;
  /** Orders of these accounts belong in no such ledger. */
  readonly foreignAccountIds: readonly string[];
}

/** Makes a ledger where there is none, from a backup that somebody has brought from elsewhere. */
export function restoreFromFile(job: BroughtBackup): RestoreOutcome | { readonly kind: 'foreign' } {
  const { file, folder, at, foreignAccountIds } = job;
  const accountIds = accountIdsIn(file);
  if (foreignAccountIds.some((id) => accountIds.includes(id))) return { kind: 'foreign' };
  return restoredBy(salvageLedger({ from: file, to: folder.ledgerPath, backup: null, at }));
}

function accountIdsIn(file: string): readonly string[] {
  try {
    const inspection = openForInspection(file);
    try {
      const { database } = inspection;
      return z.array(z.string()).parse(database.prepare('SELECT DISTINCT account_id FROM orders').pluck().all());
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
      const { ledger, headAt, lost, heldElsewhere } = outcome.report;
      const { events, orders, headHash } = ledger;
      const missing = [...(lost?.orders ?? []), ...heldElsewhere];
      const head = { sequence: events, hash: headHash };
      return {
        kind: 'restored',
        report: { events, orders, head, lastEventAt: headAt, ordersLost: missing.length, lost: missing },
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

/** The ledger itself needs the room more than its copy does. */
function assertRoomFor({ ledgerPath, backupFolder }: LedgerFolder): void {
  const { bavail, bsize } = statfsSync(backupFolder);
  const size = statSync(ledgerPath).size + (statSync(`${ledgerPath}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  if (bavail * bsize < 2 * size) {
    throw Object.assign(new Error('There is not enough room for a backup.'), { code: 'ENOSPC' });
  }
}

/**
 * What lies on the chain of the backup just made, and what does not, are sorted out each by itself: a ledger that was left
 * may reach further than the one in its place. Nothing goes that another one does not hold whole.
 */
function dropOldBackups(folder: LedgerFolder, justMade: string): void {
  const known = listBackups(folder).flatMap((backup) => {
    const file = path.join(folder.backupFolder, backup.fileName);
    const head = lookInto(file, headOf);
    return head === null ? [] : [{ ...backup, file, head }];
  });
  type Known = (typeof known)[number];
  const holds = (one: Known, other: Known): boolean =>
    one.head.sequence >= other.head.sequence &&
    one.head.deliveries >= other.head.deliveries &&
    lookInto(one.file, (database) => isOnChain(database, other.head)) === true;
  const made = known.find(({ fileName }) => fileName === justMade);
  if (made === undefined) return;
  const newestFirst = [...known].sort(
    (one, other) => Number(other === made) - Number(one === made) || byReach(one.head, other.head),
  );
  const own = newestFirst.filter((one) => holds(made, one));
  const others = newestFirst.filter((one) => !own.includes(one));
  const old = [...backupsToDrop(own), ...backupsToDrop(others)];
  const staying = newestFirst.filter((one) => !old.includes(one));
  for (const one of old) {
    if (staying.some((kept) => holds(kept, one))) retriedSync(() => rmSync(one.file));
  }
}

export { newestGoodBackup };

export const maintenanceJobs = { checkAfterCrash, newestGoodBackup, makeBackup, restoreLedger, restoreFromFile };

export type JobName = keyof typeof maintenanceJobs;
export type JobArgument<Name extends JobName> = Parameters<(typeof maintenanceJobs)[Name]>[0];
export type JobResult<Name extends JobName> = Awaited<ReturnType<(typeof maintenanceJobs)[Name]>>;

export interface MaintenanceJob {
  readonly name: JobName;
  readonly argument: unknown;
}
