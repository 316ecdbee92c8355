import { expect, test } from '@playwright/test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { charge, openTill, temporaryFolder } from '../support/till-window.ts';

test('settings that cannot be read are set aside whole, and the till goes on with its ledger', async () => {
  const folder = temporaryFolder();
  const first = await openTill({ userDataDir: folder.path });
  await charge(first.window, '1700', 1);
  await first.close();
  const damaged = '{"version": 1, "mode": "prac';
  writeFileSync(join(folder.path, 'settings.json'), damaged);

  const till = await openTill({ userDataDir: folder.path });
  try {
    const setAside = readdirSync(folder.path).filter((name) => name.startsWith('settings.corrupt-'));
    expect(setAside).toHaveLength(1);
    expect(readFileSync(join(folder.path, setAside[0] ?? ''), 'utf8')).toBe(damaged);
    await till.window.keyboard.press('Alt+2');
    await expect(till.window.getByTestId(testIds.orderRow)).toHaveCount(1);
  } finally {
    await till.close();
    folder.remove();
  }
});

test('language and look change at once and are remembered', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  const { window: page } = till;
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.evaluate(() => window.scantill.changeSettings({ language: 'ja', appearance: 'dark' }));
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await till.close();

  const again = await openTill({ userDataDir: folder.path });
  try {
    await expect(again.window.locator('html')).toHaveAttribute('lang', 'ja');
    expect(await again.state()).toMatchObject({ language: 'ja', appearance: 'dark' });
  } finally {
    await again.close();
    folder.remove();
  }
});

test('an account’s self-test asks the gateway for real and says that it is ready, without making an order', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  try {
    const { window: page } = till;
    await expect.poll(async () => (await till.state()).practice?.status).toBe('running');
    await page.keyboard.press('Alt+4');
    await page.getByTestId(testIds.selfTestStart).click();
    await expect(page.getByTestId(testIds.selfTestVerdict)).toContainText(/ready to take money/iu);
    await page.keyboard.press('Alt+2');
    await expect(page.getByTestId(testIds.orderRow)).toHaveCount(0);
  } finally {
    await till.close();
    folder.remove();
  }
});

test('an account comes in from a file that somebody picks; one that is no such file, too large or gone says so', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  const pick = async (file: string): Promise<unknown> => {
    await till.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, file);
    return till.window.evaluate(() => window.scantill.importAccount({}));
  };
  const file = join(folder.path, 'merchant.json');
  try {
    await till.window.evaluate(() => window.scantill.setMode({ mode: 'live' }));
    writeFileSync(file, '{"account": 1}');
    expect(await pick(file)).toMatchObject({ ok: false, problem: { code: 'file_invalid' } });
    writeFileSync(file, ' '.repeat(64 * 1024 + 1));
    expect(await pick(file)).toMatchObject({ problem: { code: 'file_unreadable', detail: 'larger than 64 KiB' } });
    expect(await pick(join(folder.path, 'gone.json'))).toMatchObject({ problem: { code: 'file_unreadable' } });
    const account = {
      gateway: 'scanforpay',
      id: 'shop',
      name: '港湾茶馆',
      baseUrl: 'http://127.0.0.1:9',
      partnerNo: '10001',
      storeNo: '100010000000002',
      terminalNo: '',
      currency: 'CNY',
      wallets: ['alipay', 'wechat_pay'],
      orderTitle: 'Harbour Tea House',
      codeValidMinutes: 5,
      publicNotifyUrl: '',
    };
    writeFileSync(file, JSON.stringify({ account, keys: { scanforpay_sign_key: 'a'.repeat(32) } }));
    expect(await pick(file)).toEqual({ ok: true, value: { accountId: 'shop' } });
    const kept = readFileSync(join(folder.path, 'settings.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ accounts: { live: [{ id: 'shop', name: '港湾茶馆' }] } });
    expect(kept).not.toContain('a'.repeat(32));
  } finally {
    await till.close();
    folder.remove();
  }
});
