/** Which messages a payment sets off, by scenario. */
import type { GatewayKind } from '../../domain/order.ts';
import type { Books, NewDelivery, Trade } from './books.ts';
import type { GatewayProtocol } from './gateway-protocol.ts';
import type { DeliveryKind, ScenarioName } from './phone-view.ts';
import { endOfLimit } from './time.ts';

/** How long after the till's own time has run out a late message comes. */
const lateMarginMs = 5_000;

export interface PaymentNoticeOptions {
  readonly books: Books;
  readonly protocols: Readonly<Record<GatewayKind, GatewayProtocol>>;
  /** How long after the payment `told_late` tells it; `null`: once the code's own time is over. */
  readonly lateAfterMs: number | null;
}

/** Puts into the books what the till is to be told of a payment. Runs inside the payment's transaction. */
export function addPaymentNotices(trade: Trade, options: PaymentNoticeOptions): void {
  const { notifyUrl, paidAt, scenario } = trade;
  if (notifyUrl === null || paidAt === null) return;
  const { books, protocols, lateAfterMs } = options;
  const protocol = protocols[trade.gateway];
  const nextAttemptAt = scenario === 'told_late' ? lateTime(trade, paidAt, lateAfterMs) : paidAt;
  const trueMessage = protocol.paidNotification(trade, trade.amountMinor, 'right');
  for (const kind of kindsFor(scenario)) {
    const message =
      kind === 'forged'
        ? protocol.paidNotification(trade, trade.amountMinor, 'wrong')
        : kind === 'wrong_amount'
          ? protocol.paidNotification(trade, trade.amountMinor + 1, 'right')
          : trueMessage;
    const delivery: NewDelivery = { tradeId: trade.id, kind, url: notifyUrl, nextAttemptAt, ...message };
    books.addDelivery(delivery);
  }
}

/** In the order of sending. */
function kindsFor(scenario: ScenarioName | null): readonly DeliveryKind[] {
  switch (scenario) {
    case 'told_twice':
      return ['true', 'repeated'];
    case 'forged':
      return ['forged', 'true'];
    case 'wrong_amount':
      return ['wrong_amount', 'true'];
    case null:
    case 'normal':
    case 'told_late':
    case 'service_down':
    case 'slow':
    case 'refund_delayed':
      return ['true'];
  }
}

function lateTime(trade: Trade, paidAt: string, lateAfterMs: number | null): string {
  if (lateAfterMs !== null) return new Date(Date.parse(paidAt) + lateAfterMs).toISOString();
  // The till counts from its request; ScanForPay's own code lives longer than the till shows it.
  const tillTime = endOfLimit(new Date(trade.createdAt), trade.payLimit).toISOString();
  const codeEnds = tillTime < trade.codeExpiresAt ? tillTime : trade.codeExpiresAt;
  return new Date(Math.max(Date.parse(codeEnds), Date.parse(paidAt)) + lateMarginMs).toISOString();
}
