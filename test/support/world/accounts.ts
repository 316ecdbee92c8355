/** Two merchant accounts at each gateway, with both halves of their keys: the till's and the world's. Made once. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Currency } from '../../../main/domain/money.ts';
import type { AlipayAccount } from '../../../main/gateways/alipay/wire.ts';
import type { ScanForPayAccount } from '../../../main/gateways/scanforpay/wire.ts';
import type { KeyKind } from '../../../main/ports/index.ts';

interface SharedAccount {
  readonly id: string;
  readonly currency: Currency;
  /** What the till's keychain holds of it. */
  readonly tillKeys: Partial<Record<KeyKind, string>>;
}

export interface ScanForPayMerchant extends SharedAccount {
  readonly gateway: 'scanforpay';
  readonly account: ScanForPayAccount;
  readonly signKey: string;
}

export interface AlipayMerchant extends SharedAccount {
  readonly gateway: 'alipay';
  readonly account: AlipayAccount;
  /** With which requests are checked. */
  readonly appPublicKey: KeyObject;
  /** With which replies and notifications are signed. */
  readonly platformKey: KeyObject;
}

export type Merchant = ScanForPayMerchant | AlipayMerchant;

export function merchantIdOf(merchant: Merchant): string {
  return merchant.gateway === 'alipay' ? merchant.account.appId : merchant.account.partnerNo;
}

function scanForPayMerchant(letter: string, partnerNo: string, currency: Currency): ScanForPayMerchant {
  const signKey = createHash('sha256').update(`a shared key of ${letter}`).digest('hex').slice(0, 32);
  return {
    gateway: 'scanforpay',
    id: `scanforpay-${letter}`,
    currency,
    signKey,
    tillKeys: { scanforpay_sign_key: signKey },
    account: {
      id: `scanforpay-${letter}`,
      baseUrl: 'https://pay.scanforpay.example',
      partnerNo,
      storeNo: `${partnerNo}0000000002`,
      terminalNo: 't01',
      orderTitle: 'Counter 1',
      codeValidMinutes: 5,
    },
  };
}

function alipayMerchant(letter: string, appId: string, sellerId: string): AlipayMerchant {
  // The shorter keys of older contracts: signing is what takes the time in a history.
  const app = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const platform = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return {
    gateway: 'alipay',
    id: `alipay-${letter}`,
    currency: 'CNY',
    appPublicKey: app.publicKey,
    platformKey: platform.privateKey,
    tillKeys: {
      alipay_app_private_key: app.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      alipay_public_key: platform.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    account: {
      id: `alipay-${letter}`,
      gatewayUrl: 'https://openapi.alipay.example/gateway.do',
      appId,
      sellerId,
      signType: 'RSA',
      storeId: 'harbour01',
      terminalId: 't_001',
      subject: 'Counter 1',
      codeValidMinutes: 5,
    },
  };
}

export const merchants: readonly Merchant[] = [
  scanForPayMerchant('a', '10001', 'HKD'),
  alipayMerchant('a', '2014072300007148', '2088102146225135'),
  scanForPayMerchant('b', '10002', 'JPY'),
  alipayMerchant('b', '2014072300009999', '2088102146229999'),
];

export function merchantOf(id: string): Merchant {
  const merchant = merchants.find((known) => known.id === id);
  if (merchant === undefined) throw new Error(`There is no account ${id}`);
  return merchant;
}

/** Another account at the same gateway. */
export function neighbourOf(merchant: Merchant): Merchant {
  const neighbour = merchants.find(({ gateway, id }) => gateway === merchant.gateway && id !== merchant.id);
  if (neighbour === undefined) throw new Error('Every gateway has two accounts here');
  return neighbour;
}
