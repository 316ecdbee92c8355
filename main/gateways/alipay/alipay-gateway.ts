/** One merchant application at Alipay behind the till's `Gateway` port: precreate, query and cancel (gateways.md 2). */
import type { Order } from '../../domain/order.ts';
import type { CreateOutcome, Gateway, NotificationReading, RawNotification } from '../../ports.ts';
import { claimedOrderNo, notSentOutcome, operatorIdOf, problemOf } from '../exchange.ts';
import type { AlipayOptions } from './client.ts';
import { readAlipayKeys } from './credentials.ts';
import { readNotification } from './notification.ts';
import { createAlipayOperations } from './operations.ts';
import type { PrecreateFields } from './trade-content.ts';
import type { AlipayAccount } from './wire.ts';

export function createAlipayGateway(options: AlipayOptions): Gateway {
  const { profile, keys } = options;
  const operations = createAlipayOperations(options);

  async function create(order: Order, notifyUrl: string | null): Promise<CreateOutcome> {
    // Precreate names no currency: the amount would be taken for yuan.
    if (order.currency !== 'CNY') return notSentOutcome(problemOf('configuration', null, order.currency));
    const outcome = await operations.precreate(precreateFields(profile, order), notifyUrl);
    if (outcome.kind !== 'created') return outcome;
    const { qrCode, evidence } = outcome;
    return { kind: 'created', qrText: qrCode, gatewayOrderNo: null, imageUrls: [], evidence };
  }

  async function parseNotification(raw: RawNotification): Promise<NotificationReading> {
    const alipayKeys = await readAlipayKeys(profile, keys);
    if (!alipayKeys.ok) return { kind: 'cannot_check', problem: alipayKeys.problem };
    const reading = readNotification(raw, alipayKeys.keys, profile.signType);
    if (reading.ok) return { kind: 'verified', facts: reading.facts };
    const claimed = claimedOrderNo(raw.body, /(?:^|&)out_trade_no=([A-Za-z0-9_]{1,64})(?:&|$)/);
    return { kind: 'refused', problem: reading.problem, claimedOrderNo: claimed };
  }

  return {
    kind: 'alipay',
    create,
    query: (order) => operations.query({ outTradeNo: order.orderNo }),
    cancel: (order) => operations.cancel({ outTradeNo: order.orderNo }),
    parseNotification,
  };
}

/** An order of the till as Alipay's fields; what neither order nor profile has is left out. */
export function precreateFields(account: AlipayAccount, order: Order): PrecreateFields {
  const validity = `${account.codeValidMinutes}m`;
  return {
    outTradeNo: order.orderNo,
    sellerId: account.sellerId,
    totalAmountMinor: order.amountMinor,
    subject: order.note.trim() || account.subject,
    operatorId: operatorIdOf(order.operatorName),
    storeId: account.storeId,
    terminalId: account.terminalId,
    sysServiceProviderId: account.sysServiceProviderId,
    productCode: account.productCode,
    // The first counts from the scan, the second from now: without both the code outlives the sale (2.4).
    timeoutExpress: validity,
    qrCodeTimeoutExpress: validity,
  };
}
