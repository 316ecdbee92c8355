import { describe, expect, it } from 'vitest';
import { clockText, countdown, secondsSince, secondsUntil } from '../../../../renderer/ui/countdown.ts';

const createdAt = '2026-11-22T06:00:00.000Z';
const codeExpiresAt = '2026-11-22T06:05:00.000Z';
const after = (seconds: number): number => Date.parse(createdAt) + seconds * 1000;

describe('the countdown of a code', () => {
  it('begins with the whole life and ends at nothing', () => {
    expect(countdown(createdAt, codeExpiresAt, after(0))).toEqual({ secondsLeft: 300, share: 1, isShort: false });
    expect(countdown(createdAt, codeExpiresAt, after(300))).toEqual({ secondsLeft: 0, share: 0, isShort: true });
  });

  it('never runs below zero, and a clock set back never lengthens the code’s life', () => {
    expect(countdown(createdAt, codeExpiresAt, after(9999)).secondsLeft).toBe(0);
    expect(countdown(createdAt, codeExpiresAt, after(-9999)).secondsLeft).toBe(300);
  });

  it('counts a begun second as one, so that 0:00 means that it is over', () => {
    expect(countdown(createdAt, codeExpiresAt, after(299.2)).secondsLeft).toBe(1);
  });

  it('is short below half a minute', () => {
    expect(countdown(createdAt, codeExpiresAt, after(270)).isShort).toBe(false);
    expect(countdown(createdAt, codeExpiresAt, after(271)).isShort).toBe(true);
  });

  it('is written like a clock', () => {
    expect([0, 9, 60, 167, 3600, 3725].map(clockText)).toEqual(['0:00', '0:09', '1:00', '2:47', '1:00:00', '1:02:05']);
  });
});

describe('seconds before and after', () => {
  it('are whole and never negative', () => {
    expect(secondsSince(createdAt, after(3.9))).toBe(3);
    expect(secondsSince(createdAt, after(-1))).toBe(0);
    expect(secondsUntil(createdAt, after(-2.1))).toBe(3);
    expect(secondsUntil(createdAt, after(1))).toBe(0);
  });
});
