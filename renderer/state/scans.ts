/** What a scanned code does, on whatever screen it comes. */
import { batch, signal } from '@preact/signals';
import { goodsIdPattern } from '../../preload/order-lines.ts';
import { showNewSale } from './route.ts';
import { askingSinceMs } from './sale-form.ts';
import { play } from './sounds.ts';
import { appState } from './store.ts';
import { showToast } from './toasts.ts';

/** A barcode that belongs to no known goods, while the cashier is asked what it is. */
export const askedBarcode = signal<string | null>(null);

/** A question that is open, or a sale on its way, comes first: the code is left alone, and that is heard. */
function isBusy(): boolean {
  return document.querySelector('dialog[open]') !== null || askingSinceMs.value !== null;
}

export function onScan(text: string): void {
  if (appState.value === null || isBusy()) {
    play('tick');
    return;
  }
  if (!goodsIdPattern.test(text)) {
    play('tick');
    showToast({ kind: 'refused', message: 'scan.notGoods' });
    return;
  }
  play('scan');
  batch(() => {
    showNewSale();
    askedBarcode.value = text;
  });
}
