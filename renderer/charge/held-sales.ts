/** Sales put aside at the counter: holding, recalling and dropping them. */
import { batch, computed, signal } from '@preact/signals';
import type { OrderView } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { heldOrders } from '../app/known-orders.ts';
import { showNewSale } from '../app/route.ts';
import { learnOrders, knownOrders } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import type { KeyAlone } from '../i18n/translate.ts';
import { isLookingUp } from './looking-up.ts';
import { isOrderOf } from './request-key.ts';
import {
  addTypedLine,
  amountMinor,
  clearForm,
  fillForm,
  linesFault,
  method,
  methodForHeld,
  noteFault,
  readiness,
  saleInput,
} from './sale-form.ts';
import { entry, note, recalledNo, saleSnapshot } from './sale-record.ts';

/** The list of held sales is on screen. */
export const showsHeldSales = signal(false);
/** The held sale that someone is asked about: drop it? */
export const askedToDiscard = signal<OrderView | null>(null);

export const heldSales = computed(() => heldOrders(knownOrders.value, recalledNo.value));
/** The held sale from which the form was filled. */
export const recalledSale = computed(() =>
  recalledNo.value === null ? null : (knownOrders.value.get(recalledNo.value) ?? null),
);
/** Whether it stands in the form as it was put aside. */
const isRecalledUnchanged = computed(() => {
  const order = recalledSale.value;
  return order !== null && method.value !== null && isOrderOf(order, saleInput(method.value));
});

/** Why what is in the form cannot be put aside; `null` when it can. */
export const holdHindrance = computed<KeyAlone | null>(() => {
  if (readiness.value === 'asking') return 'charge.asking';
  if (isLookingUp.value) return 'charge.lookingUp';
  if (method.value === null) return 'charge.notPossible';
  if (entry.value.refusal !== null) return 'charge.correctAmount';
  if (linesFault.value !== null) return 'charge.correctLines';
  if (amountMinor.value === 0) return 'charge.typeAmount';
  return noteFault.value === null ? null : 'charge.correctNote';
});

export const isFormEmpty = (): boolean => amountMinor.value === 0 && entry.value.refusal === null && note.value === '';

export function hold(): void {
  perform(async () => {
    const isBack = isRecalledUnchanged.value;
    if (await putAside()) showToast({ kind: 'done', message: isBack ? 'toast.heldOn' : 'toast.held' });
  });
}

/** Clears the form at once, so that the next sale can be typed, and puts it back if the ledger does not take it. */
export async function putAside(): Promise<boolean> {
  // A price that is typed and not yet a line belongs to the sale.
  if (readiness.value === 'line_open') addTypedLine();
  const hindrance = holdHindrance.value;
  const chosen = method.value;
  if (hindrance !== null || chosen === null) {
    showToast({ kind: 'refused', message: hindrance ?? 'charge.notPossible' });
    return false;
  }
  if (isRecalledUnchanged.value) {
    clearForm();
    return true;
  }
  const { lines, ...input } = saleInput(chosen);
  const heldOrderNo = recalledNo.value;
  const putBack = saleSnapshot();
  clearForm();
  let held: OrderView | null = null;
  try {
    const requestKey = crypto.randomUUID();
    held = await valueOf(bridge.holdOrder({ ...input, requestKey, heldOrderNo, lines: [...lines] }));
  } finally {
    if (held === null) putBack();
  }
  if (held === null) return false;
  learnOrders([held]);
  return true;
}

/** Puts a held sale on the counter. What is there is put aside first, so that neither is lost. */
export function recall(order: OrderView): void {
  perform(async () => {
    if (order.orderNo === recalledNo.value) {
      showNewSale();
      return;
    }
    const chosen = methodForHeld(order);
    if (chosen === null) {
      showToast({ kind: 'refused', message: 'refusal.currency_unknown' });
      return;
    }
    if (isLookingUp.value) {
      showToast({ kind: 'refused', message: 'scan.lookingUp' });
      return;
    }
    const isFree = isFormEmpty();
    if (!isFree && !(await putAside())) return;
    batch(() => {
      showsHeldSales.value = false;
      fillForm(order, chosen.id);
    });
    if (!isFree) showToast({ kind: 'done', message: 'toast.heldOther' });
  });
}

export function showHeldSales(): void {
  if (heldSales.value.length > 0) showsHeldSales.value = true;
  else showToast({ kind: 'done', message: 'hold.none' });
}

/** Drops a held sale, once someone has said yes. */
export function discard({ orderNo }: OrderView): void {
  if (heldSales.value.length === 1) showsHeldSales.value = false;
  perform(async () => {
    const order = await valueOf(bridge.discardOrder({ orderNo }));
    if (order !== null) learnOrders([order]);
  });
}
