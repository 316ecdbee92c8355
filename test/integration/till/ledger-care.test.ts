/** A till and its ledger over bad days: what a start finds, what is refused, and how the shop goes on. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AppState, Handlers } from '../../../preload/contract/index.ts';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import { ledgerFolderOf, listBackups } from '../../../main/ledger/file/ledger-folder.ts';
import { businessDayOf } from '../../../main/domain/business-day.ts';
import { openSettings } from '../../../main/settings/settings-store.ts';
import { cashierHandlers } from '../../../main/till/cashier-handlers.ts';
import { TillHost } from '../../../main/till/till-host.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { draftOf } from '../../support/orders.ts';
import { memoryKeychain, noDesktop, unseenHost } from '../../support/till-parts.ts';
import { paid } from '../../unit/ledger/support.ts';
import { bundle } from '../ledger/bundle.ts';

const hourMs = 3_600_000;

let workers: string;
let readerWorkerPath: string;
let maintenanceWorkerPath: string;

beforeAll(async () => {
  workers = mkdtempSync(path.join(tmpdir(), 'scantill-workers-'));
  readerWorkerPath = await bundle('main/ledger/read/reader-worker.ts', path.join(workers, 'ledger-reader.cjs'));
  maintenanceWorkerPath = await bundle(
    'main/ledger/backup/maintenance-worker.ts',
    path.join(workers, 'ledger-maintenance.cjs'),
  );
});

afterAll(() => {
  rmSync(workers, { recursive: true, force: true });
});

class Shop {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'scantill-care-'));
  readonly ledgerFolder = ledgerFolderOf(path.join(this.folder, 'practice', 'ledger.sqlite3'));
  readonly clock = new ManualClock();
  readonly keys = createMemoryKeyStore();
  readonly faults: string[] = [];

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Starts the app; `host.stop()` is a proper end, leaving it out is none. */
  async open(maintenancePath = maintenanceWorkerPath): Promise<TillHost> {
    const host = new TillHost({
      userDataFolder: this.folder,
      readerWorkerPath,
      maintenanceWorkerPath: maintenancePath,
      phoneFolder: this.folder,
      practicePlatform: false,
      settings: await openSettings(this.folder),
      keychainFor: () => memoryKeychain(this.keys),
      clock: this.clock,
      ...unseenHost,
      onFault: (where) => this.faults.push(where),
    });
    onTestFinished(() => host.stop());
    await host.till.ready;
    return host;
  }

  /** As after a power cut: the flag of the run is still up. */
  crashed(): void {
    writeFileSync(this.flagPath, '');
  }

  /** A worker that ends without an answer. */
  makeBrokenMaintenance(): string {
    const file = path.join(this.folder, 'broken-maintenance.cjs');
    writeFileSync(file, "throw new Error('no memory for a worker')");
    return file;
  }

  get flagPath(): string {
    return `${this.ledgerFolder.ledgerPath}.open`;
  }

  damage(): void {
    const file = this.ledgerFolder.ledgerPath;
    const handle = openSync(file, 'r+');
    const { size } = statSync(file);
    // The pages in the middle: opening the file still goes well.
    for (let at = Math.floor(size / 8192) * 4096; at < size; at += 4096)
      writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
    closeSync(handle);
  }
}

async function sell(host: TillHost, count: number, at = new Date('2026-11-22T06:32:05.000Z')): Promise<void> {
  const counter = await host.till.counter();
  if (!counter.ok) throw new Error(counter.problem.code);
  for (let made = 0; made < count; made += 1) {
    await counter.value.ledger.createOrder(draftOf({ requestKey: crypto.randomUUID() }), at);
  }
}

async function installationOf(host: TillHost): Promise<string> {
  const counter = await host.till.counter();
  if (!counter.ok) throw new Error(counter.problem.code);
  return counter.value.ledger.installationId;
}

function callsOf(host: TillHost, brought: string | null = null): Handlers<'cashier'> {
  const desktop = { ...noDesktop, chooseBackup: () => Promise.resolve(brought) };
  return cashierHandlers(host, desktop, (where, fault) => {
    throw new Error(where, { cause: fault });
  });
}

