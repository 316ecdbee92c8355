/** What a cashier can do with an order. */
import { signal } from '@preact/signals';
import { bridge } from '../bridge.ts';
import { perform, valueOf } from './calls.ts';
import { learnOrders } from './store.ts';
import { showRefusal, showToast } from './toasts.ts';

type OrderCall = 'checkOrder' | 'retryCreate' | 'cancelOrder';

/** Orders with a call under way; a second press does nothing. */
export const busyOrders = signal<ReadonlyMap<string, OrderCall>>(new Map());

function callFor(orderNo: string, name: OrderCall): void {
  if (busyOrders.value.has(orderNo)) return;
  perform(async () => {
    busyOrders.value = new Map(busyOrders.value).set(orderNo, name);
    try {
      const order = await valueOf(bridge[name]({ orderNo }));
      if (order !== null) learnOrders([order]);
    } finally {
      const left = new Map(busyOrders.value);
      left.delete(orderNo);
      busyOrders.value = left;
    }
  });
}

export function checkNow(orderNo: string): void {
  callFor(orderNo, 'checkOrder');
}

export function retryCreate(orderNo: string): void {
  callFor(orderNo, 'retryCreate');
}

export function cancelSale(orderNo: string): void {
  callFor(orderNo, 'cancelOrder');
}

export function openPhone(orderNo: string | null): void {
  perform(() => valueOf(bridge.openPracticePhone({ orderNo })));
}

export function copy(text: string): void {
  perform(async () => {
    const result = await bridge.copyText({ text });
    if (result.ok) showToast({ kind: 'done', message: 'toast.copied' });
    else showRefusal(result.problem);
  });
}
