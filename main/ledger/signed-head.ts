/**
 * Signing the head of the chain at the day's close: from then on nothing up to it can be changed, and nothing of it
 * cut off, without the key. Ed25519 (RFC 8032); the private key lives in the keychain, the public one in the event.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

export interface ChainHead {
  /** `YYYY-MM-DD`, the day that is closed. */
  readonly businessDay: string;
  /** The last event that is covered; 0 for an empty ledger. */
  readonly headSequence: number;
  /** Its hash, in hex; zeros for an empty ledger. */
  readonly headHash: string;
}

export interface SignedHead extends ChainHead {
  /** DER (SubjectPublicKeyInfo) in base64. */
  readonly publicKey: string;
  /** Base64. */
  readonly signature: string;
}

/** A new key as the keychain keeps it: PKCS#8 in PEM. */
export function makeSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @throws when the text is not a private key. */
export function signHead(head: ChainHead, privateKeyPem: string): SignedHead {
  const privateKey = createPrivateKey(privateKeyPem);
  return {
    ...head,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, signedText(head), privateKey).toString('base64'),
  };
}

/** Whether the signature is that of the key that stands beside it, over this very head. */
export function isSignatureGood(head: SignedHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(head.publicKey, 'base64'), type: 'spki', format: 'der' });
    return (
      key.asymmetricKeyType === 'ed25519' && verify(null, signedText(head), key, Buffer.from(head.signature, 'base64'))
    );
  } catch {
    // What is no key at all has signed nothing.
    return false;
  }
}

function signedText({ businessDay, headSequence, headHash }: ChainHead): Buffer {
  return Buffer.from(['scantill ledger head', businessDay, String(headSequence), headHash].join('\n'), 'utf8');
}
