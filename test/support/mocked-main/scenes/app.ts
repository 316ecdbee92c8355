/** Scenes of the group `app`. */
import { appState } from '../answers/app.ts';
import { live, type Scene } from '../scene.ts';

export const appScenes = {
  offline: () => ({ state: appState({ ...live, connection: 'offline' }), orders: [] }),
  clockBehindLedger: () => ({
    state: appState({ ...live, clockDoubt: { kind: 'behind_ledger', lastEntryAt: '2031-11-22T09:14:05.000Z' } }),
    orders: [],
  }),
  clockAheadOfLedger: () => ({
    state: appState({ ...live, clockDoubt: { kind: 'ahead_of_ledger', lastEntryAt: '2021-01-03T09:14:05.000Z' } }),
    orders: [],
  }),
  clockWrong: () => ({ state: appState({ ...live, clockSkewMs: -7 * 60_000 }), orders: [] }),
  firstRun: () => ({ state: appState({ firstRunDone: false, accounts: [] }), orders: [] }),
} as const satisfies Record<string, () => Scene>;
