import { expect, test } from '@playwright/test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { launchApp } from '../support/launch-app.ts';
import {
  charge,
  customerPays,
  openTill,
  orderIs,
  seeVerdict,
  temporaryFolder,
  type Till,
} from '../support/till-window.ts';

const folder = temporaryFolder();
let till: Till;

test.afterEach(async () => {
  await till.close();
});

test.afterAll(() => {
  folder.remove();
});

test('an order whose code was out when the app was killed is found, watched and paid', async () => {
  till = await openTill({ userDataDir: folder.path });
  const order = await charge(till.window, '14130', 3);
  await till.kill();

  till = await openTill({ userDataDir: folder.path });
  const { window: page } = till;
  await page.getByTestId(testIds.stripOrder).click();
  await page.getByTestId(testIds.qr).waitFor();
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid');
});

test('with the listener off, the result is learned by asking alone', async () => {
  const settingsPath = join(folder.path, 'settings.json');
  const settings = JSON.parse(readFileSync(settingsPath, 'utf8')) as { listener: object };
  writeFileSync(settingsPath, JSON.stringify({ ...settings, listener: { ...settings.listener, enabled: false } }));
  till = await openTill({ userDataDir: folder.path });
  const { window: page } = till;
  expect((await till.state()).listener).toEqual({ status: 'off' });
  const order = await charge(page, '2050', 1);
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid');
  expect((await orderIs(page, order.orderNo)).learnedBy).toBe('query');
});

test('history works with the payment platform stopped', async () => {
  till = await openTill({ userDataDir: folder.path, args: ['--without-practice-platform'] });
  const { window: page } = till;
  await expect.poll(async () => (await till.state()).practice).toMatchObject({ status: 'stopped' });
  await page.keyboard.press('Alt+2');
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(2);
  await page.getByTestId(testIds.orderSearch).fill('141.30');
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(1);
  await page.getByTestId(testIds.orderRow).click();
  await expect(page.getByTestId(testIds.orderDetail)).toContainText('141.30');
});

test('a sale with the network gone is kept as not known, and no money is claimed', async () => {
  till = await openTill({ userDataDir: folder.path, args: ['--without-practice-platform'] });
  const { window: page } = till;
  await page.keyboard.type('6400', byHand);
  await page.keyboard.press('Enter');
  await seeVerdict(page, 'unknown');
  await expect(page.getByTestId(testIds.verdict)).toContainText(/no money can have moved/iu);
  expect((await till.state()).connection).toBe('offline');
  expect((await till.state()).openOrders[0]).toMatchObject({
    state: 'create_unknown',
    problem: { code: 'unreachable' },
    canRetryCreate: true,
  });
});

test('closing the window while the till is still starting ends the app, and nothing goes wrong on the way', async () => {
  const own = temporaryFolder();
  for (let round = 0; round < 5; round += 1) {
    const launched = await launchApp({ userDataDir: own.path });
    const gone = new Promise<number | null>((resolve) => launched.app.process().once('exit', resolve));
    // Destroyed without a word: the strictest way that a window can go.
    await launched.app
      .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.destroy())
      .catch(() => undefined);
    expect(await gone).toBe(0);
    expect(launched.output()).not.toContain('destroyed');
    // What tells the next start that this one ended in order, with the ledger closed.
    expect(existsSync(join(own.path, 'practice', 'ledger.sqlite3.open'))).toBe(false);
  }
  own.remove();
});
