import Database from 'better-sqlite3';
import {
  closeSync,
  copyFileSync,
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
} from '../../../main/ledger/backup/maintenance-jobs.ts';
import {
  ledgerFolderOf,
  listBackups,
  setLedgerAside,
  tidyLedgerFolder,
  type LedgerFolder,
} from '../../../main/ledger/file/ledger-folder.ts';
import { genesisHash, hashEvent } from '../../../main/ledger/format/event-hash.ts';
import { headOf, lookInto } from '../../../main/ledger/backup/ledger-head.ts';
import { migrations, newestVersion } from '../../../main/ledger/migrations/index.ts';
import type { OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import type { KeptHead } from '../../../main/ledger/format/kept-head.ts';
import {
  append,
  createOrder,
  morning,
  notification,
  open,
  openReader,
  paid,
  temporaryFolder,
  purge,
  tellTime,
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

/** One page near the end. */
function damageLastPage(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, statSync(file).size - 4096);
  closeSync(handle);
}

/** An earlier program's orders did not say which installation made them; nor did their events. */
function forgetInstallations(database: Database.Database): void {
  const trigger = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'events_never_change'").pluck().get();
  database.exec('DROP TRIGGER events_never_change; UPDATE orders SET installation_id = NULL');
  const update = database.prepare(
    'UPDATE events SET payload = @payload, previous_hash = @previousHash, hash = @hash WHERE sequence = @sequence',
  );
  let previousHash = genesisHash;
  for (const row of database.prepare('SELECT * FROM events ORDER BY sequence').all()) {
    const event = row as { sequence: number; order_no: string | null; type: string; at: string; payload: string };
    const { installationId: _installationId, ...payload } = JSON.parse(event.payload) as Record<string, unknown>;
    const changed = { ...event, orderNo: event.order_no, payload: JSON.stringify(payload) };
    const hash = hashEvent(previousHash, changed);
    update.run({ sequence: event.sequence, payload: changed.payload, previousHash, hash });
    previousHash = hash;
  }
  database.exec(String(trigger));
}

/** So many sales more, and where the ledger ends then; it is closed. */
async function soldOn(
  folder: LedgerFolder,
  count: number,
): Promise<{ readonly orderNos: readonly string[]; readonly head: KeptHead }> {
  const ledger = open(folder.ledgerPath);
  const orderNos: string[] = [];
  for (let sold = 0; sold < count; sold += 1)
    orderNos.push((await append(ledger, await createOrder(ledger), paid)).orderNo);
  ledger.close();
  const head = lookInto(folder.ledgerPath, headOf);
  if (head === null) throw new Error('The ledger cannot be read');
  return { orderNos, head };
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

  it('is made for what was delivered too, of which no event tells', async () => {
    const { folder, ledger } = await shop();
    const first = await makeBackup({ folder, at: morning, lastHead: null });
    const lastHead = first.kind === 'made' ? first.head : null;
    await ledger.recordNotification(notification({ verdict: 'not_checked' }));
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
    'never goes for others of a longer ledger that was left, and no ledger loses its end',
    { timeout: 60_000 },
    async () => {
      const folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
      const ends: (string | undefined)[] = [];
      // Three books, one after the other in the same place, and all of it under one date.
      for (const [sold, backups] of [
        [20, 8],
        [2, 1],
        [1, 9],
      ] as const) {
        const ledger = open(folder.ledgerPath);
        for (let count = 0; count < sold; count += 1) await createOrder(ledger);
        for (let count = 0; count < backups; count += 1) {
          await createOrder(ledger);
          const made = await makeBackup({ folder, at: morning, lastHead: null });
          const hashes = listBackups(folder).map(({ fileName }) =>
            lookInto(path.join(folder.backupFolder, fileName), (database) => headOf(database).hash),
          );
          expect(hashes).toEqual(expect.arrayContaining([made.kind === 'made' ? made.head.hash : '', ...ends]));
        }
        ends.push(lookInto(folder.ledgerPath, headOf)?.hash);
        ledger.close();
        rmSync(folder.ledgerPath);
      }
      expect(listBackups(folder).length).toBeLessThan(18);
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

  it('goes on with the longest of two ledgers from one backup, or with the one that is meant, and names what the other has', async () => {
    const { folder, ledger } = await shop();
    const backup = await backUp(folder);
    ledger.close();
    rmSync(folder.ledgerPath);
    restoreLedger({ folder, at: minutesLater(1) });
    const first = await soldOn(folder, 2);
    setLedgerAside(folder, minutesLater(2));
    // Somebody puts the same backup in its place by hand, and the shop goes on a second way.
    copyFileSync(backup, folder.ledgerPath);
    const second = await soldOn(folder, 4);
    setLedgerAside(folder, new Date('2015-01-01T00:00:20.000Z'));

    const restored = (
      keptHead: KeptHead | null,
    ): { readonly lost: readonly string[]; readonly there: readonly string[] } => {
      rmSync(folder.ledgerPath, { force: true });
      const outcome = restoreLedger({ folder, at: minutesLater(3), keptHead });
      if (outcome.kind !== 'restored') throw new Error(JSON.stringify(outcome));
      const reader = openReadOnly(folder.ledgerPath);
      const there = reader.prepare('SELECT order_no FROM orders ORDER BY id').pluck().all() as string[];
      expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
      reader.close();
      for (const order of outcome.report.lost) {
        expect(order).toMatchObject({ isKnown: false, listed: { amountMinor: 1234, currency: 'CNY', state: 'paid' } });
      }
      return { lost: outcome.report.lost.map(({ orderNo }) => orderNo).sort(), there: there.slice(20) };
    };
    expect(restored(null)).toEqual({ there: second.orderNos, lost: [...first.orderNos].sort() });
    expect(restored(first.head)).toEqual({ there: first.orderNos, lost: [...second.orderNos].sort() });
  });

  it('takes a page that one file has lost from any other, also from one that was set aside long before', async () => {
    const { folder, ledger } = await shop();
    ledger.close();
    copyFileSync(folder.ledgerPath, path.join(path.dirname(folder.ledgerPath), 'copy'));
    setLedgerAside(folder, new Date('2031-01-01T00:00:00.000Z'));
    copyFileSync(path.join(path.dirname(folder.ledgerPath), 'copy'), folder.ledgerPath);
    const { orderNos } = await soldOn(folder, 5);
    const damaged = readFileSync(folder.ledgerPath);
    // Everything that the older file has too, but the page with the schema.
    writeFileSync(folder.ledgerPath, damaged.fill(0xa5, 4096, 5 * 4096));
    setLedgerAside(folder, new Date('2015-01-01T00:00:20.000Z'));
    const outcome = restoreLedger({ folder, at: minutesLater(3) });
    expect(outcome).toMatchObject({ kind: 'restored', report: { orders: 20 + orderNos.length, ordersLost: 0 } });
  });

  it.each(['damaged since', 'whole, with the ledger gone', 'beside a ledger that was set aside before'] as const)(
    'brings nothing back that was purged: the backup of before is %s',
    async (what) => {
      const { folder, ledger } = await shop();
      await createOrder(ledger);
      const delivered = notification({ orderNo: null, verdict: 'refused', body: Buffer.from('buyer=159****5620') });
      await ledger.recordNotification(delivered);
      await backUp(folder);
      if (what === 'beside a ledger that was set aside before') {
        ledger.close();
        setLedgerAside(folder, new Date('2031-01-01T00:00:00.000Z'));
        restoreLedger({ folder, at: minutesLater(1) });
      }
      const now = minutesLater(400 * 24 * 60);
      const purging = what === 'beside a ledger that was set aside before' ? open(folder.ledgerPath) : ledger;
      for (const at of [minutesLater(1), now, now]) await tellTime(purging, at);
      expect(await purge(purging, minutesLater(60), now, now)).toEqual({ orders: 20, deliveries: 1 });
      await createOrder(purging);
      if (what !== 'damaged since') await backUp(folder, new Date('2015-01-01T00:00:20.000Z'));
      purging.close();
      if (what === 'damaged since') {
        damageLastPage(folder.ledgerPath);
        setLedgerAside(folder, minutesLater(3));
      } else rmSync(folder.ledgerPath);
      expect(restoreLedger({ folder, at: minutesLater(5) })).toMatchObject({ kind: 'restored' });
      expect(readFileSync(folder.ledgerPath).includes('159****5620')).toBe(false);
      expect(readerQueries.listNotifications(openReader(folder.ledgerPath), 9)).toMatchObject([{ isPurged: true }]);
    },
  );

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
    forgetInstallations(old);
    const { sql } = migrations.at(-1)!;
    // Takes back the last step, which must add only what stands in its text.
    for (const [, kind, name] of sql.matchAll(/CREATE (INDEX|TABLE|TRIGGER) (\w+)/g)) old.exec(`DROP ${kind} ${name}`);
    for (const [, table, column] of sql.matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g)) {
      old.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
    const earlier = migrations.slice(0, -1).map((step) => step.sql);
    for (const [, name = ''] of sql.matchAll(/DROP TRIGGER (\w+)/g)) {
      old.exec(new RegExp(`CREATE TRIGGER ${name}\\b.*?\\bEND;`, 's').exec(earlier.join('\n'))?.[0] ?? '');
    }
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
      restoreFromFile({ file, folder: elsewhere, at: minutesLater(6), foreignAccountIds: ['practice'] }),
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
