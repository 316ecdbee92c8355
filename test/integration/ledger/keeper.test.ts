import Database from 'better-sqlite3';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkAfterCrash,
  makeBackup,
  newestGoodBackup,
  restoreFromFile,
  restoreLedger,
} from '../../../main/ledger/keeper-jobs.ts';
import {
  ledgerFolderOf,
  listBackups,
  setLedgerAside,
  tidyLedgerFolder,
  type LedgerFolder,
} from '../../../main/ledger/ledger-folder.ts';
import { migrations, newestVersion } from '../../../main/ledger/migrations/index.ts';
import type { OpenLedger } from '../../../main/ledger/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/reader-queries.ts';
import {
  append,
  createOrder,
  morning,
  notification,
  open,
  openReader,
  paid,
  temporaryFolder,
} from '../../unit/ledger/support.ts';

const minutesLater = (minutes: number): Date => new Date(morning.getTime() + minutes * 60_000);

async function shop(): Promise<{ readonly folder: LedgerFolder; readonly ledger: OpenLedger }> {
  const folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
  const ledger = open(folder.ledgerPath);
  for (let count = 0; count < 20; count += 1) await append(ledger, await createOrder(ledger), paid);
  return { folder, ledger };
}

/** Overwrites the pages from the second on, as a failing disk would. */
function damage(file: string): void {
  const handle = openSync(file, 'r+');
  const { size } = statSync(file);
  for (let at = 4096; at < size; at += 4096) writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(handle);
}

/** The last third of the file is gone. */
function damageEnd(file: string): void {
  const handle = openSync(file, 'r+');
  const { size } = statSync(file);
  for (let at = Math.floor(size / 4096 / 1.5) * 4096; at < size; at += 4096) {
    writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  }
  closeSync(handle);
}

async function backUp(folder: LedgerFolder, at = morning): Promise<string> {
  const outcome = await makeBackup({ folder, at, lastHead: null });
  if (outcome.kind !== 'made') throw new Error(JSON.stringify(outcome));
  return path.join(folder.backupFolder, listBackups(folder)[0]?.fileName ?? '');
}

describe('a backup', () => {
  it('holds the ledger as it is while it is in use, in one file that needs no other', async () => {
    const { folder, ledger } = await shop();
    const file = await backUp(folder);
    await append(ledger, await createOrder(ledger), paid);
    expect(readdirSync(folder.backupFolder)).toEqual([path.basename(file)]);
    const copy = new Database(file, { readonly: true });
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(readerQueries.verifyChain(copy)).toMatchObject({ kind: 'sound', orders: 20 });
    copy.close();
  });

  it('is not made again while nothing has happened', async () => {
    const { folder, ledger } = await shop();
    const first = await makeBackup({ folder, at: morning, lastHead: null });
    const lastHead = first.kind === 'made' ? first.head : null;
    expect(await makeBackup({ folder, at: minutesLater(60), lastHead })).toEqual({ kind: 'unchanged' });
    await createOrder(ledger);
    expect(await makeBackup({ folder, at: minutesLater(120), lastHead })).toMatchObject({ kind: 'made' });
    expect(listBackups(folder)).toHaveLength(2);
  });

  it('is made for what was delivered too: it may be the only word of money that this ledger has no order for', async () => {
    const { folder, ledger } = await shop();
    const first = await makeBackup({ folder, at: morning, lastHead: null });
    const lastHead = first.kind === 'made' ? first.head : null;
    await ledger.recordNotification(notification({ verdict: 'unknown_order', orderNo: 'T01_20261122_0042_7KQ2' }));
    const second = await makeBackup({ folder, at: minutesLater(60), lastHead });
    expect(second).toMatchObject({ kind: 'made', head: { sequence: lastHead?.sequence, deliveries: 1 } });
    expect(listBackups(folder)[0]).toMatchObject({ reach: { sequence: 40, deliveries: 1 } });
    const head = second.kind === 'made' ? second.head : null;
    expect(await makeBackup({ folder, at: minutesLater(120), lastHead: head })).toEqual({ kind: 'unchanged' });
    // Somebody has taken it away: what is remembered of it is no backup.
    rmSync(path.join(folder.backupFolder, listBackups(folder)[0]?.fileName ?? ''));
    expect(await makeBackup({ folder, at: minutesLater(180), lastHead: head })).toMatchObject({ kind: 'made' });
  });

  it('under a clock that stands still overwrites none, and the one that reaches furthest is the newest', async () => {
    const { folder, ledger } = await shop();
    await makeBackup({ folder, at: morning, lastHead: null });
    await makeBackup({ folder, at: morning, lastHead: null });
    await createOrder(ledger);
    await makeBackup({ folder, at: new Date('2015-01-01T00:00:20.000Z'), lastHead: null });
    expect(listBackups(folder).map(({ reach }) => reach?.sequence)).toEqual([41, 40, 40]);
    expect(path.basename(newestGoodBackup({ folder })?.path ?? '')).toBe(listBackups(folder)[0]?.fileName);
  });

  it(
    'never goes for others that reach less far, or for a ledger that was left for another',
    { timeout: 60_000 },
    async () => {
      const { folder, ledger } = await shop();
      const left = await backUp(folder);
      ledger.close();
      rmSync(folder.ledgerPath);
      // A new book is begun, under a clock that is years behind.
      const other = open(folder.ledgerPath);
      for (let count = 0; count < 12; count += 1) {
        await createOrder(other);
        const at = new Date(Date.UTC(2015 + count, 0, 1));
        const made = await makeBackup({ folder, at, lastHead: null });
        expect(made).toMatchObject({ kind: 'made', head: { sequence: count + 1 } });
        // The one that was just made is there, and the other book's.
        expect(listBackups(folder).map(({ reach }) => reach?.sequence)).toEqual(
          expect.arrayContaining([count + 1, 40]),
        );
      }
      expect(existsSync(left)).toBe(true);
    },
  );

  it('of a ledger that is not sound gets no name, and no earlier one goes for it', async () => {
    const { folder, ledger } = await shop();
    const good = await backUp(folder);
    ledger.close();
    const tool = new Database(folder.ledgerPath);
    tool.exec("DROP TRIGGER events_never_change; UPDATE events SET at = '2026-11-22T02:30:01.000Z' WHERE sequence = 7");
    tool.pragma('journal_mode = WAL');
    const outcome = await makeBackup({ folder, at: minutesLater(60), lastHead: null });
    tool.close();
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'corrupt' });
    expect(readdirSync(folder.backupFolder)).toEqual([path.basename(good)]);
  });

  it('that cannot be written says why, and leaves nothing behind', async () => {
    const { folder } = await shop();
    writeFileSync(folder.backupFolder, 'a file in the way');
    expect(await makeBackup({ folder, at: morning, lastHead: null })).toMatchObject({
      kind: 'failed',
      reason: 'not_writable',
    });
  });
});

