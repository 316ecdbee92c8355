/**
 * One call at a time, each with a limit. A keychain call blocks one of the process's few pool threads until the
 * service answers, which may be until someone has typed a password. Side by side, a handful of them would stop all
 * file and name-lookup work of the program.
 */
export class Lane {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves when no call is under way any more, those whose answer was dropped included. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  /**
   * Rejects when no answer has come `timeoutMs` after the call, waiting for its turn included. A call that has not
   * begun by then is never made; one that has begun cannot be called back, and its answer is dropped.
   */
  run<Result>(timeoutMs: number, action: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let expired = false;
      const timer = setTimeout(() => {
        expired = true;
        reject(new Error(`No answer within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      const begin = async () => {
        if (!expired) resolve(await action());
      };
      this.#tail = this.#tail.then(begin).then(
        () => {
          clearTimeout(timer);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}
