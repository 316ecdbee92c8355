import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import { practiceMerchant, type PracticeCredentials } from '../../../main/practice/common/credentials.ts';
import { startPracticePlatform, type PracticePlatform } from '../../../main/practice/platform.ts';
import { openPracticeKeys } from '../../../main/accounts/practice-keys.ts';
import { practiceMerchantAccounts } from '../../../main/accounts/practice-merchant-accounts.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { draftOf } from '../../support/orders.ts';
import { actOnPhone } from '../../support/practice-phone.ts';
import { memoryKeychain, openBareTill } from '../../support/till-parts.ts';

/** Failed checks after which the pause between them is the longest. */
const manyChecks = 6;

async function openShop() {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-reconnect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keys = await openPracticeKeys(createMemoryKeyStore(), false);
  if (keys.kind !== 'ready') throw new Error('no practice keys');
  const platform = await openPlatform(folder, keys.credentials, 0);
  const clock = new ManualClock(new Date().toISOString());
  const [account] = practiceMerchantAccounts({ ...platform, codeValidMinutes: 120 });
  const till = await openBareTill({
    mode: 'live',
    folder,
    clock,
    keychain: memoryKeychain(keys.store),
    accounts: { practice: [], live: [account] },
    // The lists of the window have no reader here.
    onFault: () => undefined,
  });
  onTestFinished(() => till.stop());
  const counter = await till.counter();
  if (!counter.ok) throw new Error(counter.problem.detail);
  const { desk, ledger } = counter.value;
  const sell = async (): Promise<string> => {
    const { id, gateway } = account;
    const merchantId = practiceMerchant.scanForPay.partnerNo;
    const requestKey = crypto.randomUUID();
    const draft = { requestKey, accountId: id, gateway, merchantId, sellerId: null, validForMs: 7_200_000 };
    const sale = await desk.createOrder(draftOf(draft));
    if (sale.kind !== 'taken') throw new Error(sale.kind);
    return sale.order.orderNo;
  };
  const secondsToNextCheck = (orderNo: string): number =>
    (Date.parse(desk.watchOf(orderNo)?.nextCheckAt ?? '') - clock.now().getTime()) / 1000;
  return { folder, keys, platform, clock, account, till, desk, ledger, sell, secondsToNextCheck };
}

it('asks about every open order soon when a gateway that was away answers again', async () => {
  const { folder, keys, platform, clock, till, desk, ledger, sell, secondsToNextCheck } = await openShop();
  const [asked, waiting] = [await sell(), await sell()];

  await platform.stop();
  for (let check = 0; check < manyChecks; check += 1) await Promise.all([desk.check(asked), desk.check(waiting)]);
  expect(till.state().connection).toBe('offline');
  expect(secondsToNextCheck(waiting)).toBeGreaterThan(20);

  const again = await openPlatform(folder, keys.credentials, platform.port);
  onTestFinished(() => again.stop());
  await actOnPhone(again.phoneUrl, 'scan', waiting);
  await actOnPhone(again.phoneUrl, 'pay', waiting);
  await desk.check(asked);
  expect(till.state().connection).toBe('online');
  expect(secondsToNextCheck(waiting)).toBeLessThan(2);
  await clock.advance(2_000);
  await expect.poll(async () => (await ledger.readOrder(waiting))?.state).toBe('paid');
});

it('asks about every open order soon when a key that was wrong has been put right', async () => {
  const { keys, platform, clock, account, till, desk, ledger, sell, secondsToNextCheck } = await openShop();
  onTestFinished(() => platform.stop());
  const waiting = await sell();
  const reference = { accountId: account.id, kind: 'scanforpay_sign_key' } as const;
  const right = await keys.store.read(reference);
  if (right.kind !== 'found') throw new Error(right.kind);
  await till.accounts.keyStore.write(reference, 'f'.repeat(32));
  await till.accountsChanged();
  for (let check = 0; check < manyChecks; check += 1) await desk.check(waiting);
  expect(secondsToNextCheck(waiting)).toBeGreaterThan(20);

  await actOnPhone(platform.phoneUrl, 'scan', waiting);
  await actOnPhone(platform.phoneUrl, 'pay', waiting);
  await till.accounts.keyStore.write(reference, right.secret.reveal());
  await till.accountsChanged();
  expect(secondsToNextCheck(waiting)).toBeLessThan(2);
  await clock.advance(2_000);
  await expect.poll(async () => (await ledger.readOrder(waiting))?.state).toBe('paid');
});

function openPlatform(folder: string, credentials: PracticeCredentials, port: number): Promise<PracticePlatform> {
  const booksPath = join(folder, 'books.sqlite3');
  return startPracticePlatform({ booksPath, credentials, port, phoneFilesFolder: null });
}
