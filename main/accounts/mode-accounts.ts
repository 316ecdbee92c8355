/** The accounts of one mode: what is known of their keys, and which of them take sales. */
import type { AppState, PaymentMethod, MerchantAccount, SaleInput } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import type { OrderDraft, Wallet } from '../domain/order.ts';
import type { KeyStore } from '../ports/index.ts';
import { AccountKeys } from './account-keys.ts';
import { liveAccounts, type Accounts } from './accounts.ts';
import { methodsOf } from './key-states.ts';
import { draftFrom } from './order-draft.ts';
import { PracticeAccounts, type PracticeAccountsParts } from './practice-accounts.ts';

export interface ModeAccountsParts extends PracticeAccountsParts {
  readonly mode: Mode;
  readonly onStateChanged: () => void;
}

export class ModeAccounts {
  readonly #settings: ModeAccountsParts['settings'];
  /** `null` in live mode. */
  readonly #practice: PracticeAccounts | null;
  readonly #accounts: Accounts;
  readonly #keys: AccountKeys;

  constructor(parts: ModeAccountsParts) {
    const { mode, settings, keychain, onStateChanged } = parts;
    this.#settings = settings;
    this.#practice = mode === 'practice' ? new PracticeAccounts(parts) : null;
    this.#accounts = this.#practice ?? liveAccounts(settings, keychain);
    this.#keys = new AccountKeys(this.#accounts, keychain, onStateChanged);
  }

  /** Waits for nothing: what is not known yet is said to be so. */
  get state(): Pick<AppState, 'methods' | 'accounts' | 'keychain' | 'practice'> {
    return {
      methods: [...this.methods],
      accounts: this.all.map((account) => ({
        account,
        keys: [...this.#keys.of(account)],
        isRetired: this.#isRetired(account),
      })),
      keychain: this.#keys.keychainState,
      practice: this.#practice?.state ?? null,
    };
  }

  get all(): readonly MerchantAccount[] {
    return this.#accounts.accounts;
  }

  find(accountId: string): MerchantAccount | null {
    return this.all.find(({ id }) => id === accountId) ?? null;
  }

  /** The buttons on Charge, with what hinders each; an account that is retired has none. */
  get methods(): readonly PaymentMethod[] {
    return this.all
      .filter((account) => !this.#isRetired(account))
      .flatMap((account) => methodsOf(account, this.#keys.of(account)));
  }

  /** A method that takes sales, and what becomes of a sale by it; `null` where there is none. */
  methodFor(
    accountId: string,
    wallet: Wallet,
  ): {
    readonly method: PaymentMethod;
    readonly draftOf: (input: SaleInput, isByCode: boolean, operatorName: string) => OrderDraft;
  } | null {
    const account = this.find(accountId);
    const method = this.methods.find((one) => one.accountId === accountId && one.wallet === wallet);
    if (account === null || method === undefined) return null;
    return { method, draftOf: (...sale) => draftFrom(account, ...sale) };
  }

  get keyStore(): KeyStore {
    return this.#accounts.keyStore;
  }

  get phoneUrl(): string | null {
    return this.#practice?.phoneUrl ?? null;
  }

  /** Makes them usable; what hinders that is said in their state. */
  open(): Promise<void> {
    return this.#accounts.open();
  }

  /** Call after an account or a key was changed. */
  readKeys(): Promise<void> {
    return this.#keys.read();
  }

  /** On request only: puts new practice keys where the old ones cannot be read. */
  async renewPracticeKeys(): Promise<void> {
    await this.#practice?.renewKeys();
    await this.readKeys();
  }

  stop(): Promise<void> {
    return this.#accounts.stop();
  }

  #isRetired({ id }: MerchantAccount): boolean {
    return this.#settings.current.retiredAccountIds.includes(id);
  }
}
