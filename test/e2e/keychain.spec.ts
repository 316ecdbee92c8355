import { expect, test } from '@playwright/test';
import keytar from 'keytar';
import { testIds } from '../../renderer/ui/test-ids.ts';
import {
  charge,
  customerPays,
  openTill,
  orderIs,
  seeVerdict,
  temporaryFolder,
  type Till,
} from '../support/till-window.ts';

const service = 'Scantill';
const folder = temporaryFolder();
let till: Till;

async function emptyKeychain(): Promise<void> {
  for (const { account } of await keytar.findCredentials(service)) await keytar.deletePassword(service, account);
}

async function keyAccounts(): Promise<readonly string[]> {
  const entries = await keytar.findCredentials(service);
  return entries.map(({ account }) => account).filter((account) => account !== 'probe');
}

/** The practice accounts' keys once the keychain has answered. */
async function keyStates(opened: Till): Promise<readonly string[]> {
  const states = async (): Promise<readonly string[]> =>
    (await opened.state()).accounts.flatMap(({ keys }) => keys.map(({ state }) => state));
  await expect.poll(states).not.toContain('checking');
  return states();
}

test.beforeAll(emptyKeychain);

test.afterEach(async () => {
  await till.close();
});

test.afterAll(async () => {
  await emptyKeychain();
  folder.remove();
});

test('the practice keys are made at the first run and kept in the keychain', async () => {
  till = await openTill({ userDataDir: folder.path });
  const order = await charge(till.window, '1000', 3);
  await customerPays(till, order.orderNo);
  await seeVerdict(till.window, 'paid');
  expect(await keyStates(till)).toEqual(['stored', 'stored', 'stored']);
  expect([...(await keyAccounts())].sort()).toEqual([
    'practice/practice-alipay/alipay_app_private_key',
    'practice/practice-alipay/alipay_public_key',
    'practice/practice-alipay/practice_alipay_private_key',
    'practice/practice-alipay/practice_app_public_key',
    'practice/practice-scanforpay/scanforpay_sign_key',
  ]);
});

test('they are read again at the next start, not made anew', async () => {
  const before = await keytar.findCredentials(service);
  till = await openTill({ userDataDir: folder.path });
  await charge(till.window, '1100', 1);
  expect(await keytar.findCredentials(service)).toEqual(before);
});

test('an emptied keychain is said, signs nothing, keeps the history, and is filled only on request', async () => {
  await emptyKeychain();
  till = await openTill({ userDataDir: folder.path });
  const { window: page } = till;
  expect(await keyStates(till)).toEqual(['missing_or_locked', 'missing_or_locked', 'missing_or_locked']);
  await expect(page.getByTestId(testIds.keychainBanner)).toBeVisible();

  // Nothing is sent and no order is made.
  const { methods } = await till.state();
  const refused = await page.evaluate(
    ([accountId]) =>
      window.scantill.createOrder({
        requestKey: crypto.randomUUID(),
        accountId,
        wallet: 'alipay',
        amountMinor: 500,
        currency: 'CNY',
        note: '',
      }),
    [methods[0]?.accountId ?? ''] as const,
  );
  expect(refused).toMatchObject({ ok: false, problem: { code: 'key_missing_or_locked' } });
  expect(await keyAccounts()).toEqual([]);

  await page.keyboard.press('Alt+2');
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(2);

  const renewed = await page.evaluate(() => window.scantill.renewPracticeKeys(undefined));
  expect(renewed).toEqual({ ok: true, value: null });
  expect(await keyAccounts()).toHaveLength(5);
  await expect(page.getByTestId(testIds.keychainBanner)).toBeHidden();
  await page.keyboard.press('Alt+1');
  await page.getByTestId(testIds.amount).waitFor();
  const order = await charge(page, '1200', 3);
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid');
  expect(await orderIs(page, order.orderNo)).toMatchObject({ state: 'paid' });
});

