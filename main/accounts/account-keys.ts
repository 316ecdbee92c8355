/** Which keys of the accounts the keychain gives, as it said when it was last asked. */
import type { AppState, KeyState, MerchantAccount } from '../../preload/contract/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { Accounts } from './accounts.ts';
import { keysNeededBy, readKeyStates } from './key-states.ts';

export class AccountKeys {
  readonly #accounts: Accounts;
  readonly #keychain: Keychain;
  readonly #onChanged: () => void;
  #states: ReadonlyMap<string, readonly KeyState[]> = new Map();
  #keychainState: AppState['keychain'] = 'checking';

  constructor(accounts: Accounts, keychain: Keychain, onChanged: () => void) {
    this.#accounts = accounts;
    this.#keychain = keychain;
    this.#onChanged = onChanged;
  }

  get keychainState(): AppState['keychain'] {
    return this.#keychainState;
  }

  of(account: MerchantAccount): readonly KeyState[] {
    return (
      this.#states.get(account.id) ?? keysNeededBy(account).map((kind) => ({ kind, state: 'checking', setAt: null }))
    );
  }

  async read(): Promise<void> {
    const accounts = this.#accounts;
    const states = await Promise.all(
      accounts.accounts.map(async (account) => {
        const keys = await readKeyStates(account, accounts.keyStore, accounts.keptIn, (kind) =>
          accounts.keySetAt(account.id, kind),
        );
        return [account.id, keys] as const;
      }),
    );
    this.#states = new Map(states);
    const answer = await this.#keychain.probe();
    // A keychain that works but gives no key that was put in has been emptied, or holds it in a locked part.
    const isKeyGone = states.some(([, keys]) => keys.some(({ state }) => state === 'missing_or_locked'));
    this.#keychainState = answer === 'available' && isKeyGone ? 'missing_or_locked' : answer;
    this.#onChanged();
  }
}
