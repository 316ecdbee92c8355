/** Checks what is written to and read from the ledger: events are parsed, never cast. */
import * as z from 'zod';
import { currencies } from '../../domain/money.ts';
import type { OrderLine } from '../../domain/order-lines.ts';
import {
  gatewayKinds,
  learnedByWays,
  problemCodes,
  saleWays,
  wallets,
  type OrderEvent,
  type Problem,
} from '../../domain/order.ts';
import { guardedActions, pinPurposes } from '../../domain/staff.ts';
import { settingsSubjects, type TillEvent } from '../../domain/till-event.ts';
import { joinedPayload } from './private-content.ts';

/** Half a surrogate pair cannot be stored as UTF-8: it becomes U+FFFD here, before it is hashed and compared. */
export const textSchema = z.string().overwrite((text) => text.toWellFormed());
/** UTC, ISO 8601 with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 });
export const learnedBySchema = z.enum(learnedByWays);

export const problemSchema: z.ZodType<Problem> = z.object({
  code: z.enum(problemCodes),
  gatewayCode: textSchema.nullable(),
  gatewayMessage: textSchema.nullable(),
  gatewayMainCode: textSchema.optional(),
});

const evidenceSchema = z.object({ httpStatus: z.int().nullable(), replyText: textSchema }).nullable();
const problemPayload = z.object({ problem: problemSchema, evidence: evidenceSchema });
const nothing = z.object({});
const paymentPayload = z.object({
  learnedBy: learnedBySchema,
  gatewayOrderNo: textSchema.nullable(),
  evidence: evidenceSchema,
});

export const linesSchema: z.ZodType<readonly OrderLine[]> = z.array(
  z.object({
    name: textSchema,
    quantity: z.int().positive(),
    priceMinor: z.int().nonnegative(),
    goodsId: textSchema.nullable(),
  }),
);

const refundPayload = z.object({ refundNo: textSchema });
const personPayload = z.object({ operatorName: textSchema, reason: textSchema, approvedBy: textSchema.optional() });

/** The facts of a sale that never change after its creation, as events and projection both hold them. */
export const saleShape = {
  requestKey: textSchema,
  accountId: textSchema,
  accountName: textSchema,
  gateway: z.enum(gatewayKinds),
  wallet: z.enum(wallets),
  merchantId: textSchema,
  sellerId: textSchema.nullable(),
  amountMinor: z.int().positive(),
  currency: z.enum(currencies),
  way: z.enum(saleWays),
  discountMinor: z.int().nonnegative(),
  note: textSchema,
  operatorName: textSchema,
  orderNo: textSchema,
  dailyNumber: z.int().positive(),
  businessDay: z.string(),
  codeExpiresAt: timeSchema,
};

export const eventSchema: z.ZodType<OrderEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['order.created', 'order.held']),
    payload: z.object({
      ...saleShape,
      // Sales from before there were these say nothing of them.
      way: saleShape.way.default('transaction_code'),
      lines: linesSchema.default([]),
      discountMinor: saleShape.discountMinor.default(0),
      installationId: textSchema.optional(),
      validForMs: z.int().positive(),
    }),
  }),
  z.object({ type: z.literal('order.released'), payload: z.object({ codeExpiresAt: timeSchema }) }),
  z.object({
    type: z.literal('order.discarded'),
    payload: z.object({ operatorName: textSchema, replacedBy: textSchema.optional() }),
  }),
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
  z.object({
    type: z.literal('close.requested'),
    payload: z.object({ reason: z.enum(['cashier', 'expired']), approvedBy: textSchema.optional() }),
  }),
  z.object({ type: z.enum(['close.unavailable', 'watch.ended']), payload: nothing }),
  z.object({
    type: z.literal('personal.redacted'),
    payload: z.object({ onlySequences: z.array(z.int().positive()).optional() }),
  }),
  z.object({ type: z.literal('watch.stalled'), payload: z.object({ problem: problemSchema }) }),
  z.object({
    type: z.literal('refund.requested'),
    payload: personPayload.extend({ requestKey: textSchema, refundNo: textSchema, amountMinor: z.int().positive() }),
  }),
  z.object({ type: z.literal('refund.retried'), payload: refundPayload }),
  z.object({ type: z.enum(['refund.unknown', 'refund.refused']), payload: problemPayload.extend(refundPayload.shape) }),
  z.object({ type: z.literal('refund.accepted'), payload: refundPayload.extend({ evidence: evidenceSchema }) }),
  z.object({
    type: z.literal('refund.done'),
    payload: refundPayload.extend({ learnedBy: learnedBySchema, evidence: evidenceSchema }),
  }),
  z.object({
    type: z.literal('refund.resolved'),
    payload: personPayload.extend({ refundNo: textSchema, as: z.enum(['done', 'refused']) }),
  }),
  z.object({
    type: z.enum(['late.accepted', 'attention.cleared', 'resolved.paid', 'resolved.unpaid']),
    payload: personPayload,
  }),
]);

