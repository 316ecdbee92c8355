/** ScanForPay's words for codes, states and wallets (gateways.md 1.3, 1.4), and the fields that its answers share. */
import type { Wallet } from '../../domain/order.ts';
import type { Trade } from '../common/books.ts';
import type { TradeStatus } from '../common/phone-view.ts';
import { formatRfc3339 } from '../common/time.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Outcome {
  readonly body: Values;
  readonly onDelivered?: () => void;
}

const statusNumbers: Readonly<Record<TradeStatus, 0 | 1 | 2 | 3>> = {
  waiting: 0,
  scanned: 0,
  paid: 1,
  declined: 2,
  closed: 2,
  expired: 2,
  refunded: 3,
};
const walletNames: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat_pay: 'Wechat' };
const buyers: Readonly<Record<Wallet, Values>> = {
  alipay: { buyer: '159****5620', buyerId: '2088000000005620' },
  wechat_pay: { buyer: '', buyerId: 'oPractice0000000000000000005620' },
};
const messages: Readonly<Record<number, string>> = {
  1: 'success',
  2: 'failed',
  3: '非法请求',
  4: '参数为空',
  5: '参数不合法',
  6: '请求不是JSON',
  7: '商户订单号和平台订单号不能同时为空',
  8: '签名错误',
  9: '系统异常，请稍后再试',
  20: '收单机构验签失败',
  21: '支付结果超时',
  22: '请求收单机构失败',
  30: '订单不存在',
  31: '订单重复创建',
  32: '订单状态不合法',
  33: '订单已关闭',
  34: '订单不允许撤销',
  35: '退款金额超过可退金额',
  40: '请使用支付宝或微信打开',
  41: '请使用支付宝支付',
  42: '请使用微信支付',
  43: '商户账号未开通',
  44: '支付方式未开通',
};

export const success = { code: 1, msg: 'success' };

/** An answer that is its code and the code's words; `field` names what is wrong. */
export function refusal(code: number, field?: string): Outcome {
  const message = messages[code] ?? 'failed';
  return { body: { code, msg: field === undefined ? message : `${message}: ${field}` } };
}

export function walletNamed(name: unknown): Wallet {
  return name === 'Wechat' ? 'wechat_pay' : 'alipay';
}

/** The fields that payQuery, pay and notifications share. */
export function tradeFields(trade: Trade): Values {
  const wasPaid = trade.paidAt !== null;
  return {
    orderNo: trade.gatewayOrderNo,
    partnerOrderNo: trade.orderNo,
    orderAmount: trade.amountMinor,
    wallet: walletNames[trade.wallet],
    status: statusNumbers[trade.status],
    ...(wasPaid ? { payTime: formatRfc3339(new Date(trade.paidAt)) } : {}),
    currency: trade.currency,
    ...(wasPaid ? buyers[trade.wallet] : {}),
  };
}
