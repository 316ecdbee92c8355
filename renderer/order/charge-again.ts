/** Charging a sale again whose number turned out to be another sale's. */
import { batch } from '@preact/signals';
import type { OrderView } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { isByCode } from '../app/order-text.ts';
import { showSale } from '../app/route.ts';
import { learnOrders } from '../app/store.ts';
import { showRefusal, showToast } from '../app/toasts.ts';
import { isFormEmpty, putAside } from '../charge/held-sales.ts';
import { askingSinceMs, fillForm, methodForHeld } from '../charge/sale-form.ts';
import { changeSale } from '../charge/sale-record.ts';

/** One key for each order, so that a second press makes no second sale. */
const requestKeys = new Map<string, string>();

/**
 * The same sale under a new number; nothing is asked for in the name of the old one. Where the customer's own code was
 * used the sale goes back into the form, for a fresh code.
 */
export function chargeAgain(order: OrderView): void {
  if (askingSinceMs.value !== null) return;
  perform(() => (isByCode(order) ? fillAgain(order) : sendAgain(order)));
}

async function fillAgain(order: OrderView): Promise<void> {
  const chosen = methodForHeld(order);
  if (chosen === null) {
    showToast({ kind: 'refused', message: 'refusal.currency_unknown' });
    return;
  }
  if (!isFormEmpty() && !(await putAside())) return;
  batch(() => {
    fillForm(order, chosen.id);
    // It stands for itself: the order before has ended.
    changeSale({ recalledNo: null });
  });
}

async function sendAgain(order: OrderView): Promise<void> {
  const requestKey = requestKeys.get(order.orderNo) ?? crypto.randomUUID();
  requestKeys.set(order.orderNo, requestKey);
  const { accountId, wallet, amountMinor, currency, lines, discountMinor, note } = order;
  const sale = { accountId, wallet, amountMinor, currency, lines: [...lines], discountMinor, note };
  askingSinceMs.value = Date.now();
  try {
    const result = await bridge.createOrder({ ...sale, requestKey });
    if (!result.ok) {
      showRefusal(result.problem);
      return;
    }
    batch(() => {
      learnOrders([result.value]);
      showSale(result.value.orderNo);
    });
  } finally {
    askingSinceMs.value = null;
  }
}
