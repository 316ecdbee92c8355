import type { Order, Refund } from '../../domain/order.ts';
import type { Gateway, PayOutcome, RefundOutcome } from '../../ports/index.ts';
import { operatorIdOf, problemOf, unknownOutcome } from '../exchange.ts';
import { onlyOwnOrders } from '../own-orders.ts';
import { createScanForPayOperations, type ScanForPayOptions } from './operations.ts';
import { inputOfOrder } from './requests.ts';

/** «The result timed out»: what is said of a payment that the customer has yet to confirm (gateways.md 1.4). */
const codeOfWaiting = '21';

/** One merchant account at ScanForPay, as the till uses it. There is no cancel operation (gateways.md 1.7). */
export function createScanForPayGateway(options: ScanForPayOptions): Gateway {
  const { account } = options;
  const operations = createScanForPayOperations(options);

  async function pay(order: Order, customerCode: string, notifyUrl: string | null): Promise<PayOutcome> {
    const outcome = await operations.pay({ ...inputOfOrder(account, order, notifyUrl), barcode: customerCode });
    return outcome.kind === 'unknown' && outcome.problem.gatewayCode === codeOfWaiting
      ? { kind: 'waiting', gatewayOrderNo: null, evidence: outcome.evidence }
      : outcome;
  }

  async function refund(
    order: Order,
    { refundNo, amountMinor, operatorName }: Refund,
    asking: 'first' | 'repeat',
  ): Promise<RefundOutcome> {
    const outcome = await operations.refund({
      orderNo: order.orderNo,
      refundNo,
      amountMinor,
      operatorId: operatorIdOf(operatorName),
      terminalNo: account.terminalNo,
    });
    switch (outcome.kind) {
      case 'refund':
        return outcomeOf(order, outcome);
      case 'refused':
        // The «no» is said of the repetition: the first may have been carried out, and that repeating asks about it is
        // published nowhere (gateways.md 7.2).
        return asking === 'repeat' ? unknownOutcome(outcome.problem, outcome.evidence) : outcome;
      case 'unknown':
      case 'not_sent':
        return outcome;
    }
  }

  const gateway: Gateway = {
    kind: 'scanforpay',
    create: (order, notifyUrl) => operations.create(inputOfOrder(account, order, notifyUrl)),
    pay,
    query: ({ orderNo, gatewayOrderNo }) => operations.query({ orderNo, gatewayOrderNo }),
    cancel: null,
    refund,
    // There is no operation to ask with: the same refund again is the only way (gateways.md 1.3).
    queryRefund: null,
    parseNotification: (raw) => operations.parseNotification(raw),
  };
  return onlyOwnOrders(gateway, { merchantId: account.partnerNo, sellerId: null });
}

type RefundReply = Extract<
  Awaited<ReturnType<ReturnType<typeof createScanForPayOperations>['refund']>>,
  { kind: 'refund' }
>;

function outcomeOf(order: Order, { status, currency, evidence }: RefundReply): RefundOutcome {
  if (currency !== null && currency !== order.currency) {
    return unknownOutcome(problemOf('currency_differs', currency), evidence);
  }
  switch (status) {
    case 'done':
      return { kind: 'done', evidence };
    case 'in_progress':
      return { kind: 'in_progress', evidence };
    case 'failed':
      return { kind: 'refused', problem: problemOf('gateway_refused', 'status=2'), evidence };
  }
}
