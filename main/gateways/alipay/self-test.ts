/** Whether a merchant's keys can do their work, told part by part before the first customer finds out. Pure but for the keys. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  readCertificates,
  readCertificateSet,
  validityProblem,
  type CertificateProblem,
  type CertificateTexts,
} from './certificates.ts';
import { parseContentKey, type ContentKeyProblem } from './content-encryption.ts';
import { isOwnPublicKey, parsePrivateKey, parsePublicKey, type KeyProblem, type SignType } from './keys.ts';
import { signBytes, verifyBytes } from './signing.ts';

/** Texts as people paste them. Either Alipay's public key or the three certificates. */
export interface SelfTestInput {
  readonly signType: SignType;
  readonly privateKey: string;
  readonly publicKey?: string | undefined;
  readonly certificates?: CertificateTexts | undefined;
  /** The AES key, where contents are encrypted. */
  readonly contentKey?: string | undefined;
  readonly now: Date;
}

export type SelfTestPart =
  'private_key' | 'public_key' | 'app_certificate' | 'alipay_certificate' | 'alipay_root_certificate' | 'content_key';

export type SelfTestProblem =
  | KeyProblem
  | CertificateProblem
  | ContentKeyProblem
  /** Neither Alipay's public key nor certificates are there. */
  | 'missing'
  /** A signature made with the private key is not verified by its own public half. */
  | 'does_not_sign';

/** What was found of one part. No text of a key is ever in it. */
export type SelfTestFinding =
  | {
      readonly part: SelfTestPart;
      readonly verdict: 'good';
      /** Modulus of an RSA key. */
      readonly bits: number | null;
      /** Certificate mode: the number that is sent or expected. */
      readonly certSn: string | null;
      /** A certificate's end, UTC. */
      readonly validTo: string | null;
    }
  | { readonly part: SelfTestPart; readonly verdict: 'wrong'; readonly problem: SelfTestProblem }
  /** It can be used, but the gateway may refuse it. */
  | { readonly part: SelfTestPart; readonly verdict: 'doubtful'; readonly problem: 'expired' | 'not_yet_valid' };

/** One finding for each part that was given or is missing, in the order in which they are to be mended. */
export function selfTest(input: SelfTestInput): readonly SelfTestFinding[] {
  const privateKey = parsePrivateKey(input.privateKey, input.signType);
  const contentFindings = input.contentKey === undefined ? [] : [contentKeyFinding(input.contentKey)];
  if (!privateKey.ok) {
    const others = input.certificates === undefined ? publicKeyFindings(input, null) : [];
    return [wrong('private_key', privateKey.problem), ...others, ...contentFindings];
  }
  const signing = signs(privateKey.key, input.signType)
    ? good('private_key', { bits: bitsOf(privateKey.key) })
    : wrong('private_key', 'does_not_sign');
  const others =
    input.certificates === undefined
      ? publicKeyFindings(input, privateKey.key)
      : certificateFindings(input.certificates, privateKey.key, input.now);
  return [signing, ...others, ...contentFindings];
}

function publicKeyFindings(
  { publicKey, signType }: SelfTestInput,
  privateKey: KeyObject | null,
): readonly SelfTestFinding[] {
  if (publicKey === undefined) return [wrong('public_key', 'missing')];
  const parsing = parsePublicKey(publicKey, signType);
  if (!parsing.ok) return [wrong('public_key', parsing.problem)];
  const isOwn = privateKey !== null && isOwnPublicKey(privateKey, parsing.key);
  return [isOwn ? wrong('public_key', 'own_public_key_given') : good('public_key', { bits: bitsOf(parsing.key) })];
}

const partOf = {
  app: 'app_certificate',
  alipay: 'alipay_certificate',
  alipayRoot: 'alipay_root_certificate',
} as const;

function certificateFindings(texts: CertificateTexts, privateKey: KeyObject, now: Date): readonly SelfTestFinding[] {
  const reading = readCertificateSet(texts, privateKey);
  if (!reading.ok) return [wrong(partOf[reading.part], reading.problem)];
  const { appCertSn, alipayRootCertSn, alipayKeys } = reading.set;
  const [alipayCertSn = null] = alipayKeys.keys();
  return [
    certificateFinding('app_certificate', texts.app, appCertSn, now),
    certificateFinding('alipay_certificate', texts.alipay, alipayCertSn, now),
    good('alipay_root_certificate', { certSn: alipayRootCertSn }),
  ];
}

function certificateFinding(part: SelfTestPart, text: string, certSn: string | null, now: Date): SelfTestFinding {
  const parsing = readCertificates(text);
  if (!parsing.ok) return wrong(part, parsing.problem);
  const problem = validityProblem(parsing.first, now);
  if (problem !== null) return { part, verdict: 'doubtful', problem };
  const { publicKey, validToDate } = parsing.first;
  return good(part, {
    bits: publicKey === null ? null : bitsOf(publicKey),
    certSn,
    validTo: validToDate.toISOString(),
  });
}

function contentKeyFinding(text: string): SelfTestFinding {
  const parsing = parseContentKey(text);
  return parsing.ok ? good('content_key', {}) : wrong('content_key', parsing.problem);
}

function good(
  part: SelfTestPart,
  {
    bits = null,
    certSn = null,
    validTo = null,
  }: { bits?: number | null; certSn?: string | null; validTo?: string | null },
): SelfTestFinding {
  return { part, verdict: 'good', bits, certSn, validTo };
}

function wrong(part: SelfTestPart, problem: SelfTestProblem): SelfTestFinding {
  return { part, verdict: 'wrong', problem };
}

function signs(privateKey: KeyObject, signType: SignType): boolean {
  const sample = Buffer.from('app_id=0&biz_content={"subject":"当面付"}', 'utf8');
  return verifyBytes(sample, signBytes(sample, privateKey, signType), createPublicKey(privateKey), signType);
}

function bitsOf(key: KeyObject): number | null {
  return key.asymmetricKeyDetails?.modulusLength ?? null;
}
