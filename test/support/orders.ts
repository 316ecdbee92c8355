/** Orders and messages for tests: one plausible default each, overridden where a test cares. */
import type { Order, OrderDraft, OrderState } from '../../main/domain/order.ts';
import type { PaymentFacts } from '../../main/domain/settlement.ts';

export function draftOf(changes: Partial<OrderDraft> = {}): OrderDraft {
  return {
    requestKey: '4b0ee0ec-3f3e-4d30-9e3e-6d8e35ed4f11',
    accountId: 'shop',
    accountName: 'Harbour Tea House',
    gateway: 'alipay',
    wallet: 'alipay',
    merchantId: '2014072300007148',
    sellerId: '2088102146225135',
    amountMinor: 14_130,
    currency: 'CNY',
    way: 'transaction_code',
    lines: [],
    discountMinor: 0,
    note: '',
    operatorName: 'Mei Lin',
    validForMs: 300_000,
    ...changes,
  };
}

export function orderOf(changes: Partial<Order> = {}): Order {
  const { validForMs: _validForMs, ...draft } = draftOf();
  return {
    ...draft,
    orderNo: 'T01_20261122_0143_K7F3',
    installationId: null,
    dailyNumber: 143,
    businessDay: '2026-11-22',
    state: 'awaiting' satisfies OrderState,
    scanned: false,
    attention: null,
    problem: null,
    qrText: 'https://qr.alipay.com/bax0',
    gatewayOrderNo: null,
    buyerHint: null,
    learnedBy: null,
    refunds: [],
    refundedMinor: 0,
    createdAt: '2026-11-22T06:32:05.000Z',
    codeExpiresAt: '2026-11-22T06:37:05.000Z',
    paidAt: null,
    updatedAt: '2026-11-22T06:32:06.000Z',
    version: 2,
    ...changes,
  };
}

/** A verified message that fits `orderOf()`. */
export function factsOf(changes: Partial<PaymentFacts> = {}): PaymentFacts {
  return {
    status: 'paid',
    orderNo: 'T01_20261122_0143_K7F3',
    gatewayOrderNo: '2026112222001',
    merchantId: '2014072300007148',
    sellerId: '2088102146225135',
    amountMinor: 14_130,
    currency: 'CNY',
    wallet: null,
    paidAt: '2026-11-22T06:32:40.000Z',
    buyerHint: '159****5620',
    ...changes,
  };
}
