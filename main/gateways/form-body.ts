/**
 * Reads `application/x-www-form-urlencoded` bytes exactly once: split on `&` and the first `=`, then `+` and `%XX`
 * undone, then decoded in the declared character set. Never a second decoding, never HTML unescaping.
 */
import { charsetOf, decodeText } from './charset.ts';

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
  | { readonly ok: true; readonly fields: ReadonlyMap<string, FormField> }
  | { readonly ok: false; readonly fault: FormFault };

/**
 * @param contentType the `Content-Type` header. A `charset` field in the form, which is under the signature, counts
 * before the header's; without either it is UTF-8.
 */
export function readForm(body: Uint8Array, contentType: string): FormReading {
  const rawFields = new Map<string, Uint8Array>();
  for (const pair of split(body, ampersand)) {
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
  const charset = charsetOf(declaredCharset(rawFields, contentType));
  if (charset === null) return { ok: false, fault: 'unsupported_charset' };
  const fields = new Map<string, FormField>();
  for (const [name, bytes] of rawFields) {
    const value = decodeText(bytes, charset);
    if (value === null) return { ok: false, fault: 'malformed_text' };
    fields.set(name, { name, bytes, value });
  }
  return { ok: true, fields };
}

const ampersand = 0x26;
const equalsSign = 0x3d;
const plusSign = 0x2b;
const percentSign = 0x25;
const blank = 0x20;

function declaredCharset(fields: ReadonlyMap<string, Uint8Array>, contentType: string): string {
  const inForm = fields.get('charset');
  const inHeader = /;\s*charset="?([\w-]+)/i.exec(contentType)?.[1];
  const declared = inForm === undefined || inForm.length === 0 ? inHeader : Buffer.from(inForm).toString('latin1');
  return declared ?? 'utf-8';
}

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
