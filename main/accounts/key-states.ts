/** What can be said of a profile's keys without saying the keys. */
import { largestAmountMinor } from '../domain/amount-limit.ts';
import type { KeyState, PaymentMethod, Profile } from '../../preload/contract/index.ts';
import type { Currency } from '../domain/money.ts';
import type { Wallet } from '../domain/order.ts';
import type { KeyStore } from '../ports/index.ts';

export type EnteredKeyKind = KeyState['kind'];

/** The keys that a person must have put in before the profile can sign and verify. */
export function keysNeededBy(profile: Profile): readonly EnteredKeyKind[] {
  if (profile.gateway === 'scanforpay') return ['scanforpay_sign_key'];
  return [
    'alipay_app_private_key',
    // In certificate mode Alipay's key is in its certificate.
    ...(profile.certificates === undefined ? (['alipay_public_key'] as const) : []),
    ...(profile.encryptsContent === true ? (['alipay_content_key'] as const) : []),
  ];
}

/** Asks the key store about each key a profile needs. `setAtOf` is when a person last put it in, if ever. */
export async function readKeyStates(
  profile: Profile,
  store: KeyStore,
  keptIn: 'keychain' | 'memory',
  setAtOf: (kind: EnteredKeyKind) => string | null,
): Promise<readonly KeyState[]> {
  return Promise.all(
    keysNeededBy(profile).map(async (kind): Promise<KeyState> => {
      const reading = await store.read({ profileId: profile.id, kind });
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

/** One button on Charge for each wallet of the profile. */
export function methodsOf(profile: Profile, keys: readonly KeyState[]): readonly PaymentMethod[] {
  const currency = currencyOf(profile);
  const problem = methodProblem(keys);
  return walletsOf(profile).map((wallet) => ({
    id: methodId(profile.id, wallet),
    profileId: profile.id,
    profileName: profile.name,
    gateway: profile.gateway,
    wallet,
    currency,
    maximumAmountMinor: largestAmountMinor(profile.gateway, currency),
    problem,
  }));
}

function methodId(profileId: string, wallet: Wallet): string {
  return `${profileId}:${wallet}`;
}

function walletsOf(profile: Profile): readonly Wallet[] {
  return profile.gateway === 'alipay' ? ['alipay'] : profile.wallets;
}

/** Alipay's `total_amount` is in yuan; ScanForPay's currency follows the store's contract. */
export function currencyOf(profile: Profile): Currency {
  return profile.gateway === 'alipay' ? 'CNY' : profile.currency;
}

function methodProblem(keys: readonly KeyState[]): PaymentMethod['problem'] {
  const states = keys.map(({ state }) => state);
  if (states.includes('unavailable')) return 'keychain_unavailable';
  if (states.includes('missing_or_locked') || states.includes('never_set')) return 'key_missing_or_locked';
  return null;
}
