/** Steps within the scenes of the group `ledger`. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { click, openOrders, openSettings, press, untilDialog } from './openers.ts';
import type { Step } from './view.ts';

export const ledgerSteps: readonly Step[] = [
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
];
