import { createHash } from 'node:crypto';

export interface HashedEvent {
  readonly sequence: number;
  /** `null` for what concerns the ledger as a whole. */
  readonly orderNo: string | null;
  readonly type: string;
  readonly at: string;
  /** JSON, exactly as stored. */
  readonly payload: string;
}

/** What the first event is chained to. */
export const genesisHash: Uint8Array = new Uint8Array(32);

/**
 * SHA-256 over, in this order and with nothing between:
 * 1. the hash of the event before, 32 bytes (zeros before the first);
 * 2. the sequence, 8 bytes, big-endian;
 * 3. order number (empty for `null`; no order's number is), type, time and payload text, each as its length in bytes (4 bytes, big-endian) and its UTF-8.
 *
 * The lengths make the encoding unambiguous: no two different events give the same bytes.
 */
export function hashEvent(previousHash: Uint8Array, event: HashedEvent): Buffer {
  const hash = createHash('sha256').update(previousHash);
  const sequence = Buffer.alloc(8);
  sequence.writeBigUInt64BE(BigInt(event.sequence));
  hash.update(sequence);
  for (const text of [event.orderNo ?? '', event.type, event.at, event.payload]) {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}
