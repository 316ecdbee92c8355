/** The practice merchant's two accounts, and the payment platform that they lead to. */
import { join } from 'node:path';
import { messageOf } from '../domain/message-of.ts';
import type { AppState, MerchantAccount } from '../../preload/contract/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { Clock, KeyStore } from '../ports/index.ts';
import { startPracticePlatform, type PracticePlatform } from '../practice/platform.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Accounts } from './accounts.ts';
import { openPracticeKeys, renewPracticeKeys, type PracticeKeys } from './practice-keys.ts';
import { practiceMerchantAccounts, practiceShopName } from './practice-merchant-accounts.ts';

export interface PracticeAccountsParts {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly clock: Clock;
  /** Of the practice mode: the platform's books are kept in it. */
  readonly folder: string;
  /** The built page of the practice phone. */
  readonly phoneFolder: string;
  /** `false`: nothing answers at the gateways' addresses, as with the network unplugged. */
  readonly practicePlatform: boolean;
  /** The trainee holds the customer's phone with its payment code out to the till. */
  readonly onCodeShown: (customerCode: string) => void;
  readonly onFault: (where: string, fault: unknown) => void;
}

/** Nothing answers there. */
const nowhere = { scanForPayBaseUrl: 'http://127.0.0.1:1', alipayGatewayUrl: 'http://127.0.0.1:1/gateway.do' } as const;

export class PracticeAccounts implements Accounts {
  readonly #parts: PracticeAccountsParts;
  #accounts: readonly MerchantAccount[];
  #keys: PracticeKeys | null = null;
  #platform: PracticePlatform | null = null;
  #state: NonNullable<AppState['practice']> = { status: 'starting' };

  constructor(parts: PracticeAccountsParts) {
    this.#parts = parts;
    this.#accounts = this.#accountsAt(nowhere);
  }

  get accounts(): readonly MerchantAccount[] {
    return this.#accounts;
  }

  get keyStore(): KeyStore {
    return this.#keys?.kind === 'ready' ? this.#keys.store : this.#parts.keychain;
  }

  get keptIn(): 'keychain' | 'memory' {
    return this.#keys?.kind === 'ready' ? this.#keys.keptIn : 'keychain';
  }

  get state(): NonNullable<AppState['practice']> {
    return this.#state;
  }

  get phoneUrl(): string | null {
    return this.#platform?.phoneUrl ?? null;
  }

  keySetAt(): string | null {
    return this.#parts.settings.current.practiceKeysStoredAt;
  }

  /** Again after the keychain was unlocked; does nothing once the keys are there. */
  async open(): Promise<void> {
    if (this.#keys?.kind === 'ready') return;
    const { keychain, settings } = this.#parts;
    await this.#useKeys(await openPracticeKeys(keychain, settings.current.practiceKeysStoredAt !== null));
  }

  /** On request only: puts new keys where the old ones cannot be read. */
  async renewKeys(): Promise<void> {
    await this.#useKeys(await renewPracticeKeys(this.#parts.keychain));
  }

  async stop(): Promise<void> {
    await this.#platform?.stop();
    this.#platform = null;
    this.#accounts = this.#accountsAt(nowhere);
  }

  async #useKeys(keys: PracticeKeys): Promise<void> {
    await this.stop();
    this.#keys = keys;
    if (keys.kind === 'missing_or_locked') {
      this.#state = { status: 'stopped', detail: 'the practice keys cannot be read' };
      return;
    }
    if (keys.fresh && keys.keptIn === 'keychain') {
      const practiceKeysStoredAt = this.#parts.clock.now().toISOString();
      await this.#parts.settings.update((settings) => ({ ...settings, practiceKeysStoredAt }));
    }
    await this.#startPlatform(keys);
  }

  async #startPlatform(keys: Extract<PracticeKeys, { kind: 'ready' }>): Promise<void> {
    const { settings, folder, phoneFolder, clock, onCodeShown, onFault } = this.#parts;
    if (!this.#parts.practicePlatform) {
      this.#state = { status: 'stopped', detail: 'switched off' };
      return;
    }
    try {
      const platform = await startPracticePlatform({
        booksPath: join(folder, 'platform.sqlite3'),
        credentials: keys.credentials,
        port: settings.current.practicePlatformPort,
        phoneFilesFolder: phoneFolder,
        merchantName: practiceShopName,
        clock,
        onCodeShown,
        onError: (fault) => onFault('practice platform', fault),
      });
      this.#platform = platform;
      this.#accounts = this.#accountsAt(platform);
      this.#state = { status: 'running', port: platform.port, phoneUrl: platform.phoneUrl };
    } catch (fault) {
      onFault('starting the practice platform', fault);
      this.#state = { status: 'stopped', detail: messageOf(fault) };
    }
  }

  #accountsAt(addresses: Pick<PracticePlatform, 'scanForPayBaseUrl' | 'alipayGatewayUrl'>): readonly MerchantAccount[] {
    const { practiceCodeValidMinutes: codeValidMinutes } = this.#parts.settings.current;
    const { scanForPayBaseUrl, alipayGatewayUrl } = addresses;
    return practiceMerchantAccounts({ scanForPayBaseUrl, alipayGatewayUrl, codeValidMinutes });
  }
}
