import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../main/ledger/write/open-ledger.ts';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { launchApp, type LaunchedApp } from '../support/launch-app.ts';
import { draftOf } from '../support/orders.ts';
import { charge, openInOrders, orderIs, temporaryFolder } from '../support/till-window.ts';

const settingsIn = (folder: string): { readonly mode: string; readonly firstRunDone: boolean } =>
  JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as { mode: string; firstRunDone: boolean };

async function startFirstRun(folder: string): Promise<LaunchedApp> {
  const launched = await launchApp({ userDataDir: folder, isFirstRun: true });
  await launched.window.getByTestId(testIds.firstRun).waitFor();
  return launched;
}

const mostControls = 40;
/** Slower than a barcode scanner: what comes at its pace is taken for a code. */
const byHand = { delay: 120 } as const;

/** Goes on with Tab until the control of this name has the focus. */
async function tabTo(page: Page, role: 'button' | 'textbox', name: RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let pressed = 0; pressed < mostControls; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no way by Tab to ${String(name)}`);
}

test('one Enter on the first day leads to practice, and the question never comes again', async () => {
  const folder = temporaryFolder();
  const first = await startFirstRun(folder.path);
  await first.window.keyboard.press('Enter');
  await expect(first.window.getByTestId(testIds.amount)).toBeFocused();
  await expect(first.window.getByTestId(testIds.practiceBanner)).toBeVisible();
  await first.close();
  expect(settingsIn(folder.path)).toMatchObject({ mode: 'practice', firstRunDone: true });

  const second = await launchApp({ userDataDir: folder.path });
  await expect(second.window.getByTestId(testIds.amount)).toBeFocused();
  await second.close();
  folder.remove();
});

test('the till’s mark is asked for at the first run and begins every order number', async () => {
  const folder = temporaryFolder();
  const { window: page, close } = await startFirstRun(folder.path);
  const mark = page.getByRole('textbox', { name: /Till mark/u });
  await expect(mark).toHaveValue('T01');
  await mark.fill('BAR 2');
  await expect(page.getByRole('alert')).toBeVisible();
  await mark.fill('BAR2');
  await page.getByRole('button', { name: /Practise now/u }).click();
  await openInOrders(page, await charge(page, '1234'));
  await expect(page.getByTestId(testIds.orderDetail)).toContainText(/BAR2_\d{8}_0001_[0-9A-Z]{12}/u);
  await close();
  folder.remove();
});

test('an account is connected step by step by keyboard, and every step can be left for practice', async () => {
  const folder = temporaryFolder();
  const { window: page, close } = await startFirstRun(folder.path);
  const step = page.getByTestId(testIds.firstRun);
  await tabTo(page, 'button', /Connect an account/u);
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-step', 'shop');
  await tabTo(page, 'textbox', /Till name/u);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Harbour 2', byHand);
  await tabTo(page, 'textbox', /Till mark/u);
  await expect(page.getByRole('textbox', { name: /Till mark/u })).toHaveValue('T01');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('BAR2', byHand);
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-step', 'account');
  await tabTo(page, 'textbox', /Partner number/u);
  await page.keyboard.type('100010000000002', byHand);
  await tabTo(page, 'textbox', /Store number/u);
  await page.keyboard.type('SZ0004', byHand);
  await tabTo(page, 'textbox', /Gateway address/u);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('http://127.0.0.1:1', byHand);
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-step', 'keys');
  await tabTo(page, 'button', /^Next$/u);
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-step', 'test');
  expect(settingsIn(folder.path)).toMatchObject({ mode: 'live', firstRunDone: false });

  await tabTo(page, 'button', /Practise first/u);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.practiceBanner)).toBeVisible();
  const state = await page.evaluate(() => window.scantill.getAppState(undefined));
  expect(state).toMatchObject({ mode: 'practice', firstRunDone: true, tillName: 'Harbour 2', terminalPrefix: 'BAR2' });
  await close();
  folder.remove();
});

test('on a new computer a backup of the old one brings its orders back', async () => {
  const [old, folder] = [temporaryFolder(), temporaryFolder()];
  const backup = join(old.path, 'ledger.sqlite3');
  const opening = openLedger(backup);
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { order } = await opening.ledger.createOrder(draftOf(), new Date());
  opening.ledger.close();

  const { app, window: page, close } = await startFirstRun(folder.path);
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, backup);
  await page.getByTestId(testIds.restoreLedger).click();
  await expect(page.getByTestId(testIds.ledgerBanner)).toContainText('The book is back');
  await expect(page.getByTestId(testIds.practiceBanner)).toBeHidden();
  expect((await orderIs(page, order.orderNo)).amountMinor).toBe(order.amountMinor);
  await close();
  old.remove();
  folder.remove();
});
