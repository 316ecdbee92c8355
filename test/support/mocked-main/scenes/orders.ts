/** Scenes of the group `orders`. */
import type { AppState, OrderView } from '../../../../preload/contract/index.ts';
import { appState } from '../answers/app.ts';
import {
  dayOfOrders,
  finished,
  order,
  problem,
  refund,
  refundedInParts,
  unmatchedPayments,
} from '../answers/orders.ts';
import { live, never, type Scene } from '../scene.ts';

function onDay(change: Partial<AppState>): Scene {
  const orders = dayOfOrders();
  const lastSale = orders.find(({ display }) => display === 'paid') ?? null;
  return { state: appState({ attentionCount: 2, lastSale, ...change }), orders };
}

/** Main tells of an order while the cashier is at the next one. */
function telling(change: Partial<OrderView>, before: Partial<OrderView> = {}): Scene {
  const known = order({ dailyNumber: 139, amountMinor: 6_400, ...before });
  return { state: appState({ openOrders: [known] }), orders: [known], news: { ...known, version: 9_001, ...change } };
}

export const ordersScenes = {
  orders: () => onDay({}),
  ordersUnmatched: () => ({
    ...onDay({ ...live, attentionCount: 3 }),
    handlers: { listUnmatched: () => Promise.resolve({ ok: true, value: unmatchedPayments() }) },
  }),
  ordersDisputed: () => {
    const disputed = [
      order({
        display: 'unknown',
        attention: problem('amount_differs'),
        decisions: ['clear_attention', 'paid'],
      }),
      order({
        dailyNumber: 141,
        display: 'unknown',
        attention: problem('merchant_differs'),
        decisions: ['clear_attention', 'paid'],
      }),
    ];
    return { state: appState({ ...live, openOrders: disputed, attentionCount: 2 }), orders: disputed };
  },
  ordersOffline: () => onDay({ ...live, connection: 'offline' }),
  ordersRefunds: () => ({ state: appState(live), orders: [refundedInParts()] }),
  ordersLoading: () => ({ state: appState(live), orders: [], handlers: { listOrders: never } }),
  ordersEmpty: () => ({ state: appState({ lastSale: null }), orders: [] }),
  newsPaid: () => telling({ state: 'paid', display: 'paid', ...finished }),
  newsPaidLate: () => telling({ state: 'paid_late', display: 'paid_late', ...finished }),
  newsUnknown: () => telling({ state: 'awaiting', display: 'unknown' }),
  newsDeclined: () => telling({ state: 'declined', display: 'declined', ...finished }),
  newsExpired: () => telling({ state: 'closed', display: 'expired', ...finished }),
  newsRefunded: () =>
    telling(
      { state: 'refunded', display: 'refunded', refunds: [refund('done', { amountMinor: 6_400 })] },
      { state: 'paid', display: 'paid', ...finished },
    ),
  newsAttention: () =>
    telling({ attention: problem('amount_differs') }, { state: 'paid', display: 'paid', ...finished }),
} as const satisfies Record<string, () => Scene>;
