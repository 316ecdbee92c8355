import { describe, expect, it } from 'vitest';
import { walletOfCustomerCode } from '../../../main/domain/customer-code.ts';

describe('a customer’s payment code', () => {
  it.each(['2512345678901234', '286512345678901234', '301234567890123456789012'])('of Alipay is %s', (code) => {
    expect(walletOfCustomerCode(code)).toBe('alipay');
  });

  it.each(['101234567890123456', '134567890123456789', '159999999999999999'])('of WeChat is %s', (code) => {
    expect(walletOfCustomerCode(code)).toBe('wechat_pay');
  });

  it.each([
    ['a barcode on goods', '6901234567892'],
    ['too short for Alipay', '281234567890123'],
    ['too long for Alipay', '2812345678901234567890123'],
    ['another beginning', '311234567890123456'],
    ['one digit more than WeChat’s', '1012345678901234567'],
    ['not only digits', '28651234567890123x'],
    ['nothing', ''],
  ])('is not %s', (_what, text) => {
    expect(walletOfCustomerCode(text)).toBeNull();
  });
});
