/**
 * Certificate mode (gateways.md 2.1): three certificates take the place of Alipay's public key. What is wrong with one
 * is said by a code. Certificates are public; nothing here holds a secret.
 */
import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { holdsBareKey } from './keys.ts';

/** The three files of Alipay's console, as text: PEM, one certificate or several in each. */
export interface CertificateTexts {
  /** `appCertPublicKey_<app_id>.crt` */
  readonly app: string;
  /** `alipayCertPublicKey_RSA2.crt`; an older one may stand behind the newer. */
  readonly alipay: string;
  /** `alipayRootCert.crt` */
  readonly alipayRoot: string;
}

export type CertificatePart = keyof CertificateTexts;

export type CertificateProblem =
  | 'empty'
  | 'not_a_certificate'
  /** A bare key was given where a certificate is wanted. */
  | 'key_given'
  | 'not_rsa'
  | 'too_short'
  /** The application's certificate does not belong to the private key. */
  | 'certificate_of_another_key'
  /** Alipay's certificate was wanted; this is the application's own. */
  | 'own_certificate_given'
  /** A root certificate stands where another one is wanted. */
  | 'root_certificate_given'
  /** The root file holds no root certificate with an RSA signature. */
  | 'not_a_root'
  /** A certificate that names one of the given ones as its issuer was not signed by it. */
  | 'chain_broken'
  | 'expired'
  | 'not_yet_valid';

export interface CertificateSet {
  /** `app_cert_sn`: 32 hex digits. */
  readonly appCertSn: string;
  /** `alipay_root_cert_sn`: one of 32 hex digits for each root, joined by `_`. */
  readonly alipayRootCertSn: string;
  /** Alipay's public keys by `alipay_cert_sn`; the first is the one to begin with. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
}

export interface CertificateFault {
  readonly part: CertificatePart;
  readonly problem: CertificateProblem;
}

export type CertificateReading =
  { readonly ok: true; readonly set: CertificateSet } | ({ readonly ok: false } & CertificateFault);

const minimumBits = 2048;

/**
 * Reads and cross-checks the three files. Validity in time is not looked at: the gateway decides about that, and
 * `validityProblem` tells its owner.
 */
export function readCertificateSet(texts: CertificateTexts, privateKey: KeyObject): CertificateReading {
  const app = readCertificates(texts.app);
  if (!app.ok) return { ok: false, part: 'app', problem: app.problem };
  const alipay = readCertificates(texts.alipay);
  if (!alipay.ok) return { ok: false, part: 'alipay', problem: alipay.problem };
  const roots = readCertificates(texts.alipayRoot);
  if (!roots.ok) return { ok: false, part: 'alipayRoot', problem: roots.problem };

  const appProblem = appCertificateProblem(app.first, privateKey);
  if (appProblem !== null) return { ok: false, part: 'app', problem: appProblem };
  const alipayRootCertSn = rootCertificateSn(roots.all);
  if (alipayRootCertSn === '' || !roots.all.some(isSelfIssued))
    return { ok: false, part: 'alipayRoot', problem: 'not_a_root' };
  const alipayProblem = alipayCertificateProblem(alipay.first, privateKey);
  if (alipayProblem !== null) return { ok: false, part: 'alipay', problem: alipayProblem };
  if (!isChainSound(alipay.all, roots.all)) return { ok: false, part: 'alipay', problem: 'chain_broken' };
  if (!isChainSound(app.all, roots.all)) return { ok: false, part: 'app', problem: 'chain_broken' };

  const leaves = alipay.all.filter((certificate) => !certificate.ca && rsaKeyOf(certificate) !== null);
  const alipayKeys = new Map([alipay.first, ...leaves].map((leaf) => [certificateSn(leaf), leaf.publicKey] as const));
  return { ok: true, set: { appCertSn: certificateSn(app.first), alipayRootCertSn, alipayKeys } };
}

export type CertificatesParsing =
  | { readonly ok: true; readonly first: X509Certificate; readonly all: readonly X509Certificate[] }
  | { readonly ok: false; readonly problem: 'empty' | 'not_a_certificate' | 'key_given' };

/** Every certificate of a PEM text; the bare base64 of one is read as well. */
export function readCertificates(text: string): CertificatesParsing {
  // Copied out of a JSON file, line ends come as two characters.
  const plain = text.replace(/\\r|\\n/g, '\n').replace(/[\u200b\ufeff]/g, '');
  if (plain.trim() === '') return { ok: false, problem: 'empty' };
  if (/-----BEGIN [A-Z ]*KEY-----/.test(plain)) return { ok: false, problem: 'key_given' };
  const armoured = [...plain.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)];
  const bodies = armoured.length === 0 ? [plain] : armoured.map(([, body = '']) => body);
  const all = bodies.map(parseCertificate);
  if (all.includes(null)) return { ok: false, problem: holdsBareKey(plain) ? 'key_given' : 'not_a_certificate' };
  const [first, ...others] = all.filter((certificate) => certificate !== null);
  if (first === undefined) throw new Error('a text with something in it gave no certificate and no problem');
  return { ok: true, first, all: [first, ...others] };
}

