/**
 * The practice merchant as files, so that any client can be pointed at a platform that runs alone. The folder and all
 * in it can be read by their owner only.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { currencies } from '../../domain/money.ts';
import { type BothSides, generatePracticeCredentials, type TillCredentials, withAlipayExtras } from './credentials.ts';

export interface PlatformAddresses {
  readonly scanForPayBaseUrl: string;
  readonly alipayGatewayUrl: string;
}

/** A file of the folder and what it is. */
export interface MerchantFile {
  readonly path: string;
  readonly meaning: string;
}

const credentialsName = 'credentials.json';
const certificates = z.object({ app: z.string(), alipay: z.string(), alipayRoot: z.string() });
const scanForPay = z.object({
  partnerNo: z.string(),
  storeNo: z.string(),
  signKey: z.string(),
  currency: z.enum(currencies),
});
const alipay = z.object({ appId: z.string(), sellerId: z.string(), contentKey: z.string(), certificates });
const bothSides = z.object({
  platform: z.object({
    scanForPay,
    alipay: alipay.extend({ appPublicKey: z.string(), alipayPrivateKey: z.string() }),
  }),
  till: z.object({
    scanForPay,
    alipay: alipay.extend({ appPrivateKey: z.string(), alipayPublicKey: z.string() }),
  }),
});

/** The credentials kept in the folder; made when there are none. Throws when they are there and cannot be read. */
export async function openMerchantFolder(folder: string): Promise<BothSides> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const file = path.join(folder, credentialsName);
  const kept = readIfThere(file);
  if (kept !== null) {
    const read = bothSides.safeParse(parseJson(kept));
    if (!read.success) throw new Error(`${file} cannot be read. Remove it for a new merchant.`);
    return read.data;
  }
  const made = await withAlipayExtras(await generatePracticeCredentials());
  writePrivately(file, JSON.stringify(made, null, 2));
  return made;
}

/** Writes the till's keys, one to a file, and an account for each gateway that refers to them. */
export function writeMerchantFiles(
  folder: string,
  till: TillCredentials,
  addresses: PlatformAddresses,
): readonly MerchantFile[] {
  const { contentKey, certificates: certificate } = till.alipay;
  const files: readonly (readonly [string, string, string | undefined])[] = [
    ['scanforpay.json', 'ScanForPay account, for `npm run cli`', scanForPayAccount(till, addresses)],
    ['scanforpay-sign-key.txt', 'ScanForPay signKey', till.scanForPay.signKey],
    ['alipay.json', 'Alipay account, for `npm run cli`', alipayAccount(till, addresses)],
    ['alipay-app-private-key.pem', 'the app’s private key', till.alipay.appPrivateKey],
    ['alipay-public-key.pem', 'Alipay’s public key', till.alipay.alipayPublicKey],
    ['alipay-content-key.txt', 'AES key for encrypted content', contentKey],
    ['alipay-app-certificate.crt', 'certificate mode: the app’s certificate', certificate?.app],
    ['alipay-certificate.crt', 'certificate mode: Alipay’s certificate', certificate?.alipay],
    ['alipay-root-certificate.crt', 'certificate mode: Alipay’s root certificate', certificate?.alipayRoot],
  ];
  return files.flatMap(([name, meaning, content]) => {
    if (content === undefined) return [];
    const file = path.join(folder, name);
    writePrivately(file, content);
    return [{ path: file, meaning }];
  });
}

function scanForPayAccount({ scanForPay: account }: TillCredentials, addresses: PlatformAddresses): string {
  return accountFile(
    {
      gateway: 'scanforpay',
      id: 'practice-scanforpay',
      name: 'Practice ScanForPay',
      baseUrl: addresses.scanForPayBaseUrl,
      partnerNo: account.partnerNo,
      storeNo: account.storeNo,
      terminalNo: '',
      currency: account.currency,
      wallets: ['alipay', 'wechat_pay'],
      orderTitle: 'Practice',
      codeValidMinutes: 5,
      publicNotifyUrl: '',
    },
    { scanforpay_sign_key: 'scanforpay-sign-key.txt' },
  );
}

function alipayAccount({ alipay: account }: TillCredentials, addresses: PlatformAddresses): string {
  return accountFile(
    {
      gateway: 'alipay',
      id: 'practice-alipay',
      name: 'Practice Alipay',
      gatewayUrl: addresses.alipayGatewayUrl,
      appId: account.appId,
      sellerId: account.sellerId,
      signType: 'RSA2',
      storeId: '',
      terminalId: '',
      subject: 'Practice',
      codeValidMinutes: 5,
      publicNotifyUrl: '',
    },
    { alipay_app_private_key: 'alipay-app-private-key.pem', alipay_public_key: 'alipay-public-key.pem' },
  );
}

/** Key files are named relative to the account's own. */
function accountFile(account: object, keyFiles: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ account, keyFiles }, null, 2)}\n`;
}

function writePrivately(file: string, content: string): void {
  writeFileSync(file, content);
  chmodSync(file, 0o600);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words would quote what stands in the file.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
