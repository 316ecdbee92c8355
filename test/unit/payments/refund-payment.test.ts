import { beforeEach, describe, expect, it } from 'vitest';
import type { Order, Refund } from '../../../main/domain/order.ts';
import { watchHorizonMs } from '../../../main/domain/watch-schedule.ts';
import type { DecisionOutcome } from '../../../main/payments/decide-order.ts';
import type { RefundOutcome } from '../../../main/ports/index.ts';
import { DeskUnderTest, rawNotification, refundRequestOf } from '../../support/desk-under-test.ts';
import { settleMicrotasks } from '../../support/manual-clock.ts';
import { factsOf } from '../../support/orders.ts';
import { saying, ScriptedGateway, timedOut } from '../../support/scripted-gateway.ts';

const done: RefundOutcome = { kind: 'done', evidence: null };
const notDone: RefundOutcome = { kind: 'not_done', evidence: null };
const inProgress: RefundOutcome = { kind: 'in_progress', evidence: null };
const saysNo: RefundOutcome = {
  kind: 'refused',
  problem: { code: 'gateway_refused', gatewayCode: 'ACQ.TRADE_FINISHED', gatewayMessage: 'refund window over' },
  evidence: null,
};
const keyMissing: RefundOutcome = {
  kind: 'not_sent',
  problem: { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null },
};
const person = { operatorName: 'Mei Lin', reason: 'Looked it up at the bank.' } as const;

let counter: DeskUnderTest;
let paid: Order;
/** The numbers under which the gateway was asked, in order. */
let asked: string[];

async function open(gateway = new ScriptedGateway()): Promise<void> {
  counter = new DeskUnderTest(gateway);
  paid = await counter.takePaid();
  asked = [];
}

/** The gateway's answers to the refund, one after the other; the last one stays. */
function answers(...outcomes: readonly RefundOutcome[]): void {
  let turn = 0;
  counter.gateway.onRefund = (_order, { refundNo }) => {
    asked.push(refundNo);
    turn += 1;
    return Promise.resolve(outcomes[Math.min(turn, outcomes.length) - 1] ?? done);
  };
}

async function refund(changes: Parameters<typeof refundRequestOf>[0] = {}): Promise<Order> {
  const outcome = await counter.desk.requestRefund(paid.orderNo, refundRequestOf(changes));
  if (outcome.kind !== 'asked') throw new Error(outcome.problem);
  return outcome.order;
}

async function objectionTo(amountMinor: number): Promise<string> {
  const outcome = await counter.desk.requestRefund(paid.orderNo, refundRequestOf({ amountMinor }));
  return outcome.kind === 'refused' ? outcome.problem : 'none';
}

function refundsOf({ refunds }: Order): readonly [Refund['state'], number][] {
  return refunds.map(({ state, amountMinor }) => [state, amountMinor]);
}

beforeEach(() => open());