async function orderCount(host: TillHost): Promise<number> {
  const history = await host.till.history();
  if (!history.ok) return -1;
  return (await history.value.listOrders({ search: '', states: null, after: null, limit: 1 })).total;
}

function ledgerOf(host: TillHost): AppState['ledger'] {
  return host.state().ledger;
}

describe('a start', () => {
  it('after a proper end trusts the ledger, and raises its flag until the next proper end', async () => {
    const shop = new Shop();
    const host = await shop.open();
    expect(existsSync(shop.flagPath)).toBe(true);
    await host.stop();
    expect(existsSync(shop.flagPath)).toBe(false);
  });

  it('after a crash looks the ledger over, and goes on selling when it is whole', async () => {
    const shop = new Shop();
    const first = await shop.open();
    await sell(first, 3);
    await first.stop();
    shop.crashed();
    const host = await shop.open();
    expect(ledgerOf(host)).toMatchObject({ status: 'open', isChecking: false });
    expect(await orderCount(host)).toBe(3);
  });

  it('after a crash that damaged the ledger sets it aside whole, sells nothing and shows the newest good backup', async () => {
    const shop = new Shop();
    const first = await shop.open();
    await sell(first, 40);
    expect(await callsOf(first).backUpNow(undefined)).toMatchObject({ ok: true });
    await sell(first, 40);
    await first.stop();
    shop.damage();
    const sizeBytes = statSync(shop.ledgerFolder.ledgerPath).size;
    shop.crashed();

    const host = await shop.open();
    const ledger = ledgerOf(host);
    if (ledger.status !== 'failed') throw new Error('The damage was not seen');
    expect(ledger).toMatchObject({ reason: 'corrupt', shownBackupAt: listBackups(shop.ledgerFolder)[0]?.madeAt });
    expect(statSync(ledger.setAsidePath ?? '').size).toBe(sizeBytes);
    expect(await host.till.counter()).toMatchObject({ ok: false, problem: { code: 'ledger_failed' } });
    expect(await orderCount(host)).toBe(40);

    await host.stop();
    const again = await shop.open();
    expect(ledgerOf(again)).toMatchObject({ status: 'failed', reason: 'missing' });
    expect(existsSync(shop.ledgerFolder.ledgerPath)).toBe(false);

    const answer = await callsOf(again).restoreLedger({});
    if (!answer.ok) throw new Error(answer.problem.code);
    const { missing, ordersLost } = answer.value;
    expect(missing).toHaveLength(ordersLost);
    for (const { listed } of missing) expect(listed ?? { amountMinor: 14_130 }).toMatchObject({ amountMinor: 14_130 });
    expect(again.state().restored?.missing.map(({ orderNo }) => orderNo)).toEqual(
      missing.map(({ orderNo }) => orderNo),
    );
    expect(await callsOf(again).dismissRestored(undefined)).toMatchObject({ ok: true });
    expect(again.state().restored).toBeNull();
    const { head } = again.settings.current.ledger.practice;
    expect(head).toMatchObject({ sequence: answer.value.events });
    expect(ledgerOf(again)).toMatchObject({ status: 'open', missingEvent: null });
    expect(await orderCount(again)).toBeGreaterThanOrEqual(40);
    await sell(again, 1);
    expect(await callsOf(again).checkLedger(undefined)).toMatchObject({ ok: true, value: { kind: 'sound' } });
  });

  it('leaves a damaged ledger that cannot be moved in doubt, however often it is started', async () => {
    const shop = new Shop();
    const first = await shop.open();
    await sell(first, 80);
    await first.stop();
    shop.damage();
    shop.crashed();
    // In the way of every folder that it could be moved to.
    const stamp = shop.clock.now().toISOString().replace(/[-:.]/gu, '');
    const inTheWay = path.join(path.dirname(shop.ledgerFolder.ledgerPath), `damaged-${stamp}`);
    for (let number = 1; number <= 1_000; number += 1) mkdirSync(number === 1 ? inTheWay : `${inTheWay}-${number}`);
    for (let start = 1; start <= 2; start += 1) {
      const host = await shop.open();
      expect(ledgerOf(host)).toMatchObject({ status: 'failed', reason: 'corrupt', setAsidePath: null });
      await host.stop();
      expect(existsSync(shop.flagPath)).toBe(true);
    }
    expect(existsSync(shop.ledgerFolder.ledgerPath)).toBe(true);
  });

  it('goes on selling when the looking over itself fails, and says so and tries again at the next start', async () => {
    const shop = new Shop();
    const first = await shop.open();
    await sell(first, 1);
    await first.stop();
    shop.crashed();
    const host = await shop.open(shop.makeBrokenMaintenance());
    expect(ledgerOf(host)).toMatchObject({ status: 'open', isChecking: false });
    expect(shop.faults).toContain('checking the ledger');
    await sell(host, 1);
    await host.stop();
    expect(existsSync(shop.flagPath)).toBe(true);
    const next = await shop.open();
    expect(await orderCount(next)).toBe(2);
    await next.stop();
    expect(existsSync(shop.flagPath)).toBe(false);
  });

  it('with the ledger gone begins none by itself, and an empty one only when told to', async () => {
    const shop = new Shop();
    const first = await shop.open();
    await sell(first, 2);
    await callsOf(first).backUpNow(undefined);
    await first.stop();
    rmSync(shop.ledgerFolder.ledgerPath);
    rmSync(shop.ledgerFolder.backupFolder, { recursive: true });

    const host = await shop.open();
    expect(ledgerOf(host)).toMatchObject({ status: 'failed', reason: 'missing', shownBackupAt: null });
    expect(await callsOf(host).restoreLedger({})).toMatchObject({
      ok: false,
      problem: { code: 'no_good_backup' },
    });
    expect(await callsOf(host).beginLedger({})).toMatchObject({ ok: true });
    expect(ledgerOf(host)).toMatchObject({ status: 'open' });
    expect(await orderCount(host)).toBe(0);
    // A ledger that is in use is not exchanged.
    expect(await callsOf(host).beginLedger({})).toMatchObject({ ok: false });
  });

  it('with the ledger gone lets only a manager restore it or begin another, and that stands in the new one', async () => {
    const shop = new Shop();
    const first = await shop.open();
    const chen = { id: crypto.randomUUID(), name: 'Chen Wei', role: 'manager', pin: '864213' } as const;
    expect(await first.staff.save(chen, undefined)).toMatchObject({ ok: true });
    await callsOf(first).backUpNow(undefined);
    await first.stop();
    rmSync(shop.ledgerFolder.ledgerPath);

    const host = await shop.open();
    const calls = callsOf(host);
    const needed = { ok: false, problem: { code: 'approval_needed', detail: 'ledger' } };
    expect(await calls.restoreLedger({})).toEqual(needed);
    expect(await calls.beginLedger({})).toEqual(needed);
    expect(await calls.restoreLedger({ approval: { pin: '0000' } })).toMatchObject({ problem: { code: 'pin_wrong' } });
    expect(ledgerOf(host)).toMatchObject({ status: 'failed' });
    expect(await calls.restoreLedger({ approval: { pin: chen.pin } })).toMatchObject({ ok: true });
    const history = await host.till.history();
    if (!history.ok) throw new Error(history.problem.code);
    expect((await history.value.listAudit(2)).map(({ event }) => event)).toMatchObject([
      { type: 'operator.approved', payload: { action: 'ledger', approvedBy: 'Chen Wei' } },
      { type: 'operator.pin_failed', payload: { purpose: 'ledger' } },
    ]);
  });

  it('says that the clock does not fit the ledger, before any gateway has told the time', async () => {
    const shop = new Shop();
    const first = await shop.open();
    expect(first.state().clockDoubt).toBeNull();
    const counter = await first.till.counter();
    if (!counter.ok) throw new Error(counter.problem.code);
    // Held: no later start writes anything about it.
    await counter.value.ledger.holdOrder(draftOf(), shop.clock.now());
    const lastEntryAt = shop.clock.now().toISOString();
    await first.stop();
    const doubtAfter = async (byMs: number): Promise<AppState['clockDoubt']> => {
      shop.clock.jump(byMs);
      const host = await shop.open();
      const { clockDoubt } = host.state();
      await host.stop();
      shop.clock.jump(-byMs);
      return clockDoubt;
    };
    expect(await doubtAfter(-8 * hourMs)).toEqual({ kind: 'behind_ledger', lastEntryAt });
    expect(await doubtAfter(-60_000)).toBeNull();
    // After a holiday the shop opens as on any day.
    expect(await doubtAfter(30 * 24 * hourMs)).toBeNull();
    expect(await doubtAfter(5 * 365 * 24 * hourMs)).toEqual({ kind: 'ahead_of_ledger', lastEntryAt });
  });

  it('with an old copy put back says what it lacks, and goes on selling under numbers of a new installation', async () => {
    const shop = new Shop();
    const first = await shop.open();
    const before = await installationOf(first);
    await sell(first, 1);
    await callsOf(first).backUpNow(undefined);
    const old = path.join(shop.ledgerFolder.backupFolder, listBackups(shop.ledgerFolder)[0]?.fileName ?? '');
    await sell(first, 2);
    shop.clock.jump(hourMs);
    await callsOf(first).backUpNow(undefined);
    await first.stop();
    renameSync(old, shop.ledgerFolder.ledgerPath);
    const host = await shop.open();
    expect(ledgerOf(host)).toMatchObject({ status: 'open', missingEvent: 3 });
    await sell(host, 1);
    expect(await installationOf(host)).not.toBe(before);
  });
});

