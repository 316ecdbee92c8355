/** The merchant accounts that a till sells through, and where their keys are. */
import type { KeyState, MerchantAccount } from '../../preload/contract/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { KeyStore } from '../ports/index.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { keySetAtName } from './merchant-accounts.ts';

export interface Accounts {
  readonly accounts: readonly MerchantAccount[];
  readonly keyStore: KeyStore;
  readonly keptIn: 'keychain' | 'memory';
  /** When the key was last put in; `null` if never. */
  keySetAt(accountId: string, kind: KeyState['kind']): string | null;
  /** Makes the accounts usable; what hinders that is said in their state, not thrown. */
  open(): Promise<void>;
  stop(): Promise<void>;
}

/** Real accounts: accounts from the settings, keys from the keychain. */
export function liveAccounts(settings: SettingsStore, keychain: Keychain): Accounts {
  return {
    get accounts() {
      return settings.current.accounts.live;
    },
    keyStore: keychain,
    keptIn: 'keychain',
    keySetAt: (accountId, kind) => settings.current.keySetAt[keySetAtName(accountId, kind)] ?? null,
    open: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
