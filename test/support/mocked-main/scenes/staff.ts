/** Scenes of the group `staff`. */
import { appState } from '../answers/app.ts';
import { dayOfOrders } from '../answers/orders.ts';
import { people } from '../answers/staff.ts';
import { live, type Scene } from '../scene.ts';

export const staffScenes = {
  people: () => ({ state: appState({ ...live, ...people() }), orders: dayOfOrders() }),
  nobodyYet: () => ({ state: appState({ ...live, ...people(), operatorId: null, operatorName: '' }), orders: [] }),
  ordersApproval: () => ({
    state: appState({ ...live, ...people() }),
    orders: dayOfOrders(),
    handlers: {
      requestRefund: ({ approval }) =>
        Promise.resolve({
          ok: false,
          problem:
            approval === undefined ? { code: 'approval_needed', detail: 'refund' } : { code: 'pin_wait', detail: '30' },
        }),
    },
  }),
  settingsPeople: () => ({ state: appState({ ...live, ...people() }), orders: [] }),
} as const satisfies Record<string, () => Scene>;
