/** What ScanForPay would answer, signed by the documented formula and not by the code under test. */
import { createHash } from 'node:crypto';

export const signKey = '123456';

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function signedText(responseText: string, key = signKey): string {
  return `{"response":${responseText},"signature":"${sha256Hex(responseText + key)}"}`;
}

export function responseText(body: object, header: object = { partnerNo: '10001' }): string {
  return JSON.stringify({ header: { version: '1.0', signType: 'SHA256', ...header }, body });
}

export function reply(body: object, header?: object): string {
  return signedText(responseText(body, header));
}

export const paidBody = {
  code: 1,
  msg: 'success',
  orderNo: '2018072517535241',
  partnerOrderNo: 'T01_20240501_0001_K7F3',
  orderAmount: 2000,
  wallet: 'Alipay',
  status: 1,
  payTime: '2024-05-01T12:00:31+08:00',
  currency: 'CNY',
  buyer: '159****5620',
  buyerId: '2088102146225135',
};
