/**
 * Keeps a barcode scanner from pressing buttons. A scanner types letters too, each within a few milliseconds of the
 * last; so a letter acts only when no further key follows within `quietMs`, and none came within `quietMs` before. Slow
 * scanners, by radio, leave as much between two keys as a person.
 */
export interface KeyGuardWorld {
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export const scannerQuietMs = 120;

export class KeyGuard {
  readonly #world: KeyGuardWorld;
  readonly #quietMs: number;
  #cancel: (() => void) | null = null;
  #lastKeyAt = Number.NEGATIVE_INFINITY;

  constructor(world: KeyGuardWorld, quietMs: number = scannerQuietMs) {
    this.#world = world;
    this.#quietMs = quietMs;
  }

  /**
   * Tells the guard of every key. `action` is what the key would do, `null` for keys that do nothing here.
   *
   * @param at milliseconds from any fixed point, of the key itself: a busy page makes no pause of it.
   */
  press(at: number, action: (() => void) | null): void {
    const inBurst = at - this.#lastKeyAt < this.#quietMs;
    this.#lastKeyAt = at;
    this.#cancel?.();
    this.#cancel = null;
    if (action === null || inBurst) return;
    this.#cancel = this.#world.after(this.#quietMs, () => {
      this.#cancel = null;
      action();
    });
  }
}
