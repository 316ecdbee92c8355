import { describe, expect, it } from 'vitest';
import { provenAge, type TimeWord } from '../../../main/domain/gateway-words.ts';

const dayMs = 86_400_000;
/** `a20`: the gateway of account a says that it is day 20. Their sequences are 10, 20, 30, … */
const words = (...said: readonly string[]): readonly TimeWord[] =>
  said.map((one, index) => ({
    sequence: 10 * (index + 1),
    accountId: one[0] ?? '',
    saidMs: Number(one.slice(1)) * dayMs,
  }));
/** The last of them says what day it is. */
const oldBefore = (days: number, ...said: readonly string[]): readonly unknown[] =>
  oldOn((words(...said).at(-1)?.saidMs ?? 0) / dayMs, days, ...said);
const oldOn = (today: number, days: number, ...said: readonly string[]): readonly unknown[] => {
  const { lastOldSequence, firstYoungSequence } = provenAge(words(...said), days * dayMs, today * dayMs);
  return [lastOldSequence, firstYoungSequence];
};

describe('what the gateways’ words prove of the age of events', () => {
  it('all that came before an old one is old, and what came after the last may be young', () => {
    expect(oldBefore(30, 'a10', 'a20', 'a40', 'a41')).toEqual([20, 21]);
    expect(oldBefore(30, 'a10', 'b20', 'a40', 'b41')).toEqual([20, 21]);
    expect(oldBefore(5, 'a10', 'a11')).toEqual([0, 1]);
    expect(oldBefore(30, 'a10', 'a19', 'a20')).toEqual([30, null]);
    expect(oldBefore(30)).toEqual([0, null]);
  });

  it('one word of now alone bears nothing out: it may be the one that is wrong', () => {
    // Less far ahead than what is kept: true words are young by it, too.
    expect(oldBefore(300, 'a1', 'a200', 'a310', 'a311', 'a665')).toEqual([0, 21]);
    expect(oldBefore(370, 'a1', 'a2', 'a3', 'a400')).toEqual([0, 31]);
    expect(oldBefore(30, 'a10', 'a20', 'a40')).toEqual([0, 21]);
    // But where it was borne out before, and the others are lost.
    expect(provenAge(words('a10', 'a20', 'a40'), 30 * dayMs, null)).toEqual({
      lastOldSequence: 20,
      firstYoungSequence: 21,
    });
  });

  it('nothing is old after a young word, whatever another gateway says', () => {
    expect(oldBefore(30, 'a10', 'a40', 'b5', 'a41')).toEqual([10, 11]);
  });

  it('one that is behind what was said before proves nothing of what came before it', () => {
    expect(oldBefore(30, 'a20', 'b5', 'a40', 'a41')).toEqual([10, 11]);
    expect(oldBefore(30, 'a20', 'b19.5', 'a40', 'a41')).toEqual([20, 21]);
  });

  it('one that was ahead is none, once its gateway has said otherwise three times', () => {
    expect(oldBefore(30, 'a10', 'a900', 'a11', 'a12', 'a40', 'a41')).toEqual([40, 41]);
    expect(oldOn(900, 30, 'a10', 'a900', 'a11', 'a12')).toEqual([0, 11]);
    // Another gateway is no witness, and one word that was behind none against right ones.
    expect(oldOn(900, 30, 'a10', 'a900', 'b11', 'b12', 'b13')).toEqual([0, 11]);
    expect(oldBefore(30, 'a10', 'a40', 'a5', 'a6', 'a7', 'a41', 'a42')).toEqual([10, 11]);
  });
});
