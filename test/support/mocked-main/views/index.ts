/** What a person can have before them: each scene with the keys and clicks that lead to the picture of it. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import type { Scene } from '../scene.ts';
import { type SceneName, scenes } from '../scenes/index.ts';
import { accountsSteps } from './accounts.ts';
import { appSteps } from './app.ts';
import { catalogueSteps } from './catalogue.ts';
import { ledgerSteps } from './ledger.ts';
import {
  after,
  askingForCode,
  openCharge,
  openFirstOrder,
  openOrders,
  openSale,
  openSettings,
  untilDialog,
  untilFirstRun,
  untilToast,
} from './openers.ts';
import { ordersSteps } from './orders.ts';
import { saleSteps } from './sale.ts';
import { settingsSteps } from './settings.ts';
import { staffSteps } from './staff.ts';
import type { Group, Open, Step, View } from './view.ts';

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
  'ledger',
  'about',
];

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

/** Steps within a scene: what is typed, opened or asked in it. */
const steps: readonly Step[] = [
  ...appSteps,
  ...saleSteps,
  ...ordersSteps,
  ...settingsSteps,
  ...accountsSteps,
  ...staffSteps,
  ...catalogueSteps,
  ...ledgerSteps,
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
