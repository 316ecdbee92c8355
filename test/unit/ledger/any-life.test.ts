import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaterEvent, Order } from '../../../main/domain/order.ts';
import { applyEvent, isWatched } from '../../../main/domain/order-lifecycle.ts';
import { addTotals, contributionOf, noTotals, type Totals } from '../../../main/domain/totals.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { totalsColumns } from '../../../main/ledger/format/totals.ts';
import { anyEvent, anyText, isAllowed } from '../../support/events.ts';
import { append, createOrder, draft, morning, open, openReader, temporaryLedgerPath } from './support.ts';

/** The first events tried of a life; those that its state forbids are left out. */
const life = fc.record({
  note: anyText,
  amountMinor: fc.integer({ min: 1, max: 400 }),
  way: fc.constantFrom('transaction_code', 'customer_code'),
  lines: fc.array(
    fc.record({
      name: anyText,
      quantity: fc.integer({ min: 1, max: 9 }),
      priceMinor: fc.nat(400),
      goodsId: fc.option(anyText, { nil: null }),
    }),
    { maxLength: 2 },
  ),
  account: fc.constantFrom('shop-alipay', 'shop-other'),
  day: fc.constantFrom('2026-11-22T02:30:00Z', '2026-11-24T02:30:00Z'),
  isHeld: fc.boolean(),
  tried: fc.array(anyEvent, { maxLength: 14, size: 'max' }),
});

/** Refund numbers and keys are unique in a ledger; sums are small enough to be reached. */
function ownEvent(event: LaterEvent, lifeIndex: number): LaterEvent {
  if (!('refundNo' in event.payload)) return event;
  const refundNo = `${event.payload.refundNo}_${lifeIndex}`;
  const changes = event.type === 'refund.requested' ? { amountMinor: (event.payload.amountMinor % 400) + 1 } : {};
  return { ...event, payload: { ...event.payload, ...changes, refundNo } } as LaterEvent;
}

function totalsByKey(orders: readonly Order[]): Readonly<Record<string, Totals>> {
  const sums: Record<string, Totals> = {};
  for (const order of orders) {
    const key = [order.businessDay, order.accountId, order.wallet, order.currency].join(' ');
    sums[key] = addTotals(sums[key] ?? noTotals, contributionOf(order));
  }
  return Object.fromEntries(Object.entries(sums).filter(([, { chargedCount }]) => chargedCount > 0));
}

describe('any life that the tables allow', () => {
  it('is the same from the rows, from the events and after a restart; the totals are what the orders add up to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 3 }), async (lives) => {
        const ledgerPath = temporaryLedgerPath();
        const ledger = open(ledgerPath);
        const orders: Order[] = [];
        for (const [index, { note, amountMinor, way, lines, account, day, isHeld, tried }] of lives.entries()) {
          const change = { note, amountMinor, way, lines, accountId: account };
          let order = isHeld
            ? (await ledger.holdOrder(draft(change), new Date(day))).order
            : await createOrder(ledger, change, new Date(day));
          for (const given of tried) {
            const event = ownEvent(given, index);
            if (isAllowed(order, event)) order = await append(ledger, order, event);
          }
          orders.push(order);
        }
        ledger.close();

        const reopened = open(ledgerPath);
        const reader = openReader(ledgerPath);
        for (const order of orders) {
          expect(await reopened.readOrder(order.orderNo)).toEqual(order);
          const rebuilt = readerQueries
            .timeline(reader, order.orderNo)
            .reduce<Order | undefined>(
              (before, { event, at, sequence }) => applyEvent(before, event, at, sequence),
              undefined,
            );
          expect(rebuilt).toEqual(order);
        }
        expect(await reopened.watchedOrders()).toEqual(orders.filter(isWatched));
        expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: orders.length });
        const kept = reader
          .prepare(
            `SELECT business_day || ' ' || account_id || ' ' || wallet || ' ' || currency AS key, ${totalsColumns}
             FROM day_totals WHERE charged_count > 0`,
          )
          .all()
          .map((row) => {
            const { key, ...totals } = row as Totals & { readonly key: string };
            return [key, totals];
          });
        expect(Object.fromEntries(kept)).toEqual(totalsByKey(orders));
        reader.close();
        reopened.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe('a refund in the ledger', () => {
  it('may give back the last minor unit and not one more, whoever asks', async () => {
    const ledger = open(temporaryLedgerPath());
    const order = await append(ledger, await createOrder(ledger, { amountMinor: 100 }), {
      type: 'payment.succeeded',
      payload: { learnedBy: 'query', gatewayOrderNo: null, evidence: null, paidAt: null, buyerHint: null },
    });
    const events = (refundNo: string, amountMinor: number): readonly LaterEvent[] => [
      {
        type: 'refund.requested',
        payload: { operatorName: 'Mei', reason: 'cold', requestKey: refundNo, refundNo, amountMinor },
      },
      { type: 'refund.done', payload: { refundNo, learnedBy: 'refund', evidence: null } },
    ];
    // What the use cases refuse before, the file refuses too.
    await expect(ledger.append(order.orderNo, order.version, events('R_1', 101), morning)).rejects.toThrow('CHECK');
    expect(await ledger.readOrder(order.orderNo)).toEqual(order);
    expect(await append(ledger, order, ...events('R_1', 100))).toMatchObject({ state: 'refunded', refundedMinor: 100 });
  });
});
