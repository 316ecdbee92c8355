/**
 * Finds the exact text of the members of a received JSON document, so that a signature can be checked over what
 * arrived rather than over something re-made. Strict: the whole JSON grammar, no name twice in one object at any
 * depth, nothing after the document. Only text that has been verified is then parsed.
 */

export interface JsonMember {
  /** Where the value's text starts and ends (exclusive) in the document, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type JsonFault = 'malformed' | 'not_an_object' | 'duplicate_name' | 'too_deep';

export type JsonDocument =
  | { readonly ok: true; readonly members: ReadonlyMap<string, JsonMember> }
  | { readonly ok: false; readonly fault: JsonFault };

/** Replies are three levels deep; a limit keeps a hostile one from exhausting the stack. */
export const maximumDepth = 32;

interface Cursor {
  readonly text: string;
  at: number;
}

const stringToken = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalarToken = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Reads the top level of `text`, checking everything below it. */
export function readJsonDocument(text: string): JsonDocument {
  const cursor: Cursor = { text, at: 0 };
  skipWhiteSpace(cursor);
  if (text[cursor.at] !== '{') return { ok: false, fault: isValue(cursor) ? 'not_an_object' : 'malformed' };
  const members = new Map<string, JsonMember>();
  const fault = readObject(cursor, 1, (name, start, end) => {
    members.set(name, { start, end, text: text.slice(start, end) });
  });
  if (fault !== null) return { ok: false, fault };
  skipWhiteSpace(cursor);
  return cursor.at === text.length ? { ok: true, members } : { ok: false, fault: 'malformed' };
}

/** A signed reply taken apart; `value` is the member's, parsed. */
export interface PlainReply {
  readonly slice: JsonMember;
  readonly signature: string;
  readonly value: object;
}

const signatureTail = /^,"sign":"([A-Za-z0-9+/]+={0,2})"\}$/;
/** Perhaps a number: those have to be kept as digits. */
const numberStart = /(?:":|[[,])-?\d/;

/**
 * The short way for the form in which most replies come, `{"<name>":{…},"sign":"<base64>"}` with no blank, no number
 * and no escape: where the member's text is exactly what its own value is written as, nothing in it is there twice, and
 * head and tail leave no other way to read the document. `null` says only that it has to be read the long way.
 */
export function readPlainReply(text: string, name: string): PlainReply | null {
  const head = `{"${name}":`;
  const end = text.lastIndexOf(',"sign":"');
  if (end < head.length || !text.startsWith(head) || text[head.length] !== '{') return null;
  const signature = signatureTail.exec(text.slice(end))?.[1];
  const memberText = text.slice(head.length, end);
  if (signature === undefined || numberStart.test(memberText)) return null;
  const value = parseIfCanonical(memberText);
  if (value === null) return null;
  return { slice: { start: head.length, end, text: memberText }, signature, value };
}

function parseIfCanonical(text: string): object | null {
  // As many openings as levels allowed, or fewer, cannot nest deeper than that.
  if (countOf('{', text) + countOf('[', text) >= maximumDepth) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : null;
  } catch {
    // Not JSON: the long way says so.
    return null;
  }
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

/** The decoded text of a member that is a JSON string; `null` when it is something else. */
export function stringOf(member: JsonMember): string | null {
  return member.text.startsWith('"') ? decodeString(member.text) : null;
}

/**
 * Parses verified JSON text with every number left as its own digits (`2000`, `2000.0`, `88.88`), so that no amount
 * and no long order number ever passes through floating point.
 * @throws SyntaxError when the text was not checked by `readJsonDocument` first: a bug.
 */
export function parseKeepingDigits(verifiedText: string): unknown {
  // Most replies have no number at all, and the plain parser is several times faster.
  if (!hasNumber(verifiedText)) return JSON.parse(verifiedText) as unknown;
  return parseWithSource(verifiedText, (_name, value, context) =>
    typeof value === 'number' ? (context.source ?? String(value)) : value,
  );
}

const textWithoutNumber = /(?:[^"0-9]|"(?:[^"\\]|\\.)*")*/y;

/** Whether a digit stands outside the strings. */
function hasNumber(jsonText: string): boolean {
  textWithoutNumber.lastIndex = 0;
  textWithoutNumber.test(jsonText);
  return textWithoutNumber.lastIndex !== jsonText.length;
}

type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown;
// The compiler's library does not know the reviver's third argument yet.
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Decoded, because "sign" and "\u0073ign" are one name to whoever parses it later. Few have anything to decode. */
function decodeString(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

function skipWhiteSpace(cursor: Cursor): void {
  while (isWhiteSpace(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
}

/** Blank, tab, line feed and carriage return; nothing else is white space in JSON. */
function isWhiteSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function skip(cursor: Cursor, token: RegExp): boolean {
  token.lastIndex = cursor.at;
  if (!token.test(cursor.text)) return false;
  cursor.at = token.lastIndex;
  return true;
}

function skipCharacter(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function isValue(cursor: Cursor): boolean {
  if (readValue(cursor, 1) !== null) return false;
  skipWhiteSpace(cursor);
  return cursor.at === cursor.text.length;
}

function readValue(cursor: Cursor, depth: number): JsonFault | null {
  if (depth > maximumDepth) return 'too_deep';
  switch (cursor.text[cursor.at]) {
    case '{':
      return readObject(cursor, depth, () => undefined);
    case '[':
      return readArray(cursor, depth);
    case '"':
      return skip(cursor, stringToken) ? null : 'malformed';
    default:
      return skip(cursor, scalarToken) ? null : 'malformed';
  }
}

function readObject(
  cursor: Cursor,
  depth: number,
  onMember: (name: string, start: number, end: number) => void,
): JsonFault | null {
  cursor.at += 1;
  skipWhiteSpace(cursor);
  if (skipCharacter(cursor, '}')) return null;
  const names = new Set<string>();
  do {
    skipWhiteSpace(cursor);
    const nameStart = cursor.at;
    if (!skip(cursor, stringToken)) return 'malformed';
    const name = decodeString(cursor.text.slice(nameStart, cursor.at));
    if (names.has(name)) return 'duplicate_name';
    names.add(name);
    skipWhiteSpace(cursor);
    if (!skipCharacter(cursor, ':')) return 'malformed';
    skipWhiteSpace(cursor);
    const start = cursor.at;
    const fault = readValue(cursor, depth + 1);
    if (fault !== null) return fault;
    onMember(name, start, cursor.at);
    skipWhiteSpace(cursor);
  } while (skipCharacter(cursor, ','));
  return skipCharacter(cursor, '}') ? null : 'malformed';
}

function readArray(cursor: Cursor, depth: number): JsonFault | null {
  cursor.at += 1;
  skipWhiteSpace(cursor);
  if (skipCharacter(cursor, ']')) return null;
  do {
    skipWhiteSpace(cursor);
    const fault = readValue(cursor, depth + 1);
    if (fault !== null) return fault;
    skipWhiteSpace(cursor);
  } while (skipCharacter(cursor, ','));
  return skipCharacter(cursor, ']') ? null : 'malformed';
}
