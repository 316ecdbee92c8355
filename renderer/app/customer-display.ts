/** Puts the sale that comes on screen before the customer as well. */
import { effect } from '@preact/signals';
import { bridge } from './bridge.ts';
import { perform, valueOf } from './calls.ts';
import { saleOrderNo } from './route.ts';

/** A new sale's empty form clears nothing: the customer before may still be scanning. */
export function startCustomerDisplay(): void {
  effect(() => {
    const orderNo = saleOrderNo.value;
    if (orderNo !== null) perform(() => valueOf(bridge.showToCustomer({ orderNo })));
  });
}
