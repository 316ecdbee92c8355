/** Events for tests: a plausible one of each type, and any that could ever be written. */
import fc from 'fast-check';
import { type LaterEvent, type Order, type Problem, type Refund } from '../../main/domain/order.ts';
import { refundRequestProblem } from '../../main/domain/refund.ts';
import { refundTransitions, transitions } from '../../main/domain/transitions.ts';

const problem: Problem = { code: 'timeout', gatewayCode: null, gatewayMessage: null };
const payment = { learnedBy: 'query', gatewayOrderNo: '77', evidence: null } as const;
const person = { operatorName: 'Mei Lin', reason: 'The customer showed the receipt.' } as const;

/** The number of the refund that `oneOfEach` speaks of; the one that it asks for has another. */
export const knownRefundNo = 'R_T01_20261122_00000001';

export function refundOf(changes: Partial<Refund> = {}): Refund {
  return {
    refundNo: knownRefundNo,
    requestKey: '7e0f8f1e-0000-4000-8000-000000000001',
    amountMinor: 5_000,
    reason: 'One cup was cold.',
    operatorName: 'Mei Lin',
    state: 'requested',
    problem: null,
    requestedAt: '2026-11-22T06:40:00.000Z',
    updatedAt: '2026-11-22T06:40:00.000Z',
    doneAt: null,
    ...changes,
  };
}

/** One event of every type that can happen to an order that exists. */
export const oneOfEach: { readonly [Type in LaterEvent['type']]: Extract<LaterEvent, { readonly type: Type }> } = {
  'order.released': { type: 'order.released', payload: { codeExpiresAt: '2026-11-22T08:00:00.000Z' } },
  'order.discarded': { type: 'order.discarded', payload: { operatorName: 'Mei Lin' } },
  'create.retried': { type: 'create.retried', payload: {} },
  'create.succeeded': {
    type: 'create.succeeded',
    payload: { qrText: 'https://qr.alipay.com/x', gatewayOrderNo: null, imageUrls: [], evidence: null },
  },
  'create.refused': { type: 'create.refused', payload: { problem, evidence: null } },
  'create.not_sent': { type: 'create.not_sent', payload: { problem, evidence: null } },
  'create.unknown': { type: 'create.unknown', payload: { problem, evidence: null } },
  'payment.scanned': { type: 'payment.scanned', payload: payment },
  'payment.succeeded': {
    type: 'payment.succeeded',
    payload: { ...payment, paidAt: '2026-11-22T06:33:00.000Z', buyerHint: '159****5620' },
  },
  'payment.declined': { type: 'payment.declined', payload: { ...payment, problem: null } },
  'payment.closed': { type: 'payment.closed', payload: payment },
  'payment.refunded': { type: 'payment.refunded', payload: payment },
  'payment.disputed': { type: 'payment.disputed', payload: { problem, learnedBy: 'notification', evidence: null } },
  'notification.refused': { type: 'notification.refused', payload: { problem, evidence: null } },
  'close.requested': { type: 'close.requested', payload: { reason: 'cashier' } },
  'close.unknown': { type: 'close.unknown', payload: { problem, evidence: null } },
  'close.unavailable': { type: 'close.unavailable', payload: {} },
  'watch.ended': { type: 'watch.ended', payload: {} },
  'watch.stalled': { type: 'watch.stalled', payload: { problem } },
  'refund.requested': {
    type: 'refund.requested',
    payload: {
      ...person,
      requestKey: '7e0f8f1e-0000-4000-8000-000000000002',
      refundNo: 'R_T01_20261122_00000002',
      amountMinor: 100,
    },
  },
  'refund.retried': { type: 'refund.retried', payload: { refundNo: knownRefundNo } },
  'refund.unknown': { type: 'refund.unknown', payload: { refundNo: knownRefundNo, problem, evidence: null } },
  'refund.accepted': { type: 'refund.accepted', payload: { refundNo: knownRefundNo, evidence: null } },
  'refund.done': { type: 'refund.done', payload: { refundNo: knownRefundNo, learnedBy: 'refund', evidence: null } },
  'refund.refused': { type: 'refund.refused', payload: { refundNo: knownRefundNo, problem, evidence: null } },
  'refund.resolved': { type: 'refund.resolved', payload: { ...person, refundNo: knownRefundNo, as: 'done' } },
  'late.accepted': { type: 'late.accepted', payload: person },
  'attention.cleared': { type: 'attention.cleared', payload: person },
  'resolved.paid': { type: 'resolved.paid', payload: person },
  'resolved.unpaid': { type: 'resolved.unpaid', payload: person },
  'personal.redacted': { type: 'personal.redacted', payload: {} },
};

