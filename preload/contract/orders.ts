/** Orders, what became of them, and the inbox. */
import * as z from 'zod';
import { orderEventTypes } from '../../main/domain/transitions.ts';
import { notificationVerdicts } from '../../main/domain/notification-verdict.ts';
import { displayStates, learnedByWays, orderStates, refundStates, saleWays } from '../../main/domain/order.ts';
import { doneResult, resultOf } from './results.ts';
import { approvalSchema } from './staff.ts';
import {
  currencySchema,
  gatewaySchema,
  orderNoSchema,
  problemSchema,
  reasonSchema,
  timeSchema,
  walletSchema,
} from './values.ts';

/** Anything that is no such line is refused with a reason. */
export const orderLineSchema = z.object({
  name: z.string().max(1_000),
  quantity: z.number(),
  priceMinor: z.number(),
  goodsId: z.string().max(100).nullable(),
});

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
  accountId: z.string(),
  accountName: z.string(),
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
  type: z.enum(orderEventTypes),
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

export const notificationViewSchema = z.object({
  id: z.int(),
  receivedAt: timeSchema,
  accountId: z.string(),
  verdict: z.enum(notificationVerdicts),
  problem: problemSchema.nullable(),
  orderNo: z.string().nullable(),
  /** Empty when the content has been purged. */
  bodyText: z.string(),
  isPurged: z.boolean(),
});
export type NotificationView = z.infer<typeof notificationViewSchema>;

/** Money that a gateway says was paid, verified, under a number of which this ledger has no order. */
export const unmatchedPaymentSchema = z.object({
  sequence: z.int(),
  /** When it was heard of. */
  at: timeSchema,
  orderNo: z.string(),
  accountName: z.string(),
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

export const orderResult = resultOf(orderViewSchema);

export const ordersCalls = {
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
  /** Payments that no order of this ledger fits and nobody has looked into, newest first. */
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
} as const;
