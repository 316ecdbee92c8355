/** The keys and clicks that views are made of. */
import { expect, type Page } from '@playwright/test';
import type { OrderView } from '../../../../preload/contract/index.ts';
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { scanBarcode } from '../../barcode-scanner.ts';
import { byHand } from '../../fingers.ts';
import type { Open } from './view.ts';

/** Paid counts five seconds down and leaves; here it stays for as long as it is looked at. */
async function stopCountingSeconds(page: Page): Promise<void> {
  await page.evaluate(() => {
    const setTimer = window.setTimeout.bind(window);
    window.setTimeout = ((action: () => void, delayMs?: number) =>
      delayMs === 1000 ? 0 : setTimer(action, delayMs)) as typeof setTimeout;
  });
}

export async function typeAmount(page: Page): Promise<void> {
  await page.getByTestId(testIds.amount).waitFor();
  await page.keyboard.type('14130', byHand);
}

export async function charge(page: Page): Promise<void> {
  await typeAmount(page);
  await page.keyboard.press('Enter');
}

/** Charges and waits for the scene's order to be on screen. */
export async function openSale(page: Page): Promise<void> {
  await stopCountingSeconds(page);
  await charge(page);
  await page.getByTestId(testIds.verdict).waitFor();
}

export async function openOrders(page: Page): Promise<void> {
  await page.keyboard.press('Alt+2');
  await page.getByTestId(testIds.orderRow).or(page.locator('.nothing')).first().waitFor();
}

/** Opens the first order of the list. */
export async function openFirstOrder(page: Page): Promise<void> {
  await openOrders(page);
  await page.getByTestId(testIds.orderRow).first().click();
  await page.getByTestId(testIds.orderDetail).waitFor();
}

export function openSettings(section: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.keyboard.press('Alt+4');
    await page.getByTestId(`settings-${section}`).click();
    await page.locator(`[data-section="${section}"]`).waitFor();
  };
}

export const openCharge: Open = (page) => page.getByTestId(testIds.amount).waitFor();

/** Opens the first order of the list that is shown so. */
export function openOrderShown(display: OrderView['display']): Open {
  return async (page) => {
    await openOrders(page);
    await page.locator(`[data-testid="${testIds.orderRow}"][data-state="${display}"]`).first().click();
    await page.locator(`[data-testid="${testIds.orderDetail}"] .state-chip[data-state="${display}"]`).waitFor();
  };
}

/** Does one thing after another. */
export function after(open: Open, act: Open): Open {
  return async (page, app) => {
    await open(page, app);
    await act(page, app);
  };
}

export function press(testId: string): Open {
  return (page) => page.getByTestId(testId).first().click();
}

export function click(selector: string): Open {
  return (page) => page.locator(selector).first().click();
}

export function key(name: string): Open {
  return (page) => page.keyboard.press(name);
}

export const untilFirstRun: Open = (page) => page.getByTestId(testIds.firstRun).waitFor();

export const untilDialog: Open = (page) => page.getByRole('dialog').waitFor();

export const untilToast: Open = (page) => page.getByTestId(testIds.toast).waitFor();

export const untilTested: Open = (page) => page.getByTestId(testIds.selfTestVerdict).waitFor();

export const askingForCode: Open = async (page) => {
  await charge(page);
  await expect(page.getByTestId(testIds.charge).getByRole('status')).toBeVisible();
};

export function scanned(text: string): Open {
  return (_page, { app }) => scanBarcode(app, text);
}

/** Three kinds of goods and a discount, by keys alone. */
export const typeLines: Open = async (page) => {
  await page.getByTestId(testIds.amount).waitFor();
  await page.keyboard.type('4800+2*', byHand);
  await page.locator('.line-name').fill('Longjing tea 50 g');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1200+3*2500+%', byHand);
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('10%');
  await page.keyboard.press('Enter');
};
