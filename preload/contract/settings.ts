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
