/** What a person can have before them: each scene with the keys and clicks that lead to the picture of it. */
import { expect, type Page } from '@playwright/test';
import { scanBarcode } from '../barcode-scanner.ts';
import { byHand } from '../fingers.ts';
import type { OrderView } from '../../../preload/contract/index.ts';
import { decisionTestId, testIds } from '../../../renderer/ui/test-ids.ts';
import type { MockedApp } from './launch.ts';
import { scenes, type Scene, type SceneName } from './scenes.ts';

export interface View {
  /** Unique; also the name of its picture, with hyphens. */
  readonly name: string;
  /** Under which the gallery shows it. */
  readonly group: Group;
  readonly scene: SceneName;
  /** The sale itself: everything on it must suit a finger. */
  readonly isSaleScreen: boolean;
  open(page: Page, app: MockedApp): Promise<void>;
}

type Open = View['open'];

export const groups = [
  'charge',
  'waiting',
  'paid',
  'unknown',
  'declined',
  'expired',
  'paid_late',
  'refunded',
  'held',
  'orders',
  'settings',
  'messages',
  'first run',
] as const;
export type Group = (typeof groups)[number];

/** Paid counts five seconds down and leaves; here it stays for as long as it is looked at. */
async function stopCountingSeconds(page: Page): Promise<void> {
  await page.evaluate(() => {
    const setTimer = window.setTimeout.bind(window);
    window.setTimeout = ((action: () => void, delayMs?: number) =>
      delayMs === 1000 ? 0 : setTimer(action, delayMs)) as typeof setTimeout;
  });
}

async function typeAmount(page: Page): Promise<void> {
  await page.getByTestId(testIds.amount).waitFor();
  await page.keyboard.type('14130', byHand);
}

async function charge(page: Page): Promise<void> {
  await typeAmount(page);
  await page.keyboard.press('Enter');
}

/** Charges and waits for the scene's order to be on screen. */
export async function openSale(page: Page): Promise<void> {
  await stopCountingSeconds(page);
  await charge(page);
  await page.getByTestId(testIds.verdict).waitFor();
}

export async function openOrders(page: Page): Promise<void> {
  await page.keyboard.press('Alt+2');
  await page.getByTestId(testIds.orderRow).or(page.locator('.nothing')).first().waitFor();
}

/** Opens the first order of the list. */
async function openFirstOrder(page: Page): Promise<void> {
  await openOrders(page);
  await page.getByTestId(testIds.orderRow).first().click();
  await page.getByTestId(testIds.orderDetail).waitFor();
}

export function openSettings(section: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.keyboard.press('Alt+4');
    await page.getByTestId(`settings-${section}`).click();
    await page.locator(`[data-section="${section}"]`).waitFor();
  };
}

const settingsSections = [
  'accounts',
  'till',
  'catalogue',
  'staff',
  'audit',
  'notifications',
  'display',
  'sound',
  'look',
  'keys',
  'book',
  'about',
];

const openCharge: Open = (page) => page.getByTestId(testIds.amount).waitFor();

/** Opens the first order of the list that is shown so. */
function openOrderShown(display: OrderView['display']): Open {
  return async (page) => {
    await openOrders(page);
    await page.locator(`[data-testid="${testIds.orderRow}"][data-state="${display}"]`).first().click();
    await page.locator(`[data-testid="${testIds.orderDetail}"] .state-chip[data-state="${display}"]`).waitFor();
  };
}

/** Does one thing after another. */
function after(open: Open, act: Open): Open {
  return async (page, app) => {
    await open(page, app);
    await act(page, app);
  };
}

function press(testId: string): Open {
  return (page) => page.getByTestId(testId).first().click();
}

function click(selector: string): Open {
  return (page) => page.locator(selector).first().click();
}

function key(name: string): Open {
  return (page) => page.keyboard.press(name);
}

const untilFirstRun: Open = (page) => page.getByTestId(testIds.firstRun).waitFor();
const untilDialog: Open = (page) => page.getByRole('dialog').waitFor();
const untilToast: Open = (page) => page.getByTestId(testIds.toast).waitFor();
const untilTested: Open = (page) => page.getByTestId(testIds.selfTestVerdict).waitFor();
const askingForCode: Open = async (page) => {
  await charge(page);
  await expect(page.getByTestId(testIds.charge).getByRole('status')).toBeVisible();
};