describe('a refund', () => {
  it('is in the ledger, with its own number, before the gateway is asked', async () => {
    let known: Refund | undefined;
    counter.gateway.onRefund = async (order, { refundNo }) => {
      known = (await counter.read(order.orderNo)).refunds.find((stored) => stored.refundNo === refundNo);
      return done;
    };
    await refund();
    expect(known).toMatchObject({ state: 'requested', amountMinor: 5_000, reason: 'One cup was cold.' });
  });

  it('of a part leaves the order paid, and of the rest makes it refunded', async () => {
    const partly = await refund();
    expect(partly).toMatchObject({ state: 'paid', refundedMinor: 5_000 });
    const [wholly] = await Promise.all([refund({ amountMinor: 9_130 }), counter.clock.advance(3_000)]);
    expect(wholly).toMatchObject({ state: 'refunded', refundedMinor: 14_130 });
    expect(refundsOf(wholly)).toEqual([
      ['done', 5_000],
      ['done', 9_130],
    ]);
    expect(new Set(wholly.refunds.map(({ refundNo }) => refundNo)).size).toBe(2);
    expect(counter.desk.watchOf(paid.orderNo)).toBeNull();
  });

  it('of the whole makes the order refunded at once', async () => {
    expect((await refund({ amountMinor: 14_130 })).state).toBe('refunded');
    expect(await objectionTo(1)).toBe('refund_not_possible');
  });

  it('is not asked for beyond the sum, nor for nothing', async () => {
    expect(await objectionTo(14_131)).toBe('refund_amount_too_large');
    expect(await objectionTo(0)).toBe('refund_amount_invalid');
    await refund();
    expect(await objectionTo(9_131)).toBe('refund_amount_too_large');
    expect(counter.gateway.asked).toEqual(['refund']);
  });

  it('is not asked for while another is under way', async () => {
    answers(timedOut);
    await refund();
    expect(await objectionTo(1)).toBe('refund_open');
    expect(asked).toHaveLength(1);
  });

  it('is one refund when the button is pressed twice', async () => {
    const request = refundRequestOf();
    const press = () => counter.desk.requestRefund(paid.orderNo, request);
    const [first, second] = await Promise.all([press(), press()]);
    expect(second).toEqual(first);
    expect((await counter.read(paid.orderNo)).refundedMinor).toBe(5_000);
    expect(counter.gateway.asked).toEqual(['refund']);
    expect(await press()).toEqual(first);
  });

  it('is not possible for what nobody has paid', async () => {
    const { orderNo } = await counter.take({ requestKey: 'unpaid' });
    const outcome = await counter.desk.requestRefund(orderNo, refundRequestOf());
    expect(outcome).toEqual({ kind: 'refused', problem: 'refund_not_possible' });
  });

  it('of a late payment is possible, and ends it', async () => {
    await open(new ScriptedGateway({ canCancel: false }));
    const { orderNo } = await counter.take({ requestKey: 'late', validForMs: 60_000 });
    counter.gateway.onQuery = () => Promise.resolve({ kind: 'not_found', evidence: null });
    await counter.clock.advance(61_000);
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
    paid = (await counter.desk.check(orderNo)).order;
    expect(paid.state).toBe('paid_late');
    expect(await refund()).toMatchObject({ state: 'paid_late', refundedMinor: 5_000 });
    const [wholly] = await Promise.all([refund({ amountMinor: 9_130 }), counter.clock.advance(3_000)]);
    expect(wholly.state).toBe('refunded');
  });
});

describe('between two refunds of one order', () => {
  it('three seconds pass, which Alipay wants', async () => {
    await refund();
    await counter.clock.advance(1_000);
    const second = refund({ amountMinor: 100 });
    await counter.clock.advance(1_900);
    expect(counter.gateway.asked).toEqual(['refund']);
    await counter.clock.advance(100);
    expect(counter.gateway.asked).toEqual(['refund', 'refund']);
    expect((await second).refundedMinor).toBe(5_100);
  });

  it('nobody waits for a «no»', async () => {
    await refund();
    expect(await objectionTo(14_130)).toBe('refund_amount_too_large');
  });

  it.each([-3_600_000, 3_600_000])('three seconds pass also when the clock is set by %i ms', async (byMs) => {
    await refund();
    counter.clock.jump(byMs);
    const second = refund({ amountMinor: 100 });
    await counter.clock.advance(2_900);
    expect(counter.gateway.asked).toEqual(['refund']);
    await counter.clock.advance(100);
    expect((await second).refundedMinor).toBe(5_100);
  });
});

