/** What keeps the ledger, over days in which the computer's clock is wrong. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemoryKeyStore } from '../../../../main/keychain/memory-key-store.ts';
import { maintenanceJobs } from '../../../../main/ledger/backup/maintenance-jobs.ts';
import type { MaintenanceThread } from '../../../../main/ledger/backup/maintenance-thread.ts';
import { ledgerFolderOf, listBackups } from '../../../../main/ledger/file/ledger-folder.ts';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import { defaultSettings, type Settings } from '../../../../main/settings/settings-schema.ts';
import type { SettingsStore } from '../../../../main/settings/settings-store.ts';
import { LedgerMaintenance, type LedgerMaintenanceParts } from '../../../../main/ledger/care/ledger-maintenance.ts';
import { ManualClock, settleMicrotasks } from '../../../support/manual-clock.ts';
import { draft, notification, open, openReader, paid, tellTime, temporaryFolder } from '../support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Moves on when the maintenance has done what it had to do, and waits for its next look. */
class MaintenanceClock extends ManualClock {
  #isWaiting = false;

  constructor() {
    super('2026-11-22T06:00:00.000Z', async () => {
      do await settleMicrotasks();
      while (!this.#isWaiting);
    });
  }

  override after(delayMs: number, action: () => void): () => void {
    this.#isWaiting = true;
    return super.after(delayMs, () => {
      this.#isWaiting = false;
      action();
    });
  }
}

/** The jobs of maintenance, done at once and in this thread. */
const thread = {
  run: (name: 'makeBackup', argument: Parameters<typeof maintenanceJobs.makeBackup>[0]) =>
    maintenanceJobs[name](argument),
} as unknown as MaintenanceThread;

function settingsInMemory() {
  const settings = {
    current: defaultSettings('0'.repeat(32)),
    update: (changed: (before: Settings) => Settings) => {
      settings.current = changed(settings.current);
      return Promise.resolve();
    },
  };
  return settings;
}

function keptShop(change: Partial<LedgerMaintenanceParts> = {}) {
  const folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
  const ledger = open(folder.ledgerPath);
  const clock = new MaintenanceClock();
  const settings = settingsInMemory();
  const faults: string[] = [];
  const maintenance = new LedgerMaintenance({
    mode: 'live',
    ledger,
    folder,
    thread,
    clock,
    settings: settings as unknown as SettingsStore,
    keys: createMemoryKeyStore(),
    onChanged: () => undefined,
    onFault: (what, fault) => faults.push(`${what}: ${String(fault)}`),
    ...change,
  });
  maintenance.start();
  onTestFinished(() => maintenance.stop());
  /** A sale of 22 November, whatever the clock shows. */
  const sell = async (): Promise<string> => {
    const { order } = await ledger.createOrder(draft(), clock.now());
    await ledger.append(order.orderNo, order.version, [paid], clock.now());
    await tellTime(ledger, new Date('2026-11-22T06:00:00.000Z'), clock.now());
    return order.orderNo;
  };
  /** Both gateways have told the time. */
  const tellTimes = async (gatewayAt: Date): Promise<void> => {
    for (const accountId of ['shop-alipay', 'shop-scanforpay'])
      await tellTime(ledger, gatewayAt, clock.now(), accountId);
  };
  return { folder, ledger, clock, maintenance, faults, sell, tellTimes };
}

function sealedDays(ledgerPath: string): readonly unknown[] {
  return openReader(ledgerPath)
    .prepare("SELECT json_extract(payload, '$.businessDay') FROM events WHERE type = 'day.sealed' ORDER BY sequence")
    .pluck()
    .all();
}

describe('with a clock that was wrong for a while', () => {
  it.each([
    ['years ahead', 5 * 365 * dayMs],
    ['hours ahead', 8 * hourMs],
    ['at its very beginning', -11 * 365 * dayMs],
  ])('backups are made as soon as something has come since the last: %s', async (_, wrongMs) => {
    const { folder, clock, maintenance, sell, faults } = keptShop();
    clock.jump(wrongMs);
    await sell();
    await clock.advance(60_000);
    expect(listBackups(folder)).toHaveLength(1);
    clock.jump(-wrongMs);
    const reader = openReader(folder.ledgerPath);
    for (let hour = 0; hour < 4; hour += 1) {
      await sell();
      await clock.advance(hourMs);
      const [newest] = listBackups(folder);
      expect(newest?.reach?.sequence).toBe(reader.prepare('SELECT max(sequence) FROM events').pluck().get());
      expect(maintenance.state.lastBackupAt).toBe(newest?.madeAt);
    }
    await clock.advance(3 * hourMs);
    expect(listBackups(folder)).toHaveLength(5);
    expect(faults).toEqual([]);
  });

  it('a session years ahead over midnight, then three right days: every day is signed, and backed up', async () => {
    const { folder, ledger, clock, maintenance, sell, faults } = keptShop();
    clock.jump(5 * 365 * dayMs);
    await sell();
    await clock.advance(dayMs);
    await sell();
    await clock.advance(2 * hourMs);
    const wrongDay = maintenance.state.lastSealedDay ?? '';
    expect(wrongDay > '2031').toBe(true);
    clock.jump(-5 * 365 * dayMs);
    const reached: number[] = [];
    for (let day = 0; day < 4; day += 1) {
      await sell();
      await clock.advance(dayMs);
      reached.push(listBackups(folder)[0]?.reach?.sequence ?? 0);
    }
    expect(sealedDays(ledger.path)).toEqual([wrongDay, '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']);
    expect(maintenance.state.lastSealedDay).toBe('2026-11-26');
    expect([...reached].sort((one, other) => one - other)).toEqual(reached);
    expect(readerQueries.verifyChain(openReader(ledger.path))).toMatchObject({ kind: 'sound' });
    expect(faults).toEqual([]);
  });

  it('nothing said of persons goes before a gateway has said what day it is, and then by that day', async () => {
    let confirmedMs: number | null = null;
    const { ledger, clock, sell, tellTimes } = keptShop({ confirmedTime: { nowMs: () => confirmedMs } });
    const orderNo = await sell();
    const hint = async (): Promise<unknown> => (await ledger.readOrder(orderNo))?.buyerHint;
    clock.jump(5 * 365 * dayMs);
    await sell();
    await clock.advance(3 * dayMs);
    expect(await hint()).toBe(paid.payload.buyerHint);
    confirmedMs = Date.parse('2026-11-25T06:00:00.000Z');
    await clock.advance(dayMs);
    expect(await hint()).toBe(paid.payload.buyerHint);
    confirmedMs = Date.parse('2027-12-25T06:00:00.000Z');
    await tellTimes(new Date(confirmedMs));
    await clock.advance(dayMs);
    expect(await hint()).toBeNull();
  });
});

it('backs up, and lets go what has had its time, also where the day cannot be closed', async () => {
  const confirmedTime = { nowMs: () => Date.parse('2028-11-22T06:00:00.000Z') };
  const keys = { ...createMemoryKeyStore(), read: () => Promise.reject(new Error('the keychain has crashed')) };
  const { folder, ledger, clock, sell, tellTimes, faults } = keptShop({ confirmedTime, keys });
  const orderNo = await sell();
  await tellTimes(new Date(confirmedTime.nowMs()));
  await clock.advance(dayMs);
  expect(faults[0]).toContain('the keychain has crashed');
  expect(listBackups(folder)[0]?.reach?.sequence).toBeGreaterThan(1);
  expect((await ledger.readOrder(orderNo))?.buyerHint).toBeNull();
});

describe('what has been purged', () => {
  const purgedOnce = Date.parse('2028-01-05T08:00:00.000Z');
  const privateEvents = (ledgerPath: string): unknown =>
    openReader(ledgerPath).prepare('SELECT count(*) FROM event_private').pluck().get();

  async function purgeAt(settings: SettingsStore, nowMs: number): Promise<string> {
    const shop = keptShop({ settings, confirmedTime: { nowMs: () => nowMs } });
    await shop.sell();
    await shop.tellTimes(new Date(nowMs));
    await shop.clock.advance(60_000);
    return shop.ledger.path;
  }

  /** A ledger with a sale whose personal data nobody has purged, kept with these settings; no gateway answers. */
  async function olderCopy(settings: SettingsStore) {
    const untouched = keptShop();
    await untouched.sell();
    const restoredPath = path.join(temporaryFolder(), 'ledger.sqlite3');
    untouched.ledger.close();
    copyFileSync(untouched.ledger.path, restoredPath);
    expect(privateEvents(restoredPath)).toBeGreaterThan(0);
    return { restoredPath, restored: keptShop({ settings, ledger: open(restoredPath) }) };
  }

  async function keepOlderCopy(settings: SettingsStore): Promise<string> {
    const { restoredPath, restored } = await olderCopy(settings);
    await vi.waitFor(() => expect(privateEvents(restoredPath)).toBe(0));
    await restored.maintenance.stop();
    expect(restored.faults).toEqual([]);
    return restoredPath;
  }

  it('is purged again from a ledger that was made of files that do not know of it, before any gateway answers', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    expect(privateEvents(await purgeAt(settings, purgedOnce))).toBe(0);
    expect(privateEvents(await keepOlderCopy(settings))).toBe(0);
  });

  it('is purged again at the next look where something hindered it at the start', async () => {
    const settings = settingsInMemory();
    await purgeAt(settings as unknown as SettingsStore, purgedOnce);
    const { update } = settings;
    settings.update = () => {
      settings.update = update;
      return Promise.reject(new Error('EBUSY'));
    };
    const { restoredPath, restored } = await olderCopy(settings as unknown as SettingsStore);
    await vi.waitFor(() => expect(restored.faults).toHaveLength(1));
    expect(privateEvents(restoredPath)).toBe(1);
    await restored.clock.advance(60_000);
    expect(privateEvents(restoredPath)).toBe(0);
  });

  it('stays purged though what comes after it is to be kept for longer', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    await purgeAt(settings, purgedOnce);
    await settings.update((current) => ({ ...current, keepPersonalDays: 3_660 }));
    await purgeAt(settings, purgedOnce + dayMs);
    expect(privateEvents(await keepOlderCopy(settings))).toBe(0);
  });

