/** Deliveries whose form was not accepted: which of them are kept for the inbox, and how much of each. */
import type { TurnedAwayProblem } from '../ports/index.ts';
import { createRateLimit } from './rate-limit.ts';

/** Bytes of a body: enough to see who sends what. */
export const keptBodyBytes = 4 * 1024;
/** Characters of the content type, which may say anything. */
export const keptContentTypeLength = 200;

/**
 * Of each problem: so many at once, then one a minute, from all senders together. A day of flood is then some 1,500
 * rows and 6 MB at most; the others are counted, not recorded, because a row for each would be the flood itself.
 */
const keptRate = { burst: 20, perSecond: 1 / 60 };

export interface Keeping {
  /** Whether the next delivery with this problem is to be kept. One that is not is counted. */
  keeps(problem: TurnedAwayProblem): boolean;
  /** How many were not kept. */
  readonly leftOut: number;
}

/** `nowMs` is a clock that never goes back. */
export function createKeeping(nowMs: () => number): Keeping {
  const isAllowed = createRateLimit(keptRate, nowMs);
  let leftOut = 0;
  return {
    keeps: (problem) => {
      const isKept = isAllowed(problem);
      if (!isKept) leftOut += 1;
      return isKept;
    },
    get leftOut() {
      return leftOut;
    },
  };
}
