/** What Alipay answers, in its words (gateways.md 2.1, 2.5, 2.7). */
import { toDecimalString } from '../../domain/money.ts';
import type { Trade } from '../common/books.ts';
import type { Charset } from '../common/charset.ts';
import type { TradeStatus } from '../common/phone-view.ts';
import { formatGmt8 } from '../common/time.ts';
import type { Values } from './field-checks.ts';
import type { SignType } from './parameters.ts';

/** What an Alipay trade carries beside the common facts. */
export interface Particulars {
  readonly signType: SignType;
  readonly charset: Charset;
  readonly operatorId: string | null;
  readonly storeId: string | null;
  readonly terminalId: string | null;
}

export const buyer = { logonId: '159****5620', userId: '2088000000005620' };

/** A refund later than this after the payment is refused, and the trade is finished. */
const refundWindowMs = 365 * 86_400_000;

const subMessages: Readonly<Record<string, string>> = {
  'ACQ.SYSTEM_ERROR': '系统错误',
  'ACQ.TRADE_NOT_EXIST': '交易不存在',
  'ACQ.TRADE_HAS_SUCCESS': '交易已被支付',
  'ACQ.TRADE_HAS_CLOSE': '交易已经关闭',
  'ACQ.CONTEXT_INCONSISTENT': '交易信息被篡改',
  'ACQ.TOTAL_FEE_EXCEED': '订单总金额不在允许范围内',
  'ACQ.INVALID_PARAMETER': '参数无效',
  'ACQ.EXIST_FORBIDDEN_WORD': '订单信息中包含违禁词',
  'ACQ.ACCESS_FORBIDDEN': '无权限使用接口',
  'ACQ.PARTNER_ERROR': '应用APP_ID填写错误',
  'ACQ.SELLER_BEEN_BLOCKED': '商家账号被冻结',
  'ACQ.BUYER_SELLER_EQUAL': '买卖家不能相同',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': '买家余额不足',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': '买家状态非法',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': '买家付款日限额超限',
  'ACQ.BEYOND_PAY_RESTRICTION': '商户收款额度超限',
  'ACQ.PAYMENT_AUTH_CODE_INVALID': '支付授权码无效',
  'ACQ.CANCEL_NOT_ALLOWED': '不允许撤销',
  'ACQ.TRADE_CANCEL_TIME_OUT': '超过撤销时间范围',
  'ACQ.TRADE_HAS_FINISHED': '交易已完结',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': '卖家余额不足',
  'ACQ.REASON_TRADE_STATUS_INVALID': '交易状态异常',
  'ACQ.REASON_ILLEGAL_STATUS': '交易状态异常',
  'ACQ.TRADE_STATUS_ERROR': '交易状态不合法',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': '退款金额不等于订单金额',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': '退款金额无效',
  'ACQ.TRADE_NOT_ALLOW_REFUND': '当前交易不允许退款',
  'ACQ.DISCORDANT_REPEAT_REQUEST': '请求信息不一致',
  BILL_NOT_EXIST: '账单不存在',
  INVAILID_ARGUMENTS: '入参不合法',
};
const codeMessages: Readonly<Record<string, string>> = {
  '10000': 'Success',
  '10003': 'order success pay inprocess',
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40006': 'Insufficient Permissions',
};

export const done = { code: '10000', msg: codeMessages['10000'] };
export const inProgress = { code: '10003', msg: codeMessages['10003'] };

/** Codes that are about the call, not about a trade: the gateway answers them in `error_response`. */
export function isAboutTheCall(code: string): boolean {
  return code === '20001' || code === '40001' || code === '40002';
}

const tradeStatuses: Readonly<Record<TradeStatus, string>> = {
  waiting: 'WAIT_BUYER_PAY',
  scanned: 'WAIT_BUYER_PAY',
  paid: 'TRADE_SUCCESS',
  declined: 'TRADE_CLOSED',
  closed: 'TRADE_CLOSED',
  expired: 'TRADE_CLOSED',
  refunded: 'TRADE_CLOSED',
};

/** Whether the refund window of a paid trade is over. */
export function isFinished({ status, paidAt }: Trade, now: Date): boolean {
  return status === 'paid' && paidAt !== null && now.getTime() - Date.parse(paidAt) > refundWindowMs;
}

/** A trade that exists for Alipay, as query tells it. */
export function tradeFields(trade: Trade, now: Date): Values {
  const amount = toDecimalString(trade.amountMinor, trade.currency);
  const { storeId, terminalId } = particularsOf(trade);
  return {
    ...numbersOf(trade),
    ...buyerFields,
    trade_status: isFinished(trade, now) ? 'TRADE_FINISHED' : tradeStatuses[trade.status],
    total_amount: amount,
    ...(trade.paidAt === null
      ? { receipt_amount: '0.00', buyer_pay_amount: '0.00', invoice_amount: '0.00', point_amount: '0.00' }
      : { ...paidAmounts(amount), send_pay_date: formatGmt8(new Date(trade.paidAt)) }),
    ...(storeId === null ? {} : { store_id: storeId }),
    ...(terminalId === null ? {} : { terminal_id: terminalId }),
  };
}

export const buyerFields = { buyer_logon_id: buyer.logonId, buyer_user_id: buyer.userId };

export function numbersOf({ gatewayOrderNo, orderNo }: Trade): Values {
  return { trade_no: gatewayOrderNo, out_trade_no: orderNo };
}

/** `amount` in yuan. */
export function paidAmounts(amount: string): Values {
  return {
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }],
  };
}

/** A business failure: answered in the method's own member, and signed. */
export function failure(subCode: string, extra: Values = {}): Values {
  return codedContent('40004', subCode, extra);
}

/** The failure of a field that is missing or not as the tables say. */
export function invalidField(field: string): Values {
  return { ...failure('ACQ.INVALID_PARAMETER'), sub_msg: `参数无效: ${field}` };
}

/** Any code with its words; codes above 10003 carry a sub-code. */
export function codedContent(code: string, subCode: string, extra: Values = {}): Values {
  const isGood = code === done.code || code === inProgress.code;
  const words = isGood ? {} : { sub_code: subCode, sub_msg: subMessages[subCode] ?? '系统繁忙' };
  return { code, msg: codeMessages[code] ?? 'Business Failed', ...words, ...extra };
}

export function particularsOf(trade: Trade): Particulars {
  // Books of the first version name neither charset nor operator.
  return {
    charset: 'utf-8',
    operatorId: null,
    ...(JSON.parse(trade.particulars) as Partial<Particulars>),
  } as Particulars;
}
