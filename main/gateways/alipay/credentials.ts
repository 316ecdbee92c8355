/** What a merchant account signs and checks with, read from the key store for one call and then forgotten. */
import type { KeyObject } from 'node:crypto';
import type { Problem } from '../../domain/order.ts';
import type { Refused, Result } from '../../domain/result.ts';
import type { KeyStore } from '../../ports/index.ts';
import { problemOf, readKeyText } from '../exchange.ts';
import { readCertificateSet, type CertificateTexts } from './certificates.ts';
import { parseContentKey } from './content-encryption.ts';
import { isOwnPublicKey, parsePrivateKey, parsePublicKey, type KeyParsing } from './keys.ts';
import type { AlipayAccount } from './wire.ts';

export interface Credentials {
  readonly privateKey: KeyObject;
  /** With which Alipay may have signed; never empty. In certificate mode there may be several. */
  readonly alipayKeys: readonly KeyObject[];
  /** Picks the key by a reply's `alipay_cert_sn`; `null` for a certificate that was not given to us. */
  readonly alipayKeyFor: (certSn: string | null) => KeyObject | null;
  /** `null` in public-key mode. */
  readonly certificates: { readonly appCertSn: string; readonly alipayRootCertSn: string } | null;
  /** `null` where contents are not encrypted. */
  readonly contentKey: KeyObject | null;
}

export type CredentialsReading = Result<Credentials, Problem>;

type ReplyKeys = Pick<Credentials, 'alipayKeys' | 'alipayKeyFor' | 'certificates'>;

/** Reads everything before anything is sent: without Alipay's key no reply could be believed. */
export async function readCredentials(account: AlipayAccount, keys: KeyStore): Promise<CredentialsReading> {
  const privateKey = await readKey(account, keys, 'alipay_app_private_key');
  if (!privateKey.ok) return privateKey;
  const replyKeys =
    account.certificates === undefined
      ? await readPublicKey(account, keys, privateKey.value)
      : readCertificates(account.certificates, privateKey.value);
  if (!replyKeys.ok) return replyKeys;
  const contentKey = account.encryptsContent === true ? await readKey(account, keys, 'alipay_content_key') : null;
  if (contentKey?.ok === false) return contentKey;
  return {
    ok: true,
    value: { privateKey: privateKey.value, ...replyKeys.value, contentKey: contentKey?.value ?? null },
  };
}

/** Alipay's keys alone, for what Alipay sends of its own accord. */
export async function readAlipayKeys(
  account: AlipayAccount,
  keys: KeyStore,
): Promise<Result<readonly KeyObject[], Problem>> {
  if (account.certificates === undefined) {
    const publicKey = await readKey(account, keys, 'alipay_public_key');
    return publicKey.ok ? { ok: true, value: [publicKey.value] } : publicKey;
  }
  const reading = await readCredentials(account, keys);
  return reading.ok ? { ok: true, value: reading.value.alipayKeys } : reading;
}

async function readPublicKey(
  account: AlipayAccount,
  keys: KeyStore,
  privateKey: KeyObject,
): Promise<Result<ReplyKeys, Problem>> {
  const publicKey = await readKey(account, keys, 'alipay_public_key');
  if (!publicKey.ok) return publicKey;
  const { value: key } = publicKey;
  if (isOwnPublicKey(privateKey, key)) return unusable('own_public_key_given');
  return { ok: true, value: { alipayKeys: [key], alipayKeyFor: () => key, certificates: null } };
}

function readCertificates(texts: CertificateTexts, privateKey: KeyObject): Result<ReplyKeys, Problem> {
  const reading = readCertificateSet(texts, privateKey);
  if (!reading.ok) return unusable(`${reading.part}: ${reading.problem}`);
  const { alipayKeys, appCertSn, alipayRootCertSn } = reading.set;
  const [newest = null] = alipayKeys.values();
  return {
    ok: true,
    value: {
      alipayKeys: [...alipayKeys.values()],
      alipayKeyFor: (certSn) => (certSn === null ? newest : (alipayKeys.get(certSn) ?? null)),
      certificates: { appCertSn, alipayRootCertSn },
    },
  };
}

type AlipayKeyKind = 'alipay_app_private_key' | 'alipay_public_key' | 'alipay_content_key';

async function readKey(
  account: AlipayAccount,
  keys: KeyStore,
  kind: AlipayKeyKind,
): Promise<Result<KeyObject, Problem>> {
  const key = await readKeyText(keys, { accountId: account.id, kind });
  if (!key.ok) return key;
  const parsing = parse(kind, key.text, account);
  return parsing.ok ? { ok: true, value: parsing.key } : unusable(parsing.problem);
}

function parse(
  kind: AlipayKeyKind,
  text: string,
  { signType }: AlipayAccount,
): KeyParsing | ReturnType<typeof parseContentKey> {
  switch (kind) {
    case 'alipay_app_private_key':
      return parsePrivateKey(text, signType);
    case 'alipay_public_key':
      return parsePublicKey(text, signType);
    case 'alipay_content_key':
      return parseContentKey(text);
  }
}

/** @param what a code of ours, never a key's text. */
function unusable(what: string): Refused<Problem> {
  return { ok: false, problem: problemOf('key_unusable', null, what) };
}
