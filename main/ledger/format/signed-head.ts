/**
 * The head of the chain, signed when a day is sealed. The hash of one event fixes every event before it, so a signed
 * head that is kept elsewhere proves for ever what the ledger said up to there, and that nothing was cut off before it.
 * Ed25519 (RFC 8032). The key in the payload says who signed; whether that is the till's own key, only a copy of the
 * public key that is kept elsewhere can say.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { TillEvent } from '../../domain/till-event.ts';

/** What `day.sealed` says: a head, who signed it, and the signature. */
export type SignedHead = Extract<TillEvent, { readonly type: 'day.sealed' }>['payload'];

export type Head = Pick<SignedHead, 'businessDay' | 'headSequence' | 'headHash'>;

/** A new private key as one line of text, as a keychain keeps it: PKCS#8 DER in base64. */
export function makeSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

/**
 * The payload of the day's `day.sealed`.
 * @param privateKey what `makeSigningKey` made.
 * @param head the last event before `day.sealed` and its hash in lower-case hex (0 and 64 zeros for an empty ledger).
 * @throws when the text is no Ed25519 key.
 */
export function signHead(privateKey: string, { businessDay, headSequence, headHash }: Head): SignedHead {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The signing key is not an Ed25519 key');
  const head = { businessDay, headSequence, headHash };
  return {
    ...head,
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, signedBytes(head), key).toString('base64'),
  };
}

/** Whether the signature is that of the payload's own key over the payload's own head. Never throws. */
export function isSignatureGood(signed: SignedHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(signed.publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, signedBytes(signed), key, Buffer.from(signed.signature, 'base64'));
  } catch {
    // What is no key cannot have signed anything.
    return false;
  }
}

/**
 * Four lines of UTF-8 with `\n` between: what is signed, so that the signature is good for nothing else; the day; the
 * sequence; the hash. JSON strings, so that no day can hold a line of its own.
 */
function signedBytes({ businessDay, headSequence, headHash }: Head): Buffer {
  const lines = ['Scantill day.sealed 1', ...[businessDay, headSequence, headHash].map((part) => JSON.stringify(part))];
  return Buffer.from(lines.join('\n'), 'utf8');
}
