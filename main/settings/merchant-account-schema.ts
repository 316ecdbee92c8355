/** A merchant account as files hold it: the settings, and what an account is set up from. The wire has a schema of its own. */
import * as z from 'zod';
import {
  accountIdPattern,
  alipayCharsets,
  alipayProductCodes,
  alipaySignTypes,
  certificateBeginning,
  codeValidMinutes,
  digitsPattern,
  isBareWebAddress,
  isFitTitle,
  longestOf,
  longestPublicUrl,
  looksLikeKey,
  printablePattern,
  tokenPattern,
  type MerchantAccount,
} from '../domain/merchant-account.ts';
import { currencies } from '../domain/money.ts';
import { withoutHidden } from '../domain/order-input.ts';
import { wallets } from '../domain/order.ts';
import { cleanToken, withoutInvisible } from '../domain/pasted-text.ts';

/** People write these files too: what nobody sees of a copy is no part of them. */
const pasted = z.string().overwrite(cleanToken);
const token = pasted.regex(tokenPattern);
const name = z.string().overwrite(withoutHidden).trim();
const title = name.refine(isFitTitle);
const bareUrl = pasted.refine(isBareWebAddress);
const publicNotifyUrl = pasted.refine((text) => text === '' || isBareWebAddress(text));
const validMinutes = z.int().min(codeValidMinutes.min).max(codeValidMinutes.max);
/** Certificates are public; a private key must never get here with them. */
const certificate = z
  .string()
  .overwrite(withoutInvisible)
  .max(longestOf.certificate)
  .regex(certificateBeginning)
  .refine((text) => !text.includes('PRIVATE KEY'));

const common = {
  id: z.string().regex(accountIdPattern),
  name: name.min(1).max(longestOf.name),
  codeValidMinutes: validMinutes,
};

const { scanforpay, alipay } = longestOf;

const scanForPayAccountSchema = z.object({
  gateway: z.literal('scanforpay'),
  ...common,
  baseUrl: bareUrl.max(longestOf.address),
  partnerNo: token.min(1).max(scanforpay.partnerNo),
  storeNo: token.min(1).max(scanforpay.storeNo),
  terminalNo: token.max(scanforpay.terminalNo),
  currency: z.enum(currencies),
  wallets: z.array(z.enum(wallets)).min(1),
  orderTitle: title.max(scanforpay.orderTitle),
  alsoSendRequestTime: z.boolean().optional(),
  publicNotifyUrl: publicNotifyUrl.max(longestPublicUrl.scanforpay),
});

const alipayAccountSchema = z.object({
  gateway: z.literal('alipay'),
  ...common,
  gatewayUrl: pasted.pipe(z.url({ protocol: /^https?$/ }).max(longestOf.address)),
  appId: token.min(1).max(alipay.appId),
  sellerId: pasted.regex(digitsPattern).max(alipay.sellerId),
  signType: z.enum(alipaySignTypes),
  storeId: token.max(alipay.storeId),
  terminalId: token.max(alipay.terminalId),
  subject: title.min(1).max(alipay.subject),
  charset: z.enum(alipayCharsets).optional(),
  appAuthToken: pasted.regex(printablePattern).max(alipay.appAuthToken).optional(),
  certificates: z.object({ app: certificate, alipay: certificate, alipayRoot: certificate }).optional(),
  encryptsContent: z.boolean().optional(),
  productCode: z.enum(alipayProductCodes).optional(),
  sysServiceProviderId: token
    .max(alipay.sysServiceProviderId)
    .refine((text) => !looksLikeKey(text))
    .optional(),
  publicNotifyUrl: publicNotifyUrl.max(longestPublicUrl.alipay),
});

export const merchantAccountSchema: z.ZodType<MerchantAccount> = z.discriminatedUnion('gateway', [
  scanForPayAccountSchema,
  alipayAccountSchema,
]);
