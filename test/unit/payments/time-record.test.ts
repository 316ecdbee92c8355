import { beforeEach, describe, expect, it } from 'vitest';
import { DeskUnderTest } from '../../support/desk-under-test.ts';

const minuteMs = 60_000;
let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

const confirmed = () =>
  counter.ledger.tillEvents.flatMap((event) => (event.type === 'time.confirmed' ? [event.payload] : []));
const keyOf = (count: number): string => `0a0a0a0a-0000-4000-8000-${String(count).padStart(12, '0')}`;

describe('what the ledger keeps of gateways’ time', () => {
  it('is the first that a run of the app hears', async () => {
    await counter.take();
    await counter.clock.advance(9 * minuteMs);
    expect(confirmed()).toEqual([{ accountId: 'shop', gatewayAt: '2026-11-22T06:32:05.000Z', computerAheadMs: 0 }]);
  });

  it('is told again every ten minutes while orders are being made, and not without them', async () => {
    for (let count = 1; count <= 30; count += 1) {
      await counter.take({ requestKey: keyOf(count) });
      await counter.clock.advance(minuteMs);
    }
    const told = confirmed().length;
    expect(told).toBeGreaterThanOrEqual(3);
    expect(told).toBeLessThanOrEqual(4);
  });

  it('is told at once when the computer’s clock has been set', async () => {
    const { orderNo } = await counter.take();
    counter.clock.jump(-3_600_000);
    await counter.desk.check(orderNo);
    expect(confirmed().map(({ computerAheadMs }) => computerAheadMs)).toEqual([0, -3_600_000]);
  });
});
