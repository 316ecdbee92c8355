import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { OrderState } from '../../../main/domain/order.ts';
import { anyHabits, type Command, type Story } from '../../support/world/commands.ts';
import { HistoryRunner } from '../../support/world/live.ts';

const runner = new HistoryRunner();
afterAll(() => runner.clear());

const gateways = ['scanforpay', 'alipay'] as const;

/** What a customer does, and what the gateway tells of it: so many messages. */
interface Tale {
  readonly acts: readonly Command[];
  readonly messageCount: number;
  readonly end: Readonly<Record<(typeof gateways)[number], OrderState>>;
}

const tales: readonly Tale[] = [
  { acts: [{ do: 'buy', order: 0 }], messageCount: 1, end: { scanforpay: 'paid', alipay: 'paid' } },
  {
    acts: [
      { do: 'buy', order: 0 },
      { do: 'refund_elsewhere', order: 0 },
    ],
    messageCount: 2,
    // ScanForPay does not say how much went back: a person has to look.
    end: { scanforpay: 'paid', alipay: 'refunded' },
  },
  {
    acts: [
      { do: 'scan', order: 0 },
      { do: 'fail', order: 0 },
    ],
    messageCount: 1,
    end: { scanforpay: 'declined', alipay: 'closed' },
  },
];

/** The messages in any order, each as often as it likes, with questions to the gateway in between. */
const anyStream: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('deliver' as const),
      message: fc.nat({ max: 1 }),
      copies: fc.integer({ min: 1, max: 3 }),
      astray: fc.constant(false),
    }),
    fc.constant({ do: 'check', order: 0 } as const),
    fc.constant({ do: 'wait', ms: 400, asleep: false } as const),
  ),
  { maxLength: 12, size: 'max' },
);

describe.each(gateways)('what %s tells of an order', (gateway) => {
  it('comes to the same in whatever order, however often, and with whatever questions in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tales),
        anyHabits,
        fc.tuple(anyStream, anyStream),
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        async ({ acts, messageCount, end }, habits, streams, lastMessages) => {
          const ends = [];
          for (const stream of streams) {
            const story: Story = {
              gateway,
              habits: { ...habits, tellsEverything: true },
              commands: [
                {
                  do: 'sell',
                  till: 0,
                  account: 0,
                  amountMinor: 14_130,
                  overWeChat: false,
                  validForMs: 60_000,
                  isHeld: false,
                  byCustomerCode: false,
                },
                ...acts,
                ...stream,
              ],
              lastMessages,
              endsAwake: false,
            };
            const { orders, history, complaints } = await runner.live(story);
            expect(history.post.messages).toHaveLength(messageCount);
            expect(complaints).toEqual([]);
            ends.push(
              orders.map(({ state, refundedMinor, refunds, attention }) => ({
                state,
                refundedMinor,
                refunds,
                attention,
              })),
            );
          }
          expect(ends[0]).toEqual(ends[1]);
          const refundedMinor = end[gateway] === 'refunded' ? 14_130 : 0;
          const isUnsaid = gateway === 'scanforpay' && acts.some((act) => act.do === 'refund_elsewhere');
          const attention = isUnsaid ? { code: 'refund_differs', gatewayCode: null, gatewayMessage: null } : null;
          expect(ends[0]).toEqual([{ state: end[gateway], refundedMinor, refunds: [], attention }]);
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
