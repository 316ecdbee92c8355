/** The bodies of ScanForPay's requests (gateways.md 1.3), one function for each operation. */
import { toBeijingTime } from '../beijing-time.ts';
import { operatorIdOf } from '../exchange.ts';
import type { Order } from '../../domain/order.ts';
import { walletNames, type ScanForPayAccount } from './wire.ts';

export function requestOf(account: ScanForPayAccount, messageId: string, now: Date, body: object): object {
  return {
    header: {
      version: '1.0',
      partnerNo: account.partnerNo,
      reqMsgId: messageId,
      reqTime: `${toBeijingTime(now).replace(' ', 'T')}+08:00`,
      signType: 'SHA256',
    },
    body,
  };
}

/** `POST /api/offline/create` (seed page). Members without a value are left out. */
export function createBody(account: ScanForPayAccount, order: Order, notifyUrl: string | null): object {
  return {
    storeNo: account.storeNo,
    partnerOrderNo: order.orderNo,
    wallet: walletNames[order.wallet],
    orderAmount: order.amountMinor,
    orderTitle: order.note.trim() || account.orderTitle || undefined,
    operatorId: operatorIdOf(order.operatorName),
    terminalNo: account.terminalNo || undefined,
    // Without one the gateway sends no notification at all.
    notifyUrl: notifyUrl ?? undefined,
    it_b_pay: `${account.codeValidMinutes}m`,
  };
}

/** `POST /api/common/payQuery`. The page's table wants `storeNo`; its sample leaves it out. */
export function queryBody(account: ScanForPayAccount, order: Order): object {
  return {
    storeNo: account.storeNo,
    partnerOrderNo: order.orderNo,
    orderNo: order.gatewayOrderNo ?? undefined,
  };
}
