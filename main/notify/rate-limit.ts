/** So many at once, and then so many each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

const rememberedKeys = 1_000;

/**
 * A token bucket for each key. `nowMs` is a clock that never goes back. Forgets the key that was away longest when
 * there are too many, so that a flood of addresses fills no memory.
 */
export function createRateLimit({ burst, perSecond }: Rate, nowMs: () => number): (key: string) => boolean {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const atMs = nowMs();
    const before = buckets.get(key) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, before.tokens + ((atMs - before.atMs) / 1000) * perSecond);
    const isAllowed = tokens >= 1;
    // Put in anew, so that the map's first key is always the one that was away longest.
    buckets.delete(key);
    buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, atMs });
    const [oldest] = buckets.keys();
    if (buckets.size > rememberedKeys && oldest !== undefined) buckets.delete(oldest);
    return isAllowed;
  };
}
