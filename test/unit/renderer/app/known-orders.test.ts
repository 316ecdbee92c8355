import { describe, expect, it } from 'vitest';
import {
  heldOrders,
  isNewer,
  lastSale,
  newsIn,
  staysUntilSeen,
  stripOrders,
  withOrders,
} from '../../../../renderer/app/known-orders.ts';
import { held, order, paid, problem } from '../../../support/mocked-main/answers/orders.ts';

const waiting = order({ dailyNumber: 1, version: 2, updatedAt: '2026-11-22T06:00:00.000Z' });
const paidLater = { ...paid({ dailyNumber: 1 }), version: 4 };

describe('what the window knows of an order', () => {
  it('is the newest version, whichever comes last', () => {
    expect(withOrders(withOrders(new Map(), [paidLater]), [waiting]).get(waiting.orderNo)).toBe(paidLater);
    expect(withOrders(withOrders(new Map(), [waiting]), [paidLater]).get(waiting.orderNo)).toBe(paidLater);
  });

  it('counts checks within one version', () => {
    const watch = { checkCount: 7, lastCheckedAt: null, nextCheckAt: null, problem: null };
    const later = { ...waiting, watch };
    const earlier = { ...waiting, watch: { ...watch, checkCount: 6 } };
    expect(isNewer(later, earlier)).toBe(true);
    expect(isNewer(earlier, later)).toBe(false);
  });

  it('stays the same object when nothing is newer, so that nothing is drawn again', () => {
    const knownOrders = withOrders(new Map(), [paidLater]);
    expect(withOrders(knownOrders, [waiting])).toBe(knownOrders);
  });
});

describe('the strip of open orders', () => {
  it('shows what is not known first, then what expires soonest, and nothing that is finished', () => {
    const soon = order({ dailyNumber: 11, codeExpiresAt: '2026-11-22T06:01:00.000Z' });
    const later = order({ dailyNumber: 12, codeExpiresAt: '2026-11-22T06:09:00.000Z' });
    const unknown = order({ dailyNumber: 13, display: 'unknown', codeExpiresAt: '2026-11-22T06:20:00.000Z' });
    const knownOrders = withOrders(new Map(), [later, paid({ dailyNumber: 14 }), unknown, soon]);
    expect(stripOrders(knownOrders, null)).toEqual([unknown, soon, later]);
  });

  it('begins with the order on screen, so that its place is never among those that do not fit', () => {
    const soon = order({ dailyNumber: 11, codeExpiresAt: '2026-11-22T06:01:00.000Z' });
    const shown = order({ dailyNumber: 12, codeExpiresAt: '2026-11-22T06:09:00.000Z' });
    const knownOrders = withOrders(new Map(), [soon, shown]);
    expect(stripOrders(knownOrders, shown.orderNo)).toEqual([shown, soon]);
  });
});

describe('the sales on hold', () => {
  const first = held({ dailyNumber: 15, createdAt: '2026-11-22T05:00:00.000Z' });
  const second = held({ dailyNumber: 16, createdAt: '2026-11-22T05:30:00.000Z' });
  const knownOrders = withOrders(new Map(), [second, paid({ dailyNumber: 17 }), first]);

  it('are those that wait longest first, and nothing that was charged', () => {
    expect(heldOrders(knownOrders, null)).toEqual([first, second]);
    expect(stripOrders(knownOrders, null)).toEqual([]);
  });

  it('are without the one that is on the counter again, and without those that were dropped', () => {
    expect(heldOrders(knownOrders, first.orderNo)).toEqual([second]);
    const dropped: typeof second = { ...second, state: 'discarded', display: 'discarded', version: 2 };
    expect(heldOrders(withOrders(knownOrders, [dropped]), null)).toEqual([first]);
    expect(newsIn(second, dropped, true)).toBeNull();
    expect(lastSale({ lastSale: null, lastSaleAsOf: 0 }, withOrders(new Map(), [dropped]))).toBeNull();
  });
});

describe('the last sale', () => {
  const old = paid({ dailyNumber: 20, createdAt: '2026-11-22T05:00:00.000Z' });
  const fresh = paid({ dailyNumber: 21, createdAt: '2026-11-22T06:00:00.000Z' });

  it('is main’s until a newer one has been heard of', () => {
    const lastSaleAsOf = old.version;
    expect(lastSale({ lastSale: old, lastSaleAsOf }, new Map())).toBe(old);
    const heard = { ...fresh, version: old.version + 2 };
    expect(lastSale({ lastSale: old, lastSaleAsOf }, withOrders(new Map(), [heard]))).toBe(heard);
  });

  it('is the last one in the knownOrders, whatever dates the sales were made under', () => {
    const ahead = { ...old, version: 4, createdAt: '2031-01-01T05:00:00.000Z' };
    const later = { ...fresh, version: 9 };
    const knownOrders = withOrders(new Map(), [ahead, later]);
    expect(lastSale({ lastSale: later, lastSaleAsOf: 9 }, knownOrders)).toBe(later);
    expect(lastSale({ lastSale: ahead, lastSaleAsOf: 4 }, knownOrders)).toBe(later);
  });

  it('is never an order without an outcome', () => {
    expect(lastSale({ lastSale: null, lastSaleAsOf: 0 }, withOrders(new Map(), [waiting]))).toBeNull();
  });
});

describe('news about an order', () => {
  it('is a changed state', () => {
    expect(newsIn(waiting, paidLater, true)).toBe('paid');
    expect(newsIn(waiting, { ...waiting, version: 3, scanned: true }, true)).toBeNull();
  });

  it('is not what is seen for the first time, and not waiting', () => {
    expect(newsIn(undefined, paidLater, true)).toBeNull();
    expect(newsIn({ ...waiting, display: 'unknown' }, waiting, true)).toBeNull();
  });

  it('is a late payment of a sale that the window has never seen, as it happens and not as it is read', () => {
    const late = order({ state: 'paid_late', display: 'paid_late' });
    expect(newsIn(undefined, late, true)).toBe('paid_late');
    expect(newsIn(undefined, late, false)).toBeNull();
    expect(newsIn(late, late, true)).toBeNull();
  });

  it('is a mark that a person must look, even on a paid order, and only once', () => {
    const marked = { ...paidLater, version: 5, attention: problem('paid_twice') };
    expect(newsIn(paidLater, marked, true)).toBe('attention');
    expect(newsIn(marked, { ...marked, version: 6 }, true)).toBeNull();
  });

  it('stays until seen where money came late or an open question was answered', () => {
    expect(staysUntilSeen('paid_late', waiting)).toBe(true);
    expect(staysUntilSeen('paid', { ...waiting, display: 'unknown' })).toBe(true);
    expect(staysUntilSeen('paid', waiting)).toBe(false);
  });
});