describe('a refund that the gateway did not answer', () => {
  it('is unknown, and is asked about after ten seconds: it may have been carried out', async () => {
    answers(timedOut);
    expect(refundsOf(await refund())).toEqual([['unknown', 5_000]]);
    counter.gateway.onQueryRefund = () => Promise.resolve(done);
    await counter.clock.advance(9_000);
    expect(counter.gateway.asked).toEqual(['refund']);
    await counter.clock.advance(1_000);
    expect(counter.gateway.asked).toEqual(['refund', 'refund_query']);
    expect(await counter.read(paid.orderNo)).toMatchObject({ refundedMinor: 5_000, refunds: [{ state: 'done' }] });
    expect(counter.desk.watchOf(paid.orderNo)).toBeNull();
  });

  it('is sent again under its own number when nothing went back', async () => {
    answers(timedOut, done);
    counter.gateway.onQueryRefund = () => Promise.resolve(notDone);
    await refund();
    await counter.clock.advance(10_000);
    expect(counter.gateway.asked).toEqual(['refund', 'refund_query', 'refund']);
    expect(new Set(asked).size).toBe(1);
    expect((await counter.read(paid.orderNo)).refundedMinor).toBe(5_000);
    expect(counter.ledger.typesOf(paid.orderNo).slice(-4)).toEqual([
      'refund.requested',
      'refund.unknown',
      'refund.retried',
      'refund.done',
    ]);
  });

  it('stays open while the gateway says that the money is on its way', async () => {
    answers(timedOut);
    counter.gateway.onQueryRefund = () => Promise.resolve(inProgress);
    await refund();
    await counter.clock.advance(60_000);
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['in_progress', 5_000]]);
    counter.gateway.onQueryRefund = () => Promise.resolve(done);
    await counter.clock.advance(300_000);
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['done', 5_000]]);
    expect(counter.ledger.typesOf(paid.orderNo).filter((type) => type === 'refund.accepted')).toHaveLength(1);
  });

  it('says the same ignorance once, however often it is met', async () => {
    answers(timedOut);
    counter.gateway.onQueryRefund = () => Promise.resolve(timedOut);
    await refund();
    await counter.clock.advance(3_600_000);
    expect(counter.gateway.asked.length).toBeGreaterThan(6);
    expect(counter.ledger.typesOf(paid.orderNo).filter((type) => type === 'refund.unknown')).toHaveLength(1);
  });

  it('is over when the gateway refuses the repetition of what was never done', async () => {
    answers(timedOut, saysNo);
    await refund();
    await counter.clock.advance(10_000);
    expect(await counter.read(paid.orderNo)).toMatchObject({
      state: 'paid',
      refundedMinor: 0,
      refunds: [{ state: 'refused', problem: { gatewayMessage: 'refund window over' } }],
    });
  });

  it('is put before a person after a day, who may say what became of it', async () => {
    answers(timedOut);
    counter.gateway.onQueryRefund = () => Promise.resolve(timedOut);
    const [known] = (await refund()).refunds;
    await counter.clock.advance(watchHorizonMs + 3_700_000);
    expect((await counter.read(paid.orderNo)).attention?.code).toBe('still_not_known');
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as: 'done' } as const;
    expect(await counter.desk.decide(paid.orderNo, decision, person)).toMatchObject({
      kind: 'decided',
      order: { refundedMinor: 5_000 },
    });
    expect(counter.desk.watchOf(paid.orderNo)).toBeNull();
    expect(await counter.desk.decide(paid.orderNo, decision, person)).toEqual({ kind: 'not_possible' });
  });
});

describe('a refund that was refused', () => {
  it('leaves everything to be given back', async () => {
    answers(saysNo, done);
    expect(await refund()).toMatchObject({ state: 'paid', refundedMinor: 0, refunds: [{ state: 'refused' }] });
    const [again] = await Promise.all([refund({ amountMinor: 14_130 }), counter.clock.advance(3_000)]);
    expect(again.state).toBe('refunded');
    expect(new Set(asked).size).toBe(2);
  });

  it('is what it is when nothing could be sent the first time', async () => {
    answers(keyMissing);
    expect(await refund()).toMatchObject({
      refunds: [{ state: 'refused', problem: { code: 'key_missing_or_locked' } }],
    });
    expect(counter.desk.watchOf(paid.orderNo)).toBeNull();
  });

  it('is not what it is when a repetition could not be sent: the first may have been carried out', async () => {
    answers(timedOut, keyMissing);
    await refund();
    await counter.clock.advance(10_000);
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['unknown', 5_000]]);
  });
});

