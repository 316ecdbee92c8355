import { describe, expect, it } from 'vitest';
import { GatewayTime } from '../../../main/payments/gateway-time.ts';
import { ElapsedTime } from '../../../main/payments/elapsed-time.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const accountId = 'shop';

describe('what has passed for certain', () => {
  it('is never more than has passed, though a gateway’s time came late the first time', async () => {
    const clock = new ManualClock();
    const time = new GatewayTime(clock);
    const elapsed = new ElapsedTime({ clock, time, accountId });
    const toldMs = clock.trueNow().getTime();
    // The reply was on its way for three seconds, and under a wrong clock its date is all there is to go by.
    await clock.advance(3_000);
    time.confirm(accountId, toldMs);
    expect(elapsed.passedMs()).toBe(3_000);
    await clock.advance(3_000);
    time.confirm(accountId, clock.trueNow().getTime());
    expect(elapsed.passedMs()).toBe(6_000);
  });

  it('counts a night in which the computer was off, to within what a reply may take', async () => {
    const clock = new ManualClock();
    const time = new GatewayTime(clock);
    const elapsed = new ElapsedTime({ clock, time, accountId }, clock.trueNow().toISOString());
    const nightMs = 8 * 3_600_000;
    time.confirm(accountId, clock.trueNow().getTime() + nightMs);
    expect(elapsed.passedMs()).toBe(nightMs - 11_000);
    await clock.advance(60_000);
    expect(elapsed.passedMs()).toBe(nightMs - 11_000 + 60_000);
  });
});