/** How each scene is shown where nothing else is said: an order is charged, everything else is there at once. */
function viewsOf(scene: SceneName): readonly View[] {
  const view = (name: string, group: Group, open: Open, isSaleScreen = false): View => ({
    name,
    group,
    scene,
    isSaleScreen,
    open,
  });
  const { created, news }: Scene = scenes[scene]();
  if (scene.startsWith('orders')) {
    const list = view(scene, 'orders', openOrders);
    return scene === 'ordersEmpty' || scene === 'ordersLoading'
      ? [list]
      : [list, view(`${scene}, one opened`, 'orders', openFirstOrder)];
  }
  if (scene === 'settingsLive') {
    return settingsSections.map((section) => view(`settings, ${section}`, 'settings', openSettings(section)));
  }
  if (scene.startsWith('settings')) return [];
  if (scene === 'firstRun') return [view(scene, 'first run', untilFirstRun)];
  if (scene === 'nobodyYet') return [view(scene, 'charge', untilDialog)];
  if (scene.startsWith('ledgerFailed')) {
    return [view(scene, 'charge', (page) => page.getByTestId(testIds.ledgerFailed).waitFor())];
  }
  if (news !== undefined) {
    return [
      view(
        scene,
        'messages',
        after(
          after(openCharge, (_page, app) => app.tellNews()),
          untilToast,
        ),
      ),
    ];
  }
  if (scene === 'asking') return [view(scene, 'charge', askingForCode, true)];
  return created === undefined
    ? [view(scene, 'charge', openCharge, true)]
    : [view(scene, created.display === 'discarded' ? 'held' : created.display, openSale, true)];
}

function scanned(text: string): Open {
  return (_page, { app }) => scanBarcode(app, text);
}

/** Three kinds of goods and a discount, by keys alone. */
const typeLines: Open = async (page) => {
  await page.getByTestId(testIds.amount).waitFor();
  await page.keyboard.type('4800+2*', byHand);
  await page.locator('.line-name').fill('Longjing tea 50 g');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1200+3*2500+%', byHand);
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('10%');
  await page.keyboard.press('Enter');
};

