/** An order as a row of `orders` and back: one column per field. */
import * as z from 'zod';
import { watchedStates } from '../../domain/order-lifecycle.ts';
import { openRefundStates } from '../../domain/refund.ts';
import { orderStates, type Order, refundStates, type Refund } from '../../domain/order.ts';
import { learnedBySchema, linesSchema, problemSchema, saleShape, textSchema, timeSchema } from './event-schema.ts';

/** The column of every field; the compiler notices a field without one. */
const columnOf = {
  orderNo: 'order_no',
  installationId: 'installation_id',
  requestKey: 'request_key',
  businessDay: 'business_day',
  dailyNumber: 'daily_number',
  accountId: 'account_id',
  accountName: 'account_name',
  gateway: 'gateway',
  wallet: 'wallet',
  merchantId: 'merchant_id',
  sellerId: 'seller_id',
  amountMinor: 'amount_minor',
  currency: 'currency',
  way: 'way',
  lines: 'lines',
  discountMinor: 'discount_minor',
  note: 'note',
  operatorName: 'operator_name',
  state: 'state',
  scanned: 'scanned',
  attention: 'attention',
  problem: 'problem',
  qrText: 'qr_text',
  gatewayOrderNo: 'gateway_order_no',
  buyerHint: 'buyer_hint',
  learnedBy: 'learned_by',
  refunds: 'refunds',
  refundedMinor: 'refunded_minor',
  createdAt: 'created_at',
  codeExpiresAt: 'code_expires_at',
  paidAt: 'paid_at',
  updatedAt: 'updated_at',
  version: 'version',
} as const satisfies Record<keyof Order, string>;

type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf) as Field[];
/** Those that `orders` holds itself. */
type OwnField = Exclude<Field, 'refunds'>;
const ownFields = fields.filter((field): field is OwnField => field !== 'refunds');

const storedProblem = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(problemSchema)
  .nullable();

const refundSchema = z.object({
  refundNo: textSchema,
  requestKey: textSchema,
  amountMinor: z.int().positive(),
  reason: textSchema,
  operatorName: textSchema,
  state: z.enum(refundStates),
  problem: problemSchema.nullable(),
  requestedAt: timeSchema,
  updatedAt: timeSchema,
  doneAt: timeSchema.nullable(),
}) satisfies z.ZodType<Refund>;

const orderSchema = z.object({
  ...saleShape,
  installationId: textSchema.nullable(),
  lines: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(linesSchema),
  state: z.enum(orderStates),
  scanned: z
    .int()
    .min(0)
    .max(1)
    .transform((value) => value === 1),
  attention: storedProblem,
  problem: storedProblem,
  qrText: textSchema.nullable(),
  gatewayOrderNo: textSchema.nullable(),
  buyerHint: textSchema.nullable(),
  learnedBy: learnedBySchema.nullable(),
  refunds: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(refundSchema)),
  refundedMinor: z.int().nonnegative(),
  createdAt: timeSchema,
  paidAt: z.iso.datetime().nullable(),
  updatedAt: timeSchema,
  version: z.int(),
}) satisfies z.ZodType<Order>;

const columns = ownFields.map((field) => columnOf[field]);

const refundsOfOrder = `(
  SELECT json_group_array(json_object(
    'refundNo', refund_no, 'requestKey', request_key, 'amountMinor', amount_minor, 'reason', reason,
    'operatorName', operator_name, 'state', state, 'problem', json(problem), 'requestedAt', requested_at,
    'updatedAt', updated_at, 'doneAt', done_at) ORDER BY position)
  FROM refunds WHERE order_no = o.order_no) AS refunds`;

/** For SELECT: what `orders AS o` holds itself of an order. Reading them asks nothing of their content. */
export const ownOrderColumns: string = columns.map((column) => `o.${column}`).join(', ');

/** For SELECT: the columns of an order in `orders AS o`, its refunds among them. */
export const orderColumns: string = `${ownOrderColumns}, ${refundsOfOrder}`;

/** Lists of SQL: the states in which an order is watched, and those in which a refund is open. */
export const watchedStateList: string = sqlList(watchedStates);
export const openRefundStateList: string = sqlList(openRefundStates);

function sqlList(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** Writes a whole order, new or known. Parameters: those of `orderParameters`. */
export const saveOrderSql: string = `
  INSERT INTO orders (id, ${columns.join(', ')}) VALUES (@id, ${columns.map((column) => `@${column}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/** @param id sequence of the order's `order.created`. */
export function orderParameters(id: number, order: Order): Record<string, string | number | null> {
  return { id, ...Object.fromEntries(ownFields.map((field) => [columnOf[field], written(order, field)])) };
}

function written(order: Order, field: OwnField): string | number | null {
  switch (field) {
    case 'lines':
      return JSON.stringify(order.lines);
    case 'scanned':
      return order.scanned ? 1 : 0;
    case 'attention':
    case 'problem':
      return order[field] === null ? null : JSON.stringify(order[field]);
    default:
      return order[field];
  }
}

/** Writes a new refund; fails where another has its number or its request. Parameters: those of `refundParameters`. */
export const insertRefundSql = `
  INSERT INTO refunds (refund_no, request_key, order_no, position, amount_minor, reason, operator_name, state, problem,
    requested_at, updated_at, done_at)
  VALUES (@refundNo, @requestKey, @orderNo, @position, @amountMinor, @reason, @operatorName, @state, @problem,
    @requestedAt, @updatedAt, @doneAt)`;

/** Writes what has become of a known one. Parameters: the same. */
export const updateRefundSql = `
  UPDATE refunds SET state = @state, problem = @problem, updated_at = @updatedAt, done_at = @doneAt
  WHERE refund_no = @refundNo`;

/** @param position of the refund among its order's, from 0. */
export function refundParameters(
  orderNo: string,
  position: number,
  refund: Refund,
): Record<string, string | number | null> {
  return {
    ...refund,
    orderNo,
    position,
    problem: refund.problem === null ? null : JSON.stringify(refund.problem),
  };
}

/** @throws when the row is not an order. */
export function orderFromRow(row: unknown): Order {
  const record = z.record(z.string(), z.unknown()).parse(row);
  return orderSchema.parse(Object.fromEntries(fields.map((field) => [field, record[columnOf[field]]])));
}

/**
 * Whether a row of `orders` (with `id` and `ownOrderColumns`) is letter for letter what is written for the order. One
 * that is not may still mean the same, which `orderFromRow` finds out.
 */
export function isAsWritten(id: number, order: Order, row: unknown): boolean {
  const stored = row as Readonly<Record<string, unknown>>;
  return stored['id'] === id && ownFields.every((field) => stored[columnOf[field]] === written(order, field));
}
