/** What an exception of the ledger, of SQLite or of the file system means for a till. */
import type { LedgerFailureReason } from '../../domain/ledger-failure.ts';

/** A failure whose reason is already known. */
export class LedgerFailure extends Error {
  readonly reason: LedgerFailureReason;

  constructor(reason: LedgerFailureReason, message: string) {
    super(message);
    this.name = 'LedgerFailure';
    this.reason = reason;
  }
}

/** SQLite's extended codes begin with the plain one: `SQLITE_CORRUPT_INDEX`. */
const reasonsByCode: readonly (readonly [prefix: string, reason: LedgerFailureReason])[] = [
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_FULL', 'disk_full'],
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_READONLY', 'not_writable'],
  ['SQLITE_CANTOPEN', 'not_writable'],
  ['SQLITE_PERM', 'not_writable'],
  ['EACCES', 'not_writable'],
  ['EPERM', 'not_writable'],
  ['EROFS', 'not_writable'],
  ['EEXIST', 'not_writable'],
  ['ENOTDIR', 'not_writable'],
  ['EISDIR', 'not_writable'],
];

export function failureReasonOf(error: unknown): LedgerFailureReason {
  if (error instanceof LedgerFailure) return error.reason;
  const code = codeOf(error);
  return reasonsByCode.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other';
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
