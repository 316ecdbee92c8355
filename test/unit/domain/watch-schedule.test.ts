import { describe, expect, it } from 'vitest';
import { delayBeforeNextCheck, taskFor, watchHorizonMs } from '../../../main/domain/watch-schedule.ts';
import { orderOf } from '../../support/orders.ts';

const createdAt = '2026-11-22T06:32:05.000Z';
const codeExpiresAt = '2026-11-22T06:37:05.000Z';
const secondsAfter = (time: string, seconds: number): Date => new Date(Date.parse(time) + seconds * 1000);
const noJitter = 0.5;

describe('the rhythm of checks', () => {
  const order = orderOf({ createdAt, codeExpiresAt });

  it('asks first after 2 s, then every 3 s, and every 5 s after a minute', () => {
    expect(delayBeforeNextCheck(order, { checkCount: 0, failuresInRow: 0 }, secondsAfter(createdAt, 0), noJitter)).toBe(
      2000,
    );
    expect(delayBeforeNextCheck(order, { checkCount: 1, failuresInRow: 0 }, secondsAfter(createdAt, 2), noJitter)).toBe(
      3000,
    );
    expect(
      delayBeforeNextCheck(order, { checkCount: 20, failuresInRow: 0 }, secondsAfter(createdAt, 61), noJitter),
    ).toBe(5000);
  });

  it('spreads by a tenth either way', () => {
    const progress = { checkCount: 1, failuresInRow: 0 };
    expect(delayBeforeNextCheck(order, progress, secondsAfter(createdAt, 2), 0)).toBe(2700);
    expect(delayBeforeNextCheck(order, progress, secondsAfter(createdAt, 2), 0.999_999)).toBe(3300);
  });

  it('backs off while the gateway is silent, and no further than 30 s', () => {
    const delays = [1, 2, 3, 4, 5, 50].map((failuresInRow) =>
      delayBeforeNextCheck(order, { checkCount: 9, failuresInRow }, secondsAfter(createdAt, 30), noJitter),
    );
    expect(delays).toEqual([3000, 5000, 10_000, 15_000, 30_000, 30_000]);
  });

  it('never oversleeps the moment at which the code expires', () => {
    const justBefore = secondsAfter(codeExpiresAt, -1);
    expect(delayBeforeNextCheck(order, { checkCount: 50, failuresInRow: 4 }, justBefore, 0.99)).toBe(1000);
    expect(delayBeforeNextCheck(order, { checkCount: 50, failuresInRow: 0 }, secondsAfter(codeExpiresAt, 5), 0)).toBe(
      0,
    );
  });

  it('keeps asking about a given-up order ever more seldom', () => {
    const watched = orderOf({ state: 'expired_watching', codeExpiresAt });
    const delays = [0, 1, 2, 3, 4, 99].map((checkCount) =>
      delayBeforeNextCheck(watched, { checkCount, failuresInRow: 0 }, secondsAfter(codeExpiresAt, 60), noJitter),
    );
    expect(delays).toEqual([60_000, 120_000, 300_000, 900_000, 3_600_000, 3_600_000]);
  });
});

describe('what a check has to do', () => {
  it('queries while the code is valid, closes once it is not', () => {
    const order = orderOf({ codeExpiresAt });
    expect(taskFor(order, secondsAfter(codeExpiresAt, -1))).toBe('query');
    expect(taskFor(order, secondsAfter(codeExpiresAt, 0))).toBe('close');
    expect(taskFor(orderOf({ state: 'create_unknown', codeExpiresAt }), secondsAfter(codeExpiresAt, 1))).toBe('close');
  });

  it('finishes a close that was cut short', () => {
    expect(taskFor(orderOf({ state: 'closing' }), secondsAfter(createdAt, 1))).toBe('close');
    expect(taskFor(orderOf({ state: 'close_unknown' }), secondsAfter(createdAt, 1))).toBe('close');
  });

  it('watches a given-up order for a day before it lets go', () => {
    const watched = orderOf({ state: 'expired_watching', codeExpiresAt });
    const horizonSeconds = watchHorizonMs / 1000;
    expect(taskFor(watched, secondsAfter(codeExpiresAt, horizonSeconds - 1))).toBe('query');
    expect(taskFor(watched, secondsAfter(codeExpiresAt, horizonSeconds))).toBe('end');
  });
});
