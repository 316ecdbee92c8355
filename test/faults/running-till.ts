/** A till under test, as the real app or without a window: the harness can call it, kill it, and see it end. */
import type { Bridge } from '../../preload/contract/index.ts';

type Cashier = Omit<Bridge<'cashier'>, 'on'>;
export type CallName = keyof Cashier;
export type Argument<Name extends CallName> = Parameters<Cashier[Name]>[0];
export type Answer<Name extends CallName> = Awaited<ReturnType<Cashier[Name]>>;

export interface RunningTill {
  /** Calls the till as its window does. Rejects with TillGone when the till ends before it has answered. */
  call<Name extends CallName>(name: Name, argument: Argument<Name>): Promise<Answer<Name>>;
  /** Its wall clock is wrong by so much from now on. A till that is the real app has the computer's clock. */
  setClock(aheadMs: number): Promise<void>;
  /** Ends the process at once, as pulling the plug does. Does nothing when it has ended. */
  kill(): void;
  /** Ends it the ordinary way; resolves when it has ended, however that went. */
  quit(): Promise<void>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  readonly isGone: boolean;
  /** What it printed so far. */
  readonly output: string;
}

export class TillGone extends Error {
  constructor(output: string) {
    super(`The till has ended. It printed:\n${output}`);
    this.name = 'TillGone';
  }
}

/** Starts a till on a data folder. Rejects with TillGone when it ends before it can be used. */
export type LaunchTill = (options: {
  readonly userDataFolder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Told as soon as there is a process, so that it can be killed while it starts. */
  readonly onStarted?: (kill: () => void) => void;
  /** What its wall clock is wrong by from the start, in milliseconds; not of the real app. */
  readonly clockAheadMs?: number;
  /** Whether what is to come in a minute or later comes in a sixtieth of that time; not of the real app. */
  readonly isHurried?: boolean;
}) => Promise<RunningTill>;

/** Rejects with `makeError()` when the promise is not settled in time. */
export async function within<Value>(promise: Promise<Value>, limitMs: number, makeError: () => Error): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(makeError()), limitMs);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