  it('is not remembered where nothing but one word bears out that anything is old', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    const shop = keptShop({ settings, confirmedTime: { nowMs: () => purgedOnce } });
    await shop.sell();
    await tellTime(shop.ledger, new Date(purgedOnce), shop.clock.now());
    await shop.clock.advance(60_000);
    expect(settings.current.ledger.live.purged).toBeUndefined();
    expect(privateEvents(shop.ledger.path)).toBe(1);
  });

  it('is left where it is when the till stops, and gone on with at the next start', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    const shop = keptShop({ settings });
    await shop.maintenance.stop();
    for (let count = 0; count < 120; count += 1) await shop.sell();
    await shop.tellTimes(new Date(purgedOnce));
    const purged = {
      before: new Date(purgedOnce - 365 * dayMs).toISOString(),
      confirmedAt: new Date(purgedOnce).toISOString(),
    };
    await settings.update((current) => {
      const live = { ...current.ledger.live, purged };
      return { ...current, ledger: { ...current.ledger, live } };
    });
    const stopped = keptShop({ settings, ledger: shop.ledger });
    await vi.waitUntil(() => privateEvents(shop.ledger.path) !== 120, { interval: 1 });
    await stopped.maintenance.stop();
    expect(privateEvents(shop.ledger.path)).toBeGreaterThan(0);
    expect(settings.current.ledger.live.purged).toEqual(purged);
    keptShop({ settings, ledger: shop.ledger });
    await vi.waitFor(() => expect(privateEvents(shop.ledger.path)).toBe(0));
  });

  it('takes nothing out of a ledger that was begun anew, whatever its clock says, before any gateway answers', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    await purgeAt(settings, purgedOnce);
    const shop = keptShop({ settings });
    await shop.maintenance.stop();
    shop.clock.jump(-5 * 365 * dayMs);
    const { order } = await shop.ledger.createOrder(draft(), shop.clock.now());
    const delivery = notification({ orderNo: order.orderNo, receivedAt: shop.clock.now().toISOString() });
    await shop.ledger.append(order.orderNo, order.version, [paid], shop.clock.now(), delivery);
    await shop.ledger.createOrder(draft(), shop.clock.now());
    await keptShop({ settings, ledger: shop.ledger }).maintenance.stop();
    expect((await shop.ledger.readOrder(order.orderNo))?.buyerHint).toBe(paid.payload.buyerHint);
    expect(await shop.ledger.readNotification(1)).not.toBeNull();
  });

  it('is not gone further into in a ledger that comes through that purge: what was kept then is up to the settings', async () => {
    const settings = settingsInMemory() as unknown as SettingsStore;
    const shop = keptShop({ settings, confirmedTime: { nowMs: () => purgedOnce } });
    const { order } = await shop.ledger.createOrder(draft(), shop.clock.now());
    await shop.sell();
    await shop.tellTimes(new Date(purgedOnce));
    await shop.clock.advance(60_000);
    await shop.maintenance.stop();
    expect(privateEvents(shop.ledger.path)).toBe(0);
    await shop.ledger.append(order.orderNo, order.version, [paid], shop.clock.now());
    await settings.update((current) => ({ ...current, keepPersonalDays: null }));
    const next = keptShop({ settings, ledger: shop.ledger });
    await next.maintenance.stop();
    expect((await shop.ledger.readOrder(order.orderNo))?.buyerHint).toBe(paid.payload.buyerHint);
  });
});
