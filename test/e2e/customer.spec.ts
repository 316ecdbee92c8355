/** The display that faces the customer: what it may do, that it follows the sale, and where it stands. */
import { expect, test, type Page } from '@playwright/test';
import { contract, type CustomerState } from '../../preload/contract/index.ts';
import { violationsOf } from '../support/accessibility.ts';
import { launchMockedMain, type MockedApp } from '../support/mocked-main/launch.ts';
import { customerScenes, type CustomerSceneName } from '../support/mocked-main/scenes/customer.ts';
import { actOnPhone } from '../support/practice-phone.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { charge, phoneUrl, startNewSale } from '../support/till-window.ts';

test.describe('beside a real sale', () => {
  const till = sharedTill();

  async function openPreview(): Promise<Page> {
    const opened = till.app.waitForEvent('window');
    await till.window.evaluate(() => window.scantill.previewCustomerDisplay(undefined));
    const preview = await opened;
    await preview.locator('.customer').waitFor();
    return preview;
  }

  const shows = (page: Page, scene: CustomerState['scene']['name']): Promise<void> =>
    expect(page.locator('.customer')).toHaveAttribute('data-scene', scene);

  test('the preview follows the sale from the code to the thanks, and is idle again by itself', async () => {
    const preview = await openPreview();
    await shows(preview, 'idle');
    await expect(preview.getByRole('heading')).toHaveText('Harbour Tea House');

    await startNewSale(till.window);
    // Of the two gateways, this one says that a code was scanned.
    const order = await charge(till.window, '14130', 3);
    await shows(preview, 'code');
    await expect(preview.locator('.page')).toContainText('¥141.30');
    const code = (page: Page): Promise<string | null> => page.locator('.qr path').getAttribute('d');
    expect(await code(preview)).toBe(await code(till.window));

    await actOnPhone(await phoneUrl(till), 'scan', order.orderNo);
    await shows(preview, 'scanned');
    await expect(preview.locator('.qr')).toHaveCount(0);
    await actOnPhone(await phoneUrl(till), 'pay', order.orderNo);
    await shows(preview, 'paid');
    await expect(preview.locator('.page')).toContainText('¥141.30');
    await expect(preview.locator('.customer')).toHaveAttribute('data-scene', 'idle', { timeout: 15_000 });
    await preview.close();
  });

  test('a new sale’s empty form leaves the code before the customer who is still scanning', async () => {
    const preview = await openPreview();
    await startNewSale(till.window);
    await charge(till.window, '900', 1);
    await shows(preview, 'code');
    await startNewSale(till.window);
    await till.window.keyboard.type('77', byHand);
    await expect(preview.locator('.page')).toContainText('¥9.00');
    await till.window.keyboard.press('Enter');
    await expect(preview.locator('.page')).toContainText('¥0.77');
    await preview.close();
  });

  test('its page has the customer’s functions and nothing else, and learns nothing of people or other orders', async () => {
    const preview = await openPreview();
    const surface = await preview.evaluate(async () => {
      const bridge = (window as unknown as { scantill: { on: object; getState(): Promise<CustomerState> } }).scantill;
      const strangers = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'];
      return {
        bridge: Object.keys(bridge).sort(),
        events: Object.keys(bridge.on),
        state: Object.keys(await bridge.getState()).sort(),
        strangers: strangers.filter((name) => name in window),
      };
    });
    expect(surface).toEqual({
      bridge: ['getState', 'on'],
      events: Object.keys(contract.customer.events),
      state: ['appearance', 'language', 'mode', 'scene', 'shopName'],
      strangers: [],
    });
    await preview.close();
  });

  test('main answers no call of the cashier’s from the customer’s page', async () => {
    const preview = await openPreview();
    // What a broken-in page could try that has got hold of Electron’s own channel.
    const answer = await till.app.evaluate(({ ipcMain, BrowserWindow }) => {
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...given: unknown[]) => unknown> })
        ._invokeHandlers;
      const page = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/customer/'));
      const event = { sender: page?.webContents, senderFrame: page?.webContents.mainFrame };
      return Promise.resolve(handlers.get('cashier.getAppState')?.(event)).then(
        () => 'answered',
        (fault: unknown) => String(fault),
      );
    });
    expect(answer).toContain('getAppState: refused');
    await preview.close();
  });

  test('it opens on the second display when there is one, closes with it, and comes back to it', async () => {
    const displayId = 4242;
    const customerPages = (): number => till.app.windows().filter((page) => page.url().includes('/customer/')).length;
    const plug = (isThere: boolean): Promise<void> =>
      till.app.evaluate(
        ({ screen }, [id, there]) => {
          const [own] = screen.getAllDisplays();
          if (own === undefined) throw new Error('there is no display');
          const second = { ...own, id, label: 'Counter', bounds: { x: 1400, y: 0, width: 500, height: 700 } };
          screen.getAllDisplays = () => (there ? [own, second] : [own]);
          screen.getDisplayMatching = () => own;
          screen.emit(there ? 'display-added' : 'display-removed', {}, second);
        },
        [displayId, isThere] as const,
      );
    const shownOn = async (): Promise<number | null> => (await till.state()).customerDisplay.shownOn;

    await till.window.evaluate(() =>
      window.scantill.changeSettings({ customerDisplay: { enabled: true, displayId: null } }),
    );
    // The cashier’s only display is never taken.
    expect(await shownOn()).toBeNull();
    expect(customerPages()).toBe(0);

    for (let time = 0; time < 2; time += 1) {
      await plug(true);
      await expect.poll(shownOn).toBe(displayId);
      await expect.poll(customerPages).toBe(1);
      await plug(false);
      await expect.poll(shownOn).toBeNull();
      await expect.poll(customerPages).toBe(0);
    }
    await plug(true);
    await expect.poll(customerPages).toBe(1);
    await till.window.evaluate(() =>
      window.scantill.changeSettings({ customerDisplay: { enabled: false, displayId: null } }),
    );
    await expect.poll(customerPages).toBe(0);
  });

  test('the screen is kept awake as long as a code is out', async () => {
    await startNewSale(till.window);
    await till.window.keyboard.press('Alt+1');
    const isAwake = (): Promise<boolean> =>
      till.app.evaluate(({ powerSaveBlocker }) => [0, 1, 2, 3, 4, 5].some((id) => powerSaveBlocker.isStarted(id)));
    await charge(till.window, '500', 1);
    await expect.poll(isAwake).toBe(true);
    for (const { orderNo } of (await till.state()).openOrders) {
      await actOnPhone(await phoneUrl(till), 'scan', orderNo);
      await actOnPhone(await phoneUrl(till), 'pay', orderNo);
    }
    await expect.poll(isAwake).toBe(false);
  });
});

