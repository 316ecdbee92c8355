/** Scenes of the group `settings`. */
import { appState } from '../answers/app.ts';
import { dayOfOrders } from '../answers/orders.ts';
import { live, type Scene } from '../scene.ts';

export const settingsScenes = {
  settingsLive: () => ({
    state: appState({
      ...live,
      listener: { status: 'listening', host: '0.0.0.0', port: 8900, wantedPort: 8899, leftOut: 1_204 },
      accounts: appState().accounts.map((one) => ({ ...one, account: { ...one.account, id: 'scanforpay' } })),
    }),
    orders: dayOfOrders(),
  }),
  settingsListenerOff: () => ({
    state: appState({ listener: { status: 'off' } }),
    orders: [],
    handlers: { listNotifications: () => Promise.resolve({ ok: true, value: [] }) },
  }),
  settingsListenerFailed: () => ({
    state: appState({ listener: { status: 'failed', detail: 'EACCES 0.0.0.0:80' } }),
    orders: [],
  }),
} as const satisfies Record<string, () => Scene>;
