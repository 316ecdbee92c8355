import type { Clock } from './ports.ts';

/** The computer's clock. Time only moves payments along; what was paid is never decided by it. */
export const systemClock: Clock = {
  now: () => new Date(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
