/**
 * Pictures of the window against those in test/views/baseline/, which `npm run gallery -- --update-baseline` renews.
 * Languages and themes alternate, so that each state is seen once and each look many times.
 */
import { expect, test } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MockedApp } from '../support/mocked-main/launch.ts';
import { fileName, launchForPictures, pose, smallestTill, type Look } from '../support/mocked-main/pictures.ts';
import { views } from '../support/mocked-main/views/index.ts';
import { withPalette } from '../support/palette-png.ts';

const folder = path.join(import.meta.dirname, 'baseline');
const fontsFile = path.join(folder, 'fonts.json');

const looks: readonly Look[] = [
  { language: 'en', appearance: 'light' },
  { language: 'zh', appearance: 'dark' },
  { language: 'ja', appearance: 'light' },
  { language: 'en', appearance: 'dark' },
  { language: 'zh', appearance: 'light' },
  { language: 'ja', appearance: 'dark' },
];

const chosen = [
  'idle',
  'idle, an amount typed',
  'yen, an amount typed',
  'openOrders',
  'manyOpenOrders',
  'noMethods',
  'keychainGone',
  'clockWrong',
  'ledgerFailed',
  'asking',
  'creating',
  'waiting',
  'waitingLive',
  'waitingOffline',
  'waiting, asking whether to cancel',
  'codeOver',
  'paid',
  'paidDisputed',
  'unknown',
  'createUnknown',
  'refusedExplained',
  'declined',
  'expired',
  'paidLate',
  'refunded',
  'orders',
  'ordersEmpty',
  'orders, found',
  'orders, detail unknown',
  'orders, detail paid_late',
  'ordersRefunds, one opened',
  'orders, refund that is refused',
  'settings, accounts',
  'settings, Alipay tested',
  'settings, till',
  'settings, notifications',
  'settings, display',
  'settings, sound',
  'settings, look',
  'settings, keys missing',
  'settings, about',
  'newsPaidLate',
  'firstRun',
  'first run, account',
  'people, choosing',
  'orders, approval refused',
  'settings, people',
  'settings, audit',
  'idle, line by line',
  'held, the list',
  'settings, catalogue',
  'waitingConfirming',
  'refusedCustomerCode',
  'firstDay',
];

const isRenewing = (): boolean => test.info().config.updateSnapshots === 'all';

let till: MockedApp;
let hasOtherFonts = false;

/** How wide this computer's own fonts draw a few words: other fonts make other pictures, and no fault of the app's. */
async function drawnWidths(): Promise<string> {
  const widths: number[] = [];
  for (const language of ['en', 'zh', 'ja'] as const) {
    await till.show('idle', { language });
    const drawn = await till.window.evaluate(() => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (context === null) throw new Error('no canvas');
      const face = getComputedStyle(document.documentElement).fontFamily;
      return [400, 700].map((weight) => {
        context.font = `${weight} 100px ${face}`;
        return Math.round(context.measureText('Charge 141.30 收款 お支払い').width);
      });
    });
    widths.push(...drawn);
  }
  return `${JSON.stringify(widths).replaceAll(',', ', ')}\n`;
}

test.beforeAll(async () => {
  till = await launchForPictures();
  const widths = await drawnWidths();
  if (isRenewing()) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(fontsFile, widths);
  }
  hasOtherFonts = !existsSync(fontsFile) || readFileSync(fontsFile, 'utf8') !== widths;
});

test.afterAll(async () => {
  await till.close();
});

for (const [index, name] of chosen.entries()) {
  const look = looks[index % looks.length]!;
  test(`«${name}» looks as it did, in ${look.language}, ${look.appearance}`, async () => {
    test.skip(hasOtherFonts, 'This computer draws with other fonts than the pictures were taken with.');
    const view = views.find((one) => one.name === name);
    if (view === undefined) throw new Error(`there is no view «${name}»`);
    const page = await pose(till, view, look, smallestTill);
    const file = `${fileName(view)}.png`;
    await expect(page).toHaveScreenshot(file);
    if (isRenewing()) {
      const kept = path.join(folder, file);
      writeFileSync(kept, withPalette(readFileSync(kept)));
    }
  });
}
