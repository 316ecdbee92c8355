/** How much of a code's life is left, in whole seconds as shown. */
export interface Countdown {
  readonly secondsLeft: number;
  /** Share of the ring still drawn, from 1 down to 0. */
  readonly share: number;
  /** Below half a minute the ring says so by weight. */
  readonly isShort: boolean;
}

const shortSeconds = 30;

/** Times are UTC ISO 8601; `nowMs` is epoch milliseconds. A clock set back never shows more than the whole life. */
export function countdown(createdAt: string, codeExpiresAt: string, nowMs: number): Countdown {
  const lifeMs = Math.max(1, Date.parse(codeExpiresAt) - Date.parse(createdAt));
  const leftMs = Math.min(lifeMs, Math.max(0, Date.parse(codeExpiresAt) - nowMs));
  const secondsLeft = Math.ceil(leftMs / 1000);
  return { secondsLeft, share: leftMs / lifeMs, isShort: secondsLeft < shortSeconds };
}

/** `2:47`; `1:02:05` from an hour up. */
export function clockText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Whole seconds between a UTC ISO time and now, never negative in either direction. */
export function secondsSince(time: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(time)) / 1000));
}

export function secondsUntil(time: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(time) - nowMs) / 1000));
}
