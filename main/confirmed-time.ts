/** The time as the gateways tell it: the last `Date` header that came, carried on by the monotonic clock. */
import type { Clock, ConfirmedTime } from './ports.ts';

export class GatewayTime implements ConfirmedTime {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** What the gateway's clock is ahead of the monotonic one. */
  #aheadMs: number | null = null;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  nowMs(): number | null {
    return this.#aheadMs === null ? null : this.#aheadMs + this.#clock.monotonicMs();
  }

  /** @param gatewayMs the gateway's time of this moment, in milliseconds since 1970 (UTC). */
  confirm(gatewayMs: number): void {
    this.#aheadMs = gatewayMs - this.#clock.monotonicMs();
  }
}
