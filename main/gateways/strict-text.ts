export type Encoding = 'utf-8' | 'gbk' | 'gb18030' | 'shift_jis' | 'utf-16le';

/** Text of bytes that are wholly valid in `encoding`; `null` otherwise. A UTF-8 byte-order mark is kept. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
