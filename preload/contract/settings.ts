/** What the till remembers of how it is to be. */
import * as z from 'zod';
import { scalePrefixPattern } from '../../main/domain/barcode-number.ts';
import {
  largestPort,
  longestOperatorName,
  longestTillName,
  loudestVolume,
  maximumScalePrefixes,
  paidReturnSecondsRange,
} from '../../main/domain/till-choices.ts';
import { isTerminalPrefix } from '../../main/domain/order-number.ts';
import { doneResult } from './results.ts';
import { approvalSchema } from './staff.ts';
import {
  appearanceSchema,
  keepPersonalDaysSchema,
  languageSchema,
  modeSchema,
  nameSchema,
  shopNameSchema,
} from './values.ts';

/** Which of the computer's displays faces the customer; `displayId` is Electron's, `null` any but the cashier's. */
export const customerDisplaySchema = z.object({ enabled: z.boolean(), displayId: z.number().nullable() });
export type CustomerDisplay = z.infer<typeof customerDisplaySchema>;

/** `volume` from 0. */
export const soundSchema = z.object({ isMuted: z.boolean(), volume: z.int().min(0).max(loudestVolume) });

const paidReturnSecondsSchema = z.int().min(paidReturnSecondsRange.min).max(paidReturnSecondsRange.max);

/** For another address than this computer's own the firewall has to let it through. */
export const listenerWishSchema = z.object({
  enabled: z.boolean(),
  host: z.union([z.ipv4(), z.ipv6()]),
  /** 0 for any. */
  port: z.int().min(0).max(largestPort),
});

/** Begins every order number of a till. Longer, or with other characters, it would not suit both gateways. */
const terminalPrefixSchema = z.string().refine(isTerminalPrefix);

/** The first two digits of the labels that the shop's scales print, 20 to 29; each once. */
export const scalePrefixesSchema = z
  .array(z.string().regex(scalePrefixPattern))
  .max(maximumScalePrefixes)
  .refine((prefixes) => new Set(prefixes).size === prefixes.length);

/** Where the customer's display is wished, and where it can be. */
export const customerDisplayStateSchema = customerDisplaySchema.extend({
  displays: z.array(
    z.object({ id: z.number(), label: z.string(), width: z.int(), height: z.int(), isCashiers: z.boolean() }),
  ),
  /** The display on which the customer's window stands now. */
  shownOn: z.number().nullable(),
});

/** What the listener is. */
export const listenerStateSchema = z.discriminatedUnion('status', [
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
]);

export const settingsCalls = {
  changeSettings: {
    argument: z
      .object({
        language: languageSchema,
        appearance: appearanceSchema,
        tillName: nameSchema.min(1).max(longestTillName),
        operatorName: nameSchema.max(longestOperatorName),
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
  setMode: { argument: z.object({ mode: modeSchema, approval: approvalSchema }), result: doneResult },
} as const;
