/** The file's schema and the wire's are two: what one of them lets in, the other has to take as it is. */
import { expect, it } from 'vitest';
import type { MerchantAccount } from '../../../main/domain/merchant-account.ts';
import { merchantAccountSchema } from '../../../main/settings/merchant-account-schema.ts';
import { accountSchema } from '../../../preload/contract/index.ts';

const accounts: readonly MerchantAccount[] = [
  {
    gateway: 'scanforpay',
    id: 'shop',
    name: 'Shop',
    baseUrl: 'https://pay.scanforpay.com',
    partnerNo: '10001',
    storeNo: '100010000000001',
    terminalNo: 'T-1',
    currency: 'HKD',
    wallets: ['alipay', 'wechat_pay'],
    orderTitle: '茶',
    codeValidMinutes: 5,
    alsoSendRequestTime: true,
    publicNotifyUrl: 'https://till.example',
  },
  {
    gateway: 'alipay',
    id: 'shop-2',
    name: 'Shop',
    gatewayUrl: 'https://openapi.alipay.com/gateway.do?charset=utf-8',
    appId: '2021000000000001',
    sellerId: '2088000000000001',
    signType: 'RSA2',
    storeId: 'S1',
    terminalId: 'T1',
    subject: '茶',
    codeValidMinutes: 120,
    charset: 'GBK',
    appAuthToken: 'token!',
    certificates: {
      app: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      alipay: '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n',
      alipayRoot: '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n',
    },
    encryptsContent: true,
    productCode: 'QR_CODE_OFFLINE',
    sysServiceProviderId: '2088000000000002',
    publicNotifyUrl: '',
  },
];

/** Each makes an account into one that neither may take. */
const faults: readonly (readonly [string, object])[] = [
  ['a field of the wrong kind', { codeValidMinutes: '5' }],
  ['no time', { codeValidMinutes: 0 }],
  ['an id with a blank', { id: 'my shop' }],
  ['a name that is too long', { name: 'x'.repeat(41) }],
  ['no name', { name: ' \u200b' }],
  ['an address with a query', { publicNotifyUrl: 'https://till.example?x' }],
  ['another gateway', { gateway: 'paypal' }],
];

it.each(accounts)('$gateway: what the wire lets in, the file takes as it is', (account) => {
  expect(accountSchema.parse(account)).toEqual(account);
  expect(merchantAccountSchema.parse(account)).toEqual(account);
  for (const field of Object.keys(account)) {
    const changed = { ...account, [field]: undefined };
    expect([field, merchantAccountSchema.safeParse(changed).success]).toEqual([
      field,
      accountSchema.safeParse(changed).success,
    ]);
  }
});

it.each(faults)('neither takes %s', (_, change) => {
  for (const account of accounts) {
    for (const schema of [accountSchema, merchantAccountSchema]) {
      expect(schema.safeParse({ ...account, ...change }).success).toBe(false);
    }
  }
});
