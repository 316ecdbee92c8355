/** The shapes of ScanForPay's messages (gateways.md 1.2–1.3, 1.6), and the two wallets' names there. */
import * as z from 'zod';
import type { Wallet } from '../../domain/order.ts';

export const walletNames: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat_pay: 'Wechat' };

/** The merchant account as it is used here; the contract's ScanForPay account fits. */
export interface ScanForPayAccount {
  readonly id: string;
  readonly baseUrl: string;
  readonly partnerNo: string;
  readonly storeNo: string;
  readonly terminalNo: string;
  readonly orderTitle: string;
  readonly codeValidMinutes: number;
  /** Sends `requestTime`, as the gateway's samples call it, beside `reqTime`, as its table does (gateways.md 1.6). */
  readonly alsoSendRequestTime?: boolean | undefined;
}

const text = z.string().trim();
/** Absent, null and empty are one thing. */
const optionalText = text.nullish().transform((value) => (value === undefined || value === '' ? null : value));
/** `2000`, `"2000"` and the integral `2000.0`; numbers arrive here as their digits. No fractions, no exponents. */
const integer = text.regex(/^-?(?:0|[1-9]\d{0,14})(?:\.0+)?$/).transform((digits) => Number.parseInt(digits, 10));
const optionalInteger = z
  .union([integer, text.length(0), z.null()])
  .optional()
  .transform((value) => (typeof value === 'number' ? value : null));

// The table says `respMsgId`, the samples `reqMsgId`; whose it is is not told, so it is only passed on.
const headerSchema = z.object({ partnerNo: optionalText, respMsgId: optionalText, reqMsgId: optionalText });

const bodySchema = z.object({
  code: integer,
  msg: optionalText,
  orderNo: optionalText,
  partnerOrderNo: optionalText,
  qrcode: optionalText,
  qrcodeImageS: optionalText,
  qrcodeImageM: optionalText,
  qrcodeImageL: optionalText,
  orderAmount: optionalInteger,
  wallet: optionalText,
  status: optionalInteger,
  payTime: optionalText,
  currency: optionalText,
  buyer: optionalText,
  refundNo: optionalText,
  payUrl: optionalText,
  flag: optionalInteger,
  url: optionalText,
});
type ResponseBody = z.infer<typeof bodySchema>;

export interface ResponseEnvelope {
  /** `null` where the gateway left it out, as it may in an error. */
  readonly partnerNo: string | null;
  /** For the gateway's support; proves nothing. */
  readonly messageId: string | null;
  readonly body: ResponseBody;
}

const envelopeSchema = z.object({ header: z.unknown(), body: z.unknown() });

/** Reads the value of a `response` member; `null` when it is not the documented shape. */
export function readEnvelope(value: unknown): ResponseEnvelope | null {
  const envelope = envelopeSchema.safeParse(withTrimmedNames(value));
  if (!envelope.success) return null;
  const header = headerSchema.safeParse(withTrimmedNames(envelope.data.header));
  const body = bodySchema.safeParse(withTrimmedNames(envelope.data.body));
  if (!header.success || !body.success) return null;
  const { partnerNo, respMsgId, reqMsgId } = header.data;
  return { partnerNo, messageId: respMsgId ?? reqMsgId, body: body.data };
}

/** Some of the gateway's pages show names with blanks round them. Two that become one are refused. */
function withTrimmedNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [name.trim(), member]);
  return new Set(entries.map(([name]) => name)).size === entries.length ? Object.fromEntries(entries) : null;
}

/** Whether a page or a file is the gateway's: over HTTPS under its own domain, or where the account's requests go. */
export function isGatewayAddress(text: string, baseUrl: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.origin === URL.parse(baseUrl)?.origin) return true;
  return url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.scanforpay.com');
}