/** Steps within a scene: what is typed, opened or asked in it. */
const steps: readonly (readonly [name: string, group: Group, scene: SceneName, ...path: readonly Open[]])[] = [
  ['idle, an amount typed', 'charge', 'idle', typeAmount],
  ['idle, an amount over the limit', 'charge', 'idle', openCharge, (page) => page.keyboard.type('999999999', byHand)],
  ['idle, a note that is refused', 'charge', 'idle', typeAmount, (page) => page.getByTestId(testIds.note).fill('🍵')],
  ['idle, line by line', 'charge', 'idle', typeLines],
  ['idle, a price typed beside the lines', 'charge', 'idle', typeLines, (page) => page.keyboard.type('99', byHand)],
  ['idle, lines behind the keypad', 'charge', 'idle', typeLines, click('.line-entry .button')],
  [
    'idle, asking for the discount',
    'charge',
    'idle',
    openCharge,
    (page) => page.keyboard.type('4800%', byHand),
    untilDialog,
  ],
  ['withScale, a label’s price asked', 'charge', 'withScale', openCharge, scanned('2612345010004'), untilDialog],
  ['idle, a code in doubt', 'charge', 'idle', typeAmount, scanned('261234501250005000'), untilDialog],
  ['yen, an amount typed', 'charge', 'yen', typeAmount],
  [
    'keychainAsking, and it takes long',
    'charge',
    'keychainAsking',
    (page) => page.getByTestId(testIds.keychainBanner).waitFor(),
  ],
  ['refusedByMain, said', 'messages', 'refusedByMain', charge, untilToast],
  ['waiting, asking whether to cancel', 'waiting', 'waiting', openSale, key('Escape'), untilDialog],
  ['waitingAlipay, asking whether to cancel', 'waiting', 'waitingAlipay', openSale, key('Escape'), untilDialog],
  ['waitingConfirming, asking whether to cancel', 'waiting', 'waitingConfirming', openSale, key('Escape'), untilDialog],
  ['waitingChecking, checking', 'waiting', 'waitingChecking', openSale, key('F5')],
  ...(['unknown', 'waiting', 'paid', 'paid_late', 'declined', 'expired', 'refunded', 'held', 'discarded'] as const).map(
    (display) => [`orders, detail ${display}`, 'orders', 'orders', openOrderShown(display)] as const,
  ),
  ['orders, found', 'orders', 'orders', openOrders, (page) => page.getByTestId(testIds.orderSearch).fill('14')],
  [
    'orders, nothing found',
    'orders',
    'orders',
    openOrders,
    (page) => page.getByTestId(testIds.orderSearch).fill('zzz'),
    (page) => page.locator('.nothing h2').waitFor(),
  ],
  ['orders, evidence', 'orders', 'orders', openOrderShown('paid'), click('.evidence summary')],
  ['orders, refund', 'orders', 'orders', openOrderShown('paid'), press(testIds.refund), untilDialog],
  [
    'orders, refund that is refused',
    'orders',
    'orders',
    openOrderShown('paid'),
    press(testIds.refund),
    (page) => page.locator('dialog .field-input').first().fill('99999.999'),
    click('.dialog-answers .button-secondary'),
    (page) => page.locator('dialog [role="alert"]').first().waitFor(),
  ],
  ...(
    [
      ['paid', 'unknown'],
      ['unpaid', 'unknown'],
      ['accept_late', 'paid_late'],
    ] as const
  ).map(
    ([name, display]) =>
      [
        `orders, decide ${name}`,
        'orders',
        'orders',
        openOrderShown(display),
        press(decisionTestId(name)),
        untilDialog,
      ] as const,
  ),
  ...(['refund_done', 'refund_refused'] as const).map(
    (name) =>
      [
        `orders, decide ${name}`,
        'orders',
        'ordersRefunds',
        openFirstOrder,
        press(decisionTestId(name)),
        untilDialog,
      ] as const,
  ),
  [
    'orders, decide clear_attention',
    'orders',
    'orders',
    openOrders,
    click('[data-testid="order-row"]:has(.order-row-attention)'),
    press(decisionTestId('clear_attention')),
    untilDialog,
  ],
  ['the book, restore', 'charge', 'ledgerFailedDamaged', press(testIds.restoreBook), untilDialog],
  ['the book, a backup shown', 'orders', 'ledgerFailedDamaged', press(testIds.showBackup), openOrders],
  [
    'the book, restored',
    'charge',
    'ledgerFailedDamaged',
    press(testIds.restoreBook),
    click('.dialog-answers .button-secondary'),
    (page) => page.getByTestId(testIds.bookBanner).waitFor(),
  ],
  ['the book, what it lacks', 'charge', 'bookRestored', press(testIds.showMissing), untilDialog],
  ['settings, book in trouble', 'settings', 'settingsBookTroubles', openSettings('book')],
  [
    'settings, book checked',
    'settings',
    'settingsBookTroubles',
    openSettings('book'),
    press(testIds.checkBook),
    (page) => page.locator('.book-check p').first().waitFor(),
  ],
  ['held, the list', 'held', 'held', openCharge, key('F6'), untilDialog],
  ['held, asked whether to discard', 'held', 'held', openCharge, key('F6'), press(testIds.discard)],
  [
    'held, recalled',
    'held',
    'held',
    openCharge,
    key('F6'),
    press(testIds.recall),
    (page) => page.locator('.recalled').waitFor(),
  ],
  [
    'heldBesideOpen, recalled',
    'held',
    'heldBesideOpen',
    openCharge,
    key('F6'),
    press(testIds.recall),
    (page) => page.locator('.recalled').waitFor(),
  ],
  ['held, in the history', 'orders', 'held', openFirstOrder],
  ['held, put aside', 'messages', 'idle', typeAmount, key('F4'), untilToast],
  ['people, choosing', 'charge', 'people', openCharge, key('F7'), untilDialog],
  [
    'people, typing a PIN',
    'charge',
    'people',
    openCharge,
    key('F7'),
    click('.person'),
    (page) => page.keyboard.type('4711'),
  ],
  [
    'people, PIN forgotten',
    'charge',
    'people',
    openCharge,
    key('F7'),
    press(testIds.forgottenPin),
    (page) => page.getByTestId(testIds.recovery).waitFor(),
  ],
  ...(['asked', 'refused'] as const).map(
    (name) =>
      [
        `orders, approval ${name}`,
        'orders',
        'ordersApproval',
        openOrderShown('paid'),
        press(testIds.refund),
        (page: Page) => page.locator('dialog .field-input').last().fill('…'),
        click('.dialog-answers .button-secondary'),
        (page: Page) => page.getByTestId(testIds.approval).waitFor(),
        async (page: Page) => {
          if (name === 'asked') return;
          await page.keyboard.type('4711');
          await page.keyboard.press('Enter');
          await page.locator('dialog [role="alert"]').waitFor();
        },
      ] as const,
  ),
  ['first run, shop', 'first run', 'firstRun', untilFirstRun, click('.door-connect')],
  [
    'first run, account',
    'first run',
    'firstRun',
    untilFirstRun,
    click('.door-connect'),
    click('.settings-form button[type="submit"]'),
    (page) => page.locator('[data-step="account"] .settings-form').waitFor(),
  ],
  [
    'settings, a catalogue to import',
    'settings',
    'settingsLive',
    openSettings('catalogue'),
    press(testIds.importCatalogue),
    (page) => page.getByTestId(testIds.cataloguePreview).waitFor(),
  ],
  [
    'settings, a catalogue that asks',
    'settings',
    'settingsCatalogueAsking',
    openSettings('catalogue'),
    press(testIds.importCatalogue),
    (page) => page.getByTestId(testIds.cataloguePreview).waitFor(),
  ],
  ['settings, an empty catalogue', 'settings', 'settingsCatalogueEmpty', openSettings('catalogue')],
  ['idle, a barcode that is not known', 'charge', 'idle', openCharge, scanned('4006381333931'), untilDialog],
  [
    'idle, goods scanned',
    'charge',
    'idle',
    openCharge,
    scanned('6901234567892'),
    (page) => page.getByTestId(testIds.line).waitFor(),
  ],
  ['settings, people', 'settings', 'settingsPeople', openSettings('staff')],
  ['settings, a person', 'settings', 'settingsPeople', openSettings('staff'), click('.staff-line .button')],
  [
    'settings, recovery code',
    'settings',
    'settingsPeople',
    openSettings('staff'),
    click('.settings-middle > .button-row:last-child .button'),
    untilDialog,
  ],
  ['settings, practice accounts', 'settings', 'settingsPractice', openSettings('accounts')],
  [
    'settings, to real payments',
    'settings',
    'settingsPractice',
    openSettings('accounts'),
    click('[data-mode="live"].mode'),
    untilDialog,
  ],
  [
    'settings, to practice',
    'settings',
    'settingsLive',
    openSettings('accounts'),
    click('[data-mode="practice"].mode'),
    untilDialog,
  ],
  ['settings, tested', 'settings', 'settingsLive', openSettings('accounts'), press(testIds.selfTestStart), untilTested],
  ['settings, testing', 'settings', 'settingsTesting', openSettings('accounts'), press(testIds.selfTestStart)],
  ['settings, a key', 'settings', 'settingsLive', openSettings('accounts'), click('.stored-key .button')],
  ['settings, first account', 'settings', 'settingsFirstAccount', openSettings('accounts')],
  [
    'settings, first account refused',
    'settings',
    'settingsFirstAccount',
    openSettings('accounts'),
    click('button[type="submit"]'),
    (page) => page.locator('.settings-form [role="alert"]').first().waitFor(),
  ],
  [
    'settings, Alipay',
    'settings',
    'settingsCertificates',
    openSettings('accounts'),
    click('.tab[aria-pressed="false"]'),
  ],
  [
    'settings, Alipay tested',
    'settings',
    'settingsCertificates',
    openSettings('accounts'),
    click('.tab[aria-pressed="false"]'),
    press(testIds.selfTestStart),
    untilTested,
  ],
  ['settings, saved', 'messages', 'settingsLive', openSettings('till'), click('button[type="submit"]'), untilToast],
  ['settings, listener off', 'settings', 'settingsListenerOff', openSettings('notifications')],
  ['settings, listener failed', 'settings', 'settingsListenerFailed', openSettings('notifications')],
  [
    'settings, a delivery',
    'settings',
    'settingsLive',
    openSettings('notifications'),
    click('.delivery[data-verdict="refused"] summary'),
  ],
  ['settings, keys asked for', 'settings', 'settingsKeysAsking', openSettings('keys')],
  ['settings, keys missing', 'settings', 'settingsKeysMissing', openSettings('keys')],
  ['settings, keys gone', 'settings', 'settingsKeysGone', openSettings('keys')],
  ['settings, keys in memory', 'settings', 'settingsKeysInMemory', openSettings('keys')],
];

export const views: readonly View[] = [
  ...(Object.keys(scenes) as SceneName[]).flatMap(viewsOf),
  ...steps.map(([name, group, scene, ...path]) => ({
    name,
    group,
    scene,
    isSaleScreen: ['charge', 'waiting'].includes(group),
    open: path.reduce(after),
  })),
];
