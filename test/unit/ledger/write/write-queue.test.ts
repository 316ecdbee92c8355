import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WriteQueue } from '../../../../main/ledger/write/write-queue.ts';
import { temporaryLedgerPath } from '../support.ts';

let path: string;
let database: Database.Database;
let queue: WriteQueue;
/** What SQLite was told, in order. */
let statements: string[];

beforeEach(() => {
  path = temporaryLedgerPath();
  statements = [];
  database = new Database(path, { timeout: 0, verbose: (sql) => statements.push(String(sql)) });
  onTestFinished(() => {
    database.close();
  });
  database.pragma('journal_mode = WAL');
  database.exec(`
    CREATE TABLE shelves (name TEXT PRIMARY KEY) STRICT;
    CREATE TABLE cups (name TEXT, shelf TEXT REFERENCES shelves (name) DEFERRABLE INITIALLY DEFERRED, size INT) STRICT`);
  database.pragma('foreign_keys = ON');
  queue = new WriteQueue(database);
  statements.length = 0;
});

function put(name: string): number {
  return Number(database.prepare('INSERT INTO cups (name) VALUES (?)').run(name).lastInsertRowid);
}

function cups(): readonly unknown[] {
  return database.prepare('SELECT name FROM cups ORDER BY rowid').pluck().all();
}

function countOf(statement: string): number {
  return statements.filter((sql) => sql === statement).length;
}

/** How each write came out, in the order in which the answers came. */
async function outcomesOf(writes: Readonly<Record<string, () => unknown>>): Promise<readonly string[]> {
  const outcomes: string[] = [];
  await Promise.all(
    Object.entries(writes).map(([name, action]) =>
      queue.run(action).then(
        (value) => outcomes.push(`${name}: ${String(value)}`),
        (fault: unknown) => outcomes.push(`${name}: ${fault instanceof Error ? fault.message : 'no error'}`),
      ),
    ),
  );
  return outcomes;
}

const putting = (name: string) => () => put(name);
const breaking = (name: string) => () => {
  put(name);
  throw new Error('broken');
};
/** What SQLite does by itself when the disk fails it in the middle of a statement: all of the transaction is gone. */
const losingTheTransaction = () => {
  database.exec('ROLLBACK');
  throw new Error('disk I/O error');
};

describe('writes of one turn', () => {
  it('share one transaction, and are answered in order, each with its own result', async () => {
    const outcomes = await outcomesOf({ a: putting('a'), b: putting('b'), c: putting('c') });
    expect(outcomes).toEqual(['a: 1', 'b: 2', 'c: 3']);
    expect(countOf('BEGIN IMMEDIATE')).toBe(1);
    expect(countOf('COMMIT')).toBe(1);
  });

  it('are not done before the turn is over, nor answered before they are on disk', async () => {
    const other = new Database(path, { readonly: true });
    const written = queue.run(putting('a')).then(() => other.prepare('SELECT count(*) FROM cups').pluck().get());
    expect(statements).toEqual([]);
    // Seen by another connection at the moment of the answer.
    expect(await written).toBe(1);
    other.close();
  });

  it('are done together with those that come before their turn', async () => {
    const first = queue.run(putting('a'));
    await Promise.resolve();
    await Promise.all([first, queue.run(putting('b'))]);
    expect(countOf('COMMIT')).toBe(1);
    await queue.run(putting('c'));
    expect(countOf('COMMIT')).toBe(2);
  });

  it('are at most 64 to a transaction, so that the first does not wait for all', async () => {
    const writes = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`n${index}`, putting(`n${index}`)]));
    const outcomes = await outcomesOf(writes);
    expect(outcomes).toEqual(Array.from({ length: 130 }, (_, index) => `n${index}: ${index + 1}`));
    expect(countOf('COMMIT')).toBe(3);
  });
});

describe('a write that fails', () => {
  it('fails by itself: nothing of it is written, and everything of its neighbours', async () => {
    const outcomes = await outcomesOf({ a: putting('a'), b: breaking('b'), c: putting('c') });
    expect([...outcomes].sort()).toEqual(['a: 1', 'b: broken', 'c: 2']);
    expect(cups()).toEqual(['a', 'c']);
    expect(countOf('COMMIT')).toBe(1);
  });

  it('may fail as the only one', async () => {
    expect(await outcomesOf({ a: breaking('a') })).toEqual(['a: broken']);
    expect(await outcomesOf({ b: putting('b') })).toEqual(['b: 1']);
  });

  it('takes with it what had been done before, when it loses the transaction, and not what comes after', async () => {
    let tries = 0;
    const outcomes = await outcomesOf({
      a: putting('a'),
      b: () => {
        tries += 1;
        return tries === 1 ? losingTheTransaction() : put('b');
      },
      c: putting('c'),
      d: putting('d'),
    });
    expect([...outcomes].sort()).toEqual(['a: disk I/O error', 'b: disk I/O error', 'c: 1', 'd: 2']);
    // What was called failed is not tried again behind its caller's back.
    expect(tries).toBe(1);
    expect(cups()).toEqual(['c', 'd']);
  });

  it('may lose the transaction as the first or the last', async () => {
    const first = await outcomesOf({ a: losingTheTransaction, b: putting('b') });
    expect([...first].sort()).toEqual(['a: disk I/O error', 'b: 1']);
    const last = await outcomesOf({ c: putting('c'), d: losingTheTransaction });
    expect([...last].sort()).toEqual(['c: disk I/O error', 'd: disk I/O error']);
    expect(cups()).toEqual(['b']);
  });
});

describe('a transaction that cannot be committed', () => {
  it('fails every write that it holds, and leaves nothing of them', async () => {
    const orphan = () => database.prepare("INSERT INTO cups (name, shelf) VALUES ('b', 'none')").run();
    const outcomes = await outcomesOf({ a: putting('a'), b: orphan, c: breaking('c') });
    expect([...outcomes].sort()).toEqual([
      'a: FOREIGN KEY constraint failed',
      'b: FOREIGN KEY constraint failed',
      'c: broken',
    ]);
    expect(cups()).toEqual([]);
    expect(await outcomesOf({ d: putting('d') })).toEqual(['d: 1']);
  });

  it('fails its writes on a full disk, and the next ones go through when there is room again', async () => {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`);
    const large = (name: string) => () =>
      database.prepare('INSERT INTO cups (name, shelf) VALUES (?, NULL)').run(name.repeat(100_000)).changes;
    const outcomes = await outcomesOf({ a: large('a'), b: large('b'), c: large('c') });
    expect(outcomes).toHaveLength(3);
    for (const outcome of outcomes) expect(outcome).toMatch(/: database or disk is full$/);
    expect(cups()).toEqual([]);
    database.pragma('max_page_count = 1000000');
    expect(await outcomesOf({ d: putting('d') })).toEqual(['d: 1']);
  });

  it('runs none of its writes when it cannot even begin', async () => {
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let runs = 0;
    const counting = () => {
      runs += 1;
    };
    expect(await outcomesOf({ a: counting, b: counting })).toEqual(['a: database is locked', 'b: database is locked']);
    expect(runs).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect(await outcomesOf({ c: putting('c') })).toEqual(['c: 1']);
  });
});

describe('flushing', () => {
  it('does at once what is waiting', () => {
    void queue.run(putting('a'));
    void queue.run(putting('b'));
    queue.flush();
    expect(cups()).toEqual(['a', 'b']);
  });

  it('does nothing when nothing waits', () => {
    queue.flush();
    expect(statements).toEqual([]);
  });
});
