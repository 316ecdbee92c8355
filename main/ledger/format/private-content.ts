/**
 * What an event says about a person (the gateway's message, the buyer's hint) is kept beside the event, not in it:
 * the event holds a salted hash, so the chain proves the content while it is there and stays whole when it is purged.
 */
import { hash as hashAtOnce, randomBytes } from 'node:crypto';
import type { OrderEvent } from '../../domain/order.ts';

const privateMembers = ['evidence', 'buyerHint'] as const;
/** What a reader finds in their place once they are gone. */
const nothing = Object.fromEntries(privateMembers.map((name) => [name, null]));

export interface PrivateContent {
  readonly salt: Uint8Array;
  /** JSON of the private members. */
  readonly content: string;
}

export interface SplitEvent {
  /** JSON of the payload; in place of the private members `private`, the hash in hex. */
  readonly payload: string;
  /** `null` where the event says nothing about anyone. */
  readonly privateContent: PrivateContent | null;
}

export function splitEvent({ payload }: OrderEvent): SplitEvent {
  const members = Object.entries(payload) as (readonly [string, unknown])[];
  const isPrivate = ([name, value]: readonly [string, unknown]): boolean =>
    value !== null && (privateMembers as readonly string[]).includes(name);
  const hidden = members.filter(isPrivate);
  if (hidden.length === 0) return { payload: JSON.stringify(payload), privateContent: null };
  const privateContent = { salt: randomBytes(16), content: JSON.stringify(Object.fromEntries(hidden)) };
  const shown = Object.fromEntries(members.filter((member) => !isPrivate(member)));
  return {
    payload: JSON.stringify({ ...shown, private: commitmentOf(privateContent) }),
    privateContent,
  };
}

/** The payload as it was before it was split; with `null` in the private places when their content has been purged. */
export function joinedPayload(payloadText: string, content: string | null): unknown {
  const payload = JSON.parse(payloadText) as Record<string, unknown>;
  if (payload['private'] === undefined) return payload;
  delete payload['private'];
  return Object.assign(payload, nothing, content === null ? null : (JSON.parse(content) as object));
}

/** The hash that the event must hold for this content, in hex; SHA-256 over salt and UTF-8. */
export function commitmentOf({
  salt,
  content,
}: {
  readonly salt: Uint8Array;
  readonly content: string | Uint8Array;
}): string {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return hashAtOnce('sha256', Buffer.concat([salt, bytes]), 'hex');
}

/** The hash that a stored event holds; `null` when it says nothing about anyone. */
export function commitmentIn(payload: string | Buffer): string | null {
  if (!payload.includes('"private"')) return null;
  const { private: commitment } = JSON.parse(payload.toString()) as Record<string, unknown>;
  return typeof commitment === 'string' ? commitment : null;
}
