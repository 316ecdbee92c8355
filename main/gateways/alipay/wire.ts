/** The shapes of Alipay's messages (gateways.md 2.2, 2.6, appendix A). Numbers arrive here as their digits. */
import * as z from 'zod';
import type { Charset } from '../charset.ts';
import type { CertificateTexts } from './certificates.ts';
import type { SignType } from './keys.ts';
import type { ProductCode } from './trade-content.ts';

/** The merchant account as it is used here; the contract's Alipay account fits. */
export interface AlipayAccount {
  readonly id: string;
  readonly gatewayUrl: string;
  readonly appId: string;
  readonly sellerId: string;
  readonly signType: SignType;
  readonly storeId: string;
  readonly terminalId: string;
  readonly subject: string;
  readonly codeValidMinutes: number;
  /** In which requests are written and signed; UTF-8 if absent. */
  readonly charset?: Charset | undefined;
  /** `app_auth_token`, for an application that acts on a merchant's behalf; at most 40 characters. */
  readonly appAuthToken?: string | undefined;
  /** Certificate mode: they stand in for Alipay's public key. */
  readonly certificates?: CertificateTexts | undefined;
  /** Contents are encrypted with the key `alipay_content_key`. */
  readonly encryptsContent?: boolean | undefined;
  /** As in the merchant's contract. */
  readonly productCode?: ProductCode | undefined;
  /** `extend_params.sys_service_provider_id` of every sale. */
  readonly sysServiceProviderId?: string | undefined;
}

/** Absent, null and empty are one thing. */
const optionalText = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value));

/** Everything that is read of any reply; which members must be there depends on the operation. */
export const replySchema = z.object({
  code: z.string(),
  msg: optionalText,
  sub_code: optionalText,
  sub_msg: optionalText,
  out_trade_no: optionalText,
  trade_no: optionalText,
  qr_code: optionalText,
  trade_status: optionalText,
  total_amount: optionalText,
  trans_currency: optionalText,
  settle_currency: optionalText,
  send_pay_date: optionalText,
  buyer_logon_id: optionalText,
  retry_flag: optionalText,
  action: optionalText,
  gmt_payment: optionalText,
  fund_change: optionalText,
  refund_fee: optionalText,
  out_request_no: optionalText,
  refund_status: optionalText,
  refund_amount: optionalText,
  bill_download_url: optionalText,
  terminal_id: optionalText,
});
export type AlipayReply = z.infer<typeof replySchema>;

/** What is read of a notification's verified fields. */
export const notificationSchema = z.object({
  app_id: z.string().min(1),
  out_trade_no: z.string().min(1),
  trade_status: z.string().min(1),
  trade_no: optionalText,
  seller_id: optionalText,
  total_amount: optionalText,
  trans_currency: optionalText,
  settle_currency: optionalText,
  gmt_payment: optionalText,
  gmt_refund: optionalText,
  refund_fee: optionalText,
  buyer_logon_id: optionalText,
});
