/** What a scanned code does, on whatever screen it comes. */
import { batch, signal } from '@preact/signals';
import { walletOfCustomerCode } from '../../preload/customer-code.ts';
import { goodsIdPattern, goodsName } from '../../preload/order-lines.ts';
import type { Goods, OrderView } from '../../preload/contract.ts';
import { bridge } from '../bridge.ts';
import type { MessageKey } from '../i18n/messages.ts';
import { perform, valueOf } from './calls.ts';
import { showNewSale } from './route.ts';
import { askingSinceMs, chargeByCode, rules, type Readiness } from './sale-form.ts';
import { addLine } from './sale-lines.ts';
import { throughNextCode } from './scanner-input.ts';
import { play } from './sounds.ts';
import { appState } from './store.ts';
import { showToast } from './toasts.ts';

/** A barcode that belongs to no known goods, while the cashier is asked what it is. */
export const askedBarcode = signal<string | null>(null);

/** What is wrong with the sale for which a customer's code was scanned; the screen says the rest itself. */
function codeRefusal(readiness: Readiness | 'not_shown'): MessageKey | null {
  switch (readiness) {
    case 'ready':
    case 'asking':
      return null;
    case 'no_method':
    case 'method_unusable':
      return 'scan.noMethod';
    case 'no_amount':
    case 'not_shown':
      return 'scan.amountFirst';
    case 'amount_refused':
    case 'line_open':
    case 'lines_refused':
    case 'note_refused':
      return 'scan.correctFirst';
  }
}

function payBy(customerCode: string, wallet: OrderView['wallet']): void {
  const message = codeRefusal(chargeByCode(customerCode, wallet));
  play(message === null ? 'scan' : 'tick');
  if (message === null) return;
  showNewSale();
  showToast({ kind: 'refused', message });
}

/** A question that is open, or a sale on its way, comes first: the code is left alone, and that is heard. */
function isBusy(): boolean {
  return document.querySelector('dialog[open]') !== null || askingSinceMs.value !== null;
}

export function onScan(text: string): void {
  if (appState.value === null || isBusy()) {
    play('tick');
    return;
  }
  const wallet = walletOfCustomerCode(text);
  if (wallet !== null) {
    payBy(text, wallet);
    return;
  }
  if (!goodsIdPattern.test(text)) {
    play('tick');
    showToast({ kind: 'refused', message: 'scan.notGoods' });
    return;
  }
  perform(() => sell(text));
}

/** Adds the goods to the sale, or asks what they are where nobody knows. */
async function sell(barcode: string): Promise<void> {
  const goods = await valueOf(bridge.findGoods({ code: barcode }));
  // What came between, a moment ago, comes first.
  if (isBusy()) {
    play('tick');
    return;
  }
  const isOther = goods !== null && goods.currency !== rules.value.currency;
  play(isOther ? 'tick' : 'scan');
  throughNextCode(() =>
    batch(() => {
      showNewSale();
      if (goods === null) askedBarcode.value = barcode;
      else if (isOther) showToast({ kind: 'refused', message: 'goods.otherCurrency' });
      else addGoods(goods);
    }),
  );
}

function addGoods(goods: Goods): void {
  const { priceMinor, code: goodsId, currency } = goods;
  addLine({ name: goodsName(goods), quantity: 1, priceMinor, goodsId }, currency);
}
