/** The second half of checking a ledger: every order, refund and sum against the events. For a chain that is whole. */
import type Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import type { Order } from '../../domain/order.ts';
import { broken, unlessDamaged, type Broken } from './chain-fault.ts';
import { failureReasonOf } from '../file/failure.ts';
import { isAsWritten, orderColumns, orderFromRow, ownOrderColumns } from '../format/order-row.ts';
import { EventNotUnderstood, rebuiltOrders, type RebuiltOrder } from './rebuilt-orders.ts';
import { TotalsByDay } from './verify-totals.ts';

const idSchema = z.object({ id: z.int() });
const rowSchema = z.object({ id: z.int(), order_no: z.string(), has_refunds: z.int() });
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
      const stored = new StoredOrders(database);
      const findOrder = database.prepare(`SELECT o.id, ${orderColumns} FROM orders AS o WHERE o.order_no = ?`);
      try {
        for (const rebuilt of rebuiltOrders(database)) {
          last = rebuilt.order.version;
          const { orderNo } = rebuilt.order;
          const fault = compare(rebuilt, stored.take(orderNo), () => findOrder.get(orderNo));
          if (fault !== null) return fault;
          totals.add(rebuilt.order);
          orders += 1;
        }
        stored.takeRest();
      } catch (error) {
        if (error instanceof EventNotUnderstood) return broken(error.sequence, 'event_not_understood', error.message);
        throw error;
      } finally {
        stored.close();
      }
      if (stored.withoutEvents !== null) return orderWithoutEvents(stored.withoutEvents);
      return misplacedRefund(database) ?? { kind: 'whole', orders, totals };
    },
    () => last,
  );
}

/** The rows of `orders` by number, beside the orders that come by number too: a look-up of each costs twice as much. */
class StoredOrders {
  readonly #rows: IterableIterator<unknown>;
  #next: IteratorResult<unknown, unknown>;
  /** The first row that nobody asked for. */
  #withoutEvents: unknown = null;

  constructor(database: Database.Database) {
    this.#rows = database
      .prepare(
        `SELECT o.id, ${ownOrderColumns}, EXISTS (SELECT 1 FROM refunds WHERE order_no = o.order_no) AS has_refunds
         FROM orders AS o ORDER BY o.order_no`,
      )
      .iterate();
    this.#next = this.#rows.next();
  }

  get withoutEvents(): unknown {
    return this.#withoutEvents;
  }

  /** `undefined` when there is none. Numbers must come in their order. */
  take(orderNo: string): unknown {
    while (this.#next.done !== true) {
      const row = this.#next.value;
      const number = numberOf(row);
      if (number > orderNo) return undefined;
      this.#next = this.#rows.next();
      if (number === orderNo) return row;
      this.#withoutEvents ??= row;
    }
    return undefined;
  }

  takeRest(): void {
    if (this.#next.done !== true) this.#withoutEvents ??= this.#next.value;
  }

  close(): void {
    this.#rows.return?.();
  }
}

function numberOf(row: unknown): string {
  return rowSchema.parse(row).order_no;
}

/** @param readWhole reads the row with its refunds. */
function compare({ id, order }: RebuiltOrder, own: unknown, readWhole: () => unknown): Broken | null {
  try {
    if (own === undefined) return broken(order.version, 'order_missing', order.orderNo);
    const isWithoutRefunds = order.refunds.length === 0 && rowSchema.parse(own).has_refunds === 0;
    // Most are, and it spares reading them.
    if (isWithoutRefunds && isAsWritten(id, order, own)) return null;
    const row = readWhole();
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

function orderWithoutEvents(row: unknown): Broken {
  return broken(idSchema.parse(row).id, 'order_without_events', numberOf(row));
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
