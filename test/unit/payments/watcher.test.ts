import { beforeEach, describe, expect, it } from 'vitest';
import { watchHorizonMs } from '../../../main/domain/watch-schedule.ts';
import { DeskUnderTest, rawNotification } from '../../support/desk-under-test.ts';
import { settleMicrotasks } from '../../support/manual-clock.ts';
import { draftOf, factsOf } from '../../support/orders.ts';
import { saying, ScriptedGateway, timedOut } from '../../support/scripted-gateway.ts';

const minuteMs = 60_000;
const otherKey = '0a0a0a0a-0000-4000-8000-000000000001';
const thirdKey = '0a0a0a0a-0000-4000-8000-000000000002';

let counter: DeskUnderTest;

beforeEach(() => {
  counter = new DeskUnderTest();
});

describe('watching', () => {
  it('learns of the payment by asking, and stops asking then', async () => {
    const { orderNo } = await counter.take();
    await counter.clock.advance(5_000);
    expect((await counter.read(orderNo)).state).toBe('awaiting');
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { status: 'scanned' }));
    await counter.clock.advance(3_000);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'awaiting', scanned: true });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(3_000);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid', learnedBy: 'query' });
    const askedSoFar = counter.gateway.asked.length;
    await counter.clock.advance(600_000);
    expect(counter.gateway.asked).toHaveLength(askedSoFar);
    expect(counter.desk.watchOf(orderNo)).toBeNull();
  });

  it('does not record the checks that say nothing new', async () => {
    const order = await counter.take();
    await counter.clock.advance(60_000);
    expect(counter.gateway.asked.length).toBeGreaterThan(15);
    expect(counter.ledger.typesOf(order.orderNo)).toEqual(['order.created', 'create.succeeded']);
  });

  it('shows its progress and what went wrong with the last check', async () => {
    const order = await counter.take();
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    await counter.clock.advance(2_000);
    expect(counter.desk.watchOf(order.orderNo)).toMatchObject({
      checkCount: 1,
      failuresInRow: 1,
      problem: { code: 'timeout' },
      lastCheckedAt: '2026-11-22T06:32:07.000Z',
      nextCheckAt: '2026-11-22T06:32:10.000Z',
    });
  });

  it('has one request in flight for an order, however often it is asked to check', async () => {
    const { orderNo } = await counter.take();
    let inFlight = 0;
    let most = 0;
    counter.gateway.onQuery = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await settleMicrotasks();
      inFlight -= 1;
      return { kind: 'not_found', evidence: null };
    };
    await Promise.all([counter.desk.check(orderNo), counter.desk.check(orderNo), counter.desk.check(orderNo)]);
    expect(most).toBe(1);
  });

  it('goes on after a check threw, and reports the fault', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = () => Promise.reject(new Error('disk full'));
    await counter.clock.advance(2_000);
    expect(counter.faults).toHaveLength(1);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(30_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('lets go of an order that a message settled while the gateway was being asked', async () => {
    const { orderNo } = await counter.take();
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo }) });
    counter.gateway.onQuery = async () => {
      await counter.desk.receiveNotification('shop', rawNotification);
      return { kind: 'not_found', evidence: null };
    };
    const { order } = await counter.desk.check(orderNo);
    expect(order.state).toBe('paid');
    expect(counter.desk.watchOf(orderNo)).toBeNull();
    const askedSoFar = counter.gateway.asked.length;
    await counter.clock.advance(600_000);
    expect(counter.gateway.asked).toHaveLength(askedSoFar);
  });
});

