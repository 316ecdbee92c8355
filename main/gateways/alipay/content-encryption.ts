/**
 * Alipay's optional encryption of contents (gateways.md 2.1): AES-128-CBC with an initialisation vector of zeros and
 * PKCS#7 padding, in base64. It hides; it proves nothing. What came is believed for its signature alone.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { base64OfKey } from '../pasted-key.ts';

export type ContentKeyProblem = 'empty' | 'not_a_content_key';

export type ContentKeyParsing =
  { readonly ok: true; readonly key: KeyObject } | { readonly ok: false; readonly problem: ContentKeyProblem };

const keyBytes = 16;
const zeroVector = Buffer.alloc(16);

/** Reads the key as Alipay's console shows it: 16 bytes in base64. */
export function parseContentKey(text: string): ContentKeyParsing {
  const base64 = base64OfKey(text);
  if (base64 === '') return { ok: false, problem: 'empty' };
  const bytes = Buffer.from(base64, 'base64');
  const isWhole = bytes.toString('base64') === base64 && bytes.length === keyBytes;
  return isWhole ? { ok: true, key: createSecretKey(bytes) } : { ok: false, problem: 'not_a_content_key' };
}

export function encryptContent(plain: Uint8Array, key: KeyObject): string {
  const cipher = createCipheriv('aes-128-cbc', key, zeroVector);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** `null` when the text is not base64, or does not come out of this key. */
export function decryptContent(base64: string, key: KeyObject): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return null;
  const decipher = createDecipheriv('aes-128-cbc', key, zeroVector);
  try {
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch (error) {
    // The padding or the length tells that it was another key, and the library tells it by throwing.
    if (error instanceof Error) return null;
    throw error;
  }
}
