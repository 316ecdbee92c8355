/** How far this computer's clock is from a gateway's, read off the `Date` header of any of its replies (RFC 9110). */
import type { Clock } from '../ports.ts';

/** The header counts in whole seconds, so its moment lies anywhere within the second that it names. */
const headerResolutionMs = 1000;

/** Where the gateway options and `postForText` meet: who measures, and who wants to know. */
export interface ClockSkewWatch {
  readonly clock: Pick<Clock, 'now'>;
  /** Called after every reply that carries a usable header; see `clockSkewMs`. */
  readonly onClockSkew?: ((skewMs: number) => void) | undefined;
}

/**
 * Milliseconds by which this computer is ahead of the gateway, negative where it is behind. It is the smallest
 * difference that explains the header, so a slow reply never looks like a wrong clock; 0 where there need be none.
 * `null` without a header in the one form that servers may send (`Wed, 01 May 2024 04:00:00 GMT`).
 */
export function clockSkewMs(dateHeader: string | null, sentAt: Date, receivedAt: Date): number | null {
  if (dateHeader === null) return null;
  const named = new Date(dateHeader);
  if (Number.isNaN(named.getTime()) || named.toUTCString() !== dateHeader) return null;
  const earliestMs = named.getTime();
  const latestMs = earliestMs + headerResolutionMs;
  if (sentAt.getTime() > latestMs) return sentAt.getTime() - latestMs;
  if (receivedAt.getTime() < earliestMs) return receivedAt.getTime() - earliestMs;
  return 0;
}