describe('after a restart', () => {
  it('open orders are taken up, and what happened meanwhile is learned', async () => {
    const { orderNo } = await counter.take();
    await counter.desk.stop();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.restart();
    await counter.clock.advance(0);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('an order whose request was cut off by a crash is called unknown, and asked about', async () => {
    counter.gateway.onCreate = () => new Promise(() => undefined);
    void counter.take();
    await settleMicrotasks();
    await counter.restart();
    await counter.clock.advance(0);
    const order = (await counter.ledger.watchedOrders())[0];
    expect(order).toMatchObject({ state: 'create_unknown', problem: { code: 'interrupted' } });
    expect(counter.gateway.asked).toEqual(['create', 'query']);
  });

  it('one order that cannot be written leaves none of the others unwatched', async () => {
    counter.gateway.onCreate = () => new Promise(() => undefined);
    void counter.take();
    await settleMicrotasks();
    counter.gateway.onCreate = new ScriptedGateway().onCreate;
    const { orderNo } = await counter.take({ requestKey: otherKey });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    counter.failAppends(1);
    await counter.restart();
    expect(counter.faults).toHaveLength(1);
    await counter.clock.advance(0);
    expect((await counter.read(orderNo)).state).toBe('paid');
    expect((await counter.ledger.watchedOrders()).map(({ state }) => state)).toEqual([]);
  });
});

describe('when the computer’s clock jumps', () => {
  it('every open order is asked about at once: it slept, or someone set the clock', async () => {
    await counter.desk.start();
    await counter.take();
    await counter.take({ requestKey: otherKey });
    await counter.clock.advance(1_000);
    for (const jumpMs of [40_000, -40_000]) {
      counter.gateway.asked.length = 0;
      counter.clock.jump(jumpMs);
      // The next look at the clock finds it out; the orders’ own timers are further away.
      await counter.clock.advance(Math.max(0, -jumpMs) + 10_000);
      expect(counter.gateway.asked.slice(0, 2)).toEqual(['query', 'query']);
      await counter.clock.advance(3_000);
    }
  });

  it('an order that is asked about once an hour is not left until then', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    await counter.desk.start();
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(150 * minuteMs);
    expect((await counter.read(orderNo)).state).toBe('expired_watching');
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    const planned = Date.parse(counter.desk.watchOf(orderNo)?.nextCheckAt ?? '');
    counter.clock.jump(20 * minuteMs);
    await counter.clock.advance(10_000);
    expect(counter.clock.now().getTime()).toBeLessThan(planned);
    expect((await counter.read(orderNo)).state).toBe('paid_late');
  });

  it('a busy computer’s delays are no jump', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    await counter.desk.start();
    await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(150 * minuteMs);
    counter.gateway.asked.length = 0;
    counter.clock.jump(20_000);
    await counter.clock.advance(10_000);
    expect(counter.gateway.asked).toEqual([]);
  });

  it('nothing is asked any more once the desk is closed', async () => {
    await counter.desk.start();
    await counter.take();
    await counter.desk.stop();
    counter.gateway.asked.length = 0;
    counter.clock.jump(3_600_000);
    await counter.clock.advance(60_000);
    counter.desk.checkAllSoon();
    await settleMicrotasks();
    expect(counter.gateway.asked).toEqual([]);
  });

  it('every open order is asked about when someone says that the computer woke', async () => {
    await counter.take();
    await counter.take({ requestKey: otherKey });
    counter.gateway.asked.length = 0;
    counter.desk.checkAllSoon();
    await settleMicrotasks();
    expect(counter.gateway.asked).toEqual(['query', 'query']);
  });
});

