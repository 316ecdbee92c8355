import { assertNever, type Wallet } from '../domain/order.ts';

/**
 * Whether a code's text may be shown to a customer: a reply could verify and still lead a wallet elsewhere.
 * Alipay codes live at one origin (gateways.md 2.2); WeChat's have their own scheme, or ScanForPay's own page.
 */
export function isTrustedCode(text: string, wallet: Wallet): boolean {
  if (text.length > 512 || !/^[\x21-\x7e]+$/.test(text)) return false;
  switch (wallet) {
    case 'alipay':
      return isUnder(text, 'https://qr.alipay.com');
    case 'wechat_pay':
      return /^weixin:\/\/wxpay\/./.test(text) || isUnder(text, 'https://pay.scanforpay.com');
    default:
      return assertNever(wallet);
  }
}

function isUnder(text: string, origin: string): boolean {
  const url = URL.parse(text);
  return url?.origin === origin && url.username === '' && url.password === '' && url.pathname.length > 1;
}
