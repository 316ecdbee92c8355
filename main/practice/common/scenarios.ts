import type { Clock } from '../../ports/index.ts';
import type { ScenarioName } from './phone-view.ts';

/** How long the service stays down once somebody has run into it: until the till says that it does not know. */
const outageMs = 60_000;
/** How long every answer takes in the scenario `slow`. */
export const slowAnswerMs = 4_000;

/**
 * What goes wrong next; lives in memory only.
 *
 * - `told_twice`, `told_late`, `forged`, `wrong_amount`: the next payment, then all is normal again.
 * - `refund_delayed`: whatever is given back of the next payment.
 * - `slow`: every answer, until another scenario is chosen.
 * - `service_down`: from the first request or payment after it is chosen, for 60 s or until another is chosen.
 */
export class ScenarioBoard {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #current: ScenarioName = 'normal';
  #outage: { readonly endsAt: Date; readonly cancelTimer: () => void } | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get current(): ScenarioName {
    return this.#current;
  }

  /** When the service comes back; `null` while no outage has begun. */
  get outageEndsAt(): Date | null {
    return this.#outage?.endsAt ?? null;
  }

  choose(name: ScenarioName): void {
    this.#current = name;
    this.#endOutage();
    this.#onChange();
  }

  /** The scenario that a payment made now falls under. */
  takeForPayment(): ScenarioName {
    const name = this.#current;
    if (name === 'service_down') this.#startOutage();
    else if (name !== 'slow') this.#current = 'normal';
    return name;
  }

  /** Whether a gateway request that arrives now goes unanswered. The first one starts the outage. */
  isDown(): boolean {
    if (this.#current !== 'service_down') return false;
    this.#startOutage();
    return true;
  }

  /** Calls back when the outage is over; the returned function takes that back. */
  whenUp(action: () => void): () => void {
    this.#waiting.add(action);
    return () => {
      this.#waiting.delete(action);
    };
  }

  stop(): void {
    this.#endOutage();
  }

  #startOutage(): void {
    if (this.#outage !== null) return;
    const endsAt = new Date(this.#clock.now().getTime() + outageMs);
    const cancelTimer = this.#clock.after(outageMs, () => {
      this.choose('normal');
    });
    this.#outage = { endsAt, cancelTimer };
    this.#onChange();
  }

  #endOutage(): void {
    this.#outage?.cancelTimer();
    this.#outage = null;
    const actions = [...this.#waiting];
    this.#waiting.clear();
    for (const action of actions) action();
  }
}
