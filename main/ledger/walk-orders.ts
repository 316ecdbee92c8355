/** The second half of checking a ledger: every order, refund and sum against the events. For a chain that is whole. */
import type Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Order } from '../domain/order.ts';
import { broken, messageOf, unlessDamaged, type Broken } from './chain-fault.ts';
import { failureReasonOf } from './failure.ts';
import { isAsWritten, orderColumns, orderFromRow } from './order-row.ts';
import { EventNotUnderstood, rebuiltOrders, type RebuiltOrder } from './rebuilt-orders.ts';
import { TotalsByDay } from './verify-totals.ts';

const idSchema = z.object({ id: z.int() });
const namedOrderSchema = z.object({ sequence: z.int(), order_no: z.string() });

export interface WholeOrders {
  readonly kind: 'whole';
  readonly orders: number;
  readonly totals: TotalsByDay;
}

export function walkOrders(database: Database.Database): WholeOrders | Broken {
  const totals = new TotalsByDay();
  let orders = 0;
  let last = 0;
  return unlessDamaged(
    () => {
      try {
        const findOrder = database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.order_no = ?`);
        for (const rebuilt of rebuiltOrders(database)) {
          last = rebuilt.order.version;
          const fault = compare(rebuilt, (orderNo) => findOrder.get(orderNo));
          if (fault !== null) return fault;
          totals.add(rebuilt.order);
          orders += 1;
        }
      } catch (error) {
        if (error instanceof EventNotUnderstood) return broken(error.sequence, 'event_not_understood', error.message);
        throw error;
      }
      return orphanedOrder(database) ?? misplacedRefund(database) ?? { kind: 'whole', orders, totals };
    },
    () => last,
  );
}

function compare({ id, order }: RebuiltOrder, find: (orderNo: string) => unknown): Broken | null {
  try {
    const row = find(order.orderNo);
    if (row === undefined) return broken(order.version, 'order_missing', order.orderNo);
    // Most are, and it spares reading them.
    if (isAsWritten(id, order, row)) return null;
    const stored = orderFromRow(row);
    const names: string[] = (Object.keys(order) as (keyof Order)[]).filter(
      (name) => !isDeepStrictEqual(stored[name], order[name]),
    );
    if (idSchema.parse(row).id !== id) names.push('id');
    return names.length === 0 ? null : broken(order.version, 'order_differs', `${order.orderNo}: ${names.join(', ')}`);
  } catch (error) {
    if (failureReasonOf(error) === 'corrupt') throw error;
    // Neither an order nor JSON where some has to be.
    return broken(order.version, 'order_differs', `${order.orderNo}: ${messageOf(error)}`);
  }
}

function orphanedOrder(database: Database.Database): Broken | null {
  const row = database
    .prepare(
      `SELECT o.id AS sequence, o.order_no FROM orders AS o
       WHERE NOT EXISTS (SELECT 1 FROM events AS e WHERE e.order_no = o.order_no) ORDER BY o.id LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const { sequence, order_no } = namedOrderSchema.parse(row);
  return broken(sequence, 'order_without_events', order_no);
}

/** An order's refunds are compared in their order; this finds the one that does not stand where it was put. */
function misplacedRefund(database: Database.Database): Broken | null {
  const row = database
    .prepare(
      `SELECT o.version AS sequence, r.order_no FROM refunds AS r JOIN orders AS o ON o.order_no = r.order_no
       GROUP BY r.order_no HAVING max(r.position) <> count(*) - 1 ORDER BY o.id LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const { sequence, order_no } = namedOrderSchema.parse(row);
  return broken(sequence, 'order_differs', `${order_no}: refunds`);
}
