/** The cashier's window as a test drives it: by keys and by what is on screen. */
import { expect, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppState, Bridge, OrderView } from '../../preload/contract/index.ts';
import { methodTestId, testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from './fingers.ts';
import { launchApp, type LaunchedApp, type LaunchOptions } from './launch-app.ts';
import { actOnPhone } from './practice-phone.ts';

declare global {
  interface Window {
    readonly scantill: Bridge<'cashier'>;
  }
}

export interface Till extends LaunchedApp {
  readonly state: () => Promise<AppState>;
}

/** A folder for one test's data, removed by the returned function. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'scantill-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the app and waits until the amount can be typed. */
export async function openTill(options: LaunchOptions): Promise<Till> {
  const launched = await launchApp(options);
  await launched.window.getByTestId(testIds.amount).waitFor();
  return { ...launched, state: () => launched.window.evaluate(() => window.scantill.getAppState(undefined)) };
}

/** Goes to an empty Charge screen from wherever the window is; a sale that is on screen goes on in the strip. */
export async function startNewSale(page: Page): Promise<void> {
  await page.keyboard.press('Alt+1');
  const amount = page.getByTestId(testIds.amount);
  const newSale = page.getByTestId(testIds.newSale);
  await amount.or(newSale).first().waitFor();
  if (await newSale.isVisible()) await newSale.click();
  await expect(amount).toBeFocused();
  await page.keyboard.press('Delete');
}

/** Types an amount, chooses the n-th wallet, presses Enter and waits for the code. Keys only. */
export async function charge(page: Page, digits: string, method = 1): Promise<OrderView> {
  await page.getByTestId(testIds.amount).waitFor();
  await page.keyboard.press(`F${method}`);
  await expect(page.getByTestId(methodTestId(method))).toBeChecked();
  await page.keyboard.type(digits, byHand);
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  const order = await newestOrder(page);
  if (order === null) throw new Error('the ledger has no order');
  return order;
}

export async function newestOrder(page: Page): Promise<OrderView | null> {
  const result = await page.evaluate(() =>
    window.scantill.listOrders({ search: '', display: null, after: null, limit: 1 }),
  );
  if (!result.ok) throw new Error(result.problem.code);
  return result.value.orders[0] ?? null;
}

export async function orderIs(page: Page, orderNo: string): Promise<OrderView> {
  const result = await page.evaluate((number) => window.scantill.getOrder({ orderNo: number }), orderNo);
  if (!result.ok) throw new Error(result.problem.code);
  return result.value.order;
}

/** The customer opens the code and pays, on the practice platform's own phone. */
export async function customerPays(till: Till, orderNo: string): Promise<void> {
  const url = await phoneUrl(till);
  await actOnPhone(url, 'scan', orderNo);
  await actOnPhone(url, 'pay', orderNo);
}

export async function phoneUrl(till: Till): Promise<string> {
  const practice = async (): Promise<AppState['practice']> => (await till.state()).practice;
  await expect.poll(async () => (await practice())?.status).toBe('running');
  const running = await practice();
  if (running?.status !== 'running') throw new Error('the practice platform has stopped');
  return running.phoneUrl;
}

/** Sets the clock of the app's main process, with the practice platform in it, so many minutes off this computer's. */
export async function setClockOff({ app }: Pick<Till, 'app'>, minutes: number): Promise<void> {
  await app.evaluate((_electronModule, offMs) => {
    const ownClock = performance.timeOrigin;
    const now = (): number => ownClock + performance.now() + offMs;
    globalThis.Date = new Proxy(Date, {
      construct: (made, given: unknown[]) => Reflect.construct(made, given.length === 0 ? [now()] : given) as Date,
      get: (made, name) => (name === 'now' ? now : (Reflect.get(made, name) as unknown)),
    });
  }, minutes * 60_000);
}

/** Opens an order in the history. */
export async function openInOrders(page: Page, { dailyNumber }: OrderView): Promise<void> {
  await page.keyboard.press('Alt+2');
  // By its number: for a moment the list still begins with the sale before.
  const number = String(dailyNumber).padStart(4, '0');
  await page.getByTestId(testIds.orderRow).filter({ hasText: number }).click();
}

/** Waits until the sale on screen shows this state. */
export async function seeVerdict(page: Page, display: OrderView['display']): Promise<void> {
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-state', display);
}
