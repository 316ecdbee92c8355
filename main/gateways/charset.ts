/**
 * Text to and from bytes in the character sets that gateways declare. GBK and GB2312 have a decoder in the platform
 * but no encoder, so the decoder's own table is turned round, once, when it is first needed.
 */
import { readJsonDocument } from './signed-json.ts';
import { decodeStrictly, takeByteOrderMark } from '../common/strict-text.ts';

/** In which requests can be written. */
export const charsets = ['utf-8', 'GBK', 'GB2312'] as const;
export type Charset = (typeof charsets)[number];

/** What comes in may also be in GB18030, which contains GBK and GB2312. */
export type ReceivedCharset = Charset | 'GB18030';

/** The character set that a declared name means, in any case and spelling (`utf8`, `gb_2312`); `null` if unknown. */
export function charsetOf(name: string): ReceivedCharset | null {
  switch (name.toLowerCase().replace(/[-_]/g, '')) {
    case 'utf8':
      return 'utf-8';
    case 'gbk':
      return 'GBK';
    case 'gb2312':
      return 'GB2312';
    case 'gb18030':
      return 'GB18030';
    default:
      return null;
  }
}

/** Whether a name means some character set whose first half is ASCII, so that a form in it can be taken apart. */
export function isCharsetLabel(name: string): boolean {
  try {
    return !new TextDecoder(name).encoding.startsWith('utf-16');
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the `Content-Type` header says; `null` where it says nothing, or a name that is not known here. */
export function headerCharset(contentType: string | undefined): ReceivedCharset | null {
  const name = /;\s*charset\s*=\s*["']?([\w-]+)/i.exec(contentType ?? '')?.[1];
  return name === undefined ? null : charsetOf(name);
}

/** Text of bytes that are wholly valid; `null` otherwise. What calls itself GB2312 or GBK is often what contains it. */
export function decodeText(bytes: Uint8Array, charset: ReceivedCharset): string | null {
  return decodeStrictly(bytes, charset === 'utf-8' ? 'utf-8' : 'gb18030');
}

/** The bytes of `text`; `null` when a character has none in this character set. */
export function encodeText(text: string, charset: Charset): Buffer | null {
  if (charset === 'utf-8') return text.isWellFormed() ? Buffer.from(text, 'utf8') : null;
  const bytes: number[] = [];
  for (const character of text) {
    const code = codeOf(character, charset);
    if (code === null) return null;
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

/** JSON text in which every character that `charset` lacks is written as `\uXXXX`: the same document, always encodable. */
export function escapeJsonFor(charset: Charset, json: string): string {
  if (charset === 'utf-8') return json;
  return Array.from(json, (character) =>
    codeOf(character, charset) === null
      ? Array.from({ length: character.length }, (_, unit) => {
          return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
        }).join('')
      : character,
  ).join('');
}

/** Text with what it was decoded from: UTF-8 decoded strictly comes back byte for byte, GBK does not always. */
export type DecodedText =
  | { readonly charset: 'utf-8'; readonly text: string }
  | { readonly charset: Exclude<ReceivedCharset, 'utf-8'>; readonly text: string; readonly bytes: Uint8Array };

/**
 * The one rule for the character set of what a gateway sends. What it declares is tried first; gateways declare wrongly
 * or nothing, so then UTF-8, and then GB18030 with all that it contains. Only what reads without a fault counts, and
 * nothing is believed for it: signatures are checked over the bytes.
 * @param declared what is declared, what counts most first; `null` for nothing.
 */
export function charsetsToTry(declared: readonly (ReceivedCharset | null)[]): readonly ReceivedCharset[] {
  const named = declared.filter((charset) => charset !== null);
  return [...new Set<ReceivedCharset>([...named, 'utf-8', 'GB18030'])];
}

/**
 * The text of a JSON document as `charsetsToTry` says, without the byte-order mark; `null` when it is text in none of
 * them. Chinese in UTF-8 is often text in GBK too, in which its last byte may swallow the backslash behind it: what is
 * no document so is tried in the next. What is a document in none, as an error page, is what it is read as first.
 */
export function decodeReceived(
  received: Uint8Array,
  declared: readonly (ReceivedCharset | null)[],
): DecodedText | null {
  const { encoding, bytes } = takeByteOrderMark(received);
  const marked = encoding === null ? null : charsetOf(encoding);
  let first: DecodedText | null = null;
  for (const charset of charsetsToTry([marked, ...declared])) {
    const text = decodeText(bytes, charset);
    if (text === null) continue;
    const decoded: DecodedText = charset === 'utf-8' ? { charset, text } : { charset, text, bytes };
    if ((charset === 'utf-8' && first === null) || readJsonDocument(text).ok) return decoded;
    first ??= decoded;
  }
  return first;
}

/** The bytes behind the UTF-16 units `[start, end)`, as they came: what a signature has to be checked over. */
export function bytesBetween(
  decoded: DecodedText,
  { start, end }: { readonly start: number; readonly end: number },
): Uint8Array {
  if (decoded.charset === 'utf-8') return Buffer.from(decoded.text.slice(start, end), 'utf8');
  const from = gbkOffset(decoded.bytes, 0, start);
  return decoded.bytes.subarray(from, gbkOffset(decoded.bytes, from, end - start));
}

/**
 * The same bytes with every `\/` as `/`; `null` where there is none. In GBK the backslash's byte may also be the second
 * half of a character, and stays.
 */
export function bytesWithPlainSlashes(
  decoded: DecodedText,
  range: { readonly start: number; readonly end: number },
): Uint8Array | null {
  const bytes = bytesBetween(decoded, range);
  const kept: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = decoded.charset === 'utf-8' ? 1 : gbkLength(bytes, at);
    const isEscape = length === 1 && bytes[at] === 0x5c && bytes[at + 1] === 0x2f;
    if (!isEscape) kept.push(...bytes.subarray(at, at + length));
    at += length;
  }
  return kept.length === bytes.length ? null : Uint8Array.from(kept);
}

/** The bytes with every slash as `\/`, however it came. A slash's byte is no part of any other character. */
export function bytesWithEscapedSlashes(
  decoded: DecodedText,
  range: { readonly start: number; readonly end: number },
): Uint8Array {
  const plain = bytesWithPlainSlashes(decoded, range) ?? bytesBetween(decoded, range);
  return Uint8Array.from([...plain].flatMap((byte) => (byte === 0x2f ? [0x5c, byte] : [byte])));
}

/** Every character is one or two bytes and one UTF-16 unit, but for the four-byte ones that GB18030 lets in. */
function gbkOffset(bytes: Uint8Array, from: number, units: number): number {
  let at = from;
  for (let counted = 0; counted < units;) {
    const length = gbkLength(bytes, at);
    // From 0x90 on, four bytes name a character beyond U+FFFF.
    counted += length === 4 && (bytes[at] ?? 0) >= 0x90 ? 2 : 1;
    at += length;
  }
  return at;
}

function gbkLength(bytes: Uint8Array, at: number): 1 | 2 | 4 {
  if ((bytes[at] ?? 0) <= 0x80) return 1;
  return (bytes[at + 1] ?? 0) < 0x40 ? 4 : 2;
}

let gbkCodes: ReadonlyMap<string, number> | null = null;

function codeOf(character: string, charset: 'GBK' | 'GB2312'): number | null {
  if (character <= '\u007f') return character.charCodeAt(0);
  gbkCodes ??= readGbkTable();
  const code = gbkCodes.get(character);
  return code === undefined || (charset === 'GB2312' && !isInGb2312(code)) ? null : code;
}

/** GBK 1.0: without the private area, and without what the decoder knows of later standards, which others do not. */
function readGbkTable(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const code = (lead << 8) | trail;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      // 0x7f is no trail: it comes out as two characters.
      if (character.length === 1 && !/[\ufffd\ue000-\uf8ff]/.test(character) && !isLaterThanGbk(code)) {
        codes.set(character, code);
      }
    }
  }
  return codes;
}

function isLaterThanGbk(code: number): boolean {
  const single = [0xa2e3, 0xa3a0, 0xa8bc, 0xa8bf];
  return single.includes(code) || (code >= 0xa989 && code <= 0xa995) || code >= 0xfe50;
}

/** Rows 1 to 9 and 16 to 87, without what GBK added inside them. */
function isInGb2312(code: number): boolean {
  const trail = code & 0xff;
  if (code < 0xa1a1 || code > 0xf7fe || trail < 0xa1) return false;
  const addedByGbk: readonly (readonly [number, number])[] = [
    [0xa2a1, 0xa2b0],
    [0xa6d9, 0xa6fe],
    [0xa8bb, 0xa8c4],
    [0xaaa1, 0xaffe],
  ];
  return !addedByGbk.some(([first, last]) => code >= first && code <= last);
}
