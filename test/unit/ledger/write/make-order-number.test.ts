import { afterEach, describe, expect, it, vi } from 'vitest';
import { businessDayOf } from '../../../../main/domain/business-day.ts';
import { makeInstallationId, makeOrderNo, makeRefundNo } from '../../../../main/ledger/write/make-order-number.ts';
import {
  installationOfTerminal,
  terminalName,
  terminalPrefixOf,
  tillOfNumber,
} from '../../../../main/domain/order-number.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an order number', () => {
  it('has prefix, day, daily number, installation and four random characters', () => {
    expect(makeOrderNo('T01', '2026-11-22', 42, '7KQ2M3XZ')).toMatch(
      /^T01_20261122_0042_7KQ2M3XZ[0-9A-HJKMNP-TV-Z]{4}$/,
    );
  });

  it('ends, as a refund’s does, with what is drawn for it where another source than the system is given', () => {
    const draw = (length: number): string => 'Z'.repeat(length);
    expect(makeOrderNo('T01', '2026-11-22', 42, '7KQ2M3XZ', draw)).toBe('T01_20261122_0042_7KQ2M3XZZZZZ');
    expect(makeRefundNo('T01', '2026-11-22', '7KQ2M3XZ', draw)).toBe('R_T01_20261122_7KQ2M3XZZZZZZZZZ');
  });

  const prefixes = ['T', 'T1', 'T01', 'BAR2', 'DESK5', 'FLOOR6', 'HARBOR7', 'COUNTER9'];

  it.each(prefixes)('suits both gateways with the prefix %s and any daily number, and so does a refund’s', (prefix) => {
    for (const dailyNumber of [1, 9_999, 10_000, 123_456, 9_999_999]) {
      const orderNo = makeOrderNo(prefix, '2026-11-22', dailyNumber, '7KQ2M3XZ');
      expect(orderNo).toMatch(/^[A-Za-z0-9_]{1,32}$/);
      expect(orderNo).toContain(`_${String(dailyNumber).padStart(4, '0')}_7KQ2M3XZ`);
      expect(tillOfNumber(orderNo)).toEqual({ terminalPrefix: prefix, installationId: '7KQ2M3XZ' });
      expect(terminalPrefixOf(orderNo)).toBe(prefix);
    }
    const refundNo = makeRefundNo(prefix, '2026-11-22', '7KQ2M3XZ');
    expect(refundNo).toMatch(/^[A-Za-z0-9_]{1,32}$/);
    expect(refundNo).toMatch(new RegExp(`^R_${prefix}_\\d{6,8}_7KQ2M3XZ[0-9A-HJKMNP-TV-Z]{6,8}$`));
  });

  it('leaves something to chance on every day that a shop can have, should its ledger be put back to an older one', () => {
    for (const prefix of prefixes) {
      expect(makeOrderNo(prefix, '2026-11-22', 9_999, '7KQ2M3XZ')).toMatch(/_7KQ2M3XZ[0-9A-HJKMNP-TV-Z]{3,4}$/);
    }
  });

  it('names its till, as far as it is one of this program’s', () => {
    expect(tillOfNumber('T01_20261122_0042_7KQ2')).toBeNull();
    expect(terminalPrefixOf('T01_20261122_0042_7KQ2')).toBe('T01');
    expect(terminalPrefixOf('WEB-4711')).toBeNull();
    const till = { terminalPrefix: 'T01', installationId: '7KQ2M3XZ' };
    expect(terminalName(till)).toBe('T01_7KQ2M3XZ');
    expect(installationOfTerminal('T01_7KQ2M3XZ')).toBe('7KQ2M3XZ');
    expect(installationOfTerminal('pudong_001')).toBeNull();
  });

  it('does not meet that of another installation with the same prefix, day and daily number', () => {
    const ids = new Set(Array.from({ length: 2_000 }, makeInstallationId));
    expect(ids.size).toBe(2_000);
    for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
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
