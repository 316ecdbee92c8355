/** Steps within the scenes of the group `staff`. */
import type { Page } from '@playwright/test';
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { click, key, openCharge, openOrderShown, openSettings, press, untilDialog } from './openers.ts';
import type { Step } from './view.ts';

export const staffSteps: readonly Step[] = [
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
];
