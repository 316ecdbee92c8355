/** One till for the tests of a file: started before the first, closed after the last, its folder removed. */
import { test } from '@playwright/test';
import { openTill, temporaryFolder, type Till } from './till-window.ts';

export interface SharedTill extends Till {
  /** Where it keeps its data. */
  readonly folder: string;
  /** Starts it again with the same data, once it has been closed or killed. */
  readonly reopen: () => Promise<void>;
}

export interface SharedTillHooks {
  /** While it is still open. */
  readonly beforeEnd?: (till: SharedTill) => Promise<void>;
  /** While its folder is still there. */
  readonly afterEnd?: (till: SharedTill) => void;
}

/** For the file, or the `describe`, in which it is called. */
export function sharedTill({ beforeEnd, afterEnd }: SharedTillHooks = {}): SharedTill {
  let folder: ReturnType<typeof temporaryFolder> | null = null;
  let opened: Till | null = null;
  const now = <Value>(value: Value | null): Value => {
    if (value === null) throw new Error('The till is there within the tests only');
    return value;
  };
  const till: SharedTill = {
    get folder() {
      return now(folder).path;
    },
    reopen: async () => {
      opened = await openTill({ userDataDir: till.folder });
    },
    get app() {
      return now(opened).app;
    },
    get window() {
      return now(opened).window;
    },
    state: () => now(opened).state(),
    output: () => now(opened).output(),
    close: () => now(opened).close(),
    kill: () => now(opened).kill(),
  };
  test.beforeAll(async () => {
    folder = temporaryFolder();
    await till.reopen();
  });
  test.afterAll(async () => {
    try {
      await beforeEnd?.(till);
    } finally {
      await opened?.close();
    }
    afterEnd?.(till);
    folder?.remove();
  });
  return till;
}
