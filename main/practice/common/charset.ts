/** Text in the charsets that Alipay's V2 gateway takes. GB2312 is read and written as GBK, its superset (WHATWG). */

export const charsets = ['utf-8', 'gbk', 'gb2312'] as const;
export type Charset = (typeof charsets)[number];

const replacement = 0x3f;
let gbkBytes: ReadonlyMap<string, readonly number[]> | null = null;

/** The charset of that name, in any case; without a name it is GBK, as at the real gateway. */
export function charsetNamed(name: string): Charset | null {
  return name === '' ? 'gbk' : (charsets.find((charset) => charset === name.toLowerCase()) ?? null);
}

/** What the charset cannot say becomes a question mark. */
export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  gbkBytes ??= readGbkTable();
  const table = gbkBytes;
  return Buffer.from(
    Array.from(text).flatMap((character) =>
      character < '\u0080' ? [character.charCodeAt(0)] : (table.get(character) ?? [replacement]),
    ),
  );
}

/** `null` when the bytes are no text of that charset. */
export function decodeText(bytes: Uint8Array, charset: Charset): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The decoder's table read backwards: Node has no encoder but for UTF-8. */
function readGbkTable(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, readonly number[]>([['\u20ac', [0x80]]]);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (Array.from(text).length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, [lead, trail]);
    }
  }
  return table;
}
