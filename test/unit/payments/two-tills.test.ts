/** One merchant, two tills: what is known of a number that another sale has, or of a trade that is another's. */
import { describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '../../../main/domain/order.ts';
import type { CreateOutcome } from '../../../main/ports/index.ts';
import { DeskUnderTest, rawNotification } from '../../support/desk-under-test.ts';
import { draftOf, factsOf } from '../../support/orders.ts';
import { saying, ScriptedGateway, timedOut } from '../../support/scripted-gateway.ts';

function saysOfNumber(kind: 'refused' | 'unknown', code: ProblemCode, gatewayCode: string): CreateOutcome {
  const problem: Problem = { code, gatewayCode, gatewayMessage: null };
  return { kind, problem, evidence: null };
}

/** ScanForPay's and Alipay's ways of saying that there is a trade under the number. */
const numberTaken: readonly (readonly [string, CreateOutcome])[] = [
  ['31', saysOfNumber('unknown', 'order_number_used', '31')],
  ['CONTEXT_INCONSISTENT', saysOfNumber('refused', 'order_number_used', 'ACQ.CONTEXT_INCONSISTENT')],
  ['TRADE_HAS_SUCCESS', saysOfNumber('unknown', 'already_paid', 'ACQ.TRADE_HAS_SUCCESS')],
  ['TRADE_HAS_CLOSE', saysOfNumber('refused', 'already_closed', 'ACQ.TRADE_HAS_CLOSE')],
];

const whatAQueryMayTell = [
  ['paid', {}],
  ['paid with another sum', { amountMinor: 990 }],
  ['being paid', { status: 'scanned' }],
  ['refunded', { status: 'refunded' }],
  ['closed', { status: 'closed' }],
] as const;

describe.each(numberTaken)('an order whose number is another sale’s (%s)', (_code, answer) => {
  it.each(whatAQueryMayTell)('is said to be so, and stays so when that sale is %s', async (_what, facts) => {
    const counter = new DeskUnderTest();
    await counter.desk.start();
    counter.gateway.onCreate = () => Promise.resolve(answer);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, facts));
    const { orderNo } = await counter.take();
    expect(await counter.read(orderNo)).toMatchObject({ state: 'refused', problem: { code: 'order_number_used' } });
    await counter.desk.check(orderNo);
    counter.gateway.onNotification = () => ({ kind: 'verified', facts: factsOf({ orderNo, ...facts }) });
    await counter.desk.receiveNotification('shop', rawNotification);
    await counter.clock.advance(26 * 3_600_000);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'refused', paidAt: null, refundedMinor: 0 });
    expect(counter.gateway.asked).not.toContain('cancel');
    expect(counter.ledger.notifications.at(-1)?.verdict).not.toBe('applied');
  });

  it('cannot be cancelled, sent again, or refunded', async () => {
    const counter = new DeskUnderTest();
    counter.gateway.onCreate = () => Promise.resolve(answer);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    const { orderNo } = await counter.take();
    const order = await counter.read(orderNo);
    expect(counter.desk.canCancel(order)).toBe(false);
    expect(counter.desk.canRetryCreate(order)).toBe(false);
    await counter.desk.cancel(orderNo);
    await counter.desk.retryCreate(orderNo);
    const request = { requestKey: 'r', amountMinor: 1, reason: 'test', operatorName: 'Mei Lin' };
    expect(await counter.desk.requestRefund(orderNo, request)).toMatchObject({ kind: 'refused' });
    expect(new Set(counter.gateway.asked)).toEqual(new Set(['create', 'query']));
  });

  it('calls for a person once where money lies under the number', async () => {
    const counter = new DeskUnderTest();
    counter.gateway.onCreate = () => Promise.resolve(answer);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    const order = await counter.take();
    expect(order.attention).toMatchObject({ code: 'payment_unassigned' });
    await counter.desk.check(order.orderNo);
    expect(counter.ledger.typesOf(order.orderNo)).toEqual(['order.created', 'create.refused', 'payment.disputed']);
  });

  it('is our own where the number was sent before and nothing was heard', async () => {
    const counter = new DeskUnderTest();
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take();
    counter.gateway.onCreate = () => Promise.resolve(answer);
    expect(await counter.desk.retryCreate(orderNo)).toMatchObject({ state: 'create_unknown' });
    await counter.clock.advance(10_000);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.desk.check(orderNo);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is asked about by the customer’s own code, where anything but a «no» may be this very payment sent twice', async () => {
    const counter = new DeskUnderTest();
    if (answer.kind === 'created') throw new Error('no answer to a payment');
    counter.gateway.onPay = () => Promise.resolve(answer);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    const sale = await counter.desk.createOrder(draftOf({ way: 'customer_code' }), '286512345678901234');
    const order = sale.kind === 'taken' ? sale.order : null;
    if (answer.kind === 'unknown') {
      expect(order).toMatchObject({ state: 'create_unknown' });
      expect((await counter.desk.check(order?.orderNo ?? '')).order.state).toBe('paid');
    } else {
      expect(order).toMatchObject({ state: 'refused', paidAt: null });
      if (answer.problem.code === 'order_number_used') {
        expect(order).toMatchObject({ attention: { code: 'payment_unassigned' } });
      }
    }
  });
});

