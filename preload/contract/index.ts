/**
 * Everything that crosses between processes, in one object. A window's renderer can make the calls and hear the
 * events listed under its name, and nothing else: preload derives its functions from the names, main checks every
 * argument against the schemas, and types on both sides come from here.
 *
 * No call returns a key. `setKey` takes one in; after that only the fact that it is stored can be seen.
 */
import * as z from 'zod';
import { ledgerFailureReasons } from '../../main/domain/ledger-failure.ts';
import { nextSteps, refusalReasons } from '../../main/domain/refusal.ts';
import {
  displayStates,
  gatewayKinds,
  learnedByWays,
  orderStates,
  problemCodes,
  saleWays,
  wallets,
  refundStates,
} from '../../main/domain/order.ts';
import { refundRequestProblems } from '../../main/domain/refund.ts';
import { approvalActions, operatorRoles, pinPurposes } from '../../main/domain/staff.ts';
import { auditTypes, settingsSubjects } from '../../main/domain/till-event.ts';
import { isBareWebAddress, isFitTitle, longestPublicUrl, looksLikeKey } from '../../main/domain/account-input.ts';
import { currencies, largestAmountAnywhereMinor } from '../../main/domain/money.ts';
import { withoutHidden } from '../../main/domain/order-input.ts';
import { goodsIdPattern, linesProblems } from '../../main/domain/order-lines.ts';
import { isTerminalPrefix } from '../../main/domain/order-number.ts';
import { cleanToken, withoutInvisible } from '../../main/domain/pasted-text.ts';
import { isPin, longestPin } from '../../main/domain/pin.ts';

/* ------------------------------------------------------------------ values */

export const languageSchema = z.enum(['en', 'zh', 'ja']);
export type Language = z.infer<typeof languageSchema>;

/** Days; between a month and ten years. */
export const keepPersonalDaysSchema = z.int().min(30).max(3_660);

export const appearanceSchema = z.enum(['system', 'light', 'dark']);
export type Appearance = z.infer<typeof appearanceSchema>;

export const modeSchema = z.enum(['practice', 'live']);
export type Mode = z.infer<typeof modeSchema>;

/** Which of the computer's displays faces the customer; `displayId` is Electron's, `null` any but the cashier's. */
export const customerDisplaySchema = z.object({ enabled: z.boolean(), displayId: z.number().nullable() });
export type CustomerDisplay = z.infer<typeof customerDisplaySchema>;

/** `volume` from 0 to 100. */
export const soundSchema = z.object({ isMuted: z.boolean(), volume: z.int().min(0).max(100) });

/** A name or title as somebody wrote it, without marks of direction and characters that have no width. */
const nameSchema = z.string().overwrite(withoutHidden).trim();

export const shopNameSchema = nameSchema.max(40);
/** After how many seconds the screen that says «paid» makes room for the next sale. */
export const paidReturnSecondsSchema = z.int().min(2).max(60);

const currencySchema = z.enum(currencies);
const walletSchema = z.enum(wallets);
const gatewaySchema = z.enum(gatewayKinds);

const orderNoSchema = z.string().regex(/^[A-Za-z0-9_]{1,64}$/);
const profileIdSchema = z.string().regex(/^[a-z0-9-]{1,40}$/);
/** UTC, ISO 8601 with milliseconds. */
const timeSchema = z.iso.datetime();

const pinSchema = z.string().refine(isPin);
/** A manager's PIN, typed for this one call; main says `approval_needed` where it is missing. */
export const approvalSchema = z.object({ pin: z.string().max(longestPin) }).optional();
export type Approval = z.infer<typeof approvalSchema>;

export const approvalsSchema = z.object(
  Object.fromEntries(approvalActions.map((action) => [action, z.boolean()])) as Record<
    (typeof approvalActions)[number],
    z.ZodBoolean
  >,
);

export const operatorSchema = z.object({
  id: z.uuid(),
  name: nameSchema.min(1).max(20),
  role: z.enum(operatorRoles),
});

const operatorViewSchema = operatorSchema.extend({ hasPin: z.boolean() });
export type OperatorView = z.infer<typeof operatorViewSchema>;

const explanationSchema = z.object({ reason: z.enum(refusalReasons), nextStep: z.enum(nextSteps) });

export const problemSchema = z.object({
  code: z.enum(problemCodes),
  /** The gateway's own code and words, e.g. `ACQ.SYSTEM_ERROR`; for the person who phones support. */
  gatewayCode: z.string().nullable(),
  gatewayMessage: z.string().nullable(),
  /** What the gateway's code means and what to do; `null` where it has none. */
  explanation: explanationSchema.nullable(),
});
export type ProblemView = z.infer<typeof problemSchema>;

/** Anything that is no such line is refused with a reason. */
const orderLineSchema = z.object({
  name: z.string().max(1_000),
  quantity: z.number(),
  priceMinor: z.number(),
  goodsId: z.string().max(100).nullable(),
});

/** What the shop sells, by the code that its barcode says or the shop gave it. */
export const goodsSchema = z.object({
  code: z.string().regex(goodsIdPattern),
  name: z.string().overwrite(withoutHidden).min(1).max(100),
  /** What one is, such as `50 g`; empty where its name says enough. */
  unit: z.string().max(20),
  priceMinor: z.int().min(1).max(largestAmountAnywhereMinor),
  currency: currencySchema,
});
export type Goods = z.infer<typeof goodsSchema>;

