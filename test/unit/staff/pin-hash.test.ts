import { describe, expect, it } from 'vitest';
import { hashPin, matchesPin } from '../../../main/staff/pin-hash.ts';
import { tracesOf } from '../../support/secret-traces.ts';

describe('a kept PIN', () => {
  it('is matched by itself and by nothing else', async () => {
    const kept = await hashPin('4711');
    expect(await matchesPin('4711', kept)).toBe(true);
    for (const other of ['4712', '04711', '471', '']) expect(await matchesPin(other, kept)).toBe(false);
  });

  it('says nothing of itself, and looks different each time', async () => {
    const [first, second] = await Promise.all([hashPin('4711'), hashPin('4711')]);
    expect(tracesOf('4711', JSON.stringify(first))).toEqual([]);
    expect(first.salt).not.toBe(second.salt);
    expect(first.hash).not.toBe(second.hash);
  });

  it('still matches after the cost of new ones was raised', async () => {
    expect(await matchesPin('4711', await hashPin('4711', 4))).toBe(true);
  });
});
