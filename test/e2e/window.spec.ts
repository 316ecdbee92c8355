/** The window comes back as it was left, and always where somebody can reach it. */
import { expect, test } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedTill } from '../support/shared-till.ts';

const till = sharedTill();

type Bounds = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;

function bounds(): Promise<Bounds | undefined> {
  return till.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
}

test('its size and place are as they were left', async () => {
  const wanted = { x: 40, y: 30, width: 900, height: 620 };
  await till.app.evaluate(({ BrowserWindow }, at) => BrowserWindow.getAllWindows()[0]?.setBounds(at), wanted);
  await expect.poll(bounds).toEqual(wanted);
  await till.close();
  await till.reopen();
  expect(await bounds()).toEqual(wanted);
});

test('left on a display that is gone, or larger than the display, it comes back whole', async () => {
  await till.close();
  const left = { x: 9_000, y: -4_000, width: 5_000, height: 3_000 };
  writeFileSync(join(till.folder, 'window.json'), JSON.stringify({ bounds: left, isMaximized: false }));
  await till.reopen();
  const area = await till.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
  const now = await bounds();
  if (now === undefined) throw new Error('there is no window');
  expect(now.x).toBeGreaterThanOrEqual(area.x);
  expect(now.y).toBeGreaterThanOrEqual(area.y);
  expect(now.x + now.width).toBeLessThanOrEqual(area.x + area.width);
  expect(now.y + now.height).toBeLessThanOrEqual(area.y + area.height);
});
