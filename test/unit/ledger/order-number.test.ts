import { afterEach, describe, expect, it, vi } from 'vitest';
import { businessDayOf } from '../../../main/domain/business-day.ts';
import { makeOrderNo } from '../../../main/ledger/order-number.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an order number', () => {
  it('has prefix, day, daily number and four random characters', () => {
    expect(makeOrderNo('T01', '2026-11-22', 42)).toMatch(/^T01_20261122_0042_[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('stays within 32 characters with the longest prefix and a very busy day', () => {
    expect(makeOrderNo('COUNTER9', '2026-11-22', 123_456_789)).toHaveLength(32);
  });

  it('is not the same twice', () => {
    const numbers = new Set(Array.from({ length: 50 }, () => makeOrderNo('T01', '2026-11-22', 1)));
    expect(numbers.size).toBeGreaterThan(45);
  });
});

describe('the business day', () => {
  it.each([
    ['Asia/Tokyo', '2026-11-22T15:00:00Z', '2026-11-23'],
    ['Asia/Tokyo', '2026-11-22T14:59:59Z', '2026-11-22'],
    ['UTC', '2026-11-22T15:00:00Z', '2026-11-22'],
    ['America/Los_Angeles', '2026-01-01T07:59:59Z', '2025-12-31'],
  ])('in %s at %s is %s', (zone, at, day) => {
    vi.stubEnv('TZ', zone);
    expect(businessDayOf(new Date(at))).toBe(day);
  });
});
