import Database from 'better-sqlite3';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { failureReasonOf } from '../../../../main/ledger/file/failure.ts';
import { openLedger, type LedgerOpening } from '../../../../main/ledger/write/open-ledger.ts';
import { applyPragmas, isNewEnough } from '../../../../main/ledger/file/pragmas.ts';
import { createOrder, open, temporaryFolder, temporaryLedgerPath } from '../support.ts';

/** The connection that `openLedger` keeps: the last one on which a pragma ran. */
function openAndCatchConnection(ledgerPath: string): Database.Database {
  const spy = vi.spyOn(Database.prototype, 'pragma');
  open(ledgerPath);
  return spy.mock.contexts.at(-1) as Database.Database;
}

const isRoot = process.getuid?.() === 0;
/** `nobody` of most systems. Root may write everywhere, so these tests stop being root where they are. */
const nobody = 65_534;

function ordinaryFolder(): string {
  const folder = temporaryFolder();
  if (isRoot) chownSync(folder, nobody, nobody);
  return folder;
}

function openAsOrdinaryUser(ledgerPath: string): LedgerOpening {
  if (isRoot) process.seteuid?.(nobody);
  try {
    return openLedger(ledgerPath);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

function closeOpened(opening: LedgerOpening): void {
  if (opening.kind !== 'open') throw new Error(opening.detail);
  opening.ledger.close();
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('.lock'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'base64')]));
}

describe('opening a ledger', () => {
  it('makes the file and its folder, and finds what was written when it is opened again', async () => {
    const ledgerPath = path.join(temporaryFolder(), 'new folder', 'ledger.db');
    const first = open(ledgerPath);
    const order = await createOrder(first);
    first.close();
    expect(await open(ledgerPath).readOrder(order.orderNo)).toEqual(order);
  });

  it('is durable on every open, also of a file that exists', () => {
    const ledgerPath = temporaryLedgerPath();
    open(ledgerPath).close();
    const connection = openAndCatchConnection(ledgerPath);
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'cell_size_check'];
    const more = ['secure_delete', 'busy_timeout', 'recursive_triggers', 'fullfsync', 'checkpoint_fullfsync'];
    const values = [...names, ...more].map((name) => [name, connection.pragma(name, { simple: true })]);
    expect(Object.fromEntries(values)).toEqual({
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      secure_delete: 1,
      busy_timeout: 5000,
      recursive_triggers: 1,
      fullfsync: 1,
      checkpoint_fullfsync: 1,
    });
  });

  it('would not be durable with the settings of the driver alone', () => {
    const ledgerPath = temporaryLedgerPath();
    open(ledgerPath).close();
    const plain = new Database(ledgerPath);
    expect(plain.pragma('synchronous', { simple: true })).toBe(1);
    applyPragmas(plain, 'writing');
    expect(plain.pragma('synchronous', { simple: true })).toBe(2);
    plain.close();
  });

  it('refuses to go on when a setting does not take', () => {
    const inMemory = new Database(':memory:');
    expect(() => {
      applyPragmas(inMemory, 'writing');
    }).toThrow('PRAGMA journal_mode is memory instead of wal');
    inMemory.close();
  });

  it.each([
    ['3.51.2', false],
    ['3.9.99', false],
    ['2.99.0', false],
    ['3.51.3', true],
    ['3.54.1', true],
    ['4.0.0', true],
  ])('judges SQLite %s as new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it('refuses a prefix that would spoil order numbers', () => {
    expect(() => openLedger(temporaryLedgerPath(), { terminalPrefix: 'T_1' })).toThrow(RangeError);
    expect(() => openLedger(temporaryLedgerPath(), { terminalPrefix: 'TOOLONGPR' })).toThrow(RangeError);
  });
});

