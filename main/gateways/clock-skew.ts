/** How far this computer's clock is from a gateway's, read off the `Date` header of any of its replies (RFC 9110). */
import type { Clock } from '../ports/index.ts';

/** The header counts in whole seconds, so its moment lies anywhere within the second that it names. */
const headerResolutionMs = 1000;

/** Where the gateway options and `postForText` meet: who measures, and who wants to know. */
export interface ClockSkewWatch {
  readonly clock: Pick<Clock, 'now'>;
  /** Called after every reply that carries a usable header; see `clockSkewMs` and `gatewayTimeMs`. */
  readonly onClockSkew?: OnClockSkew | undefined;
}

export type OnClockSkew = (skewMs: number, gatewayMs: number) => void;

/**
 * The time that the header names, in milliseconds since 1970: the gateway's clock showed it, or up to a second more,
 * before the reply came. `null` without a header in the one form that servers may send
 * (`Wed, 01 May 2024 04:00:00 GMT`).
 */
export function gatewayTimeMs(dateHeader: string | null): number | null {
  if (dateHeader === null) return null;
  const named = new Date(dateHeader);
  return Number.isNaN(named.getTime()) || named.toUTCString() !== dateHeader ? null : named.getTime();
}

/**
 * Milliseconds by which this computer is ahead of the gateway, negative where it is behind. It is the smallest
 * difference that explains the header, so a slow reply never looks like a wrong clock; 0 where there need be none, and
 * `null` where `gatewayTimeMs` is.
 */
export function clockSkewMs(dateHeader: string | null, sentAt: Date, receivedAt: Date): number | null {
  const earliestMs = gatewayTimeMs(dateHeader);
  if (earliestMs === null) return null;
  const latestMs = earliestMs + headerResolutionMs;
  if (sentAt.getTime() > latestMs) return sentAt.getTime() - latestMs;
  if (receivedAt.getTime() < earliestMs) return receivedAt.getTime() - earliestMs;
  return 0;
}
