import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Currency } from '../../preload/money.ts';

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
  };
}

/** What the till must be given to talk to the platform. */
export interface TillCredentials {
  readonly scanForPay: PracticeCredentials['scanForPay'];
  readonly alipay: {
    readonly appId: string;
    readonly sellerId: string;
    readonly appPrivateKey: string;
    readonly alipayPublicKey: string;
  };
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
export async function generatePracticeCredentials(): Promise<{
  readonly platform: PracticeCredentials;
  readonly till: TillCredentials;
}> {
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
