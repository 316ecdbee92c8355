import { describe, expect, it } from 'vitest';
import { delayBeforeNextCheck, isStalled, taskFor, watchHorizonMs } from '../../../main/domain/watch-schedule.ts';
import { refundOf } from '../../support/events.ts';
import { orderOf } from '../../support/orders.ts';

const createdAt = '2026-11-22T06:32:05.000Z';
const codeExpiresAt = '2026-11-22T06:37:05.000Z';
/** Milliseconds of the order's time; its code may be paid for 300 s. */
const passed = (seconds: number): number => seconds * 1000;
const noJitter = 0.5;

describe('the rhythm of checks', () => {
  const order = orderOf({ createdAt, codeExpiresAt });

  it('asks first after 2 s, then every 3 s, and every 5 s after a minute', () => {
    expect(delayBeforeNextCheck(order, { checkCount: 0, failuresInRow: 0 }, passed(0), noJitter)).toBe(2000);
    expect(delayBeforeNextCheck(order, { checkCount: 1, failuresInRow: 0 }, passed(2), noJitter)).toBe(3000);
    expect(delayBeforeNextCheck(order, { checkCount: 20, failuresInRow: 0 }, passed(61), noJitter)).toBe(5000);
  });

  it('spreads by a tenth either way', () => {
    const progress = { checkCount: 1, failuresInRow: 0 };
    expect(delayBeforeNextCheck(order, progress, passed(2), 0)).toBe(2700);
    expect(delayBeforeNextCheck(order, progress, passed(2), 0.999_999)).toBe(3300);
  });

  it('backs off while the gateway is silent, and no further than 30 s', () => {
    const delays = [1, 2, 3, 4, 5, 50].map((failuresInRow) =>
      delayBeforeNextCheck(order, { checkCount: 9, failuresInRow }, passed(30), noJitter),
    );
    expect(delays).toEqual([3000, 5000, 10_000, 15_000, 30_000, 30_000]);
  });

  it('never oversleeps the moment at which the code expires', () => {
    const justBefore = passed(300 - 1);
    expect(delayBeforeNextCheck(order, { checkCount: 50, failuresInRow: 4 }, justBefore, 0.99)).toBe(1000);
    expect(delayBeforeNextCheck(order, { checkCount: 50, failuresInRow: 0 }, passed(300 + 5), 0)).toBe(0);
  });

  it('begins with every 3 s for a sale that was put aside for an hour before it was sent', () => {
    const released = orderOf({ createdAt: '2026-11-22T05:32:05.000Z', codeExpiresAt });
    const delays = [0, 1, 19, 20].map((checkCount) =>
      delayBeforeNextCheck(released, { checkCount, failuresInRow: 0 }, passed(2), noJitter),
    );
    expect(delays).toEqual([2000, 3000, 3000, 5000]);
  });

  it('pauses between two questions also when the gateway is silent about an order of long ago', () => {
    const longAfter = passed(300 + watchHorizonMs / 1000 + 60);
    for (const state of ['awaiting', 'create_unknown', 'closing', 'close_unknown', 'expired_watching'] as const) {
      const old = orderOf({ state, createdAt, codeExpiresAt });
      expect(
        delayBeforeNextCheck(old, { checkCount: 1, failuresInRow: 1 }, longAfter, noJitter),
        state,
      ).toBeGreaterThanOrEqual(3000);
    }
  });

  it('asks about a refund after 10 s, and then ever more seldom', () => {
    for (const state of ['paid', 'paid_late'] as const) {
      const refunding = orderOf({ state, refunds: [refundOf()] });
      const delays = [0, 1, 2, 3, 4, 5, 6, 99].map((checkCount) =>
        delayBeforeNextCheck(refunding, { checkCount, failuresInRow: 9 }, passed(900), noJitter),
      );
      expect(delays).toEqual([10_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000]);
    }
  });

  it('keeps asking about a given-up order ever more seldom', () => {
    const watched = orderOf({ state: 'expired_watching', codeExpiresAt });
    const delays = [0, 1, 2, 3, 4, 99].map((checkCount) =>
      delayBeforeNextCheck(watched, { checkCount, failuresInRow: 0 }, passed(300 + 60), noJitter),
    );
    expect(delays).toEqual([60_000, 120_000, 300_000, 900_000, 3_600_000, 3_600_000]);
  });
});

describe('an order of which nothing can be learned', () => {
  const requestedAt = '2026-11-22T09:00:00.000Z';
  const horizonSeconds = watchHorizonMs / 1000;

  it('is one whose code expired a day ago', () => {
    const order = orderOf({ state: 'close_unknown', codeExpiresAt });
    expect(isStalled(order, passed(300 + horizonSeconds - 1))).toBe(false);
    expect(isStalled(order, passed(300 + horizonSeconds))).toBe(true);
  });

  it('is one with a refund that was asked for a day ago, however old the payment', () => {
    const order = orderOf({ state: 'paid', codeExpiresAt, refunds: [refundOf({ requestedAt })] });
    expect(isStalled(order, passed(horizonSeconds - 1))).toBe(false);
    expect(isStalled(order, passed(horizonSeconds))).toBe(true);
  });

  it('is never one whose money is where it belongs', () => {
    const settled = orderOf({ state: 'paid', codeExpiresAt, refunds: [refundOf({ state: 'done', requestedAt })] });
    expect(isStalled(settled, passed(300 + 99 * horizonSeconds))).toBe(false);
  });
});

describe('what a check has to do', () => {
  it('asks about the refund while one is under way, and about the payment otherwise', () => {
    const now = passed(300 + 9e6);
    for (const state of ['paid', 'paid_late'] as const) {
      expect(taskFor(orderOf({ state, codeExpiresAt, refunds: [refundOf({ state: 'unknown' })] }), now)).toBe('refund');
      expect(taskFor(orderOf({ state, codeExpiresAt, refunds: [refundOf({ state: 'done' })] }), now)).toBe('query');
    }
    expect(taskFor(orderOf({ state: 'refunded', codeExpiresAt }), now)).toBe('query');
  });

  it('lets every unpaid order go a day after its code expired, whatever became of closing it', () => {
    const horizonSeconds = watchHorizonMs / 1000;
    for (const state of ['create_unknown', 'awaiting', 'closing', 'close_unknown', 'expired_watching'] as const) {
      const order = orderOf({ state, codeExpiresAt });
      expect(taskFor(order, passed(300 + horizonSeconds - 1)), state).not.toBe('end');
      expect(taskFor(order, passed(300 + horizonSeconds)), state).toBe('end');
    }
  });

  it('queries while the code is valid, closes once it is not', () => {
    const order = orderOf({ codeExpiresAt });
    expect(taskFor(order, passed(300 - 1))).toBe('query');
    expect(taskFor(order, passed(300))).toBe('close');
    expect(taskFor(orderOf({ state: 'create_unknown', codeExpiresAt }), passed(300 + 1))).toBe('close');
  });

  it('finishes a close that was cut short', () => {
    expect(taskFor(orderOf({ state: 'closing' }), passed(1))).toBe('close');
    expect(taskFor(orderOf({ state: 'close_unknown' }), passed(1))).toBe('close');
  });

  it('watches a given-up order for a day before it lets go', () => {
    const watched = orderOf({ state: 'expired_watching', codeExpiresAt });
    const horizonSeconds = watchHorizonMs / 1000;
    expect(taskFor(watched, passed(300 + horizonSeconds - 1))).toBe('query');
    expect(taskFor(watched, passed(300 + horizonSeconds))).toBe('end');
  });
});
