import { describe, expect, it } from 'vitest';
import { parseMerchantFile } from '../../../main/accounts/merchant-file.ts';

const scanForPay = {
  gateway: 'scanforpay',
  id: 'shop',
  name: 'Shop',
  baseUrl: 'https://pay.scanforpay.com',
  partnerNo: '10001',
  storeNo: '100010000000002',
  terminalNo: '',
  currency: 'CNY',
  wallets: ['alipay', 'wechat_pay'],
  orderTitle: 'Counter 1',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};
const alipay = {
  gateway: 'alipay',
  id: 'shop',
  name: 'Shop',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2021000000000001',
  sellerId: '',
  signType: 'RSA2',
  storeId: '',
  terminalId: '',
  subject: 'Sale',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};
const signKey = 'kept-very-secret';

function read(content: unknown) {
  return parseMerchantFile(JSON.stringify(content));
}

describe('a merchant file', () => {
  it('gives an account and its keys', () => {
    const reading = read({ account: scanForPay, keys: { scanforpay_sign_key: signKey } });
    if (!reading.ok) throw new Error(reading.detail);
    expect(reading.value.account).toEqual(scanForPay);
    expect(reading.value.keys.map(({ kind, secret }) => [kind, secret.reveal()])).toEqual([
      ['scanforpay_sign_key', signKey],
    ]);
    expect(JSON.stringify(reading)).not.toContain(signKey);
  });

  it('gives both keys of Alipay', () => {
    const reading = read({ account: alipay, keys: { alipay_app_private_key: 'MIIE', alipay_public_key: 'MIIB' } });
    expect(reading).toMatchObject({
      ok: true,
      value: { keys: [{ kind: 'alipay_app_private_key' }, { kind: 'alipay_public_key' }] },
    });
  });

  it('may leave the keys to be typed in', () => {
    expect(read({ account: scanForPay })).toEqual({ ok: true, value: { account: scanForPay, keys: [] } });
  });

  it('may begin with a byte order mark', () => {
    const text = `\uFEFF${JSON.stringify({ account: { ...alipay, subject: '奶茶' } })}`;
    for (const file of [text, Buffer.from(text), Buffer.from(text, 'utf16le')]) {
      expect(parseMerchantFile(file)).toMatchObject({ ok: true, value: { account: { subject: '奶茶' } } });
    }
  });

  it('may be what a Chinese editor writes', () => {
    const [before = '', after = ''] = JSON.stringify({ account: { ...alipay, subject: 'TEA' } }).split('TEA');
    const file = Buffer.concat([Buffer.from(before), Buffer.from('c4ccb2e8', 'hex'), Buffer.from(after)]);
    expect(parseMerchantFile(file)).toMatchObject({ ok: true, value: { account: { subject: '奶茶' } } });
  });

  it.each([
    ['what is no JSON', `{"keys": {"scanforpay_sign_key": "${signKey}" oops`, 'It is not JSON.'],
    ['nothing', '', 'It is not JSON.'],
    ['a list', '[]', 'file: invalid_type'],
    ['no account', '{}', 'account: invalid_type'],
  ])('is refused when it holds %s', (_what, text, detail) => {
    expect(parseMerchantFile(text)).toEqual({ ok: false, detail });
  });

  it.each([
    ['an unknown part', { account: scanForPay, note: signKey }, 'file: unrecognized_keys'],
    [
      'a wrong field',
      { account: { ...scanForPay, storeNo: 'a b', currency: 'EUR' } },
      'account.storeNo: invalid_format; account.currency: invalid_value',
    ],
    ['another gateway', { account: { ...alipay, gateway: 'paypal' } }, 'account.gateway: invalid_union'],
    [
      'a key of the other gateway',
      { account: alipay, keys: { scanforpay_sign_key: signKey } },
      'keys: unrecognized_keys',
    ],
    [
      'a key that is no text',
      { account: scanForPay, keys: { scanforpay_sign_key: [signKey] } },
      'keys.scanforpay_sign_key: invalid_type',
    ],
    ['an empty key', { account: scanForPay, keys: { scanforpay_sign_key: '' } }, 'keys.scanforpay_sign_key: too_small'],
    ['a practice key', { account: alipay, keys: { practice_alipay_private_key: signKey } }, 'keys: unrecognized_keys'],
  ])('is refused when it holds %s, without repeating what it holds', (_what, content, detail) => {
    const reading = read(content);
    expect(reading).toEqual({ ok: false, detail });
    expect(JSON.stringify(reading)).not.toContain(signKey);
  });
});
