/** Every screen that there is, in the built window, shown by a main process that has no backend. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { scannerQuietMs } from '../../renderer/logic/key-guard.ts';
import { testIds } from '../../renderer/test-ids.ts';
import type { SceneSettings } from '../support/mocked-main/electron-main.ts';
import { launchMockedMain, type MockedApp } from '../support/mocked-main/launch.ts';
import { openSale, views, type View } from '../support/mocked-main/views.ts';

let till: MockedApp;

test.beforeAll(async () => {
  till = await launchMockedMain();
});

test.afterAll(async () => {
  await till.close();
});

async function show(view: View, settings: SceneSettings = {}): Promise<Page> {
  const { window: page } = till;
  await till.show(view.scene, settings);
  await view.open(page, till);
  return page;
}

const sizes = [
  [1024, 768],
  [1366, 768],
  [1920, 1080],
] as const;

/** What does not lie where it should, as sentences; an empty list is good. Runs in the page. */
function misplaced({ leastTarget }: { readonly leastTarget: number }): string[] {
  const faults: string[] = [];
  const { innerWidth: width, innerHeight: height } = window;
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} «${element.textContent.trim().slice(0, 40)}»`;
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest('.unseen') === null;
  const root = document.scrollingElement;
  if (root === null || root.scrollWidth > root.clientWidth) faults.push('the page scrolls sideways');

  for (const element of document.querySelectorAll('.window *')) {
    if (!isSeen(element)) continue;
    const { left, right, width: own } = element.getBoundingClientRect();
    if (own > 0 && (left < -1 || right > width + 1)) faults.push(`${nameOf(element)} sticks out to ${right}`);
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    if (scrolls && element.scrollWidth > element.clientWidth) faults.push(`${nameOf(element)} scrolls sideways`);
  }

  const mustBeInside = document.querySelectorAll(
    '[data-testid="charge"], .button-primary.button-main, .verdict-head, .paid-head, .paid-sum, .paid-foot .button, .code-head, .qr',
  );
  for (const element of mustBeInside) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (left < 0 || top < 0 || right > width + 1 || bottom > height + 1)
      faults.push(`${nameOf(element)} is not wholly in the window: ${top} to ${bottom} of ${height}`);
  }

  const rail = document.querySelector('.rail');
  const isCoveredByDialog = document.querySelector('dialog[open]') !== null;
  const isFirstRun = document.querySelector('.doors, .wizard') !== null;
  if (rail === null) {
    if (!isFirstRun) faults.push('there is no rail');
  } else if (width >= 1366) {
    if (rail.scrollHeight > rail.clientHeight) faults.push('the rail does not fit');
    for (const part of rail.querySelectorAll('.rail-logo, .rail-entry, .rail-foot > *')) {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      if (top < 0 || bottom > height) faults.push(`${nameOf(part)} is outside the rail`);
      const middle = (left + right) / 2;
      for (const y of [top + 2, (top + bottom) / 2, bottom - 2]) {
        const uppermost = document.elementFromPoint(middle, y);
        if (!isCoveredByDialog && !rail.contains(uppermost)) faults.push(`${nameOf(part)} of the rail is covered`);
      }
    }
  }

  if (leastTarget > 0) {
    for (const element of document.querySelectorAll('button, a, input, textarea, summary')) {
      const own = element.getBoundingClientRect().height;
      if (isSeen(element) && own < leastTarget && !element.matches('.note-input'))
        faults.push(`${nameOf(element)} is only ${own} high`);
    }
  }
  return [...new Set(faults)];
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join('; ')}`,
    ),
  ).toEqual([]);
}

const looks = [
  { language: 'en', appearance: 'light', isWanted: () => true },
  { language: 'ja', appearance: 'dark', isWanted: () => true },
  {
    language: 'zh',
    appearance: 'light',
    isWanted: ({ name }: View) => /^(idle|waiting|paid|unknown|orders|settings, keys)/u.test(name),
  },
] as const;

for (const { language, appearance, isWanted } of looks) {
  test.describe(`in ${language}, ${appearance}`, () => {
    for (const view of views.filter(isWanted)) {
      test(`«${view.name}» fits every window, is accessible and stands still on request`, async () => {
        await till.window.emulateMedia({ reducedMotion: 'reduce' });
        const page = await show(view, { language, appearance });
        for (const [width, height] of sizes) {
          await till.resize(width, height);
          await expect
            .poll(() => page.evaluate(misplaced, { leastTarget: view.isSaleScreen ? 48 : 0 }), {
              message: `at ${width} × ${height}`,
            })
            .toEqual([]);
        }
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
        await expectAccessible(page);
      });
    }
  });
}

// What is only painted over the rail cannot be found by measuring.
for (const [width, height] of sizes) {
  test(`no sale screen paints over the rail at ${width} × ${height}`, async () => {
    const { window: page } = till;
    const rail = page.locator('.rail');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await till.show('idle');
    await till.resize(width, height);
    const untouched = await rail.screenshot();
    for (const scene of ['waiting', 'creating', 'codeOver', 'paid', 'declined', 'paidLate', 'refunded'] as const) {
      await till.show(scene);
      await till.resize(width, height);
      await openSale(page);
      await page.evaluate(() => document.querySelector('.rail-badge')?.remove());
      expect((await rail.screenshot()).equals(untouched), scene).toBe(true);
    }
  });
}

