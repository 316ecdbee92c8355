/** Steps within the scenes of the group `settings`. */
import { click, openSettings, untilToast } from './openers.ts';
import type { Step } from './view.ts';

export const settingsSteps: readonly Step[] = [
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
];
