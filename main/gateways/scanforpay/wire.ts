/** The shapes of ScanForPay's messages (gateways.md 1.2–1.3, 1.6), and the two wallets' names there. */
import * as z from 'zod';
import type { Wallet } from '../../domain/order.ts';

export const walletNames: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat_pay: 'Wechat' };

/** The merchant account as it is used here; the contract's ScanForPay profile fits. */
export interface ScanForPayAccount {
  readonly id: string;
  readonly baseUrl: string;
  readonly partnerNo: string;
  readonly storeNo: string;
  readonly terminalNo: string;
  readonly orderTitle: string;
  readonly codeValidMinutes: number;
}

const text = z.string().trim();
/** Absent, null and empty are one thing. */
const optionalText = text.nullish().transform((value) => (value === undefined || value === '' ? null : value));
/** `2000`, `"2000"` and the integral `2000.0`; numbers arrive here as their digits. No fractions, no exponents. */
const integer = text.regex(/^-?(?:0|[1-9]\d{0,14})(?:\.0+)?$/).transform((digits) => Number.parseInt(digits, 10));
const optionalInteger = z.union([integer, text.length(0), z.null()]).optional();

const headerSchema = z.object({ partnerNo: optionalText });

export const bodySchema = z.object({
  code: integer,
  msg: optionalText,
  orderNo: optionalText,
  partnerOrderNo: optionalText,
  qrcode: optionalText,
  qrcodeImageS: optionalText,
  qrcodeImageM: optionalText,
  qrcodeImageL: optionalText,
  orderAmount: optionalInteger.transform((value) => (typeof value === 'number' ? value : null)),
  wallet: optionalText,
  status: optionalInteger.transform((value) => (typeof value === 'number' ? value : null)),
  payTime: optionalText,
  currency: optionalText,
  buyer: optionalText,
});
export type ResponseBody = z.infer<typeof bodySchema>;

export interface ResponseEnvelope {
  /** `null` where the gateway left it out, as it may in an error. */
  readonly partnerNo: string | null;
  readonly body: ResponseBody;
}

const envelopeSchema = z.object({ header: z.unknown(), body: z.unknown() });

/** Reads the value of a `response` member; `null` when it is not the documented shape. */
export function readEnvelope(value: unknown): ResponseEnvelope | null {
  const envelope = envelopeSchema.safeParse(withTrimmedNames(value));
  if (!envelope.success) return null;
  const header = headerSchema.safeParse(withTrimmedNames(envelope.data.header));
  const body = bodySchema.safeParse(withTrimmedNames(envelope.data.body));
  return header.success && body.success ? { partnerNo: header.data.partnerNo, body: body.data } : null;
}

/** Some of the gateway's pages show names with blanks round them. Two that become one are refused. */
function withTrimmedNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [name.trim(), member]);
  return new Set(entries.map(([name]) => name)).size === entries.length ? Object.fromEntries(entries) : null;
}
