import type { Clock } from '../ports/index.ts';

/** The longest delay of one timer: beyond it Node fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The computer's clock. Time only moves payments along; what was paid is never decided by it. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after: (delayMs, action) => {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const stepMs = Math.min(Math.max(0, restMs), longestTimerMs);
      timer = setTimeout(() => (restMs > stepMs ? wait(restMs - stepMs) : action()), stepMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
