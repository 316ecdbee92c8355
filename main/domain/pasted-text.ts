/** Text that a person pasted into a field. Pure, for every process: what comes along with a copy is taken off in one way. */

/** Zero-width and other format characters, control characters but for white space, and what only looks like a blank. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0000-\u0008\u000e-\u001f\u007f-\u009f\u2800]/gu;

/** The text without the characters that nobody sees; blanks and line breaks stay. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

const quotes: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['\u201c', '\u201d'],
  ['\u2018', '\u2019'],
  ['\u00ab', '\u00bb'],
  ['\u300c', '\u300d'],
  ['\uff02', '\uff02'],
];

/** A number, name or address that holds no blank of its own: without what nobody sees, blanks and quotes round it. */
export function cleanToken(text: string): string {
  const plain = withoutInvisible(text).trim();
  const isQuoted = quotes.some(([open, close]) => plain.length > 1 && plain.startsWith(open) && plain.endsWith(close));
  return isQuoted ? cleanToken(plain.slice(1, -1)) : plain;
}
