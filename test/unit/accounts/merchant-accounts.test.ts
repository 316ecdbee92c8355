import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AlipayAccount, MerchantAccount, ScanForPayAccount } from '../../../preload/contract/index.ts';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import type { KeyStore } from '../../../main/ports/index.ts';
import { openSettings, type SettingsStore } from '../../../main/settings/settings-store.ts';
import {
  importMerchantFile,
  saveAccount,
  setKey,
  type AccountParts,
} from '../../../main/accounts/merchant-accounts.ts';

const rsaPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const app = rsaPair();
const alipaySide = rsaPair();

const scanForPay: ScanForPayAccount = {
  gateway: 'scanforpay',
  id: 'shop',
  name: 'Shop',
  baseUrl: 'https://pay.scanforpay.com',
  partnerNo: '10001',
  storeNo: '100010000000002',
  terminalNo: '',
  currency: 'HKD',
  wallets: ['alipay', 'wechat_pay'],
  orderTitle: '',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};
const alipay: AlipayAccount = {
  gateway: 'alipay',
  id: 'direct',
  name: 'Alipay',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2014072300007148',
  sellerId: '',
  signType: 'RSA2',
  storeId: '',
  terminalId: '',
  subject: 'Shop',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};

const fileOf = (account: object, keys: object): string => JSON.stringify({ account, keys });

let folder: string;
let settings: SettingsStore;
let keyStore: KeyStore;
let parts: AccountParts;
let told: Parameters<AccountParts['onChange']>[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  settings = await openSettings(folder);
  keyStore = createMemoryKeyStore();
  told = [];
  parts = {
    settings,
    keyStore,
    now: () => new Date('2026-11-22T08:00:00.000Z'),
    onChange: (...change) => {
      told.push(change);
      return Promise.resolve();
    },
    hindersChange: () => Promise.resolve(null),
  };
});

describe('a merchant’s account', () => {
  it('replaces the one of the same id in its place and leaves the others', async () => {
    await saveAccount(parts, scanForPay);
    await saveAccount(parts, alipay);
    await saveAccount(parts, { ...scanForPay, name: 'Renamed' });
    expect(settings.current.accounts.live.map(({ id, name }) => [id, name])).toEqual([
      ['shop', 'Renamed'],
      ['direct', 'Alipay'],
    ]);
  });
});

