import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent } from '../../../main/domain/order-lifecycle.ts';
import type { Order } from '../../../main/domain/order.ts';
import { disagreement, eventsFrom, type PaymentFacts } from '../../../main/domain/settlement.ts';
import { oneOfEach, refundOf } from '../../support/events.ts';
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

  it('takes no payment of another till’s for its own', () => {
    const order = orderOf({ installationId: '7KQ2M3XZ' });
    expect(settle(order, factsOf({ installationId: '9G4V0B5N' }))).toMatchObject({
      state: 'awaiting',
      attention: { code: 'other_till' },
    });
    expect(settle(order, factsOf({ installationId: '7KQ2M3XZ' })).state).toBe('paid');
    expect(settle(order, factsOf()).state).toBe('paid');
  });

  it.each([
    ['159****5620', '159****5620'],
    ['15912345620', '15****20'],
    ['mei.lin@example.com', 'mei.****.com'],
    ['張小明', '****'],
    [null, null],
  ])('tells of the buyer %s no more than %s', (told, kept) => {
    expect(settle(orderOf(), factsOf({ buyerHint: told }))).toMatchObject({ state: 'paid', buyerHint: kept });
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

describe('a message that money went back, and not how much', () => {
  const somewhatRefunded = factsOf({ status: 'refunded', refundMayBePartial: true });

  it.each([
    ['awaiting', 'paid'],
    ['creating', 'paid'],
    ['create_unknown', 'paid'],
    ['expired_watching', 'paid_late'],
    ['closed', 'paid_late'],
  ] as const)('proves of an order that is %s that it was paid, and calls for a person', (state, after) => {
    expect(settle(orderOf({ state }), somewhatRefunded)).toMatchObject({
      state: after,
      refundedMinor: 0,
      attention: { code: 'refund_differs' },
    });
  });

  it('takes nothing off a paid order that we gave nothing back of: a person must look, once', () => {
    const paid = settle(orderOf(), factsOf());
    const after = settle(paid, somewhatRefunded);
    expect(after).toMatchObject({ state: 'paid', refundedMinor: 0, attention: { code: 'refund_differs' } });
    expect(eventsFrom(after, somewhatRefunded, 'query', null)).toEqual([]);
  });

  it('settles our own refund of the whole, the only one', () => {
    const order = orderOf({ state: 'paid', refunds: [refundOf({ amountMinor: 14_130, state: 'unknown' })] });
    expect(settle(order, somewhatRefunded)).toMatchObject({ state: 'refunded', attention: null });
  });

  it('says nothing of the refund of the rest where a part went back before', () => {
    const order = orderOf({
      state: 'paid',
      refundedMinor: 5_000,
      refunds: [refundOf({ state: 'done' }), refundOf({ refundNo: 'R_2', amountMinor: 9_130, state: 'unknown' })],
    });
    expect(eventsFrom(order, somewhatRefunded, 'query', null)).toEqual([]);
  });

  it('says nothing new of an order that is refunded whole', () => {
    const order = orderOf({ state: 'refunded', scanned: true, refundedMinor: 14_130 });
    expect(eventsFrom(order, somewhatRefunded, 'query', null)).toEqual([]);
  });
});

describe('a message that the whole sum went back', () => {
  const refunded = factsOf({ status: 'refunded' });

  it('ends an order of which we gave nothing back: someone else did, or the cancel', () => {
    for (const state of ['awaiting', 'closing', 'close_unknown', 'expired_watching', 'closed', 'paid'] as const) {
      expect(settle(orderOf({ state }), refunded), state).toMatchObject({
        state: 'refunded',
        refundedMinor: 14_130,
        attention: null,
      });
    }
  });

  it('settles our own refund of the whole that is still under way', () => {
    const order = orderOf({ state: 'paid', refunds: [refundOf({ amountMinor: 14_130, state: 'unknown' })] });
    expect(settle(order, refunded)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }], attention: null });
  });

  it('settles the refund that gives back the rest', () => {
    const order = orderOf({
      state: 'paid',
      refundedMinor: 5_000,
      refunds: [refundOf({ state: 'done' }), refundOf({ refundNo: 'R_2', amountMinor: 9_130 })],
    });
    expect(settle(order, refunded)).toMatchObject({ state: 'refunded', refundedMinor: 14_130, attention: null });
  });

  it.each([
    ['done', 5_000],
    ['requested', 0],
    ['unknown', 0],
    ['in_progress', 0],
  ] as const)('decides nothing where a part of it is %s: a person must look, once', (state, refundedMinor) => {
    const order = orderOf({ state: 'paid', refundedMinor, refunds: [refundOf({ state })] });
    const after = settle(order, refunded);
    expect(after).toMatchObject({ state: 'paid', refundedMinor, refunds: [{ state }] });
    expect(after.attention?.code).toBe('refund_differs');
    expect(eventsFrom(after, refunded, 'notification', null)).toEqual([]);
  });

  it('is not in doubt because of a refund that was refused', () => {
    const order = orderOf({ state: 'paid', refunds: [refundOf({ state: 'refused' })] });
    expect(settle(order, refunded)).toMatchObject({ state: 'refunded', attention: null });
  });

  it('says nothing new of an order that is refunded already', () => {
    const order = orderOf({ state: 'refunded', scanned: true, refundedMinor: 14_130 });
    for (const status of ['refunded', 'paid', 'closed', 'declined', 'scanned'] as const) {
      expect(eventsFrom(order, factsOf({ status }), 'notification', null), status).toEqual([]);
    }
  });
});

describe('a payment that a person vouched for', () => {
  const vouched = settle(orderOf({ state: 'close_unknown' }), factsOf({ status: 'waiting', amountMinor: null }));
  const manual = applyEvent(vouched, oneOfEach['resolved.paid'], '2026-11-22T06:39:00.000Z', vouched.version + 1);

  it('is proven by the gateway’s word, with the gateway’s time and number', () => {
    expect(manual).toMatchObject({ state: 'paid', learnedBy: 'manual' });
    expect(settle(manual, factsOf())).toMatchObject({
      state: 'paid',
      learnedBy: 'notification',
      paidAt: '2026-11-22T06:32:40.000Z',
      gatewayOrderNo: '2026112222001',
      attention: null,
    });
  });

  it('is proven once', () => {
    const proven = settle(manual, factsOf());
    expect(eventsFrom(proven, factsOf(), 'query', null)).toEqual([]);
    expect(settle(proven, factsOf({ gatewayOrderNo: 'another' })).attention?.code).toBe('paid_twice');
  });

  it('is not proven by a message that does not fit', () => {
    expect(settle(manual, factsOf({ amountMinor: 1 }))).toMatchObject({
      learnedBy: 'manual',
      attention: { code: 'amount_differs' },
    });
  });

  it('is called into question when the gateway closes the trade unpaid', () => {
    expect(settle(manual, factsOf({ status: 'closed' }))).toMatchObject({
      state: 'paid',
      attention: { code: 'contradicts_paid' },
    });
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
