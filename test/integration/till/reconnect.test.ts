import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Profile } from '../../../preload/contract.ts';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import type { KeyStore } from '../../../main/ports.ts';
import { practiceMerchant, type PracticeCredentials } from '../../../main/practice/credentials.ts';
import { startPracticePlatform, type PracticePlatform } from '../../../main/practice/platform.ts';
import { defaultSettings } from '../../../main/settings/settings-schema.ts';
import { openPracticeKeys } from '../../../main/till/practice-keys.ts';
import { practiceProfiles } from '../../../main/till/practice-profiles.ts';
import { Till } from '../../../main/till/till.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { draftOf } from '../../support/orders.ts';
import { actOnPhone } from '../../support/practice-phone.ts';

/** Failed checks after which the pause between them is the longest. */
const manyChecks = 6;

it('asks about every open order soon when a gateway that was away answers again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-reconnect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keys = await openPracticeKeys(createMemoryKeyStore(), false);
  if (keys.kind !== 'ready') throw new Error('no practice keys');
  const platform = await openPlatform(folder, keys.credentials, 0);
  const clock = new ManualClock(new Date().toISOString());
  const [profile] = practiceProfiles({ ...platform, codeValidMinutes: 120 });
  const till = await openLiveTill({ folder, clock, profile, keys: keys.store });
  onTestFinished(() => till.stop());
  const counter = await till.counter();
  if (!counter.ok) throw new Error(counter.problem.detail);
  const { desk, ledger } = counter.value;
  const sell = async (requestKey: string): Promise<string> => {
    const { id, gateway } = profile;
    const merchantId = practiceMerchant.scanForPay.partnerNo;
    const draft = { requestKey, profileId: id, gateway, merchantId, sellerId: null, validForMs: 7_200_000 };
    const sale = await desk.createSale(draftOf(draft));
    if (sale.kind !== 'taken') throw new Error(sale.kind);
    return sale.order.orderNo;
  };
  const [asked, waiting] = [await sell(crypto.randomUUID()), await sell(crypto.randomUUID())];
  const secondsToNextCheck = (): number =>
    (Date.parse(desk.watchOf(waiting)?.nextCheckAt ?? '') - clock.now().getTime()) / 1000;

  await platform.stop();
  for (let check = 0; check < manyChecks; check += 1) await Promise.all([desk.check(asked), desk.check(waiting)]);
  expect(till.state().connection).toBe('offline');
  expect(secondsToNextCheck()).toBeGreaterThan(20);

  const again = await openPlatform(folder, keys.credentials, platform.port);
  onTestFinished(() => again.stop());
  await actOnPhone(again.phoneUrl, 'scan', waiting);
  await actOnPhone(again.phoneUrl, 'pay', waiting);
  await desk.check(asked);
  expect(till.state().connection).toBe('online');
  expect(secondsToNextCheck()).toBeLessThan(2);
  await clock.advance(2_000);
  await expect.poll(async () => (await ledger.readOrder(waiting))?.state).toBe('paid');
});

function openPlatform(folder: string, credentials: PracticeCredentials, port: number): Promise<PracticePlatform> {
  const booksPath = join(folder, 'books.sqlite3');
  return startPracticePlatform({ booksPath, credentials, port, phoneFilesFolder: null });
}

async function openLiveTill(parts: {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly profile: Profile;
  readonly keys: KeyStore;
}): Promise<Till> {
  const { folder, clock, profile, keys } = parts;
  const settings = defaultSettings('0'.repeat(32));
  const till = new Till({
    mode: 'live',
    userDataFolder: folder,
    readerWorkerPath: join(folder, 'no-reader.cjs'),
    keeperWorkerPath: join(folder, 'no-keeper.cjs'),
    mayBeginLedger: false,
    phoneFolder: folder,
    practicePlatform: false,
    settings: {
      opening: { kind: 'made' },
      current: {
        ...settings,
        listener: { ...settings.listener, enabled: false },
        profiles: { practice: [], live: [profile] },
      },
      update: () => Promise.reject(new Error('nothing is to be changed')),
    },
    keychain: { ...keys, probe: () => Promise.resolve('available'), idle: () => Promise.resolve() },
    clock,
    mayStart: Promise.resolve(),
    onCodeShown: () => undefined,
    onOrderChanged: () => undefined,
    onStateChanged: () => undefined,
    // The lists of the window have no reader here.
    onFault: () => undefined,
  });
  await till.ready;
  return till;
}
