/** Notices when the computer's clock jumps: it slept, or someone set it. Timers alone would oversleep. */
import type { Clock } from '../ports.ts';

const tickMs = 10_000;
/** Far more than a busy computer delays a timer by. */
const jumpMs = 30_000;

export class ClockWatch {
  readonly #clock: Clock;
  readonly #onJump: (byMs: number) => void;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, onJump: (byMs: number) => void) {
    this.#clock = clock;
    this.#onJump = onJump;
  }

  start(): void {
    this.#tickAfter(this.#clock.now().getTime());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tickAfter(startedAtMs: number): void {
    this.#cancel = this.#clock.after(tickMs, () => {
      const nowMs = this.#clock.now().getTime();
      const byMs = nowMs - startedAtMs - tickMs;
      this.#tickAfter(nowMs);
      if (Math.abs(byMs) >= jumpMs) this.#onJump(byMs);
    });
  }
}