const refusedLineSchema = z.object({
  /** Of the file, from 1. */
  line: z.int(),
  reason: z.enum([
    'code_invalid',
    'code_check_digit',
    'code_shortened',
    'code_too_short',
    'code_is_payment',
    'name_missing',
    /** `detail` is how long it is, with what one is. */
    'name_too_long',
    /** `detail` is the character. */
    'name_emoji',
    'name_rare',
    'name_control',
    /** `detail` is how long it is. */
    'unit_too_long',
    'price_invalid',
    'price_decimals',
    'currency_unknown',
    /** A sign of another currency than the file's, which is `detail`; or the line names two. */
    'currency_differs',
    /** `detail` is the line on which the same goods stand. */
    'repeated',
  ]),
  /** What the reason's sentence names; empty where it names nothing. */
  detail: z.string(),
  /** The beginning of the line. */
  text: z.string(),
});
export type RefusedLine = z.infer<typeof refusedLineSchema>;

/** What spreadsheets of these shops are written in, or were some years ago. */
const fileCharsets = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;
const fileCharsetSchema = z.enum(fileCharsets);
export type FileCharset = z.infer<typeof fileCharsetSchema>;

/** The columns of a file, from 0; `null`: it has none of this kind. */
const csvColumnSchema = z.int().min(0).max(199).nullable();
export const csvColumnsSchema = z.object({
  code: csvColumnSchema,
  name: csvColumnSchema,
  price: csvColumnSchema,
  unit: csvColumnSchema,
  currency: csvColumnSchema,
});
export type CsvColumns = z.infer<typeof csvColumnsSchema>;

/** What a person has said of a file that was read; `null`: nothing, it is found out. */
export const csvChoiceSchema = z.object({
  charset: fileCharsetSchema.nullable(),
  /** Of prices whose line names none. */
  currency: currencySchema.nullable(),
  columns: csvColumnsSchema.nullable(),
});
export type CsvChoice = z.infer<typeof csvChoiceSchema>;

/** What only a person can say before the file can be taken over. */
export const csvQuestions = ['charset', 'code', 'name', 'price', 'currency'] as const;
export type CsvQuestion = (typeof csvQuestions)[number];

/** What an import would do. Goods that the file does not name stay as they are. */
export const cataloguePreviewSchema = z.object({
  importId: z.uuid(),
  fileName: z.string(),
  newCount: z.int(),
  changedCount: z.int(),
  unchangedCount: z.int(),
  /** Lines that would be left out, the first hundred of them, and how many there are. */
  refused: z.array(refusedLineSchema),
  refusedCount: z.int(),
  /** The first few of the file, as they were understood. */
  sample: z.array(goodsSchema),
  /** Nothing is taken over while there is one. */
  questions: z.array(z.enum(csvQuestions)),
  charset: fileCharsetSchema,
  /** Those in which the file is text, and a few of its words in each. */
  charsets: z.array(z.object({ charset: fileCharsetSchema, sample: z.string() })),
  currency: currencySchema,
  columns: csvColumnsSchema,
  /** The heading of each column, empty where it has none, and the first thing that stands below. */
  headings: z.array(z.object({ heading: z.string(), sample: z.string() })),
});
export type CataloguePreview = z.infer<typeof cataloguePreviewSchema>;

const refundNoSchema = z.string().regex(/^[A-Za-z0-9_]{1,32}$/);

export const refundViewSchema = z.object({
  refundNo: refundNoSchema,
  amountMinor: z.int(),
  reason: z.string(),
  operatorName: z.string(),
  state: z.enum(refundStates),
  problem: problemSchema.nullable(),
  requestedAt: timeSchema,
  doneAt: timeSchema.nullable(),
});
export type RefundView = z.infer<typeof refundViewSchema>;

/** What a person may decide about an order as it stands. */
const decisionNames = ['accept_late', 'clear_attention', 'paid', 'unpaid'] as const;

export const orderViewSchema = z.object({
  orderNo: orderNoSchema,
  /** Counts from 1 each business day. */
  dailyNumber: z.int(),
  businessDay: z.string(),
  gateway: gatewaySchema,
  wallet: walletSchema,
  profileId: z.string(),
  profileName: z.string(),
  amountMinor: z.int(),
  currency: currencySchema,
  way: z.enum(saleWays),
  lines: z.array(orderLineSchema).readonly(),
  discountMinor: z.int(),
  note: z.string(),
  operatorName: z.string(),
  state: z.enum(orderStates),
  display: z.enum(displayStates),
  scanned: z.boolean(),
  attention: problemSchema.nullable(),
  problem: problemSchema.nullable(),
  qrText: z.string().nullable(),
  gatewayOrderNo: z.string().nullable(),
  buyerHint: z.string().nullable(),
  learnedBy: z.enum(learnedByWays).nullable(),
  /** Oldest first. */
  refunds: z.array(refundViewSchema),
  /** What has gone back, as far as it is proven. */
  refundedMinor: z.int(),
  /** What may still be given back; 0 while nothing was paid. */
  refundableMinor: z.int(),
  decisions: z.array(z.enum(decisionNames)),
  createdAt: timeSchema,
  codeExpiresAt: timeSchema,
  paidAt: timeSchema.nullable(),
  updatedAt: timeSchema,
  version: z.int(),
  /** How the watching goes; `null` when the order is no longer watched. */
  watch: z
    .object({
      checkCount: z.int(),
      lastCheckedAt: timeSchema.nullable(),
      nextCheckAt: timeSchema.nullable(),
      /** Why the last check taught nothing; `null` when the gateway answered. */
      problem: problemSchema.nullable(),
    })
    .nullable(),
  canCancel: z.boolean(),
  /** The same order may be sent again under the same number. */
  canRetryCreate: z.boolean(),
});
export type OrderView = z.infer<typeof orderViewSchema>;