for (const scene of ['waiting', 'waitingLongCode'] as const) {
  for (const zoom of [1, 1.25]) {
    test(`the code of «${scene}» at zoom ${zoom} is black on white, in whole pixels, large enough in every window`, async () => {
      for (const appearance of ['light', 'dark'] as const) {
        await till.show(scene, { appearance, zoom });
        await openSale(till.window);
        const code = till.window.getByTestId(testIds.qr);
        for (const [width, height] of sizes) {
          await till.resize(width, height);
          await expect(async () => {
            const drawn = await code.evaluate((svg: SVGSVGElement) => ({
              edge: svg.getBoundingClientRect().width,
              pixelsPerModule: (svg.getBoundingClientRect().width * devicePixelRatio) / svg.viewBox.baseVal.width,
              ratio: devicePixelRatio,
              colours: [...svg.children].map((shape) => getComputedStyle(shape).fill),
              ground: getComputedStyle(svg.closest('.code-panel') ?? svg).backgroundColor,
            }));
            expect(drawn.ratio).toBeCloseTo(zoom, 5);
            expect(drawn.edge).toBeGreaterThanOrEqual(240);
            expect(Math.abs(drawn.pixelsPerModule - Math.round(drawn.pixelsPerModule))).toBeLessThan(0.01);
            expect(drawn.colours).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
            expect(drawn.ground).toBe('rgb(255, 255, 255)');
          }).toPass({ timeout: 3000 });
        }
      }
    });
  }
}

for (const scene of ['asking', 'waiting'] as const) {
  test(`Enter twice sends one order in «${scene}»`, async () => {
    const { window: page } = till;
    await till.show(scene);
    await page.keyboard.type('14130');
    await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')]);
    await page.getByTestId(testIds.verdict).or(page.locator('.charge-asking')).first().waitFor();
    expect(await till.callCount('createOrder')).toBe(1);
  });

  test(`a double click on Charge sends one order in «${scene}»`, async () => {
    const { window: page } = till;
    await till.show(scene);
    await page.keyboard.type('14130');
    await page.getByTestId(testIds.charge).dblclick();
    await page.getByTestId(testIds.verdict).or(page.locator('.charge-asking')).first().waitFor();
    expect(await till.callCount('createOrder')).toBe(1);
  });
}

for (const scene of ['waiting', 'paid', 'unknown'] as const) {
  test(`a barcode scanner that types letters presses nothing on «${scene}»`, async () => {
    const { window: page } = till;
    await till.show(scene);
    await openSale(page);
    const orderNo = await page.getByTestId(testIds.verdict).getAttribute('data-order-no');
    await page.keyboard.type('XnpNAPnBpn', { delay: 5 });
    // Nothing is to happen, so there is nothing to wait for but the time in which it would have.
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 3 * scannerQuietMs);
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-order-no', orderNo ?? '');
    expect(await till.callCount('createOrder')).toBe(1);
    expect(await till.callCount('checkOrder')).toBe(0);
    // Pressed alone, the same key does its work.
    await page.keyboard.press('n');
    await expect(page.getByTestId(testIds.amount)).toBeFocused();
  });
}

test('Paid makes room for the next sale after the time that the shop has set', async () => {
  const { window: page } = till;
  await till.show('paid');
  await page.evaluate(() => window.scantill.changeSettings({ paidReturnSeconds: 10 }));
  await openSale(page);
  await expect(page.locator('.paid-back')).toContainText('10');
});

/** What changes in the strip while nothing happens, but for the time that is left. Runs in the page. */
async function changesOfStrip(frames: number): Promise<string[]> {
  const strip = document.querySelector('.strip');
  if (strip === null) throw new Error('there is no strip');
  const changes: string[] = [];
  const observer = new MutationObserver((records) => {
    for (const { type, target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      if (element?.closest('.pill-time') === null) changes.push(`${type} of ${element.className}`);
    }
  });
  observer.observe(strip, { attributes: true, childList: true, characterData: true, subtree: true });
  for (let frame = 0; frame < frames; frame += 1) await new Promise(requestAnimationFrame);
  observer.disconnect();
  return changes;
}

test('the strip stands still, however many orders are open and however wide it is', async () => {
  const { window: page } = till;
  await till.show('manyOpenOrders');
  const { openOrders } = await page.evaluate(() => window.scantill.getAppState(undefined));
  await till.show('idle');
  const state = await page.evaluate(() => window.scantill.getAppState(undefined));
  for (const count of [2, 3, 4]) {
    await till.emit('appStateChanged', { ...state, openOrders: openOrders.slice(0, count) });
    await expect(page.getByTestId(testIds.stripOrder)).toHaveCount(count);
    for (let width = 1200; width <= 1500; width += 30) {
      await till.resize(width, 768);
      await page.evaluate(changesOfStrip, 2);
      expect(await page.evaluate(changesOfStrip, 10), `${count} open at ${width}`).toEqual([]);
    }
  }
});
