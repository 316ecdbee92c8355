/** Merchant accounts, their keys, and their self-test. */
import * as z from 'zod';
import {
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
  type AlipayAccount,
  type MerchantAccount,
  type ScanForPayAccount,
} from '../../main/domain/merchant-account.ts';
import { cleanToken, withoutInvisible } from '../../main/domain/pasted-text.ts';
import { doneResult, resultOf } from './results.ts';
import { approvalSchema } from './staff.ts';
import {
  currencySchema,
  explanationSchema,
  nameSchema,
  nothing,
  accountIdSchema,
  timeSchema,
  walletSchema,
} from './values.ts';

const keyStateSchema = z.object({
  kind: z.enum(['scanforpay_sign_key', 'alipay_app_private_key', 'alipay_public_key', 'alipay_content_key']),
  state: z.enum(['checking', 'stored', 'missing_or_locked', 'memory_only', 'unavailable', 'never_set']),
  /** When it was last put in; `null` if never. */
  setAt: timeSchema.nullable(),
});
export type KeyState = z.infer<typeof keyStateSchema>;

/** Numbers, names and addresses of an account are pasted: what nobody sees of a copy is no part of them. */
const pastedSchema = z.string().overwrite(cleanToken);

const addressSchema = z.url({ protocol: /^https?$/ }).max(longestOf.address);

const baseUrlSchema = pastedSchema.pipe(addressSchema);

const bareUrlSchema = pastedSchema.refine(isBareWebAddress);

const optionalBareUrlSchema = pastedSchema.refine((text) => text === '' || isBareWebAddress(text));

const titleSchema = nameSchema.refine(isFitTitle);

const validMinutesSchema = z.int().min(codeValidMinutes.min).max(codeValidMinutes.max);

/** Certificates are public and stand in the settings; a private key must never get there with them. */
const certificateSchema = z
  .string()
  .overwrite(withoutInvisible)
  .max(longestOf.certificate)
  .regex(certificateBeginning)
  .refine((text) => !text.includes('PRIVATE KEY'));

export const scanForPayAccountSchema = z.object({
  gateway: z.literal('scanforpay'),
  id: accountIdSchema,
  name: nameSchema.min(1).max(longestOf.name),
  baseUrl: bareUrlSchema.max(longestOf.address),
  partnerNo: pastedSchema.regex(tokenPattern).min(1).max(longestOf.scanforpay.partnerNo),
  storeNo: pastedSchema.regex(tokenPattern).min(1).max(longestOf.scanforpay.storeNo),
  terminalNo: pastedSchema.regex(tokenPattern).max(longestOf.scanforpay.terminalNo),
  currency: currencySchema,
  wallets: z.array(walletSchema).min(1),
  /** What the customer reads when the sale has no note. */
  orderTitle: titleSchema.max(longestOf.scanforpay.orderTitle),
  codeValidMinutes: validMinutesSchema,
  /** Sends the header's time under the name of the gateway's samples, `requestTime`, beside its table's `reqTime`. */
  alsoSendRequestTime: z.boolean().optional(),
  /** Public URL under which this PC's listener can be reached, without the path part; empty for none. */
  publicNotifyUrl: optionalBareUrlSchema.max(longestPublicUrl.scanforpay),
});

export const alipayAccountSchema = z.object({
  gateway: z.literal('alipay'),
  id: accountIdSchema,
  name: nameSchema.min(1).max(longestOf.name),
  gatewayUrl: baseUrlSchema,
  appId: pastedSchema.regex(tokenPattern).min(1).max(longestOf.alipay.appId),
  sellerId: pastedSchema.regex(digitsPattern).max(longestOf.alipay.sellerId),
  signType: z.enum(alipaySignTypes),
  storeId: pastedSchema.regex(tokenPattern).max(longestOf.alipay.storeId),
  terminalId: pastedSchema.regex(tokenPattern).max(longestOf.alipay.terminalId),
  subject: titleSchema.min(1).max(longestOf.alipay.subject),
  codeValidMinutes: validMinutesSchema,
  /** UTF-8 if absent. */
  charset: z.enum(alipayCharsets).optional(),
  appAuthToken: pastedSchema.regex(printablePattern).max(longestOf.alipay.appAuthToken).optional(),
  /** Certificate mode: the text of Alipay's three files, which are public. */
  certificates: z
    .object({ app: certificateSchema, alipay: certificateSchema, alipayRoot: certificateSchema })
    .optional(),
  encryptsContent: z.boolean().optional(),
  productCode: z.enum(alipayProductCodes).optional(),
  sysServiceProviderId: pastedSchema
    .regex(tokenPattern)
    .max(longestOf.alipay.sysServiceProviderId)
    .refine((text) => !looksLikeKey(text))
    .optional(),
  publicNotifyUrl: optionalBareUrlSchema.max(longestPublicUrl.alipay),
});

export const accountSchema: z.ZodType<MerchantAccount> = z.discriminatedUnion('gateway', [
  scanForPayAccountSchema,
  alipayAccountSchema,
]);
export type { AlipayAccount, MerchantAccount, ScanForPayAccount };

export const accountViewSchema = z.object({
  account: accountSchema,
  keys: z.array(keyStateSchema),
  /** Takes no new orders; those that are open in it stay watched. */
  isRetired: z.boolean(),
});
export type AccountView = z.infer<typeof accountViewSchema>;

const selfTestStepSchema = z.object({
  name: z.enum([
    'sign_key',
    'private_key',
    'public_key',
    'app_certificate',
    'alipay_certificate',
    'alipay_root_certificate',
    'content_key',
    'gateway_answered',
    'request_accepted',
    'answer_verified',
    'clock',
    'notifications',
  ]),
  verdict: z.enum(['good', 'wrong', 'doubtful', 'not_known']),
  /** What is wrong, as a code of the keys' or the problems' vocabulary; for `clock` the skew in milliseconds. */
  problem: z.string().nullable(),
  explanation: explanationSchema.nullable(),
  durationMs: z.int().nullable(),
});
export type SelfTestStep = z.infer<typeof selfTestStepSchema>;

export const selfTestReportSchema = z.object({
  /** Keys sign and verify, and the gateway's answer was verified. */
  ready: z.boolean(),
  durationMs: z.int(),
  steps: z.array(selfTestStepSchema),
});
export type SelfTestReport = z.infer<typeof selfTestReportSchema>;

export const accountsCalls = {
  saveAccount: { argument: z.object({ account: accountSchema, approval: approvalSchema }), result: doneResult },
  /** Takes an account out of use, or back into it. */
  retireAccount: {
    argument: z.object({ accountId: accountIdSchema, isRetired: z.boolean(), approval: approvalSchema }),
    result: doneResult,
  },
  /** The one way in for a key. An empty value is refused; there is no way out. */
  setKey: {
    argument: z.object({
      accountId: accountIdSchema,
      kind: keyStateSchema.shape.kind,
      value: z.string().min(1).max(20_000),
      approval: approvalSchema,
    }),
    result: doneResult,
  },
  /** Signs, asks the gateway about an order that does not exist, and verifies the answer. No money moves. */
  testAccount: { argument: z.object({ accountId: accountIdSchema }), result: resultOf(selfTestReportSchema) },
  /** Asks for a JSON file in a system dialogue, then stores its account and keys. */
  importAccount: {
    argument: z.object({ approval: approvalSchema }),
    result: resultOf(z.object({ accountId: z.string().nullable() })),
  },
  /** Reads the keychain again, after someone unlocked it. */
  recheckKeys: { argument: nothing, result: doneResult },
} as const;
