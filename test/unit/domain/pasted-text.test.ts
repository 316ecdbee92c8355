import { describe, expect, it } from 'vitest';
import { alipayAccountSchema, scanForPayAccountSchema } from '../../../preload/contract/index.ts';
import { cleanToken, withoutInvisible } from '../../../main/domain/pasted-text.ts';

/** Zero-width, direction marks, soft hyphen, word joiner, byte-order mark, variation selector, fillers, controls. */
const unseen = '\u200b\u200c\u200d\u200e\u202a\u202e\u2066\u00ad\u2060\ufeff\ufe0f\u3164\u2800\u0000\u001f\u007f\u0085';

describe('what nobody sees', () => {
  it('is no part of a text, but blanks and line breaks are', () => {
    expect(withoutInvisible(`a${unseen}b\u00a0 \t\r\nc矿\u{1f35c}`)).toBe('ab\u00a0 \t\r\nc矿\u{1f35c}');
  });
});

describe('a number or an address', () => {
  it.each([`${unseen}10001`, '\u00a010001\u3000', '"10001"', '\u201c10001\u201d ', "'\u200b10001'", '\n10001\n'])(
    'is the same however it was pasted: %j',
    (text) => {
      expect(cleanToken(text)).toBe('10001');
    },
  );

  it.each(['', '"', '1 2', '"1', 'a"b', '--'])('is left as it is: %j', (text) => {
    expect(cleanToken(text)).toBe(text);
  });
});

describe('an account', () => {
  const scanForPay = {
    gateway: 'scanforpay',
    id: 'shop',
    name: 'Shop',
    baseUrl: '\u200bhttps://pay.scanforpay.com\n',
    partnerNo: '\ufeff10001',
    storeNo: '100010000000002\u00a0',
    terminalNo: '"t01"',
    currency: 'CNY',
    wallets: ['alipay'],
    orderTitle: '',
    codeValidMinutes: 5,
    publicNotifyUrl: ' ',
  };
  const alipay = {
    gateway: 'alipay',
    id: 'shop',
    name: 'Shop',
    gatewayUrl: 'https://openapi.alipay.com/gateway.do',
    appId: '2014072300007148\u200b',
    sellerId: '2088102146225135\r\n',
    signType: 'RSA2',
    storeId: '',
    terminalId: '',
    subject: 'Shop',
    codeValidMinutes: 5,
    appAuthToken: '\u200b201510BBaabdb44d8fd04607abf8d5931ec75D84\u00a0',
    publicNotifyUrl: '',
  };

  it('is taken without what was pasted along with its numbers, and stays the same when it is read again', () => {
    const first = scanForPayAccountSchema.parse(scanForPay);
    expect(first).toMatchObject({
      baseUrl: 'https://pay.scanforpay.com',
      partnerNo: '10001',
      storeNo: '100010000000002',
      terminalNo: 't01',
      publicNotifyUrl: '',
    });
    expect(scanForPayAccountSchema.parse(first)).toEqual(first);
    expect(alipayAccountSchema.parse(alipay)).toMatchObject({
      appId: '2014072300007148',
      sellerId: '2088102146225135',
      appAuthToken: '201510BBaabdb44d8fd04607abf8d5931ec75D84',
    });
  });

  it('is refused where it cannot be cleaned', () => {
    expect(scanForPayAccountSchema.safeParse({ ...scanForPay, partnerNo: '１０００１' }).success).toBe(false);
    expect(alipayAccountSchema.safeParse({ ...alipay, appAuthToken: 'a b' }).success).toBe(false);
  });

  it('takes no private key with its certificates, however it was disguised', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    const app = `${certificate}\n-----BEGIN PRIV\u200bATE KEY-----`;
    const certificates = { app, alipay: certificate, alipayRoot: certificate };
    expect(alipayAccountSchema.safeParse({ ...alipay, certificates }).success).toBe(false);
  });
});
