import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Currency } from '../../domain/money.ts';
import { makeCertificate } from './certificates.ts';

/** The platform's own halves: with these it checks the till's requests and signs its answers. Keys as PEM text. */
export interface PracticeCredentials {
  readonly scanForPay: {
    readonly partnerNo: string;
    readonly storeNo: string;
    readonly signKey: string;
    /** ScanForPay orders name no currency: it follows the store's contract. */
    readonly currency: Currency;
  };
  readonly alipay: {
    readonly appId: string;
    readonly sellerId: string;
    readonly appPublicKey: string;
    readonly alipayPrivateKey: string;
  } & AlipayExtras;
}

/** What a till may use beside its keys. Left out: the platform knows neither. */
export interface AlipayExtras {
  /** AES-128, base64: for encrypted requests and replies. */
  readonly contentKey?: string;
  /** For certificate mode. */
  readonly certificates?: PracticeCertificates;
}

/** PEM. The app's holds `appPublicKey`, Alipay's the public half of `alipayPrivateKey`; the root vouches for both. */
export interface PracticeCertificates {
  readonly app: string;
  readonly alipay: string;
  readonly alipayRoot: string;
}

/** What the till must be given to talk to the platform. */
export interface TillCredentials {
  readonly scanForPay: PracticeCredentials['scanForPay'];
  readonly alipay: {
    readonly appId: string;
    readonly sellerId: string;
    readonly appPrivateKey: string;
    readonly alipayPublicKey: string;
  } & AlipayExtras;
}

export interface BothSides {
  readonly platform: PracticeCredentials;
  readonly till: TillCredentials;
}

const generateKeys = promisify(generateKeyPair);

async function rsaKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return generateKeys('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** The practice shop as both gateways know it; only its keys differ from PC to PC. */
export const practiceMerchant = {
  scanForPay: { partnerNo: '90001', storeNo: '900010000000001', currency: 'CNY' },
  alipay: { appId: '9021000000000001', sellerId: '2088000000000001' },
} as const satisfies {
  readonly scanForPay: Omit<PracticeCredentials['scanForPay'], 'signKey'>;
  readonly alipay: Pick<PracticeCredentials['alipay'], 'appId' | 'sellerId'>;
};

/** Makes fresh keys for both sides: two RSA 2048 pairs and a sign key of 32 hex digits. The caller keeps them. */
export async function generatePracticeCredentials(): Promise<BothSides> {
  const [app, alipay] = await Promise.all([rsaKeys(), rsaKeys()]);
  const scanForPay = { ...practiceMerchant.scanForPay, signKey: randomBytes(16).toString('hex') };
  return {
    platform: {
      scanForPay,
      alipay: { ...practiceMerchant.alipay, appPublicKey: app.publicKey, alipayPrivateKey: alipay.privateKey },
    },
    till: {
      scanForPay,
      alipay: { ...practiceMerchant.alipay, appPrivateKey: app.privateKey, alipayPublicKey: alipay.publicKey },
    },
  };
}

/** Adds what certificate mode and content encryption need: a root, a certificate for each side, and an AES key. */
export async function withAlipayExtras({ platform, till }: BothSides): Promise<BothSides> {
  const root = await rsaKeys();
  const rootName = 'Practice Root CA';
  const authority = { issuerName: rootName, issuerPrivateKey: root.privateKey };
  const extras: AlipayExtras = {
    contentKey: randomBytes(16).toString('base64'),
    certificates: {
      app: makeCertificate({
        ...authority,
        commonName: platform.alipay.appId,
        publicKey: platform.alipay.appPublicKey,
        isAuthority: false,
      }),
      alipay: makeCertificate({
        ...authority,
        commonName: 'Practice Alipay',
        publicKey: till.alipay.alipayPublicKey,
        isAuthority: false,
      }),
      alipayRoot: makeCertificate({
        ...authority,
        commonName: rootName,
        publicKey: root.publicKey,
        isAuthority: true,
      }),
    },
  };
  return {
    platform: { ...platform, alipay: { ...platform.alipay, ...extras } },
    till: { ...till, alipay: { ...till.alipay, ...extras } },
  };
}
