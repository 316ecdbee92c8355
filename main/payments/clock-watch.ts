/** Notices when the computer slept, or someone set its clock: timers alone would oversleep. It only brings checks forward. */
import type { Clock } from '../ports/index.ts';

const tickMs = 10_000;
/** Far more than a busy computer delays a timer by. */
const jumpMs = 30_000;

export class ClockWatch {
  readonly #clock: Clock;
  readonly #onJump: () => void;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, onJump: () => void) {
    this.#clock = clock;
    this.#onJump = onJump;
  }

  start(): void {
    this.#tick();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tick(): void {
    const clock = this.#clock;
    const [wallMs, monotonicMs] = [clock.now().getTime(), clock.monotonicMs()];
    this.#cancel = clock.after(tickMs, () => {
      const byWallMs = clock.now().getTime() - wallMs - tickMs;
      const byMonotonicMs = clock.monotonicMs() - monotonicMs - tickMs;
      this.#tick();
      // Some systems' monotonic clocks go on while the computer sleeps, others do not.
      if (Math.abs(byWallMs) >= jumpMs || byMonotonicMs >= jumpMs) this.#onJump();
    });
  }
}
