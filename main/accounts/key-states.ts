/** What can be said of an account's keys without saying the keys. */
import { largestAmountMinor } from '../domain/amount-limit.ts';
import type { KeyState, PaymentMethod, MerchantAccount } from '../../preload/contract/index.ts';
import type { Currency } from '../domain/money.ts';
import type { Wallet } from '../domain/order.ts';
import type { KeyStore } from '../ports/index.ts';

export type EnteredKeyKind = KeyState['kind'];

/** The keys that a person must have put in before the account can sign and verify. */
export function keysNeededBy(account: MerchantAccount): readonly EnteredKeyKind[] {
  if (account.gateway === 'scanforpay') return ['scanforpay_sign_key'];
  return [
    'alipay_app_private_key',
    // In certificate mode Alipay's key is in its certificate.
    ...(account.certificates === undefined ? (['alipay_public_key'] as const) : []),
    ...(account.encryptsContent === true ? (['alipay_content_key'] as const) : []),
  ];
}

/** Asks the key store about each key an account needs. `setAtOf` is when a person last put it in, if ever. */
export async function readKeyStates(
  account: MerchantAccount,
  store: KeyStore,
  keptIn: 'keychain' | 'memory',
  setAtOf: (kind: EnteredKeyKind) => string | null,
): Promise<readonly KeyState[]> {
  return Promise.all(
    keysNeededBy(account).map(async (kind): Promise<KeyState> => {
      const reading = await store.read({ accountId: account.id, kind });
      const setAt = setAtOf(kind);
      switch (reading.kind) {
        case 'found':
          return { kind, state: keptIn === 'keychain' ? 'stored' : 'memory_only', setAt };
        case 'missing_or_locked':
          return { kind, state: setAt === null ? 'never_set' : 'missing_or_locked', setAt };
        case 'unavailable':
          return { kind, state: 'unavailable', setAt };
      }
    }),
  );
}

/** One button on Charge for each wallet of the account. */
export function methodsOf(account: MerchantAccount, keys: readonly KeyState[]): readonly PaymentMethod[] {
  const currency = currencyOf(account);
  const problem = methodProblem(keys);
  return walletsOf(account).map((wallet) => ({
    id: methodId(account.id, wallet),
    accountId: account.id,
    accountName: account.name,
    gateway: account.gateway,
    wallet,
    currency,
    maximumAmountMinor: largestAmountMinor(account.gateway, currency),
    problem,
  }));
}

function methodId(accountId: string, wallet: Wallet): string {
  return `${accountId}:${wallet}`;
}

function walletsOf(account: MerchantAccount): readonly Wallet[] {
  return account.gateway === 'alipay' ? ['alipay'] : account.wallets;
}

/** Alipay's `total_amount` is in yuan; ScanForPay's currency follows the store's contract. */
export function currencyOf(account: MerchantAccount): Currency {
  return account.gateway === 'alipay' ? 'CNY' : account.currency;
}

function methodProblem(keys: readonly KeyState[]): PaymentMethod['problem'] {
  const states = keys.map(({ state }) => state);
  if (states.includes('unavailable')) return 'keychain_unavailable';
  if (states.includes('missing_or_locked') || states.includes('never_set')) return 'key_missing_or_locked';
  return null;
}