describe('on a new computer', () => {
  /** A backup of so many orders, made elsewhere. */
  async function backupOf(count: number, accountId = 'shop'): Promise<string> {
    const shop = new Shop();
    const host = await shop.open();
    const counter = await host.till.counter();
    if (!counter.ok) throw new Error(counter.problem.code);
    for (let made = 0; made < count; made += 1) {
      await counter.value.ledger.createOrder(draftOf({ requestKey: crypto.randomUUID(), accountId }), shop.clock.now());
    }
    await callsOf(host).backUpNow(undefined);
    await host.stop();
    return path.join(shop.ledgerFolder.backupFolder, listBackups(shop.ledgerFolder)[0]?.fileName ?? '');
  }

  it('real sales begin with the backup that is brought, which stays as it is, and only at the first run', async () => {
    const file = await backupOf(3);
    const before = readFileSync(file);
    const host = await new Shop().open();
    expect(await callsOf(host).restoreFromFile(undefined)).toEqual({ ok: true, value: null });
    const calls = callsOf(host, file);
    expect(await calls.restoreFromFile(undefined)).toMatchObject({ ok: true, value: { orders: 3, ordersLost: 0 } });
    expect(host.state()).toMatchObject({ mode: 'live', firstRunDone: true, ledger: { status: 'open' } });
    expect(await orderCount(host)).toBe(3);
    await sell(host, 1);
    expect(await calls.checkLedger(undefined)).toMatchObject({ value: { kind: 'sound' } });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await calls.restoreFromFile(undefined)).toMatchObject({ problem: { code: 'not_possible_now' } });
  });

  it('goes on as before when the restoring itself fails', async () => {
    const file = await backupOf(1);
    const shop = new Shop();
    const host = await shop.open(shop.makeBrokenMaintenance());
    expect(await callsOf(host, file).restoreFromFile(undefined)).toMatchObject({ problem: { code: 'ledger_failed' } });
    expect(host.state()).toMatchObject({ mode: 'practice', firstRunDone: false, ledger: { status: 'open' } });
    await sell(host, 1);
  });

  it('a backup of practice, a file that is no backup and a ledger that is there already change nothing', async () => {
    const shop = new Shop();
    const host = await shop.open();
    const noBackup = path.join(shop.folder, 'holiday.sqlite3');
    writeFileSync(noBackup, 'sand and sea'.repeat(1_000));
    const refusalOf = async (file: string): Promise<unknown> => callsOf(host, file).restoreFromFile(undefined);
    expect(await refusalOf(noBackup)).toMatchObject({ problem: { code: 'backup_unusable' } });
    expect(await refusalOf(await backupOf(1, 'practice-alipay'))).toMatchObject({
      problem: { code: 'backup_of_practice' },
    });
    const live = path.join(shop.folder, 'live', 'ledger.sqlite3');
    expect(existsSync(live)).toBe(false);
    writeFileSync(live, 'a book');
    expect(await refusalOf(await backupOf(1))).toMatchObject({ problem: { code: 'ledger_exists' } });
    expect(readFileSync(live, 'utf8')).toBe('a book');
    expect(host.state()).toMatchObject({ mode: 'practice', firstRunDone: false, ledger: { status: 'open' } });
  });
});

