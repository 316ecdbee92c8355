import { expect, test } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { violationsOf } from '../support/accessibility.ts';
import { afterScanMs } from '../support/fingers.ts';
import { actOnPhone, chooseScenario } from '../support/practice-phone.ts';
import { sharedTill } from '../support/shared-till.ts';
import {
  charge,
  customerPays,
  newestOrder,
  orderIs,
  phoneUrl,
  seeVerdict,
  startNewSale,
} from '../support/till-window.ts';

const till = sharedTill();

test.beforeEach(async () => {
  await chooseScenario(await phoneUrl(till), 'normal');
  await startNewSale(till.window);
});

const methods = [
  { name: 'ScanForPay with Alipay', key: 1, gateway: 'scanforpay', wallet: 'alipay' },
  { name: 'ScanForPay with WeChat Pay', key: 2, gateway: 'scanforpay', wallet: 'wechat_pay' },
  { name: 'Alipay', key: 3, gateway: 'alipay', wallet: 'alipay' },
] as const;

for (const { name, key, gateway, wallet } of methods) {
  test(`a sale through ${name} by keys alone is paid by notification`, async () => {
    const { window: page } = till;
    const order = await charge(page, '14130', key);
    expect(order).toMatchObject({ amountMinor: 14_130, currency: 'CNY', gateway, wallet, state: 'awaiting' });
    await customerPays(till, order.orderNo);
    await seeVerdict(page, 'paid');
    expect(await orderIs(page, order.orderNo)).toMatchObject({ state: 'paid', learnedBy: 'notification' });
    await page.keyboard.press('Enter');
    await expect(page.getByTestId(testIds.lastSale)).toContainText('141.30');
  });
}

test('a million yuan is charged where the gateway takes it', async () => {
  const { window: page } = till;
  await page.keyboard.press('F1');
  await page.keyboard.type('100000000', { delay: 70 });
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  const order = await newestOrder(page);
  expect(order).toMatchObject({ amountMinor: 100_000_000, currency: 'CNY', gateway: 'scanforpay', state: 'awaiting' });
  await customerPays(till, order?.orderNo ?? '');
  await seeVerdict(page, 'paid');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.lastSale)).toContainText('1,000,000.00');
});

test('a sale takes the digits of its amount and one more key, from an empty counter to the next one', async () => {
  const { window: page } = till;
  await page.evaluate(() => {
    const counter = document.documentElement;
    counter.setAttribute('data-keys', '');
    window.addEventListener('keydown', () => counter.setAttribute('data-keys', `${counter.dataset['keys']}.`), true);
  });
  await page.keyboard.type('14130', { delay: 70 });
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  const order = await newestOrder(page);
  expect(order).toMatchObject({ amountMinor: 14_130, state: 'awaiting' });
  await customerPays(till, order?.orderNo ?? '');
  await seeVerdict(page, 'paid');
  // Paid goes by itself.
  await expect(page.getByTestId(testIds.amount)).toBeFocused({ timeout: 15_000 });
  await expect(page.getByTestId(testIds.lastSale)).toContainText('141.30');
  await expect(page.locator('html')).toHaveAttribute('data-keys', '.'.repeat('14130'.length + 1));
});

test('the practice phone’s own window pays by keys', async () => {
  const { window: page, app } = till;
  await charge(page, '500', 1);
  const opened = app.waitForEvent('window');
  await page.keyboard.press('F9');
  const phone = await opened;
  // Opened for this order, the phone has already scanned it: Enter pays.
  await expect(phone.getByRole('button', { name: /5\.00/u })).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await phone.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violationsOf(phone), colorScheme).toEqual([]);
  }
  await phone.keyboard.press('Enter');
  await seeVerdict(page, 'paid');
  await phone.close();
  await page.keyboard.press('Enter');
});

test('a customer who declines is shown as declined, and no money was taken', async () => {
  const { window: page } = till;
  const order = await charge(page, '700', 2);
  await actOnPhone(await phoneUrl(till), 'scan', order.orderNo);
  await actOnPhone(await phoneUrl(till), 'decline', order.orderNo);
  await seeVerdict(page, 'declined');
  await expect(page.getByTestId(testIds.verdict)).toContainText(/no money/iu);
});

test('giving a sale up asks first, then closes it at Alipay', async () => {
  const { window: page } = till;
  const order = await charge(page, '900', 3);
  await page.keyboard.press('Escape');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('9.00');
  // The safe answer has the focus: Escape and Enter both keep the sale.
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId(testIds.qr)).toBeVisible();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button').first().click();
  await expect.poll(async () => (await orderIs(page, order.orderNo)).state).toBe('expired_watching');
});

test('a new sale can begin while another waits, and the waiting one is still paid', async () => {
  const { window: page } = till;
  const first = await charge(page, '1100', 1);
  // A letter so soon after Enter is taken for a barcode scanner's; a person presses later, and once.
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), afterScanMs);
  await page.keyboard.press('n');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
  await expect(page.getByTestId(testIds.stripOrder)).toContainText('11.00');
  await charge(page, '2200', 1);
  await customerPays(till, first.orderNo);
  await expect.poll(async () => (await orderIs(page, first.orderNo)).state).toBe('paid');
  // The second sale keeps the screen.
  await expect(page.getByTestId(testIds.qr)).toBeVisible();
});

test('a forged notification changes nothing but is seen', async () => {
  const { window: page } = till;
  const order = await charge(page, '3300', 1);
  await chooseScenario(await phoneUrl(till), 'forged');
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid');
  await expect.poll(async () => (await orderIs(page, order.orderNo)).attention?.code).toBe('signature_wrong');
  const deliveries = await page.evaluate(() => window.scantill.listNotifications({ limit: 10 }));
  expect(deliveries.ok && deliveries.value.map(({ verdict }) => verdict)).toContain('refused');
});

test('double Enter makes one order', async () => {
  const { window: page } = till;
  const before = await page.evaluate(() =>
    window.scantill.listOrders({ search: '', display: null, after: null, limit: 1 }),
  );
  await page.keyboard.type('4400', { delay: 70 });
  await page.keyboard.press('Enter', { delay: 0 });
  await page.keyboard.press('Enter', { delay: 0 });
  await page.getByTestId(testIds.qr).waitFor();
  const after = await page.evaluate(() =>
    window.scantill.listOrders({ search: '', display: null, after: null, limit: 1 }),
  );
  if (!before.ok || !after.ok) throw new Error('the ledger did not answer');
  expect(after.value.total).toBe(before.value.total + 1);
});