describe('after a crash', () => {
  it('a whole ledger passes, also with its log not yet written back', async () => {
    const { folder } = await shop();
    expect(statSync(`${folder.ledgerPath}-wal`).size).toBeGreaterThan(0);
    expect(checkAfterCrash(folder)).toEqual({ kind: 'sound' });
  });

  it('a damaged page is found', async () => {
    const { folder, ledger } = await shop();
    ledger.close();
    damage(folder.ledgerPath);
    expect(checkAfterCrash(folder)).toMatchObject({ kind: 'damaged' });
  });

  it('what cannot be looked at is not called damaged', () => {
    const folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
    mkdirSync(folder.ledgerPath);
    expect(checkAfterCrash(folder)).toMatchObject({ kind: 'not_checked' });
  });
});

describe('the restore drill', () => {
  it('makes a whole ledger of the damaged file and the newest good backup, and says so in it', async () => {
    const { folder, ledger } = await shop();
    const good = await backUp(folder);
    for (let count = 0; count < 200; count += 1) await append(ledger, await createOrder(ledger), paid);
    ledger.close();
    damageEnd(folder.ledgerPath);
    const before = readFileSync(good);
    const setAside = setLedgerAside(folder, minutesLater(60));
    const damaged = readFileSync(setAside);

    const outcome = restoreLedger({ folder, at: minutesLater(90) });
    if (outcome.kind !== 'restored') throw new Error(JSON.stringify(outcome));
    expect(outcome.report.orders).toBeGreaterThanOrEqual(20);
    expect(readFileSync(good)).toEqual(before);
    expect(readFileSync(setAside)).toEqual(damaged);

    const restored = open(folder.ledgerPath);
    await createOrder(restored);
    const reader = openReader(folder.ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: outcome.report.orders + 1 });
    expect(reader.prepare('SELECT type FROM events WHERE order_no IS NULL').pluck().all()).toEqual(['ledger.restored']);
  });

  it('passes over a backup that is damaged itself, and over a ledger that was gone on from long ago', async () => {
    const { folder, ledger } = await shop();
    ledger.close();
    setLedgerAside(folder, morning);
    restoreLedger({ folder, at: minutesLater(1) });
    const restored = open(folder.ledgerPath);
    await append(restored, await createOrder(restored), paid);
    const good = await backUp(folder, minutesLater(60));
    damage(await backUp(folder, minutesLater(120)));
    restored.close();
    rmSync(folder.ledgerPath);

    expect(newestGoodBackup({ folder })).toMatchObject({ path: good });
    expect(restoreLedger({ folder, at: minutesLater(180) })).toMatchObject({
      kind: 'restored',
      report: { orders: 21 },
    });
  });

  it('of an earlier program is shown and restored from all the same, and stays as it is', async () => {
    const { folder, ledger } = await shop();
    ledger.close();
    const file = await backUp(folder);
    rmSync(folder.ledgerPath);
    const old = new Database(file);
    const { sql } = migrations.at(-1)!;
    // Takes back the last step, which must add only what stands in its text.
    for (const [, kind, name] of sql.matchAll(/CREATE (INDEX|TABLE|TRIGGER) (\w+)/g)) old.exec(`DROP ${kind} ${name}`);
    old.pragma(`user_version = ${newestVersion - 1}`);
    old.close();
    const bytes = readFileSync(file);

    for (let look = 1; look <= 2; look += 1) {
      const shown = newestGoodBackup({ folder });
      const reader = openReadOnly(shown?.path ?? '', 'inspecting');
      expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: 20 });
      reader.close();
    }
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(restoreLedger({ folder, at: minutesLater(5) })).toMatchObject({
      kind: 'restored',
      report: { orders: 20 },
    });
    const elsewhere = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
    expect(
      restoreFromFile({ file, folder: elsewhere, at: minutesLater(6), foreignProfileIds: ['practice'] }),
    ).toMatchObject({ kind: 'restored', report: { orders: 20, ordersLost: 0 } });
    tidyLedgerFolder(folder);
    expect(readdirSync(folder.backupFolder)).toEqual([path.basename(file)]);
  });

  it('has nothing to go on where no file gives anything', async () => {
    const { folder, ledger } = await shop();
    damage(await backUp(folder));
    ledger.close();
    damage(folder.ledgerPath);
    setLedgerAside(folder, minutesLater(60));
    expect(restoreLedger({ folder, at: minutesLater(90) })).toEqual({ kind: 'nothing_to_restore' });
  });
});
