/** Which backups can be relied on, and how they follow on each other. */
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../domain/message-of.ts';
import { retriedSync } from '../../common/momentary.ts';
import { byReach, listBackups, type LedgerFolder } from '../file/ledger-folder.ts';
import { headOf, lookInto, type LedgerHead } from './ledger-head.ts';
import { inspectVersion, migrate } from '../migrations/migrate.ts';
import { migrations, newestVersion } from '../migrations/index.ts';
import { quickCheckProblem } from '../file/quick-check.ts';
import { openReadOnly } from '../read/reader-queries.ts';
import { isOnChain, type KeptHead } from '../format/kept-head.ts';
import { verifyChain } from '../verify/verify-chain.ts';

export interface GoodBackup {
  readonly path: string;
  /** What the clock said; UTC, ISO 8601. */
  readonly madeAt: string;
}

export type CopyVerdict =
  { readonly kind: 'sound'; readonly head: LedgerHead } | { readonly kind: 'broken'; readonly detail: string };

/** Of a ledger that nobody has open: its pages, its chain, every order and every sum. */
export function verdictOn(file: string): CopyVerdict {
  try {
    const database = openReadOnly(file, 'inspecting');
    try {
      const problem = quickCheckProblem(database);
      if (problem !== null) return { kind: 'broken', detail: problem };
      const chain = verifyChain(database);
      if (chain.kind === 'sound') return { kind: 'sound', head: headOf(database) };
      return { kind: 'broken', detail: `${chain.what} at ${chain.sequence}: ${chain.detail}` };
    } finally {
      database.close();
    }
  } catch (error) {
    return { kind: 'broken', detail: messageOf(error) };
  }
}

interface SortedBackups {
  /** Sound, and none of them is the beginning of another; those that reach furthest first. */
  readonly sound: readonly GoodBackup[];
  /** Not sound: what they prove may still be more than the others have. */
  readonly broken: readonly string[];
}

/** Looks into every backup, and checks whole what is no beginning of one that has been checked. */
export function sortBackups(folder: LedgerFolder): SortedBackups {
  const sound: (GoodBackup & { readonly head: LedgerHead })[] = [];
  const broken: string[] = [];
  for (const { file, madeAt, head } of furthestFirst(folder)) {
    if (head !== null && sound.some((good) => holds(good.path, good.head, head))) continue;
    const checked = upToDate(file);
    const verdict = checked === null ? null : verdictOn(checked);
    if (checked !== null && verdict?.kind === 'sound') sound.push({ path: checked, madeAt, head: verdict.head });
    else broken.push(file);
  }
  return { sound, broken };
}

/**
 * The backup that can be read, is sound and reaches furthest; `null` when there is none.
 * @param keptHead of the ledger that is meant, where it is known: one that holds it goes before a longer one of another.
 */
export function newestGoodBackup(job: {
  readonly folder: LedgerFolder;
  readonly keptHead?: KeptHead | null;
}): GoodBackup | null {
  const { folder, keptHead = null } = job;
  const files = furthestFirst(folder);
  const isMeant = (file: string): boolean =>
    keptHead !== null && lookInto(file, (database) => isOnChain(database, keptHead)) === true;
  const meant = new Set(files.filter(({ file }) => isMeant(file)));
  for (const { file, madeAt } of [...meant, ...files.filter((one) => !meant.has(one))]) {
    const checked = upToDate(file);
    if (checked !== null && verdictOn(checked).kind === 'sound') return { path: checked, madeAt };
  }
  return null;
}

/** By what stands in the files, not by their names. */
function furthestFirst(folder: LedgerFolder): readonly {
  readonly file: string;
  readonly madeAt: string;
  readonly head: LedgerHead | null;
}[] {
  return listBackups(folder)
    .map(({ fileName, madeAt }) => {
      const file = path.join(folder.backupFolder, fileName);
      return { file, madeAt, head: lookInto(file, headOf) };
    })
    .sort((left, right) => byReach(left.head, right.head));
}

function holds(file: string, head: LedgerHead, other: LedgerHead): boolean {
  if (other.sequence > head.sequence || other.deliveries > head.deliveries) return false;
  return lookInto(file, (database) => isOnChain(database, other)) === true;
}

/**
 * The backup itself, or, where an earlier program made it, a copy of it with today's schema, which goes at the next
 * start; `null` when there can be none.
 */
function upToDate(file: string): string | null {
  const [copy, unfinished] = [`${file}.partial`, `${file}.unfinished.partial`];
  try {
    if (versionOf(file) === newestVersion) return file;
    if (existsSync(copy)) return copy;
    copyFileSync(file, unfinished);
    const database = new Database(unfinished);
    try {
      migrate(database, migrations);
    } finally {
      database.close();
    }
    retriedSync(() => renameSync(unfinished, copy));
    return copy;
  } catch {
    // Whatever hinders it: this one is of no use now, and the next older one may be.
    rmSync(unfinished, { force: true });
    return null;
  }
}

function versionOf(file: string): number {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return inspectVersion(database, newestVersion);
  } finally {
    database.close();
  }
}
