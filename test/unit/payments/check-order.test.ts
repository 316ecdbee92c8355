import { beforeEach, describe, expect, it } from 'vitest';
import { DeskUnderTest, rawNotification } from '../../support/desk-under-test.ts';
import { factsOf } from '../../support/orders.ts';
import { saying, ScriptedGateway, timedOut } from '../../support/scripted-gateway.ts';

const minuteMs = 60_000;
const notFound = { kind: 'not_found', evidence: null } as const;

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

/** What is posted meanwhile says that the order is paid. */
function paymentIsPosted(orderNo: string): Promise<unknown> {
  counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
  return counter.desk.receiveNotification('shop', rawNotification);
}

describe('giving an order up', () => {
  it('asks, cancels, and asks again before it calls the order closed', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.asked.length = 0;
    const { order: closed } = await counter.desk.cancel(orderNo);
    expect(counter.gateway.asked).toEqual(['query', 'cancel', 'query']);
    expect(closed).toMatchObject({ state: 'closed', learnedBy: 'cancel' });
  });

  it('is paid when the last query says so, and does not cancel', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    counter.gateway.asked.length = 0;
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('paid');
    expect(counter.gateway.asked).toEqual(['query']);
  });

  it('is paid when the query after the cancel says so', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = () => {
      counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
      return Promise.resolve({ kind: 'nothing_to_close', evidence: null });
    };
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('paid');
  });

  it('says that the money went back when the cancel found a payment', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = () => Promise.resolve({ kind: 'refunded', evidence: null });
    expect((await counter.desk.cancel(orderNo)).order).toMatchObject({ state: 'refunded', refundedMinor: 14_130 });
  });

  it('is not known while the gateway does not answer, and keeps trying to close', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    expect((await counter.desk.cancel(orderNo)).order).toMatchObject({
      state: 'close_unknown',
      problem: { code: 'timeout' },
    });
    counter.gateway.onQuery = () => Promise.resolve(notFound);
    await counter.clock.advance(10_000);
    expect((await counter.read(orderNo)).state).toBe('closed');
  });

  it('is not known when the gateway refuses to cancel', async () => {
    const { orderNo } = await counter.take();
    const problem = { code: 'gateway_refused', gatewayCode: 'ACQ.CANCEL_NOT_ALLOWED', gatewayMessage: null } as const;
    counter.gateway.onCancel = () => Promise.resolve({ kind: 'refused', problem, evidence: null });
    expect((await counter.desk.cancel(orderNo)).order).toMatchObject({ state: 'close_unknown', problem });
  });

  it('happens by itself when the code expires', async () => {
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(minuteMs + 500);
    expect((await counter.read(orderNo)).state).toBe('closed');
    expect(counter.ledger.typesOf(orderNo)).toContain('close.requested');
  });

  it('does nothing to an order that is already paid', async () => {
    const { orderNo } = await counter.takePaid();
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('paid');
    expect(counter.gateway.asked).toEqual([]);
  });

  it('goes on after a crash in the middle of it', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = () => new Promise(() => undefined);
    void counter.desk.cancel(orderNo);
    await counter.clock.advance(0);
    expect((await counter.read(orderNo)).state).toBe('closing');
    counter.gateway.onCancel = () => Promise.resolve({ kind: 'closed', evidence: null });
    await counter.restart();
    await counter.clock.advance(0);
    expect((await counter.read(orderNo)).state).toBe('closed');
  });
});

