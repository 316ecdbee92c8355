import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import {
  append,
  codeReceived,
  createOrder,
  open,
  paid,
  refundDone,
  refundRequested,
  temporaryFolder,
  temporaryLedgerPath,
} from '../ledger/support.ts';
import { run } from './support.ts';

/** Six events: a paid order with a refund and one whose code is out. Closed, so that it is one file. */
async function ledgerFile(): Promise<string> {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath);
  const order = await append(ledger, await createOrder(ledger), paid);
  await append(ledger, order, refundRequested('R_1', 234), refundDone('R_1'));
  await append(ledger, await createOrder(ledger, { currency: 'JPY', amountMinor: 500 }), codeReceived);
  ledger.close();
  return ledgerPath;
}

function tamper(file: string, sql: string): void {
  const tool = new Database(file);
  tool.exec(`DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; PRAGMA foreign_keys = OFF; ${sql}`);
  tool.close();
}

/** Fills the first page of a table or index with nonsense; of the schema's, only what comes after the file's header. */
function damage(file: string, table: string): void {
  const database = new Database(file, { readonly: true });
  const find = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck();
  const page = table === 'sqlite_schema' ? 1 : Number(find.get(table));
  database.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, Math.max(100, (page - 1) * 4096), page * 4096));
}

const verify = (...words: readonly string[]) => run(['ledger', 'verify', ...words]);

describe('ledger verify', () => {
  it('tells what a sound ledger holds, and where its chain ends', async () => {
    const ran = await verify(await ledgerFile());
    expect(ran).toMatchObject({
      exitCode: 0,
      output: {
        kind: 'sound',
        events: 6,
        orders: 2,
        head: expect.stringMatching(/^6:[0-9a-f]{64}$/) as unknown,
        totals: {
          CNY: { chargedMinor: 1234, paidCount: 1, paidMinor: 1234, refundedMinor: 234, netMinor: 1000 },
          JPY: { chargedMinor: 500, openCount: 1, openMinor: 500, paidMinor: 0, netMinor: 0 },
        },
      },
    });
  });

  it('changes nothing, and leaves nothing beside the file', async () => {
    const file = await ledgerFile();
    const before = readFileSync(file);
    await verify(file);
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(path.dirname(file)).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([]);
  });

  it('checks a ledger that is in use', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    expect(await verify(ledgerPath)).toMatchObject({ exitCode: 0, output: { events: 1 } });
    await createOrder(ledger);
    expect(await verify(ledgerPath)).toMatchObject({ exitCode: 0, output: { events: 2 } });
  });

  it('checks a copy that was made in another journal mode', async () => {
    const file = await ledgerFile();
    const database = new Database(file);
    const copy = path.join(path.dirname(file), 'copy.sqlite3');
    database.prepare('VACUUM INTO ?').run(copy);
    database.close();
    expect(await verify(copy)).toMatchObject({ exitCode: 0, output: { events: 6 } });
  });

  it('tells the event that was changed, in words', async () => {
    const file = await ledgerFile();
    tamper(file, "UPDATE events SET at = '2026-11-22T02:30:00.001Z' WHERE sequence = 3");
    expect(await verify(file)).toMatchObject({
      exitCode: 7,
      output: { kind: 'broken', sequence: 3, what: 'hash_differs', message: 'The event is not what was written.' },
    });
  });

  it.each([
    ['events', 1],
    // The walk does not need this one.
    ['orders_for_attention', 6],
    ['sqlite_schema', 0],
  ])('tells how far a damaged file can be read: %s', async (table, sequence) => {
    const file = await ledgerFile();
    damage(file, table);
    expect(await verify(file)).toMatchObject({
      exitCode: 7,
      output: { kind: 'broken', sequence, what: 'file_damaged' },
    });
  });

  describe('with a head that was kept elsewhere', () => {
    it('finds that the end was cut off, which nothing in the file can tell', async () => {
      const file = await ledgerFile();
      const { head } = (await verify(file)).output;
      expect(await verify(file, '--head', String(head))).toMatchObject({ exitCode: 0 });
      const cut = path.join(temporaryFolder(), 'cut.sqlite3');
      copyFileSync(file, cut);
      tamper(
        cut,
        "DELETE FROM events WHERE sequence > 4; DELETE FROM orders WHERE currency = 'JPY'; DELETE FROM day_totals WHERE currency = 'JPY';",
      );
      expect(await verify(cut)).toMatchObject({ exitCode: 0, output: { events: 4 } });
      expect(await verify(cut, '--head', String(head))).toMatchObject({
        exitCode: 7,
        output: { sequence: 4, what: 'end_missing' },
      });
    });

    it('finds that it is another ledger', async () => {
      const { head } = (await verify(await ledgerFile())).output;
      expect(await verify(await ledgerFile(), '--head', String(head))).toMatchObject({
        exitCode: 7,
        output: { sequence: 6, what: 'head_differs' },
      });
    });
  });

  it.each([
    ['missing', (file: string) => `${file}.nowhere`],
    ['missing', (file: string) => path.dirname(file)],
    ['not_a_ledger', (file: string) => written(file, 'no ledger')],
    ['not_a_ledger', (file: string) => written(file, '')],
    ['not_a_ledger', (file: string) => made(file, 'CREATE TABLE songs (title)')],
    ['newer_version', (file: string) => made(file, `${migrations[0]!.sql} PRAGMA user_version = 99`)],
    ['older_version', (file: string) => made(file, `${migrations[0]!.sql} PRAGMA user_version = 1`)],
  ])('has its own words for what is no ledger to check: %s', async (what, make) => {
    const file = make(path.join(temporaryFolder(), 'some.sqlite3'));
    const ran = await verify(file);
    expect(ran).toMatchObject({
      exitCode: 2,
      output: { kind: 'unusable', what, message: expect.any(String) as unknown },
    });
    if (what === 'missing') expect(existsSync(`${file}.nowhere`)).toBe(false);
  });

  it.each([
    [],
    ['a', 'b'],
    [''],
    ['a', '--key', 'b'],
    ['a', '--head'],
    ['a', '--head', '5'],
    ['a', '--head', `5:${'g'.repeat(64)}`],
  ])('does not understand %j %j %j', async (...words) => {
    expect(await verify(...words)).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
  });

  it('names its commands', async () => {
    expect(await run(['ledger'])).toMatchObject({
      exitCode: 2,
      output: { message: expect.stringContaining('ledger verify FILE') as unknown },
    });
  });
});

