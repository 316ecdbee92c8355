/**
 * The files around a ledger, by name:
 * - `ledger.sqlite3` with SQLite's `-wal` and `-shm`, and `.lock` (see writer-lock.ts);
 * - `ledger.sqlite3.open` while a till has it open, and after one that did not get to close it;
 * - `backups/ledger-<UTC>.sqlite3`: whole, verified, in need of no other file;
 * - `damaged-<UTC>/`: a ledger that was set aside, with everything that belongs to it.
 *
 * Nothing here opens the ledger itself: closing any handle of it would drop SQLite's locks in this process.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { retriedSync } from '../files/momentary.ts';

export interface LedgerFolder {
  readonly ledgerPath: string;
  readonly backupFolder: string;
}

export interface BackupFile {
  /** Without a folder. */
  readonly fileName: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly madeAt: string;
  readonly sizeBytes: number;
}

const backupName = /^ledger-(\d{8}T\d{9}Z)\.sqlite3$/;
const damagedName = /^damaged-\d{8}T\d{9}Z$/;
const partialName = /\.partial(-wal|-shm|-journal)?$/;
/** The database first: without it, what is left is not taken for a ledger. */
const parts = ['', '-wal', '-shm'] as const;

export function ledgerFolderOf(ledgerPath: string): LedgerFolder {
  return { ledgerPath, backupFolder: path.join(path.dirname(ledgerPath), 'backups') };
}

export function backupNameOf(at: Date): string {
  return `ledger-${stampOf(at)}.sqlite3`;
}

/** Newest first; none when there is no folder yet. */
export function listBackups({ backupFolder }: LedgerFolder): readonly BackupFile[] {
  return namesIn(backupFolder)
    .flatMap((fileName) => {
      const madeAt = timeIn(fileName);
      const file = statSync(path.join(backupFolder, fileName), { throwIfNoEntry: false });
      return madeAt === null || file === undefined ? [] : [{ fileName, madeAt, sizeBytes: file.size }];
    })
    .sort((left, right) => (left.madeAt < right.madeAt ? 1 : -1));
}

/**
 * A ledger that is not there, though there has been one: a new, empty one must not take its place unasked.
 * @param isKnown that there has been one is known from elsewhere.
 */
export function isLedgerMissing(folder: LedgerFolder, isKnown: boolean): boolean {
  const file = statSync(folder.ledgerPath, { throwIfNoEntry: false });
  if (file !== undefined && file.size > 0) return false;
  return isKnown || listBackups(folder).length > 0 || listDamaged(folder).length > 0;
}

/** The databases that have been set aside, newest first. */
export function listDamaged({ ledgerPath }: LedgerFolder): readonly string[] {
  const folder = path.dirname(ledgerPath);
  return namesIn(folder)
    .filter((name) => damagedName.test(name))
    .sort()
    .reverse()
    .map((name) => path.join(folder, name, path.basename(ledgerPath)))
    .filter((file) => existsSync(file));
}

/** When a damaged database was set aside; UTC, ISO 8601. @param file one of `listDamaged`. */
export function setAsideAt(file: string): string {
  return timeOf(path.basename(path.dirname(file)).replace('damaged-', ''));
}

/** Moves a closed ledger, whole and unchanged, into a folder of its own. Returns its new path. */
export function setLedgerAside({ ledgerPath }: LedgerFolder, at: Date): string {
  const folder = path.join(path.dirname(ledgerPath), `damaged-${stampOf(at)}`);
  mkdirSync(folder, { mode: 0o700 });
  for (const part of parts) moveIfThere(ledgerPath + part, path.join(folder, path.basename(ledgerPath) + part));
  syncFolders(folder, path.dirname(ledgerPath));
  return path.join(folder, path.basename(ledgerPath));
}

/** Ends what a power cut interrupted: a ledger that was being set aside, a backup that was not finished. */
export function tidyLedgerFolder(folder: LedgerFolder): void {
  const { ledgerPath, backupFolder } = folder;
  const [damaged] = listDamaged(folder);
  if (damaged !== undefined && !existsSync(ledgerPath)) {
    for (const part of parts.slice(1)) {
      if (!existsSync(damaged + part)) moveIfThere(ledgerPath + part, damaged + part);
    }
  }
  for (const where of [backupFolder, path.dirname(ledgerPath)]) {
    for (const name of namesIn(where)) if (partialName.test(name)) retriedSync(() => rmSync(path.join(where, name)));
  }
}

/** Makes a renaming last; Windows has no such call, and its file system keeps the order by itself. */
export function syncFolders(...folders: readonly string[]): void {
  if (process.platform === 'win32') return;
  for (const folder of folders) {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) retriedSync(() => renameSync(from, to));
}

/** `20261126T013000000Z` */
function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:.]/g, '');
}

function timeIn(fileName: string): string | null {
  const stamp = backupName.exec(fileName)?.[1];
  return stamp === undefined ? null : timeOf(stamp);
}

/** `20261126T013000000Z` as `2026-11-26T01:30:00.000Z` */
function timeOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z');
}
