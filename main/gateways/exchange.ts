/** What both gateways do around their own words: reading keys, sending, and wording what went wrong. */
import type { Evidence, Problem, ProblemCode } from '../domain/order.ts';
import type { KeyReference, KeyStore, NotSentOutcome, UnknownOutcome } from '../ports/index.ts';
import { decodeReceived, headerCharset, type Charset, type DecodedText } from './charset.ts';
import { clockSkewMs, gatewayTimeMs, type ClockSkewWatch } from './clock-skew.ts';
import type { HttpRequest, HttpTransport } from './http-transport.ts';

/** UTF-16 units of a reply that are kept as evidence. */
const maximumEvidenceLength = 16 * 1024;
const maximumMessageLength = 300;

/** `gatewayMessage` is the gateway's own text, or the system's error code when the gateway was not reached. */
export function problemOf(
  code: ProblemCode,
  gatewayCode: string | null = null,
  gatewayMessage: string | null = null,
): Problem {
  return { code, gatewayCode: shorten(gatewayCode), gatewayMessage: shorten(gatewayMessage) };
}

function shorten(text: string | null): string | null {
  return text === null ? null : text.slice(0, maximumMessageLength).toWellFormed();
}

export function unknownOutcome(problem: Problem, evidence: Evidence | null): UnknownOutcome {
  return { kind: 'unknown', problem, evidence };
}

export function notSentOutcome(problem: Problem): NotSentOutcome {
  return { kind: 'not_sent', problem };
}

export type KeyText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem };

export async function readKeyText(keys: KeyStore, reference: KeyReference): Promise<KeyText> {
  const reading = await keys.read(reference);
  switch (reading.kind) {
    case 'found':
      return { ok: true, text: reading.secret.reveal() };
    case 'missing_or_locked':
      return { ok: false, problem: problemOf('key_missing_or_locked') };
    case 'unavailable':
      return { ok: false, problem: problemOf('keychain_unavailable') };
  }
}

/** A reply's text, before anything in it is believed. */
export type ReceivedReply = DecodedText & { readonly kind: 'received'; readonly evidence: Evidence };

/**
 * Sends a request and returns the reply's text where there is one that may be looked at.
 * @param skewWatch hears how this computer's clock compares with the one that answered.
 * @param expectedCharset what the reply should be in, where it declares nothing; UTF-8 if absent.
 */
export async function postForText(
  transport: HttpTransport,
  request: HttpRequest,
  skewWatch?: ClockSkewWatch,
  expectedCharset?: Charset,
): Promise<ReceivedReply | UnknownOutcome | NotSentOutcome> {
  const sentAt = skewWatch?.clock.now();
  const result = await transport.post(request);
  if (result.kind === 'failure') {
    switch (result.reason) {
      case 'not_allowed':
        return notSentOutcome(problemOf('configuration', null, result.detail));
      case 'too_large':
        return unknownOutcome(problemOf('malformed_reply', null, result.detail), null);
      case 'unreachable':
      case 'timeout':
        return unknownOutcome(problemOf(result.reason, null, result.detail), null);
    }
  }
  if (skewWatch !== undefined && sentAt !== undefined) {
    const skewMs = clockSkewMs(result.dateHeader, sentAt, skewWatch.clock.now());
    const gatewayMs = gatewayTimeMs(result.dateHeader);
    if (skewMs !== null && gatewayMs !== null) skewWatch.onClockSkew?.(skewMs, gatewayMs);
  }
  const decoded = decodeReceived(result.body, [headerCharset(result.contentType), expectedCharset ?? null]);
  const replyText = decoded === null ? new TextDecoder('utf-8').decode(result.body) : decoded.text;
  const evidence: Evidence = { httpStatus: result.status, replyText: cut(replyText) };
  if (result.status < 200 || result.status > 299) {
    return unknownOutcome(problemOf('http_error', String(result.status)), evidence);
  }
  if (decoded === null) return unknownOutcome(problemOf('malformed_reply'), evidence);
  return { kind: 'received', ...decoded, evidence };
}

function cut(text: string): string {
  return text.slice(0, maximumEvidenceLength).toWellFormed();
}

/** What checking a signed document came to; the value is parsed from exactly the text that the signature covers. */
export type Verification = { readonly kind: 'verified'; readonly value: unknown } | Unverified;

export type Unverified =
  | { readonly kind: 'signature_wrong' | 'malformed_reply' }
  /** `claimed` is good for showing, never for deciding. */
  | { readonly kind: 'signature_missing'; readonly claimed: unknown };

/** An order number that an unverified body claims; `null` unless it has the shape of one. */
export function claimedOrderNo(body: Uint8Array, pattern: RegExp): string | null {
  return pattern.exec(new TextDecoder('utf-8').decode(body))?.[1] ?? null;
}

/** The same of a text of which it is known that it is all there is. */
export function orderNoIn(text: string | null | undefined): string | null {
  return text !== null && text !== undefined && /^[A-Za-z0-9_]{1,64}$/.test(text) ? text : null;
}

/** Cashier names go to a gateway only where they look like the operator numbers that its pages show. */
export function operatorIdOf(operatorName: string): string | undefined {
  return /^[A-Za-z0-9_.-]{1,20}$/.test(operatorName) ? operatorName : undefined;
}
