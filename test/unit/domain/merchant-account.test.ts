import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCommonParameters } from '../../../main/gateways/alipay/parameters.ts';
import { precreateFields } from '../../../main/gateways/alipay/alipay-gateway.ts';
import { precreateContent } from '../../../main/gateways/alipay/trade-content.ts';
import { createRequest, inputOfOrder } from '../../../main/gateways/scanforpay/requests.ts';
import { longestPublicUrl } from '../../../main/domain/merchant-account.ts';
import {
  alipayAccountSchema,
  scanForPayAccountSchema,
  type AlipayAccount,
  type ScanForPayAccount,
} from '../../../preload/contract/index.ts';
import { draftOf, draftProblems, type FieldName } from '../../../renderer/accounts/account-draft.ts';
import { alipayOrder, now, order } from '../gateways/doubles.ts';

const scanForPay: ScanForPayAccount = {
  gateway: 'scanforpay',
  id: 'a'.repeat(40),
  name: 'ScanForPay',
  baseUrl: 'https://pay.scanforpay.com',
  partnerNo: '1'.repeat(15),
  storeNo: '1'.repeat(15),
  terminalNo: '1'.repeat(20),
  currency: 'CNY',
  wallets: ['alipay'],
  orderTitle: '茶'.repeat(100),
  codeValidMinutes: 120,
  publicNotifyUrl: '',
};
const alipay: AlipayAccount = {
  gateway: 'alipay',
  id: 'a'.repeat(40),
  name: 'Alipay',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2'.repeat(32),
  sellerId: '2'.repeat(28),
  signType: 'RSA2',
  storeId: '1'.repeat(32),
  terminalId: '1'.repeat(32),
  subject: '茶'.repeat(256),
  codeValidMinutes: 120,
  appAuthToken: 'x'.repeat(40),
  sysServiceProviderId: '2'.repeat(64),
  publicNotifyUrl: '',
};

/** As the till makes it, with the longest path there is. */
function notifyUrlOf({
  id,
  publicNotifyUrl,
}: {
  readonly id: string;
  readonly publicNotifyUrl: string;
}): string | null {
  return publicNotifyUrl === '' ? null : `${publicNotifyUrl.replace(/\/+$/u, '')}/notify/${'0'.repeat(32)}/${id}`;
}

function isSentToScanForPay(account: ScanForPayAccount): boolean {
  const context = { account, messageId: '615c11950cd0421cb612538bf03eabc7', now };
  return createRequest(context, inputOfOrder(account, { ...order, note: '', lines: [] }, notifyUrlOf(account))).ok;
}

function isSentToAlipay(account: AlipayAccount): boolean {
  const content = precreateContent(precreateFields(account, { ...alipayOrder, note: '', lines: [] }));
  return content.ok && checkCommonParameters(account, notifyUrlOf(account)).ok;
}

const urlOf = (length: number): string => `https://${'a'.repeat(length - 8)}`;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 130 }),
  fc.string({ unit: 'grapheme', maxLength: 130 }),
  fc.constantFrom(
    'MII' + 'a'.repeat(61),
    '-----BEGIN PRIVATE KEY-----',
    'a\u0000b',
    '\ud800',
    '茶\u200d',
    'tea 🍵',
    '?',
    '#',
  ),
);
const anyUrl = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  anyText.map((text) => `https://shop.example.com/${text}`),
  fc.constantFrom(
    'https://me:pass@shop.example.com',
    'https://店.example',
    'HTTPS://shop.example.com',
    urlOf(119),
    urlOf(175),
  ),
);

describe('an account that Settings accepts', () => {
  it('can be sent, with every field as long as it may be', () => {
    const publicUrl = { publicNotifyUrl: urlOf(longestPublicUrl.scanforpay) };
    expect(isSentToScanForPay(scanForPayAccountSchema.parse({ ...scanForPay, ...publicUrl }))).toBe(true);
    const alipayUrl = { publicNotifyUrl: urlOf(longestPublicUrl.alipay) };
    expect(isSentToAlipay(alipayAccountSchema.parse({ ...alipay, ...alipayUrl }))).toBe(true);
  });

  it('can be sent, whatever was typed', () => {
    const texts = { partnerNo: anyText, storeNo: anyText, terminalNo: anyText, orderTitle: anyText };
    const more = { appId: anyText, sellerId: anyText, storeId: anyText, terminalId: anyText, subject: anyText };
    const rare = { appAuthToken: anyText, sysServiceProviderId: anyText };
    fc.assert(
      fc.property(
        fc.record({ ...texts, publicNotifyUrl: anyUrl, baseUrl: anyUrl }, { requiredKeys: [] }),
        fc.record({ ...more, ...rare, publicNotifyUrl: anyUrl }, { requiredKeys: [] }),
        (typedForScanForPay, typedForAlipay) => {
          const left = scanForPayAccountSchema.safeParse({ ...scanForPay, ...typedForScanForPay });
          const right = alipayAccountSchema.safeParse({ ...alipay, ...typedForAlipay });
          return (!left.success || isSentToScanForPay(left.data)) && (!right.success || isSentToAlipay(right.data));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('what could not be sent', () => {
  it.each<[string, FieldName, string, string]>([
    ['a public address that leaves no room for the path', 'publicNotifyUrl', urlOf(120), 'tooLong'],
    ['a public address with a question', 'publicNotifyUrl', 'https://shop.example.com/?a=b', 'bareUrl'],
    ['a public address with a fragment', 'publicNotifyUrl', 'https://shop.example.com/#a', 'bareUrl'],
    ['a public address in other letters', 'publicNotifyUrl', 'https://店.example', 'bareUrl'],
    ['an address with a password', 'baseUrl', 'https://me:secret@pay.example.com', 'bareUrl'],
    ['an address of another kind', 'baseUrl', 'ftp://pay.example.com', 'url'],
    ['a title with an emoji', 'orderTitle', 'Tea 🍵', 'title'],
    ['a title with an invisible character', 'orderTitle', 'Tea\u0007house', 'title'],
    ['a title that is a key', 'orderTitle', `MII${'A'.repeat(80)}`, 'privateKey'],
  ])('is refused in words: %s', (_what, name, typed, problem) => {
    const draft = draftOf(scanForPay);
    expect(draftProblems({ ...draft, values: { ...draft.values, [name]: typed } })).toEqual({ [name]: problem });
    expect(scanForPayAccountSchema.safeParse({ ...scanForPay, [name]: typed }).success).toBe(false);
  });

  it('of Alipay is refused in words as well', () => {
    const draft = draftOf(alipay);
    const values = {
      ...draft.values,
      publicNotifyUrl: urlOf(176),
      subject: '茶🍵',
      sysServiceProviderId: `MII${'A'.repeat(61)}`,
    };
    expect(draftProblems({ ...draft, values })).toEqual({
      publicNotifyUrl: 'tooLong',
      subject: 'title',
      sysServiceProviderId: 'privateKey',
    });
  });
});
