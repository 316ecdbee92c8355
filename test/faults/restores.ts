/**
 * The ledger of a killed till is damaged or gone, and its backups are there, damaged or gone; the shop makes a new one of
 * what there is, by the calls that the window makes.
 */
import Database from 'better-sqlite3';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RestoreReport } from '../../preload/contract/index.ts';
import { ledgerFolderOf, setLedgerAside } from '../../main/ledger/file/ledger-folder.ts';
import { damage, removeLedger, standOf, type BackupFate } from '../support/world/damage.ts';
import type { Finding } from './audit.ts';
import type { RunningTill } from './running-till.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const ruins = ['bytes of it are damaged', 'it is cut short', 'it is gone'] as const;
export type Ruin = (typeof ruins)[number];

const backupFates: readonly BackupFate[] = ['all there', 'newest damaged', 'oldest damaged', 'all gone'];
const rounds = 4;

export function ruinLedger(how: Ruin): Wreck {
  return { name: `restored: ${how}`, needsNewShop: false, happen: (shop) => happen(shop, how) };
}

async function happen(shop: Shop, how: Ruin): Promise<boolean> {
  const { random, world } = shop;
  const till = await shop.openTill();
  for (let round = 0; round < rounds; round += 1) {
    await shop.tradeAnyhow(till);
    if (random.below(2) === 0) await till.call('backUpNow', undefined);
  }
  const sales = shop.tradeAnyhow(till).catch(() => undefined);
  await killAndWait(till);
  await sales;

  const { ledgerPath } = world;
  const folder = ledgerFolderOf(ledgerPath);
  // Else most of it lies in the log, and what is damaged in the file is not asked for.
  foldLog(ledgerPath);
  const before = rowsOf(ledgerPath);
  spoilBackups(folder.backupFolder, random.pick(backupFates));
  ruin(shop, how);
  const backups = backupsIn(folder.backupFolder).map((file) => commonBeginning(before, rowsOf(file)));
  const left = how === 'it is gone' ? nothing : rowsOfCopy(ledgerPath, join(world.userDataFolder, 'looked-into'));

  const report = await restore(shop);
  if (report === 'in use') return false;
  const after = standOf(ledgerPath);
  const reach = Math.max(0, ...backups, commonBeginning(before, left));
  const saved = [...before.hashes].filter(([sequence, hash]) => after.hashes.get(sequence) === hash).length;
  if (saved < reach) {
    world.complain(lost('', `event ${saved + 1} stood in a file that could be read to ${reach}, and is not restored`));
  }
  const versionOf = (orderNo: string): number => after.orders.get(orderNo) ?? 0;
  const listed = new Set(report?.missing.map(({ orderNo }) => orderNo));
  for (const [orderNo, version] of left.orders) {
    if (version > versionOf(orderNo) && !listed.has(orderNo))
      world.complain(lost(orderNo, 'the damaged ledger knows more of it, and the report does not list it'));
  }
  const orderNos = [...before.orders.keys()];
  world.forget({
    gone: orderNos.filter((orderNo) => !after.orders.has(orderNo)),
    setBack: orderNos.filter(
      (orderNo) => after.orders.has(orderNo) && versionOf(orderNo) < (before.orders.get(orderNo) ?? 0),
    ),
  });
  await askAboutMissing(shop);
  return true;
}

/** Those of earlier runs may be damaged already. */
function backupsIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => name.endsWith('.sqlite3')).map((name) => join(folder, name));
}

function spoilBackups(folder: string, fate: BackupFate): void {
  const reaching = backupsIn(folder)
    .map((file) => ({ file, events: rowsOf(file).events.size }))
    .sort((one, other) => one.events - other.events)
    .map(({ file }) => file);
  switch (fate) {
    case 'all there':
      return;
    case 'newest damaged':
      for (const file of reaching.slice(-1)) damage(file, 'middle');
      return;
    case 'oldest damaged':
      for (const file of reaching.slice(0, 1)) damage(file, 'middle');
      return;
    case 'all gone':
      for (const file of reaching) rmSync(file);
      return;
  }
}

function ruin({ random, world: { ledgerPath } }: Shop, how: Ruin): void {
  switch (how) {
    case 'bytes of it are damaged':
      damage(ledgerPath, random.pick(['middle', 'end'] as const));
      return;
    case 'it is cut short':
      truncateSync(ledgerPath, 1 + random.below(statSync(ledgerPath).size - 1));
      return;
    case 'it is gone':
      removeLedger(ledgerPath);
      return;
  }
}

