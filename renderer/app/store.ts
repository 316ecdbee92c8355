/** What the window knows, as signals, kept up to date by main's events. */
import { computed, effect, signal } from '@preact/signals';
import type { AppState, OrderView } from '../../preload/contract/index.ts';
import { languageTag } from '../i18n/messages.ts';
import { language } from '../i18n/translate.ts';
import { bridge } from './bridge.ts';
import { lastSale, stripOrders, withOrders, type KnownOrders } from './known-orders.ts';
import { saleOrderNo } from './route.ts';

export const appState = signal<AppState | null>(null);
export const knownOrders = signal<KnownOrders>(new Map());

export const openOrders = computed(() => stripOrders(knownOrders.value, saleOrderNo.value));
export const lastSaleOrder = computed(() =>
  appState.value === null ? null : lastSale(appState.value, knownOrders.value),
);

/** The app's state where it is certain to be there: below the loading screen. */
export function state(): AppState {
  if (appState.value === null) throw new Error('The app state is read before it has come');
  return appState.value;
}

type OrderListener = (before: OrderView | undefined, after: OrderView, hasJustHappened: boolean) => void;
const orderListeners = new Set<OrderListener>();

/** Hears of every order that became newer. The returned function stops it. */
export function onOrder(listener: OrderListener): () => void {
  orderListeners.add(listener);
  return () => void orderListeners.delete(listener);
}

/** Takes in orders from wherever they came: an event, a reply, a list. */
export function learnOrders(orders: readonly OrderView[], { hasJustHappened = false } = {}): void {
  const before = knownOrders.peek();
  const after = withOrders(before, orders);
  if (after === before) return;
  knownOrders.value = after;
  for (const { orderNo } of orders) {
    const known = before.get(orderNo);
    const order = after.get(orderNo);
    if (order === undefined || order === known) continue;
    for (const listener of orderListeners) listener(known, order, hasJustHappened);
  }
}

/** Practice and real sales are different books; nothing of one may be shown in the other. */
function takeAppState(next: AppState): void {
  if (appState.peek()?.mode !== next.mode) knownOrders.value = new Map();
  appState.value = next;
  const { openOrders: open, heldOrders: held, lastSale: last } = next;
  learnOrders([...open, ...held, ...(last === null ? [] : [last])]);
}

/** Connects the store to main; resolves when the first state is there. */
export async function startStore(): Promise<void> {
  bridge.on.appStateChanged(takeAppState);
  bridge.on.orderChanged((order) => {
    learnOrders([order], { hasJustHappened: true });
  });
  effect(() => {
    const current = appState.value;
    if (current === null) return;
    language.value = current.language;
    const root = document.documentElement;
    root.lang = languageTag[current.language];
    if (current.appearance === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = current.appearance;
  });
  const first = await bridge.getAppState(undefined);
  // An event that overtook this reply is at least as new.
  if (appState.peek() === null) takeAppState(first);
}
