/** How far a clock is off, in the unit that people would say it in. Pure. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface TimeSpan {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

/** The direction does not matter. Two of a unit are said in it; below that the smaller unit is more exact. */
export function timeSpan(milliseconds: number): TimeSpan {
  const length = Math.abs(milliseconds);
  if (length < 2 * minuteMs) return { unit: 'seconds', count: Math.round(length / secondMs) };
  if (length < 2 * hourMs) return { unit: 'minutes', count: Math.round(length / minuteMs) };
  if (length < 2 * dayMs) return { unit: 'hours', count: Math.round(length / hourMs) };
  return { unit: 'days', count: Math.round(length / dayMs) };
}