describe('a merchant’s account with open orders', () => {
  const inUse = { code: 'account_in_use', detail: '1' } as const;

  beforeEach(async () => {
    await saveAccount(parts, scanForPay);
    await saveAccount(parts, alipay);
    parts = { ...parts, hindersChange: (id) => Promise.resolve(id === 'new' ? null : inUse) };
  });

  it.each<[MerchantAccount, Partial<MerchantAccount>]>([
    [scanForPay, { baseUrl: 'https://pay.example.org' }],
    [scanForPay, { partnerNo: '10002' }],
    [scanForPay, { storeNo: '100010000000003' }],
    [scanForPay, { currency: 'CNY' }],
    [alipay, { gatewayUrl: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do' }],
    [alipay, { appId: '2014072300009999' }],
    [alipay, { sellerId: '2088102146225135' }],
    [alipay, { appAuthToken: '201510BBb507dc9f5efe41a0b98ae22f01519X62' }],
    [scanForPay, { ...alipay, id: 'shop' }],
  ])('stays what it is (%#)', async (account, change) => {
    const before = settings.current.accounts.live;
    told = [];
    expect(await saveAccount(parts, { ...account, ...change } as MerchantAccount)).toEqual({
      ok: false,
      problem: inUse,
    });
    expect(settings.current.accounts.live).toEqual(before);
    expect(told).toEqual([]);
  });

  it('stays what it is also when a file names another merchant', async () => {
    const text = fileOf({ ...scanForPay, partnerNo: '10002' }, { scanforpay_sign_key: '123456' });
    expect(await importMerchantFile(parts, text)).toEqual({ ok: false, problem: inUse });
    expect((await keyStore.read({ accountId: 'shop', kind: 'scanforpay_sign_key' })).kind).not.toBe('found');
  });

  it('can be renamed, titled and given another time all the same, and others can be added', async () => {
    const changed = { ...scanForPay, name: 'Renamed', orderTitle: 'Tea', codeValidMinutes: 10 };
    expect(await saveAccount(parts, changed)).toMatchObject({ ok: true });
    expect(await saveAccount(parts, { ...scanForPay, id: 'new', partnerNo: '10002' })).toMatchObject({ ok: true });
    expect(settings.current.accounts.live.map(({ name }) => name)).toEqual(['Renamed', 'Alipay', 'Shop']);
  });

  it('takes a renewed token of the merchant it acts for', async () => {
    await saveAccount({ ...parts, hindersChange: () => Promise.resolve(null) }, { ...alipay, appAuthToken: 'first' });
    expect(await saveAccount(parts, { ...alipay, appAuthToken: 'renewed' })).toMatchObject({ ok: true });
    expect(await saveAccount(parts, alipay)).toEqual({ ok: false, problem: inUse });
  });
});

describe('the audit', () => {
  it('hears which fields of an account changed, and of a key only that it was put in', async () => {
    await saveAccount(parts, scanForPay);
    told = [];
    await saveAccount(parts, { ...scanForPay, storeNo: '2' });
    await setKey(parts, scanForPay, 'scanforpay_sign_key', '123456');
    expect(told).toEqual([
      ['account', 'Shop', [{ field: 'storeNo', from: '100010000000002', to: '2' }]],
      ['key', 'Shop', [{ field: 'scanforpay_sign_key', from: null, to: null }]],
    ]);
  });

  it('hears nothing of a key that was not stored', async () => {
    await setKey(parts, scanForPay, 'scanforpay_sign_key', '  ');
    expect(told).toEqual([]);
  });
});

describe('a merchant’s key', () => {
  it('goes to the key store, and only its date to the settings', async () => {
    expect(await setKey(parts, scanForPay, 'scanforpay_sign_key', ' 123456\n')).toEqual({ ok: true, value: null });
    const reading = await keyStore.read({ accountId: 'shop', kind: 'scanforpay_sign_key' });
    expect(reading.kind === 'found' && reading.secret.reveal()).toBe('123456');
    expect(settings.current.keySetAt).toEqual({ 'live/shop/scanforpay_sign_key': '2026-11-22T08:00:00.000Z' });
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).not.toContain('123456\n');
  });

  it.each(['\u200b123456', '\ufeff123456\r\n', '\u00a0123456\u00a0', '"123456"', 'signKey: "123456",', '12\u20603456'])(
    'is stored without what was pasted along with it: %j',
    async (pasted) => {
      expect(await setKey(parts, scanForPay, 'scanforpay_sign_key', pasted)).toEqual({ ok: true, value: null });
      const reading = await keyStore.read({ accountId: 'shop', kind: 'scanforpay_sign_key' });
      expect(reading.kind === 'found' && reading.secret.reveal()).toBe('123456');
    },
  );

  it('of Alipay is stored without characters that nobody sees', async () => {
    const pasted = `\u200b${app.privateKey.replaceAll('\n', '\u200b\n')}`;
    expect(await setKey(parts, alipay, 'alipay_app_private_key', pasted)).toEqual({ ok: true, value: null });
    const reading = await keyStore.read({ accountId: 'direct', kind: 'alipay_app_private_key' });
    expect(reading.kind === 'found' && reading.secret.reveal()).toBe(app.privateKey.trim());
  });

  it.each([
    ['two lines as a sign key', scanForPay, 'scanforpay_sign_key', '10001\n123456', 'several_lines'],
    ['full-width letters', scanForPay, 'scanforpay_sign_key', '\uff11\uff12\uff13', 'unexpected_characters'],
    ['dots for what is hidden', scanForPay, 'scanforpay_sign_key', '\u2022\u2022\u2022\u2022', 'unexpected_characters'],
    ['nothing that can be seen', scanForPay, 'scanforpay_sign_key', '\u200b\ufeff', 'empty'],
    ['a blank sign key', scanForPay, 'scanforpay_sign_key', '  ', 'empty'],
    ['a public key as private', alipay, 'alipay_app_private_key', app.publicKey, 'public_key_given'],
    ['a private key as Alipay’s', alipay, 'alipay_public_key', app.privateKey, 'private_key_given'],
    ['anything else', alipay, 'alipay_public_key', 'hello', 'not_a_key'],
  ] as const)('is refused and not stored when it is %s', async (_name, account, kind, value, detail) => {
    expect(await setKey(parts, account, kind, value)).toEqual({ ok: false, problem: { code: 'key_unusable', detail } });
    expect((await keyStore.read({ accountId: account.id, kind })).kind).toBe('missing_or_locked');
  });

  it('is refused when it is the application’s own public key in the place of Alipay’s', async () => {
    await setKey(parts, alipay, 'alipay_app_private_key', app.privateKey);
    expect(await setKey(parts, alipay, 'alipay_public_key', app.publicKey)).toMatchObject({
      ok: false,
      problem: { detail: 'own_public_key_given' },
    });
    expect(await setKey(parts, alipay, 'alipay_public_key', alipaySide.publicKey)).toEqual({ ok: true, value: null });
  });

  it('is refused for a gateway that does not use it', async () => {
    expect(await setKey(parts, scanForPay, 'alipay_public_key', app.publicKey)).toMatchObject({
      problem: { code: 'method_unknown' },
    });
  });

  it('is said not to be stored when the keychain is not there', async () => {
    const broken: KeyStore = { ...keyStore, write: () => Promise.resolve({ kind: 'unavailable', detail: 'no bus' }) };
    expect(await setKey({ ...parts, keyStore: broken }, scanForPay, 'scanforpay_sign_key', '123456')).toMatchObject({
      problem: { code: 'keychain_unavailable' },
    });
    expect(settings.current.keySetAt).toEqual({});
  });
});

describe('a merchant’s file', () => {
  it('brings account and keys', async () => {
    const text = fileOf(alipay, {
      alipay_app_private_key: app.privateKey,
      alipay_public_key: alipaySide.publicKey,
    });
    expect(await importMerchantFile(parts, text)).toEqual({ ok: true, value: { accountId: 'direct' } });
    expect(settings.current.accounts.live).toEqual([alipay]);
    expect(Object.keys(settings.current.keySetAt)).toEqual([
      'live/direct/alipay_app_private_key',
      'live/direct/alipay_public_key',
    ]);
  });

  it('changes nothing when one of its keys is unusable, and does not repeat it', async () => {
    const text = fileOf(alipay, { alipay_app_private_key: app.privateKey, alipay_public_key: 'secret-looking' });
    const result = await importMerchantFile(parts, text);
    expect(result).toEqual({ ok: false, problem: { code: 'key_unusable', detail: 'not_a_key' } });
    expect(settings.current.accounts.live).toEqual([]);
    expect((await keyStore.read({ accountId: 'direct', kind: 'alipay_app_private_key' })).kind).toBe(
      'missing_or_locked',
    );
  });

  it('changes nothing when Alipay’s key in it is the application’s own', async () => {
    const text = fileOf(alipay, { alipay_app_private_key: app.privateKey, alipay_public_key: app.publicKey });
    expect(await importMerchantFile(parts, text)).toMatchObject({ problem: { detail: 'own_public_key_given' } });
    expect(settings.current.accounts.live).toEqual([]);
    expect(settings.current.keySetAt).toEqual({});
  });

  it('that is not one is said to be so', async () => {
    expect(await importMerchantFile(parts, 'not json')).toMatchObject({ problem: { code: 'file_invalid' } });
    expect(await importMerchantFile(parts, fileOf({ ...scanForPay, partnerNo: 7 }, {}))).toMatchObject({
      problem: { code: 'file_invalid', detail: expect.stringContaining('account.partnerNo') as string },
    });
  });
});
