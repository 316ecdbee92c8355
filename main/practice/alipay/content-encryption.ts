/** Alipay's encrypted content: AES-128-CBC, an IV of zeros, PKCS#7, base64 (gateways.md 2.1). */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const zeros = Buffer.alloc(16);

/** `contentKey` is base64, 16 bytes. */
export function encryptContent(plain: Buffer, contentKey: string): string {
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(contentKey, 'base64'), zeros);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** `null` when the text was not encrypted with this key. */
export function decryptContent(text: string, contentKey: string): Buffer | null {
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(contentKey, 'base64'), zeros);
  try {
    return Buffer.concat([decipher.update(text, 'base64'), decipher.final()]);
  } catch (error) {
    // OpenSSL and BoringSSL say it in different words.
    if (error instanceof Error) return null;
    throw error;
  }
}
