/** Live merchant accounts: their accounts go to the settings, their keys to the keychain. */
import { done, refused } from '../domain/result.ts';
import type { CallProblem, CallResult, MerchantAccount } from '../../preload/contract/index.ts';
import { withoutInvisible } from '../domain/pasted-text.ts';
import { parseContentKey } from '../gateways/alipay/content-encryption.ts';
import { describeKeyProblem, isOwnPublicKey, parsePrivateKey, parsePublicKey } from '../gateways/alipay/keys.ts';
import { parseSignKey } from '../gateways/scanforpay/sign-key.ts';
import type { SettingChange } from '../domain/till-event.ts';
import type { KeyStore, SecretText } from '../ports/index.ts';
import { parseMerchantFile } from './merchant-file.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { keysNeededBy, type EnteredKeyKind } from './key-states.ts';
import { changedFields } from '../settings/setting-changes.ts';

export interface AccountParts {
  readonly settings: SettingsStore;
  readonly keyStore: KeyStore;
  readonly now: () => Date;
  /** Told what changes in which account, before it is saved; of a key only its kind, once it is stored. */
  readonly onChange: (
    subject: 'account' | 'key',
    accountName: string,
    changes: readonly SettingChange[],
  ) => Promise<void>;
  /** Why what an account is cannot be changed now, as its orders are asked about by it; `null` when it can. */
  readonly hindersChange: (accountId: string) => Promise<CallProblem | null>;
}

/** Whose money an account takes, and where that is asked for. What else it holds may be changed at any time. */
const identityFields: readonly string[] = [
  'gateway',
  'baseUrl',
  'partnerNo',
  'storeNo',
  'currency',
  'gatewayUrl',
  'appId',
  'sellerId',
  'storeId',
];

/** An order of it that is open, or a refund, would be asked about in another merchant's name. */
export async function saveAccount(parts: AccountParts, account: MerchantAccount): Promise<CallResult<null>> {
  const { settings, onChange, hindersChange } = parts;
  const before = settings.current.accounts.live.find(({ id }) => id === account.id);
  const changes = changedFields(before ?? {}, account);
  if (
    before !== undefined &&
    (changes.some(({ field }) => identityFields.includes(field)) || isOther(before, account))
  ) {
    const problem = await hindersChange(account.id);
    if (problem !== null) return { ok: false, problem };
  }
  await onChange('account', account.name, changes);
  await settings.update((current) => {
    const { live } = current.accounts;
    // In its place: the wallets' function keys must not move because an account was renamed.
    const next = live.some(({ id }) => id === account.id)
      ? live.map((known) => (known.id === account.id ? account : known))
      : [...live, account];
    return { ...current, accounts: { ...current.accounts, live: next } };
  });
  return done;
}

/** With a merchant's token an application acts for that merchant, without one for itself. A new one may be a renewed one. */
function isOther(before: MerchantAccount, after: MerchantAccount): boolean {
  return actsForAnother(before) !== actsForAnother(after);
}

function actsForAnother(account: MerchantAccount): boolean {
  return account.gateway === 'alipay' && (account.appAuthToken ?? '') !== '';
}

/** Checks that the key can do its work, then stores it. What is wrong is said by a code; the key is never repeated. */
export async function setKey(
  parts: AccountParts,
  account: MerchantAccount,
  kind: EnteredKeyKind,
  value: string,
): Promise<CallResult<null>> {
  if (!keysNeededBy(account).includes(kind)) return refused('method_unknown', kind);
  const problem = await keyProblem(parts, account, kind, value);
  if (problem !== null) return refused('key_unusable', problem);
  const written = await parts.keyStore.write({ accountId: account.id, kind }, cleanKey(kind, value));
  switch (written.kind) {
    case 'stored': {
      const setAt = parts.now().toISOString();
      await parts.settings.update((current) => ({
        ...current,
        keySetAt: { ...current.keySetAt, [keySetAtName(account.id, kind)]: setAt },
      }));
      await parts.onChange('key', account.name, [{ field: kind, from: null, to: null }]);
      return done;
    }
    case 'not_kept':
      return refused('key_missing_or_locked', 'the keychain took the key but does not give it back');
    case 'unavailable':
      return refused('keychain_unavailable', written.detail);
  }
}

/** Takes a merchant's file: nothing is stored unless every part of it is usable. */
export async function importMerchantFile(
  parts: AccountParts,
  text: string,
): Promise<CallResult<{ accountId: string }>> {
  const parsed = parseMerchantFile(text);
  if (!parsed.ok) return refused('file_invalid', parsed.detail);
  const { account, keys } = parsed.value;
  const ownKey = keys.find(({ kind }) => kind === 'alipay_app_private_key')?.secret ?? null;
  for (const { kind, secret } of keys) {
    const problem = await keyProblem(parts, account, kind, secret.reveal(), ownKey);
    if (problem !== null) return refused('key_unusable', problem);
  }
  const saved = await saveAccount(parts, account);
  if (!saved.ok) return saved;
  for (const { kind, secret } of keys) {
    const result = await setKey(parts, account, kind, secret.reveal());
    if (!result.ok) return result;
  }
  return { ok: true, value: { accountId: account.id } };
}

export function keySetAtName(accountId: string, kind: EnteredKeyKind): string {
  return `live/${accountId}/${kind}`;
}

/** A key that has been found usable, without what was pasted along with it. */
function cleanKey(kind: EnteredKeyKind, value: string): string {
  if (kind !== 'scanforpay_sign_key') return withoutInvisible(value).trim();
  const parsing = parseSignKey(value);
  return parsing.ok ? parsing.value : '';
}

async function keyProblem(
  { keyStore }: AccountParts,
  account: MerchantAccount,
  kind: EnteredKeyKind,
  value: string,
  /** The private key that comes together with it; `null`: the one in the key store counts. */
  ownKey: SecretText | null = null,
): Promise<string | null> {
  if (kind === 'scanforpay_sign_key') {
    const parsing = parseSignKey(value);
    return parsing.ok ? null : parsing.problem;
  }
  if (account.gateway !== 'alipay') return null;
  if (kind === 'alipay_content_key') {
    const parsing = parseContentKey(value);
    return parsing.ok ? null : parsing.problem;
  }
  const problem = describeKeyProblem(kind, value, account.signType);
  if (problem !== null || kind !== 'alipay_public_key') return problem;
  // The classic mistake: the application's own public key in the place of Alipay's verifies nothing of Alipay's.
  const own = ownKey ?? (await storedPrivateKey(keyStore, account.id));
  if (own === null) return null;
  const privateKey = parsePrivateKey(own.reveal(), account.signType);
  const publicKey = parsePublicKey(value, account.signType);
  return privateKey.ok && publicKey.ok && isOwnPublicKey(privateKey.key, publicKey.key) ? 'own_public_key_given' : null;
}

async function storedPrivateKey(keyStore: KeyStore, accountId: string): Promise<SecretText | null> {
  const reading = await keyStore.read({ accountId, kind: 'alipay_app_private_key' });
  return reading.kind === 'found' ? reading.secret : null;
}
