import { describe, expect, it } from 'vitest';
import { createKeeping, keptBodyBytes } from '../../../main/notify/turned-away.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe('a flood of deliveries that are turned away', () => {
  it('fills the inbox with no more than a few megabytes a day, and every one left out is counted', () => {
    let nowMs = 0;
    const keeping = createKeeping(() => nowMs);
    const comeEveryMs = 500;
    let kept = 0;
    for (; nowMs < dayMs; nowMs += comeEveryMs) if (keeping.keeps('too_many_deliveries')) kept += 1;
    expect(kept * keptBodyBytes).toBeLessThan(6 * 1024 * 1024);
    expect(kept).toBeGreaterThan(24 * 60 - 1);
    expect(kept + keeping.leftOut).toBe(dayMs / comeEveryMs);
  });

  it('of one kind does not keep another out', () => {
    const keeping = createKeeping(() => 0);
    while (keeping.keeps('too_many_deliveries'));
    expect(keeping.keeps('content_type_unsupported')).toBe(true);
    expect(keeping.leftOut).toBe(1);
  });
});