test.describe('each face', () => {
  let till: MockedApp;

  test.beforeAll(async () => {
    till = await launchMockedMain();
  });

  test.afterAll(async () => {
    await till.close();
  });

  const sizes = [
    [800, 480],
    [1024, 768],
    [1280, 800],
    [1920, 1080],
    [800, 1280],
  ] as const;

  /** Texts and codes that are not wholly in the window, or cut off. Runs in the page. */
  function cutOff(): string[] {
    const faults: string[] = [];
    for (const element of document.querySelectorAll('.page *, .practice')) {
      if (element.closest('.unseen') !== null) continue;
      const { left, top, right, bottom } = element.getBoundingClientRect();
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
        faults.push(`${element.getAttribute('class') ?? element.tagName} is at ${left}, ${top} to ${right}, ${bottom}`);
    }
    return faults;
  }

  const looks = [
    { language: 'en', appearance: 'light', mode: 'live' },
    { language: 'zh', appearance: 'dark', mode: 'practice' },
    { language: 'ja', appearance: 'light', mode: 'practice' },
  ] as const;

  for (const look of looks) {
    for (const name of Object.keys(customerScenes) as CustomerSceneName[]) {
      test(`«${name}» in ${look.language}, ${look.appearance}, fits every display and is accessible`, async () => {
        const { window: page } = till;
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await till.showCustomer(name, look);
        for (const [width, height] of sizes) {
          await till.resize(width, height);
          await expect.poll(() => page.evaluate(cutOff), { message: `at ${width} × ${height}` }).toEqual([]);
        }
        expect(await violationsOf(page)).toEqual([]);
      });
    }
  }

  for (const name of ['code', 'codeLarge'] as const) {
    test(`«${name}» is black on white, in whole pixels and large enough on every display`, async () => {
      const { window: page } = till;
      for (const appearance of ['light', 'dark'] as const) {
        await till.showCustomer(name, { appearance });
        for (const [width, height] of sizes) {
          await till.resize(width, height);
          await expect(async () => {
            const drawn = await page.locator('.qr').evaluate((svg: SVGSVGElement) => ({
              edge: svg.getBoundingClientRect().width,
              pixelsPerModule: (svg.getBoundingClientRect().width * devicePixelRatio) / svg.viewBox.baseVal.width,
              colours: [...svg.children].map((shape) => getComputedStyle(shape).fill),
              ground: getComputedStyle(svg.closest('.code-card') ?? svg).backgroundColor,
            }));
            expect(drawn.edge).toBeGreaterThanOrEqual(239.9);
            expect(Math.abs(drawn.pixelsPerModule - Math.round(drawn.pixelsPerModule))).toBeLessThan(0.05);
            expect(drawn.colours).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
            expect(drawn.ground).toBe('rgb(255, 255, 255)');
          }, `at ${width} × ${height}`).toPass({ timeout: 5000 });
        }
      }
    });
  }
});