const hexHashSchema = z.string().regex(/^[0-9a-f]{64}$/);

const inboxPurgeSchema = z.object({ before: timeSchema, lastSequence: z.int().nonnegative() });

export const tillEventSchema: z.ZodType<TillEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('day.sealed'),
    payload: z.object({
      businessDay: z.string(),
      headSequence: z.int().nonnegative(),
      headHash: hexHashSchema,
      publicKey: z.string(),
      signature: z.string(),
    }),
  }),
  z.object({
    type: z.literal('ledger.restored'),
    payload: z.object({
      from: z.enum(['backup', 'salvage']),
      fileName: textSchema,
      headSequence: z.int().nonnegative(),
      headHash: hexHashSchema,
      lastDeliveryId: z.int().nonnegative().optional(),
    }),
  }),
  z.object({
    type: z.literal('time.confirmed'),
    payload: z.object({ accountId: textSchema, gatewayAt: timeSchema, computerAheadMs: z.int() }),
  }),
  z.object({
    type: z.literal('unmatched.reported'),
    payload: z.object({
      accountId: textSchema,
      orderNo: textSchema,
      status: z.enum(['paid', 'refunded']),
      amountMinor: z.int().nullable(),
      currency: z.enum(currencies).nullable(),
      wallet: z.enum(wallets).nullable(),
      gatewayOrderNo: textSchema.nullable(),
      paidAt: z.iso.datetime().nullable(),
      deliveryId: z.int().nullable(),
    }),
  }),
  z.object({
    type: z.literal('unmatched.settled'),
    payload: z.object({
      reportedSequence: z.int(),
      orderNo: textSchema,
      operatorName: textSchema,
      reason: textSchema,
      approvedBy: textSchema.nullable(),
    }),
  }),
  z.object({ type: z.literal('inbox.purged'), payload: inboxPurgeSchema }),
  z.object({
    type: z.literal('settings.changed'),
    payload: z.object({
      subject: z.enum(settingsSubjects),
      name: textSchema.nullable(),
      changes: z.array(z.object({ field: textSchema, from: textSchema.nullable(), to: textSchema.nullable() })),
      operatorName: textSchema,
      approvedBy: textSchema.nullable(),
    }),
  }),
  z.object({ type: z.literal('operator.signed_in'), payload: z.object({ operatorName: textSchema }) }),
  z.object({
    type: z.literal('operator.pin_failed'),
    payload: z.object({
      purpose: z.enum(pinPurposes),
      failures: z.int().positive(),
      operatorName: textSchema,
    }),
  }),
  z.object({
    type: z.literal('operator.approved'),
    payload: z.object({
      action: z.enum(guardedActions),
      orderNo: textSchema.nullable(),
      operatorName: textSchema,
      approvedBy: textSchema,
    }),
  }),
]);

/**
 * @param privateContent the content of the event's row in `event_private`; `null` when it has none.
 * @throws when a stored event is not one that this program knows.
 */
export function parseStoredEvent(type: string, payloadText: string, privateContent: string | null): OrderEvent {
  return eventSchema.parse({ type, payload: joinedPayload(payloadText, privateContent) });
}

/** @throws when a stored event of the ledger itself is not one that this program knows. */
export function parseStoredTillEvent(type: string, payloadText: string): TillEvent {
  return tillEventSchema.parse({ type, payload: JSON.parse(payloadText) as unknown });
}
