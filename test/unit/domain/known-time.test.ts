import { describe, expect, it } from 'vitest';
import { isBorneOut, knownTimeMs, type TimedEntry } from '../../../main/domain/known-time.ts';

const ms = (time: string): number => Date.parse(time);
const entry = (at: string, paidAt: string | null = null): TimedEntry => ({
  atMs: ms(at),
  gatewaySaysMs: paidAt === null ? null : ms(paidAt),
});

describe('the time that a ledger knows', () => {
  it.each<[what: string, entries: readonly TimedEntry[], known: string]>([
    ['goes on from day to day', ['2026-11-20', '2026-11-22', '2026-11-24'].map((at) => entry(at)), '2026-11-24'],
    ['takes no leap', ['2026-11-20', '2026-11-22', '2030-01-01', '2030-01-02'].map((at) => entry(at)), '2026-11-22'],
    ['goes back with the clock', ['2030-01-01', '2026-11-22'].map((at) => entry(at)), '2026-11-22'],
    ['takes the leap that a gateway bears out', [entry('2026-11-22'), entry('2027-03-01', '2027-03-01')], '2027-03-01'],
    ['not that of which it says otherwise', [entry('2026-11-22'), entry('2030-01-01', '2026-11-22')], '2026-11-22'],
    ['is no earlier than a payment', [entry('2025-11-01', '2026-11-22')], '2026-11-22'],
  ])('%s', (_, entries, known) => {
    expect(knownTimeMs(entries)).toBe(ms(known));
  });

  it('is none without an entry', () => {
    expect(knownTimeMs([])).toBeNull();
  });
});

it('bears a clock out that is behind it, or a few days ahead', () => {
  const known = ms('2026-11-22');
  expect(['2015-01-01', '2026-11-22', '2026-11-25'].map((at) => isBorneOut(ms(at), known))).toEqual([true, true, true]);
  expect(['2026-11-26', '2030-01-01'].map((at) => isBorneOut(ms(at), known))).toEqual([false, false]);
  expect(isBorneOut(known, null)).toBe(false);
});