describe('a request that could not be sent', () => {
  const keyMissing: CreateOutcome = {
    kind: 'not_sent',
    problem: { code: 'key_missing_or_locked', gatewayCode: null, gatewayMessage: null },
  };

  it('leaves an order unknown that was sent before and not answered', async () => {
    const counter = new DeskUnderTest();
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take();
    counter.gateway.onCreate = () => Promise.resolve(keyMissing);
    expect(await counter.desk.retryCreate(orderNo)).toMatchObject({
      state: 'create_unknown',
      problem: { code: 'key_missing_or_locked' },
    });
  });

  it('is no request: the next one is the first', async () => {
    const counter = new DeskUnderTest(new ScriptedGateway({ canCancel: false }));
    counter.gateway.onCreate = () => Promise.resolve(keyMissing);
    const { orderNo } = await counter.take();
    counter.gateway.onCreate = () => Promise.resolve(numberTaken[0]?.[1] ?? keyMissing);
    expect(await counter.desk.retryCreate(orderNo)).toMatchObject({
      state: 'refused',
      problem: { code: 'order_number_used' },
    });
  });
});

describe('an order that was never answered', () => {
  const before = '2026-11-22T06:32:04.000Z';

  async function unanswered(counter: DeskUnderTest): Promise<string> {
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    return (await counter.take()).orderNo;
  }

  it('is not settled by a trade that was paid before it was made', async () => {
    const counter = new DeskUnderTest();
    const orderNo = await unanswered(counter);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { paidAt: before }));
    await counter.desk.check(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'create_unknown', attention: { code: 'trade_older' } });
  });

  it('is not settled by a notification of such a trade either', async () => {
    const counter = new DeskUnderTest();
    const orderNo = await unanswered(counter);
    const facts = factsOf({ orderNo, tradeMadeAt: before });
    counter.gateway.onNotification = () => ({ kind: 'verified', facts });
    await counter.desk.receiveNotification('shop', rawNotification);
    expect(await counter.read(orderNo)).toMatchObject({ paidAt: null, attention: { code: 'trade_older' } });
    expect(counter.ledger.notifications).toMatchObject([{ verdict: 'disputed', problem: { code: 'trade_older' } }]);
  });

  it('is settled by its own trade although this computer’s clock is fast: the gateway’s own clock is known', async () => {
    const counter = new DeskUnderTest();
    counter.clock.jump(3_600_000);
    const orderNo = await unanswered(counter);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.desk.check(orderNo);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is settled after a restart by its own trade also where no gateway had told the time before it', async () => {
    const counter = new DeskUnderTest();
    counter.clock.jump(400 * 86_400_000);
    const orderNo = await unanswered(counter);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, {}));
    await counter.restart();
    await counter.clock.advance(3_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it('is settled after a restart by its own trade, however fast this computer’s clock: what the ledger has confirmed counts', async () => {
    const counter = new DeskUnderTest();
    await counter.take();
    await counter.clock.advance(60_000);
    counter.clock.jump(8 * 3_600_000);
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take({ requestKey: '0a0a0a0a-0000-4000-8000-000000000001' });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { paidAt: '2026-11-22T06:33:09.000Z' }));
    await counter.restart();
    await counter.clock.advance(3_000);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });

  it.each([
    ['after', 'the run has taken up what it found'],
    ['before', 'the run has taken up what it found'],
  ])('is settled by what the customer paid before a restart and a second try, %s %s', async (when) => {
    const counter = new DeskUnderTest();
    const orderNo = await unanswered(counter);
    const paidAt = counter.clock.now().toISOString();
    await counter.clock.advance(1_000);
    if (when === 'after') await counter.restart();
    else counter.reopen();
    await counter.clock.advance(1_000);
    await counter.desk.retryCreate(orderNo);
    if (when === 'before') await counter.desk.start();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { paidAt }));
    await counter.desk.check(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'paid', attention: null });
  });

  it('is not settled after a restart by a trade that was there before its gateway last told the time', async () => {
    const counter = new DeskUnderTest();
    await counter.take();
    await counter.clock.advance(60_000);
    counter.gateway.onCreate = () => Promise.resolve(timedOut);
    const { orderNo } = await counter.take({ requestKey: '0a0a0a0a-0000-4000-8000-000000000001' });
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { paidAt: before }));
    await counter.restart();
    await counter.clock.advance(3_000);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'create_unknown', attention: { code: 'trade_older' } });
  });

  it('is not settled by a payment of another till’s', async () => {
    const counter = new DeskUnderTest();
    const orderNo = await unanswered(counter);
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { installationId: '9G4V0B5N' }));
    await counter.desk.check(orderNo);
    expect(await counter.read(orderNo)).toMatchObject({ state: 'create_unknown', attention: { code: 'other_till' } });
  });

  it('leaves an answered order alone: its trade is its own, whatever the clocks say', async () => {
    const counter = new DeskUnderTest();
    const { orderNo } = await counter.take();
    counter.gateway.onQuery = (asked) => Promise.resolve(saying(asked, { paidAt: before }));
    await counter.desk.check(orderNo);
    expect((await counter.read(orderNo)).state).toBe('paid');
  });
});
