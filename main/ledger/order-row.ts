/** An order as a row of `orders` and back: one column per field. */
import * as z from 'zod';
import { orderStates, type Order } from '../domain/order.ts';
import { learnedBySchema, problemSchema, saleShape, textSchema, timeSchema } from './event-schema.ts';

/** The column of every field; the compiler notices a field without one. */
const columnOf = {
  orderNo: 'order_no',
  requestKey: 'request_key',
  businessDay: 'business_day',
  dailyNumber: 'daily_number',
  profileId: 'profile_id',
  profileName: 'profile_name',
  gateway: 'gateway',
  wallet: 'wallet',
  merchantId: 'merchant_id',
  sellerId: 'seller_id',
  amountMinor: 'amount_minor',
  currency: 'currency',
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
  createdAt: 'created_at',
  codeExpiresAt: 'code_expires_at',
  paidAt: 'paid_at',
  updatedAt: 'updated_at',
  version: 'version',
} as const satisfies Record<keyof Order, string>;

type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf) as Field[];

const storedProblem = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(problemSchema)
  .nullable();

const orderSchema = z.object({
  ...saleShape,
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
  createdAt: timeSchema,
  paidAt: z.iso.datetime().nullable(),
  updatedAt: timeSchema,
  version: z.int(),
}) satisfies z.ZodType<Order>;

const columns = fields.map((field) => columnOf[field]);

/** For SELECT: the columns of an order in `orders AS o`. */
export const orderColumns: string = columns.map((column) => `o.${column}`).join(', ');

/** Writes a whole order, new or known. Parameters: those of `orderParameters`. */
export const saveOrderSql: string = `
  INSERT INTO orders (id, ${columns.join(', ')}) VALUES (@id, ${columns.map((column) => `@${column}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/** @param id sequence of the order's `order.created`. */
export function orderParameters(id: number, order: Order): Record<string, string | number | null> {
  const plain = {
    ...order,
    scanned: order.scanned ? 1 : 0,
    attention: order.attention === null ? null : JSON.stringify(order.attention),
    problem: order.problem === null ? null : JSON.stringify(order.problem),
  };
  return { id, ...Object.fromEntries(fields.map((field) => [columnOf[field], plain[field]])) };
}

/** @throws when the row is not an order. */
export function orderFromRow(row: unknown): Order {
  const record = z.record(z.string(), z.unknown()).parse(row);
  return orderSchema.parse(Object.fromEntries(fields.map((field) => [field, record[columnOf[field]]])));
}
