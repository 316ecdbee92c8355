import { describe, expect, it } from 'vitest';
import { accountSchema, type MerchantAccount } from '../../../../preload/contract/index.ts';
import {
  draftOf,
  draftProblems,
  emptyDraft,
  fieldNamesOf,
  accountFrom,
  hasAdvancedProblem,
  needsAlipayPublicKey,
  plainFieldNamesOf,
  usesAdvanced,
  type FieldName,
  type AccountDraft,
} from '../../../../renderer/accounts/account-draft.ts';

const scanForPay: MerchantAccount = {
  gateway: 'scanforpay',
  id: 'scanforpay',
  name: 'ScanForPay',
  baseUrl: 'https://pay.example.com',
  partnerNo: '100010000000002',
  storeNo: 'SZ0004',
  terminalNo: '',
  currency: 'CNY',
  wallets: ['alipay'],
  orderTitle: '',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};

const alipay: MerchantAccount = {
  gateway: 'alipay',
  id: 'alipay',
  name: 'Alipay',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2021001161683774',
  sellerId: '',
  signType: 'RSA2',
  storeId: '',
  terminalId: '',
  subject: 'Harbour Tea House',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};

const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

const certificates = { app: pem('MIIB'), alipay: pem('MIIC'), alipayRoot: `${pem('MIID')}\n${pem('MIIE')}` };

const everyOption: readonly MerchantAccount[] = [
  { ...scanForPay, alsoSendRequestTime: true },
  {
    ...alipay,
    charset: 'GBK',
    appAuthToken: '202011BB6a5b1d/+=',
    certificates,
    encryptsContent: true,
    productCode: 'QR_CODE_OFFLINE',
    sysServiceProviderId: '2088511833207846',
  },
];

const withValue = (account: MerchantAccount, name: FieldName, value: string): AccountDraft => {
  const draft = draftOf(account);
  return { ...draft, values: { ...draft.values, [name]: value } };
};

describe('a merchant account as a form', () => {
  it.each([scanForPay, alipay])('comes back unchanged: $gateway', (account) => {
    expect(draftProblems(draftOf(account))).toEqual({});
    expect(accountFrom(draftOf(account))).toEqual(account);
  });

  it('takes surrounding spaces away', () => {
    expect(accountFrom(withValue(scanForPay, 'storeNo', ' SZ0004 '))).toEqual(scanForPay);
  });

  it('gives a new account an id that is not taken', () => {
    expect(emptyDraft('alipay', []).id).toBe('alipay');
    expect(emptyDraft('alipay', ['alipay', 'alipay-2']).id).toBe('alipay-3');
  });

  it.each([
    ['storeNo', 'SZ 0004', 'characters'],
    ['storeNo', '', 'required'],
    ['partnerNo', '1234567890123456', 'tooLong'],
    ['baseUrl', 'pay.example.com', 'url'],
    ['baseUrl', 'ftp://pay.example.com', 'url'],
    ['codeValidMinutes', '0', 'minutes'],
    ['codeValidMinutes', '121', 'minutes'],
    ['codeValidMinutes', '5.5', 'minutes'],
  ] as const)('says what is wrong with %s «%s»: %s', (name, value, problem) => {
    expect(draftProblems(withValue(scanForPay, name, value))).toEqual({ [name]: problem });
  });

  it('says what is wrong with a seller id, and with no wallet at all', () => {
    expect(draftProblems(withValue(alipay, 'sellerId', '2088x'))).toEqual({ sellerId: 'digits' });
    expect(draftProblems({ ...draftOf(scanForPay), wallets: [] })).toEqual({ wallets: 'wallets' });
  });
});

