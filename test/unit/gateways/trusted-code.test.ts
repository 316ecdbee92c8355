import { describe, expect, it } from 'vitest';
import { isTrustedCode } from '../../../main/gateways/trusted-code.ts';

const scanForPay = 'https://pay.scanforpay.com';
const alipay = 'https://openapi.alipay.com/gateway.do';
const sandbox = 'https://openapi-sandbox.dl.alipaydev.com/gateway.do';

describe('isTrustedCode', () => {
  it.each([
    ['https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', 'alipay', scanForPay],
    ['https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', 'alipay', alipay],
    ['https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', 'alipay', sandbox],
    ['https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', 'alipay', 'http://127.0.0.1:43110/gateway.do'],
    ['https://qr.alipaydev.com/bax01968y4zlr8n4usrb40b7', 'alipay', sandbox],
    ['weixin://wxpay/bizpayurl?pr=abc', 'wechat_pay', scanForPay],
    ['weixin://wxpay/bizpayurl?pr=abc', 'wechat_pay', 'http://127.0.0.1:43110'],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', scanForPay],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', 'https://pay.scanforpay.com:443/'],
    ['https://hk-pay.scanforpay.com/q/abc', 'wechat_pay', 'https://hk-pay.scanforpay.com/'],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', 'https://hk-pay.scanforpay.com/'],
    ['https://dev-pay.scan4pay.com/q/abc', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://pay.example.com:8443/q/abc', 'wechat_pay', 'https://pay.example.com:8443'],
  ] as const)('lets %s be shown for %s by an account at %s', (text, wallet, gatewayUrl) => {
    expect(isTrustedCode(text, wallet, gatewayUrl)).toBe(true);
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
    ['https://pay.scanforpay.com/q/abc', 'alipay'],
    ['https://qr.alipay.com/bax', 'wechat_pay'],
    ['weixin://dl/business', 'wechat_pay'],
    ['weixin://wxpay/', 'wechat_pay'],
  ] as const)('does not let %j be shown for %s', (text, wallet) => {
    expect(isTrustedCode(text, wallet, scanForPay)).toBe(false);
  });

  it.each([
    // Of the sandbox, to customers of the real gateway; and of whoever named a host like it.
    ['https://qr.alipaydev.com/bax', 'alipay', alipay],
    ['https://qr.alipaydev.com/bax', 'alipay', scanForPay],
    ['https://qr.alipaydev.com/bax', 'alipay', 'https://openapi.alipaydev.com.example.org/gateway.do'],
    ['https://qr.alipaydev.com/bax', 'alipay', 'https://notalipaydev.com/gateway.do'],
    ['https://qr.alipaydev.com/bax', 'alipay', 'http://openapi.alipaydev.com/gateway.do'],
    ['https://qr.alipaydev.com.example.org/bax', 'alipay', sandbox],
    ['https://openapi-sandbox.dl.alipaydev.com/bax', 'alipay', sandbox],
    ['https://openapi.alipay.com/bax', 'alipay', alipay],
    // Of another address than the account's.
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://hk-pay.scanforpay.com/q/abc', 'wechat_pay', scanForPay],
    ['https://dev-pay.scan4pay.com/q/abc', 'wechat_pay', scanForPay],
    ['https://dev-pay.scan4pay.com.example.org/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://dev-pay.scan4pay.com@example.org/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://someone@dev-pay.scan4pay.com/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://xdev-pay.scan4pay.com/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://x.dev-pay.scan4pay.com/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://dev-pay.scan4pay.com:8443/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['http://dev-pay.scan4pay.com/q', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://dev-pay.scan4pay.com/', 'wechat_pay', 'https://dev-pay.scan4pay.com'],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', 'https://scanforpay.com.example.org'],
    ['https://pay.scanforpay.com/q/abc', 'wechat_pay', 'https://notscanforpay.com'],
    // Not over HTTPS: a wallet would be led wherever somebody on the way likes.
    ['http://pay.example.com/q/abc', 'wechat_pay', 'http://pay.example.com'],
    ['https://pay.example.com/q/abc', 'wechat_pay', 'http://pay.example.com'],
    ['https://pay.example.com/q/abc', 'wechat_pay', 'no address'],
  ] as const)('does not let %s be shown for %s by an account at %s', (text, wallet, gatewayUrl) => {
    expect(isTrustedCode(text, wallet, gatewayUrl)).toBe(false);
  });
});
