/** Scenes of the group `accounts`. */
import type { AppState } from '../../../../preload/contract/index.ts';
import { alipayAccount, badSelfTest } from '../answers/accounts.ts';
import { appState } from '../answers/app.ts';
import { twoMethods } from '../answers/sale.ts';
import { live, never, type Scene } from '../scene.ts';

const keys = (state: 'checking' | 'memory_only' | 'missing_or_locked' | 'unavailable'): Partial<AppState> => ({
  keychain: state === 'memory_only' ? 'unavailable' : state,
  accounts: appState().accounts.map((one) => ({
    ...one,
    keys: one.keys.map((key) => ({ ...key, state })),
  })),
});

export const accountsScenes = {
  keyMissing: () => ({
    state: appState({
      keychain: 'missing_or_locked',
      methods: twoMethods.map((one) => ({ ...one, problem: 'key_missing_or_locked' as const })),
    }),
    orders: [],
  }),
  keychainGone: () => ({
    state: appState({
      ...live,
      keychain: 'unavailable',
      methods: twoMethods.map((one) => ({ ...one, problem: 'keychain_unavailable' as const })),
    }),
    orders: [],
  }),
  keychainAsking: () => ({ state: appState(keys('checking')), orders: [] }),
  settingsCertificates: () => ({
    state: appState({ ...live, accounts: [alipayAccount()] }),
    orders: [],
    handlers: { testAccount: () => Promise.resolve({ ok: true, value: badSelfTest() }) },
  }),
  settingsFirstAccount: () => ({ state: appState({ ...live, methods: [], accounts: [] }), orders: [] }),
  settingsTesting: () => ({ state: appState(), orders: [], handlers: { testAccount: never } }),
  settingsKeysAsking: () => ({ state: appState({ ...live, ...keys('checking') }), orders: [] }),
  settingsKeysMissing: () => ({ state: appState(keys('missing_or_locked')), orders: [] }),
  settingsKeysGone: () => ({ state: appState({ ...live, ...keys('unavailable') }), orders: [] }),
  settingsKeysInMemory: () => ({ state: appState(keys('memory_only')), orders: [] }),
} as const satisfies Record<string, () => Scene>;
