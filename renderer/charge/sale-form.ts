/** The new sale as the cashier is putting it together, and the sending of it. */
import { batch, computed, effect, signal } from '@preact/signals';
import { decimalsOf, largestAmountAnywhereMinor } from '../../main/domain/money.ts';
import { noteProblem } from '../../main/domain/order-input.ts';
import { linesProblem, maximumQuantity } from '../../main/domain/order-lines.ts';
import type { OrderView, PaymentMethod } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { saleOrderNo, screen, showNewSale } from '../app/route.ts';
import { play } from '../app/sounds.ts';
import { appState, learnOrders, knownOrders } from '../app/store.ts';
import { showRefusal, showToast } from '../app/toasts.ts';
import type { KeyAlone } from '../i18n/translate.ts';
import {
  amountMinorOf,
  emptyEntry,
  reduceAmount,
  underOtherRules,
  type AmountAction,
  type AmountRules,
  type EntryRefusal,
} from './amount-entry.ts';
import { isLookingUp } from './looking-up.ts';
import { keyedSale, type KeyedSale, type SaleInput } from './request-key.ts';
import { addLine, discountMinor, isByLine, setQuantity, subtotal } from './sale-lines.ts';
import {
  changeSale,
  chosenMethodId,
  entry,
  lines,
  linesCurrency,
  note,
  putSale,
  recalledNo,
  typedUnder,
  type SaleRecord,
} from './sale-record.ts';

/** Whether that request carries the customer's own code. */
export const asksByCode = signal(false);
/** When the request now under way was sent, epoch milliseconds; `null` while none is. */
export const askingSinceMs = signal<number | null>(null);

let keyed: KeyedSale | null = null;

/** What the cashier chose; else the last sale's wallet; else the first that can be used. */
export const method = computed<PaymentMethod | null>(() => {
  const current = appState.value;
  if (current === null) return null;
  const { methods, lastMethodId } = current;
  return (
    methods.find(({ id }) => id === chosenMethodId.value) ??
    methods.find(({ id, problem }) => id === lastMethodId && problem === null) ??
    methods.find(({ problem }) => problem === null) ??
    methods[0] ??
    null
  );
});

/** Yuan as long as no account says otherwise. */
export const rules = computed<AmountRules>(() => {
  const currency = method.value?.currency ?? 'CNY';
  const maximumMinor = method.value?.maximumAmountMinor ?? largestAmountAnywhereMinor;
  return { currency, maximumMinor };
});

/** What stands in the field: the amount, or the price of the next line. */
const typedMinor = computed(() => amountMinorOf(entry.value, rules.value.currency));
/** What would be charged. */
export const amountMinor = computed(() => (isByLine.value ? subtotal.value - discountMinor.value : typedMinor.value));
export const decimals = computed(() => decimalsOf[rules.value.currency]);
export const noteFault = computed(() => noteProblem(note.value));

// They change with the wallet, and with the accounts and the mode.
effect(() => {
  const [before, now] = [typedUnder.value, rules.value];
  if (before === null) changeSale({ typedUnder: now });
  else if (before.currency !== now.currency || before.maximumMinor !== now.maximumMinor) {
    changeSale({ entry: underOtherRules(entry.peek(), before, now), typedUnder: now });
  }
});

// An emptied form is the next customer's: what was held is held on.
effect(() => {
  const held = recalledNo.value === null ? undefined : knownOrders.value.get(recalledNo.value);
  const isGone = held === undefined || held.display === 'discarded';
  if (recalledNo.value !== null && (amountMinor.value === 0 || isGone)) changeSale({ recalledNo: null });
});

/** Why the lines cannot be charged as they are; `null` when they can. */
export const linesFault = computed<KeyAlone | null>(() => {
  const { currency, maximumMinor } = rules.value;
  if (!isByLine.value) return null;
  if (linesCurrency.value !== currency) return 'lines.otherCurrency';
  const problem = linesProblem(lines.value, discountMinor.value, maximumMinor);
  if (problem !== null) return `refusal.${problem}`;
  return amountMinor.value > maximumMinor ? 'refusal.amount_over_limit' : null;
});

