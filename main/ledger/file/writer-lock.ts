/**
 * One writer per ledger, over time and across processes. WAL's own exclusive mode would shut out our reader, so
 * the writer holds an exclusive SQLite lock on an empty file beside the ledger. The system releases it when the
 * process ends, however it ends; nothing is left to clean up.
 *
 * On POSIX systems a process loses its locks on a file when it closes *any* handle of it: nothing in this process
 * may open the ledger's files or this one except through SQLite.
 */
import Database from 'better-sqlite3';
import { failureReasonOf, LedgerFailure } from './failure.ts';

export interface WriterLock {
  release(): void;
}

/** @throws LedgerFailure `locked` when another connection holds it. */
export function takeWriterLock(ledgerPath: string): WriterLock {
  const database = new Database(`${ledgerPath}.lock`, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (failureReasonOf(error) !== 'locked') throw error;
    throw new LedgerFailure('locked', 'Another program has the ledger open for writing.');
  }
  return { release: () => database.close() };
}