describe('ledger salvage', () => {
  const salvage = (...words: readonly string[]) => run(['ledger', 'salvage', ...words]);
  const newFile = () => path.join(temporaryFolder(), 'new.sqlite3');

  it('makes a new ledger that verifies, and says that nothing is missing', async () => {
    const to = newFile();
    const ran = await salvage(await ledgerFile(), '--to', to);
    expect(ran).toMatchObject({
      exitCode: 0,
      output: { kind: 'salvaged', to, events: 7, headSequence: 6, lost: null, totals: { CNY: { netMinor: 1000 } } },
    });
    expect(ran.output['message']).toContain('Everything');
    expect(await verify(to, '--head', String(ran.output['head']))).toMatchObject({ exitCode: 0 });
  });

  it('says which orders are missing, and ends with a code of its own', async () => {
    const whole = await ledgerFile();
    const damaged = path.join(temporaryFolder(), 'damaged.sqlite3');
    copyFileSync(whole, damaged);
    tamper(damaged, "UPDATE events SET at = '2026-11-22T02:30:00.001Z' WHERE sequence = 5");
    const ran = await salvage(damaged, '--to', newFile());
    expect(ran).toMatchObject({
      exitCode: 8,
      output: {
        headSequence: 4,
        lost: {
          fromSequence: 5,
          toSequence: 6,
          orders: [{ isKnown: false, listed: { amountMinor: 500, currency: 'JPY' } }],
        },
      },
    });
    expect(ran.output['message']).toContain('ask the gateway');
    const helped = await salvage(damaged, '--to', newFile(), '--with', whole);
    expect(helped).toMatchObject({ exitCode: 0, output: { eventsFromBackup: 1, lost: null } });
  });

  it('makes nothing where nothing can be proven', async () => {
    const damaged = await ledgerFile();
    tamper(damaged, 'DELETE FROM events WHERE sequence = 1');
    const to = newFile();
    expect(await salvage(damaged, '--to', to)).toMatchObject({ exitCode: 7, output: { kind: 'nothing_readable' } });
    expect(existsSync(to)).toBe(false);
  });

  it('needs a ledger, a place for the new one and, where one is named, a backup', async () => {
    const file = await ledgerFile();
    const unusable = { exitCode: 2, output: { message: expect.stringContaining('Nothing was made') as unknown } };
    expect(await salvage(file, '--to', file)).toMatchObject(unusable);
    expect(await salvage(`${file}.nowhere`, '--to', newFile())).toMatchObject(unusable);
    expect(await salvage(file, '--to', newFile(), '--with', `${file}.nowhere`)).toMatchObject(unusable);
    expect(await salvage(file, '--to', path.join(temporaryFolder(), 'a', 'b'))).toMatchObject(unusable);
  });

  it.each([
    [],
    ['a'],
    ['a', '--to', ''],
    ['a', 'b', '--to', 'c'],
    ['--to', 'c'],
    ['a', '--to', 'b', '--with', ''],
    ['a', '--to', 'b', '--head', 'c'],
  ])('does not understand %j %j %j %j', async (...words) => {
    expect(await salvage(...words)).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
  });
});

function written(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}

function made(file: string, sql: string): string {
  const database = new Database(file);
  database.exec(sql);
  database.close();
  return file;
}
