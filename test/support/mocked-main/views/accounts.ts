/** Steps within the scenes of the group `accounts`. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { click, openSettings, press, untilDialog, untilTested } from './openers.ts';
import type { Step } from './view.ts';

export const accountsSteps: readonly Step[] = [
  [
    'keychainAsking, and it takes long',
    'charge',
    'keychainAsking',
    (page) => page.getByTestId(testIds.keychainBanner).waitFor(),
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
  // The line that says so comes two seconds later: in the middle of whatever is looked at.
  [
    'settings, keys asked for',
    'settings',
    'settingsKeysAsking',
    openSettings('keys'),
    (page) => page.getByTestId(testIds.keychainBanner).waitFor(),
  ],
  ['settings, keys missing', 'settings', 'settingsKeysMissing', openSettings('keys')],
  ['settings, keys gone', 'settings', 'settingsKeysGone', openSettings('keys')],
  ['settings, keys in memory', 'settings', 'settingsKeysInMemory', openSettings('keys')],
];
