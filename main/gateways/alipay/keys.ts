/**
 * RSA keys as merchants really paste them (gateways.md 2.1): PKCS#1 or PKCS#8, PEM or the bare base64 of Alipay's key
 * tool, wrapped lines, blanks, a byte-order mark. What is wrong with one is said by a code; no text of a key is ever
 * part of it.
 */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { base64OfKey } from '../pasted-key.ts';
import { certificateRequestArmour, isCertificateRequest } from './certificate-request.ts';

export type SignType = 'RSA2' | 'RSA';

export type KeyProblem =
  | 'empty'
  | 'not_a_key'
  /** A certificate was given; certificates have places of their own (certificate mode). */
  | 'certificate_given'
  /** What was sent to get a certificate (CSR). */
  | 'certificate_request_given'
  /** More than one key, so that it is not known which is meant. */
  | 'several_given'
  | 'encrypted'
  /** The private key's field holds a public key, or the other way round. */
  | 'public_key_given'
  | 'private_key_given'
  | 'not_rsa'
  | 'too_short'
  /** Alipay's public key was wanted; this is the application's own. The classic mistake. */
  | 'own_public_key_given';

export type KeyParsing =
  { readonly ok: true; readonly key: KeyObject } | { readonly ok: false; readonly problem: KeyProblem };

/** Alipay gives out 2048 bits for RSA2; the legacy RSA keys of the seed page have 1024. */
const minimumBits: Readonly<Record<SignType, number>> = { RSA2: 2048, RSA: 1024 };

export function parsePrivateKey(text: string, signType: SignType): KeyParsing {
  const der = readDer(text);
  if (!der.ok) return der;
  const key = asPrivateKey(der.bytes);
  if (key !== null) return checked(key, signType);
  return { ok: false, problem: asPublicKey(der.bytes) === null ? 'not_a_key' : 'public_key_given' };
}

export function parsePublicKey(text: string, signType: SignType): KeyParsing {
  const der = readDer(text);
  if (!der.ok) return der;
  // First, because the library would quietly derive the public half of a private key.
  if (asPrivateKey(der.bytes) !== null) return { ok: false, problem: 'private_key_given' };
  const key = asPublicKey(der.bytes);
  return key === null ? { ok: false, problem: 'not_a_key' } : checked(key, signType);
}

/** Whether the public key is merely the other half of the private key, so that it can verify nothing of Alipay's. */
export function isOwnPublicKey(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}

/** What is wrong with a key before it is stored; `null` when it can be used. */
export function describeKeyProblem(
  kind: 'alipay_app_private_key' | 'alipay_public_key',
  text: string,
  signType: SignType,
): KeyProblem | null {
  const parsing = kind === 'alipay_public_key' ? parsePublicKey(text, signType) : parsePrivateKey(text, signType);
  return parsing.ok ? null : parsing.problem;
}

type DerReading = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly problem: KeyProblem };

function readDer(text: string): DerReading {
  if (certificateRequestArmour.test(text)) return { ok: false, problem: 'certificate_request_given' };
  if (/BEGIN (?:X509 |TRUSTED )?CERTIFICATE/.test(text)) return { ok: false, problem: 'certificate_given' };
  if (/ENCRYPTED/.test(text)) return { ok: false, problem: 'encrypted' };
  if ((text.match(/BEGIN [A-Z ]*KEY/g) ?? []).length > 1) return { ok: false, problem: 'several_given' };
  const base64 = base64OfKey(text);
  if (base64 === '') return { ok: false, problem: 'empty' };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { ok: false, problem: 'not_a_key' };
  const bytes = Buffer.from(base64, 'base64');
  if (isCertificateRequest(bytes)) return { ok: false, problem: 'certificate_request_given' };
  return isCertificate(bytes) ? { ok: false, problem: 'certificate_given' } : { ok: true, bytes };
}

/** Whether a text is the bare base64 of a key, where something else was wanted. */
export function holdsBareKey(text: string): boolean {
  const der = Buffer.from(base64OfKey(text), 'base64');
  return asPrivateKey(der) !== null || asPublicKey(der) !== null;
}

function asPrivateKey(der: Buffer): KeyObject | null {
  return (
    attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })) ??
    attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }))
  );
}

function asPublicKey(der: Buffer): KeyObject | null {
  return (
    attempt(() => createPublicKey({ key: der, format: 'der', type: 'spki' })) ??
    attempt(() => createPublicKey({ key: der, format: 'der', type: 'pkcs1' }))
  );
}

function isCertificate(der: Buffer): boolean {
  return attempt(() => new X509Certificate(der)) !== null;
}

/** The library says `not this format` only by throwing; its message could quote the key, so it goes no further. */
function attempt<Parsed>(parse: () => Parsed): Parsed | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function checked(key: KeyObject, signType: SignType): KeyParsing {
  if (key.asymmetricKeyType !== 'rsa') return { ok: false, problem: 'not_rsa' };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < minimumBits[signType] ? { ok: false, problem: 'too_short' } : { ok: true, key };
}
