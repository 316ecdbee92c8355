/** Time as both gateways see it: GMT+8 on the wire whatever the PC's zone, and `5m`, `2h`, `1d`, `1c` as limits. */
import type { Clock } from '../../ports/index.ts';

const gmt8OffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;
const unitMs = { m: 60_000, h: 3_600_000, d: dayMs } as const;
const longestLimitMs = 15 * dayMs;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};

/** `2024-05-01 12:00:00`, the form of Alipay's times. */
export function formatGmt8(time: Date): string {
  return new Date(time.getTime() + gmt8OffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2024-05-01T12:00:00+08:00`, the form of ScanForPay's times. */
export function formatRfc3339(time: Date): string {
  return `${formatGmt8(time).replace(' ', 'T')}+08:00`;
}

/** Reads `yyyy-MM-dd HH:mm:ss` in GMT+8; `null` for anything else, impossible dates included. */
export function parseGmt8(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const time = new Date(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(time.getTime()) || formatGmt8(time) !== text ? null : time;
}

/** Whether a text is a time limit both gateways know: 1m to 15d in whole minutes, hours or days, or `1c` (until 0:00). */
export function isTimeLimit(text: string): boolean {
  if (text === '1c') return true;
  const durationMs = limitMs(text);
  return durationMs !== null && durationMs <= longestLimitMs;
}

/** When a limit that starts at `from` is over. `limit` has passed `isTimeLimit`. */
export function endOfLimit(from: Date, limit: string): Date {
  const durationMs = limitMs(limit);
  if (durationMs !== null) return new Date(from.getTime() + durationMs);
  const dayNumber = Math.floor((from.getTime() + gmt8OffsetMs) / dayMs);
  return new Date((dayNumber + 1) * dayMs - gmt8OffsetMs);
}

function limitMs(text: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : Number(count) * unitMs[unit as keyof typeof unitMs];
}

/** The day or month of a bill. */
export interface BillPeriod {
  readonly from: Date;
  /** The first instant that no longer belongs to it. */
  readonly until: Date;
  /** Bills of a day come at 9:00 on the next, bills of a month at 9:00 on the third of the next (GMT+8). */
  readonly readyAt: Date;
}

const billHourMs = 9 * 3_600_000;

/** Reads `yyyy-MM-dd` or `yyyy-MM` in GMT+8; `null` for anything else. */
export function readBillPeriod(text: string): BillPeriod | null {
  if (!/^\d{4}-\d{2}(?:-\d{2})?$/.test(text)) return null;
  const isMonth = text.length === 7;
  const from = parseGmt8(`${text}${isMonth ? '-01' : ''} 00:00:00`);
  if (from === null) return null;
  const until = isMonth ? startOfNextMonth(from) : new Date(from.getTime() + dayMs);
  return { from, until, readyAt: new Date(until.getTime() + billHourMs + (isMonth ? 2 * dayMs : 0)) };
}

function startOfNextMonth(startOfMonth: Date): Date {
  const local = new Date(startOfMonth.getTime() + gmt8OffsetMs);
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - gmt8OffsetMs);
}