export const timelineEntrySchema = z.object({
  sequence: z.int(),
  at: timeSchema,
  type: z.string(),
  /** `pay_reply`: the answer to the request that carried the customer's code. */
  learnedBy: z.enum([...learnedByWays, 'pay_reply']).nullable(),
  /** Of a refund's events. */
  refundNo: refundNoSchema.nullable(),
  amountMinor: z.int().nullable(),
  /** Who decided it and why, in their own words; `null` where nobody did. */
  operatorName: z.string().nullable(),
  reason: z.string().nullable(),
  /** The manager whose PIN allowed it; `null` where none was asked for. */
  approvedBy: z.string().nullable(),
  problem: problemSchema.nullable(),
  /** The order as which a held sale went on; `null` where none. */
  replacedBy: orderNoSchema.nullable(),
  /** What the gateway sent, as received; `null` where the event has none. */
  evidence: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** A way to pay that a button on Charge stands for. */
export const paymentMethodSchema = z.object({
  /** `<profileId>:<wallet>` */
  id: z.string(),
  profileId: z.string(),
  profileName: z.string(),
  gateway: gatewaySchema,
  wallet: walletSchema,
  currency: currencySchema,
  maximumAmountMinor: z.int(),
  /** Why it cannot sign now; `null` when it can be used. */
  problem: z.enum(['key_missing_or_locked', 'keychain_unavailable', 'key_unusable']).nullable(),
});
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

const keyStateSchema = z.object({
  kind: z.enum(['scanforpay_sign_key', 'alipay_app_private_key', 'alipay_public_key', 'alipay_content_key']),
  state: z.enum(['checking', 'stored', 'missing_or_locked', 'memory_only', 'unavailable', 'never_set']),
  /** When it was last put in; `null` if never. */
  setAt: timeSchema.nullable(),
});
export type KeyState = z.infer<typeof keyStateSchema>;

/** Numbers, names and addresses of an account are pasted: what nobody sees of a copy is no part of them. */
const pastedSchema = z.string().overwrite(cleanToken);
const addressSchema = z.url({ protocol: /^https?$/ }).max(200);
const baseUrlSchema = pastedSchema.pipe(addressSchema);
const bareUrlSchema = pastedSchema.refine(isBareWebAddress);
const optionalBareUrlSchema = pastedSchema.refine((text) => text === '' || isBareWebAddress(text));
const titleSchema = nameSchema.refine(isFitTitle);
const validMinutesSchema = z.int().min(1).max(120);
const noSpace = /^[A-Za-z0-9_.-]*$/;
/** Certificates are public and stand in the settings; a private key must never get there with them. */
const certificateSchema = z
  .string()
  .overwrite(withoutInvisible)
  .max(20_000)
  .regex(/-----BEGIN CERTIFICATE-----/)
  .refine((text) => !text.includes('PRIVATE KEY'));

export const scanForPayProfileSchema = z.object({
  gateway: z.literal('scanforpay'),
  id: profileIdSchema,
  name: nameSchema.min(1).max(40),
  baseUrl: bareUrlSchema.max(200),
  partnerNo: pastedSchema.regex(noSpace).min(1).max(15),
  storeNo: pastedSchema.regex(noSpace).min(1).max(15),
  terminalNo: pastedSchema.regex(noSpace).max(20),
  currency: currencySchema,
  wallets: z.array(walletSchema).min(1),
  /** What the customer reads when the sale has no note. */
  orderTitle: titleSchema.max(100),
  codeValidMinutes: validMinutesSchema,
  /** Sends the header's time under the name of the gateway's samples, `requestTime`, beside its table's `reqTime`. */
  alsoSendRequestTime: z.boolean().optional(),
  /** Public URL under which this PC's listener can be reached, without the path part; empty for none. */
  publicNotifyUrl: optionalBareUrlSchema.max(longestPublicUrl.scanforpay),
});

export const alipayProfileSchema = z.object({
  gateway: z.literal('alipay'),
  id: profileIdSchema,
  name: nameSchema.min(1).max(40),
  gatewayUrl: baseUrlSchema,
  appId: pastedSchema.regex(noSpace).min(1).max(32),
  sellerId: pastedSchema.regex(/^\d*$/).max(28),
  signType: z.enum(['RSA2', 'RSA']),
  storeId: pastedSchema.regex(noSpace).max(32),
  terminalId: pastedSchema.regex(noSpace).max(32),
  subject: titleSchema.min(1).max(256),
  codeValidMinutes: validMinutesSchema,
  /** UTF-8 if absent. */
  charset: z.enum(['utf-8', 'GBK', 'GB2312']).optional(),
  appAuthToken: pastedSchema
    .regex(/^[\x21-\x7e]*$/)
    .max(40)
    .optional(),
  /** Certificate mode: the text of Alipay's three files, which are public. */
  certificates: z
    .object({ app: certificateSchema, alipay: certificateSchema, alipayRoot: certificateSchema })
    .optional(),
  encryptsContent: z.boolean().optional(),
  productCode: z.enum(['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE']).optional(),
  sysServiceProviderId: pastedSchema
    .regex(noSpace)
    .max(64)
    .refine((text) => !looksLikeKey(text))
    .optional(),
  publicNotifyUrl: optionalBareUrlSchema.max(longestPublicUrl.alipay),
});

export const profileSchema = z.discriminatedUnion('gateway', [scanForPayProfileSchema, alipayProfileSchema]);
export type ScanForPayProfile = z.infer<typeof scanForPayProfileSchema>;
export type AlipayProfile = z.infer<typeof alipayProfileSchema>;
export type Profile = z.infer<typeof profileSchema>;

const profileViewSchema = z.object({
  profile: profileSchema,
  keys: z.array(keyStateSchema),
  /** Takes no new orders; those that are open in it stay watched. */
  isRetired: z.boolean(),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

/** For another address than this computer's own the firewall has to let it through. */
export const listenerWishSchema = z.object({
  enabled: z.boolean(),
  host: z.union([z.ipv4(), z.ipv6()]),
  /** 0 for any. */
  port: z.int().min(0).max(65_535),
});

/** Begins every order number of a till. Longer, or with other characters, it would not suit both gateways. */
export const terminalPrefixSchema = z.string().refine(isTerminalPrefix);

/** The first two digits of the labels that the shop's scales print, 20 to 29; each once. */
export const scalePrefixesSchema = z
  .array(z.string().regex(/^2\d$/))
  .max(10)
  .refine((prefixes) => new Set(prefixes).size === prefixes.length);

/** What a gateway says of an order that a restored ledger lacks. */
const gatewayWords = [
  /** It has been asked, or will be. */
  'asking',
  /** The order is in the ledger, as it was before, and has been checked there. */
  'in_book',
  'paid',
  'waiting',
  'declined',
  'closed',
  'refunded',
  'not_found',
  /** There is such an order, with another sum, currency or account. */
  'differs',
  'no_answer',
  /** The account is not here, or its key cannot be read, or the file does not show enough. */
  'not_asked',
] as const;

const missingOrderSchema = z.object({
  orderNo: z.string(),
  /** The new ledger has it as it was before. */
  isInBook: z.boolean(),
  /** As the file shows it that could not be saved, unproven; `null` where it cannot be read. */
  listed: z
    .object({
      createdAt: timeSchema,
      amountMinor: z.int(),
      currency: currencySchema,
      display: z.enum(displayStates),
      profileName: z.string(),
    })
    .nullable(),
  gatewaySays: z.enum(gatewayWords),
});
export type MissingOrder = z.infer<typeof missingOrderSchema>;

export const restoreReportSchema = z.object({
  events: z.int(),
  orders: z.int(),
  /** Of the last event that could be saved. */
  lastEventAt: timeSchema,
  /** Orders of which one of the files knows more than could be saved. */
  ordersLost: z.int(),
  missing: z.array(missingOrderSchema),
});
export type RestoreReport = z.infer<typeof restoreReportSchema>;

export const appStateSchema = z.object({
  mode: modeSchema,
  language: languageSchema,
  appearance: appearanceSchema,
  tillName: z.string(),
  terminalPrefix: z.string(),
  /** Begin labels from the shop's scales; empty: it has none. */
  scalePrefixes: scalePrefixesSchema,
  /** Until then the window asks whether to practise or to connect an account. */
  firstRunDone: z.boolean(),
  /** What the listener is to be; `listener` below is what it is. */
  listenerWish: listenerWishSchema,
  /** Who is at the till, as orders will say; empty while nobody has been chosen. */
  operatorName: z.string(),
  /** Empty: nobody has to say who is at the till. */
  operators: z.array(operatorViewSchema),
  operatorId: z.string().nullable(),
  approvals: approvalsSchema,
  hasRecoveryCode: z.boolean(),
  /** What the customer reads as the shop's name; empty: the title of its orders. */
  shopName: z.string(),
  paidReturnSeconds: z.int(),
  sound: soundSchema,
  customerDisplay: customerDisplaySchema.extend({
    displays: z.array(
      z.object({ id: z.number(), label: z.string(), width: z.int(), height: z.int(), isCashiers: z.boolean() }),
    ),
    /** The display on which the customer's window stands now. */
    shownOn: z.number().nullable(),
  }),
  /** How long what was said of persons is kept; `null`: for ever. */
  keepPersonalDays: keepPersonalDaysSchema.nullable(),
  methods: z.array(paymentMethodSchema),
  /** The method of the last sale, chosen again by default. */
  lastMethodId: z.string().nullable(),
  profiles: z.array(profileViewSchema),
  /** `checking` until the keychain has answered: it may be asking its owner for a password. */
  keychain: z.enum(['checking', 'available', 'missing_or_locked', 'unavailable']),
  /** Selling stops when the ledger cannot be opened: an order that cannot be recorded is not taken. */
  ledger: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('open'),
      path: z.string(),
      /** It is being looked over, because the run before did not end by itself. Sales wait for it. */
      isChecking: z.boolean(),
      folderRisk: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('synchronised'), service: z.string() }),
          z.object({ kind: z.literal('network') }),
        ])
        .nullable(),
      /** An event of the last backup that this ledger lacks: it has been cut off or is an old copy. `null`: none. */
      missingEvent: z.int().nullable(),
      lastBackupAt: timeSchema.nullable(),
      backupProblem: z.enum(ledgerFailureReasons).nullable(),
      /** `YYYY-MM-DD` of the last day that was closed and signed. */
      lastClosedDay: z.string().nullable(),
      /** The keychain does not give the key that signs a day that is over. */
      isSigningHindered: z.boolean(),
    }),
    z.object({
      status: z.literal('failed'),
      path: z.string(),
      reason: z.enum(ledgerFailureReasons),
      detail: z.string(),
      /** Where the damaged file lies now, whole; `null` when nothing was moved. */
      setAsidePath: z.string().nullable(),
      /** Of the backup that History shows meanwhile; `null`: there is none. */
      shownBackupAt: timeSchema.nullable(),
    }),
  ]),
  listener: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('listening'),
      host: z.string(),
      port: z.int(),
      /** Set when this port was wanted but taken by another program. */
      wantedPort: z.int().nullable(),
      /** Deliveries that were turned away since the start and are not in the inbox, because there were too many. */
      leftOut: z.int(),
    }),
    z.object({ status: z.literal('off') }),
    z.object({ status: z.literal('failed'), detail: z.string() }),
  ]),
  /** The built-in payment platform; `null` in live mode. */
  practice: z
    .discriminatedUnion('status', [
      z.object({ status: z.literal('starting') }),
      z.object({ status: z.literal('running'), port: z.int(), phoneUrl: z.string() }),
      z.object({ status: z.literal('stopped'), detail: z.string() }),
    ])
    .nullable(),
  /** Whether the last request reached a gateway. */
  connection: z.enum(['online', 'offline', 'not_tried']),
  /** By how much this computer's clock is ahead of a gateway's (behind: negative), where it is over 5 minutes. */
  clockSkewMs: z.number().nullable(),
  /**
   * The clock does not fit the ledger's last entry, and no gateway has said yet what time it is: it is before that
   * entry, or so long after it that somebody may have set it. `null`: it fits.
   */
  clockDoubt: z.object({ kind: z.enum(['behind_book', 'ahead_of_book']), bookAt: timeSchema }).nullable(),
  /** What a restored ledger lacks, until somebody has read it. */
  restored: restoreReportSchema.nullable(),
  /** Orders still being watched that a cashier should see, newest first. */
  openOrders: z.array(orderViewSchema),
  /** Sales that were put aside, newest first. */
  heldOrders: z.array(orderViewSchema),
  lastSale: orderViewSchema.nullable(),
  /** The last event of which `lastSale` can know; what the window has heard of since may be newer. */
  lastSaleAsOf: z.int(),
  attentionCount: z.int(),
  version: z.string(),
});
export type AppState = z.infer<typeof appStateSchema>;

