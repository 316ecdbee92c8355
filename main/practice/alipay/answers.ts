/** What Alipay answers, in its words (gateways.md 2.1, 2.5, 2.7). */
import { toDecimalString } from '../../../preload/money.ts';
import type { Trade } from '../books.ts';
import type { GatewayAnswer, Signing } from '../gateway-protocol.ts';
import type { TradeStatus } from '../phone-view.ts';
import { formatGmt8 } from '../time.ts';
import type { GatewayFault, SignType } from './parameters.ts';
import type { Values } from './precreate-content.ts';

/** What an Alipay trade carries beside the common facts. */
export interface Particulars {
  readonly signType: SignType;
  readonly storeId: string | null;
  readonly terminalId: string | null;
}

export const buyer = { logonId: '159****5620', userId: '2088000000005620' };

const subMessages: Readonly<Record<string, string>> = {
  'ACQ.TRADE_NOT_EXIST': '交易不存在',
  'ACQ.TRADE_HAS_SUCCESS': '交易已被支付',
  'ACQ.TRADE_HAS_CLOSE': '交易已经关闭',
  'ACQ.CONTEXT_INCONSISTENT': '交易信息被篡改',
  'ACQ.TRADE_CANCEL_TIME_OUT': '超过撤销时间范围',
  'ACQ.ACCESS_FORBIDDEN': '无权限使用接口',
  'ACQ.SYSTEM_ERROR': '系统错误',
};
const codeMessages: Readonly<Record<string, string>> = {
  '10000': 'Success',
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40006': 'Insufficient Permissions',
};

export const done = { code: '10000', msg: codeMessages['10000'] };

const tradeStatuses: Readonly<Record<TradeStatus, string>> = {
  waiting: 'WAIT_BUYER_PAY',
  scanned: 'WAIT_BUYER_PAY',
  paid: 'TRADE_SUCCESS',
  declined: 'TRADE_CLOSED',
  closed: 'TRADE_CLOSED',
  expired: 'TRADE_CLOSED',
  refunded: 'TRADE_CLOSED',
};

/** A trade that exists for Alipay, as query tells it. */
export function tradeFields(trade: Trade): Values {
  const amount = toDecimalString(trade.amountMinor, trade.currency);
  const { storeId, terminalId } = particularsOf(trade);
  return {
    trade_no: trade.gatewayOrderNo,
    out_trade_no: trade.orderNo,
    buyer_logon_id: buyer.logonId,
    buyer_user_id: buyer.userId,
    trade_status: tradeStatuses[trade.status],
    total_amount: amount,
    ...(trade.paidAt === null
      ? { receipt_amount: '0.00', buyer_pay_amount: '0.00', invoice_amount: '0.00', point_amount: '0.00' }
      : {
          receipt_amount: amount,
          buyer_pay_amount: amount,
          invoice_amount: amount,
          point_amount: '0.00',
          send_pay_date: formatGmt8(new Date(trade.paidAt)),
          fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }],
        }),
    ...(storeId === null ? {} : { store_id: storeId }),
    ...(terminalId === null ? {} : { terminal_id: terminalId }),
  };
}

/** A business failure: answered in the method's own member, and signed. */
export function failure(subCode: string, extra: Values = {}, code = '40004', field?: string): Values {
  const subMessage = field === undefined ? (subMessages[subCode] ?? '系统繁忙') : `参数无效: ${field}`;
  return { code, msg: codeMessages[code] ?? 'Business Failed', sub_code: subCode, sub_msg: subMessage, ...extra };
}

/** A fault of the call: answered as `error_response`, without a signature. */
export function unsignedError({ code, subCode, detail }: GatewayFault): GatewayAnswer {
  const content = { code, msg: codeMessages[code], sub_code: subCode, sub_msg: detail };
  return jsonAnswer(() => JSON.stringify({ error_response: content }));
}

/** The real gateway labels its JSON as HTML. */
export function jsonAnswer(bodyText: (signing: Signing) => string): GatewayAnswer {
  return { contentType: 'text/html;charset=utf-8', bodyText };
}

export function particularsOf(trade: Trade): Particulars {
  return JSON.parse(trade.particulars) as Particulars;
}
