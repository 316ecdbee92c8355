/** The computer slept: what the till does when the system says that it is awake again. */
import { expect, test } from '@playwright/test';
import type { OrderView } from '../../preload/contract/index.ts';
import { sharedTill } from '../support/shared-till.ts';
import { charge, orderIs } from '../support/till-window.ts';

const till = sharedTill();

test('an order that is asked about only now and then is asked about at once when the computer wakes', async () => {
  const { window: page } = till;
  const { orderNo } = await charge(page, '1200');
  const watch = async (): Promise<OrderView['watch']> => (await orderIs(page, orderNo)).watch;
  await page.evaluate((number) => window.scantill.cancelOrder({ orderNo: number }), orderNo);
  expect((await orderIs(page, orderNo)).state).toBe('expired_watching');
  await expect.poll(async () => Date.parse((await watch())?.nextCheckAt ?? '') - Date.now()).toBeGreaterThan(30_000);

  const checksBefore = (await watch())?.checkCount ?? Infinity;
  await till.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  await expect.poll(async () => (await watch())?.checkCount).toBeGreaterThan(checksBefore);
});
