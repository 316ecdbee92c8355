/** The texts behind the codes, shaped as the wallets' own. They lead nowhere: no real wallet can pay them. */
import { randomInt } from 'node:crypto';
import type { Wallet } from '../../domain/order.ts';

export interface CodeText {
  readonly text: string;
  /** ScanForPay's ready-made pictures, for Alipay codes only. */
  readonly imageUrls: Readonly<Record<string, string>>;
}

const lowerCase = '0123456789abcdefghijklmnopqrstuvwxyz';
const mixedCase = `${lowerCase}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** `https://qr.alipay.com/bax…` with 21 further characters. */
export function alipayCodeText(): CodeText {
  const code = `bax${randomText(lowerCase, 21)}`;
  const picture = (size: string): string => `https://mobilecodec.alipay.com/show.htm?code=${code}&picSize=${size}`;
  return {
    text: `https://qr.alipay.com/${code}`,
    imageUrls: { qrcodeImageS: picture('S'), qrcodeImageM: picture('M'), qrcodeImageL: picture('L') },
  };
}

/** `weixin://wxpay/bizpayurl?pr=…` with nine characters. */
export function wechatCodeText(): CodeText {
  return { text: `weixin://wxpay/bizpayurl?pr=${randomText(mixedCase, 9)}`, imageUrls: {} };
}

/** What the customer's own wallet shows for the till to scan: 18 digits, by whose beginning the wallet is known. */
export function customerCodeText(wallet: Wallet): string {
  return `${wallet === 'alipay' ? '28' : '13'}${randomText('0123456789', 16)}`;
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
