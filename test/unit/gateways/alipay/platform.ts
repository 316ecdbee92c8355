/** What Alipay would send, signed by hand and not by the code under test. */
import { createSign } from 'node:crypto';
import { alipayOrder, rsaPair } from '../doubles.ts';

export const application = rsaPair();
export const alipay = rsaPair();

export const keyTexts = {
  alipay_app_private_key: application.privateKey,
  alipay_public_key: alipay.publicKey,
};

export function signature(text: string | Uint8Array, algorithm = 'RSA-SHA256', privateKey = alipay.privateKey): string {
  return createSign(algorithm).update(text).sign(privateKey, 'base64');
}

export function signedText(method: string, text: string, sign = signature(text)): string {
  return `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${sign}"}`;
}

export function reply(method: string, body: object): string {
  return signedText(method, JSON.stringify(body));
}

export const precreate = 'alipay.trade.precreate';
export const query = 'alipay.trade.query';
export const cancel = 'alipay.trade.cancel';

export const done = { code: '10000', msg: 'Success', out_trade_no: alipayOrder.orderNo };
export const created = { ...done, qr_code: 'https://qr.alipay.com/bax01968y4zlr8n4usrb40b7' };
export const paid = {
  ...done,
  trade_no: '2024050122001000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '20.00',
  receipt_amount: '20.00',
  buyer_logon_id: '159****5620',
  send_pay_date: '2024-05-01 12:00:31',
};

export const paidNotification: Readonly<Record<string, string>> = {
  app_id: '2014072300007148',
  auth_app_id: '2014072300007148',
  charset: 'utf-8',
  version: '1.0',
  notify_type: 'trade_status_sync',
  notify_id: '2024050100222120031',
  notify_time: '2024-05-01 12:00:32',
  out_trade_no: alipayOrder.orderNo,
  trade_no: '2024050122001000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '20.00',
  seller_id: '2088102146225135',
  buyer_logon_id: '159****5620',
  gmt_create: '2024-05-01 12:00:20',
  gmt_payment: '2024-05-01 12:00:31',
  fund_bill_list: '[{"amount":"20.00","fundChannel":"ALIPAYACCOUNT"}]',
  subject: '矿泉水 & 50% + 1',
};

export function contentToSign(fields: Readonly<Record<string, string>>): string {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && name !== 'sign_type')
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&');
}

export function notification(
  fields: Readonly<Record<string, string>>,
  sign = signature(contentToSign(fields)),
  signType = 'RSA2',
): string {
  return new URLSearchParams({ ...fields, sign, sign_type: signType }).toString();
}
