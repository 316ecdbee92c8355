/**
 * The checks on what a cashier types that both sides of the bridge apply: the renderer to say it at once,
 * main because it trusts nothing. Pure.
 */

/** Characters of a note. ScanForPay's `orderTitle` is String(100), the tighter of the two gateways. */
export const maximumNoteLength = 100;

export type NoteProblem = 'too_long' | 'unsupported_character';

/**
 * A note is shown to the customer as the order's description, so it must survive both gateways: at most 100
 * characters, no control characters or marks of direction, nothing outside the Basic Multilingual Plane (emoji), which
 * gateways refuse.
 */
export function noteProblem(note: string): NoteProblem | null {
  const characters = Array.from(note);
  if (characters.length > maximumNoteLength) return 'too_long';
  return hasUnsupportedCharacter(note) ? 'unsupported_character' : null;
}

export function hasUnsupportedCharacter(text: string): boolean {
  return Array.from(text).some(isUnsupportedCharacter);
}

/** What a note cannot hold, for whoever has to take it out. */
export type UnsupportedKind =
  | 'emoji'
  /** Outside the Basic Multilingual Plane, as some characters of names are. */
  | 'rare'
  /** It cannot be seen: a line break, or half of a broken character. */
  | 'control';

/** The first character that a note cannot hold; `null` when there is none. */
export function unsupportedCharacter(
  text: string,
): { readonly character: string; readonly kind: UnsupportedKind } | null {
  const character = Array.from(text).find(isUnsupportedCharacter);
  if (character === undefined) return null;
  if (/[\p{Emoji_Presentation}\p{Extended_Pictographic}\ufe0f\u200d\u20e3]/u.test(character)) {
    return { character, kind: 'emoji' };
  }
  return { character, kind: (character.codePointAt(0) ?? 0) > 0xffff ? 'rare' : 'control' };
}

/** Marks and overrides of direction, which turn round what stands after them, and characters without width. */
const hidden =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text without characters that cannot be seen and change how others are; also of a name that is being typed. */
export function withoutHidden(text: string): string {
  return text.replace(hidden, '');
}

function isUnsupportedCharacter(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  const isLineBreak = codePoint === 0x2028 || codePoint === 0x2029;
  const isControl = codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) || isLineBreak;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  const isEmojiModifier = codePoint === 0xfe0f || codePoint === 0x200d || codePoint === 0x20e3;
  const isHidden = withoutHidden(character) === '';
  return (
    isControl ||
    isHidden ||
    isSurrogate ||
    isEmojiModifier ||
    codePoint > 0xffff ||
    /\p{Emoji_Presentation}/u.test(character)
  );
}
