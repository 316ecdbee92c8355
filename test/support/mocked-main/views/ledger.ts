/** Steps within the scenes of the group `ledger`. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { click, openOrders, openSettings, press, untilDialog } from './openers.ts';
import type { Step } from './view.ts';

export const ledgerSteps: readonly Step[] = [
  ['the ledger, restore', 'charge', 'ledgerFailedDamaged', press(testIds.restoreLedger), untilDialog],
  ['the ledger, a backup shown', 'orders', 'ledgerFailedDamaged', press(testIds.showBackup), openOrders],
  [
    'the ledger, restored',
    'charge',
    'ledgerFailedDamaged',
    press(testIds.restoreLedger),
    click('.dialog-answers .button-secondary'),
    (page) => page.getByTestId(testIds.ledgerBanner).waitFor(),
  ],
  ['the ledger, what it lacks', 'charge', 'ledgerRestored', press(testIds.showMissing), untilDialog],
  ['settings, ledger in trouble', 'settings', 'settingsLedgerTroubles', openSettings('ledger')],
  [
    'settings, ledger checked',
    'settings',
    'settingsLedgerTroubles',
    openSettings('ledger'),
    press(testIds.checkLedger),
    (page) => page.locator('.ledger-check p').first().waitFor(),
  ],
];
