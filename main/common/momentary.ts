/**
 * Steps on the program's own files that another program may be in the way of for a moment: on Windows a virus scanner,
 * an indexer or a backup holds a file that was just written, and renaming or opening it then fails with one of three
 * codes. Such a step is tried again, for about a second in all; what lasts longer is thrown as it came.
 */

/** Before the second try, the third, and so on. */
export const pausesMs = [10, 20, 40, 80, 160, 320, 640] as const;

const momentaryCodes: readonly unknown[] = ['EPERM', 'EBUSY', 'EACCES'];

/** Tries `step` again after each pause while it fails in a way that may pass. @throws what the last try threw. */
export async function retried<Result>(
  step: () => Promise<Result>,
  pause: (milliseconds: number) => Promise<void> = paused,
): Promise<Result> {
  for (const milliseconds of pausesMs) {
    try {
      return await step();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    await pause(milliseconds);
  }
  return step();
}

/** The same for a step that cannot be waited for: this thread stands still between the tries. */
export function retriedSync<Result>(step: () => Result, pause: (milliseconds: number) => void = standStill): Result {
  for (const milliseconds of pausesMs) {
    try {
      return step();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    pause(milliseconds);
  }
  return step();
}

function mayPass(error: unknown): boolean {
  return error instanceof Error && 'code' in error && momentaryCodes.includes(error.code);
}

function paused(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
