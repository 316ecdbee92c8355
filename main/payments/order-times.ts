/** When orders of this run were sent, by their gateways' own clocks: what this computer's clock says of it proves nothing. */
import type { Order } from '../domain/order.ts';
import type { Clock, ConfirmedTime } from '../ports/index.ts';

export class OrderTimes {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #time: ConfirmedTime;
  readonly #sentAtMs = new Map<string, number>();
  /** Of orders of earlier runs: before when they cannot have been made. */
  readonly #notBeforeMs = new Map<string, number>();

  constructor(parts: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly time: ConfirmedTime }) {
    this.#clock = parts.clock;
    this.#time = parts.time;
  }

  /** Whether something has been noted of an order. */
  knows({ orderNo }: Order): boolean {
    return this.#sentAtMs.has(orderNo) || this.#notBeforeMs.has(orderNo);
  }

  /** Call before the first request for an order leaves; what is known already stays. */
  noteSent(order: Order): void {
    if (!this.knows(order)) this.#sentAtMs.set(order.orderNo, this.#clock.monotonicMs());
  }

  /**
   * Call for an order of an earlier run. Its label says nothing: nobody knows what the clock showed then.
   * @param confirmedBefore the last time of its gateway's (UTC, ISO 8601) that stands before it in the ledger.
   */
  noteEarlier({ orderNo }: Order, confirmedBefore: string | null): void {
    this.#notBeforeMs.set(orderNo, confirmedBefore === null ? 0 : Date.parse(confirmedBefore));
  }

  /**
   * Milliseconds since 1970 (UTC); of an earlier run's, a time before which it was not made. `null` while the gateway has
   * told no time.
   */
  madeAtMs({ orderNo, accountId }: Order): number | null {
    const sentAtMs = this.#sentAtMs.get(orderNo);
    const nowMs = this.#time.nowMs(accountId);
    if (sentAtMs !== undefined && nowMs !== null) return nowMs - (this.#clock.monotonicMs() - sentAtMs);
    return this.#notBeforeMs.get(orderNo) ?? null;
  }

  /** Call when an order needs it no more. */
  forget({ orderNo }: Order): void {
    this.#sentAtMs.delete(orderNo);
    this.#notBeforeMs.delete(orderNo);
  }
}
