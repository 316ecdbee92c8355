/** Steps within the scenes of the group `app`. */
import { click, untilFirstRun } from './openers.ts';
import type { Step } from './view.ts';

export const appSteps: readonly Step[] = [
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
];
