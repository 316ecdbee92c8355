import type { Order, Refund } from '../../main/domain/order.ts';
import type { PaymentFacts } from '../../main/domain/settlement.ts';
import type {
  CancelOutcome,
  CreateOutcome,
  Gateway,
  NotificationReading,
  PayOutcome,
  QueryOutcome,
  RefundOutcome,
} from '../../main/ports/index.ts';
import { factsOf } from './orders.ts';

/** A gateway that answers what the test last told it to, and remembers what it was asked. */
export class ScriptedGateway implements Gateway {
  readonly kind = 'alipay';
  readonly asked: string[] = [];
  create: Gateway['create'];
  pay: Gateway['pay'];
  query: Gateway['query'];
  cancel: Gateway['cancel'];
  refund: Gateway['refund'];
  queryRefund: Gateway['queryRefund'];
  parseNotification: Gateway['parseNotification'];

  onCreate: (order: Order) => Promise<CreateOutcome> = () => Promise.resolve(created);
  onPay: (order: Order, customerCode: string) => Promise<PayOutcome> = (order) =>
    Promise.resolve({ kind: 'facts', facts: factsOf({ orderNo: order.orderNo }), evidence: null });
  onQuery: (order: Order) => Promise<QueryOutcome> = () => Promise.resolve({ kind: 'not_found', evidence: null });
  onCancel: (order: Order) => Promise<CancelOutcome> = () => Promise.resolve({ kind: 'closed', evidence: null });
  onRefund: (order: Order, refund: Refund) => Promise<RefundOutcome> = () =>
    Promise.resolve({ kind: 'done', evidence: null });
  onQueryRefund: (order: Order, refund: Refund) => Promise<RefundOutcome> = () =>
    Promise.resolve({ kind: 'not_done', evidence: null });
  onNotification: () => NotificationReading = () => ({
    kind: 'refused',
    problem: signatureWrong,
    claimedOrderNo: null,
  });

  /** After every answer that came back. */
  onAnswered: () => void = () => undefined;

  constructor(options: { readonly canCancel: boolean } = { canCancel: true }) {
    this.create = (order) => this.#answer('create', this.onCreate(order));
    this.pay = (order, customerCode) => this.#answer('pay', this.onPay(order, customerCode));
    this.query = (order) => this.#answer('query', this.onQuery(order));
    this.cancel = options.canCancel ? (order) => this.#answer('cancel', this.onCancel(order)) : null;
    this.refund = (order, refund) => this.#answer('refund', this.onRefund(order, refund));
    // A gateway without cancel has no way to ask about a refund either: ScanForPay is such a one.
    this.queryRefund = options.canCancel
      ? (order, refund) => this.#answer('refund_query', this.onQueryRefund(order, refund))
      : null;
    this.parseNotification = () => Promise.resolve(this.onNotification());
  }

  async #answer<Outcome extends { readonly kind: string }>(
    operation: string,
    answering: Promise<Outcome>,
  ): Promise<Outcome> {
    this.asked.push(operation);
    const outcome = await answering;
    if (outcome.kind !== 'unknown' && outcome.kind !== 'not_sent') this.onAnswered();
    return outcome;
  }
}

export const created: CreateOutcome = {
  kind: 'created',
  qrText: 'https://qr.alipay.com/bax0',
  gatewayOrderNo: null,
  imageUrls: [],
  evidence: null,
};

export const signatureWrong = { code: 'signature_wrong', gatewayCode: null, gatewayMessage: null } as const;
export const timedOut = {
  kind: 'unknown',
  problem: { code: 'timeout', gatewayCode: null, gatewayMessage: null },
  evidence: null,
} as const;

export function saying(order: Order, changes: Partial<PaymentFacts>): QueryOutcome {
  return { kind: 'facts', facts: factsOf({ orderNo: order.orderNo, ...changes }), evidence: null };
}
