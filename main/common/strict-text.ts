/** Bytes that are to be text: nothing is replaced or dropped on the way, but for a byte-order mark. */

export type Encoding = 'utf-8' | 'gbk' | 'gb18030' | 'big5' | 'shift_jis' | 'windows-1252' | 'utf-16le' | 'utf-16be';

/** Text of bytes that are wholly valid in `encoding`; `null` otherwise. A UTF-8 byte-order mark is kept. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const byteOrderMarks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

export interface UnmarkedBytes {
  /** What the byte-order mark says; `null` where there is none. */
  readonly encoding: Encoding | null;
  /** What comes after the mark. */
  readonly bytes: Uint8Array;
}

/**
 * The one rule for byte-order marks, of replies, notifications and files: a mark at the very beginning says what the
 * text is in, and is no part of it. A second one is.
 */
export function takeByteOrderMark(bytes: Uint8Array): UnmarkedBytes {
  const found = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  return found === undefined
    ? { encoding: null, bytes }
    : { encoding: found[0], bytes: bytes.subarray(found[1].length) };
}

/**
 * The text of a file that a person gives: as its byte-order mark says; else UTF-8 if it is that; else the first of
 * `others` in which it is valid. `null` when it is text in none of them.
 * @param others left out: what Chinese editors write.
 */
export function textOfFileBytes(file: Uint8Array, others: readonly Encoding[] = ['gb18030']): string | null {
  const { encoding, bytes } = takeByteOrderMark(file);
  if (encoding !== null) return decodeStrictly(bytes, encoding);
  for (const candidate of ['utf-8', ...others] as const) {
    const text = decodeStrictly(bytes, candidate);
    if (text !== null) return text;
  }
  return null;
}
