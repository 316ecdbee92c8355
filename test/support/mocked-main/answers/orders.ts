/** Orders, what became of them, and the inbox. */
import type {
  GroupHandlers,
  NotificationView,
  OrderView,
  RefundView,
  TimelineEntry,
  UnmatchedPaymentView,
} from '../../../../preload/contract/index.ts';
import { done, type MockedTill } from '../mocked-till.ts';
import { minutesFromNow, nextNumber, words } from '../shop.ts';

/** A waiting WeChat order of 141.30 whose code came a minute ago. */
export function order(change: Partial<OrderView> = {}): OrderView {
  const number = nextNumber();
  const dailyNumber = change.dailyNumber ?? number;
  return {
    orderNo: `T02_20261122_${String(dailyNumber).padStart(4, '0')}_5WVK`,
    dailyNumber,
    businessDay: '2026-11-22',
    gateway: 'scanforpay',
    wallet: 'wechat_pay',
    accountId: 'practice-scanforpay',
    accountName: 'ScanForPay',
    amountMinor: 14_130,
    currency: 'CNY',
    way: 'transaction_code',
    lines: [],
    discountMinor: 0,
    note: '',
    operatorName: words().operator,
    refunds: [],
    refundedMinor: 0,
    refundableMinor: 0,
    decisions: [],
    state: 'awaiting',
    display: 'waiting',
    scanned: false,
    attention: null,
    problem: null,
    qrText: 'weixin://wxpay/bizpayurl?pr=p4lzULezz&practice=0143',
    gatewayOrderNo: null,
    buyerHint: null,
    learnedBy: null,
    createdAt: minutesFromNow(-1),
    codeExpiresAt: minutesFromNow(4),
    paidAt: null,
    updatedAt: minutesFromNow(-1),
    version: 2,
    watch: {
      checkCount: 4,
      lastCheckedAt: minutesFromNow(-1 / 60),
      nextCheckAt: minutesFromNow(2 / 60),
      problem: null,
    },
    canCancel: true,
    canRetryCreate: false,
    ...change,
  };
}

/** Nobody asks about it any more. */
export const finished = { watch: null, canCancel: false } as const;

export const paid = (change: Partial<OrderView> = {}): OrderView =>
  order({
    state: 'paid',
    display: 'paid',
    scanned: true,
    paidAt: minutesFromNow(-0.1),
    learnedBy: 'notification',
    gatewayOrderNo: '20261122171552495717',
    version: 4,
    refundableMinor: change.amountMinor ?? 14_130,
    ...finished,
    ...change,
  });

/** A sale put aside a quarter of an hour ago. */
export const held = (change: Partial<OrderView> = {}): OrderView =>
  order({
    state: 'held',
    display: 'held',
    qrText: null,
    createdAt: minutesFromNow(-15),
    codeExpiresAt: minutesFromNow(-15),
    version: 1,
    ...finished,
    ...change,
  });

/** How the watching goes when the last check taught nothing. */
export const silentWatch = (code: NonNullable<OrderView['problem']>['code']): NonNullable<OrderView['watch']> => ({
  checkCount: 4,
  lastCheckedAt: minutesFromNow(-0.1),
  nextCheckAt: minutesFromNow(0.2),
  problem: problem(code),
});

/** A refund of 30.00 of the pot, asked for a while ago. */
export function refund(state: RefundView['state'], change: Partial<RefundView> = {}): RefundView {
  return {
    refundNo: `R_20261122_${state.slice(0, 4).toUpperCase()}`,
    amountMinor: 3_000,
    reason: words().brokenPot,
    operatorName: words().operator,
    state,
    problem: null,
    requestedAt: minutesFromNow(-12),
    doneAt: state === 'done' ? minutesFromNow(-11) : null,
    ...change,
  };
}

/** A paid order with a refund in every state that there is. */
export function refundedInParts(): OrderView {
  return paid({
    dailyNumber: 144,
    amountMinor: 24_000,
    note: words().pot,
    createdAt: minutesFromNow(-40),
    paidAt: minutesFromNow(-39),
    refundedMinor: 3_000,
    refundableMinor: 9_000,
    refunds: [
      refund('done'),
      refund('refused', { problem: problem('gateway_refused', 'ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足') }),
      refund('in_progress'),
      refund('unknown', { problem: problem('timeout'), operatorName: '' }),
      refund('requested'),
    ],
  });
}

export const problem = (
  code: NonNullable<OrderView['problem']>['code'],
  gatewayCode: string | null = null,
  gatewayMessage: string | null = null,
  explanation: NonNullable<OrderView['problem']>['explanation'] = null,
): NonNullable<OrderView['problem']> => ({ code, gatewayCode, gatewayMessage, explanation });

