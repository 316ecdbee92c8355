import { expect, test } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Settings } from '../../main/settings/settings-schema.ts';
import { charge, customerPays, openTill, orderIs, seeVerdict, temporaryFolder } from '../support/till-window.ts';

test('a taken port is said, another one is used, and notifications arrive there', async () => {
  const folder = temporaryFolder();
  const squatter = createServer();
  await new Promise<void>((resolve, reject) => {
    squatter.once('error', reject);
    squatter.listen(0, '127.0.0.1', resolve);
  });
  const { port: wantedPort } = squatter.address() as AddressInfo;
  const listener = { enabled: true, host: '127.0.0.1', port: wantedPort, pathToken: '0'.repeat(32) };
  writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ version: 1, listener }));
  const till = await openTill({ userDataDir: folder.path });
  try {
    const { window: page } = till;
    const order = await charge(page, '1500', 3);
    expect((await till.state()).listener).toMatchObject({ status: 'listening', wantedPort });
    await customerPays(till, order.orderNo);
    await seeVerdict(page, 'paid');
    expect((await orderIs(page, order.orderNo)).learnedBy).toBe('notification');
    await page.keyboard.press('Alt+4');
    await page.getByTestId('settings-notifications').click();
    await expect(page.getByText(String(wantedPort)).first()).toBeVisible();
  } finally {
    await till.close();
    await new Promise((resolve) => squatter.close(resolve));
    folder.remove();
  }
});

test('the listener takes nothing but posts to its own address', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  try {
    await charge(till.window, '1600', 1);
    const { listener } = await till.state();
    if (listener.status !== 'listening') throw new Error('the listener is not there');
    const base = `http://127.0.0.1:${listener.port}`;
    const post = (path: string): Promise<Response> =>
      fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect((await fetch(`${base}/`)).status).not.toBe(200);
    expect((await post('/')).status).toBe(404);
    expect((await post(`/notify/${'0'.repeat(32)}/practice-scanforpay`)).status).toBe(404);
  } finally {
    await till.close();
    folder.remove();
  }
});

test('a delivery in the wrong form is turned away, and the inbox shows it', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  try {
    const { window: page } = till;
    await charge(page, '1700', 1);
    const { listener } = await till.state();
    if (listener.status !== 'listening') throw new Error('the listener is not there');
    const { pathToken } = (JSON.parse(readFileSync(join(folder.path, 'settings.json'), 'utf8')) as Settings).listener;
    const { status } = await fetch(`http://127.0.0.1:${listener.port}/notify/${pathToken}/practice-scanforpay`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'something else entirely',
    });
    expect(status).toBe(415);
    await page.keyboard.press('Alt+4');
    await page.getByTestId('settings-notifications').click();
    const row = page.locator('details[data-verdict="turned_away"]');
    await expect(row).toContainText('Turned away');
    await row.locator('summary').click();
    await expect(row).toContainText('something else entirely');
    await expect(row).toContainText('of a kind that is not read here');
    await expect(row.getByRole('button')).toHaveCount(0);
  } finally {
    await till.close();
    folder.remove();
  }
});
