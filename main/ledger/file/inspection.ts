/** Opening a ledger file to look at it, wherever it lies, so that nothing of it is changed and nothing is left beside it. */
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf } from './failure.ts';
import { applyPragmas, assertSqliteVersion } from './pragmas.ts';

export interface Inspection {
  readonly database: Database.Database;
  close(): void;
}

/**
 * Where a write-ahead log lies beside it the file is in use, or was when the power went: it is read in its place, as
 * the app's own reader does. Otherwise, and where SQLite may not keep its notes beside it, a private copy is read.
 * @throws what SQLite or the file system throws.
 */
export function openForInspection(file: string): Inspection {
  if (!hasLog(file)) return openCopy(file);
  try {
    return openInPlace(file);
  } catch (error) {
    if (!['SQLITE_CANTOPEN', 'SQLITE_READONLY'].some((prefix) => codeOf(error).startsWith(prefix))) throw error;
    return openCopy(file);
  }
}

function openInPlace(file: string): Inspection {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    assertSqliteVersion(database);
    applyPragmas(database, 'inspecting');
    // The first read finds out whether the log can be used.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, close: () => database.close() };
}

function openCopy(file: string): Inspection {
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-ledger-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'copy.sqlite3');
    copyFileSync(file, copy);
    if (hasLog(file)) copyFileSync(logOf(file), logOf(copy));
    const { database } = openInPlace(copy);
    return {
      database,
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function hasLog(file: string): boolean {
  return existsSync(logOf(file));
}

function logOf(file: string): string {
  return `${file}-wal`;
}