/** One order in each shown state, newest first, as a day's list. */
export function dayOfOrders(): OrderView[] {
  const at = (minutesAgo: number): Partial<OrderView> => ({
    createdAt: minutesFromNow(-minutesAgo),
    codeExpiresAt: minutesFromNow(5 - minutesAgo),
    updatedAt: minutesFromNow(-minutesAgo + 1),
  });
  return [
    order({
      ...at(1),
      dailyNumber: 143,
      amountMinor: 14_130,
      display: 'unknown',
      scanned: true,
      note: words().goods,
      decisions: ['paid', 'unpaid'],
      lines: [
        { name: words().leaves, quantity: 2, priceMinor: 4_800, goodsId: '6901234567892' },
        { name: words().strainer, quantity: 3, priceMinor: 1_200, goodsId: '6901234567908' },
        { name: '', quantity: 1, priceMinor: 2_500, goodsId: null },
      ],
      discountMinor: 1_570,
    }),
    paid({
      ...at(6),
      dailyNumber: 142,
      amountMinor: 3_800,
      wallet: 'alipay',
      note: words().icedTea,
      buyerHint: '159****5620',
    }),
    order({ ...at(3), dailyNumber: 141, amountMinor: 2_600, note: words().coldTea }),
    order({
      ...at(14),
      dailyNumber: 140,
      amountMinor: 24_000,
      wallet: 'alipay',
      note: words().pot,
      state: 'declined',
      display: 'declined',
      ...finished,
    }),
    order({
      ...at(31),
      dailyNumber: 139,
      amountMinor: 6_400,
      note: words().latte,
      state: 'paid_late',
      display: 'paid_late',
      paidAt: minutesFromNow(-4),
      decisions: ['accept_late'],
      refundableMinor: 6_400,
      ...finished,
    }),
    paid({
      ...at(36),
      dailyNumber: 138,
      amountMinor: 34_600,
      wallet: 'alipay',
      note: words().leaves,
      attention: problem('amount_differs'),
      decisions: ['clear_attention'],
    }),
    order({
      ...at(52),
      dailyNumber: 137,
      amountMinor: 12_000,
      note: words().strainer,
      state: 'refunded',
      display: 'refunded',
      paidAt: minutesFromNow(-51),
      refunds: [refund('done', { amountMinor: 12_000 })],
      refundedMinor: 12_000,
      ...finished,
    }),
    order({
      ...at(57),
      dailyNumber: 136,
      amountMinor: 7_600,
      wallet: 'alipay',
      note: '',
      state: 'closed',
      display: 'expired',
      ...finished,
    }),
    paid({ ...at(63), dailyNumber: 135, amountMinor: 50_200, wallet: 'alipay', note: words().box }),
    paid({
      ...at(66),
      dailyNumber: 134,
      amountMinor: 123_456_78,
      wallet: 'wechat_pay',
      note: words().feast,
    }),
    held({ ...at(67), dailyNumber: 133, amountMinor: 2_600, note: words().coldTea }),
    held({ ...at(68), dailyNumber: 132, note: words().latte, state: 'discarded', display: 'discarded', version: 2 }),
    ...Array.from({ length: 40 }, (_, index) =>
      paid({
        ...at(70 + index * 9),
        dailyNumber: 131 - index,
        amountMinor: 1_250 + index * 137,
        note: index % 3 === 0 ? words().tea : '',
      }),
    ),
  ];
}

export function timeline(of: OrderView): TimelineEntry[] {
  const event = (
    sequence: number,
    type: TimelineEntry['type'],
    secondsAfter: number,
    change: Partial<TimelineEntry> = {},
  ): TimelineEntry => ({
    sequence,
    at: new Date(Date.parse(of.createdAt) + secondsAfter * 1000).toISOString(),
    type,
    learnedBy: null,
    refundNo: null,
    amountMinor: null,
    operatorName: null,
    reason: null,
    approvedBy: null,
    problem: null,
    replacedBy: null,
    evidence: null,
    ...change,
  });
  if (of.state === 'held') return [event(1, 'order.held', 0)];
  if (of.state === 'discarded') return [event(1, 'order.held', 0), event(2, 'order.discarded', 300)];
  const events = [event(1, 'order.created', 0)];
  if (of.state === 'refused') {
    return [...events, event(2, 'create.refused', 1, { problem: of.problem, evidence: '{"resultCode":"FAIL"}' })];
  }
  if (of.state === 'create_unknown') return [...events, event(2, 'create.unknown', 8, { problem: of.problem })];
  if (of.qrText === null) return events;
  events.push(event(2, 'create.succeeded', 1, { evidence: '{"resultCode":"SUCCESS","qrcode":"weixin://wxpay/…"}' }));
  if (of.scanned) events.push(event(3, 'payment.scanned', 16, { learnedBy: 'query' }));
  if (of.display === 'paid' || of.display === 'paid_late') {
    events.push(
      event(4, 'payment.succeeded', 23, {
        learnedBy: 'notification',
        evidence: 'partnerNo=100010000000002&orderNo=2026112223071142&amount=3800&sign=4C1F…',
      }),
    );
  }
  if (of.attention !== null)
    events.push(event(5, 'payment.disputed', 31, { problem: of.attention, learnedBy: 'query' }));
  if (of.display === 'declined') events.push(event(4, 'payment.declined', 20, { learnedBy: 'query' }));
  if (of.display === 'expired') {
    events.push(event(4, 'close.requested', 300), event(5, 'payment.closed', 301, { learnedBy: 'cancel' }));
  }
  const lastOf = {
    requested: null,
    unknown: 'refund.unknown',
    in_progress: 'refund.accepted',
    done: 'refund.done',
    refused: 'refund.refused',
  } as const;
  for (const { refundNo, amountMinor, operatorName, reason, state, problem: trouble } of of.refunds) {
    const sequence = events.length + 1;
    events.push(event(sequence, 'refund.requested', 900, { refundNo, amountMinor, operatorName, reason }));
    const last = lastOf[state];
    if (last !== null) events.push(event(sequence + 1, last, 902, { refundNo, problem: trouble }));
  }
  return events;
}

