/** What the calls about sales and orders need of the till that runs by then. */
import type { CallResult, OrderView } from '../../preload/contract/index.ts';
import type { Order } from '../domain/order.ts';
import { refused } from '../domain/result.ts';
import type { Ledger } from '../ports/index.ts';
import type { PaymentDesk } from './payment-desk.ts';

/** What sells. */
export interface SellingCounter {
  readonly desk: PaymentDesk;
  readonly ledger: Pick<Ledger, 'readOrder'>;
}

export interface CounterParts<Counter extends SellingCounter = SellingCounter> {
  /** Or why nothing can be sold. Waits while a doubtful ledger is looked over. */
  readonly counter: () => Promise<CallResult<Counter>>;
  readonly viewOf: (order: Order) => OrderView;
}

/** Runs a use case on an order that exists. */
export async function onOrder(
  { counter }: CounterParts,
  orderNo: string,
  action: (desk: PaymentDesk, order: Order) => Promise<CallResult<OrderView>>,
): Promise<CallResult<OrderView>> {
  const open = await counter();
  if (!open.ok) return open;
  const { desk, ledger } = open.value;
  const order = await ledger.readOrder(orderNo);
  return order === null ? refused('order_unknown') : action(desk, order);
}
