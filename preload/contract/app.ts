/**
 * What the cashier’s window knows from its start on: no more than what a sale and the frame around it need. What one
 * screen needs it asks for by its own call, and hears of by its own event.
 */
import * as z from 'zod';
import { accountViewSchema } from './accounts.ts';
import { ledgerStateSchema, restoreReportSchema } from './ledger.ts';
import { orderViewSchema } from './orders.ts';
import { doneResult } from './results.ts';
import { paymentMethodSchema } from './sale.ts';
import { practiceStateSchema } from './practice.ts';
import {
  customerDisplayStateSchema,
  listenerStateSchema,
  listenerWishSchema,
  scalePrefixesSchema,
  soundSchema,
} from './settings.ts';
import { approvalsSchema, operatorViewSchema } from './staff.ts';
import { appearanceSchema, keepPersonalDaysSchema, languageSchema, modeSchema, nothing, timeSchema } from './values.ts';

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
  customerDisplay: customerDisplayStateSchema,
  /** How long what was said of persons is kept; `null`: for ever. */
  keepPersonalDays: keepPersonalDaysSchema.nullable(),
  methods: z.array(paymentMethodSchema),
  /** The method of the last sale, chosen again by default. */
  lastMethodId: z.string().nullable(),
  accounts: z.array(accountViewSchema),
  /** `checking` until the keychain has answered: it may be asking its owner for a password. */
  keychain: z.enum(['checking', 'available', 'missing_or_locked', 'unavailable']),
  ledger: ledgerStateSchema,
  listener: listenerStateSchema,
  /** The built-in payment platform; `null` in live mode. */
  practice: practiceStateSchema.nullable(),
  /** Whether the last request reached a gateway. */
  connection: z.enum(['online', 'offline', 'not_tried']),
  /** By how much this computer's clock is ahead of a gateway's (behind: negative), where it is over 5 minutes. */
  clockSkewMs: z.number().nullable(),
  /**
   * The clock does not fit the ledger's last entry, and no gateway has said yet what time it is: it is before that
   * entry, or so long after it that somebody may have set it. `null`: it fits.
   */
  clockDoubt: z.object({ kind: z.enum(['behind_ledger', 'ahead_of_ledger']), lastEntryAt: timeSchema }).nullable(),
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

export const appCalls = {
  getAppState: { argument: nothing, result: appStateSchema },
  copyText: { argument: z.object({ text: z.string().max(100_000) }), result: doneResult },
} as const;