function deliveries(accountId: string): NotificationView[] {
  const one = (id: number, change: Partial<NotificationView>): NotificationView => ({
    id,
    receivedAt: minutesFromNow(-id * 7),
    accountId,
    verdict: 'applied',
    problem: null,
    orderNo: 'T02_20261122_0142_5WVK',
    bodyText: 'partnerNo=100010000000002&partnerOrderNo=T02_20261122_0142&amount=3800&status=SUCCESS&sign=4C1F09AB…',
    isPurged: false,
    ...change,
  });
  return [
    one(1, {}),
    one(2, { verdict: 'repeated' }),
    one(3, { verdict: 'refused', problem: problem('signature_wrong') }),
    one(4, { verdict: 'disputed', problem: problem('amount_differs'), orderNo: 'T02_20261122_0138' }),
    one(5, { verdict: 'unknown_order', orderNo: 'T07_20261120_0003' }),
    one(6, { verdict: 'not_checked', problem: problem('key_missing_or_locked'), orderNo: null }),
    one(7, { verdict: 'turned_away', problem: problem('too_large'), orderNo: null, bodyText: '' }),
    one(8, { verdict: 'inconclusive', problem: problem('gateway_unsure') }),
    one(9, { bodyText: '', isPurged: true }),
  ];
}

/** Paid, and no such sale in the ledger. */
export function unmatchedPayments(): UnmatchedPaymentView[] {
  return [
    {
      sequence: 77,
      at: minutesFromNow(-12),
      orderNo: 'T02_20261122_0131_7KQ2M3XZ9G4V',
      accountName: 'ScanForPay',
      gateway: 'scanforpay',
      status: 'paid',
      amountMinor: 6_400,
      currency: 'CNY',
      wallet: 'wechat_pay',
      gatewayOrderNo: '20261122171552490077',
      paidAt: minutesFromNow(-13),
      bodyText: '{"request":{"body":{"code":1,"msg":"success","orderAmount":6400,"status":1}},"signature":"4C1F09AB…"}',
    },
  ];
}

export function ordersAnswers(till: MockedTill): GroupHandlers<'orders'> {
  return {
    checkOrder: ({ orderNo }) => till.found(orderNo),
    cancelOrder: ({ orderNo }) => {
      const one = till.find(orderNo);
      if (one === undefined) return till.found(orderNo);
      const closed: OrderView = {
        ...one,
        state: 'closed',
        display: 'expired',
        learnedBy: 'cancel',
        watch: null,
        canCancel: false,
        version: one.version + 1,
      };
      till.orders[till.orders.indexOf(one)] = closed;
      till.emit('orderChanged', closed);
      return Promise.resolve({ ok: true, value: closed });
    },
    requestRefund: ({ orderNo }) => till.found(orderNo),
    decideOrder: ({ orderNo }) => till.found(orderNo),
    reapplyNotification: () => Promise.resolve({ ok: true, value: 'success' }),
    getOrder: ({ orderNo }) => {
      const one = till.find(orderNo);
      return Promise.resolve(
        one === undefined
          ? { ok: false, problem: { code: 'order_unknown', detail: orderNo } }
          : { ok: true, value: { order: one, timeline: timeline(one) } },
      );
    },
    listOrders: ({ search, display, after, limit }) => {
      const wanted = search.toLowerCase();
      const matching = till.orders.filter(
        (one) =>
          (display === null || one.display === display) &&
          `${one.orderNo} ${one.note} ${(one.amountMinor / 100).toFixed(2)}`.toLowerCase().includes(wanted),
      );
      const from = matching.findIndex(({ orderNo }) => orderNo === after) + 1;
      const page = matching.slice(from, from + limit);
      return Promise.resolve({
        ok: true,
        value: { orders: page, total: matching.length, hasMore: from + limit < matching.length },
      });
    },
    listUnmatched: () => Promise.resolve({ ok: true, value: [] }),
    settleUnmatched: () => Promise.resolve(done),
    listNotifications: () => Promise.resolve({ ok: true, value: deliveries(till.state.accounts[0]?.account.id ?? '') }),
  };
}
