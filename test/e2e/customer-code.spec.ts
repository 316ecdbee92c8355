/** The customer shows the code, the shop scans it: at any time, and the sale on the screen is charged. */
import { expect, test } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import { actOnPhone, showCode } from '../support/practice-phone.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { newestOrder, phoneUrl, seeVerdict, startNewSale } from '../support/till-window.ts';

const alipayCode = '286512345678901234';
const weChatCode = '134567890123456789';
const till = sharedTill({
  beforeEnd: async ({ window: page }) => {
    const order = await newestOrder(page);
    expect(filesWith(order?.orderNo ?? '')).toContain('ledger.sqlite3-wal');
    expectCodesNowhere();
  },
  afterEnd: () => expectCodesNowhere(),
});

test.beforeAll(async () => {
  await phoneUrl(till);
});

/** The till's files in which one of the texts stands. The gateway's own books are not the till's. */
function filesWith(...texts: readonly string[]): readonly string[] {
  return readdirSync(till.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('platform.sqlite3'))
    .filter((entry) => {
      const content = readFileSync(join(entry.parentPath, entry.name));
      return texts.some((text) => content.includes(text));
    })
    .map(({ name }) => name);
}

/** The code is money until it is used: the till writes it nowhere, not even for as long as it runs. */
function expectCodesNowhere(): void {
  expect(filesWith(alipayCode, weChatCode)).toEqual([]);
  for (const code of [alipayCode, weChatCode]) expect(till.output()).not.toContain(code);
}

test('without an amount it says so, charges nothing and keeps nothing', async () => {
  const { app, window: page } = till;
  await scanBarcode(app, alipayCode);
  await expect(page.getByTestId(testIds.toast)).toContainText('Type the amount first');
  await expect(page.getByTestId(testIds.amount)).toHaveValue('0.00');
  expect(await newestOrder(page)).toBeNull();
});

test('with an amount it charges at once, by the wallet whose code it is', async () => {
  const { app, window: page } = till;
  for (const digit of ['5', '00']) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByTestId(testIds.note).focus();
  await scanBarcode(app, weChatCode);
  await seeVerdict(page, 'paid');
  expect(await newestOrder(page)).toMatchObject({
    amountMinor: 500,
    wallet: 'wechat_pay',
    way: 'customer_code',
    state: 'paid',
    note: '',
  });
});

test('held out by the practice phone, and confirmed on it where the sum is large', async () => {
  const { window: page } = till;
  await startNewSale(page);
  await page.keyboard.type('1413000', byHand);
  const url = await phoneUrl(till);
  await showCode(url, 'alipay');
  await seeVerdict(page, 'waiting');
  await expect(page.getByRole('main')).toContainText('The customer confirms on the phone');
  const order = await newestOrder(page);
  expect(order).toMatchObject({ wallet: 'alipay', way: 'customer_code', scanned: true, qrText: null });
  await actOnPhone(url, 'pay', order?.orderNo ?? '');
  await seeVerdict(page, 'paid');
});

test('a code of another wallet than the one named is refused by main', async () => {
  const { methods } = await till.state();
  const result = await till.window.evaluate(
    ([accountId, customerCode]) =>
      window.scantill.createOrder({
        requestKey: crypto.randomUUID(),
        accountId,
        wallet: 'alipay',
        amountMinor: 100,
        currency: 'CNY',
        note: '',
        customerCode,
      }),
    [methods[0]?.accountId ?? '', weChatCode] as const,
  );
  expect(result).toMatchObject({ ok: false, problem: { code: 'customer_code_invalid' } });
});
