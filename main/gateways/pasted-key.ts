/**
 * Keys as people paste them, cleaned in one place: of characters that nobody sees, quotes, the name that stood before
 * it, and the comma after it. What is left is the key, or is refused with words by whoever reads it: nothing is guessed.
 */
import { cleanToken, withoutInvisible } from '../domain/pasted-text.ts';

/** `sign_key = …`, `"private_key": "…"`, `'key' => '…'`, `密钥：…` */
const nameBefore =
  /^["'`]?(?:[A-Za-z_ .-]*(?:key|secret)|[\p{L}_ ]*(?:[密秘私公][钥鑰匙]|鍵|キー))["'`]?\s*(?:=>|[=:：])\s*(?=[^\s=])/iu;

/** The key without what was copied along with it; blanks and line breaks inside it stay. */
export function unwrapKey(text: string): string {
  const plain = cleanToken(text);
  const inner = plain.replace(/[,;]$/, '').replace(nameBefore, '');
  return inner === plain ? plain : unwrapKey(inner);
}

/** Copied out of JSON, a properties file or an address, signs come escaped: none of them is base64 itself. */
const escapes: Readonly<Record<string, string>> = { '2b': '+', '2f': '/', '3d': '=', '0a': '', '0d': '' };
/** Text programs make one long dash of two, or of three. */
const armour = /(?<![-\u2010-\u2015])[-\u2010-\u2015]{2,}\s*(?:BEGIN|END)[A-Z0-9 ]*[-\u2010-\u2015]{2,}/gi;

/** The base64 of a key without its armour, its line breaks and what else is not part of it. */
export function base64OfKey(text: string): string {
  const plain = withoutInvisible(text)
    .replace(/\\[nr]/g, '\n')
    .replace(/\\\//g, '/')
    .replace(/(?:%|\\u00)(2b|2f|3d|0a|0d)/gi, (_escape, hex: string) => escapes[hex.toLowerCase()] ?? '');
  return unwrapKey(unwrapKey(plain).replace(armour, '')).replace(/\s/g, '');
}

/**
 * A file that holds a key or a certificate in binary form (DER), as base64; `null` for what is text. Both are ASN.1
 * sequences longer than 127 bytes, whose second byte begins no text.
 */
export function base64OfBinary(file: Uint8Array): string | null {
  const [tag, length = 0] = file;
  return tag === 0x30 && length >= 0x81 && length <= 0x84 ? Buffer.from(file).toString('base64') : null;
}
