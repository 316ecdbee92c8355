import { hash as hashAtOnce } from 'node:crypto';

/** A text, or its UTF-8 as it is stored: a text read from damaged bytes could pass for another. */
type Stored = string | Uint8Array;

export interface HashedEvent {
  readonly sequence: number;
  /** `null` for what concerns the ledger as a whole. */
  readonly orderNo: Stored | null;
  readonly type: Stored;
  readonly at: Stored;
  /** JSON, exactly as stored. */
  readonly payload: Stored;
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
  const sequence = Buffer.alloc(8);
  sequence.writeBigUInt64BE(BigInt(event.sequence));
  const parts: Uint8Array[] = [previousHash, sequence];
  for (const stored of [event.orderNo ?? '', event.type, event.at, event.payload]) {
    const bytes = typeof stored === 'string' ? Buffer.from(stored, 'utf8') : stored;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return hashAtOnce('sha256', Buffer.concat(parts), 'buffer');
}
