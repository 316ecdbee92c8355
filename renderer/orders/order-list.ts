/** The list of Orders: what is searched for, the pages read so far, and keeping them fresh. */
import { effect, signal } from '@preact/signals';
import type { OrderView } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { learnOrders, onOrder } from '../app/store.ts';

export type Filter = OrderView['display'] | null;

export const search = signal('');
export const filter = signal<Filter>(null);

export interface OrderRows {
  readonly orderNos: readonly string[];
  readonly total: number;
  readonly hasMore: boolean;
}

/** `null` until the first page has been read. */
export const rows = signal<OrderRows | null>(null);

const pageSize = 50;
const mostPerCall = 200;
let latestRequest = 0;
let isReadingMore = false;

interface Question {
  readonly search: string;
  readonly display: Filter;
}

const currentQuestion = (): Question => ({ search: search.peek().trim(), display: filter.peek() });

async function readFirst(question: Question, limit: number): Promise<void> {
  latestRequest += 1;
  const request = latestRequest;
  const page = await valueOf(bridge.listOrders({ ...question, after: null, limit }));
  // A later search has been asked meanwhile: its answer is the one to show.
  if (page === null || request !== latestRequest) return;
  learnOrders(page.orders);
  rows.value = { orderNos: page.orders.map(({ orderNo }) => orderNo), total: page.total, hasMore: page.hasMore };
}

/** Reads the next page, once at a time. */
export function readMore(): void {
  const current = rows.value;
  const after = current?.orderNos.at(-1);
  if (current === null || !current.hasMore || after === undefined || isReadingMore) return;
  isReadingMore = true;
  const request = latestRequest;
  perform(async () => {
    try {
      const page = await valueOf(bridge.listOrders({ ...currentQuestion(), after, limit: pageSize }));
      if (page === null || request !== latestRequest) return;
      learnOrders(page.orders);
      rows.value = {
        orderNos: [...current.orderNos, ...page.orders.map(({ orderNo }) => orderNo)],
        total: page.total,
        hasMore: page.hasMore,
      };
    } finally {
      isReadingMore = false;
    }
  });
}

/** Reads the list for what is searched for, and again when an order is new or has changed its state. */
export function startOrderList(): () => void {
  const stopReading = effect(() => {
    const asked = { search: search.value.trim(), display: filter.value };
    perform(() => readFirst(asked, pageSize));
  });
  const stopListening = onOrder((before, after) => {
    const shown = rows.peek()?.orderNos.length ?? 0;
    const isKnownRow = rows.peek()?.orderNos.includes(after.orderNo) === true;
    const changesList = before === undefined ? !isKnownRow : before.display !== after.display;
    // Far down the list nobody is looking at its top.
    if (changesList && !isReadingMore && shown <= mostPerCall) {
      perform(() => readFirst(currentQuestion(), Math.min(mostPerCall, Math.max(pageSize, shown))));
    }
  });
  return () => {
    stopReading();
    stopListening();
  };
}
