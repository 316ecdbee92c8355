import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent } from '../../../main/domain/order-lifecycle.ts';
import type { Order } from '../../../main/domain/order.ts';
import { disagreement, eventsFrom, type PaymentFacts } from '../../../main/domain/settlement.ts';
import { factsOf, orderOf } from '../../support/orders.ts';

function settle(order: Order, facts: PaymentFacts): Order {
  return eventsFrom(order, facts, 'notification', null).reduce(
    (current, event) => applyEvent(current, event, '2026-11-22T06:40:00.000Z', current.version + 1),
    order,
  );
}

describe('a message about a payment', () => {
  it('makes the order paid when every particular agrees', () => {
    expect(settle(orderOf(), factsOf()).state).toBe('paid');
  });

  it.each([
    ['order_number_differs', { orderNo: 'T01_20261122_0999_ZZZZ' }],
    ['merchant_differs', { merchantId: '2099999999999999' }],
    ['seller_differs', { sellerId: '2088000000000000' }],
    ['amount_differs', { amountMinor: 14_129 }],
    ['amount_differs', { amountMinor: null }],
    ['currency_differs', { currency: 'HKD' }],
    ['wallet_differs', { wallet: 'wechat_pay' }],
  ] as const)('changes no state and calls for a person when %s', (code, changes) => {
    const order = orderOf();
    const facts = factsOf(changes);
    expect(disagreement(order, facts)).toBe(code);
    const after = settle(order, facts);
    expect(after.state).toBe('awaiting');
    expect(after.attention?.code).toBe(code);
    expect(after.paidAt).toBeNull();
  });

  it('says the same dispute once, however often it is repeated', () => {
    const disputed = settle(orderOf(), factsOf({ amountMinor: 1 }));
    expect(eventsFrom(disputed, factsOf({ amountMinor: 1 }), 'notification', null)).toEqual([]);
  });

  it('adds nothing when it repeats what is known', () => {
    const paid = settle(orderOf(), factsOf());
    expect(eventsFrom(paid, factsOf(), 'query', null)).toEqual([]);
    expect(eventsFrom(paid, factsOf({ status: 'scanned' }), 'query', null)).toEqual([]);
    expect(eventsFrom(paid, factsOf({ status: 'waiting', amountMinor: null }), 'query', null)).toEqual([]);
  });

  it('flags a second payment under another trade number', () => {
    const paid = settle(orderOf(), factsOf());
    const again = settle(paid, factsOf({ gatewayOrderNo: 'another' }));
    expect(again.state).toBe('paid');
    expect(again.attention?.code).toBe('paid_twice');
    expect(again.gatewayOrderNo).toBe('2026112222001');
  });

  it('flags a paid order that is later called closed, and keeps it paid', () => {
    const after = settle(settle(orderOf(), factsOf()), factsOf({ status: 'closed' }));
    expect(after).toMatchObject({ state: 'paid', attention: { code: 'contradicts_paid' } });
  });

  it('is late when the order had been given up', () => {
    expect(settle(orderOf({ state: 'expired_watching' }), factsOf()).state).toBe('paid_late');
    expect(settle(orderOf({ state: 'closed' }), factsOf()).state).toBe('paid_late');
  });

  it('is in time when it wins the race against a cancel', () => {
    expect(settle(orderOf({ state: 'closing' }), factsOf()).state).toBe('paid');
    expect(settle(orderOf({ state: 'close_unknown' }), factsOf()).state).toBe('paid');
  });
});

describe('any order, repetition or delay of a customer’s messages', () => {
  const honestStory: readonly PaymentFacts[] = [
    factsOf({ status: 'waiting', amountMinor: null, gatewayOrderNo: null }),
    factsOf({ status: 'scanned' }),
    factsOf({ status: 'paid' }),
  ];

  it('ends paid, with the same particulars', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...honestStory, ...honestStory, ...honestStory], { minLength: 1, maxLength: 9 }),
        (messages) => {
          const end = [...messages, factsOf()].reduce(settle, orderOf());
          expect(end).toMatchObject({
            state: 'paid',
            paidAt: '2026-11-22T06:32:40.000Z',
            gatewayOrderNo: '2026112222001',
            attention: null,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never ends paid through messages that do not fit', () => {
    const misfits = fc.constantFrom(
      factsOf({ amountMinor: 14_131 }),
      factsOf({ currency: 'JPY' }),
      factsOf({ merchantId: 'someone-else' }),
      factsOf({ sellerId: '2088999999999999' }),
      factsOf({ orderNo: 'T01_20261122_0001_XXXX' }),
      factsOf({ status: 'scanned' }),
    );
    fc.assert(
      fc.property(fc.array(misfits, { maxLength: 12 }), (messages) => {
        const end = messages.reduce(settle, orderOf());
        expect(end.state).toBe('awaiting');
        expect(end.paidAt).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
