/** One merchant application at Alipay behind the till's `Gateway` port (gateways.md 2). */
import type { OrderLine } from '../../domain/order-lines.ts';
import { terminalName, terminalPrefixOf } from '../../domain/order-number.ts';
import { orderTitle } from '../../domain/order-title.ts';
import type { Order, Refund } from '../../domain/order.ts';
import type {
  CreateOutcome,
  Gateway,
  NotificationReading,
  PayOutcome,
  RawNotification,
  RefundOutcome,
} from '../../ports/index.ts';
import { claimedOrderNo, notSentOutcome, operatorIdOf, problemOf, unknownOutcome } from '../exchange.ts';
import { onlyOwnOrders } from '../own-orders.ts';
import type { AlipayOptions } from './client.ts';
import { readAlipayKeys } from './credentials.ts';
import { readNotification } from './notification.ts';
import { createAlipayOperations } from './operations.ts';
import { isForLackOfBalance } from './result-codes.ts';
import type { GoodsItem, PrecreateFields, TradeFields } from './trade-content.ts';
import type { AlipayAccount } from './wire.ts';

export function createAlipayGateway(options: AlipayOptions): Gateway {
  const { account, keys } = options;
  const operations = createAlipayOperations(options);

  async function create(order: Order, notifyUrl: string | null): Promise<CreateOutcome> {
    // Precreate names no currency: the amount would be taken for yuan.
    if (order.currency !== 'CNY') return notSentOutcome(problemOf('configuration', null, order.currency));
    const outcome = await operations.precreate(precreateFields(account, order), notifyUrl);
    if (outcome.kind !== 'created') return outcome;
    const { qrCode, evidence } = outcome;
    return { kind: 'created', qrText: qrCode, gatewayOrderNo: null, imageUrls: [], evidence };
  }

  async function pay(order: Order, customerCode: string, notifyUrl: string | null): Promise<PayOutcome> {
    if (order.currency !== 'CNY') return notSentOutcome(problemOf('configuration', null, order.currency));
    const fields = { ...tradeFields(account, order), authCode: customerCode };
    const outcome = await operations.pay(fields, notifyUrl);
    switch (outcome.kind) {
      case 'paid':
        return { kind: 'facts', facts: outcome.facts, evidence: outcome.evidence };
      case 'awaiting_customer':
        return { kind: 'waiting', gatewayOrderNo: outcome.tradeNo, evidence: outcome.evidence };
      case 'refused':
      case 'unknown':
      case 'not_sent':
        return outcome;
    }
  }

  async function refund(order: Order, { refundNo, amountMinor, reason, operatorName }: Refund): Promise<RefundOutcome> {
    const outcome = await operations.refund({
      outTradeNo: order.orderNo,
      refundAmountMinor: amountMinor,
      outRequestNo: refundNo,
      refundReason: reason,
      operatorId: operatorIdOf(operatorName),
      storeId: account.storeId,
      terminalId: account.terminalId,
    });
    switch (outcome.kind) {
      case 'refunded':
        return { kind: 'done', evidence: outcome.evidence };
      case 'unconfirmed':
        return unknownOutcome(problemOf('gateway_unsure', 'fund_change=N'), outcome.evidence);
      case 'not_found':
        return {
          kind: 'refused',
          problem: { ...problemOf('gateway_refused', 'ACQ.TRADE_NOT_EXIST'), gatewayMainCode: '40004' },
          evidence: outcome.evidence,
        };
      case 'refused':
        // The owner tops the account up; the refund stays open and is asked for again under its number.
        return isForLackOfBalance(outcome.problem.gatewayCode)
          ? unknownOutcome(outcome.problem, outcome.evidence)
          : outcome;
      case 'unknown':
      case 'not_sent':
        return outcome;
    }
  }

  async function queryRefund(order: Order, { refundNo, amountMinor }: Refund): Promise<RefundOutcome> {
    const outcome = await operations.refundQuery({ outTradeNo: order.orderNo, outRequestNo: refundNo }, amountMinor);
    switch (outcome.kind) {
      case 'refunded':
        return { kind: 'done', evidence: outcome.evidence };
      case 'in_progress':
        return outcome;
      case 'not_refunded':
        return { kind: 'not_done', evidence: outcome.evidence };
      case 'not_found':
        // It was paid, so the trade is there: an answer that denies it decides nothing.
        return unknownOutcome(
          { ...problemOf('gateway_unsure', 'ACQ.TRADE_NOT_EXIST'), gatewayMainCode: '40004' },
          outcome.evidence,
        );
      case 'refused':
        return unknownOutcome(outcome.problem, outcome.evidence);
      case 'unknown':
      case 'not_sent':
        return outcome;
    }
  }

  async function parseNotification(raw: RawNotification): Promise<NotificationReading> {
    const alipayKeys = await readAlipayKeys(account, keys);
    if (!alipayKeys.ok) return { kind: 'cannot_check', problem: alipayKeys.problem };
    const reading = readNotification(raw, alipayKeys.value, account.signType);
    if (reading.ok) return { kind: 'verified', facts: reading.value };
    if (reading.isSigned) return { kind: 'inconclusive', problem: reading.problem, orderNo: reading.orderNo };
    const claimed = claimedOrderNo(raw.body, /(?:^|&)out_trade_no=([A-Za-z0-9_]{1,64})(?:&|$)/);
    return { kind: 'refused', problem: reading.problem, claimedOrderNo: claimed };
  }

  const gateway: Gateway = {
    kind: 'alipay',
    create,
    pay,
    query: (order) => operations.query({ outTradeNo: order.orderNo }),
    cancel: (order) => operations.cancel({ outTradeNo: order.orderNo }),
    refund,
    queryRefund,
    parseNotification,
  };
  const { appId: merchantId, sellerId } = account;
  return onlyOwnOrders(gateway, { merchantId, sellerId: sellerId === '' ? null : sellerId });
}