describe('while the till runs', () => {
  it('a backup comes a minute after the start and then by the hour, but not while nothing happens', async () => {
    const shop = new Shop();
    const host = await shop.open();
    const madeAt = (): readonly string[] => listBackups(shop.ledgerFolder).map((backup) => backup.madeAt);
    await sell(host, 1);
    await shop.clock.advance(60_000);
    await vi.waitFor(() => expect(ledgerOf(host)).toMatchObject({ lastBackupAt: madeAt()[0] }), 10_000);
    expect(madeAt()).toHaveLength(1);
    await shop.clock.advance(hourMs);
    await sell(host, 1);
    await vi.waitFor(async () => {
      await shop.clock.advance(hourMs);
      expect(madeAt()).toHaveLength(2);
    }, 20_000);
    expect(shop.faults).not.toContain('keeping the ledger');
  });

  it('a day that is over is closed, signed with a key that stays in the keychain, and backed up', async () => {
    const shop = new Shop();
    const host = await shop.open();
    const counter = await host.till.counter();
    if (!counter.ok) throw new Error(counter.problem.code);
    const yesterday = shop.clock.now();
    await counter.value.ledger.createOrder(draftOf(), yesterday);
    shop.clock.jump(24 * hourMs);
    await shop.clock.advance(60_000);
    await vi.waitFor(() => expect(ledgerOf(host)).toMatchObject({ lastSealedDay: businessDayOf(yesterday) }), 10_000);
    await vi.waitFor(() => expect(readdirSync(shop.ledgerFolder.backupFolder)).toHaveLength(1), 10_000);
    expect(await callsOf(host).checkLedger(undefined)).toMatchObject({ ok: true, value: { kind: 'sound' } });
    const key = await shop.keys.read({ accountId: 'till', kind: 'ledger_signing_key' });
    expect(key.kind).toBe('found');
    await host.stop();

    // Locked another day: nothing is signed with a new key, and the state says what hinders it.
    await shop.keys.remove({ accountId: 'till', kind: 'ledger_signing_key' });
    const second = await shop.open();
    await sell(second, 1, shop.clock.now());
    shop.clock.jump(400 * 24 * hourMs);
    await shop.clock.advance(60_000);
    await vi.waitFor(() => expect(ledgerOf(second)).toMatchObject({ isSigningHindered: true }), 10_000);
    expect((await shop.keys.read({ accountId: 'till', kind: 'ledger_signing_key' })).kind).toBe('missing_or_locked');
  });

  it('what was said of persons stays for as long as no gateway has confirmed that its time has come', async () => {
    const shop = new Shop();
    const host = await shop.open();
    await host.settings.update((settings) => ({
      ...settings,
      keepPersonalDays: 30,
      ledger: { ...settings.ledger, practice: { ...settings.ledger.practice, signingKeyMade: true } },
    }));
    const counter = await host.till.counter();
    if (!counter.ok) throw new Error(counter.problem.code);
    const { ledger } = counter.value;
    const { order } = await ledger.createOrder(draftOf(), shop.clock.now());
    await ledger.append(order.orderNo, order.version, [paid], shop.clock.now());
    shop.clock.jump(400 * 24 * hourMs);
    await shop.clock.advance(60_000);
    await vi.waitFor(
      () => expect(ledgerOf(host)).toMatchObject({ lastBackupAt: expect.any(String) as string }),
      10_000,
    );
    expect(ledgerOf(host)).toMatchObject({ isSigningHindered: true });
    await shop.clock.advance(24 * hourMs);
    expect((await ledger.readOrder(order.orderNo))?.buyerHint).toBe(paid.payload.buyerHint);
    expect(await callsOf(host).checkLedger(undefined)).toMatchObject({ ok: true, value: { kind: 'sound' } });
  });
});
