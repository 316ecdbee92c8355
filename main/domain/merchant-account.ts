/**
 * A merchant account at one of the gateways: what it is, how long its fields may be, and the checks that Settings, the
 * contract and the settings file share. What passes them can be sent to the gateway as it is. Pure.
 */
import type { Currency } from './money.ts';
import { hasUnsupportedCharacter } from './order-input.ts';
import type { Wallet } from './order.ts';

export interface ScanForPayAccount {
  readonly gateway: 'scanforpay';
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly partnerNo: string;
  readonly storeNo: string;
  /** Empty for none. */
  readonly terminalNo: string;
  readonly currency: Currency;
  /** At least one. */
  readonly wallets: readonly Wallet[];
  /** What the customer reads when the sale has no note; may be empty. */
  readonly orderTitle: string;
  readonly codeValidMinutes: number;
  /** Sends the header's time under the name of the gateway's samples, `requestTime`, beside its table's `reqTime`. */
  readonly alsoSendRequestTime?: boolean | undefined;
  /** Public URL under which this PC's listener can be reached, without the path part; empty for none. */
  readonly publicNotifyUrl: string;
}

export const alipaySignTypes = ['RSA2', 'RSA'] as const;
export const alipayCharsets = ['utf-8', 'GBK', 'GB2312'] as const;
export const alipayProductCodes = ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'] as const;

export interface AlipayAccount {
  readonly gateway: 'alipay';
  readonly id: string;
  readonly name: string;
  readonly gatewayUrl: string;
  readonly appId: string;
  /** Digits; empty for the application's own. */
  readonly sellerId: string;
  readonly signType: (typeof alipaySignTypes)[number];
  readonly storeId: string;
  readonly terminalId: string;
  /** What the customer reads when the sale has no note. */
  readonly subject: string;
  readonly codeValidMinutes: number;
  /** UTF-8 if absent. */
  readonly charset?: (typeof alipayCharsets)[number] | undefined;
  readonly appAuthToken?: string | undefined;
  /** Certificate mode: the text of Alipay's three files, which are public. */
  readonly certificates?: { readonly app: string; readonly alipay: string; readonly alipayRoot: string } | undefined;
  readonly encryptsContent?: boolean | undefined;
  readonly productCode?: (typeof alipayProductCodes)[number] | undefined;
  readonly sysServiceProviderId?: string | undefined;
  /** As ScanForPay's. */
  readonly publicNotifyUrl: string;
}

export type MerchantAccount = ScanForPayAccount | AlipayAccount;

/** The most characters of each field. */
export const longestOf = {
  name: 40,
  address: 200,
  certificate: 20_000,
  scanforpay: { partnerNo: 15, storeNo: 15, terminalNo: 20, orderTitle: 100 },
  alipay: {
    appId: 32,
    sellerId: 28,
    storeId: 32,
    terminalId: 32,
    subject: 256,
    appAuthToken: 40,
    sysServiceProviderId: 64,
  },
} as const;

export const accountIdPattern = /^[a-z0-9-]{1,40}$/;
/** Numbers and names that a gateway has given. */
export const tokenPattern = /^[A-Za-z0-9_.-]*$/;
export const digitsPattern = /^\d*$/;
export const printablePattern = /^[\x21-\x7e]*$/;
export const certificateBeginning = /-----BEGIN CERTIFICATE-----/;

/** How long a code may be paid. */
export const codeValidMinutes = { min: 1, max: 120 } as const;

/**
 * Characters of the public address: the listener's path that follows it has up to 81 (`/notify/`, its 32 digits, and an
 * account's name of up to 40). ScanForPay's `notifyUrl` is a String(200), Alipay's `notify_url` a String(256).
 */
export const longestPublicUrl = { scanforpay: 119, alipay: 175 } as const;

/** An address to which a path is added: nothing may stand behind its own, and both gateways want it in ASCII. */
export function isBareWebAddress(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[?#]/.test(text)) return false;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && url.username === '' && url.password === '';
}

/** What customers read when a sale has no note: no control characters, no emoji, and never a key that was pasted. */
export function isFitTitle(text: string): boolean {
  return !hasUnsupportedCharacter(text) && !looksLikeKey(text);
}

/** The beginning of a key, in armour or bare; the same is refused where something is sent. */
export function looksLikeKey(text: string): boolean {
  return /-----BEGIN|MII[A-Za-z0-9+/]{61}/.test(text);
}
