/** The merchant accounts as one till's settings and keychain have them: a person may change what is there at any time. */
import { createAlipayGateway } from '../../../main/gateways/alipay/alipay-gateway.ts';
import type { HttpTransport } from '../../../main/gateways/http-transport.ts';
import { createScanForPayGateway } from '../../../main/gateways/scanforpay/scanforpay-gateway.ts';
import type { Clock, Gateway, KeyStore } from '../../../main/ports/index.ts';
import { merchants, neighbourOf, type Merchant } from './accounts.ts';
import type { Asked } from './asked.ts';

/** `other_merchant`: the account's fields and keys were overwritten with those of another account. */
export type AccountState = 'right' | 'other_merchant' | 'retired' | 'wrong_keys' | 'keychain_locked';

interface GatewayParts {
  readonly clock: Clock;
  readonly transport: HttpTransport;
  readonly onGatewayTime: (gatewayMs: number, accountId: string) => void;
}

export class TillAccounts {
  readonly #states = new Map<string, AccountState>();
  readonly #wereWrong = new Set<string>();
  /** One gateway for each state of each account, while the process lives. */
  #gateways = new Map<string, Gateway>();

  stateOf(accountId: string): AccountState {
    return this.#states.get(accountId) ?? 'right';
  }

  set(accountId: string, state: AccountState): void {
    this.#states.set(accountId, state);
    if (state !== 'right') this.#wereWrong.add(accountId);
  }

  /** Whether honest messages may have looked like forged ones. */
  wereWrong(accountId: string): boolean {
    return this.#wereWrong.has(accountId);
  }

  mend(): void {
    this.#states.clear();
  }

  /** A new process has gateways of its own. */
  forgetGateways(): void {
    this.#gateways = new Map();
  }

  /** Whether a reply to this can be checked with what the keychain holds now. */
  canVerify({ merchant }: Asked): boolean {
    return merchants.some((account) => {
      const state = this.stateOf(account.id);
      if (state === 'right') return account.id === merchant.id;
      return state === 'other_merchant' && neighbourOf(account).id === merchant.id;
    });
  }

  /** Whether a wrong signature is no fault of the till's. */
  maySignWrongly({ merchant }: Asked): boolean {
    return this.stateOf(merchant.id) !== 'right';
  }

  gatewayFor(accountId: string, parts: GatewayParts): Gateway | null {
    const account = merchants.find(({ id }) => id === accountId);
    const state = this.stateOf(accountId);
    if (account === undefined || state === 'retired') return null;
    const name = `${accountId} ${state}`;
    const known = this.#gateways.get(name);
    if (known !== undefined) return known;
    const shown = state === 'other_merchant' ? neighbourOf(account) : account;
    const keys = keychain(state === 'wrong_keys' ? neighbourOf(account) : shown, state);
    const made = gatewayOf(shown, account.id, { ...parts, keys });
    this.#gateways.set(name, made);
    return made;
  }
}

function gatewayOf(merchant: Merchant, id: string, given: GatewayParts & { readonly keys: KeyStore }): Gateway {
  const parts = { ...given, onClockSkew: (_skewMs: number, gatewayMs: number) => given.onGatewayTime(gatewayMs, id) };
  return merchant.gateway === 'alipay'
    ? createAlipayGateway({ ...parts, account: { ...merchant.account, id } })
    : createScanForPayGateway({ ...parts, account: { ...merchant.account, id } });
}

function keychain({ tillKeys }: Merchant, state: AccountState): KeyStore {
  return {
    read: ({ kind }) => {
      const text = tillKeys[kind];
      if (text === undefined || state === 'keychain_locked') return Promise.resolve({ kind: 'missing_or_locked' });
      return Promise.resolve({ kind: 'found', secret: { reveal: () => text } });
    },
    write: () => Promise.resolve({ kind: 'stored' }),
    remove: () => Promise.resolve(),
  };
}
