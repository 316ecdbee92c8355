/**
 * The window without a pointer and without eyes: by keys alone, and by what a screen reader is told. That Tab leads to
 * everything in every view is seen in test/views/screens.spec.ts.
 */
import { expect, test, type Page } from '@playwright/test';
import type { Language } from '../../main/domain/screen-choice.ts';
import type { OrderView } from '../../preload/contract/index.ts';
import { scannerQuietMs } from '../../renderer/app/key-guard.ts';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { focusNow, tabTo } from '../support/focus.ts';
import { launchMockedMain, type MockedApp } from '../support/mocked-main/launch.ts';
import { views } from '../support/mocked-main/views/index.ts';
import { openOrders, openSale } from '../support/mocked-main/views/openers.ts';

let till: MockedApp;

test.beforeAll(async () => {
  till = await launchMockedMain();
});

test.afterAll(async () => {
  await till.close();
});

async function expectFocusKept(page: Page, where: string): Promise<void> {
  await expect.poll(async () => (await page.evaluate(focusNow)).fault, { message: where }).toBeNull();
}

const byTestId = (name: string): string => `[data-testid="${name}"]`;

test('every screen is reached and left by its keys, and takes the focus with it', async () => {
  const { window: page } = till;
  await till.show('orders');
  for (const [key, screen] of [
    ['Alt+2', '.orders-screen'],
    ['Alt+4', '.settings-screen'],
    ['Alt+2', '.orders-screen'],
    ['Alt+1', '.charge-screen'],
    ['Alt+4', '.settings-screen'],
    ['Alt+1', '.charge-screen'],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator(screen).waitFor();
    await expectFocusKept(page, `${key} to ${screen}`);
    expect(await page.locator(screen).evaluate((element) => element.contains(document.activeElement)), key).toBe(true);
  }
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
});

/** A button that asks first: pressed by Enter; its dialogue takes the focus, keeps it, and gives it back at Escape. */
for (const { name, opener } of [
  { name: 'waiting', opener: byTestId(testIds.cancel) },
  { name: 'orders, detail paid', opener: byTestId(testIds.refund) },
  { name: 'orders, detail paid_late', opener: byTestId('decide-accept_late') },
  { name: 'settings, accounts', opener: '[data-mode="practice"].mode' },
] as const) {
  test(`a dialogue of «${name}» takes the focus, keeps it and gives it back`, async () => {
    const { window: page } = till;
    const view = views.find((one) => one.name === name);
    if (view === undefined) throw new Error(`there is no view «${name}»`);
    await till.show(view.scene);
    await view.open(page, till);
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const hasFocus = (): Promise<boolean> => dialog.evaluate((element) => element.contains(document.activeElement));
    await expect.poll(hasFocus).toBe(true);
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press(stop < 4 ? 'Tab' : 'Shift+Tab');
      expect(await hasFocus()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.locator(opener).first()).toBeFocused();
  });
}

/** Where the focus is at the moment at which something comes on screen, before anything else can happen. */
const focusAtOnce = (page: Page, selector: string, press: string): Promise<string | null> =>
  page.evaluate(
    ([wanted, button]) =>
      new Promise<string | null>((resolve) => {
        const observer = new MutationObserver(() => {
          const found = document.querySelector(wanted);
          if (found === null) return;
          observer.disconnect();
          const { activeElement } = document;
          resolve(found.contains(activeElement) ? (activeElement?.tagName ?? null) : null);
        });
        observer.observe(document.body, { childList: true, subtree: true });
        document.querySelector<HTMLElement>(button)?.click();
      }),
    [selector, press] as const,
  );

test('a screen has the focus as soon as it is there: a key may follow at once', async () => {
  const { window: page } = till;
  await till.show('orders');
  expect(await focusAtOnce(page, '.orders-screen', byTestId(testIds.navOrders))).toBe('INPUT');
  await till.show('firstRun');
  expect(await focusAtOnce(page, '.wizard', '.door-connect')).toBe('H1');
});

test('«/» leads to the search of the orders, and is no part of what is searched for', async () => {
  const { window: page } = till;
  await till.show('orders');
  await openOrders(page);
  await tabTo(page, byTestId(testIds.orderRow));
  // So soon after another key it is taken for a scanner's; a person presses later.
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 2 * scannerQuietMs);
  await page.keyboard.press('/');
  const search = page.getByTestId(testIds.orderSearch);
  await expect(search).toBeFocused();
  await page.keyboard.type('12/3', { delay: 70 });
  await expect(search).toHaveValue('12/3');
});

