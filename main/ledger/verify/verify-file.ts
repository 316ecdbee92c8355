/** Checks a ledger file from outside: whether it is one, whether SQLite can read it, and the ledger against itself. */
import { statSync } from 'node:fs';
import { messageOf } from '../../domain/message-of.ts';
import { broken, unlessDamaged } from './chain-fault.ts';
import { codeOf, LedgerFailure } from '../file/failure.ts';
import { openForInspection, type Inspection } from '../file/inspection.ts';
import { inspectVersion } from '../migrations/migrate.ts';
import { newestVersion } from '../migrations/index.ts';
import { verifyChain, type ChainVerdict } from './verify-chain.ts';
import type { KeptHead } from '../format/kept-head.ts';

/** Why nothing can be said about a file as a ledger. */
export type UnusableFile =
  | 'missing'
  | 'not_a_ledger'
  | 'newer_version'
  /** Of an earlier program; opening it with this one brings it up to date. */
  | 'older_version'
  /** It is there, and may be a ledger, but it cannot be read now. */
  | 'unreadable';

export type FileVerdict =
  ChainVerdict | { readonly kind: 'unusable'; readonly what: UnusableFile; readonly detail: string };

/** Changes nothing; the ledger may be in use. Takes long with a large one. */
export function verifyLedgerFile(file: string, keptHead?: KeptHead): FileVerdict {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return unusable('missing', 'no such file');
  let inspection: Inspection | undefined;
  try {
    inspection = openForInspection(file);
    const { database } = inspection;
    const version = inspectVersion(database, newestVersion);
    if (version === 0) return unusable('not_a_ledger', 'the file is empty');
    if (version < newestVersion) return unusable('older_version', `schema ${version}`);
    const damage = damageOf(database);
    const verdict = verifyChain(database, keptHead);
    if (damage === null) return verdict;
    // Where it shows, when it shows in the ledger itself; else the damage is in what only SQLite needs.
    return broken(verdict.kind === 'broken' ? verdict.sequence : verdict.events, 'file_damaged', damage);
  } catch (error) {
    // Not even the schema could be read.
    if (codeOf(error).startsWith('SQLITE_CORRUPT')) return broken(0, 'file_damaged', messageOf(error));
    return unusable(unusableReasonOf(error), messageOf(error));
  } finally {
    inspection?.close();
  }
}

/** The first thing that SQLite finds wrong with the file; `null` when it finds nothing. */
function damageOf(database: Inspection['database']): string | null {
  const finding = unlessDamaged(
    () => String(database.pragma('integrity_check(1)', { simple: true })),
    () => 0,
  );
  if (typeof finding !== 'string') return finding.detail;
  return finding === 'ok' ? null : finding;
}

/** What an exception while opening it means for a file. */
export function unusableReasonOf(error: unknown): UnusableFile {
  if (error instanceof LedgerFailure) return error.reason === 'newer_version' ? 'newer_version' : 'not_a_ledger';
  return codeOf(error) === 'SQLITE_NOTADB' ? 'not_a_ledger' : 'unreadable';
}

function unusable(what: UnusableFile, detail: string): FileVerdict {
  return { kind: 'unusable', what, detail };
}