/** A certificate's number at Alipay: MD5 over the issuer's name, most specific part first, and the decimal serial number. */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  const serialNumber = BigInt(`0x${certificate.serialNumber}`).toString();
  return createHash('md5').update(`${issuer}${serialNumber}`).digest('hex');
}

/** `alipay_root_cert_sn` of a bundle: only certificates signed with RSA count (the bundle holds SM2 and EC ones too). */
export function rootCertificateSn(bundle: readonly X509Certificate[]): string {
  return bundle
    .filter(({ signatureAlgorithmOid }) => signatureAlgorithmOid.startsWith('1.2.840.113549.1.1'))
    .map(certificateSn)
    .join('_');
}

/** Whether a certificate's time has come and not passed. */
export function validityProblem(certificate: X509Certificate, now: Date): 'expired' | 'not_yet_valid' | null {
  if (now > certificate.validToDate) return 'expired';
  return now < certificate.validFromDate ? 'not_yet_valid' : null;
}

function appCertificateProblem(certificate: X509Certificate, privateKey: KeyObject): CertificateProblem | null {
  const key = rsaKeyOf(certificate);
  if (key?.equals(createPublicKey(privateKey)) === true) return null;
  if (isRoot(certificate)) return 'root_certificate_given';
  return key === null ? 'not_rsa' : 'certificate_of_another_key';
}

function alipayCertificateProblem(certificate: X509Certificate, privateKey: KeyObject): CertificateProblem | null {
  if (isRoot(certificate)) return 'root_certificate_given';
  const key = rsaKeyOf(certificate);
  if (key === null) return 'not_rsa';
  if (key.equals(createPublicKey(privateKey))) return 'own_certificate_given';
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) < minimumBits ? 'too_short' : null;
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject;
}

function isRoot(certificate: X509Certificate): boolean {
  return certificate.ca && isSelfIssued(certificate);
}

/** Alipay's file may leave its intermediates out, so only the links whose both ends are here can be checked. */
function isChainSound(certificates: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean {
  const issuers = [...certificates, ...roots];
  return certificates
    .filter((certificate) => !isSelfIssued(certificate))
    .every((certificate) => {
      const named = issuers.filter(({ subject }) => subject === certificate.issuer);
      return named.length === 0 || named.some((issuer) => isIssuedBy(certificate, issuer));
    });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  const key = keyOf(issuer);
  return key !== null && certificate.verify(key);
}

function rsaKeyOf(certificate: X509Certificate): KeyObject | null {
  const key = keyOf(certificate);
  return key?.asymmetricKeyType === 'rsa' ? key : null;
}

/** The bundle's first root has an SM2 key, which the library can name only by throwing. */
function keyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function parseCertificate(base64: string): X509Certificate | null {
  const body = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return null;
  try {
    return new X509Certificate(Buffer.from(body, 'base64'));
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