describe('a refund that a crash cut off', () => {
  it.each([
    ['before it was sent', notDone, ['refund', 'refund_query', 'refund']],
    ['after the gateway had carried it out', done, ['refund', 'refund_query']],
  ])('%s is asked about after the restart, under the same number', async (_when, known, expected) => {
    counter.gateway.onRefund = (_order, { refundNo }) => {
      asked.push(refundNo);
      return new Promise(() => undefined);
    };
    void counter.desk.requestRefund(paid.orderNo, refundRequestOf());
    await settleMicrotasks();
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['requested', 5_000]]);

    counter.gateway.onRefund = (_order, { refundNo }) => {
      asked.push(refundNo);
      return Promise.resolve(done);
    };
    counter.gateway.onQueryRefund = () => Promise.resolve(known);
    await counter.restart();
    await counter.clock.advance(0);
    expect(counter.gateway.asked).toEqual(expected);
    expect(new Set(asked).size).toBe(1);
    expect((await counter.read(paid.orderNo)).refundedMinor).toBe(5_000);
  });

  it('is one of which nobody knows, and a person may say what became of it, while the gateway cannot be asked', async () => {
    counter.gateway.onRefund = () => new Promise(() => undefined);
    void counter.desk.requestRefund(paid.orderNo, refundRequestOf());
    await settleMicrotasks();
    counter.gateway.onQueryRefund = () => new Promise(() => undefined);
    await counter.restart();
    await counter.clock.advance(0);
    const order = await counter.read(paid.orderNo);
    expect(order.refunds).toMatchObject([{ state: 'unknown', problem: { code: 'interrupted' } }]);
    const refundNo = order.refunds[0]!.refundNo;
    expect(
      await counter.desk.decide(paid.orderNo, { kind: 'resolve_refund', refundNo, as: 'refused' }, person),
    ).toMatchObject({ kind: 'decided', order: { refundedMinor: 0 } });
  });

  it('is learned of without a restart when it was the disk that failed', async () => {
    counter.failAppends(1, 'refund.done');
    counter.gateway.onQueryRefund = () => Promise.resolve(done);
    await expect(counter.desk.requestRefund(paid.orderNo, refundRequestOf())).rejects.toThrow('disk is full');
    await counter.clock.advance(10_000);
    expect((await counter.read(paid.orderNo)).refundedMinor).toBe(5_000);
    expect(counter.gateway.asked).toEqual(['refund', 'refund_query']);
  });
});

