import { describe, expect, it } from 'vitest';
import type { KeyReading, KeyStore } from '../../../main/ports/index.ts';
import { methodsOf, readKeyStates } from '../../../main/accounts/key-states.ts';
import { practiceMerchantAccounts } from '../../../main/accounts/practice-merchant-accounts.ts';

const [scanForPay, alipay] = practiceMerchantAccounts({
  scanForPayBaseUrl: 'http://127.0.0.1:9',
  alipayGatewayUrl: 'http://127.0.0.1:9/gateway.do',
  codeValidMinutes: 5,
});

function storeSaying(reading: KeyReading): KeyStore {
  return {
    read: () => Promise.resolve(reading),
    write: () => Promise.resolve({ kind: 'stored' }),
    remove: () => Promise.resolve(),
  };
}

const found: KeyReading = { kind: 'found', secret: { reveal: () => 'a key' } };
const setAt = '2026-11-12T00:00:00.000Z';

describe('what is said of an account’s keys', () => {
  it('names each key it needs, and where it is kept', async () => {
    expect(await readKeyStates(scanForPay, storeSaying(found), 'keychain', () => setAt)).toEqual([
      { kind: 'scanforpay_sign_key', state: 'stored', setAt },
    ]);
    expect(await readKeyStates(alipay, storeSaying(found), 'memory', () => null)).toEqual([
      { kind: 'alipay_app_private_key', state: 'memory_only', setAt: null },
      { kind: 'alipay_public_key', state: 'memory_only', setAt: null },
    ]);
  });

  it('tells a key that was never put in from one that cannot be read any more', async () => {
    const nothing = storeSaying({ kind: 'missing_or_locked' });
    expect(await readKeyStates(scanForPay, nothing, 'keychain', () => null)).toMatchObject([{ state: 'never_set' }]);
    expect(await readKeyStates(scanForPay, nothing, 'keychain', () => setAt)).toMatchObject([
      { state: 'missing_or_locked' },
    ]);
  });
});

describe('the wallet buttons', () => {
  it('are one for each wallet, usable when every key is there', async () => {
    const keys = await readKeyStates(scanForPay, storeSaying(found), 'keychain', () => setAt);
    expect(methodsOf(scanForPay, keys)).toMatchObject([
      { id: 'practice-scanforpay:alipay', wallet: 'alipay', currency: 'CNY', problem: null },
      { id: 'practice-scanforpay:wechat_pay', wallet: 'wechat_pay', problem: null },
    ]);
  });

  it.each([
    [scanForPay, 2_147_483_647],
    [{ ...scanForPay, currency: 'JPY' as const }, 2_147_483_647],
    [alipay, 99_999_999],
  ])('say what one sale may come to: %#', (account, maximumAmountMinor) => {
    expect(methodsOf(account, [])[0]).toMatchObject({ maximumAmountMinor });
  });

  it('say why they cannot be used', async () => {
    const locked = await readKeyStates(alipay, storeSaying({ kind: 'missing_or_locked' }), 'keychain', () => setAt);
    expect(methodsOf(alipay, locked)).toMatchObject([{ problem: 'key_missing_or_locked' }]);
    const gone = storeSaying({ kind: 'unavailable', detail: 'no bus' });
    const unavailable = await readKeyStates(alipay, gone, 'keychain', () => setAt);
    expect(methodsOf(alipay, unavailable)).toMatchObject([{ problem: 'keychain_unavailable' }]);
  });
});
