/** The use cases as one object, over one ledger: what the counter can do with payments. */
import type { Order, OrderDraft } from '../domain/order.ts';
import type { Clock, GatewayFor, Ledger, RawNotification } from '../ports.ts';
import { canCancel, closeOrder, type CheckResult } from './check-order.ts';
import { canRetryCreate, createSale, retryCreate, type SaleOutcome } from './create-sale.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { OrderBook } from './order-book.ts';
import { receiveNotification, type NotificationAnswer } from './receive-notification.ts';
import { Watcher, type WatchView } from './watcher.ts';

export interface PaymentDeskParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly gatewayFor: GatewayFor;
  readonly notifyUrlFor: (profileId: string) => string | null;
  /** After the commit of every change, and when the progress of a watch changed. */
  readonly onOrderChanged: (order: Order) => void;
  readonly onNotificationRecorded: () => void;
  readonly onFault: (fault: unknown) => void;
}

export class PaymentDesk {
  readonly #parts: PaymentDeskParts;
  readonly #book: OrderBook;
  readonly #watcher: Watcher;
  /** One create, check or close of an order at a time; notifications do not wait for them. */
  readonly #oneAtATime = new OneAtATime();
  /** Creates of one form, so that a second Enter waits for the first and gets its order. */
  readonly #creates = new OneAtATime();

  constructor(parts: PaymentDeskParts) {
    this.#parts = parts;
    this.#book = new OrderBook({
      ledger: parts.ledger,
      clock: parts.clock,
      onChanged: (order) => {
        this.#watcher.follow(order);
        parts.onOrderChanged(order);
      },
    });
    this.#watcher = new Watcher({
      ...parts,
      book: this.#book,
      oneAtATime: this.#oneAtATime,
      onProgress: parts.onOrderChanged,
    });
  }

  /** Takes up what an earlier run left open. */
  start(): Promise<void> {
    return this.#watcher.resume();
  }

  createSale(draft: OrderDraft): Promise<SaleOutcome> {
    return this.#creates.run(draft.requestKey, () => createSale(this.#createParts(), draft));
  }

  retryCreate(orderNo: string): Promise<Order> {
    return this.#oneAtATime.run(orderNo, () => retryCreate(this.#createParts(), orderNo));
  }

  check(orderNo: string): Promise<CheckResult> {
    return this.#watcher.check(orderNo);
  }

  cancel(orderNo: string): Promise<CheckResult> {
    return this.#oneAtATime.run(orderNo, () =>
      closeOrder({ book: this.#book, gatewayFor: this.#parts.gatewayFor }, orderNo, 'cashier'),
    );
  }

  receiveNotification(profileId: string, raw: RawNotification): Promise<NotificationAnswer> {
    return receiveNotification(
      {
        ...this.#parts,
        book: this.#book,
        onRecorded: this.#parts.onNotificationRecorded,
      },
      profileId,
      raw,
    );
  }

  /** After wake-up or reconnecting. */
  checkAllSoon(): void {
    this.#watcher.checkAllSoon();
  }

  watchOf(orderNo: string): WatchView | null {
    return this.#watcher.viewOf(orderNo);
  }

  canCancel(order: Order): boolean {
    return canCancel(order);
  }

  canRetryCreate(order: Order): boolean {
    return canRetryCreate(order);
  }

  /** Starts nothing new and waits for what is in flight, so that the ledger can be closed. */
  async stop(): Promise<void> {
    this.#watcher.stop();
    await Promise.all([this.#creates.idle(), this.#oneAtATime.idle()]);
  }

  #createParts(): Parameters<typeof createSale>[0] {
    return { ...this.#parts, book: this.#book, onCreated: this.#parts.onOrderChanged };
  }
}
