/**
 * ScanForPay's signed envelope, from the gateway's side (gateways.md 1.2, 1.5): the signature is the SHA-256 of the
 * member's text exactly as it travels, followed by the sign key.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export type ReadEnvelope =
  | { readonly ok: true; readonly requestText: string; readonly signature: string }
  | { readonly ok: false; readonly reason: 'not_json' | 'incomplete' };

/** Takes the `request` member out of the received bytes, unchanged. A member given twice makes the message ambiguous. */
export function readEnvelope(body: Uint8Array): ReadEnvelope {
  const text = decodeUtf8(body);
  if (text === null || !isJsonObject(text)) return { ok: false, reason: 'not_json' };
  const members = topLevelMembers(text);
  const requests = members.filter(({ name }) => name === 'request');
  const signatures = members.filter(({ name }) => name === 'signature');
  if (requests.length > 1 || signatures.length > 1) return { ok: false, reason: 'not_json' };
  const [request] = requests;
  const [signatureMember] = signatures;
  if (request === undefined || signatureMember === undefined) return { ok: false, reason: 'incomplete' };
  const signature: unknown = JSON.parse(signatureMember.text);
  if (typeof signature !== 'string' || signature === '') return { ok: false, reason: 'incomplete' };
  return { ok: true, requestText: request.text, signature };
}

/** Lower-case hex SHA-256 over the UTF-8 bytes of the text and the key. */
export function signText(text: string, signKey: string): string {
  return createHash('sha256').update(text, 'utf8').update(signKey, 'utf8').digest('hex');
}

export function isSignatureRight(text: string, signature: string, signKey: string): boolean {
  const expected = Buffer.from(signText(text, signKey), 'ascii');
  const given = Buffer.from(signature, 'utf8');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** JSON as PHP's `json_encode` writes it by default: only ASCII, and every slash escaped. */
export function toPhpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface Member {
  readonly name: string;
  /** The value's text between colon and comma, without the white space around it. */
  readonly text: string;
}

/** The members of an object, in order and repetitions included. `text` is known to be a valid JSON object. */
function topLevelMembers(text: string): readonly Member[] {
  const members: Member[] = [];
  let depth = 0;
  let start = 0;
  let name: string | null = null;
  const finish = (end: number): void => {
    if (name !== null) members.push({ name, text: trimJson(text.slice(start, end)) });
    name = null;
    start = end + 1;
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '"') index = endOfString(text, index);
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 1) start = index + 1;
    } else if (character === '}' || character === ']') {
      if (depth === 1) finish(index);
      depth -= 1;
    } else if (depth === 1 && character === ':') {
      name = JSON.parse(text.slice(start, index)) as string;
      start = index + 1;
    } else if (depth === 1 && character === ',') finish(index);
  }
  return members;
}

/** The index of the quote that closes the string opened at `index`. */
function endOfString(text: string, index: number): number {
  let end = index + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

function trimJson(text: string): string {
  return text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
