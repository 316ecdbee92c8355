/**
 * Forty days go by in a shop that keeps what is said of persons for thirty: what is old goes, and nothing else does. The
 * platform's clock is the true one.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { watchedStates } from '../../main/domain/order-lifecycle.ts';
import { ledgerFolderOf } from '../../main/ledger/file/ledger-folder.ts';
import { hasPersonalData, purgedIn, removeLedger, standOf } from '../support/world/damage.ts';
import { pause } from './proxy.ts';
import { restore } from './restores.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const purgeFaults = [
  'the till goes on',
  'the till is killed meanwhile',
  'its clock has stood still',
  'the ledger is restored from before',
] as const;
export type PurgeFault = (typeof purgeFaults)[number];

const allOrders = { search: '', display: null, after: null, limit: 200 } as const;
const dayMs = 86_400_000;
const goneByMs = 40 * dayMs;
const keepPersonalDays = 30;
const rounds = 4;
/** A till that is hurried looks after its ledger for the first time after a second. */
const purgeLimitMs = 20_000;
const lookEveryMs = 5;

export function purge(fault: PurgeFault): Wreck {
  return { name: `purged: ${fault}`, needsNewShop: true, happen: (shop) => happen(shop, fault) };
}

async function happen(shop: Shop, fault: PurgeFault): Promise<boolean> {
  const { world } = shop;
  const { ledgerPath } = world;
  world.keepPersonalDays(keepPersonalDays);
  world.setPlatformClock(-goneByMs);
  const early = await shop.openTill({ clockAheadMs: -goneByMs });
  for (let round = 0; round < rounds; round += 1) await shop.tradeAnyhow(early);
  await world.customers.idle();
  await shop.closeTill();
  // Each gateway tells the time once more: what came before is as old as that.
  const again = await shop.openTill({ clockAheadMs: -goneByMs });
  const listed = await again.call('listOrders', allOrders);
  if (!listed.ok) throw new Error(listed.problem.code);
  const ofEach = new Map(listed.value.orders.map(({ accountId, orderNo }) => [accountId, orderNo]));
  for (const orderNo of ofEach.values()) await again.call('checkOrder', { orderNo });
  await again.call('backUpNow', undefined);
  await shop.closeTill();
  const before = standOf(ledgerPath);

  world.setPlatformClock(0);
  // What is asked for under such a date is refused, and a person is called.
  if (fault === 'its clock has stood still') for (const id of world.accountIds) world.wrong(id);
  const clockAheadMs = fault === 'its clock has stood still' ? -goneByMs : 0;
  const till = await shop.openTill({ isHurried: true, clockAheadMs });
  const selling = sell(shop, till);
  const isPurged = await until(() => purgedIn(ledgerPath).size > 0);
  if (fault === 'the till is killed meanwhile') await killAndWait(till);
  await selling;
  await world.customers.idle();
  await shop.closeTill();
  if (!isPurged) return false;
  complainOfYoung(shop, before.head.sequence, new Set(before.orders.keys()));
  const purged = new Set(purgedIn(ledgerPath).keys());
  if (fault === 'the ledger is restored from before') await restoreFromBefore(shop, before.head.sequence);
  // The till that takes up what was cut off, or what the restored ledger has again.
  await shop.openTill({ isHurried: true });
  await until(() => cameBack(ledgerPath, purged).length === 0);
  await shop.closeTill();
  for (const orderNo of cameBack(ledgerPath, purged)) {
    world.complain({ fault: 'wrong', orderNo, detail: 'what was purged of it has come back' });
  }
  return true;
}

async function sell(shop: Shop, till: Awaited<ReturnType<Shop['openTill']>>): Promise<void> {
  try {
    for (let round = 0; round < rounds; round += 1) await shop.tradeAnyhow(till);
  } catch (fault) {
    if (!till.isGone) throw fault;
  }
}

/** Resolves to whether it came to be so in time. */
async function until(isSo: () => boolean): Promise<boolean> {
  const deadlineMs = performance.now() + purgeLimitMs;
  while (!isSo()) {
    if (performance.now() > deadlineMs) return false;
    await pause(lookEveryMs);
  }
  return true;
}

/** The ledger and what has been backed up since are gone. */
async function restoreFromBefore(shop: Shop, lastSequence: number): Promise<void> {
  const { world } = shop;
  const { backupFolder } = ledgerFolderOf(world.ledgerPath);
  const lost = standOf(world.ledgerPath);
  removeLedger(world.ledgerPath);
  for (const name of existsSync(backupFolder) ? readdirSync(backupFolder) : []) {
    const file = join(backupFolder, name);
    if (name.endsWith('.sqlite3') && standOf(file).head.sequence > lastSequence) rmSync(file);
  }
  await restore(shop);
  await shop.closeTill();
  const { orders } = standOf(world.ledgerPath);
  const orderNos = [...lost.orders.keys()];
  world.forget({
    gone: orderNos.filter((orderNo) => !orders.has(orderNo)),
    setBack: orderNos.filter((orderNo) => (orders.get(orderNo) ?? Infinity) < (lost.orders.get(orderNo) ?? 0)),
  });
}

/** Whatever the labels say: what came after the forty days is young. */
function complainOfYoung({ world }: Shop, lastOldSequence: number, old: ReadonlySet<string>): void {
  for (const orderNo of purgedIn(world.ledgerPath).keys()) {
    if (!old.has(orderNo))
      world.complain({ fault: 'wrong', orderNo, detail: 'purged on the day on which it was made' });
  }
  const ledger = new Database(world.ledgerPath, { readonly: true });
  try {
    const emptied = ledger
      .prepare('SELECT id FROM notifications WHERE purged_at IS NOT NULL AND after_sequence > ?')
      .pluck()
      .all(lastOldSequence) as readonly number[];
    for (const id of emptied)
      world.complain({ fault: 'wrong', orderNo: '', detail: `delivery ${id} was emptied on the day on which it came` });
  } finally {
    ledger.close();
  }
}

/** What was purged stays so, in whatever ledger; of an order that stands open again it is needed. */
function cameBack(ledgerPath: string, purged: ReadonlySet<string>): readonly string[] {
  const { head, states } = standOf(ledgerPath);
  const redacted = purgedIn(ledgerPath);
  return [...purged].filter((orderNo) => {
    const state = states.get(orderNo);
    if (state === undefined || watchedStates.some((watched) => watched === state)) return false;
    return hasPersonalData(ledgerPath, orderNo, redacted.get(orderNo) ?? head.sequence);
  });
}