describe('what is under «Advanced»', () => {
  it.each(everyOption)('comes back unchanged: $gateway', (account) => {
    const draft = draftOf(account);
    expect(accountSchema.safeParse(account).success).toBe(true);
    expect(draftProblems(draft)).toEqual({});
    expect(accountFrom(draft)).toEqual(account);
    expect(usesAdvanced(draft)).toBe(true);
  });

  it.each([scanForPay, alipay])('is left out when it is not in use: $gateway', (account) => {
    expect(usesAdvanced(draftOf(account))).toBe(false);
    expect(usesAdvanced(emptyDraft(account.gateway, []))).toBe(false);
    expect(Object.keys(accountFrom(draftOf(account))).sort()).toEqual(Object.keys(account).sort());
  });

  it.each([
    ['appAuthToken', 'a b', 'printable'],
    ['appAuthToken', '令牌', 'printable'],
    ['appAuthToken', 'x'.repeat(41), 'tooLong'],
    ['sysServiceProviderId', '2088 5118', 'characters'],
    ['sysServiceProviderId', '2'.repeat(65), 'tooLong'],
  ] as const)('is checked: %s «%s»: %s', (name, value, problem) => {
    const problems = draftProblems(withValue(alipay, name, value));
    expect(problems).toEqual({ [name]: problem });
    expect(hasAdvancedProblem(problems)).toBe(true);
  });

  it('is not where the other fields’ problems are', () => {
    expect(hasAdvancedProblem(draftProblems(withValue(alipay, 'appId', '')))).toBe(false);
    expect(plainFieldNamesOf('alipay')).not.toContain('appAuthToken');
  });

  it('needs all three certificates or none, and then not Alipay’s public key', () => {
    const draft = draftOf({ ...alipay, certificates });
    expect(needsAlipayPublicKey(draft)).toBe(false);
    expect(needsAlipayPublicKey(draftOf(alipay))).toBe(true);
    expect(needsAlipayPublicKey(draftOf(scanForPay))).toBe(false);
    const withoutRoot = { ...draft, values: { ...draft.values, alipayRootCertificate: ' ' } };
    expect(draftProblems(withoutRoot)).toEqual({ alipayRootCertificate: 'allThree' });
    expect(needsAlipayPublicKey(withoutRoot)).toBe(true);
    expect(accountFrom(withoutRoot)).toEqual(alipay);
  });

  it.each([
    ['words', 'certificate'],
    ['-----BEGIN CERTIFICATE-----\nMIIB', 'certificate'],
    // Bare base64 could be anything, a private key too.
    [`MIIEvQIBADANBgkq\n${pem('MIIB')}`, 'certificate'],
    [`${pem('MIIB')}\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----`, 'privateKey'],
    [pem('MIIB').replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'), 'certificateRequest'],
    [pem('A'.repeat(20_000)), 'tooLong'],
  ])('takes nothing but certificates for certificates: %#', (value, problem) => {
    const draft = draftOf({ ...alipay, certificates });
    expect(draftProblems({ ...draft, values: { ...draft.values, appCertificate: value } })).toEqual({
      appCertificate: problem,
    });
  });
});

describe('what was pasted', () => {
  it('is stored without what nobody sees and without quotes, but a name is left as it is', () => {
    const draft = draftOf({ ...alipay, certificates });
    const pasted = {
      ...draft.values,
      name: ' “Shop” ',
      appId: '\u200b2014072300007148\ufeff',
      sellerId: '"2088102146225135"',
      appAuthToken: '\u00a0token\u2060',
      gatewayUrl: '\u200bhttps://openapi.alipay.com/gateway.do',
      appCertificate: `\ufeff${certificates.app.replace('MII', 'M\u200bII')}\n`,
    };
    expect(draftProblems({ ...draft, values: pasted })).toEqual({});
    expect(accountFrom({ ...draft, values: pasted })).toMatchObject({
      name: '“Shop”',
      appId: '2014072300007148',
      sellerId: '2088102146225135',
      appAuthToken: 'token',
      gatewayUrl: 'https://openapi.alipay.com/gateway.do',
      certificates: { app: certificates.app },
    });
  });
});

describe('the form’s checks and the contract’s', () => {
  const tries = [
    '',
    'a',
    'a b',
    '漢字',
    '12',
    '0',
    '121',
    'x'.repeat(33),
    'x'.repeat(300),
    'https://a.example',
    'ftp://a.example',
    '\u200ba\u00a0',
    '"12"',
    '\ufeffhttps://a.example\n',
    '１２',
  ];

  it.each([scanForPay, alipay, ...everyOption])('let nothing through that main would refuse: $gateway', (account) => {
    for (const name of fieldNamesOf(account.gateway)) {
      for (const value of tries) {
        const draft = withValue(account, name, value);
        if (Object.keys(draftProblems(draft)).length > 0) continue;
        expect({ name, value, ok: accountSchema.safeParse(accountFrom(draft)).success }).toEqual({
          name,
          value,
          ok: true,
        });
      }
    }
  });
});
