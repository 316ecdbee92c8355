/** What is heard at the till: each change once, as loud as Settings say, and nothing of old orders. */
import { expect, test } from '@playwright/test';
import type { OrderView } from '../../preload/contract/index.ts';
import { notesOf } from '../../renderer/app/sound.ts';
import { launchMockedMain, type MockedApp } from '../support/mocked-main/launch.ts';
import { openSale, openSettings } from '../support/mocked-main/views/openers.ts';
import { newestOrder } from '../support/till-window.ts';

declare global {
  interface Window {
    /** Peaks of the notes that were struck. */
    struck: number[];
  }
}

let till: MockedApp;

test.beforeAll(async () => {
  till = await launchMockedMain();
  await till.window.addInitScript(() => {
    window.struck = [];
    window.AudioContext = class extends AudioContext {
      override createGain(): GainNode {
        const node = super.createGain();
        const ramp = node.gain.exponentialRampToValueAtTime.bind(node.gain);
        node.gain.exponentialRampToValueAtTime = (value, atSeconds) => {
          if (value > 0.0001) window.struck.push(value);
          return ramp(value, atSeconds);
        };
        return node;
      }
    };
  });
});

test.afterAll(async () => {
  await till.close();
});

const struck = (): Promise<number[]> => till.window.evaluate(() => window.struck);
const practiceNotes = (name: 'paid' | 'paid_late'): number => notesOf(name, { practice: true }).length;

async function shownOrder(): Promise<OrderView> {
  const order = await newestOrder(till.window);
  if (order === null) throw new Error('the scene has no order');
  return order;
}

const paidOf = (order: OrderView): OrderView => ({
  ...order,
  state: 'paid',
  display: 'paid',
  version: order.version + 1,
  watch: null,
});

test('a payment sounds once, however often it is told', async () => {
  await till.show('waiting');
  await openSale(till.window);
  const paid = paidOf(await shownOrder());
  for (let time = 0; time < 3; time += 1) await till.emit('orderChanged', paid);
  await expect(till.window.locator('[data-state="paid"]').first()).toBeVisible();
  expect(await struck()).toHaveLength(practiceNotes('paid'));
});

test('orders of before make no sound at the start, and a late payment of one does', async () => {
  await till.show('orders');
  await till.window.getByTestId('last-sale').waitFor();
  expect(await struck()).toEqual([]);
  const old = await shownOrder();
  const late: OrderView = { ...old, orderNo: 'T02_20261121_0099_5WVK', state: 'paid_late', display: 'paid_late' };
  await till.emit('orderChanged', late);
  await expect(till.window.getByTestId('toast')).toBeVisible();
  expect(await struck()).toHaveLength(practiceNotes('paid_late'));
});

test('sounds that are off stay off, and the test in Settings plays at the volume chosen there', async () => {
  const { window: page } = till;
  await till.show('waiting');
  await openSettings('sound')(page);
  await page.getByRole('checkbox').uncheck({ force: true });
  await page.getByTestId('volume').fill('50');
  await page.keyboard.press('Alt+1');
  await openSale(page);
  await till.emit('orderChanged', paidOf(await shownOrder()));
  await expect(page.locator('[data-state="paid"]').first()).toBeVisible();
  expect(await struck()).toEqual([]);

  await openSettings('sound')(page);
  await page.locator('.settings-middle').getByRole('button').first().click();
  const loudness = notesOf('paid', { practice: true }).map((note) => note.loudness / 4);
  const heard = await struck();
  expect(heard).toHaveLength(loudness.length);
  for (const [index, value] of loudness.entries()) expect(heard[index]).toBeCloseTo(value, 5);
});
