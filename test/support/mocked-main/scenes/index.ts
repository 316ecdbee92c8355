/** States of the window that a real main process reaches only with time and luck, each as a few typed lines. */
import type { Handlers } from '../../../../preload/contract/index.ts';
import { accountsAnswers } from '../answers/accounts.ts';
import { appAnswers } from '../answers/app.ts';
import { catalogueAnswers } from '../answers/catalogue.ts';
import { customerAnswers } from '../answers/customer.ts';
import { ledgerAnswers } from '../answers/ledger.ts';
import { ordersAnswers } from '../answers/orders.ts';
import { practiceAnswers } from '../answers/practice.ts';
import { saleAnswers } from '../answers/sale.ts';
import { settingsAnswers } from '../answers/settings.ts';
import { staffAnswers } from '../answers/staff.ts';
import { type Emit, MockedTill } from '../mocked-till.ts';
import type { Scene } from '../scene.ts';
import { accountsScenes } from './accounts.ts';
import { appScenes } from './app.ts';
import { catalogueScenes } from './catalogue.ts';
import { ledgerScenes } from './ledger.ts';
import { ordersScenes } from './orders.ts';
import { practiceScenes } from './practice.ts';
import { saleScenes } from './sale.ts';
import { settingsScenes } from './settings.ts';
import { staffScenes } from './staff.ts';

/** Handlers that answer from the scene and remember settings. */
export function handlersOf(scene: Scene, emit: Emit): Handlers<'cashier'> {
  const till = new MockedTill(scene, emit);
  return {
    ...appAnswers(till),
    ...saleAnswers(till),
    ...ordersAnswers(till),
    ...customerAnswers(),
    ...settingsAnswers(till),
    ...accountsAnswers(),
    ...staffAnswers(till),
    ...catalogueAnswers(),
    ...ledgerAnswers(till),
    ...practiceAnswers(),
    ...scene.handlers,
  };
}

/** Scenes by name. Those that show an order show it after a charge; for those of Settings see the views. */
export const scenes = {
  ...appScenes,
  ...saleScenes,
  ...ordersScenes,
  ...settingsScenes,
  ...accountsScenes,
  ...staffScenes,
  ...catalogueScenes,
  ...ledgerScenes,
  ...practiceScenes,
} as const satisfies Record<string, () => Scene>;

export type SceneName = keyof typeof scenes;
