/** When orders of this run were sent, by their gateways' own clocks: what this computer's clock says of it proves nothing. */
import type { Order } from '../domain/order.ts';
import type { Clock, ConfirmedTime } from '../ports.ts';

export class OrderTimes {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #time: ConfirmedTime;
  readonly #sentAtMs = new Map<string, number>();

  constructor(parts: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly time: ConfirmedTime }) {
    this.#clock = parts.clock;
    this.#time = parts.time;
  }

  /** Call before the first request of an order leaves; later ones change nothing. */
  noteSent({ orderNo }: Order): void {
    if (!this.#sentAtMs.has(orderNo)) this.#sentAtMs.set(orderNo, this.#clock.monotonicMs());
  }

  /** Milliseconds since 1970 (UTC); `null` for an order of an earlier run, or while its gateway has told no time. */
  madeAtMs({ orderNo, profileId }: Order): number | null {
    const sentAtMs = this.#sentAtMs.get(orderNo);
    const nowMs = this.#time.nowMs(profileId);
    return sentAtMs === undefined || nowMs === null ? null : nowMs - (this.#clock.monotonicMs() - sentAtMs);
  }

  /** Call when an order needs it no more. */
  forget({ orderNo }: Order): void {
    this.#sentAtMs.delete(orderNo);
  }
}