describe('at a gateway that cannot be asked about a refund', () => {
  beforeEach(() => open(new ScriptedGateway({ canCancel: false })));

  it('the payment is asked about before the same refund is sent again under its own number', async () => {
    answers(timedOut, inProgress, done);
    await refund();
    await counter.clock.advance(20_000);
    expect(counter.gateway.asked).toEqual(['refund', 'query', 'refund', 'query', 'refund']);
    expect(new Set(asked).size).toBe(1);
    expect((await counter.read(paid.orderNo)).refundedMinor).toBe(5_000);
  });

  it('nothing is sent again where the payment itself says that the whole is back', async () => {
    answers(timedOut);
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, { status: 'refunded' }));
    await refund({ amountMinor: 14_130 });
    await counter.clock.advance(10_000);
    expect(counter.gateway.asked).toEqual(['refund', 'query']);
    expect(await counter.read(paid.orderNo)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] });
  });

  it('nothing is sent again while the payment cannot be asked about', async () => {
    answers(timedOut);
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    await refund();
    await counter.clock.advance(60_000);
    expect(new Set(counter.gateway.asked.slice(1))).toEqual(new Set(['query']));
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['unknown', 5_000]]);
  });

  it('nothing is sent again where «refunded» is told of a payment of which a part was to go back', async () => {
    answers(timedOut);
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, { status: 'refunded' }));
    await refund();
    await counter.clock.advance(3_600_000);
    expect(counter.gateway.asked.filter((operation) => operation === 'refund')).toHaveLength(1);
    expect(await counter.read(paid.orderNo)).toMatchObject({
      attention: { code: 'refund_differs' },
      refunds: [{ state: 'unknown' }],
    });
  });

  it('nothing is sent again where what is told of the payment does not fit it', async () => {
    answers(timedOut);
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, { amountMinor: 1 }));
    await refund();
    await counter.clock.advance(3_600_000);
    expect(counter.gateway.asked.filter((operation) => operation === 'refund')).toHaveLength(1);
    expect(await counter.read(paid.orderNo)).toMatchObject({
      attention: { code: 'amount_differs' },
      refunds: [{ state: 'unknown' }],
    });
  });

  it('the payment is asked about once more when the repetition says nothing', async () => {
    const nothingLeft = { code: 'gateway_refused', gatewayCode: '35', gatewayMessage: null } as const;
    answers(timedOut);
    await refund({ amountMinor: 14_130 });
    counter.gateway.onRefund = () => {
      counter.gateway.onQuery = (order) => Promise.resolve(saying(order, { status: 'refunded' }));
      return Promise.resolve({ kind: 'unknown', problem: nothingLeft, evidence: null });
    };
    await counter.clock.advance(10_000);
    expect(counter.gateway.asked).toEqual(['refund', 'query', 'refund', 'query']);
    expect((await counter.read(paid.orderNo)).state).toBe('refunded');
  });

  it('a part that stays unknown is not settled by the payment being what it was', async () => {
    const nothingLeft = { code: 'gateway_refused', gatewayCode: '35', gatewayMessage: null } as const;
    answers(timedOut, { kind: 'unknown', problem: nothingLeft, evidence: null });
    await refund();
    await counter.clock.advance(10_000);
    expect(counter.gateway.asked).toEqual(['refund', 'query', 'refund', 'query']);
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([['unknown', 5_000]]);
    expect(counter.desk.watchOf(paid.orderNo)).toMatchObject({ failuresInRow: 1, problem: nothingLeft });
  });
});

