/**
 * The practice account's keys: made once, at the first run, and kept in the same keychain as real ones. Keys that
 * were stored and cannot be read are never replaced unasked: the keychain says `nothing` for «locked» too.
 */
import {
  generatePracticeCredentials,
  practiceMerchant,
  type PracticeCredentials,
} from '../practice/common/credentials.ts';
import { createMemoryKeyStore } from '../keychain/memory-key-store.ts';
import type { KeyReference, KeyStore } from '../ports/index.ts';

export const practiceScanForPayId = 'practice-scanforpay';
export const practiceAlipayId = 'practice-alipay';

export type PracticeKeys =
  | {
      readonly kind: 'ready';
      readonly credentials: PracticeCredentials;
      readonly store: KeyStore;
      /** `memory`: this computer has no keychain service, so the keys live only while the app runs. */
      readonly keptIn: 'keychain' | 'memory';
      /** Made just now, rather than read. */
      readonly fresh: boolean;
    }
  | { readonly kind: 'missing_or_locked' };

const references = {
  signKey: { accountId: practiceScanForPayId, kind: 'scanforpay_sign_key' },
  appPrivateKey: { accountId: practiceAlipayId, kind: 'alipay_app_private_key' },
  alipayPublicKey: { accountId: practiceAlipayId, kind: 'alipay_public_key' },
  alipayPrivateKey: { accountId: practiceAlipayId, kind: 'practice_alipay_private_key' },
  appPublicKey: { accountId: practiceAlipayId, kind: 'practice_app_public_key' },
} as const satisfies Record<string, KeyReference>;

/** `wereStored`: an earlier run put the keys into the keychain. */
export async function openPracticeKeys(keychain: KeyStore, wereStored: boolean): Promise<PracticeKeys> {
  const signKey = await keychain.read(references.signKey);
  if (signKey.kind === 'unavailable') return makePracticeKeys(createMemoryKeyStore(), 'memory');
  const [alipayPrivateKey, appPublicKey, appPrivateKey, alipayPublicKey] = await Promise.all([
    keychain.read(references.alipayPrivateKey),
    keychain.read(references.appPublicKey),
    keychain.read(references.appPrivateKey),
    keychain.read(references.alipayPublicKey),
  ]);
  if (
    signKey.kind === 'found' &&
    alipayPrivateKey.kind === 'found' &&
    appPublicKey.kind === 'found' &&
    appPrivateKey.kind === 'found' &&
    alipayPublicKey.kind === 'found'
  ) {
    const credentials: PracticeCredentials = {
      scanForPay: { ...practiceMerchant.scanForPay, signKey: signKey.secret.reveal() },
      alipay: {
        ...practiceMerchant.alipay,
        alipayPrivateKey: alipayPrivateKey.secret.reveal(),
        appPublicKey: appPublicKey.secret.reveal(),
      },
    };
    return { kind: 'ready', credentials, store: keychain, keptIn: 'keychain', fresh: false };
  }
  return wereStored ? { kind: 'missing_or_locked' } : renewPracticeKeys(keychain);
}

/** Makes new practice keys and puts them in place of the old: at the first run, or because someone asked for it. */
export async function renewPracticeKeys(keychain: KeyStore): Promise<PracticeKeys> {
  const made = await makePracticeKeys(keychain, 'keychain');
  return made.kind === 'ready' ? made : makePracticeKeys(createMemoryKeyStore(), 'memory');
}

async function makePracticeKeys(store: KeyStore, keptIn: 'keychain' | 'memory'): Promise<PracticeKeys> {
  const { platform, till } = await generatePracticeCredentials();
  const values: readonly (readonly [KeyReference, string])[] = [
    [references.signKey, till.scanForPay.signKey],
    [references.appPrivateKey, till.alipay.appPrivateKey],
    [references.alipayPublicKey, till.alipay.alipayPublicKey],
    [references.alipayPrivateKey, platform.alipay.alipayPrivateKey],
    [references.appPublicKey, platform.alipay.appPublicKey],
  ];
  for (const [reference, value] of values) {
    const written = await store.write(reference, value);
    if (written.kind !== 'stored') return { kind: 'missing_or_locked' };
  }
  return { kind: 'ready', credentials: platform, store, keptIn, fresh: true };
}
