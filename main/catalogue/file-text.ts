/** The text of a file that a spreadsheet wrote, whatever its character set. */
import type { Language } from '../../preload/contract.ts';
import { decodeStrictly, type Encoding } from '../gateways/strict-text.ts';

/** By its byte order mark; else UTF-8 if it is that; else what Excel writes on a Chinese or Japanese Windows. */
export function textOfFile(bytes: Uint8Array, language: Language): string | null {
  if (startsWith(bytes, [0xff, 0xfe])) return decodeStrictly(bytes.subarray(2), 'utf-16le');
  const legacy: readonly Encoding[] = language === 'ja' ? ['shift_jis', 'gb18030'] : ['gb18030', 'shift_jis'];
  for (const encoding of ['utf-8', ...legacy] as const) {
    const text = decodeStrictly(bytes, encoding);
    if (text !== null) return text.replace(/^\uFEFF/u, '');
  }
  return null;
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}