describe('when the network is back', () => {
  const keys = Array.from({ length: 5 }, (_, index) => `0a0a0a0a-0000-4000-8000-00000000010${index}`);

  /** As many orders as keys, with the longest pause between their checks. */
  async function takeUnreached(): Promise<void> {
    for (const requestKey of keys) await counter.take({ requestKey });
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    await counter.clock.advance(66_000);
    counter.gateway.asked.length = 0;
  }

  it('every open order is asked about within seconds, one after another', async () => {
    await takeUnreached();
    const at: number[] = [];
    const startMs = counter.clock.now().getTime();
    counter.gateway.onQuery = (asked) => {
      at.push(counter.clock.now().getTime() - startMs);
      return Promise.resolve(saying(asked, {}));
    };
    counter.desk.checkAllInTurn();
    await counter.clock.advance(3_000);
    expect(at).toEqual([1_000, 1_100, 1_200, 1_300, 1_400]);
  });

  it('a network that comes and goes ten times a second makes no storm', async () => {
    await takeUnreached();
    for (let moment = 0; moment < 100; moment += 1) {
      counter.desk.checkAllInTurn();
      await counter.clock.advance(100);
    }
    expect(counter.gateway.asked.length).toBeGreaterThan(keys.length);
    expect(counter.gateway.asked.length).toBeLessThanOrEqual(10 * keys.length);
  });

  it('what is due sooner stays, and what is being asked about is not asked about twice', async () => {
    const { orderNo } = await counter.take();
    await counter.clock.advance(1_500);
    const planned = counter.desk.watchOf(orderNo)?.nextCheckAt;
    counter.desk.checkAllInTurn();
    expect(counter.desk.watchOf(orderNo)?.nextCheckAt).toBe(planned);

    let answer: () => void = () => undefined;
    counter.gateway.onQuery = () => new Promise((resolve) => (answer = () => resolve(timedOut)));
    await counter.clock.advance(500);
    counter.gateway.asked.length = 0;
    counter.desk.checkAllInTurn();
    await counter.clock.advance(2_000);
    answer();
    await counter.clock.advance(0);
    expect(counter.gateway.asked).toEqual([]);
  });
});

describe('an order that was given up', () => {
  beforeEach(() => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
  });

  it('is asked about after 1, 2, 5 and 15 minutes and then every hour, however often it was asked about before', async () => {
    const { orderNo } = await counter.take({ validForMs: 5 * minuteMs });
    const at: number[] = [];
    const startMs = counter.clock.now().getTime();
    counter.gateway.onQuery = () => {
      at.push((counter.clock.now().getTime() - startMs) / minuteMs);
      return Promise.resolve({ kind: 'not_found', evidence: null });
    };
    await counter.clock.advance(5 * minuteMs);
    expect(at.length).toBeGreaterThan(50);
    expect((await counter.read(orderNo)).state).toBe('expired_watching');
    at.length = 0;
    await counter.clock.advance(150 * minuteMs);
    expect(at).toEqual([6, 8, 13, 28, 88, 148]);
  });

  it('is asked about after a minute when it was the cashier who gave it up', async () => {
    const { orderNo } = await counter.take({ validForMs: 5 * minuteMs });
    await counter.clock.advance(100_000);
    await counter.desk.cancel(orderNo);
    counter.gateway.asked.length = 0;
    await counter.clock.advance(70_000);
    expect(counter.gateway.asked.length).toBeGreaterThanOrEqual(1);
    expect(counter.gateway.asked.length).toBeLessThanOrEqual(2);
  });
});

