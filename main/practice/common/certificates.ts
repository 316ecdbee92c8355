/**
 * Certificates for Alipay's certificate mode (gateways.md 2.1): made here for practice, since nobody vouches for a
 * practice gateway, and named by the serial numbers (SN) that requests and replies carry.
 */
import { createHash, createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto';

export interface CertificateRequest {
  readonly commonName: string;
  /** PEM. */
  readonly publicKey: string;
  readonly issuerName: string;
  /** PEM. */
  readonly issuerPrivateKey: string;
  readonly isAuthority: boolean;
}

/** `app_cert_sn`, `alipay_cert_sn`: MD5 of the issuer, its last part first, and the decimal serial number. */
export function certificateSn(certificatePem: string): string {
  const { issuer, serialNumber } = new X509Certificate(certificatePem);
  const name = issuer.split('\n').reverse().join(',');
  return createHash('md5')
    .update(`${name}${BigInt(`0x${serialNumber}`).toString()}`, 'utf8')
    .digest('hex');
}

/** An X.509 v3 certificate as PEM, signed with SHA-256 and RSA, valid from 2020 to 2049. */
export function makeCertificate(request: CertificateRequest): string {
  const { commonName, publicKey, issuerName, issuerPrivateKey, isAuthority } = request;
  const serialNumber = randomBytes(16);
  // Positive and without a leading zero, as DER wants integers.
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const keyBytes = Buffer.from(publicKey.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const extensions = isAuthority ? [basicConstraints] : [];
  const content = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(serialNumber),
    sha256WithRsa,
    distinguishedName(issuerName),
    sequence(element(0x17, Buffer.from('200101000000Z')), element(0x17, Buffer.from('491231235959Z'))),
    distinguishedName(commonName),
    keyBytes,
    ...extensions,
  );
  const signature = sign('RSA-SHA256', content, createPrivateKey(issuerPrivateKey));
  const der = sequence(content, sha256WithRsa, element(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes);
}

function objectId(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

function distinguishedName(commonName: string): Buffer {
  const parts = [
    ['550406', 0x13, 'CN'],
    ['55040a', 0x0c, 'Scantill practice'],
    ['55040b', 0x0c, 'Nobody vouches for this'],
    ['550403', 0x0c, commonName],
  ] as const;
  return sequence(
    ...parts.map(([id, tag, text]) => element(0x31, sequence(objectId(id), element(tag, Buffer.from(text))))),
  );
}

const sha256WithRsa = sequence(objectId('2a864886f70d01010b'), element(0x05));
const basicConstraints = element(
  0xa3,
  sequence(
    sequence(
      objectId('551d13'),
      element(0x01, Buffer.from([0xff])),
      element(0x04, sequence(element(0x01, Buffer.from([0xff])))),
    ),
  ),
);
