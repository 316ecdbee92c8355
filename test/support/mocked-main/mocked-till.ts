/** The till that answers in place of a real one. */
import type { AppState, CallResult, EventValue, OrderView } from '../../../preload/contract/index.ts';
import type { Scene } from './scene.ts';

export type Emit = <Event extends 'appStateChanged' | 'orderChanged'>(
  event: Event,
  value: EventValue<'cashier', Event>,
) => void;

/** It has been done. */
export const done = { ok: true, value: null } as const;

/** What the answers of a scene go by, and change. */
export class MockedTill {
  readonly emit: Emit;
  /** Newest first. */
  readonly orders: OrderView[];
  /** What `createOrder` returns; by default a new waiting order. */
  readonly created: OrderView | undefined;
  #state: AppState;

  constructor({ state, orders, created }: Scene, emit: Emit) {
    this.#state = state;
    this.orders = [...orders];
    this.created = created;
    this.emit = emit;
  }

  get state(): AppState {
    return this.#state;
  }

  /** Changes what the page knows of the till, and tells it. */
  change(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change };
    this.emit('appStateChanged', this.#state);
  }

  find(orderNo: string): OrderView | undefined {
    return this.orders.find((one) => one.orderNo === orderNo);
  }

  /** An order as the answer to a call about it. */
  found(orderNo: string): Promise<CallResult<OrderView>> {
    const one = this.find(orderNo);
    return Promise.resolve(
      one === undefined ? { ok: false, problem: { code: 'order_unknown', detail: orderNo } } : { ok: true, value: one },
    );
  }
}