describe('a ledger that cannot be opened', () => {
  it('is left untouched when it is from a newer program, its write-ahead log included', () => {
    const original = temporaryLedgerPath();
    open(original).close();
    const newer = new Database(original);
    newer.pragma('user_version = 99');
    newer.exec('CREATE TABLE of_the_future (x TEXT) STRICT');
    // Copied while open: the change stands in the log only, as after a crash.
    const folder = path.join(temporaryFolder(), 'copy');
    cpSync(path.dirname(original), folder, { recursive: true });
    newer.close();
    const before = filesOf(folder);
    expect(Object.keys(before)).toContain('ledger.db-wal');

    expect(openLedger(path.join(folder, 'ledger.db'))).toMatchObject({ kind: 'failed', reason: 'newer_version' });
    const { 'ledger.db-shm': _before, ...contentBefore } = before;
    const { 'ledger.db-shm': _after, ...contentAfter } = filesOf(folder);
    expect(contentAfter).toEqual(contentBefore);
  });

  it('is refused untouched when it is a database of something else', () => {
    const ledgerPath = temporaryLedgerPath();
    const other = new Database(ledgerPath);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    const before = filesOf(path.dirname(ledgerPath));
    expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'other' });
    expect(filesOf(path.dirname(ledgerPath))).toEqual(before);
  });

  it('is «corrupt» when it is no database at all, and keeps its bytes', () => {
    const ledgerPath = temporaryLedgerPath();
    writeFileSync(ledgerPath, 'not a database '.repeat(1000));
    const before = filesOf(path.dirname(ledgerPath));
    expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'corrupt' });
    expect(filesOf(path.dirname(ledgerPath))).toEqual(before);
  });

  it.each(['events', 'events_by_order', 'orders', 'orders_by_state', 'sqlite_schema'])(
    'is «corrupt» when %s cannot be read',
    async (name) => {
      const ledgerPath = temporaryLedgerPath();
      const ledger = open(ledgerPath);
      await createOrder(ledger);
      ledger.close();
      const database = new Database(ledgerPath);
      const rootPages = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck();
      const page = name === 'sqlite_schema' ? 1 : Number(rootPages.get(name));
      database.close();
      const bytes = readFileSync(ledgerPath);
      writeFileSync(ledgerPath, bytes.fill(0x5a, (page - 1) * 4096 + 100, page * 4096));
      expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'corrupt' });
    },
  );

  it('is «not writable» when it is write-protected', () => {
    const ledgerPath = path.join(ordinaryFolder(), 'ledger.db');
    closeOpened(openAsOrdinaryUser(ledgerPath));
    chmodSync(ledgerPath, 0o444);
    expect(openAsOrdinaryUser(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'not_writable' });
  });

  it.skipIf(process.platform === 'win32')('is «not writable» when its folder is write-protected', () => {
    const folder = ordinaryFolder();
    closeOpened(openAsOrdinaryUser(path.join(folder, 'before.db')));
    chmodSync(folder, 0o555);
    const opening = openAsOrdinaryUser(path.join(folder, 'ledger.db'));
    chmodSync(folder, 0o755);
    expect(opening).toMatchObject({ kind: 'failed', reason: 'not_writable' });
  });

  it('is «not writable» when its folder cannot be made', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    expect(openLedger(path.join(folder, 'file', 'ledger.db'))).toMatchObject({ reason: 'not_writable' });
    expect(openLedger(path.join(folder, 'file', 'deeper', 'ledger.db'))).toMatchObject({ reason: 'not_writable' });
  });

  it('is «not writable» when its lock cannot be made', () => {
    const ledgerPath = temporaryLedgerPath();
    mkdirSync(`${ledgerPath}.lock`);
    expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'not_writable' });
  });

  it('is «locked» while another writer has it, by whatever path, and free when that one closes', () => {
    const ledgerPath = temporaryLedgerPath();
    const first = open(ledgerPath);
    expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'locked' });
    const otherFolder = path.join(temporaryFolder(), 'link');
    symlinkSync(path.dirname(ledgerPath), otherFolder, 'junction');
    expect(openLedger(path.join(otherFolder, 'ledger.db'))).toMatchObject({ kind: 'failed', reason: 'locked' });
    first.close();
    open(ledgerPath);
  });

  it.skipIf(process.platform === 'win32')('is «locked» also under another name (Windows allows links to few)', () => {
    const ledgerPath = temporaryLedgerPath();
    open(ledgerPath);
    const otherName = path.join(temporaryFolder(), 'other.db');
    symlinkSync(ledgerPath, otherName);
    expect(openLedger(otherName)).toMatchObject({ kind: 'failed', reason: 'locked' });
  });

  it('frees its lock when opening fails', () => {
    const ledgerPath = temporaryLedgerPath();
    writeFileSync(ledgerPath, 'not a database '.repeat(1000));
    expect(openLedger(ledgerPath)).toMatchObject({ reason: 'corrupt' });
    expect(openLedger(ledgerPath)).toMatchObject({ reason: 'corrupt' });
  });

  it('says «disk full» for what SQLite throws when there is no room', () => {
    const database = new Database(temporaryLedgerPath());
    database.pragma('max_page_count = 2');
    database.exec('CREATE TABLE t (x)');
    let thrown: unknown;
    try {
      database.prepare('INSERT INTO t VALUES (zeroblob(100000))').run();
    } catch (error) {
      thrown = error;
    }
    database.close();
    expect(failureReasonOf(thrown)).toBe('disk_full');
    expect(failureReasonOf(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toBe('disk_full');
    expect(failureReasonOf(new Error('anything'))).toBe('other');
  });
});
