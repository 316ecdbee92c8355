/** A certificate for 127.0.0.1 that nobody vouches for, made on the spot: enough of X.509 for a TLS server to start. */
import { createSign, generateKeyPairSync } from 'node:crypto';

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const time = (text: string): Buffer => element(0x17, Buffer.from(text));

export function selfSignedIdentity(): TlsIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sha256WithRsa = sequence(oid('2a864886f70d01010b'), element(0x05));
  const name = sequence(element(0x31, sequence(oid('550403'), element(0x0c, Buffer.from('127.0.0.1')))));
  const loopbackAddress = sequence(element(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = element(0xa3, sequence(sequence(oid('551d11'), element(0x04, loopbackAddress))));
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([1])),
    sha256WithRsa,
    name,
    sequence(time('200101000000Z'), time('490101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = createSign('RSA-SHA256').update(toBeSigned).sign(privateKey);
  const der = sequence(toBeSigned, sha256WithRsa, element(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}