const sumSchema = z.object({ amountMinor: z.int(), currency: currencySchema });
/** `createdAt` and `expiresAt` bound the time in which it can be paid. */
const payableSchema = sumSchema.extend({ wallet: walletSchema, createdAt: timeSchema, expiresAt: timeSchema });

/** All that a customer's display may show, and all that its window ever learns of a sale. */
export const customerSceneSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('idle') }),
  payableSchema.extend({ name: z.literal('code'), qrText: z.string() }),
  /** The customer has the code on their phone and has to confirm there. */
  payableSchema.extend({ name: z.literal('scanned') }),
  sumSchema.extend({ name: z.literal('paid') }),
  z.object({ name: z.literal('expired') }),
]);
export type CustomerScene = z.infer<typeof customerSceneSchema>;

export const customerStateSchema = z.object({
  mode: modeSchema,
  language: languageSchema,
  appearance: appearanceSchema,
  shopName: z.string(),
  scene: customerSceneSchema,
});
export type CustomerState = z.infer<typeof customerStateSchema>;

export const notificationViewSchema = z.object({
  id: z.int(),
  receivedAt: timeSchema,
  profileId: z.string(),
  verdict: z.enum([
    'applied',
    'repeated',
    'disputed',
    'inconclusive',
    'unknown_order',
    'refused',
    'not_checked',
    'turned_away',
  ]),
  problem: problemSchema.nullable(),
  orderNo: z.string().nullable(),
  /** Empty when the content has been purged. */
  bodyText: z.string(),
  isPurged: z.boolean(),
});
export type NotificationView = z.infer<typeof notificationViewSchema>;

