/** Brings a ledger file to the schema of this program, one step per transaction. */
import type Database from 'better-sqlite3';
import { LedgerFailure } from '../file/failure.ts';
import type { Migration } from './migration.ts';

/** `Sctl` in ASCII: marks the file as a ledger of ours (set by the first migration). */
const applicationId = 0x5363746c;

/**
 * The schema version of an opened file; 0 for an empty one. Only reads.
 * @throws LedgerFailure when the file is from a newer program, or is a database of something else.
 */
export function inspectVersion(database: Database.Database, newestVersion: number): number {
  const version = Number(database.pragma('user_version', { simple: true }));
  const owner = Number(database.pragma('application_id', { simple: true }));
  const tableCount = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const isEmpty = version === 0 && owner === 0 && tableCount === 0;
  if (!isEmpty && owner !== applicationId) throw new LedgerFailure('other', 'This database is not a Scantill ledger.');
  if (version > newestVersion) {
    throw new LedgerFailure(
      'newer_version',
      `The ledger has schema ${version}; this program knows schemas up to ${newestVersion}.`,
    );
  }
  return version;
}

/** Applies the missing steps; `user_version` is set in the transaction of its step. */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const version = inspectVersion(database, migrations.at(-1)?.version ?? 0);
  for (const migration of migrations.filter((step) => step.version > version)) {
    database
      .transaction(() => {
        database.exec(migration.sql);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
}
