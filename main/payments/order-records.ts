/**
 * Changes an order by deciding on its present state and appending the result: the one place where use cases meet
 * the ledger's optimistic versions. Tells listeners after the commit, never before.
 */
import { applyEvent } from '../domain/order-lifecycle.ts';
import type { LaterEvent, Order } from '../domain/order.ts';
import type { Clock, Ledger, NotificationRecord } from '../ports/index.ts';

/** More rounds than writers that could be in each other's way; beyond it something is broken. */
const maximumRounds = 20;

export class OrderRecords {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #onChanged: (order: Order) => void;
  readonly #timesToldOfMoney = new Map<string, number>();

  constructor(parts: { readonly ledger: Ledger; readonly clock: Clock; readonly onChanged: (order: Order) => void }) {
    this.#ledger = parts.ledger;
    this.#clock = parts.clock;
    this.#onChanged = parts.onChanged;
  }

  /**
   * Appends what `decide` makes of the order as it now stands, trying again when another writer was quicker.
   * `notification` is recorded in the same transaction; its verdict may depend on the decision.
   * @throws when there is no such order.
   */
  async change(
    orderNo: string,
    decide: (order: Order) => readonly LaterEvent[],
    notification?: (order: Order, events: readonly LaterEvent[]) => NotificationRecord,
  ): Promise<Order> {
    const decided = await this.changeFor(orderNo, (order) => ({ events: decide(order), verdict: null }), notification);
    return decided.order;
  }

  /** The same for a decision that its caller has to hear of too: the `verdict` beside the events that were appended. */
  async changeFor<Verdict>(
    orderNo: string,
    decide: (order: Order) => { readonly events: readonly LaterEvent[]; readonly verdict: Verdict },
    notification?: (order: Order, events: readonly LaterEvent[]) => NotificationRecord,
  ): Promise<{ readonly order: Order; readonly verdict: Verdict }> {
    let order = await this.read(orderNo);
    for (let round = 0; round < maximumRounds; round += 1) {
      const { events, verdict } = decide(order);
      const record = notification?.(order, events);
      if (events.length === 0) {
        if (record !== undefined) await this.#ledger.recordNotification(record);
        return { order, verdict };
      }
      assertApplicable(order, events);
      const outcome = await this.#ledger.append(orderNo, order.version, events, this.#clock.now(), record);
      order = outcome.order;
      if (outcome.kind === 'appended') {
        this.#onChanged(order);
        return { order, verdict };
      }
    }
    throw new Error(`Order ${orderNo} changed under every one of ${maximumRounds} attempts`);
  }

  /**
   * A verified message told of money for the order, believed or not. Whether it changes the order or not, who has asked
   * the gateway before has to ask again.
   */
  noteToldOfMoney(orderNo: string): void {
    this.#timesToldOfMoney.set(orderNo, this.timesToldOfMoney(orderNo) + 1);
  }

  /** Since the start of this process. */
  timesToldOfMoney(orderNo: string): number {
    return this.#timesToldOfMoney.get(orderNo) ?? 0;
  }

  /** @throws when there is no such order: callers have checked, or were given the number by the ledger. */
  async read(orderNo: string): Promise<Order> {
    const order = await this.#ledger.readOrder(orderNo);
    if (order === null) throw new Error(`There is no order ${orderNo}`);
    return order;
  }
}

/** A forbidden transition must surface here, with the use case on the stack, not inside a database transaction. */
function assertApplicable(order: Order, events: readonly LaterEvent[]): void {
  events.reduce((current, event) => applyEvent(current, event, current.updatedAt, current.version + 1), order);
}
