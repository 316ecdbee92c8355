/** How every connection to a ledger is set up: in one place, on every open, and read back. */
import type Database from 'better-sqlite3';

interface Pragma {
  readonly name: string;
  /** `null`: cannot be set on this connection, only read. */
  readonly set: string | null;
  readonly expected: string | number;
}

/** How long a statement waits for a lock that a reader or a checkpoint holds for a moment. */
const busyTimeoutMs = 5_000;

const everywhere: readonly Pragma[] = [
  { name: 'busy_timeout', set: String(busyTimeoutMs), expected: busyTimeoutMs },
  { name: 'foreign_keys', set: 'ON', expected: 1 },
  // A file from elsewhere must not be able to run functions through its views, triggers or defaults.
  { name: 'trusted_schema', set: 'OFF', expected: 0 },
  { name: 'cell_size_check', set: 'ON', expected: 1 },
];

const writing: readonly Pragma[] = [
  ...everywhere,
  { name: 'journal_mode', set: 'WAL', expected: 'wal' },
  // The driver re-opens WAL files at NORMAL, where a power cut can take back a commit.
  { name: 'synchronous', set: 'FULL', expected: 2 },
  // On macOS a plain fsync leaves data in the drive's cache.
  { name: 'fullfsync', set: 'ON', expected: 1 },
  { name: 'checkpoint_fullfsync', set: 'ON', expected: 1 },
  // What is purged is overwritten, not only forgotten.
  { name: 'secure_delete', set: 'ON', expected: 1 },
  // Otherwise INSERT OR REPLACE would delete rows without asking the append-only triggers.
  { name: 'recursive_triggers', set: 'ON', expected: 1 },
];

/** A file to be looked at may be of any journal mode: copies often are. */
const inspecting: readonly Pragma[] = [...everywhere, { name: 'query_only', set: 'ON', expected: 1 }];

const reading: readonly Pragma[] = [...inspecting, { name: 'journal_mode', set: null, expected: 'wal' }];

const pragmasFor = { writing, reading, inspecting } as const;

export type ConnectionPurpose = keyof typeof pragmasFor;

/** @throws when a setting does not take: better no ledger than one that only looks durable. */
export function applyPragmas(database: Database.Database, purpose: ConnectionPurpose): void {
  for (const { name, set, expected } of pragmasFor[purpose]) {
    if (set !== null) database.pragma(`${name} = ${set}`);
    const actual = database.pragma(name, { simple: true });
    if (actual !== expected) throw new Error(`PRAGMA ${name} is ${String(actual)} instead of ${expected}`);
  }
}

/** The first release without the WAL-reset fault, which could lose commits (https://sqlite.org/wal.html#walresetbug). */
const oldestSqlite = [3, 51, 3] as const;

/** @throws when the SQLite inside the driver is older than the schema and the ledger's promises need. */
export function assertSqliteVersion(database: Database.Database): void {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  if (!isNewEnough(version)) throw new Error(`SQLite ${version} is older than ${oldestSqlite.join('.')}`);
}

export function isNewEnough(version: string): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, oldest] of oldestSqlite.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== oldest) return number > oldest;
  }
  return true;
}
