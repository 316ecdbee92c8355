/** A sale as it is put together at the counter. */
import * as z from 'zod';
import { orderLineSchema, orderResult } from './orders.ts';
import { currencySchema, gatewaySchema, orderNoSchema, accountIdSchema, walletSchema } from './values.ts';

/** A way to pay that a button on Charge stands for. */
export const paymentMethodSchema = z.object({
  /** `<accountId>:<wallet>` */
  id: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  gateway: gatewaySchema,
  wallet: walletSchema,
  currency: currencySchema,
  maximumAmountMinor: z.int(),
  /** Why it cannot sign now; `null` when it can be used. */
  problem: z.enum(['key_missing_or_locked', 'keychain_unavailable', 'key_unusable']).nullable(),
});
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

/** A sale as it is put together at the counter. */
const saleInputSchema = z.object({
  requestKey: z.uuid(),
  accountId: accountIdSchema,
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
export type SaleInput = Omit<z.infer<typeof saleInputSchema>, 'heldOrderNo'>;

export const saleCalls = {
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
} as const;
