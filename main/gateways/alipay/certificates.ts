/**
 * Certificate mode (gateways.md 2.1): three certificates take the place of Alipay's public key. What is wrong with one
 * is said by a code, and none makes this throw. Certificates are public; nothing here holds a secret.
 */
import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { withoutInvisible } from '../../domain/pasted-text.ts';
import { base64OfBinary } from '../pasted-key.ts';
import { textOfFileBytes } from '../../common/strict-text.ts';
import { certificateRequestArmour, isCertificateRequest } from './certificate-request.ts';
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
  /** What was sent to get a certificate (CSR). */
  | 'certificate_request_given'
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

  const leaves = [alipay.first, ...alipay.all.filter(({ ca }) => !ca)];
  const alipayKeys = new Map(
    leaves.flatMap((leaf) => {
      const key = rsaKeyOf(leaf);
      return key === null ? [] : [[certificateSn(leaf), key] as const];
    }),
  );
  return { ok: true, set: { appCertSn: certificateSn(app.first), alipayRootCertSn, alipayKeys } };
}

/** A certificate, every part of which could be read. */
export interface Certificate {
  /** Parts of a name come one to a line, the least specific first; empty for no name. */
  readonly subject: string;
  readonly issuer: string;
  /** Decimal; negative where the issuer broke the rules. */
  readonly serialNumber: string;
  readonly ca: boolean;
  readonly validFromDate: Date;
  readonly validToDate: Date;
  readonly signatureAlgorithmOid: string;
  /** `null` for a key that the library does not know: the bundle's first root has an SM2 key. */
  readonly publicKey: KeyObject | null;
  isSignedBy(key: KeyObject): boolean;
}

export type CertificatesParsing =
  | { readonly ok: true; readonly first: Certificate; readonly all: readonly Certificate[] }
  | {
      readonly ok: false;
      readonly problem: 'empty' | 'not_a_certificate' | 'certificate_request_given' | 'key_given';
    };

/** The text of a certificate's file, be it PEM or binary (DER); `null` when it is neither. */
export function certificateTextOf(file: Uint8Array): string | null {
  return base64OfBinary(file) ?? textOfFileBytes(file);
}

const armouredCertificate = /-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END (?:X509 )?CERTIFICATE-----/g;

/** Every certificate of a PEM text; the bare base64 of one is read as well. */
export function readCertificates(text: string): CertificatesParsing {
  // Copied out of a JSON file, line ends come as two characters, and slashes escaped.
  const plain = withoutInvisible(text)
    .replace(/\\r|\\n/g, '\n')
    .replaceAll('\\/', '/');
  if (plain.trim() === '') return { ok: false, problem: 'empty' };
  if (/-----BEGIN [A-Z ]*KEY-----/.test(plain)) return { ok: false, problem: 'key_given' };
  const armoured = [...plain.matchAll(armouredCertificate)];
  if (armoured.length === 0 && certificateRequestArmour.test(plain)) {
    return { ok: false, problem: 'certificate_request_given' };
  }
  const ders = (armoured.length === 0 ? [plain] : armoured.map(([, body = '']) => body)).map(derOf);
  const all = ders.map((der) => (der === null ? null : parseCertificate(der)));
  if (all.includes(null)) return { ok: false, problem: otherThing(plain, ders) };
  const [first, ...others] = all.filter((certificate) => certificate !== null);
  if (first === undefined) throw new Error('a text with something in it gave no certificate and no problem');
  return { ok: true, first, all: [first, ...others] };
}

function otherThing(
  plain: string,
  ders: readonly (Buffer | null)[],
): 'key_given' | 'certificate_request_given' | 'not_a_certificate' {
  if (holdsBareKey(plain)) return 'key_given';
  return ders.some((der) => der !== null && isCertificateRequest(der))
    ? 'certificate_request_given'
    : 'not_a_certificate';
}

/** A certificate's number at Alipay: MD5 over the issuer's name, most specific part first, and the decimal serial number. */
export function certificateSn({ issuer, serialNumber }: Pick<Certificate, 'issuer' | 'serialNumber'>): string {
  const name = issuer.split('\n').reverse().join(',');
  return createHash('md5').update(`${name}${serialNumber}`).digest('hex');
}

