/** `biz_content` of Alipay's operations (gateways.md 2.3, seed page), one function for each. */
import { toDecimalString } from '../../../preload/money.ts';
import { operatorIdOf } from '../exchange.ts';
import type { Order } from '../../domain/order.ts';
import type { AlipayAccount } from './wire.ts';

export interface Operation {
  readonly method: string;
  /** Members without a value are left out when it is written. */
  readonly bizContent: object;
}

export function precreateOperation(account: AlipayAccount, order: Order): Operation {
  const validity = `${account.codeValidMinutes}m`;
  return {
    method: 'alipay.trade.precreate',
    bizContent: {
      out_trade_no: order.orderNo,
      seller_id: account.sellerId || undefined,
      total_amount: toDecimalString(order.amountMinor, order.currency),
      subject: order.note.trim() || account.subject,
      operator_id: operatorIdOf(order.operatorName),
      store_id: account.storeId || undefined,
      terminal_id: account.terminalId || undefined,
      // The first counts from the scan, the second from now: without both the code outlives the sale (2.4).
      timeout_express: validity,
      qr_code_timeout_express: validity,
    },
  };
}

export function queryOperation(order: Order): Operation {
  return { method: 'alipay.trade.query', bizContent: { out_trade_no: order.orderNo } };
}

export function cancelOperation(order: Order): Operation {
  return { method: 'alipay.trade.cancel', bizContent: { out_trade_no: order.orderNo } };
}
