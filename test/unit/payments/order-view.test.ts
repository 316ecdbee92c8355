import { describe, expect, it } from 'vitest';
import { orderViewSchema } from '../../../preload/contract/index.ts';
import { displayStates, orderStates, type Order, type OrderEvent } from '../../../main/domain/order.ts';
import { explainProblem } from '../../../main/accounts/explain-problem.ts';
import { statesShownAs } from '../../../main/domain/order-lifecycle.ts';
import { toOrderView, toTimeline as timelineWith, type ViewContext } from '../../../main/payments/order-view.ts';
import type { RecordedEvent } from '../../../main/ports/index.ts';
import { oneOfEach } from '../../support/events.ts';
import { draftOf, orderOf } from '../../support/orders.ts';

const toTimeline = (order: Order, events: readonly RecordedEvent[]) => timelineWith(order, events, explainProblem);

const watched = (failuresInRow: number): ViewContext => ({
  explain: explainProblem,
  watchOf: () => ({ checkCount: 4, failuresInRow, lastCheckedAt: null, nextCheckAt: null, problem: null }),
  canCancel: () => true,
  canRetryCreate: () => false,
});

describe('an order as the page sees it', () => {
  it('is as the contract says, without the form’s key or the merchant’s number', () => {
    const view = toOrderView(orderOf(), watched(0));
    expect(orderViewSchema.parse(view)).toEqual(view);
    expect(view).not.toHaveProperty('requestKey');
    expect(view).not.toHaveProperty('merchantId');
  });

  it('is not known once the gateway has been silent three times in a row, and waiting until then', () => {
    expect(toOrderView(orderOf({ state: 'awaiting' }), watched(2)).display).toBe('waiting');
    expect(toOrderView(orderOf({ state: 'awaiting' }), watched(3)).display).toBe('unknown');
    expect(toOrderView(orderOf({ state: 'paid' }), watched(3)).display).toBe('paid');
  });

  it('is not known while a gateway tells of money that does not fit: its code would ask for the money again', () => {
    const told = { code: 'amount_differs', gatewayCode: null, gatewayMessage: null } as const;
    expect(toOrderView(orderOf({ state: 'awaiting', attention: told }), watched(0)).display).toBe('unknown');
    const forged = { ...told, code: 'signature_wrong' } as const;
    expect(toOrderView(orderOf({ state: 'awaiting', attention: forged }), watched(0)).display).toBe('waiting');
    expect(toOrderView(orderOf({ state: 'paid', attention: told }), watched(0)).display).toBe('paid');
  });

  it('belongs to exactly one shown state, whatever its state', () => {
    const all = displayStates.flatMap((display) => statesShownAs(display));
    expect([...all].sort()).toEqual([...orderStates].sort());
  });
});

describe('what is advised', () => {
  const noted = { code: 'input_rejected', gatewayCode: '5', gatewayMessage: null } as const;
  const sale = { gateway: 'scanforpay', problem: noted } as const;
  const refund = {
    refundNo: 'R01',
    requestKey: '4b0ee0ec-3f3e-4d30-9e3e-6d8e35ed4f12',
    amountMinor: 500,
    reason: 'broken',
    operatorName: 'Mei Lin',
    problem: noted,
    requestedAt: '2026-11-22T06:40:00.000Z',
    updatedAt: '2026-11-22T06:40:00.000Z',
    doneAt: null,
  } as const;

  it.each(['create_unknown', 'awaiting', 'close_unknown', 'expired_watching'] as const)(
    'of a sale that is %s is to ask about it, never to do it again',
    (state) => {
      expect(toOrderView(orderOf({ ...sale, state }), watched(0)).problem?.explanation?.nextStep).toBe('query');
    },
  );

  it('of a sale that the gateway refused is what its code says', () => {
    const view = toOrderView(orderOf({ ...sale, state: 'refused' }), watched(0));
    expect(view.problem?.explanation?.nextStep).toBe('mend_input');
  });

  it.each([
    ['unknown', 'query'],
    ['in_progress', 'query'],
    ['refused', 'mend_input'],
  ] as const)('of a refund that is %s is «%s»', (state, nextStep) => {
    const order = orderOf({ gateway: 'scanforpay', state: 'paid', refunds: [{ ...refund, state }] });
    expect(toOrderView(order, watched(0)).refunds[0]?.problem?.explanation?.nextStep).toBe(nextStep);
  });

  it('on the timeline goes with the event, and while asking with the asking', () => {
    const at = '2026-11-22T06:32:40.000Z';
    const payload = { problem: noted, evidence: null };
    const events = (['create.unknown', 'create.refused'] as const).map((type, sequence) => ({
      sequence,
      orderNo: 'T01',
      at,
      event: { type, payload },
    }));
    const steps = toTimeline(orderOf(sale), events).map(({ problem }) => problem?.explanation?.nextStep);
    expect(steps).toEqual(['query', 'mend_input']);
    const asking: ViewContext = {
      ...watched(1),
      watchOf: () => ({ checkCount: 1, failuresInRow: 1, lastCheckedAt: at, nextCheckAt: null, problem: noted }),
    };
    const view = toOrderView(orderOf({ gateway: 'scanforpay', state: 'awaiting' }), asking);
    expect(view.watch?.problem?.explanation?.nextStep).toBe('query');
  });
});

describe('an event on the timeline', () => {
  it('carries how it became known, what went wrong and what the gateway sent', () => {
    const problem = { code: 'signature_wrong', gatewayCode: null, gatewayMessage: null } as const;
    expect(
      toTimeline(orderOf({ gateway: 'alipay' }), [
        {
          sequence: 7,
          orderNo: 'T01',
          at: '2026-11-22T06:32:40.000Z',
          event: {
            type: 'payment.disputed',
            payload: { problem, learnedBy: 'query', evidence: { httpStatus: 200, replyText: '{"response":1}' } },
          },
        },
      ]),
    ).toEqual([
      {
        sequence: 7,
        at: '2026-11-22T06:32:40.000Z',
        type: 'payment.disputed',
        learnedBy: 'query',
        refundNo: null,
        replacedBy: null,
        amountMinor: null,
        operatorName: null,
        reason: null,
        approvedBy: null,
        problem: { ...problem, explanation: null },
        evidence: '{"response":1}',
      },
    ]);
  });

  it('says of a customer’s code that the payment’s own answer told, and of what was asked later that asking did', () => {
    const way = 'customer_code' as const;
    const { codeExpiresAt } = orderOf();
    const birth = {
      type: 'order.created',
      payload: { ...draftOf({ way }), orderNo: 'T01', dailyNumber: 1, businessDay: '2026-11-22', codeExpiresAt },
    } as const;
    const confirming = { learnedBy: 'query', gatewayOrderNo: null, evidence: null } as const;
    const paid = { ...confirming, paidAt: null, buyerHint: null };
    const life = [
      birth,
      { type: 'payment.scanned', payload: confirming },
      { type: 'payment.succeeded', payload: paid },
    ] as const;
    const learnedBy = (order: ReturnType<typeof orderOf>, events: readonly OrderEvent[]) =>
      toTimeline(
        order,
        events.map((event, index) => ({ sequence: index + 1, orderNo: 'T01', at: order.createdAt, event })),
      ).map((entry) => entry.learnedBy);
    expect(learnedBy(orderOf({ way }), life)).toEqual([null, 'pay_reply', 'query']);
    const asked = [birth, oneOfEach['create.unknown'], life[2]];
    expect(learnedBy(orderOf({ way }), asked)).toEqual([null, null, 'query']);
    expect(learnedBy(orderOf(), life)).toEqual([null, 'query', 'query']);
  });
});
