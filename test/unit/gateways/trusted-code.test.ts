import { describe, expect, it } from 'vitest';
import { isTrustedCode } from '../../../main/gateways/trusted-code.ts';

describe('isTrustedCode', () => {
  it.each([
    ['https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', 'alipay'],
    ['weixin://wxpay/bizpayurl?pr=abc', 'wechat_pay'],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay'],
  ] as const)('lets %s be shown for %s', (text, wallet) => {
    expect(isTrustedCode(text, wallet)).toBe(true);
  });

  it.each([
    ['', 'alipay'],
    ['https://qr.alipay.com/', 'alipay'],
    ['http://qr.alipay.com/bax', 'alipay'],
    ['https://qr.alipay.com.example.org/bax', 'alipay'],
    ['https://qr.alipay.com@example.org/bax', 'alipay'],
    ['https://someone@qr.alipay.com/bax', 'alipay'],
    ['https://qr.alipay.com:8443/bax', 'alipay'],
    ['https://example.org/https://qr.alipay.com/bax', 'alipay'],
    ['javascript:alert(1)//https://qr.alipay.com/bax', 'alipay'],
    ['https://qr.alipay.com/bax\n', 'alipay'],
    ['https://qr.alipay.com/中', 'alipay'],
    [`https://qr.alipay.com/${'x'.repeat(512)}`, 'alipay'],
    ['weixin://wxpay/bizpayurl?pr=abc', 'alipay'],
    ['https://qr.alipay.com/bax', 'wechat_pay'],
    ['weixin://dl/business', 'wechat_pay'],
    ['weixin://wxpay/', 'wechat_pay'],
  ] as const)('does not let %j be shown for %s', (text, wallet) => {
    expect(isTrustedCode(text, wallet)).toBe(false);
  });
});