/** `subject` is a String(256). */
const longestSubject = 256;

/** Without a barcode its place stands for the goods; a line of which only the price is known has the shop's subject. */
function goodsItem(account: AlipayAccount, line: OrderLine, index: number): GoodsItem {
  return {
    goodsId: line.goodsId ?? `line_${index + 1}`,
    goodsName: line.name.trim() || account.subject,
    quantity: line.quantity,
    priceMinor: line.priceMinor,
  };
}

/**
 * A shop that numbers its terminals says so itself. Without that the till's own name tells its trade from one that
 * another till of the same merchant has made, should they ever meet in a number.
 */
function terminalIdOf(account: AlipayAccount, { orderNo, installationId }: Order): string {
  const terminalPrefix = terminalPrefixOf(orderNo);
  if (account.terminalId !== '' || installationId === null || terminalPrefix === null) return account.terminalId;
  return terminalName({ terminalPrefix, installationId });
}

/** As for precreate, where the code's own time has to end with the order's. */
export function precreateFields(account: AlipayAccount, order: Order): PrecreateFields {
  // `timeout_express` counts from the scan, this from now: without both the code outlives the sale (2.4).
  return { ...tradeFields(account, order), qrCodeTimeoutExpress: `${account.codeValidMinutes}m` };
}

/** An order of the till as Alipay's fields; what neither order nor account has is left out. */
function tradeFields(account: AlipayAccount, order: Order): TradeFields {
  return {
    outTradeNo: order.orderNo,
    sellerId: account.sellerId,
    totalAmountMinor: order.amountMinor,
    subject: orderTitle(order, account.subject, longestSubject),
    goodsDetail:
      order.lines.length === 0 ? undefined : order.lines.map((line, index) => goodsItem(account, line, index)),
    operatorId: operatorIdOf(order.operatorName),
    storeId: account.storeId,
    terminalId: terminalIdOf(account, order),
    sysServiceProviderId: account.sysServiceProviderId,
    productCode: account.productCode,
    timeoutExpress: `${account.codeValidMinutes}m`,
  };
}
