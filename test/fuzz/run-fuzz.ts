import { mutate, type Material } from './mutate.ts';
import { createRandom } from './random.ts';

/**
 * `accepted` and `refused` are both fine. `wrong` is a forged document taken for a true one, or a parser that
 * disagrees with the reference.
 */
export type Judgement = 'accepted' | 'refused' | 'wrong';

export interface FuzzTarget extends Material {
  readonly name: string;
  /** Throwing is a crash. */
  readonly judge: (input: Buffer) => Judgement | Promise<Judgement>;
}

export interface FuzzFault {
  readonly kind: 'crash' | 'hang' | 'wrong';
  /** Which of the inputs, counted from 0. */
  readonly index: number;
  readonly inputBase64: string;
  readonly detail: string;
}

export interface FuzzReport {
  readonly name: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly faults: readonly FuzzFault[];
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** An input that always takes longer is a hang. */
  readonly longestMs: number;
}

const mostFaults = 10;
/** A busy machine can stop any input for a while; only what is slow every time is the parser's. */
const slownessTries = 5;

/** Feeds mutated inputs to a target until the count is reached or too many have gone wrong. */
export async function runFuzz(target: FuzzTarget, { count, seed, longestMs }: FuzzOptions): Promise<FuzzReport> {
  const random = createRandom(seed);
  const faults: FuzzFault[] = [];
  const judged = { accepted: 0, refused: 0, wrong: 0 };
  let slowestMs = 0;
  let index = 0;
  for (; index < count && faults.length < mostFaults; index += 1) {
    const input = mutate(target, random);
    const note = (kind: FuzzFault['kind'], detail: string): void => {
      faults.push({ kind, index, inputBase64: input.toString('base64'), detail });
    };
    try {
      const { judgement, tookMs } = await timed(target, input, longestMs);
      judged[judgement] += 1;
      slowestMs = Math.max(slowestMs, tookMs);
      if (judgement === 'wrong') note('wrong', '');
      if (tookMs > longestMs) note('hang', `${tookMs.toFixed(0)} ms`);
    } catch (error) {
      note('crash', String(error));
    }
  }
  const { accepted, refused } = judged;
  return { name: target.name, inputs: index, accepted, refused, slowestMs, faults };
}

async function timed(target: FuzzTarget, input: Buffer, longestMs: number) {
  let tookMs = Number.POSITIVE_INFINITY;
  let judgement: Judgement;
  let tries = 0;
  do {
    const startedAt = performance.now();
    judgement = await target.judge(input);
    tookMs = Math.min(tookMs, performance.now() - startedAt);
    tries += 1;
  } while (tookMs > longestMs && tries < slownessTries);
  return { judgement, tookMs };
}
