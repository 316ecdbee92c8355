/**
 * Alipay's signatures (gateways.md 2.1, 2.6): RSA PKCS#1 v1.5 over bytes. The algorithm comes from the merchant
 * account only; what a message says about its own algorithm is never listened to.
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import { bytesBetween, bytesWithPlainSlashes, decodeReceived, type DecodedText } from '../charset.ts';
import type { Verification } from '../exchange.ts';
import { parseKeepingDigits, readJsonDocument, stringOf, readPlainReply } from '../signed-json.ts';
import { decryptContent } from './content-encryption.ts';
import type { SignType } from './keys.ts';

const algorithms: Readonly<Record<SignType, string>> = { RSA2: 'RSA-SHA256', RSA: 'RSA-SHA1' };

export interface SignedField {
  readonly name: string;
  /** The raw value in the message's character set: not percent-encoded. */
  readonly bytes: Uint8Array;
}

/** `name=value` sorted by name, joined by `&`: the bytes that a request's or a notification's signature covers. */
export function bytesToSign(fields: Iterable<SignedField>, emptyValues: 'keep' | 'drop'): Buffer {
  const signed = [...fields]
    .filter(({ name, bytes }) => name !== 'sign' && (emptyValues === 'keep' || bytes.length > 0))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return Buffer.concat(
    signed.flatMap(({ name, bytes }, index) => [Buffer.from(`${index === 0 ? '' : '&'}${name}=`), bytes]),
  );
}

/** The signature in base64. */
export function signBytes(bytes: Uint8Array, privateKey: KeyObject, signType: SignType): string {
  return sign(algorithms[signType], bytes, privateKey).toString('base64');
}

export function verifyBytes(bytes: Uint8Array, signature: string, publicKey: KeyObject, signType: SignType): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(signature) && verifyBase64(bytes, signature, publicKey, signType);
}

/** As `verifyBytes`, where it is known that the signature is base64 and nothing else. */
function verifyBase64(bytes: Uint8Array, signature: string, publicKey: KeyObject, signType: SignType): boolean {
  return verify(algorithms[signType], bytes, publicKey, Buffer.from(signature, 'base64'));
}

/** The member that holds a method's reply, e.g. `alipay_trade_query_response`. */
function responseNameOf(method: string): string {
  return `${method.replaceAll('.', '_')}_response`;
}

/** As `checkReply`, for a reply in UTF-8 that is not encrypted. */
export function verifyReply(text: string, method: string, publicKey: KeyObject, signType: SignType): Verification {
  return checkReply({ charset: 'utf-8', text }, method, { publicKey, signType, contentKey: null });
}

/** `alipay_cert_sn`, which says in certificate mode whose key signed; `null` where a reply does not say. */
export function replyCertSn(text: string): string | null {
  const document = readJsonDocument(text);
  const member = document.ok ? document.members.get('alipay_cert_sn') : undefined;
  return member === undefined ? null : stringOf(member);
}

/** What a reply is checked with. */
export interface ReplyTrust {
  readonly publicKey: KeyObject;
  readonly signType: SignType;
  /** `null` where contents are not encrypted. */
  readonly contentKey: KeyObject | null;
}

/**
 * Checks a reply over the bytes of its response member as received. The gateway's own faults come as
 * `error_response`, mostly unsigned; both members at once would leave open which one was signed. An encrypted
 * response is a JSON string, signed with its quotes.
 */
export function checkReply(reply: DecodedText, method: string, trust: ReplyTrust): Verification {
  const plain = readPlainReply(reply.text, responseNameOf(method));
  if (
    plain !== null &&
    verifyBase64(bytesBetween(reply, plain.slice), plain.signature, trust.publicKey, trust.signType)
  ) {
    return { kind: 'verified', value: plain.value };
  }
  const document = readJsonDocument(reply.text);
  if (!document.ok) return { kind: 'malformed_reply' };
  const response = document.members.get(responseNameOf(method));
  const fault = document.members.get('error_response');
  const slice = response ?? fault;
  if (slice === undefined || (response !== undefined && fault !== undefined)) {
    return { kind: 'malformed_reply' };
  }
  const member = document.members.get('sign');
  const signature = member === undefined ? '' : stringOf(member);
  if (signature === null) return { kind: 'malformed_reply' };
  if (signature === '') return { kind: 'signature_missing', claimed: claimedBy(slice.text, reply.charset, trust) };
  if (verifyBytes(bytesBetween(reply, slice), signature, trust.publicKey, trust.signType)) {
    return readVerified(slice.text, reply.charset, trust.contentKey);
  }
  // Some replies are signed before their slashes are escaped; the gateway's own client tries both as well.
  const bytes = bytesWithPlainSlashes(reply, slice);
  return bytes !== null && verifyBytes(bytes, signature, trust.publicKey, trust.signType)
    ? readVerified(slice.text.replaceAll('\\/', '/'), reply.charset, trust.contentKey)
    : { kind: 'signature_wrong' };
}

/** What an unsigned reply says, encrypted or not. Anybody could have written it. */
function claimedBy(text: string, charset: DecodedText['charset'], { contentKey }: ReplyTrust): unknown {
  const reading = readVerified(text, charset, contentKey);
  return reading.kind === 'verified' ? reading.value : parseKeepingDigits(text);
}

function readVerified(text: string, charset: DecodedText['charset'], contentKey: KeyObject | null): Verification {
  const value = parseKeepingDigits(text);
  if (typeof value !== 'string') return { kind: 'verified', value };
  const plain = contentKey === null ? null : decryptContent(value, contentKey);
  const decrypted = plain === null ? null : decodeReceived(plain, [charset]);
  if (decrypted === null || !readJsonDocument(decrypted.text).ok) return { kind: 'malformed_reply' };
  return { kind: 'verified', value: parseKeepingDigits(decrypted.text) };
}
