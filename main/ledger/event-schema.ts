/** Checks what is written to and read from the ledger: events are parsed, never cast. */
import * as z from 'zod';
import { currencies } from '../../preload/money.ts';
import { gatewayKinds, problemCodes, wallets, type OrderEvent, type Problem } from '../domain/order.ts';

/** Half a surrogate pair cannot be stored as UTF-8: it becomes U+FFFD here, before it is hashed and compared. */
export const textSchema = z.string().overwrite((text) => text.toWellFormed());
/** UTC, ISO 8601 with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 });
export const learnedBySchema = z.enum(['query', 'notification', 'cancel']);

export const problemSchema: z.ZodType<Problem> = z.object({
  code: z.enum(problemCodes),
  gatewayCode: textSchema.nullable(),
  gatewayMessage: textSchema.nullable(),
});

const evidenceSchema = z.object({ httpStatus: z.int().nullable(), replyText: textSchema }).nullable();
const problemPayload = z.object({ problem: problemSchema, evidence: evidenceSchema });
const nothing = z.object({});
const paymentPayload = z.object({
  learnedBy: learnedBySchema,
  gatewayOrderNo: textSchema.nullable(),
  evidence: evidenceSchema,
});

/** The facts of a sale that never change after its creation, as events and projection both hold them. */
export const saleShape = {
  requestKey: textSchema,
  profileId: textSchema,
  profileName: textSchema,
  gateway: z.enum(gatewayKinds),
  wallet: z.enum(wallets),
  merchantId: textSchema,
  sellerId: textSchema.nullable(),
  amountMinor: z.int().positive(),
  currency: z.enum(currencies),
  note: textSchema,
  operatorName: textSchema,
  orderNo: textSchema,
  dailyNumber: z.int().positive(),
  businessDay: z.string(),
  codeExpiresAt: timeSchema,
};

export const eventSchema: z.ZodType<OrderEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('order.created'), payload: z.object({ ...saleShape, validForMs: z.int().positive() }) }),
  z.object({ type: z.literal('create.retried'), payload: nothing }),
  z.object({
    type: z.literal('create.succeeded'),
    payload: z.object({
      qrText: textSchema,
      gatewayOrderNo: textSchema.nullable(),
      imageUrls: z.array(textSchema),
      evidence: evidenceSchema,
    }),
  }),
  z.object({ type: z.enum(['create.refused', 'create.not_sent', 'create.unknown']), payload: problemPayload }),
  z.object({ type: z.literal('payment.scanned'), payload: paymentPayload }),
  z.object({
    type: z.literal('payment.succeeded'),
    payload: paymentPayload.extend({ paidAt: z.iso.datetime().nullable(), buyerHint: textSchema.nullable() }),
  }),
  z.object({
    type: z.literal('payment.declined'),
    payload: paymentPayload.extend({ problem: problemSchema.nullable() }),
  }),
  z.object({ type: z.enum(['payment.closed', 'payment.refunded']), payload: paymentPayload }),
  z.object({ type: z.literal('payment.disputed'), payload: problemPayload.extend({ learnedBy: learnedBySchema }) }),
  z.object({ type: z.enum(['notification.refused', 'close.unknown']), payload: problemPayload }),
  z.object({ type: z.literal('close.requested'), payload: z.object({ reason: z.enum(['cashier', 'expired']) }) }),
  z.object({ type: z.enum(['close.unavailable', 'watch.ended']), payload: nothing }),
]);

/** @throws when a stored event is not one that this program knows. */
export function parseStoredEvent(type: string, payloadText: string): OrderEvent {
  const payload: unknown = JSON.parse(payloadText);
  return eventSchema.parse({ type, payload });
}
