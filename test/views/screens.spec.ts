/** Every screen that there is, in the built window, shown by a main process that has no backend. */
import { expect, test } from '@playwright/test';
import { scannerQuietMs } from '../../renderer/app/key-guard.ts';
import { methodTestId, testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { violationsOf } from '../support/accessibility.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import { walkByTab } from '../support/focus.ts';
import { cutOff, misplaced } from '../support/layout.ts';
import { launchMockedMain, type MockedApp } from '../support/mocked-main/launch.ts';
import { setAppearance, setLanguage } from '../support/mocked-main/pictures.ts';
import { views } from '../support/mocked-main/views/index.ts';
import { openSale } from '../support/mocked-main/views/openers.ts';

let till: MockedApp;

test.beforeAll(async () => {
  till = await launchMockedMain();
});

test.afterAll(async () => {
  await till.close();
});

const languages = ['en', 'zh', 'ja'] as const;
const sizes = [
  [1024, 768],
  [1366, 768],
  [1920, 1080],
] as const;
/** In real pixels, where the page is shown at twice the size. */
const zoomedWindow = [1366, 768] as const;

// Everything in one pose of each view: a page that is loaded anew for each look takes most of the time.
for (const [index, view] of views.entries()) {
  test(`«${view.name}» fits every window and language, is accessible in both themes and by Tab`, async () => {
    const { window: page } = till;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const inTurn = languages.map((_, step) => languages[(index + step) % languages.length]!);
    await till.show(view.scene, { language: inTurn[0]!, appearance: 'light' });
    await view.open(page, till);
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    for (const language of inTurn) {
      await setLanguage(page, language);
      for (const [width, height] of sizes) {
        await till.resize(width, height);
        await expect
          .poll(() => page.evaluate(misplaced, { leastTarget: view.isSaleScreen ? 48 : 0 }), {
            message: `in ${language} at ${width} × ${height}`,
          })
          .toEqual([]);
      }
      await till.zoom(2);
      await till.resize(...zoomedWindow);
      await expect.poll(() => page.evaluate(cutOff), { message: `in ${language} at twice the size` }).toEqual([]);
      await till.zoom(1);
    }
    await till.resize(...sizes[0]);
    expect(await violationsOf(page), 'light').toEqual([]);
    await setAppearance(page, 'dark');
    expect(await violationsOf(page, 'colours'), 'dark').toEqual([]);
    expect(await walkByTab(page)).toEqual([]);
  });
}

/** What lies outside the window, or under something else, as sentences. Runs in the page. */
function outOfReach(selectors: readonly string[]): string[] {
  return selectors.flatMap((selector) =>
    [...document.querySelectorAll(selector)].flatMap((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight)
        return [`${selector}: ${top} to ${bottom}`];
      const uppermost = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return element.contains(uppermost) ? [] : [`${selector} is covered`];
    }),
  );
}

