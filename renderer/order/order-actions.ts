/** What a cashier can do with an order. */
import { signal } from '@preact/signals';
import type { Approval, OrderView } from '../../preload/contract/index.ts';
import { approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { learnOrders } from '../app/store.ts';

type OrderCall = 'checkOrder' | 'retryCreate' | 'cancelOrder' | 'requestRefund' | 'decideOrder';

/** A decision by its name on screen; `refundNo` where it is about a refund. */
export interface Decision {
  readonly name: OrderView['decisions'][number] | 'refund_done' | 'refund_refused';
  readonly refundNo: string | null;
}

/** Orders with a call under way; a second press does nothing. */
export const busyOrders = signal<ReadonlyMap<string, OrderCall>>(new Map());

function callFor(
  orderNo: string,
  name: OrderCall,
  call: (approval: Approval) => ReturnType<typeof bridge.checkOrder>,
): void {
  if (busyOrders.value.has(orderNo)) return;
  perform(async () => {
    busyOrders.value = new Map(busyOrders.value).set(orderNo, name);
    try {
      const order = await approvedValue(call);
      if (order !== null) learnOrders([order]);
    } finally {
      const left = new Map(busyOrders.value);
      left.delete(orderNo);
      busyOrders.value = left;
    }
  });
}

export function checkNow(orderNo: string): void {
  callFor(orderNo, 'checkOrder', () => bridge.checkOrder({ orderNo }));
}

export function retryCreate(orderNo: string): void {
  callFor(orderNo, 'retryCreate', () => bridge.retryCreate({ orderNo }));
}

export function cancelSale(orderNo: string): void {
  callFor(orderNo, 'cancelOrder', (approval) => bridge.cancelOrder({ orderNo, approval }));
}

/** @param requestKey one for each refund: the same again asks for no second one. */
export function refund(orderNo: string, requestKey: string, amountMinor: number, reason: string): void {
  callFor(orderNo, 'requestRefund', (approval) =>
    bridge.requestRefund({ orderNo, requestKey, amountMinor, reason, approval }),
  );
}

export function decide(orderNo: string, { name, refundNo }: Decision, reason: string): void {
  callFor(orderNo, 'decideOrder', (approval) =>
    bridge.decideOrder({ orderNo, decision: decisionOf(name, refundNo), reason, approval }),
  );
}

function decisionOf(
  name: Decision['name'],
  refundNo: string | null,
): Parameters<typeof bridge.decideOrder>[0]['decision'] {
  switch (name) {
    case 'accept_late':
    case 'clear_attention':
      return { kind: name };
    case 'paid':
    case 'unpaid':
      return { kind: 'resolve', as: name };
    case 'refund_done':
      return { kind: 'resolve_refund', refundNo: refundNo ?? '', as: 'done' };
    case 'refund_refused':
      return { kind: 'resolve_refund', refundNo: refundNo ?? '', as: 'refused' };
  }
}

export function openPhone(orderNo: string | null): void {
  perform(() => valueOf(bridge.openPracticePhone({ orderNo })));
}