test.describe('without a keychain service', () => {
  const noService = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
  test.skip(process.platform !== 'linux', 'only Linux can be without one');

  test('practice works with keys that live while the app runs, and says so', async () => {
    const own = temporaryFolder();
    till = await openTill({ userDataDir: own.path, env: noService });
    const { window: page } = till;
    const order = await charge(page, '1300', 1);
    await customerPays(till, order.orderNo);
    await seeVerdict(page, 'paid');
    expect(await keyStates(till)).toEqual(['memory_only', 'memory_only', 'memory_only']);
    expect((await till.state()).keychain).toBe('unavailable');
    await expect(page.getByTestId(testIds.practiceBanner)).toContainText(/keychain does not answer/iu);
    await till.close();
    own.remove();
  });

  test('live mode does not sign and says why', async () => {
    const own = temporaryFolder();
    till = await openTill({ userDataDir: own.path, env: noService });
    const results = await till.window.evaluate(async () => {
      await window.scantill.setMode({ mode: 'live' });
      await window.scantill.saveAccount({
        account: {
          gateway: 'scanforpay',
          id: 'shop',
          name: 'Shop',
          baseUrl: 'http://127.0.0.1:1',
          partnerNo: '10001',
          storeNo: '1',
          terminalNo: '',
          currency: 'HKD',
          wallets: ['alipay'],
          orderTitle: '',
          codeValidMinutes: 5,
          publicNotifyUrl: '',
        },
      });
      const key = await window.scantill.setKey({ accountId: 'shop', kind: 'scanforpay_sign_key', value: '123456' });
      const sale = await window.scantill.createOrder({
        requestKey: crypto.randomUUID(),
        accountId: 'shop',
        wallet: 'alipay',
        amountMinor: 500,
        currency: 'HKD',
        note: '',
      });
      return { key, sale };
    });
    expect(results).toMatchObject({
      key: { ok: false, problem: { code: 'keychain_unavailable' } },
      sale: { ok: false, problem: { code: 'keychain_unavailable' } },
    });
    await till.close();
    own.remove();
  });
});

test('a live account’s key goes in, is seen as stored, and never comes out', async () => {
  const own = temporaryFolder();
  till = await openTill({ userDataDir: own.path });
  const signKey = 'a-sign-key-that-must-not-be-seen';
  const learned = await till.window.evaluate(async (value) => {
    await window.scantill.setMode({ mode: 'live' });
    await window.scantill.saveAccount({
      account: {
        gateway: 'scanforpay',
        id: 'shop',
        name: 'Shop',
        baseUrl: 'http://127.0.0.1:1',
        partnerNo: '10001',
        storeNo: '1',
        terminalNo: '',
        currency: 'HKD',
        wallets: ['wechat_pay'],
        orderTitle: '',
        codeValidMinutes: 5,
        publicNotifyUrl: '',
      },
    });
    const stored = await window.scantill.setKey({ accountId: 'shop', kind: 'scanforpay_sign_key', value });
    const sale = await window.scantill.createOrder({
      requestKey: crypto.randomUUID(),
      accountId: 'shop',
      wallet: 'wechat_pay',
      amountMinor: 500,
      currency: 'HKD',
      note: '',
    });
    return { stored, sale, state: await window.scantill.getAppState(undefined) };
  }, signKey);
  expect(learned.stored).toEqual({ ok: true, value: null });
  expect(learned.sale).toMatchObject({
    ok: true,
    value: { state: 'create_unknown', currency: 'HKD', problem: { code: 'unreachable' } },
  });
  expect(learned.state).toMatchObject({
    mode: 'live',
    practice: null,
    accounts: [{ keys: [{ kind: 'scanforpay_sign_key', state: 'stored' }] }],
  });
  expect(JSON.stringify(learned)).not.toContain(signKey);
  expect(await keytar.getPassword(service, 'live/shop/scanforpay_sign_key')).toBe(signKey);
  // Real money on its way: the till does not walk away from it into practice.
  const away = await till.window.evaluate(() => window.scantill.setMode({ mode: 'practice' }));
  expect(away).toMatchObject({ ok: false, problem: { code: 'open_orders' } });
  await till.close();
  own.remove();
});