describe('a payment that the gateway tells of and that does not fit', () => {
  const misfits = {
    'another sum': { amountMinor: 14_100 },
    'another currency': { currency: 'JPY' },
    'another account': { merchantId: '2014072300009999' },
    'another wallet': { wallet: 'wechat_pay' },
  } as const;

  describe.each(Object.entries(misfits))('with %s', (_what, misfit) => {
    it.each([true, false])(
      'is not given back or called unpaid by the clock (gateway with cancel: %s)',
      async (canCancel) => {
        counter = new DeskUnderTest(new ScriptedGateway({ canCancel }));
        await counter.desk.start();
        const { orderNo } = await counter.take();
        counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, misfit));
        counter.gateway.onCancel = () => Promise.resolve({ kind: 'refunded', evidence: null });
        await counter.clock.advance(26 * 3_600_000);
        expect(counter.gateway.asked).not.toContain('cancel');
        expect((await counter.read(orderNo)).state).toBe('close_unknown');
        expect(counter.desk.watchOf(orderNo)).not.toBeNull();
      },
    );

    it('cannot be cancelled at the counter, also where only the last question brings it to light', async () => {
      const { orderNo } = await counter.take();
      counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, misfit));
      const given = await counter.desk.cancel(orderNo);
      expect(given.order).toMatchObject({ state: 'close_unknown', attention: { code: expect.anything() as string } });
      await counter.desk.cancel(orderNo);
      expect(counter.gateway.asked).not.toContain('cancel');
      expect(counter.desk.canCancel(given.order)).toBe(false);
    });
  });

  describe.each(['currency_differs', 'wallet_differs', 'merchant_differs'] as const)(
    'of a kind not known here: %s',
    (code) => {
      const unreadable = {
        kind: 'unknown',
        problem: { code, gatewayCode: 'USD', gatewayMessage: null },
        evidence: { httpStatus: 200, replyText: '{}' },
      } as const;

      it('is put before a person, and not called unpaid', async () => {
        await counter.desk.start();
        const { orderNo } = await counter.take();
        counter.gateway.onQuery = () => Promise.resolve(unreadable);
        await counter.clock.advance(10_000);
        const order = await counter.read(orderNo);
        expect(order).toMatchObject({ state: 'awaiting', attention: { code } });
        expect(counter.desk.canCancel(order)).toBe(false);
        expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'payment.disputed')).toHaveLength(1);
        counter.gateway.onQuery = () => Promise.resolve(notFound);
        await counter.clock.advance(26 * 3_600_000);
        expect(counter.gateway.asked).not.toContain('cancel');
        expect((await counter.read(orderNo)).state).toBe('close_unknown');
        const word = { operatorName: 'Mei Lin', reason: 'Nobody paid.' };
        const unpaid = await counter.desk.decide(orderNo, { kind: 'resolve', as: 'unpaid' }, word);
        expect(unpaid.kind).toBe('not_possible');
      });

      it('is nothing where nobody was asked', async () => {
        const { orderNo } = await counter.take();
        counter.gateway.onQuery = () => Promise.resolve({ ...unreadable, evidence: null });
        expect((await counter.desk.check(orderNo)).order.attention).toBeNull();
      });
    },
  );

  it('is not covered up by a later word that the order ended unpaid', async () => {
    await counter.desk.start();
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { amountMinor: 14_100 }));
    await counter.clock.advance(10_000);
    for (const status of ['closed', 'declined'] as const) {
      counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { status }));
      await counter.clock.advance(26 * 3_600_000);
      expect((await counter.read(orderNo)).attention?.code).toBe('amount_differs');
      expect((await counter.read(orderNo)).state).toBe('close_unknown');
    }
  });

  it('found by the query after the cancel, keeps the order from being called closed', async () => {
    const { orderNo } = await counter.take();
    let cancelled = false;
    counter.gateway.onCancel = () => {
      cancelled = true;
      return Promise.resolve({ kind: 'closed', evidence: null });
    };
    counter.gateway.onQuery = (asked) =>
      Promise.resolve(cancelled ? saying(asked, { amountMinor: 1 }) : { kind: 'not_found', evidence: null });
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('close_unknown');
  });

  it('gives way to a payment that fits', async () => {
    await counter.desk.start();
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { amountMinor: 14_100 }));
    await counter.clock.advance(6 * 60_000);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    expect((await counter.desk.check(orderNo)).order).toMatchObject({
      state: 'paid',
      attention: { code: 'amount_differs' },
    });
  });

  it('is asked about ever more seldom, for as long as nobody decides', async () => {
    await counter.desk.start();
    await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { amountMinor: 14_100 }));
    await counter.clock.advance(3_600_000);
    counter.gateway.asked.length = 0;
    await counter.clock.advance(12 * 3_600_000);
    expect(counter.gateway.asked.length).toBeGreaterThanOrEqual(10);
    expect(counter.gateway.asked.length).toBeLessThanOrEqual(14);
  });
});

