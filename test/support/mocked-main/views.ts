/** What a person can have before them: each scene with the keys and clicks that lead to the picture of it. */
import { expect, type Page } from '@playwright/test';
import { testIds } from '../../../renderer/test-ids.ts';
import { scenes, type Scene, type SceneName } from './scenes.ts';

export interface View {
  /** Unique; also the name of its picture, with hyphens. */
  readonly name: string;
  /** Under which the gallery shows it. */
  readonly group: Group;
  readonly scene: SceneName;
  /** The sale itself: everything on it must suit a finger. */
  readonly isSaleScreen: boolean;
  open(page: Page): Promise<void>;
}

export const groups = [
  'charge',
  'waiting',
  'paid',
  'unknown',
  'declined',
  'expired',
  'paid_late',
  'refunded',
  'held',
  'orders',
  'settings',
  'messages',
] as const;
export type Group = (typeof groups)[number];

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
  await page.keyboard.type('14130');
}

async function charge(page: Page): Promise<void> {
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

const settingsSections = ['accounts', 'till', 'notifications', 'look', 'keys', 'about'];

/** How each scene is shown where nothing else is said: an order is charged, everything else is there at once. */
function viewsOf(scene: SceneName): readonly View[] {
  const view = (name: string, group: Group, open: View['open'], isSaleScreen = false): View => ({
    name,
    group,
    scene,
    isSaleScreen,
    open,
  });
  const { created }: Scene = scenes[scene]();
  if (scene.startsWith('orders')) {
    const list = view(scene, 'orders', openOrders);
    return scene === 'ordersEmpty' ? [list] : [list, view(`${scene}, one opened`, 'orders', openFirstOrder)];
  }
  if (scene === 'settingsLive') {
    return settingsSections.map((section) => view(`settings, ${section}`, 'settings', openSettings(section)));
  }
  if (scene.startsWith('ledgerFailed')) {
    return [view(scene, 'charge', (page) => page.getByTestId(testIds.ledgerFailed).waitFor())];
  }
  if (scene === 'asking') {
    const open = async (page: Page): Promise<void> => {
      await charge(page);
      await expect(page.getByTestId(testIds.charge).getByRole('status')).toBeVisible();
    };
    return [view(scene, 'charge', open, true)];
  }
  return created === undefined
    ? [view(scene, 'charge', (page) => page.getByTestId(testIds.amount).waitFor(), true)]
    : [view(scene, created.display, openSale, true)];
}

const furtherViews: readonly View[] = [
  {
    name: 'waiting, asking whether to cancel',
    group: 'waiting',
    scene: 'waiting',
    isSaleScreen: true,
    open: async (page) => {
      await openSale(page);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor();
    },
  },
];

export const views: readonly View[] = [...(Object.keys(scenes) as SceneName[]).flatMap(viewsOf), ...furtherViews];
