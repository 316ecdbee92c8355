/**
 * Reads `application/x-www-form-urlencoded` bytes exactly once: split on `&` and the first `=`, then `+` and `%XX`
 * undone, then decoded in one character set. Never a second decoding, never HTML unescaping.
 */
import {
  charsetOf,
  charsetsToTry,
  decodeText,
  headerCharset,
  isCharsetLabel,
  type ReceivedCharset,
} from './charset.ts';
import { takeByteOrderMark } from '../common/strict-text.ts';

export interface FormField {
  readonly name: string;
  /** The value's bytes as the sender signed them, before any character set is applied. */
  readonly bytes: Uint8Array;
  readonly value: string;
}

export type FormFault =
  | 'malformed_escape'
  | 'malformed_text'
  | 'duplicate_name'
  /** Names are plain `[A-Za-z0-9_.-]`: anything else could be read as `name=value` in a signed text. */
  | 'unexpected_name'
  | 'unsupported_charset';

export type FormReading =
  | { readonly ok: true; readonly fields: ReadonlyMap<string, FormField>; readonly charset: ReceivedCharset }
  | { readonly ok: false; readonly fault: FormFault };

/**
 * @param contentType the `Content-Type` header. A `charset` field in the form, which is under the signature, counts
 * before the header's, and what is not in the one that counts is tried as `charsetsToTry` says.
 */
export function readForm(body: Uint8Array, contentType: string): FormReading {
  const rawFields = new Map<string, Uint8Array>();
  for (const pair of split(withoutEdges(body), ampersand)) {
    if (pair.length === 0) continue;
    const equals = pair.indexOf(equalsSign);
    const nameBytes = percentDecode(equals === -1 ? pair : pair.subarray(0, equals));
    const valueBytes = percentDecode(equals === -1 ? new Uint8Array() : pair.subarray(equals + 1));
    if (nameBytes === null || valueBytes === null) return { ok: false, fault: 'malformed_escape' };
    const name = Buffer.from(nameBytes).toString('latin1');
    if (!/^[A-Za-z0-9_.-]+$/.test(name)) return { ok: false, fault: 'unexpected_name' };
    if (rawFields.has(name)) return { ok: false, fault: 'duplicate_name' };
    rawFields.set(name, valueBytes);
  }
  const inForm = Buffer.from(rawFields.get('charset') ?? []).toString('latin1');
  const declared = inForm === '' ? null : charsetOf(inForm);
  if (inForm !== '' && declared === null && !isCharsetLabel(inForm)) return { ok: false, fault: 'unsupported_charset' };
  for (const charset of charsetsToTry([declared, headerCharset(contentType)])) {
    const fields = decodeFields(rawFields, charset);
    if (fields !== null) return { ok: true, fields, charset };
  }
  return { ok: false, fault: 'malformed_text' };
}

/** `null` when a value is not of that character set. */
function decodeFields(
  rawFields: ReadonlyMap<string, Uint8Array>,
  charset: ReceivedCharset,
): ReadonlyMap<string, FormField> | null {
  const fields = new Map<string, FormField>();
  for (const [name, bytes] of rawFields) {
    const value = decodeText(bytes, charset);
    if (value === null) return null;
    fields.set(name, { name, bytes, value });
  }
  return fields;
}

/** Neither a byte-order mark nor a raw line break can be part of a form: editors and shells put them at its ends. */
function withoutEdges(body: Uint8Array): Uint8Array {
  const { bytes } = takeByteOrderMark(body);
  let start = 0;
  let end = bytes.length;
  while (start < end && isLineBreak(bytes[start])) start += 1;
  while (end > start && isLineBreak(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

const ampersand = 0x26;
const equalsSign = 0x3d;
const plusSign = 0x2b;
const percentSign = 0x25;
const blank = 0x20;

function* split(bytes: Uint8Array, separator: number): Generator<Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(separator); end !== -1; end = bytes.indexOf(separator, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
  yield bytes.subarray(start);
}

function percentDecode(bytes: Uint8Array): Uint8Array | null {
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === plusSign) {
      plain.push(blank);
    } else if (byte === percentSign) {
      const digits = Buffer.from(bytes.subarray(at + 1, at + 3)).toString('latin1');
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) return null;
      plain.push(Number.parseInt(digits, 16));
      at += 2;
    } else {
      plain.push(byte);
    }
  }
  return Uint8Array.from(plain);
}