/** Any text that JavaScript can hold, halves of surrogate pairs and NUL included. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(0, 1, 0x22, 0x5c, 0xd800, 0xdfff, 0x8336), fc.integer({ min: 0, max: 0xffff })), {
    maxLength: 12,
  })
  .map((units) => String.fromCharCode(...units));

const maybeText = fc.option(anyText, { nil: null });
const anyProblem = fc.record({
  code: fc.constantFrom('timeout', 'gateway_refused', 'amount_differs'),
  gatewayCode: maybeText,
  gatewayMessage: maybeText,
} as const);
const evidence = fc.option(fc.record({ httpStatus: fc.option(fc.nat(599), { nil: null }), replyText: anyText }), {
  nil: null,
});
const learnedBy = fc.constantFrom('query', 'notification', 'cancel', 'refund');
const told = { problem: anyProblem, evidence };
const anyPayment = { learnedBy, gatewayOrderNo: maybeText, evidence };
const nothing = fc.constant({});
const anyPerson = { operatorName: anyText, reason: anyText };
/** Few, so that an order's events often speak of the same refund. */
const refundNo = fc.constantFrom('R_T01_1', 'R_T01_2', 'R_T01_3', 'R_T01_4');

/** Anything that a payload of each type can be. */
const anyPayload: {
  readonly [Type in LaterEvent['type']]: fc.Arbitrary<Extract<LaterEvent, { readonly type: Type }>['payload']>;
} = {
  'order.released': fc.record({ codeExpiresAt: fc.constant('2026-11-22T08:00:00.000Z') }),
  'order.discarded': fc.record({ operatorName: anyText }),
  'create.retried': nothing,
  'create.succeeded': fc.record({
    qrText: anyText,
    gatewayOrderNo: maybeText,
    imageUrls: fc.array(anyText, { maxLength: 3 }),
    evidence,
  }),
  'create.refused': fc.record(told),
  'create.not_sent': fc.record(told),
  'create.unknown': fc.record(told),
  'payment.scanned': fc.record(anyPayment),
  'payment.succeeded': fc.record({
    ...anyPayment,
    paidAt: fc.constantFrom(null, '2026-11-22T02:30:40Z', '2026-11-22T02:30:40.123Z'),
    buyerHint: maybeText,
  }),
  'payment.declined': fc.record({ ...anyPayment, problem: fc.option(anyProblem, { nil: null }) }),
  'payment.closed': fc.record(anyPayment),
  'payment.refunded': fc.record(anyPayment),
  'payment.disputed': fc.record({ ...told, learnedBy }),
  'notification.refused': fc.record(told),
  'close.requested': fc.record({ reason: fc.constantFrom('cashier', 'expired') }),
  'close.unknown': fc.record(told),
  'close.unavailable': nothing,
  'watch.ended': nothing,
  'watch.stalled': fc.record({ problem: anyProblem }),
  'refund.requested': fc.record({
    ...anyPerson,
    requestKey: fc.uuid(),
    refundNo,
    amountMinor: fc.integer({ min: 1, max: 99_999_999 }),
  }),
  'refund.retried': fc.record({ refundNo }),
  'refund.unknown': fc.record({ ...told, refundNo }),
  'refund.accepted': fc.record({ refundNo, evidence }),
  'refund.done': fc.record({ refundNo, learnedBy, evidence }),
  'refund.refused': fc.record({ ...told, refundNo }),
  'refund.resolved': fc.record({ ...anyPerson, refundNo, as: fc.constantFrom('done', 'refused') }),
  'late.accepted': fc.record(anyPerson),
  'attention.cleared': fc.record(anyPerson),
  'resolved.paid': fc.record(anyPerson),
  'resolved.unpaid': fc.record(anyPerson),
  'personal.redacted': nothing,
};

/** Any event; the types that move an order on come more often than the rest. */
export const anyEvent: fc.Arbitrary<LaterEvent> = fc
  .oneof(
    fc.constantFrom(...(Object.keys(anyPayload) as LaterEvent['type'][])),
    fc.constantFrom('create.succeeded', 'payment.succeeded', 'refund.requested', 'refund.done' as const),
  )
  .chain((type) => anyPayload[type].map((payload) => ({ type, payload }) as LaterEvent));

/** Whether the engine could append this event: the tables allow it, and a refund that it names is there. */
export function isAllowed(order: Order, event: LaterEvent): boolean {
  if (transitions[order.state][event.type] === 'never') return false;
  if (event.type === 'refund.requested') {
    const isNew = order.refunds.every(({ refundNo }) => refundNo !== event.payload.refundNo);
    return isNew && refundRequestProblem(order, event.payload.amountMinor) === null;
  }
  if (!('refundNo' in event.payload)) return true;
  const { refundNo } = event.payload;
  const refund = order.refunds.find((known) => known.refundNo === refundNo);
  if (refund === undefined) return false;
  switch (event.type) {
    case 'refund.resolved':
      return refundTransitions[refund.state][`refund.${event.payload.as}`] !== 'never';
    case 'refund.retried':
    case 'refund.unknown':
    case 'refund.accepted':
    case 'refund.done':
    case 'refund.refused':
      return refundTransitions[refund.state][event.type] !== 'never';
    default:
      return true;
  }
}
