/** Opening the one writer. */
import Database from 'better-sqlite3';
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../domain/message-of.ts';
import type { LedgerFailureReason } from '../../domain/ledger-failure.ts';
import type { UnmatchedPayment } from '../../domain/till-event.ts';
import type { Ledger } from '../../ports/index.ts';
import { codeOf, failureReasonOf, LedgerFailure } from '../file/failure.ts';
import { settleInstallation, thisMachine, type Machine } from './installation.ts';
import { inspectVersion, migrate } from '../migrations/migrate.ts';
import { migrations, newestVersion } from '../migrations/index.ts';
import { assertTerminalPrefix, randomText, type RandomText } from './make-order-number.ts';
import { applyPragmas, assertSqliteVersion } from '../file/pragmas.ts';
import type { OldData } from './personal-purge.ts';
import { SqliteLedger, type PurgeCount, type SignHead } from './sqlite-ledger.ts';
import type { KeptHead } from '../format/kept-head.ts';
import type { SettlingWord } from '../format/unmatched.ts';
import { takeWriterLock, type WriterLock } from '../file/writer-lock.ts';

export interface OpenLedger extends Ledger {
  readonly path: string;
  /** A write has met a damaged page: the file must be looked over before it is trusted again. */
  readonly sawDamage: boolean;
  /** Names this ledger on this computer in all its numbers: 8 characters. */
  readonly installationId: string;
  /** Begins a new installation id: for a ledger that was put back to an older state. */
  renewInstallation(): Promise<void>;
  headNow(): KeptHead;
  comesThrough(head: KeptHead): boolean;
  dayToSeal(today: string): string | null;
  lastSealedDay(): string | null;
  lastEventAt(): string | null;
  sealDay(businessDay: string, sign: SignHead, at: Date): Promise<void>;
  /** Keeps what a gateway has told, verified, of a payment that no order here fits; the same is kept once. */
  recordUnmatched(payment: UnmatchedPayment, at: Date): Promise<void>;
  /** A person has looked into it; `false` when there is no such report, or somebody has already. */
  settleUnmatched(reportedSequence: number, word: SettlingWord, at: Date): Promise<boolean>;
  oldBefore(before: Date, confirmedNow: Date, isAgain?: boolean): Promise<OldData>;
  purgePersonal(old: OldData, at: Date, mayGoOn?: () => boolean): Promise<PurgeCount>;
  /** Checkpoints and closes; calls after it reject. */
  close(): void;
}

export type LedgerOpening =
  | { readonly kind: 'open'; readonly ledger: OpenLedger }
  | { readonly kind: 'failed'; readonly reason: LedgerFailureReason; readonly detail: string };

export interface LedgerOptions {
  /** Begins every order number of this till: 1 to 8 letters or digits. Default `T01`. Read anew for each number. */
  readonly terminalPrefix?: string;
  /** The computer that it is opened on; that which this runs on if absent. */
  readonly machine?: Machine;
  /** The random ends of its numbers, in the alphabet of `order-number.ts`; drawn from the system if absent. */
  readonly randomText?: RandomText;
}

/**
 * Opens the ledger for writing, making file and folder where there are none. A file that cannot be opened as it
 * should be is left as it is: nothing is repaired, replaced or deleted here.
 */
export function openLedger(ledgerPath: string, options: LedgerOptions = {}): LedgerOpening {
  const terminalPrefix = (): string => options.terminalPrefix ?? 'T01';
  assertTerminalPrefix(terminalPrefix());
  let lock: WriterLock | undefined;
  let database: Database.Database | undefined;
  try {
    const realPath = resolveFile(ledgerPath);
    lock = takeWriterLock(realPath);
    refuseForeignFile(realPath);
    database = new Database(realPath);
    assertSqliteVersion(database);
    applyPragmas(database, 'writing');
    migrate(database, migrations);
    assertWritable(database);
    const machine = options.machine ?? thisMachine();
    const installationId = settleInstallation(database, machine);
    const parts = {
      path: realPath,
      terminalPrefix,
      machine,
      installationId,
      randomText: options.randomText ?? randomText,
    };
    const ledger = new SqliteLedger(database, lock, parts);
    readAsEveryStart(ledger);
    return { kind: 'open', ledger };
  } catch (error) {
    database?.close();
    lock?.release();
    return {
      kind: 'failed',
      reason: failureReasonOf(error),
      detail: messageOf(error),
    };
  }
}

/** Every start needs it at once: what cannot be read of it makes the file a damaged one, and not a till that never starts. */
function readAsEveryStart(ledger: SqliteLedger): void {
  ledger.lastSealedDay();
  ledger.lastEventAt();
}

/** The file itself, so that two paths to one ledger meet at one lock. */
function resolveFile(ledgerPath: string): string {
  const folder = path.dirname(path.resolve(ledgerPath));
  mkdirSync(folder, { recursive: true });
  const inFolder = path.join(realpathSync(folder), path.basename(ledgerPath));
  return existsSync(inFolder) ? realpathSync(inFolder) : inFolder;
}

/** SQLite opens a write-protected file without a word, for reading; only a write finds out. */
function assertWritable(database: Database.Database): void {
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${newestVersion}; ROLLBACK;`);
}

/** Looks at the version over a read-only connection: a writing one would already change the file on closing. */
function refuseForeignFile(ledgerPath: string): void {
  const file = statSync(ledgerPath, { throwIfNoEntry: false });
  if (file === undefined || file.size === 0) return;
  if (!file.isFile()) throw new LedgerFailure('not_writable', 'There is something other than a file in its place.');
  const database = new Database(ledgerPath, { readonly: true, fileMustExist: true });
  try {
    inspectVersion(database, newestVersion);
  } catch (error) {
    // The very first open was cut off: only a writing connection may tidy that up, and then looks again.
    if (codeOf(error) !== 'SQLITE_READONLY_ROLLBACK') throw error;
  } finally {
    database.close();
  }
}