export type Readiness =
  | 'ready'
  | 'asking'
  /** A code has been scanned whose line is not there yet. */
  | 'looking_up'
  | 'no_amount'
  | 'amount_refused'
  /** A price has been typed that is not a line yet. */
  | 'line_open'
  | 'lines_refused'
  | 'note_refused'
  | 'method_unusable'
  | 'no_method';

export const readiness = computed<Readiness>(() => {
  if (askingSinceMs.value !== null) return 'asking';
  if (isLookingUp.value) return 'looking_up';
  if (method.value === null) return 'no_method';
  if (method.value.problem !== null) return 'method_unusable';
  if (entry.value.refusal !== null) return 'amount_refused';
  if (isByLine.value && typedMinor.value > 0) return 'line_open';
  if (linesFault.value !== null) return 'lines_refused';
  if (amountMinor.value === 0) return 'no_amount';
  return noteFault.value === null ? 'ready' : 'note_refused';
});

/** One input into the amount, typed or tapped. Nothing changes while a request is under way. */
export function inputAmount(action: AmountAction): void {
  if (askingSinceMs.value !== null) return;
  const before = entry.value;
  changeSale({ entry: reduceAmount(before, action, rules.value) });
  if (entry.value.refusal !== null && (entry.value !== before || action.type !== 'digits')) play('tick');
}

export function chooseMethod(id: string): void {
  if (askingSinceMs.value !== null) return;
  changeSale({ chosenMethodId: id });
}

/** Makes a line of the price that is typed. */
export function addTypedLine(): void {
  if (askingSinceMs.value !== null || entry.value.refusal !== null) return;
  if (typedMinor.value === 0) {
    changeSale({ entry: { ...entry.value, refusal: 'zero' } });
    return;
  }
  batch(() => {
    addLine({ name: '', quantity: 1, priceMinor: typedMinor.value, goodsId: null }, rules.value.currency);
    changeSale({ entry: emptyEntry });
  });
}

function refuse(refusal: EntryRefusal): void {
  changeSale({ entry: { ...entry.value, refusal } });
  play('tick');
}

/** Takes the typed digits as the quantity of the last line: `3` and `*` after a scan make three of it. */
export function setTypedQuantity(): void {
  if (askingSinceMs.value !== null || entry.value.refusal !== null) return;
  // The last line is not the one that was scanned last.
  if (isLookingUp.value) {
    showToast({ kind: 'refused', message: 'scan.lookingUp' });
    return;
  }
  if (!isByLine.value) {
    showToast({ kind: 'refused', message: 'lines.quantityFirst' });
    return;
  }
  const quantity = Number(entry.value.text);
  if (entry.value.style !== 'till') {
    refuse('quantity_not_whole');
    return;
  }
  if (quantity > maximumQuantity) {
    refuse('quantity_too_large');
    return;
  }
  if (quantity === 0) return;
  batch(() => {
    setQuantity(lines.value.length - 1, quantity);
    changeSale({ entry: emptyEntry });
  });
}

/** With nothing typed the last line goes. */
export function clearEntry(): void {
  if (askingSinceMs.value !== null) return;
  if (isByLine.value && typedMinor.value === 0 && entry.value.refusal === null) setQuantity(lines.value.length - 1, 0);
  else changeSale({ entry: emptyEntry });
}

/** A discount is on lines: an amount that stands alone becomes one first. */
export function askDiscount(): void {
  if (askingSinceMs.value !== null) return;
  if (!isByLine.value || typedMinor.value > 0) addTypedLine();
  if (isByLine.value) changeSale({ asksDiscount: true });
}

/** Puts the form back to empty and on screen, except for lines that someone has begun; the wallet goes back to the last sale's. */
export function startNewSale(): void {
  batch(() => {
    if (askingSinceMs.value === null && !isByLine.value) clearForm();
    showNewSale();
  });
}

export function clearForm(): void {
  putSale({});
  keyed = null;
}

/** The button under which a held sale goes on: its own, or another in its currency; `null` when there is none. */
export function methodForHeld({ accountId, wallet, currency }: OrderView): PaymentMethod | null {
  const methods = appState.value?.methods ?? [];
  const own = methods.find((one) => one.accountId === accountId && one.wallet === wallet);
  return own ?? methods.find((one) => one.currency === currency) ?? null;
}