for (const name of ['idle', 'idle, an amount typed', 'idle, line by line', 'yen, an amount typed'] as const) {
  test(`on the smallest tills everything of «${name}» that a sale needs is in reach without scrolling`, async () => {
    const { window: page } = till;
    const view = views.find((one) => one.name === name);
    if (view === undefined) throw new Error(`there is no view «${name}»`);
    await till.show(view.scene);
    await view.open(page, till);
    for (const language of languages) {
      await setLanguage(page, language);
      for (const [width, height] of [
        [1024, 600],
        [800, 480],
        [1280, 600],
      ] as const) {
        await till.resize(width, height);
        const where = { message: `in ${language} at ${width} × ${height}` };
        await expect
          .poll(() => page.evaluate(outOfReach, ['.charge', '.method', '.note-box', '.key', '.line-entry-box']), where)
          .toEqual([]);
        await expect.poll(() => page.evaluate(cutOff), where).toEqual([]);
        await expect
          .poll(
            () =>
              page.evaluate(
                () => document.querySelector('.stage')?.scrollHeight === document.querySelector('.stage')?.clientHeight,
              ),
            where,
          )
          .toBe(true);
      }
    }
    await till.resize(...sizes[0]);
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
    await page.keyboard.type('14130', byHand);
    await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')]);
    await page.getByTestId(testIds.verdict).or(page.locator('.charge-asking')).first().waitFor();
    expect(await till.callCount('createOrder')).toBe(1);
  });

  test(`a double click on Charge sends one order in «${scene}»`, async () => {
    const { window: page } = till;
    await till.show(scene);
    await page.keyboard.type('14130', byHand);
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
    await scanBarcode(till.app, 'XnpNAPnBpn', { end: null, pauseMs: 0 });
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

for (const [width, height] of sizes) {
  test(`a message covers nothing that takes the next sale at ${width} × ${height}, nor the last one`, async () => {
    const { window: page } = till;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const covered = (): Promise<string[]> =>
      page.evaluate(() => {
        const toast = document.querySelector('.toast')?.getBoundingClientRect();
        if (toast === undefined) return ['there is no message'];
        return [...document.querySelectorAll('.key, .charge, .last-sale-amount, .code-buttons *, .paid-foot .button')]
          .filter((element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            return left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top;
          })
          .map((element) => `${element.className} «${element.textContent}»`);
      });
    // The news leaves nothing open behind it, or something; «attention» has the most words.
    for (const scene of ['newsPaidLate', 'newsUnknown', 'newsAttention'] as const) {
      for (const language of languages) {
        await till.show(scene, { language });
        await till.resize(width, height);
        await page.getByTestId(testIds.amount).waitFor();
        await till.tellNews();
        await page.getByTestId(testIds.toast).waitFor();
        expect(await covered(), `${scene} on Charge in ${language}`).toEqual([]);
        await openSale(page);
        expect(await covered(), `${scene} on Waiting in ${language}`).toEqual([]);
        const orderNo = (await page.getByTestId(testIds.verdict).getAttribute('data-order-no')) ?? '';
        const found = await page.evaluate((number) => window.scantill.getOrder({ orderNo: number }), orderNo);
        if (!found.ok) throw new Error(found.problem.code);
        const { order } = found.value;
        const paid = { state: 'paid', display: 'paid', paidAt: order.createdAt, version: order.version + 1 } as const;
        await till.emit('orderChanged', { ...order, ...paid });
        await page.locator('.paid-foot').waitFor();
        expect(await covered(), `${scene} on Paid in ${language}`).toEqual([]);
      }
    }
  });
}

test('the way to the orders that do not fit stands next to the last one that does', async () => {
  const { window: page } = till;
  await till.show('manyOpenOrders');
  for (let width = 1024; width <= 1500; width += 34) {
    await till.resize(width, 768);
    const gap = (): Promise<number> =>
      page.evaluate(() => {
        const last = [...document.querySelectorAll('.pill[data-fits="yes"]')].at(-1);
        const link = document.querySelector('.strip-labels');
        if (last === undefined || link === null) throw new Error('there are no open orders');
        return Math.round(link.getBoundingClientRect().left - last.getBoundingClientRect().right);
      });
    await expect(async () => {
      const gapPx = await gap();
      expect(gapPx, `at ${width}`).toBeGreaterThanOrEqual(6);
      expect(gapPx, `at ${width}`).toBeLessThanOrEqual(16);
    }).toPass({ timeout: 3000 });
  }
});

test('where the last try met no connection Charge says so before anything is sent, and no longer once it is back', async () => {
  const { window: page } = till;
  await till.show('offline');
  await expect(page.getByTestId(testIds.offlineHint)).toContainText('Offline');
  const offline = await page.evaluate(() => window.scantill.getAppState(undefined));
  await till.emit('appStateChanged', { ...offline, connection: 'online' });
  await expect(page.getByTestId(testIds.offlineHint)).toHaveCount(0);
  // Three wallets at the smallest till leave the least room for it.
  await till.resize(...sizes[0]);
  for (const language of languages) {
    await setLanguage(page, language);
    const [first, second] = offline.methods;
    if (first === undefined || second === undefined) throw new Error('there are no wallets');
    await till.emit('appStateChanged', { ...offline, language, methods: [first, second, { ...first, id: 'third' }] });
    await page.getByTestId(methodTestId(3)).waitFor();
    const hiddenPx = page.locator('.charge-side').evaluate((side) => side.scrollHeight - side.clientHeight);
    expect(await hiddenPx, language).toBeLessThanOrEqual(0);
  }
  await page.keyboard.type('14130', { delay: 70 });
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.verdict).waitFor();
});