/** What the person at the till does. `null`: nothing could be made of what there was, and a new ledger was begun. */
export async function restore(shop: Shop): Promise<RestoreReport | null | 'in use'> {
  const folder = ledgerFolderOf(shop.world.ledgerPath);
  let till = await shop.openTill();
  if (!(await isLedgerLost(till))) {
    // SQLite has found nothing wrong; somebody who finds something takes it away.
    await shop.closeTill();
    setLedgerAside(folder, new Date());
    till = await shop.openTill();
    if (!(await isLedgerLost(till))) return 'in use';
  }
  const restored = await till.call('restoreLedger', {});
  if (restored.ok) return restored.value;
  if (restored.problem.code !== 'no_good_backup') {
    throw new Error(`The till could not restore its ledger: ${restored.problem.code} ${restored.problem.detail}`);
  }
  await till.call('beginLedger', {});
  return null;
}

async function isLedgerLost(till: RunningTill): Promise<boolean> {
  // Waits until it has been looked over.
  await till.call('listBackups', undefined);
  await till.call('listOrders', { search: '', display: null, after: null, limit: 1 });
  const { ledger } = await till.call('getAppState', undefined);
  return ledger.status === 'failed';
}

/** The gateways are asked about what is missing, and what they say of it is what stands in their books. */
async function askAboutMissing(shop: Shop): Promise<void> {
  const { world } = shop;
  const till = await shop.openTill();
  await world.customers.idle();
  await till.call('askAboutMissing', undefined);
  const { restored } = await till.call('getAppState', undefined);
  const trades = new Map(world.trades().map((trade) => [trade.orderNo, trade]));
  for (const { orderNo, isInLedger, listed, gatewaySays } of restored?.missing ?? []) {
    if (isInLedger || listed === null) continue;
    const isPaid = (trades.get(orderNo)?.paidAt ?? null) !== null;
    const isSaidPaid = ['paid', 'refunded', 'differs'].includes(gatewaySays);
    if (isPaid !== isSaidPaid)
      world.complain(lost(orderNo, `${isPaid ? 'paid' : 'not paid'} at the platform, «${gatewaySays}» in the report`));
  }
  await till.call('dismissRestored', undefined);
}

interface Rows {
  /** By sequence: all of the row. */
  readonly events: ReadonlyMap<number, string>;
  readonly hashes: ReadonlyMap<number, string>;
  /** Versions, by order number. */
  readonly orders: ReadonlyMap<string, number>;
}

const nothing: Rows = { events: new Map(), hashes: new Map(), orders: new Map() };

/** By plain SQL, as far as that comes. */
function rowsOf(file: string): Rows {
  const events = new Map<number, string>();
  const hashes = new Map<number, string>();
  const orders = new Map<string, number>();
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true });
    readInto(database, 'SELECT order_no, version FROM orders', ([orderNo, version]) => {
      orders.set(String(orderNo), Number(version));
    });
    const columns = 'order_no, type, at, payload, hex(previous_hash), hex(hash)';
    readInto(database, `SELECT sequence, ${columns} FROM events ORDER BY sequence`, ([sequence, ...row]) => {
      events.set(Number(sequence), JSON.stringify(row));
      hashes.set(Number(sequence), String(row.at(-1)));
    });
  } catch {
    // Not even opened: nothing of it can be read.
  } finally {
    database?.close();
  }
  return { events, hashes, orders };
}

function readInto(database: Database.Database, sql: string, take: (row: readonly unknown[]) => void): void {
  try {
    for (const row of database.prepare(sql).raw().iterate()) take(row as readonly unknown[]);
  } catch {
    // The rest cannot be read.
  }
}

/** SQLite must not touch what the till is going to find. */
function rowsOfCopy(ledgerPath: string, folder: string): Rows {
  mkdirSync(folder);
  const copy = join(folder, 'ledger.sqlite3');
  cpSync(ledgerPath, copy);
  const rows = rowsOf(copy);
  rmSync(folder, { recursive: true });
  return rows;
}

/** The last event up to which both say the same. */
function commonBeginning(one: Rows, other: Rows): number {
  let sequence = 0;
  while (one.events.has(sequence + 1) && one.events.get(sequence + 1) === other.events.get(sequence + 1)) sequence += 1;
  return sequence;
}

function foldLog(ledgerPath: string): void {
  const database = new Database(ledgerPath);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

function lost(orderNo: string, detail: string): Finding {
  return { fault: 'lost', orderNo, detail };
}
