/**
 * A scanner reads something that is neither goods nor a wallet's code, in every place that Tab leads to: whatever its
 * keys do there is undone, its Enter presses nothing, and the focus stays.
 */
import { expect, test, type Page } from '@playwright/test';
import { tabEndingMs } from '../../renderer/scanner/scanner.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import type { MockedApp } from '../support/mocked-main/launch.ts';
import { launchForPictures, pose, smallestTill } from '../support/mocked-main/pictures.ts';
import { views } from '../support/mocked-main/views/index.ts';

/** With letters and signs that are keys of the till, and a space that presses buttons. */
const nonsense = 'n+5%/ p*-.';
/** More than any of these pages has. */
const mostPlaces = 80;

let till: MockedApp;

test.beforeAll(async () => {
  till = await launchForPictures();
  // Playing the first key of all takes a tenth of a second: after such a halt the others would be no burst with it.
  await till.show('idle');
  await scanBarcode(till.app, nonsense, { pauseMs: 0 });
});

test.afterAll(async () => {
  await till.close();
});

/** What is on the page and in its fields, and whether the focus is where it was; without messages. */
function pageAsItIs(): string[] {
  const shown = document.querySelector('.window')?.cloneNode(true);
  if (!(shown instanceof Element)) throw new Error('there is no window');
  for (const message of shown.querySelectorAll('.toast-place, .unseen')) message.remove();
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
  return [
    ...[...shown.querySelectorAll('*')].flatMap(({ children, textContent }) =>
      children.length > 0 ? [] : [textContent],
    ),
    ...fields.map(({ value, checked }) => `${value}, ${checked}`),
    `the focus stays: ${document.activeElement?.hasAttribute('data-here')}`,
  ];
}

/** Goes to the next place; whether it is one where the focus was not yet. */
async function toNextPlace(page: Page): Promise<boolean> {
  // A Tab right after a code would be one of the scanner's.
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), tabEndingMs + 10);
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  return page.evaluate(() => {
    const { activeElement: element } = document;
    const isNew = element?.hasAttribute('data-visited') === false;
    document.querySelector('[data-here]')?.removeAttribute('data-here');
    for (const mark of ['data-visited', 'data-here']) element?.setAttribute(mark, '');
    return isNew;
  });
}

for (const name of [
  'idle, line by line',
  'idle, asking for the discount',
  'waiting',
  'createUnknown',
  'unknown',
  'orders, detail paid',
  'orders, refund',
  'settings, till',
  'settings, sound',
]) {
  test(`a burst in every place of «${name}» changes nothing there`, async () => {
    const view = views.find((one) => one.name === name);
    if (view === undefined) throw new Error(`there is no view «${name}»`);
    const page = await pose(till, view, { language: 'en', appearance: 'light' }, smallestTill);
    const isQuestion = (await page.getByRole('dialog').count()) > 0;
    let places = 0;
    while ((await toNextPlace(page)) && places < mostPlaces) {
      places += 1;
      const before = await page.evaluate(pageAsItIs);
      // A person's Tab comes long before the scanner's first key.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 110)));
      // In one go: where the machine halts between two keys, they are a person's.
      await scanBarcode(till.app, nonsense, { pauseMs: 0 });
      if (isQuestion) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      else await page.locator('.toast-close').evaluate((button: HTMLElement) => button.click());
      await expect(page.locator('.toast')).toHaveCount(0);
      expect(await page.evaluate(pageAsItIs), `place ${places}`).toEqual(before);
    }
    expect(places).toBeGreaterThan(2);
    expect(places).toBeLessThan(mostPlaces);
  });
}
