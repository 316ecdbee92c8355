/** The key that a merchant shares with ScanForPay (gateways.md 1.5). Its form is published nowhere. */
import type { Result } from '../../domain/result.ts';
import type { KeyStore } from '../../ports/index.ts';
import { problemOf, readKeyText, type KeyText } from '../exchange.ts';
import { unwrapKey } from '../pasted-key.ts';

export type SignKeyProblem =
  | 'empty'
  /** A line break or a tab stands in it: more than the key was copied, or two of them. */
  | 'several_lines'
  /** Full-width letters, a blank that is not the keyboard's, dots in the place of what is hidden, a quote on one side only. */
  | 'unexpected_characters';

export type SignKeyParsing = Result<string, SignKeyProblem>;

/** The key without what was copied along with it. */
export function parseSignKey(text: string): SignKeyParsing {
  const key = unwrapKey(text);
  // A key of nothing would make signatures that anyone can make.
  if (key === '') return { ok: false, problem: 'empty' };
  if (/[\t\n\v\f\r\u2028\u2029]/.test(key)) return { ok: false, problem: 'several_lines' };
  return /^[\x20-\x7e]+$/.test(key) && !/["'`]|^\*+$/.test(key)
    ? { ok: true, value: key }
    : { ok: false, problem: 'unexpected_characters' };
}

/** `text` is the clean key. */
export async function readSignKey(keys: KeyStore, accountId: string): Promise<KeyText> {
  const reading = await readKeyText(keys, { accountId, kind: 'scanforpay_sign_key' });
  if (!reading.ok) return reading;
  const parsing = parseSignKey(reading.text);
  if (parsing.ok) return { ok: true, text: parsing.value };
  return { ok: false, problem: problemOf('key_unusable', null, parsing.problem === 'empty' ? null : parsing.problem) };
}