describe('an order of which nothing could be closed', () => {
  it.each([
    ['the gateway has no cancel', new ScriptedGateway({ canCancel: false })],
    ['nobody had scanned its code', new ScriptedGateway()],
  ])('is watched on, because its code may still be paid: %s', async (_why, gateway) => {
    gateway.onCancel = () => Promise.resolve({ kind: 'nothing_to_close', evidence: null });
    counter = new DeskUnderTest(gateway);
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(minuteMs + 1_000);
    expect((await counter.read(orderNo)).state).toBe('expired_watching');
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(minuteMs + 1_000);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid_late', learnedBy: 'query' });
    expect(counter.desk.watchOf(orderNo)).toBeNull();
  });

  it('is closed at the end of its watch when nobody paid', async () => {
    counter.gateway.onCancel = () => Promise.resolve({ kind: 'nothing_to_close', evidence: null });
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(26 * 60 * minuteMs);
    expect((await counter.read(orderNo)).state).toBe('closed');
    expect(counter.ledger.typesOf(orderNo)).toEqual([
      'order.created',
      'create.succeeded',
      'close.requested',
      'close.unavailable',
      'watch.ended',
    ]);
  });
});

describe('a payment posted while the order is being cancelled', () => {
  it('is not believed at once, because the cancel may have sent the money back: the gateway is asked', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = async () => {
      await paymentIsPosted(orderNo);
      return timedOut;
    };
    await counter.desk.cancel(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'close_unknown', scanned: true, paidAt: null });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(3_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is called given back when the cancel did that, in whatever order the two are heard of', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = async () => {
      await paymentIsPosted(orderNo);
      return { kind: 'refunded', evidence: null };
    };
    const states: string[] = [];
    const { order } = await counter.desk.cancel(orderNo);
    expect(order).toMatchObject({ state: 'refunded', refundedMinor: 14_130 });
    for (const change of counter.changes) states.push(change.state);
    expect(states).not.toContain('paid');
    // And the same message once more.
    await paymentIsPosted(orderNo);
    expect((await counter.read(orderNo)).state).toBe('refunded');
  });

  it('is found to be given back when the cancel’s own answer was lost', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = () => Promise.resolve(timedOut);
    await counter.desk.cancel(orderNo);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { status: 'refunded' }));
    await paymentIsPosted(orderNo);
    await counter.clock.advance(0);
    // Asked at once, not when the next attempt to close is due.
    expect((await counter.read(orderNo)).state).toBe('refunded');
  });

  it('keeps the cancel from being sent when it comes before it', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.asked.length = 0;
    counter.gateway.onQuery = async (asked) => {
      await paymentIsPosted(orderNo);
      counter.gateway.onQuery = () => Promise.resolve(saying(asked, {}));
      return notFound;
    };
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('paid');
    expect(counter.gateway.asked).toEqual(['query', 'query']);
  });

  it.each([
    ['the customer has not been seen yet', 'waiting'],
    ['it is known that the customer is there', 'scanned'],
  ] as const)('keeps it from being sent also when the answer says «not yet» and %s', async (_what, status) => {
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { status }));
    await counter.desk.check(orderNo);
    counter.gateway.asked.length = 0;
    counter.gateway.onQuery = async (asked) => {
      await paymentIsPosted(orderNo);
      counter.gateway.onQuery = () => Promise.resolve(saying(asked, {}));
      return saying(asked, { status });
    };
    expect((await counter.desk.cancel(orderNo)).order.state).toBe('paid');
    expect(counter.gateway.asked).toEqual(['query', 'query']);
  });

  it('is believed at once where the gateway cannot cancel', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = async () => {
      await paymentIsPosted(orderNo);
      return timedOut;
    };
    await counter.desk.cancel(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid', learnedBy: 'notification' });
  });

  it('that does not fit is disputed there as anywhere', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onCancel = async () => {
      counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, amountMinor: 1 }) });
      await counter.desk.receiveNotification('shop', rawNotification);
      return { kind: 'closed', evidence: null };
    };
    const { order } = await counter.desk.cancel(orderNo);
    expect(order).toMatchObject({ state: 'closed', attention: { code: 'amount_differs' } });
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'disputed' }]);
  });
});
