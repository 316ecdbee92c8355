/** The orders of a ledger as its events make them, whatever its other tables say. */
import type Database from 'better-sqlite3';
import { messageOf } from '../../domain/message-of.ts';
import type { Order } from '../../domain/order.ts';
import { applyEvent } from '../../domain/order-lifecycle.ts';
import { parseStoredEvent } from '../format/event-schema.ts';

export interface RebuiltOrder {
  /** Sequence of its first event. */
  readonly id: number;
  readonly order: Order;
}

/** Thrown where an event of an intact chain makes no sense. */
export class EventNotUnderstood extends Error {
  readonly sequence: number;

  constructor(sequence: number, orderNo: string, fault: unknown) {
    super(`${orderNo}: ${messageOf(fault)}`);
    this.name = 'EventNotUnderstood';
    this.sequence = sequence;
  }
}

type Row = readonly [
  sequence: number,
  orderNo: string,
  type: string,
  at: string,
  payload: string,
  content: string | null,
];

/**
 * One order at a time, by number: costs the memory of one.
 * @param after begins behind the order with this number; `null` for all.
 * @throws EventNotUnderstood, or what SQLite throws.
 */
export function* rebuiltOrders(
  database: Database.Database,
  after: string | null = null,
): Generator<RebuiltOrder, void> {
  const rows = database
    .prepare(
      `SELECT e.sequence, order_no, type, at, payload, content FROM events AS e
       LEFT JOIN event_private AS p ON p.sequence = e.sequence
       WHERE order_no ${after === null ? 'IS NOT NULL' : '> ?'} ORDER BY order_no, e.sequence`,
    )
    .raw()
    .iterate(...(after === null ? [] : [after])) as IterableIterator<Row>;
  let current: { readonly id: number; readonly orderNo: string; readonly order: Order } | undefined;
  for (const [sequence, orderNo, type, at, payload, content] of rows) {
    if (current !== undefined && current.orderNo !== orderNo) {
      yield current;
      current = undefined;
    }
    try {
      const order = applyEvent(current?.order, parseStoredEvent(type, payload, content), at, sequence);
      if (order.orderNo !== orderNo) throw new Error(`it was created as ${order.orderNo}`);
      current = { id: current?.id ?? sequence, orderNo, order };
    } catch (fault) {
      throw new EventNotUnderstood(sequence, orderNo, fault);
    }
  }
  if (current !== undefined) yield current;
}