describe('the end of the watch', () => {
  const aYearMs = 365 * watchHorizonMs;

  it.each([
    ['forward by a day and an hour', watchHorizonMs + 3_600_000, true],
    ['forward by a day and an hour', watchHorizonMs + 3_600_000, false],
    ['forward by a year', aYearMs, true],
    ['forward by a year', aYearMs, false],
    ['back by a year', -aYearMs, true],
    ['back by eight hours', -28_800_000, false],
  ])('is not brought about by a clock that is set %s (%i ms, cancel: %s)', async (_how, byMs, canCancel) => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel }));
    await counter.desk.start();
    const { orderNo } = await counter.take();
    await counter.clock.advance(5_000);
    counter.clock.jump(byMs);
    await counter.clock.advance(10_000);
    expect((await counter.read(orderNo)).state).toBe('awaiting');
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.clock.advance(6_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is not brought about by a start under a date of next year, nor kept away by one of last year', async () => {
    for (const byMs of [aYearMs, -aYearMs]) {
      counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
      const { orderNo } = await counter.take();
      counter.clock.jump(byMs);
      await counter.restart();
      await counter.clock.advance(watchHorizonMs);
      expect((await counter.read(orderNo)).state).toBe('expired_watching');
      await counter.clock.advance(65 * minuteMs);
      expect((await counter.read(orderNo)).state).toBe('closed');
    }
  });

  it('counts what has passed before a restart as far as a gateway has confirmed it', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    const { orderNo } = await counter.take({ validForMs: 10 * minuteMs });
    await counter.clock.advance(8 * minuteMs);
    await counter.restart();
    await counter.clock.advance(3 * minuteMs);
    expect((await counter.read(orderNo)).state).toBe('expired_watching');
  });

  it('counts from the release of a held sale, however often a gateway has told the time before', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    const held = await counter.desk.holdOrder(draftOf());
    if (held.kind !== 'taken') throw new Error(held.kind);
    await counter.take({ requestKey: otherKey });
    await counter.clock.advance(5 * watchHorizonMs);
    const sale = await counter.desk.createOrder(draftOf({ requestKey: thirdKey }), null, held.order.orderNo);
    if (sale.kind !== 'taken') throw new Error(sale.kind);
    await counter.restart();
    await counter.clock.advance(minuteMs);
    expect((await counter.read(sale.order.orderNo)).state).toBe('awaiting');
  });

  it('comes a day after the code expired, when nobody has paid', async () => {
    counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    await counter.clock.advance(watchHorizonMs + 4_000_000);
    expect((await counter.read(orderNo)).state).toBe('closed');
    expect(counter.desk.watchOf(orderNo)).toBeNull();
  });

  it.each(['awaiting', 'create_unknown', 'close_unknown'] as const)(
    'comes for an order that was left %s when the computer was switched off for days',
    async (state) => {
      counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
      if (state === 'create_unknown') counter.gateway.onCreate = () => Promise.resolve(timedOut);
      const { orderNo } = await counter.take();
      counter.gateway.onQuery = () => Promise.resolve(timedOut);
      if (state === 'close_unknown') await counter.desk.cancel(orderNo);
      expect((await counter.read(orderNo)).state).toBe(state);
      counter.clock.sleep(3 * watchHorizonMs);
      counter.gateway.asked.length = 0;
      // The network is not back yet: it is asked about, with pauses.
      await counter.restart();
      await counter.clock.advance(10 * minuteMs);
      expect((await counter.read(orderNo)).state).not.toBe('closed');
      expect(counter.gateway.asked.length).toBeLessThan(40);

      counter.gateway.onQuery = () => Promise.resolve({ kind: 'not_found', evidence: null });
      // Of the one that was never answered no gateway knows since when: it is watched for a day from here on.
      await counter.clock.advance(10 * minuteMs + (state === 'create_unknown' ? watchHorizonMs + 60 * minuteMs : 0));
      expect((await counter.read(orderNo)).state).toBe('closed');
      expect(counter.ledger.typesOf(orderNo).at(-1)).toBe('watch.ended');
    },
  );

  it('is not before a last question: what was paid meanwhile is found', async () => {
    const { orderNo } = await counter.take();
    counter.clock.sleep(3 * watchHorizonMs);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.restart();
    await counter.clock.advance(0);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is put before a person, once, when the gateway never says anything, and asking goes on', async () => {
    const { orderNo } = await counter.take({ validForMs: minuteMs });
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    await counter.clock.advance(watchHorizonMs);
    expect((await counter.read(orderNo)).attention).toBeNull();
    await counter.clock.advance(60 * minuteMs);
    expect(await counter.read(orderNo)).toMatchObject({
      state: 'close_unknown',
      attention: { code: 'still_not_known' },
    });
    const askedSoFar = counter.gateway.asked.length;
    await counter.clock.advance(60 * minuteMs);
    expect(counter.gateway.asked.length).toBeGreaterThan(askedSoFar + 10);
    expect(counter.ledger.typesOf(orderNo).filter((type) => type === 'watch.stalled')).toHaveLength(1);
  });
});
