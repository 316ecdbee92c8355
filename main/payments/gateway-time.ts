/** The time as the gateways tell it: the last `Date` header that came from each, carried on by the monotonic clock. */
import type { Clock, ConfirmedTime } from '../ports/index.ts';

export class GatewayTime implements ConfirmedTime {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** By account: what its gateway's clock is ahead of the monotonic one. */
  readonly #aheadMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  nowMs(accountId?: string): number | null {
    const aheadMs = accountId === undefined ? this.#leastAheadMs() : this.#aheadMs.get(accountId);
    return aheadMs === undefined ? null : aheadMs + this.#clock.monotonicMs();
  }

  /** @param gatewayMs what a reply that has just come says of the gateway's time, in milliseconds since 1970 (UTC). */
  confirm(accountId: string, gatewayMs: number): void {
    this.#aheadMs.set(accountId, gatewayMs - this.#clock.monotonicMs());
  }

  #leastAheadMs(): number | undefined {
    return this.#aheadMs.size === 0 ? undefined : Math.min(...this.#aheadMs.values());
  }
}
