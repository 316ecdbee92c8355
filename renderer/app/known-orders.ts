/** What the window knows of orders: the newest of each, what stands in the strip, and what is news. Pure. */
import type { AppState, OrderView } from '../../preload/contract/index.ts';

export type KnownOrders = ReadonlyMap<string, OrderView>;

/** Events can overtake replies, so the version decides; within one version the checks count on. */
export function isNewer(candidate: OrderView, known: OrderView): boolean {
  if (candidate.version !== known.version) return candidate.version > known.version;
  if (candidate.watch === null || known.watch === null) return candidate.updatedAt >= known.updatedAt;
  return candidate.watch.checkCount >= known.watch.checkCount;
}

/** The knownOrders with each order in it at its newest; the same knownOrders when nothing is newer. */
export function withOrders(knownOrders: KnownOrders, orders: readonly OrderView[]): KnownOrders {
  let next: Map<string, OrderView> | null = null;
  for (const order of orders) {
    const known = (next ?? knownOrders).get(order.orderNo);
    if (known !== undefined && !isNewer(order, known)) continue;
    next ??= new Map(knownOrders);
    next.set(order.orderNo, order);
  }
  return next ?? knownOrders;
}

function newestOf(knownOrders: KnownOrders, order: OrderView): OrderView {
  const known = knownOrders.get(order.orderNo);
  return known === undefined || isNewer(order, known) ? order : known;
}

/** Orders that still have no outcome: the one on screen, then what is not known, then what expires soonest. */
export function stripOrders(knownOrders: KnownOrders, shownNo: string | null): readonly OrderView[] {
  const rank = ({ orderNo, display }: OrderView): number => {
    if (orderNo === shownNo) return 0;
    return display === 'unknown' ? 1 : 2;
  };
  return [...knownOrders.values()]
    .filter(({ display }) => display === 'waiting' || display === 'unknown')
    .sort((a, b) => rank(a) - rank(b) || a.codeExpiresAt.localeCompare(b.codeExpiresAt));
}

/** Sales that were put aside, the longest first; without the one that is on the counter again. */
export function heldOrders(knownOrders: KnownOrders, recalledNo: string | null): readonly OrderView[] {
  return [...knownOrders.values()]
    .filter(({ display, orderNo }) => display === 'held' && orderNo !== recalledNo)
    .sort((a, b) => a.version - b.version || a.createdAt.localeCompare(b.createdAt));
}

/**
 * The newest sale whose outcome is known: main's word, and until its next word what was heard since, by its place among
 * the events. What the clock said when a sale was made decides nothing.
 */
export function lastSale(
  state: Pick<AppState, 'lastSale' | 'lastSaleAsOf'>,
  knownOrders: KnownOrders,
): OrderView | null {
  const heard = [...knownOrders.values()]
    .filter((order) => hasOutcome(order) && order.version > state.lastSaleAsOf)
    .sort((a, b) => b.version - a.version)[0];
  return heard ?? (state.lastSale === null ? null : newestOf(knownOrders, state.lastSale));
}

function hasOutcome({ display }: OrderView): boolean {
  return display !== 'held' && display !== 'discarded' && display !== 'waiting' && display !== 'unknown';
}

export type News = 'paid' | 'paid_late' | 'unknown' | 'declined' | 'expired' | 'refunded' | 'attention';

/**
 * What a cashier should hear of a change; `null` when nothing that matters happened.
 * @param hasJustHappened main told it as it happened, in contrast to what was read from the knownOrders.
 */
export function newsIn(before: OrderView | undefined, after: OrderView, hasJustHappened: boolean): News | null {
  if (before === undefined) {
    // A sale given up before the app was started again: this is the first that the window hears of it.
    const isLatePayment = after.display === 'paid_late' && after.refunds.length === 0;
    return hasJustHappened && isLatePayment ? 'paid_late' : null;
  }
  if (after.attention !== null && after.attention.code !== before.attention?.code) return 'attention';
  const { display } = after;
  if (display === before.display || display === 'waiting' || display === 'held' || display === 'discarded') return null;
  return display;
}

/** News about money that nobody was waiting for stays on screen until someone has seen it. */
export function staysUntilSeen(news: News, before: OrderView | undefined): boolean {
  return news === 'paid_late' || news === 'attention' || before?.display === 'unknown';
}
