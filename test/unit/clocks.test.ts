import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayTime } from '../../main/payments/gateway-time.ts';
import { ElapsedTime } from '../../main/payments/elapsed-time.ts';
import { systemClock } from '../../main/common/system-clock.ts';
import { ManualClock } from '../support/manual-clock.ts';

const dayMs = 86_400_000;

describe('a timer of the computer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('comes at its time, however far away that is', () => {
    const action = vi.fn();
    systemClock.after(60 * dayMs, action);
    vi.advanceTimersByTime(60 * dayMs - 1);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledOnce();
  });

  it('can be cancelled in every part of a long wait', () => {
    const action = vi.fn();
    const cancel = systemClock.after(60 * dayMs, action);
    vi.advanceTimersByTime(40 * dayMs);
    cancel();
    vi.advanceTimersByTime(60 * dayMs);
    expect(action).not.toHaveBeenCalled();
  });

  it('comes at once where its time has passed', () => {
    const action = vi.fn();
    systemClock.after(-5, action);
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledOnce();
  });
});

describe('the time that gateways confirm', () => {
  it('is not known before one has answered', () => {
    expect(new GatewayTime(new ManualClock()).nowMs()).toBeNull();
  });

  it('goes on with the time that passes, whatever the wall clock is set to', async () => {
    const clock = new ManualClock();
    const time = new GatewayTime(clock);
    time.confirm('shop', Date.parse('2026-11-22T06:00:00.000Z'));
    clock.jump(-365 * dayMs);
    await clock.advance(60_000);
    expect(new Date(time.nowMs() ?? 0).toISOString()).toBe('2026-11-22T06:01:00.000Z');
  });
});

describe('what has passed for certain', () => {
  it('is never more than has really passed, however the wall clock is set between a request and its reply', async () => {
    const clock = new ManualClock();
    const time = new GatewayTime(clock);
    const parts = { clock, time, accountId: 'shop' };
    const elapsed = new ElapsedTime(parts);
    // A `Date` header names the second that has begun.
    time.confirm('shop', Math.floor(clock.trueNow().getTime() / 1000) * 1000);
    clock.jump(4_000);
    await clock.advance(9_900);
    time.confirm('shop', Math.floor(clock.trueNow().getTime() / 1000) * 1000);
    expect(elapsed.passedMs()).toBe(9_900);
  });

  it('counts what a gateway has confirmed while the monotonic clock stood still', () => {
    const clock = new ManualClock();
    const time = new GatewayTime(clock);
    const elapsed = new ElapsedTime({ clock, time, accountId: 'shop' }, '2026-11-22T06:00:00.000Z');
    time.confirm('shop', Date.parse('2026-11-23T06:00:00.000Z'));
    time.confirm('another', Date.parse('2099-11-23T06:00:00.000Z'));
    expect(elapsed.passedMs()).toBeGreaterThan(dayMs - 60_000);
    expect(elapsed.passedMs()).toBeLessThanOrEqual(dayMs);
  });
});
