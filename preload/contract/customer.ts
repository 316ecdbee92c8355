/** The display that faces the customer: it looks, and can do nothing. */
import * as z from 'zod';
import { doneResult } from './results.ts';
import {
  appearanceSchema,
  languageSchema,
  modeSchema,
  nothing,
  orderNoSchema,
  sumSchema,
  timeSchema,
  walletSchema,
} from './values.ts';

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

export const customerCalls = {
  /** Puts this order before the customer; it stays there until it has ended or another takes its place. */
  showToCustomer: { argument: z.object({ orderNo: orderNoSchema }), result: doneResult },
  /** The customer's display in an ordinary window. */
  previewCustomerDisplay: { argument: nothing, result: doneResult },
} as const;