test('keys that open a dialogue get the focus back to the amount', async () => {
  const { window: page } = till;
  await till.show('people');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
  await page.keyboard.type('4800%', { delay: 70 });
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
  await page.keyboard.press('F7');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
});

test('a decision that takes its own button away leaves the focus on the screen', async () => {
  const { window: page } = till;
  const view = views.find(({ name }) => name === 'orders, decide accept_late');
  if (view === undefined) throw new Error('there is no such view');
  await till.show(view.scene);
  await view.open(page, till);
  await page.keyboard.type('had it', { delay: 70 });
  await tabTo(page, '.dialog-answers .button-secondary');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expectFocusKept(page, 'after the decision');
});

test('a message is read and closed by keys, and the focus stays in the window', async () => {
  const { window: page } = till;
  await till.show('newsPaidLate');
  await page.getByTestId(testIds.amount).waitFor();
  await till.tellNews();
  await tabTo(page, '.toast-close');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.toast)).toHaveCount(0);
  await expectFocusKept(page, 'after the message');
});

const stateChanges = [
  [
    { state: 'close_unknown', display: 'unknown' },
    { en: 'Not known', zh: '结果未知', ja: '未確認' },
  ],
  [
    { state: 'expired_watching', display: 'expired' },
    { en: 'Expired', zh: '已过期', ja: '期限切れ' },
  ],
  [
    { state: 'paid_late', display: 'paid_late' },
    { en: 'Paid late', zh: '过期后到账', ja: '期限後入金' },
  ],
  [
    { state: 'declined', display: 'declined' },
    { en: 'Declined', zh: '被拒绝', ja: '拒否' },
  ],
  [
    { state: 'refunded', display: 'refunded' },
    { en: 'Refunded', zh: '已退款', ja: '返金済み' },
  ],
  [
    { state: 'paid', display: 'paid' },
    { en: 'Paid', zh: '已付款', ja: '支払い済み' },
  ],
] as const satisfies readonly (readonly [Partial<OrderView>, Readonly<Record<Language, string>>])[];
const waitingWords = { en: 'Waiting', zh: '等待付款', ja: '支払い待ち' } as const;

for (const language of ['en', 'zh', 'ja'] as const) {
  test(`every state of a sale is said in its own words in ${language}, and keeps the focus`, async () => {
    const { window: page } = till;
    await till.show('waiting', { language });
    await openSale(page);
    const region = page.getByTestId(testIds.spokenState);
    await expect(region).toHaveAttribute('role', 'status');
    await expect(region).toContainText(waitingWords[language]);
    await region.evaluate((element) => element.setAttribute('data-same', 'yes'));
    const orderNo = (await page.getByTestId(testIds.verdict).getAttribute('data-order-no')) ?? '';
    const order = await page.evaluate(async (number) => {
      const found = await window.scantill.getOrder({ orderNo: number });
      if (!found.ok) throw new Error(found.problem.code);
      return found.value.order;
    }, orderNo);
    for (const [step, [change, words]] of stateChanges.entries()) {
      const version = order.version + 1 + step;
      await till.emit('orderChanged', { ...order, paidAt: order.createdAt, ...change, version });
      await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-state', change.display);
      // The word itself and no longer one: what comes next is the amount.
      await expect(region).toHaveText(new RegExp(`^${words[language]}[,，、]`, 'u'));
      // A region that comes together with its words is not read out.
      await expect(region).toHaveAttribute('data-same', 'yes');
      await expectFocusKept(page, words[language]);
    }
  });
}

test('what moves by itself stands still where less motion is asked for', async () => {
  const { window: page } = till;
  const moving = (): Promise<number> => page.evaluate(() => document.getAnimations().length);
  for (const [reducedMotion, expected] of [
    ['no-preference', true],
    ['reduce', false],
  ] as const) {
    await page.emulateMedia({ reducedMotion });
    await till.show('paid');
    await page.evaluate(() => {
      document.addEventListener('animationstart', () => document.documentElement.setAttribute('data-moved', ''));
    });
    await openSale(page);
    if (expected) await page.locator('html[data-moved]').waitFor();
    else {
      await page.locator('.paid-tick').waitFor();
      expect(await moving()).toBe(0);
      await expect(page.locator('html[data-moved]')).toHaveCount(0);
    }
  }
});
