/** Runs tasks that share a key one after the other, tasks of different keys side by side. */
export class OneAtATime {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    // The task before may have failed; that is its caller's to hear, not this one's.
    const result = before.then(task, task);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }

  /** Whether a task with this key is running, or waits to. */
  isBusy(key: string): boolean {
    return this.#tails.has(key);
  }

  /** Resolves when all that was started before this call has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
