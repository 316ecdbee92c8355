/** What the till remembers between runs, apart from orders and keys. */
import * as z from 'zod';
import { scalePrefixPattern } from '../domain/barcode-number.ts';
import { codeValidMinutes } from '../domain/merchant-account.ts';
import { modes } from '../domain/mode.ts';
import { withoutHidden } from '../domain/order-input.ts';
import { isTerminalPrefix } from '../domain/order-number.ts';
import { appearances, languages } from '../domain/screen-choice.ts';
import { approvalActions, noPinFailures, operatorRoles } from '../domain/staff.ts';
import {
  keepPersonalDaysRange,
  largestPort,
  longestOperatorName,
  longestShopName,
  longestTillName,
  loudestVolume,
  maximumScalePrefixes,
  paidReturnSecondsRange,
} from '../domain/till-choices.ts';
import { merchantAccountSchema } from './merchant-account-schema.ts';

/** The format of the file. A file with a higher number is from a newer program. */
export const settingsVersion = 1;

const timeSchema = z.iso.datetime();
const portSchema = z.int().min(0).max(largestPort);
const accountsSchema = z
  .array(merchantAccountSchema)
  .refine((accounts) => new Set(accounts.map(({ id }) => id)).size === accounts.length, 'two accounts have one id');

const nameSchema = z.string().overwrite(withoutHidden).trim();
const hashSchema = z.object({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  logCost: z.int().min(1).max(20),
});
const operatorsSchema = z
  .array(
    z.object({
      id: z.uuid(),
      name: nameSchema.min(1).max(longestOperatorName),
      role: z.enum(operatorRoles),
      pin: hashSchema.nullable(),
    }),
  )
  .refine((operators) => new Set(operators.map(({ id }) => id)).size === operators.length, 'two people have one id');

/** What is known of a mode's ledger outside of it. */
const headSchema = z.object({
  sequence: z.int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The last delivery in its inbox. */
  deliveries: z.int().nonnegative().optional(),
});

const ledgerMemorySchema = z.object({
  /** Where its last backup ended: a ledger that lacks this event has been cut off or is an old copy. */
  head: headSchema.nullable(),
  /** Whether the keychain has been given the key that signs it. */
  signingKeyMade: z.boolean(),
  /**
   * What was last taken away for its age, what time a gateway had told then, and of which installation the ledger was and
   * where it ended after it: one that does not come through there may have it again.
   */
  purged: z
    .object({
      before: timeSchema,
      confirmedAt: timeSchema,
      head: headSchema.optional(),
      installationId: z.string().optional(),
    })
    .optional(),
});

export const settingsSchema = z.object({
  version: z.literal(settingsVersion),
  mode: z.enum(modes),
  /** `null`: that of the system. */
  language: z.enum(languages).nullable(),
  appearance: z.enum(appearances),
  tillName: z.string().trim().min(1).max(longestTillName),
  operatorName: z.string().trim().max(longestOperatorName),
  /** Whether someone has decided between practising and connecting an account. */
  firstRunDone: z.boolean(),
  /** Who may stand at the till; empty for a shop where nobody has to say who it is. */
  operators: operatorsSchema,
  /** Who was there last. Someone with a PIN has to type it again after a start. */
  operatorId: z.string().nullable(),
  /** Of the code with which a forgotten manager's PIN is set anew; `null` until a manager first has one. */
  recoveryCode: hashSchema.nullable(),
  /** What needs a manager's PIN. */
  approvals: z.record(z.enum(approvalActions), z.boolean()),
  /** Wrong PINs in a row: kept here, so that starting again does not begin the count anew. */
  pinFailures: z.object({ count: z.int().nonnegative(), lastAt: timeSchema.nullable() }),
  /** Accounts that take no new orders; what is still open in them stays watched. */
  retiredAccountIds: z.array(z.string()),
  /** For the customer's eyes; empty: the title of the shop's orders. */
  shopName: nameSchema.max(longestShopName),
  paidReturnSeconds: z.int().min(paidReturnSecondsRange.min).max(paidReturnSecondsRange.max),
  sound: z.object({ isMuted: z.boolean(), volume: z.int().min(0).max(loudestVolume) }),
  /** `displayId` is Electron's, `null` any but the cashier's. */
  customerDisplay: z.object({ enabled: z.boolean(), displayId: z.number().nullable() }),
  /** Begins every order number of this till. */
  terminalPrefix: z.string().refine(isTerminalPrefix),
  /** Begin the labels of the shop's scales. */
  scalePrefixes: z
    .array(z.string().regex(scalePrefixPattern))
    .max(maximumScalePrefixes)
    .refine((prefixes) => new Set(prefixes).size === prefixes.length)
    .default([]),
  listener: z.object({
    enabled: z.boolean(),
    host: z.union([z.ipv4(), z.ipv6()]),
    port: portSchema,
    /** The part of the listener's path that cannot be guessed; made at the first run. */
    pathToken: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  accounts: z.object({ practice: accountsSchema, live: accountsSchema }),
  /** When a key was last put in, by `<mode>/<accountId>/<kind>`. Says nothing about the key itself. */
  keySetAt: z.record(z.string(), timeSchema),
  /** `<accountId>:<wallet>` of the last sale in each mode. */
  lastMethodId: z.object({ practice: z.string().nullable(), live: z.string().nullable() }),
  ledger: z.object({ practice: ledgerMemorySchema, live: ledgerMemorySchema }),
  /** How long what was said of persons is kept; `null`: for ever. */
  keepPersonalDays: z.int().min(keepPersonalDaysRange.min).max(keepPersonalDaysRange.max).nullable(),
  practicePlatformPort: portSchema,
  practiceCodeValidMinutes: z.int().min(codeValidMinutes.min).max(codeValidMinutes.max),
  /** When the practice account's keys went into the keychain; `null` while they have not. */
  practiceKeysStoredAt: timeSchema.nullable(),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

const newLedgerMemory = { head: null, signingKeyMade: false } as const;

/** How a new till starts. */
export function defaultSettings(pathToken: string): Settings {
  return {
    version: settingsVersion,
    mode: 'practice',
    language: null,
    appearance: 'system',
    tillName: 'Till 1',
    operatorName: '',
    firstRunDone: false,
    operators: [],
    operatorId: null,
    recoveryCode: null,
    approvals: { refund: false, cancel: false, decide: false, settings: false, export: false },
    pinFailures: noPinFailures,
    retiredAccountIds: [],
    shopName: '',
    paidReturnSeconds: 5,
    sound: { isMuted: false, volume: 80 },
    customerDisplay: { enabled: false, displayId: null },
    terminalPrefix: 'T01',
    scalePrefixes: [],
    listener: { enabled: true, host: '127.0.0.1', port: 8731, pathToken },
    accounts: { practice: [], live: [] },
    keySetAt: {},
    lastMethodId: { practice: null, live: null },
    ledger: { practice: newLedgerMemory, live: newLedgerMemory },
    keepPersonalDays: 365,
    practicePlatformPort: 8732,
    practiceCodeValidMinutes: 5,
    practiceKeysStoredAt: null,
  };
}
