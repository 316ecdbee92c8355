/** Certificates made on the spot: a root, what it signs, and what it does not. Enough of X.509 (RFC 5280) for tests. */
import { createPublicKey, createSign, generateKeyPairSync } from 'node:crypto';
import { rsaPair, type RsaPair } from '../doubles.ts';

export interface Identity extends RsaPair {
  readonly name: string;
  readonly certificate: string;
}

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const text = (value: string): Buffer => element(0x0c, Buffer.from(value));
const attribute = (type: string, value: string): Buffer => element(0x31, sequence(oid(type), text(value)));
const nameOf = (commonName: string): Buffer =>
  sequence(attribute('550406', 'CN'), attribute('55040a', 'Test'), attribute('550403', commonName));
const rsaWithSha256 = sequence(oid('2a864886f70d01010b'), element(0x05));

export interface CertificateWish {
  readonly keys?: RsaPair;
  /** Who signs it; itself if absent. */
  readonly issuer?: Identity;
  /** Signs in the issuer's name, with a key that is not the issuer's. */
  readonly forgedWith?: string;
  /** One byte; from 128 on it is the negative number that a careless issuer makes of it. */
  readonly serial?: number;
  /** An issuer and a subject without a name. */
  readonly isNameless?: boolean;
  readonly isAuthority?: boolean;
  /** `YYMMDD` */
  readonly from?: string;
  readonly to?: string;
}

export function makeIdentity(name: string, wish: CertificateWish = {}): Identity {
  const keys = wish.keys ?? rsaPair();
  const authority = sequence(oid('551d13'), element(0x04, sequence(element(0x01, Buffer.from([0xff])))));
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([wish.serial ?? 1])),
    rsaWithSha256,
    wish.isNameless === true ? sequence() : nameOf(wish.issuer?.name ?? name),
    sequence(
      element(0x17, Buffer.from(`${wish.from ?? '200101'}000000Z`)),
      element(0x17, Buffer.from(`${wish.to ?? '490101'}000000Z`)),
    ),
    wish.isNameless === true ? sequence() : nameOf(name),
    createPublicKey(keys.publicKey).export({ type: 'spki', format: 'der' }),
    ...(wish.isAuthority === true ? [element(0xa3, sequence(authority))] : []),
  );
  const signer = wish.forgedWith ?? wish.issuer?.privateKey ?? keys.privateKey;
  const signature = createSign('RSA-SHA256').update(toBeSigned).sign(signer);
  const der = sequence(toBeSigned, rsaWithSha256, element(0x03, Buffer.from([0]), signature));
  const certificate = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return { ...keys, name, certificate };
}

/** What is sent to get a certificate (PKCS#10), as PEM. */
export function makeCertificateRequest(name: string, keys: RsaPair): string {
  const toBeSigned = sequence(
    element(0x02, Buffer.from([0])),
    nameOf(name),
    createPublicKey(keys.publicKey).export({ type: 'spki', format: 'der' }),
    element(0xa0),
  );
  const signature = createSign('RSA-SHA256').update(toBeSigned).sign(keys.privateKey);
  const der = sequence(toBeSigned, rsaWithSha256, element(0x03, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

export function ellipticPair(): RsaPair {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
