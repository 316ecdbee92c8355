/**
 * The checks on what a cashier types that both sides of the bridge apply: the renderer to say it at once,
 * main because it trusts nothing. Pure.
 */

/** Characters of a note. ScanForPay's `orderTitle` is String(100), the tighter of the two gateways. */
export const maximumNoteLength = 100;

export type NoteProblem = 'too_long' | 'unsupported_character';

/**
 * A note is shown to the customer as the order's description, so it must survive both gateways: at most 100
 * characters, no control characters, nothing outside the Basic Multilingual Plane (emoji), which gateways refuse.
 */
export function noteProblem(note: string): NoteProblem | null {
  const characters = Array.from(note);
  if (characters.length > maximumNoteLength) return 'too_long';
  return characters.some(isUnsupportedCharacter) ? 'unsupported_character' : null;
}

function isUnsupportedCharacter(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  const isControl = codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0);
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  const isEmojiModifier = codePoint === 0xfe0f || codePoint === 0x200d || codePoint === 0x20e3;
  return isControl || isSurrogate || isEmojiModifier || codePoint > 0xffff || /\p{Emoji_Presentation}/u.test(character);
}
