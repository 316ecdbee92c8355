import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../main/notify/rate-limit.ts';

function limitAt(burst: number, perSecond: number) {
  const clock = { nowMs: 0 };
  return { clock, isAllowed: createRateLimit({ burst, perSecond }, () => clock.nowMs) };
}

function allowedOf(count: number, isAllowed: () => boolean): number {
  return Array.from({ length: count }, isAllowed).filter(Boolean).length;
}

describe('the rate limit', () => {
  it('lets a burst through, then so many each second, never more than a burst', () => {
    const { clock, isAllowed } = limitAt(5, 2);
    expect(allowedOf(9, () => isAllowed('a'))).toBe(5);
    clock.nowMs += 1_000;
    expect(allowedOf(9, () => isAllowed('a'))).toBe(2);
    clock.nowMs += 250;
    expect(isAllowed('a')).toBe(false);
    clock.nowMs += 250;
    expect(isAllowed('a')).toBe(true);
    clock.nowMs += 3_600_000;
    expect(allowedOf(9, () => isAllowed('a'))).toBe(5);
  });

  it('counts each address by itself', () => {
    const { isAllowed } = limitAt(1, 1);
    expect([isAllowed('a'), isAllowed('a'), isAllowed('b')]).toEqual([true, false, true]);
  });

  it('forgets the address that was away longest when there are too many', () => {
    const { isAllowed } = limitAt(1, 0);
    isAllowed('old');
    isAllowed('kept');
    for (let address = 0; address < 998; address += 1) isAllowed(`flood ${address}`);
    expect(isAllowed('kept')).toBe(false);
    isAllowed('one more');
    expect([isAllowed('kept'), isAllowed('old')]).toEqual([false, true]);
  });
});
