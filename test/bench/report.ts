/** What a benchmark says: a ratio against a reference measured in the same run, never a time to be relied on. */
export interface BenchRow {
  readonly name: string;
  readonly metric: string;
  /** Medians, in `unit`. */
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: 'ms';
  readonly runs: number;
  /** Of ours, in `unit`. */
  readonly p50: number;
  readonly p95: number;
}

export function rowOf(
  name: string,
  metric: string,
  oursMs: readonly number[],
  referenceMs: readonly number[],
): BenchRow {
  const ours = percentile(oursMs, 0.5);
  const reference = percentile(referenceMs, 0.5);
  return {
    name,
    metric,
    ours: rounded(ours),
    reference: rounded(reference),
    ratio: rounded(ours / reference),
    unit: 'ms',
    runs: oursMs.length,
    p50: rounded(ours),
    p95: rounded(percentile(oursMs, 0.95)),
  };
}

/** Nearest rank. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
