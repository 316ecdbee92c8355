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
  const fields = [bytesOf(event.orderNo ?? ''), bytesOf(event.type), bytesOf(event.at), bytesOf(event.payload)];
  const size = fields.reduce((sum, field) => sum + 4 + field.length, previousHash.length + 8);
  const bytes = Buffer.allocUnsafe(size);
  bytes.set(previousHash);
  let end = bytes.writeBigUInt64BE(BigInt(event.sequence), previousHash.length);
  for (const field of fields) {
    end = bytes.writeUInt32BE(field.length, end);
    bytes.set(field, end);
    end += field.length;
  }
  return hashAtOnce('sha256', bytes, 'buffer');
}

function bytesOf(stored: Stored): Uint8Array {
  return typeof stored === 'string' ? Buffer.from(stored, 'utf8') : stored;
}