/** Puts a held sale into the form, in place of whatever is there. */
export function fillForm(held: OrderView, methodId: string): void {
  batch(() => {
    clearForm();
    putSale({ chosenMethodId: methodId, ...soldIn(held), note: held.note, recalledNo: held.orderNo });
    showNewSale();
  });
}

/** What an order was of: its lines, or the amount that stood alone. */
function soldIn({
  lines: sold,
  discountMinor: takenOffMinor,
  currency,
  amountMinor: sum,
}: OrderView): Partial<SaleRecord> {
  if (sold.length === 0) return { entry: { style: 'till', text: String(sum), refusal: null } };
  const taken = takenOffMinor > 0 ? ({ kind: 'amount', amountMinor: takenOffMinor } as const) : null;
  return { lines: sold, linesCurrency: currency, discount: taken };
}

/** What is in the form, as both a charge and a hold send it. */
export function saleInput(chosen: PaymentMethod): SaleInput {
  return {
    accountId: chosen.accountId,
    wallet: chosen.wallet,
    amountMinor: amountMinor.value,
    currency: chosen.currency,
    lines: lines.value,
    discountMinor: discountMinor.value,
    note: note.value,
  };
}

/** Sends the sale. A second press while it is under way, or after a fault, sends no second order. */
export function createOrder(): void {
  submit(null);
}

/** The wallet's button for a code: the chosen one, the last sale's, one of the same account, or any that works. */
function methodFor(wallet: PaymentMethod['wallet']): PaymentMethod | null {
  const usable = (appState.value?.methods ?? []).filter((one) => one.wallet === wallet && one.problem === null);
  const chosen = method.value;
  return (
    usable.find(({ id }) => id === chosen?.id) ??
    usable.find(({ id }) => id === appState.value?.lastMethodId) ??
    usable.find(({ accountId }) => accountId === chosen?.accountId) ??
    usable.find(({ currency }) => currency === chosen?.currency) ??
    usable[0] ??
    null
  );
}

/**
 * Charges what is on the screen by the customer's own code, with the wallet that the code belongs to. Nothing is kept
 * of the code where the sale cannot be sent; the answer says why.
 */
export function chargeByCode(customerCode: string, wallet: PaymentMethod['wallet']): Readiness | 'not_shown' {
  if (screen.value !== 'charge' || saleOrderNo.value !== null) return 'not_shown';
  const suited = methodFor(wallet);
  if (suited === null) return 'no_method';
  chooseMethod(suited.id);
  const before = readiness.value;
  if (before === 'ready') submit(customerCode);
  return before;
}

function submit(customerCode: string | null): void {
  // The sum has changed: it is shown before it is charged.
  if (readiness.value === 'line_open') {
    addTypedLine();
    return;
  }
  if (readiness.value === 'no_amount') changeSale({ entry: { ...entry.value, refusal: 'zero' } });
  const chosen = method.value;
  if (readiness.value !== 'ready' || chosen === null) return;
  const way = customerCode === null ? 'transaction_code' : 'customer_code';
  const sale = keyedSale(keyed, { ...saleInput(chosen), way }, () => crypto.randomUUID());
  keyed = sale;
  perform(() => send(sale, customerCode));
}

async function send({ content, requestKey }: KeyedSale, customerCode: string | null): Promise<void> {
  const { way: _way, lines: sold, ...input } = content;
  asksByCode.value = customerCode !== null;
  askingSinceMs.value = Date.now();
  try {
    const heldOrderNo = recalledNo.value;
    const result = await bridge.createOrder({ ...input, requestKey, customerCode, heldOrderNo, lines: [...sold] });
    if (!result.ok) {
      showRefusal(result.problem);
      return;
    }
    batch(() => {
      learnOrders([result.value]);
      // Only the sale screen moves on; a cashier who went to Orders meanwhile stays there.
      saleOrderNo.value = result.value.orderNo;
      clearForm();
    });
  } finally {
    askingSinceMs.value = null;
  }
}