/** Money that a gateway says was paid, verified, under a number of which this book has no order. */
export const unmatchedPaymentSchema = z.object({
  sequence: z.int(),
  /** When it was heard of. */
  at: timeSchema,
  orderNo: z.string(),
  profileName: z.string(),
  /** `null` for an account that is not there any more. */
  gateway: gatewaySchema.nullable(),
  status: z.enum(['paid', 'refunded']),
  /** `null` where the message does not say. */
  amountMinor: z.int().nullable(),
  currency: currencySchema.nullable(),
  wallet: walletSchema.nullable(),
  gatewayOrderNo: z.string().nullable(),
  paidAt: timeSchema.nullable(),
  /** What the gateway sent; empty where its content has been purged. */
  bodyText: z.string(),
});
export type UnmatchedPaymentView = z.infer<typeof unmatchedPaymentSchema>;

export const auditEntrySchema = z.object({
  sequence: z.int(),
  at: timeSchema,
  type: z.enum(auditTypes),
  operatorName: z.string(),
  approvedBy: z.string().nullable(),
  /** What needed the PIN. */
  purpose: z.enum(pinPurposes).nullable(),
  orderNo: z.string().nullable(),
  subject: z.enum(settingsSubjects).nullable(),
  /** The account or the person that was changed. */
  name: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  /** In the person's own words; `null` where none were asked for. */
  reason: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const backupViewSchema = z.object({ fileName: z.string(), madeAt: timeSchema, sizeBytes: z.int() });
export type BackupView = z.infer<typeof backupViewSchema>;

export const ledgerCheckSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sound'), events: z.int(), orders: z.int(), headHash: z.string() }),
  /** `sequence`: the first event that is wrong, or the last of the order that is; `detail` is for support. */
  z.object({ kind: z.literal('broken'), sequence: z.int(), what: z.string(), detail: z.string() }),
]);
export type LedgerCheck = z.infer<typeof ledgerCheckSchema>;

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

