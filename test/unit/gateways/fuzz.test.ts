/** The short form of `npm run fuzz`. */
import { describe, expect, it } from 'vitest';
import { mutate } from '../../fuzz/mutate.ts';
import { createRandom } from '../../fuzz/random.ts';
import { runFuzz, type FuzzTarget, type Judgement } from '../../fuzz/run-fuzz.ts';
import { createFuzzTargets } from '../../fuzz/targets.ts';

const options = { count: 3000, seed: 7, longestMs: Number.POSITIVE_INFINITY };

describe.each(await createFuzzTargets())('$name', (target) => {
  it('neither breaks nor believes a forgery, whatever is done to its messages', async () => {
    const report = await runFuzz(target, options);
    expect(report.faults).toEqual([]);
    expect(report.accepted + report.refused).toBe(options.count);
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.refused).toBeGreaterThan(options.count / 2);
  });
});

describe('the fuzzer', () => {
  const targetThat = (judge: (input: Buffer) => Judgement): FuzzTarget => ({
    name: 'double',
    corpus: [Buffer.from('{"status":0}')],
    words: ['1'],
    judge,
  });

  it('reports a parser that throws and one that believes too much, with the input', async () => {
    const crash = await runFuzz(
      targetThat(() => {
        throw new RangeError('stack');
      }),
      options,
    );
    expect(crash.faults).toHaveLength(10);
    expect(crash.faults[0]).toMatchObject({ kind: 'crash', index: 0, detail: 'RangeError: stack' });
    const wrong = await runFuzz(
      targetThat((input) => (input.includes('1') ? 'wrong' : 'refused')),
      options,
    );
    expect(wrong.faults[0]?.kind).toBe('wrong');
    expect(Buffer.from(wrong.faults[0]?.inputBase64 ?? '', 'base64').includes('1')).toBe(true);
  });

  it('reports an input that is slow every time it is tried', async () => {
    const tries: number[] = [];
    const report = await runFuzz(
      targetThat(() => {
        tries.push(1);
        return 'refused';
      }),
      { ...options, count: 1, longestMs: -1 },
    );
    expect(report.faults).toMatchObject([{ kind: 'hang', index: 0 }]);
    expect(tries).toHaveLength(5);
  });

  it('makes the same inputs of the same seed, and others of another', () => {
    const material = { corpus: [Buffer.from('{"status":0}')], words: ['1'] };
    const inputs = (seed: number): string[] => {
      const random = createRandom(seed);
      return Array.from({ length: 50 }, () => mutate(material, random).toString('base64'));
    };
    expect(inputs(1)).toEqual(inputs(1));
    expect(inputs(1)).not.toEqual(inputs(2));
  });
});
