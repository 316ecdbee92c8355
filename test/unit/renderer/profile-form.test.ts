import { describe, expect, it } from 'vitest';
import { profileSchema, type Profile } from '../../../preload/contract.ts';
import {
  draftOf,
  draftProblems,
  emptyDraft,
  fieldNamesOf,
  profileFrom,
  type FieldName,
  type ProfileDraft,
} from '../../../renderer/logic/profile-form.ts';

const scanForPay: Profile = {
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

const alipay: Profile = {
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

const withValue = (profile: Profile, name: FieldName, value: string): ProfileDraft => {
  const draft = draftOf(profile);
  return { ...draft, values: { ...draft.values, [name]: value } };
};

describe('a merchant account as a form', () => {
  it.each([scanForPay, alipay])('comes back unchanged: $gateway', (profile) => {
    expect(draftProblems(draftOf(profile))).toEqual({});
    expect(profileFrom(draftOf(profile))).toEqual(profile);
  });

  it('takes surrounding spaces away', () => {
    expect(profileFrom(withValue(scanForPay, 'storeNo', ' SZ0004 '))).toEqual(scanForPay);
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
  ];

  it.each([scanForPay, alipay])('let nothing through that main would refuse: $gateway', (profile) => {
    for (const name of fieldNamesOf(profile.gateway)) {
      for (const value of tries) {
        const draft = withValue(profile, name, value);
        if (Object.keys(draftProblems(draft)).length > 0) continue;
        expect({ name, value, ok: profileSchema.safeParse(profileFrom(draft)).success }).toEqual({
          name,
          value,
          ok: true,
        });
      }
    }
  });
});