/* ------------------------------------------------------------------ results */

/** Why a call was not carried out. Nothing was sent and nothing was lost. */
export const callProblemSchema = z.object({
  code: z.enum([
    'amount_empty',
    'amount_not_a_number',
    'amount_zero',
    'amount_negative',
    'amount_too_many_decimals',
    'amount_over_limit',
    'amount_not_an_integer',
    'note_too_long',
    'note_unsupported_character',
    ...linesProblems,
    /** The lines do not come to the amount. */
    'lines_differ',
    'customer_code_invalid',
    'method_unknown',
    'currency_unknown',
    'key_missing_or_locked',
    'keychain_unavailable',
    'key_unusable',
    'ledger_failed',
    'order_unknown',
    'not_possible_now',
    'file_unreadable',
    'file_invalid',
    'profile_invalid',
    'open_orders',
    /** Orders or refunds of the account are open: what it is cannot be changed; `detail` is their number. */
    'account_in_use',
    'stopping',
    ...refundRequestProblems,
    'reason_missing',
    /** A manager has to type a PIN; `detail` names the action. */
    'approval_needed',
    'pin_wrong',
    /** Too many wrong ones; `detail` is the number of seconds to wait. The PIN was not looked at. */
    'pin_wait',
    'pin_taken',
    'recovery_code_wrong',
    /** There would be no manager with a PIN for what needs one. */
    'manager_needed',
    'operator_needed',
    'operator_unknown',
    'operator_name_taken',
    /** The order is recorded, the gateway's answer is not: no code is shown, and it is asked about. */
    'answer_not_recorded',
    /** The file that was to be written, at the place that a person chose. */
    'file_not_written',
    'catalogue_unreadable',
    /** The code could not be scanned as goods; `detail` says why. */
    'goods_code_unusable',
    /** More than 20,000 goods. */
    'catalogue_full',
    /** No text in a known character set. */
    'csv_unreadable',
    /** A quotation mark is never closed; `detail` is its line. */
    'csv_quotation_open',
    /** Its first line names no columns for code, name and price. */
    'csv_columns_missing',
    /** Larger than 4 MiB. */
    'csv_too_large',
    'backup_failed',
    /** No backup is there that can be used. */
    'no_good_backup',
    /** The file that was chosen is no ledger, or nothing of it can be proven. */
    'backup_unusable',
    'backup_of_practice',
    /** A ledger of real sales is there, and stays as it is. */
    'book_exists',
  ]),
  /** What is wrong, for support; never shown alone. */
  detail: z.string(),
});
export type CallProblem = z.infer<typeof callProblemSchema>;

function resultOf<Value extends z.ZodType>(value: Value) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), problem: callProblemSchema }),
  ]);
}

/** A person's own words; what is only blank is refused with a reason of its own. */
const reasonSchema = z.string().overwrite(withoutHidden).max(200);
const orderResult = resultOf(orderViewSchema);
const nothing = z.undefined();
const doneResult = resultOf(z.null());
/** To be shown this once: only its hash is kept. */
const recoveryCodeSchema = z.string();
const recoveryCodeResult = resultOf(z.object({ recoveryCode: recoveryCodeSchema }));
/** `recoveryCode`: a new one, for the shop's first manager with a PIN; otherwise `null`. */
const savedPersonResult = resultOf(z.object({ recoveryCode: recoveryCodeSchema.nullable() }));

/** A sale as it is put together at the counter. */
const saleInputSchema = z.object({
  requestKey: z.uuid(),
  profileId: profileIdSchema,
  wallet: walletSchema,
  /** Minor units; anything but a positive integer within the limit is refused with a reason. */
  amountMinor: z.number(),
  currency: currencySchema,
  /** What `amountMinor` is made of, where it was put together of lines; main adds them up again. */
  lines: z.array(orderLineSchema).max(1_000).default([]),
  discountMinor: z.number().default(0),
  note: z.string().max(100_000),
  /** The held sale that this one was recalled from: it goes on, or is replaced where something has been changed. */
  heldOrderNo: orderNoSchema.nullable().default(null),
});

/* ------------------------------------------------------------------ the contract */

