import { describe, expect, it } from 'vitest';
import { pausesMs, retried, retriedSync } from '../../../main/common/momentary.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });

/** Fails with each of the errors, one after the other, then gives back how often it was tried. */
function failingWith(errors: readonly Error[]): () => number {
  let tries = 0;
  return () => {
    tries += 1;
    const error = errors[tries - 1];
    if (error !== undefined) throw error;
    return tries;
  };
}

type Try = (step: () => number) => Promise<{ readonly result: number | string; readonly pauses: readonly number[] }>;

const ways: readonly (readonly [string, Try])[] = [
  [
    'that is waited for',
    async (step) => {
      const pauses: number[] = [];
      const result = await retried(
        async () => step(),
        (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
      ).catch(String);
      return { result, pauses };
    },
  ],
  [
    'of its own thread',
    (step) => {
      const pauses: number[] = [];
      try {
        return Promise.resolve({ result: retriedSync(step, (milliseconds) => pauses.push(milliseconds)), pauses });
      } catch (error) {
        return Promise.resolve({ result: String(error), pauses });
      }
    },
  ],
];

describe.each(ways)('a step %s', (_way, attempt) => {
  it('that goes well is made once', async () => {
    expect(await attempt(failingWith([]))).toEqual({ result: 1, pauses: [] });
  });

  it.each(['EPERM', 'EBUSY', 'EACCES'])('that fails for a moment with %s is made again', async (code) => {
    expect(await attempt(failingWith([coded(code)]))).toEqual({ result: 2, pauses: [pausesMs[0]] });
  });

  it.each([
    ['a full disk', coded('ENOSPC')],
    ['a folder that is gone', coded('ENOENT')],
    ['anything else', new Error('odd')],
  ])('that fails for %s is not made again', async (_what, error) => {
    expect(await attempt(failingWith([error]))).toEqual({ result: String(error), pauses: [] });
  });

  it('that goes on failing is given up after about a second, with what it failed of last', async () => {
    const errors = [...pausesMs.map(() => coded('EBUSY')), coded('EPERM')];
    expect(await attempt(failingWith(errors))).toEqual({ result: 'Error: EPERM', pauses: pausesMs });
    const totalMs = pausesMs.reduce((sum, one) => sum + one, 0);
    expect(totalMs).toBeGreaterThan(1_000);
    expect(totalMs).toBeLessThan(2_000);
  });
});
