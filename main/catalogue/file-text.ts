/** The text of a file that a spreadsheet wrote, whatever its character set. */
import type { Language } from '../../preload/contract.ts';
import { textOfFileBytes } from '../gateways/strict-text.ts';

/** By its byte-order mark; else UTF-8 if it is that; else what Excel writes on a Chinese or Japanese Windows. */
export function textOfFile(bytes: Uint8Array, language: Language): string | null {
  return textOfFileBytes(bytes, language === 'ja' ? ['shift_jis', 'gb18030'] : ['gb18030', 'shift_jis']);
}