export const contract = {
  cashier: {
    calls: {
      getAppState: { argument: nothing, result: appStateSchema },
      createOrder: {
        argument: saleInputSchema.extend({
          /** What the customer's wallet showed, for this one call: it is kept nowhere. `null`: the shop shows a code. */
          customerCode: z.string().max(100).nullable().default(null),
        }),
        result: orderResult,
      },
      /** Records the sale and puts it aside. Nothing is sent, and no code comes of it. */
      holdOrder: { argument: saleInputSchema, result: orderResult },
      /** Drops a sale that is held. */
      discardOrder: { argument: z.object({ orderNo: orderNoSchema }), result: orderResult },
      retryCreate: { argument: z.object({ orderNo: orderNoSchema }), result: orderResult },
      checkOrder: { argument: z.object({ orderNo: orderNoSchema }), result: orderResult },
      cancelOrder: { argument: z.object({ orderNo: orderNoSchema, approval: approvalSchema }), result: orderResult },
      /** Gives money back. The same `requestKey` again asks for no second refund. */
      requestRefund: {
        argument: z.object({
          orderNo: orderNoSchema,
          requestKey: z.uuid(),
          amountMinor: z.number(),
          reason: reasonSchema,
          approval: approvalSchema,
        }),
        result: orderResult,
      },
      /** What a person decides and answers for, with a reason. */
      decideOrder: {
        argument: z.object({
          orderNo: orderNoSchema,
          decision: z.discriminatedUnion('kind', [
            z.object({ kind: z.literal('accept_late') }),
            z.object({ kind: z.literal('clear_attention') }),
            z.object({ kind: z.literal('resolve'), as: z.enum(['paid', 'unpaid']) }),
            z.object({ kind: z.literal('resolve_refund'), refundNo: refundNoSchema, as: z.enum(['done', 'refused']) }),
          ]),
          reason: reasonSchema,
          approval: approvalSchema,
        }),
        result: orderResult,
      },
      getOrder: {
        argument: z.object({ orderNo: orderNoSchema }),
        result: resultOf(z.object({ order: orderViewSchema, timeline: z.array(timelineEntrySchema) })),
      },
      listOrders: {
        argument: z.object({
          search: z.string().max(200),
          display: z.enum(displayStates).nullable(),
          after: orderNoSchema.nullable(),
          limit: z.int().min(1).max(200),
        }),
        result: resultOf(z.object({ orders: z.array(orderViewSchema), total: z.int(), hasMore: z.boolean() })),
      },
      listNotifications: {
        argument: z.object({ limit: z.int().min(1).max(200) }),
        result: resultOf(z.array(notificationViewSchema)),
      },
      /** Payments that no order of this book fits and nobody has looked into, newest first. */
      listUnmatched: {
        argument: z.object({ limit: z.int().min(1).max(200) }),
        result: resultOf(z.array(unmatchedPaymentSchema)),
      },
      /** A person has looked into such a payment, and says what it was. */
      settleUnmatched: {
        argument: z.object({ sequence: z.int(), reason: reasonSchema, approval: approvalSchema }),
        result: doneResult,
      },
      /** Reads a recorded delivery once more, with the keys and orders of now. */
      reapplyNotification: { argument: z.object({ id: z.int() }), result: resultOf(z.enum(['success', 'failure'])) },
      changeSettings: {
        argument: z
          .object({
            language: languageSchema,
            appearance: appearanceSchema,
            tillName: nameSchema.min(1).max(20),
            operatorName: nameSchema.max(20),
            terminalPrefix: terminalPrefixSchema,
            scalePrefixes: scalePrefixesSchema,
            listener: listenerWishSchema,
            firstRunDone: z.literal(true),
            approval: approvalSchema,
            shopName: shopNameSchema,
            paidReturnSeconds: paidReturnSecondsSchema,
            sound: soundSchema,
            customerDisplay: customerDisplaySchema,
            keepPersonalDays: keepPersonalDaysSchema.nullable(),
          })
          .partial(),
        result: doneResult,
      },
      /** Puts this order before the customer; it stays there until it has ended or another takes its place. */
      showToCustomer: { argument: z.object({ orderNo: orderNoSchema }), result: doneResult },
      /** The customer's display in an ordinary window. */
      previewCustomerDisplay: { argument: nothing, result: doneResult },
      setMode: { argument: z.object({ mode: modeSchema, approval: approvalSchema }), result: doneResult },
      saveProfile: { argument: z.object({ profile: profileSchema, approval: approvalSchema }), result: doneResult },
      /** Takes an account out of use, or back into it. */
      retireProfile: {
        argument: z.object({ profileId: profileIdSchema, isRetired: z.boolean(), approval: approvalSchema }),
        result: doneResult,
      },
      /** The one way in for a key. An empty value is refused; there is no way out. */
      setKey: {
        argument: z.object({
          profileId: profileIdSchema,
          kind: keyStateSchema.shape.kind,
          value: z.string().min(1).max(20_000),
          approval: approvalSchema,
        }),
        result: doneResult,
      },
      /** Signs, asks the gateway about an order that does not exist, and verifies the answer. No money moves. */
      testProfile: { argument: z.object({ profileId: profileIdSchema }), result: resultOf(selfTestReportSchema) },
      /** Asks for a JSON file in a system dialogue, then stores its profile and keys. */
      importProfile: {
        argument: z.object({ approval: approvalSchema }),
        result: resultOf(z.object({ profileId: z.string().nullable() })),
      },
      /** By id, with the PIN where the person has one; or by the PIN alone. */
      chooseOperator: {
        argument: z.object({
          operatorId: operatorSchema.shape.id.nullable(),
          pin: z.string().max(longestPin).nullable(),
        }),
        result: doneResult,
      },
      /** A new person, or a known one changed. `pin`: absent leaves it as it is, `null` takes it away. */
      saveOperator: {
        argument: operatorSchema.extend({ pin: pinSchema.nullable().optional(), approval: approvalSchema }),
        result: savedPersonResult,
      },
      removeOperator: {
        argument: z.object({ operatorId: operatorSchema.shape.id, approval: approvalSchema }),
        result: savedPersonResult,
      },
      renewRecoveryCode: { argument: z.object({ approval: approvalSchema }), result: recoveryCodeResult },
      /** Sets a manager's PIN anew. The code is used up by it; the answer has the next one. */
      recoverPin: {
        argument: z.object({ operatorId: operatorSchema.shape.id, code: z.string().max(40), pin: pinSchema }),
        result: recoveryCodeResult,
      },
      setApprovals: {
        argument: z.object({ approvals: approvalsSchema, approval: approvalSchema }),
        result: doneResult,
      },
      /** What a scanned code stands for; `null` where there are no such goods. */
      findGoods: { argument: z.object({ code: z.string().max(100) }), result: resultOf(goodsSchema.nullable()) },
      listGoods: {
        argument: z.object({ search: z.string().max(200), limit: z.int().min(1).max(200) }),
        result: resultOf(z.object({ goods: z.array(goodsSchema), total: z.int() })),
      },
      /** Keeps goods in the catalogue; those of a known code take the place of the old. */
      saveGoods: { argument: z.object({ goods: goodsSchema, approval: approvalSchema }), result: doneResult },
      removeGoods: {
        argument: z.object({ code: goodsSchema.shape.code, approval: approvalSchema }),
        result: doneResult,
      },
      /** Asks for a CSV file in a system dialogue and reads it; nothing changes yet. `null`: no file was chosen. */
      previewCatalogue: {
        argument: z.object({ approval: approvalSchema }),
        result: resultOf(cataloguePreviewSchema.nullable()),
      },
      /** Reads the file that was looked at once more, as a person says; it is not asked for again. */
      rereadCatalogue: {
        argument: z.object({ importId: z.uuid(), choice: csvChoiceSchema }),
        result: resultOf(cataloguePreviewSchema),
      },
      /** Takes over all goods of the file that was looked at, or none; none while there is a question. */
      importCatalogue: { argument: z.object({ importId: z.uuid() }), result: doneResult },
      /** Asks for a place in a system dialogue and writes a CSV file there; `false`: no place was chosen. */
      exportCatalogue: { argument: z.object({ approval: approvalSchema }), result: resultOf(z.boolean()) },
      listAudit: {
        argument: z.object({ limit: z.int().min(1).max(500) }),
        result: resultOf(z.array(auditEntrySchema)),
      },
      /** `madeAt` is `null` when nothing has happened since the last one. */
      backUpNow: { argument: nothing, result: resultOf(z.object({ madeAt: timeSchema.nullable() })) },
      listBackups: { argument: nothing, result: resultOf(z.array(backupViewSchema)) },
      /** Shows the folder in the system's file manager. */
      showBackups: { argument: nothing, result: doneResult },
      /** Checks every event, order and sum. May take some seconds; selling goes on. */
      checkLedger: { argument: nothing, result: resultOf(ledgerCheckSchema) },
      /**
       * Where the ledger is damaged or missing: makes a new one from the newest good backup and whatever the damaged
       * file still gives. Both stay as they are.
       */
      restoreLedger: { argument: z.object({ approval: approvalSchema }), result: resultOf(restoreReportSchema) },
      /** At the first run: asks for a backup in a system dialogue, and begins real sales with it. `null`: none chosen. */
      restoreFromFile: { argument: nothing, result: resultOf(restoreReportSchema.nullable()) },
      /** Where the ledger is damaged or missing: begins an empty one. */
      beginLedger: { argument: z.object({ approval: approvalSchema }), result: doneResult },
      /** Asks the gateways once more about the orders that a restored ledger lacks. */
      askAboutMissing: { argument: nothing, result: doneResult },
      /** Somebody has read what a restored ledger lacks. */
      dismissRestored: { argument: nothing, result: doneResult },
      /** Reads the keychain again, after someone unlocked it. */
      recheckKeys: { argument: nothing, result: doneResult },
      /** Practice only, and only on request: makes new practice keys where the old ones cannot be read. */
      renewPracticeKeys: { argument: nothing, result: doneResult },
      openPracticePhone: { argument: z.object({ orderNo: orderNoSchema.nullable() }), result: doneResult },
      copyText: { argument: z.object({ text: z.string().max(100_000) }), result: doneResult },
    },
    events: {
      appStateChanged: appStateSchema,
      orderChanged: orderViewSchema,
      /** The practice phone was held out to the till, which has no scanner in practice. */
      codeScanned: z.object({ text: z.string() }),
    },
  },
  /** The display that faces the customer: it looks, and can do nothing. */
  customer: {
    calls: { getState: { argument: nothing, result: customerStateSchema } },
    events: { stateChanged: customerStateSchema },
  },
} as const satisfies Contract;

