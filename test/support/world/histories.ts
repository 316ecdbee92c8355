/** The property of all histories, for the tests of either gateway. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { GatewayKind } from '../../../main/domain/order.ts';
import { anyStory, heldKinds, toBeMetOf } from './commands.ts';
import { HistoryRunner, type Lived } from './live.ts';

/**
 * At both gateways together. `SCANTILL_HISTORIES=20000` for a longer run, `SCANTILL_SEED` for another one, or for the
 * one that a failure prints. The usual run has a fixed seed: whether it meets all that it must meet is then no matter of
 * luck. Longer runs still, in pieces: `npm run faults -- --histories 100000`.
 */
const numRuns = Math.ceil(Number(process.env['SCANTILL_HISTORIES'] ?? 3_000) / 2);
const seed = { seed: Number(process.env['SCANTILL_SEED'] ?? 2) };
const timeoutMs = 120_000 + numRuns * 200;
/** With fewer histories than that, what they must have met may be missing by chance. */
const enoughToMeetAll = 500;

/** Ends and troubles that histories at either gateway come to. */
const metEverywhere: readonly string[] = [
  'held',
  'discarded',
  'held sale replaced',
  'closed',
  'paid',
  'paid_late',
  'refunded',
  'refund done',
  'refund in parts',
  'signature_wrong',
  'amount_differs',
  'merchant_differs',
  'crash',
  'full disk',
];

/** @param metThere what is met at this gateway only. */
export function testHistories(gateway: GatewayKind, metThere: string): void {
  const runner = new HistoryRunner();
  afterAll(() => runner.clear());

  it(
    `agree with what really happened in the end: nothing missing, doubled or invented (${numRuns} of them)`,
    async () => {
      const met = new Set<string>();
      await fc.assert(
        fc.asyncProperty(anyStory(gateway), async (story) => {
          const lived = await runner.live(story);
          expect(lived.complaints).toEqual([]);
          for (const thing of thingsMetIn(lived)) met.add(thing);
        }),
        { numRuns, ...seed },
      );
      // A history in which nothing ever goes wrong proves nothing.
      if (numRuns >= enoughToMeetAll)
        expect([...metEverywhere, ...toBeMetOf(heldKinds), metThere].filter((thing) => !met.has(thing))).toEqual([]);
    },
    timeoutMs,
  );
}

function* thingsMetIn({ orders, history }: Lived): Generator<string> {
  yield* history.met;
  for (const { orderNo, requestKey, state, attention, refunds } of orders) {
    yield state;
    if (attention !== null) yield attention.code;
    for (const refund of refunds) yield `refund ${refund.state}`;
    if ((history.recalls.get(requestKey) ?? orderNo) !== orderNo) yield 'held sale replaced';
    if (refunds.filter((refund) => refund.state === 'done').length > 1) yield 'refund in parts';
  }
  for (const trade of history.trades.all()) {
    if (trade.wasRefundedByCancel) yield 'money back by cancel';
  }
  for (const till of history.tills) {
    if (till.crashes > 0) yield 'crash';
    if (till.faults.length > 0) yield 'full disk';
  }
}
