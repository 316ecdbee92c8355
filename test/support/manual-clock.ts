import type { Clock } from '../../main/ports/index.ts';

/** A clock that stands until a test moves it; timers fire in order while it moves. */
export class ManualClock implements Clock {
  #nowMs: number;
  /** What the wall clock is ahead of the time that really passes here. */
  #wallAheadMs = 0;
  #timers: { readonly atMs: number; readonly action: () => void }[] = [];
  readonly #settle: () => Promise<void>;

  /** @param settle waits until what a timer started has come to rest. */
  constructor(start = '2026-11-22T06:32:05.000Z', settle: () => Promise<void> = settleMicrotasks) {
    this.#nowMs = Date.parse(start);
    this.#settle = settle;
  }

  now(): Date {
    return new Date(this.#nowMs + this.#wallAheadMs);
  }

  /** The time that it really is, whatever the wall clock shows: that of a gateway. */
  trueNow(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  random(): number {
    return 0.5;
  }

  /** Moves on, running every timer that falls due and letting what it started come to rest before the next. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    for (;;) {
      await this.#settle();
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.action();
    }
    this.#nowMs = untilMs;
    await this.#settle();
  }

  /**
   * The wall clock moves, either way, and nothing else: somebody sets it, or the computer sleeps where the monotonic
   * clock does so too.
   */
  jump(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  /** Time passes without a timer: the computer sleeps, and all its clocks go on. */
  sleep(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** Lets chains of already resolved promises run to their end. */
export async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