export interface Contract {
  readonly [windowName: string]: {
    readonly calls: { readonly [name: string]: { readonly argument: z.ZodType; readonly result: z.ZodType } };
    readonly events: { readonly [name: string]: z.ZodType };
  };
}

export type WindowName = keyof typeof contract;
type Calls<Name extends WindowName> = (typeof contract)[Name]['calls'];
type Events<Name extends WindowName> = (typeof contract)[Name]['events'];
type Received<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type ArgumentOf<Call> = Call extends { readonly argument: infer Schema } ? Schema : never;
type ResultOf<Call> = Call extends { readonly result: infer Schema } ? Schema : never;

/** What main implements for a window: one handler for each call. */
export type Handlers<Name extends WindowName> = {
  readonly [Call in keyof Calls<Name>]: (
    argument: Received<ArgumentOf<Calls<Name>[Call]>>,
  ) => Promise<Given<ResultOf<Calls<Name>[Call]>>>;
};

/** What preload gives the renderer as `window.scantill`. Listening returns the function that stops it. */
export type Bridge<Name extends WindowName> = {
  readonly [Call in keyof Calls<Name>]: (
    argument: Given<ArgumentOf<Calls<Name>[Call]>>,
  ) => Promise<Received<ResultOf<Calls<Name>[Call]>>>;
} & {
  readonly on: {
    readonly [Event in keyof Events<Name>]: (listener: (value: EventValue<Name, Event>) => void) => () => void;
  };
};

export type EventValue<Name extends WindowName, Event extends keyof Events<Name>> = Received<Events<Name>[Event]>;
