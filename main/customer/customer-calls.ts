/** The calls about what the customer sees: the cashier's, and the one of the customer's own window. */
import type { CallResult, CustomerState, GroupHandlers, Handlers, OrderView } from '../../preload/contract/index.ts';
import { done } from '../domain/result.ts';

/** The display that faces the customer. */
export interface CustomerDisplays {
  /** Puts an order before the customer; `null` clears their display. */
  showToCustomer(order: OrderView | null): void;
  /** In an ordinary window. */
  previewCustomerDisplay(): void;
}

export interface CustomerParts {
  /** An order as it stands now. */
  readonly orderOf: (orderNo: string) => Promise<CallResult<OrderView>>;
  readonly displays: CustomerDisplays;
}

export function customerHandlers({ orderOf, displays }: CustomerParts): GroupHandlers<'customer'> {
  return {
    showToCustomer: async ({ orderNo }) => {
      const order = await orderOf(orderNo);
      if (!order.ok) return order;
      displays.showToCustomer(order.value);
      return done;
    },

    previewCustomerDisplay: () => {
      displays.previewCustomerDisplay();
      return Promise.resolve(done);
    },
  };
}

export function customerWindowHandlers(state: () => CustomerState): Handlers<'customer'> {
  return { getState: () => Promise.resolve(state()) };
}
