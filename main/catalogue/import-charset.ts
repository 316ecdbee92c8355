/** The text of a file that a spreadsheet wrote, in whatever character set. Pure. */
import type { Language } from '../domain/screen-choice.ts';
import type { FileCharset } from '../../preload/contract/index.ts';
import { decodeStrictly, takeByteOrderMark } from '../common/strict-text.ts';

export interface FileText {
  readonly charset: FileCharset;
  readonly text: string;
}

export interface FileTexts {
  /** Whether the file itself says in what it is written, so that nothing else can be meant. */
  readonly isSure: boolean;
  /** In each character set in which the file is text, the likeliest first; never none. */
  readonly texts: readonly [FileText, ...FileText[]];
}

/**
 * By its byte-order mark; else UTF-16 or UTF-8 if it can only be that. Anything else is text in several of the older
 * character sets, with other words in each: then all of them are given, and a person has to choose. `null`: in none.
 * @param language of the till, which decides between two that are as likely.
 */
export function textsOfFile(file: Uint8Array, language: Language): FileTexts | null {
  const { encoding, bytes } = takeByteOrderMark(file);
  const marked = legible.find((charset) => charset === encoding);
  if (marked !== undefined) return sure(marked, bytes);
  const wide = wideCharset(bytes);
  if (wide !== null) return sure(wide, bytes);
  const utf8 = decodeStrictly(bytes, 'utf-8');
  if (utf8 !== null && !mayBeOlder(utf8)) return { isSure: true, texts: [{ charset: 'utf-8', text: utf8 }] };
  const older = olderCharsets
    .map(({ charset, share }) => ({ charset, likeness: likenessOf(bytes, share, charset, language) }))
    // Anything is text in it, so that it has to look like it too.
    .filter(({ charset, likeness }) => charset !== 'windows-1252' || likeness >= leastLikeness)
    .sort((left, right) => right.likeness - left.likeness)
    .flatMap(({ charset }) => {
      const text = decodeStrictly(bytes, charset);
      return text === null || !isText(text) ? [] : [{ charset, text }];
    });
  const texts: readonly FileText[] = utf8 === null ? older : [{ charset: 'utf-8', text: utf8 }, ...older];
  const [first, ...others] = texts;
  return first === undefined ? null : { isSure: false, texts: [first, ...others] };
}

const leastLikeness = 0.3;
const legible: readonly FileCharset[] = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'];

function sure(charset: FileCharset, bytes: Uint8Array): FileTexts | null {
  const text = decodeStrictly(bytes, charset);
  return text === null ? null : { isSure: true, texts: [{ charset, text }] };
}

const bytesLookedAt = 4_096;

/** Digits, separators and line ends have a zero byte in UTF-16, and no other text has one. */
function wideCharset(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const beginning = bytes.subarray(0, bytesLookedAt);
  const zeros = [0, 0];
  beginning.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd < beginning.length / 20) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/**
 * A few Chinese words are valid UTF-8 too, and come out as letters that no price list of these shops has. Letters of
 * two bytes that are Latin may well be meant.
 */
function mayBeOlder(text: string): boolean {
  return /[\u0250-\u07ff]/u.test(text) && !/[\u0800-\u{10ffff}]/u.test(text);
}

/** Nothing that no spreadsheet writes: control characters, or what has no meaning outside one company. */
function isText(text: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ue000-\uf8ff]/u.test(text);
}

type OlderCharset = 'gb18030' | 'big5' | 'shift_jis' | 'windows-1252';

/** Of the pair of bytes that begins here, whether it is one that this character set uses all the time. */
type Share = (lead: number, trail: number, before: number) => boolean;

/** The characters in everyday use stand together in each: level 1 of GB 2312, Big5 and JIS X 0208, and kana. */
const olderCharsets: readonly { readonly charset: OlderCharset; readonly share: Share }[] = [
  { charset: 'gb18030', share: (lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1 },
  { charset: 'big5', share: (lead, trail) => lead >= 0xa4 && lead <= 0xc6 && (trail < 0x7f || trail >= 0xa1) },
  {
    charset: 'shift_jis',
    share: (lead, trail) => (lead === 0x82 || lead === 0x83 || (lead >= 0x88 && lead <= 0x97)) && trail >= 0x40,
  },
  { charset: 'windows-1252', share: (_lead, trail, before) => trail < 0x80 && before < 0x80 && before > 0x40 },
];

/** From 0 to 1: how many of the characters beyond ASCII are in everyday use in this character set. */
function likenessOf(bytes: Uint8Array, share: Share, charset: OlderCharset, language: Language): number {
  let [pairs, usual] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    pairs += 1;
    if (share(lead, bytes[at + 1] ?? 0, bytes[at - 1] ?? 0)) usual += 1;
    if (charset !== 'windows-1252') at += 1;
  }
  const home: OlderCharset = language === 'ja' ? 'shift_jis' : 'gb18030';
  return (pairs === 0 ? 0 : usual / pairs) + (charset === home ? 0.01 : 0);
}