describe('what else is heard of a refund under way', () => {
  it('«refunded» from the gateway settles one of the whole', async () => {
    answers(timedOut);
    await refund({ amountMinor: 14_130 });
    const { orderNo } = paid;
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, status: 'refunded' }) });
    await counter.desk.receiveNotification('shop', rawNotification);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] });
    expect(counter.desk.watchOf(orderNo)).toBeNull();
  });

  it('«refunded» from the gateway while a part is under way is for a person', async () => {
    answers(timedOut);
    await refund();
    const { orderNo } = paid;
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, status: 'refunded' }) });
    await counter.desk.receiveNotification('shop', rawNotification);
    expect(await counter.read(orderNo)).toMatchObject({
      state: 'paid',
      attention: { code: 'refund_differs' },
      refunds: [{ state: 'unknown' }],
    });
  });

  /** The person decides at the moment at which the refund, sent again, is on its way. */
  async function decidedMeanwhile(as: 'done' | 'refused', answer: RefundOutcome): Promise<DecisionOutcome['kind']> {
    answers(timedOut);
    const [known] = (await refund()).refunds;
    const decisions: DecisionOutcome['kind'][] = [];
    counter.gateway.onQueryRefund = () => Promise.resolve(notDone);
    counter.gateway.onRefund = async () => {
      const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as } as const;
      decisions.push((await counter.desk.decide(paid.orderNo, decision, person)).kind);
      return answer;
    };
    await counter.clock.advance(10_000);
    const [decided] = decisions;
    if (decided === undefined) throw new Error('the refund was not sent again');
    return decided;
  }

  it('a gateway that contradicts the person who called it done meanwhile is not ignored', async () => {
    expect(await decidedMeanwhile('done', saysNo)).toBe('decided');
    expect(await counter.read(paid.orderNo)).toMatchObject({
      refundedMinor: 5_000,
      refunds: [{ state: 'done' }],
      attention: { code: 'refund_differs' },
    });
  });

  it('nobody can call it refused while it is on its way: it could be given back a second time', async () => {
    expect(await decidedMeanwhile('refused', done)).toBe('not_possible');
    expect(await counter.read(paid.orderNo)).toMatchObject({ refundedMinor: 5_000, attention: null });
  });

  it('nobody can call one refused that the gateway has taken, before it was asked about in vain for a day', async () => {
    counter.gateway.onRefund = () => Promise.resolve({ kind: 'in_progress', evidence: null });
    const [known] = (await refund()).refunds;
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as: 'refused' } as const;
    expect((await counter.desk.decide(paid.orderNo, decision, person)).kind).toBe('not_possible');
    counter.gateway.onQueryRefund = () => Promise.resolve(timedOut);
    await counter.clock.advance(watchHorizonMs + 3_700_000);
    expect((await counter.desk.decide(paid.orderNo, decision, person)).kind).toBe('decided');
  });

  it('nobody can call one refused that is on its way once more, however long it has been', async () => {
    await open(new ScriptedGateway({ canCancel: false }));
    answers(inProgress);
    const [known] = (await refund()).refunds;
    counter.gateway.onQuery = () => Promise.resolve(timedOut);
    await counter.clock.advance(watchHorizonMs + 3_700_000);
    counter.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as: 'refused' } as const;
    const decisions: DecisionOutcome['kind'][] = [];
    counter.gateway.onRefund = async () => {
      decisions.push((await counter.desk.decide(paid.orderNo, decision, person)).kind);
      return done;
    };
    await counter.clock.advance(3_700_000);
    expect(decisions).toEqual(['not_possible']);
    expect(await counter.read(paid.orderNo)).toMatchObject({ refundedMinor: 5_000, refunds: [{ state: 'done' }] });
  });

  it.each(['done', 'refused'] as const)('one that a person calls %s meanwhile is not sent again', async (as) => {
    answers(timedOut);
    const [known] = (await refund()).refunds;
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as } as const;
    counter.gateway.onQueryRefund = async () => {
      expect((await counter.desk.decide(paid.orderNo, decision, person)).kind).toBe('decided');
      return notDone;
    };
    await counter.clock.advance(3_600_000);
    expect(asked).toHaveLength(1);
    expect(refundsOf(await counter.read(paid.orderNo))).toEqual([[as, 5_000]]);
  });

  it('one that a person calls refused while its payment is asked about is not sent again', async () => {
    await open(new ScriptedGateway({ canCancel: false }));
    answers(timedOut);
    const [known] = (await refund()).refunds;
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as: 'refused' } as const;
    counter.gateway.onQuery = async () => {
      await counter.desk.decide(paid.orderNo, decision, person);
      return { kind: 'not_found', evidence: null };
    };
    await counter.clock.advance(3_600_000);
    expect(asked).toHaveLength(1);
  });

  it('a gateway that agrees with the person adds nothing', async () => {
    answers(timedOut);
    const [known] = (await refund()).refunds;
    const decision = { kind: 'resolve_refund', refundNo: known?.refundNo ?? '', as: 'done' } as const;
    counter.gateway.onQueryRefund = async () => {
      await counter.desk.decide(paid.orderNo, decision, person);
      return done;
    };
    await counter.clock.advance(10_000);
    expect(await counter.read(paid.orderNo)).toMatchObject({ refundedMinor: 5_000, attention: null });
    expect(counter.ledger.typesOf(paid.orderNo).at(-1)).toBe('refund.resolved');
  });
});