/** `alipay_root_cert_sn` of a bundle: only certificates signed with RSA count (the bundle holds SM2 and EC ones too). */
export function rootCertificateSn(bundle: readonly Certificate[]): string {
  return bundle
    .filter(({ signatureAlgorithmOid }) => signatureAlgorithmOid.startsWith('1.2.840.113549.1.1'))
    .map(certificateSn)
    .join('_');
}

/** Whether a certificate's time has come and not passed. */
export function validityProblem(certificate: Certificate, now: Date): 'expired' | 'not_yet_valid' | null {
  if (now > certificate.validToDate) return 'expired';
  return now < certificate.validFromDate ? 'not_yet_valid' : null;
}

function appCertificateProblem(certificate: Certificate, privateKey: KeyObject): CertificateProblem | null {
  const key = rsaKeyOf(certificate);
  if (key?.equals(createPublicKey(privateKey)) === true) return null;
  if (isRoot(certificate)) return 'root_certificate_given';
  return key === null ? 'not_rsa' : 'certificate_of_another_key';
}

function alipayCertificateProblem(certificate: Certificate, privateKey: KeyObject): CertificateProblem | null {
  if (isRoot(certificate)) return 'root_certificate_given';
  const key = rsaKeyOf(certificate);
  if (key === null) return 'not_rsa';
  if (key.equals(createPublicKey(privateKey))) return 'own_certificate_given';
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) < minimumBits ? 'too_short' : null;
}

function isSelfIssued(certificate: Certificate): boolean {
  return certificate.issuer === certificate.subject;
}

function isRoot(certificate: Certificate): boolean {
  return certificate.ca && isSelfIssued(certificate);
}

/** Alipay's file may leave its intermediates out, so only the links whose both ends are here can be checked. */
function isChainSound(certificates: readonly Certificate[], roots: readonly Certificate[]): boolean {
  const issuers = [...certificates, ...roots];
  return certificates
    .filter((certificate) => !isSelfIssued(certificate))
    .every((certificate) => {
      const named = issuers.filter(({ subject }) => subject === certificate.issuer);
      return named.length === 0 || named.some((issuer) => isIssuedBy(certificate, issuer));
    });
}

function isIssuedBy(certificate: Certificate, { publicKey }: Certificate): boolean {
  return publicKey !== null && certificate.isSignedBy(publicKey);
}

function rsaKeyOf({ publicKey }: Certificate): KeyObject | null {
  return publicKey?.asymmetricKeyType === 'rsa' ? publicKey : null;
}

function derOf(base64: string): Buffer | null {
  const body = base64.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(body) ? Buffer.from(body, 'base64') : null;
}

/** Everything is read here and now: some parts of a certificate show only then that they cannot be. */
function parseCertificate(der: Buffer): Certificate | null {
  return attempt(() => {
    const parsed = new X509Certificate(der);
    const { ca, validFromDate, validToDate, signatureAlgorithmOid } = parsed;
    if (Number.isNaN(validFromDate.getTime()) || Number.isNaN(validToDate.getTime())) return null;
    return {
      subject: nameText(parsed.subject),
      issuer: nameText(parsed.issuer),
      serialNumber: decimalOf(parsed.serialNumber),
      ca,
      validFromDate,
      validToDate,
      signatureAlgorithmOid: nameText(signatureAlgorithmOid),
      publicKey: attempt(() => parsed.publicKey),
      isSignedBy: (key) => attempt(() => parsed.verify(key)) ?? false,
    };
  });
}

/** The library leaves out what a certificate leaves empty, whatever its types say. */
function nameText(text: string | undefined): string {
  return text ?? '';
}

/** The library writes hex digits, with a sign where there is one. */
function decimalOf(hex: string): string {
  const isNegative = hex.startsWith('-');
  const size = BigInt(`0x${isNegative ? hex.slice(1) : hex}`);
  return String(isNegative ? -size : size);
}

/** What it cannot read the library can name only by throwing. */
function attempt<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
