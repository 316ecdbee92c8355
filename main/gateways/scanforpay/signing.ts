/**
 * ScanForPay's signature (gateways.md 1.5): lower-case hex SHA-256 over the text of the `request` or `response`
 * member, with the shared key appended. The hashed text and the sent text are one and the same string.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { bytesBetween, type DecodedText } from '../charset.ts';
import type { Verification } from '../exchange.ts';
import { parseKeepingDigits, readJsonDocument, stringOf } from '../signed-json.ts';

/** JSON in ASCII only, so that no character set can come between what is hashed and what is sent. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function digest(bytes: Uint8Array, signKey: string): Buffer {
  return createHash('sha256').update(bytes).update(signKey, 'utf8').digest();
}

/** The signature over a member's exact text. */
export function signatureOf(text: string, signKey: string): string {
  return digest(Buffer.from(text, 'utf8'), signKey).toString('hex');
}

/** The whole body of a request. */
export function signRequest(request: object, signKey: string): string {
  const text = asciiJson(request);
  return `{"request":${text},"signature":"${signatureOf(text, signKey)}"}`;
}

/** As `checkResponse`, for a message in UTF-8. */
export function verifyResponse(text: string, signKey: string): Verification {
  return checkResponse({ charset: 'utf-8', text }, signKey);
}

/** Checks a reply or a notification over the bytes of its `response` member as received. */
export function checkResponse(message: DecodedText, signKey: string): Verification {
  const document = readJsonDocument(message.text);
  if (!document.ok) return { kind: 'malformed_reply' };
  const response = document.members.get('response');
  if (response === undefined) return { kind: 'malformed_reply' };
  const member = document.members.get('signature');
  const signature = member === undefined ? '' : stringOf(member);
  if (signature === '') return { kind: 'signature_missing', claimed: parseKeepingDigits(response.text) };
  if (signature === null || !/^[0-9a-f]{64}$/i.test(signature)) return { kind: 'signature_wrong' };
  const matches = timingSafeEqual(Buffer.from(signature, 'hex'), digest(bytesBetween(message, response), signKey));
  return matches ? { kind: 'verified', value: parseKeepingDigits(response.text) } : { kind: 'signature_wrong' };
}
