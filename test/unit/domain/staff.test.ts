import { describe, expect, it } from 'vitest';
import {
  isLockedOut,
  needsApproval,
  noPinFailures,
  oneMoreFailure,
  pinWaitMs,
  type Approvals,
  type PinFailures,
} from '../../../main/domain/staff.ts';

const nothing: Approvals = { refund: false, cancel: false, decide: false, settings: false, export: false };
const manager = { role: 'manager', pin: {} } as const;
const managerWithoutPin = { role: 'manager', pin: null } as const;
const cashier = { role: 'cashier', pin: {} } as const;

describe('a manager’s PIN', () => {
  it('is needed for exactly what the settings name', () => {
    const approvals = { ...nothing, refund: true };
    expect(needsApproval('refund', approvals, [manager])).toBe(true);
    expect(needsApproval('export', approvals, [manager])).toBe(false);
  });

  it('guards the list of people as soon as a manager has one', () => {
    expect(needsApproval('staff', nothing, [cashier, managerWithoutPin])).toBe(false);
    expect(needsApproval('staff', nothing, [cashier, manager])).toBe(true);
  });

  it('must exist while anything needs it', () => {
    expect(isLockedOut({ ...nothing, export: true }, [cashier, managerWithoutPin])).toBe(true);
    expect(isLockedOut({ ...nothing, export: true }, [cashier, manager])).toBe(false);
    expect(isLockedOut(nothing, [])).toBe(false);
  });
});

describe('wrong PINs', () => {
  const start = new Date('2026-11-22T08:00:00.000Z');
  const later = (ms: number): Date => new Date(start.getTime() + ms);
  const failed = (times: number): PinFailures =>
    Array.from({ length: times }).reduce<PinFailures>((failures) => oneMoreFailure(failures, start), noPinFailures);

  it('cost nothing twice, then more and more time, at most a quarter of an hour', () => {
    const waits = Array.from({ length: 9 }, (_, times) => pinWaitMs(failed(times), start) / 1000);
    expect(waits).toEqual([0, 0, 0, 10, 30, 60, 300, 900, 900]);
  });

  it('are waited for to the end, whichever way the clock is set', () => {
    expect(pinWaitMs(failed(4), later(29_999))).toBe(1);
    expect(pinWaitMs(failed(4), later(30_000))).toBe(0);
    expect(pinWaitMs(failed(4), later(-86_400_000))).toBe(30_000);
  });

  it('are forgotten after an hour without one', () => {
    expect(oneMoreFailure(failed(6), later(3_599_999)).count).toBe(7);
    expect(oneMoreFailure(failed(6), later(3_600_000)).count).toBe(1);
  });
});
