/**
 * The files around a ledger, by name:
 * - `ledger.sqlite3` with SQLite's `-wal` and `-shm`, and `.lock` (see writer-lock.ts);
 * - `ledger.sqlite3.open` while a till has it open, and after one that did not get to close it;
 * - `backups/ledger-<UTC>-e<events>-d<deliveries>.sqlite3`: whole, verified, in need of no other file;
 * - `damaged-<UTC>/`: a ledger that was set aside, with everything that belongs to it; `setting-aside-<UTC>/` until all of
 *   it is there.
 *
 * The times are labels, by a clock that may be wrong: they order nothing, and where a name is taken, a number makes it
 * another. How far a backup reaches, the numbers in its name tell cheaply; where it decides, the file is asked itself.
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
import { retriedSync } from '../../common/momentary.ts';

export interface LedgerFolder {
  readonly ledgerPath: string;
  readonly backupFolder: string;
}

/** How far a ledger reaches. */
export interface Reach {
  /** Sequence of its last event; 0 before the first. */
  readonly sequence: number;
  /** Number of the last delivery in its inbox; 0 before the first. */
  readonly deliveries: number;
}

export interface BackupFile {
  /** Without a folder. */
  readonly fileName: string;
  /** What the clock said; UTC, ISO 8601 with milliseconds. */
  readonly madeAt: string;
  readonly sizeBytes: number;
  /** As its name says; `null` in the names of earlier programs. */
  readonly reach: Reach | null;
}

const backupName = /^ledger-(\d{8}T\d{9}Z)(?:-e(\d{1,15})-d(\d{1,15}))?(?:-(\d{1,4}))?\.sqlite3$/;
const damagedName = /^damaged-\d{8}T\d{9}Z(?:-\d{1,4})?$/;
const unfinishedName = /^setting-aside-(\d{8}T\d{9}Z)(?:-\d{1,4})?$/;
const partialName = /\.partial(-wal|-shm|-journal)?$/;
/** The database first: without it, what is left is not taken for a ledger. */
const parts = ['', '-wal', '-shm'] as const;
/** So many files can have one label: more than a clock that stands still could make. */
const mostOfOneName = 1_000;

export function ledgerFolderOf(ledgerPath: string): LedgerFolder {
  return { ledgerPath, backupFolder: path.join(path.dirname(ledgerPath), 'backups') };
}

export function backupNameOf(at: Date, reach?: Reach): string {
  return `ledger-${stampOf(at)}${reach === undefined ? '' : `-e${reach.sequence}-d${reach.deliveries}`}.sqlite3`;
}

/** The same, or the same with a number: a name that no file in the folder has. */
export function freeName(folder: string, name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; number <= mostOfOneName; number += 1) {
    const free = number === 1 ? name : `${stem}-${number}${ext}`;
    if (!existsSync(path.join(folder, free))) return free;
  }
  throw Object.assign(new Error(`There are ${mostOfOneName} of ${name} already`), { code: 'EEXIST' });
}

/** Those that reach furthest first; none when there is no folder yet. */
export function listBackups({ backupFolder }: LedgerFolder): readonly BackupFile[] {
  return namesIn(backupFolder)
    .flatMap((fileName) => {
      const [, stamp, sequence, deliveries] = backupName.exec(fileName) ?? [];
      const file = statSync(path.join(backupFolder, fileName), { throwIfNoEntry: false });
      if (stamp === undefined || file === undefined) return [];
      const reach =
        sequence === undefined || deliveries === undefined
          ? null
          : { sequence: Number(sequence), deliveries: Number(deliveries) };
      return [{ fileName, madeAt: timeOf(stamp), sizeBytes: file.size, reach }];
    })
    .sort((left, right) => byReach(left.reach, right.reach) || (left.madeAt < right.madeAt ? 1 : -1));
}

/** For sorting: what reaches further comes first, and last what is not known. */
export function byReach(left: Reach | null, right: Reach | null): number {
  const none = { sequence: -1, deliveries: -1 };
  const [one, other] = [left ?? none, right ?? none];
  return other.sequence - one.sequence || other.deliveries - one.deliveries;
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

/** The databases that have been set aside, in no order that means anything. */
export function listDamaged({ ledgerPath }: LedgerFolder): readonly string[] {
  const folder = path.dirname(ledgerPath);
  return namesIn(folder)
    .filter((name) => damagedName.test(name) || unfinishedName.test(name))
    .map((name) => path.join(folder, name, path.basename(ledgerPath)))
    .filter((file) => existsSync(file));
}

/** Moves a closed ledger, whole and unchanged, into a folder of its own. Returns its new path. */
export function setLedgerAside({ ledgerPath }: LedgerFolder, at: Date): string {
  const folder = path.dirname(ledgerPath);
  // Under another name until all of it is there: a start after a power cut knows by it what was not finished.
  const unfinished = freeName(folder, `setting-aside-${stampOf(at)}`);
  // Before anything is moved: where it could not be named, nothing is begun.
  freeName(folder, `damaged-${stampOf(at)}`);
  mkdirSync(path.join(folder, unfinished), { mode: 0o700 });
  return endSettingAside(ledgerPath, unfinished);
}

/** Moves what belongs to the ledger to what is there of it already, and gives the folder its name. */
function endSettingAside(ledgerPath: string, unfinished: string): string {
  const [folder, base] = [path.dirname(ledgerPath), path.basename(ledgerPath)];
  for (const part of parts) moveIfThere(ledgerPath + part, path.join(folder, unfinished, base + part));
  const name = freeName(folder, `damaged-${unfinishedName.exec(unfinished)?.[1] ?? ''}`);
  retriedSync(() => renameSync(path.join(folder, unfinished), path.join(folder, name)));
  syncFolders(path.join(folder, name), folder);
  return path.join(folder, name, base);
}

/** Ends what a power cut interrupted: a ledger that was being set aside, a backup that was not finished. */
export function tidyLedgerFolder(folder: LedgerFolder): void {
  const { ledgerPath, backupFolder } = folder;
  const where = path.dirname(ledgerPath);
  for (const name of namesIn(where).filter((one) => unfinishedName.test(one))) endUnfinished(ledgerPath, name);
  if (!existsSync(ledgerPath)) bringLogAfter(folder);
  for (const place of [backupFolder, where]) {
    for (const name of namesIn(place)) if (partialName.test(name)) retriedSync(() => rmSync(path.join(place, name)));
  }
}

function endUnfinished(ledgerPath: string, name: string): void {
  const unfinished = path.join(path.dirname(ledgerPath), name);
  // The power went before the first file was moved: the ledger is where it was.
  if (!existsSync(path.join(unfinished, path.basename(ledgerPath))))
    retriedSync(() => rmSync(unfinished, { recursive: true }));
  // A ledger that has come since keeps what is its own.
  else if (!existsSync(ledgerPath)) endSettingAside(ledgerPath, name);
}

/**
 * Earlier programs gave the folder its name at once. Which of several it was, nothing tells, and another ledger's log
 * would spoil it: then the log stays where it is.
 */
function bringLogAfter(folder: LedgerFolder): void {
  const [damaged, ...others] = listDamaged(folder).filter((file) =>
    parts.slice(1).every((part) => !existsSync(file + part)),
  );
  if (damaged === undefined || others.length > 0) return;
  for (const part of parts.slice(1)) moveIfThere(folder.ledgerPath + part, damaged + part);
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

/** `20261126T013000000Z` as `2026-11-26T01:30:00.000Z` */
function timeOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z');
}
