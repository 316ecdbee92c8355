/** The new sale as the cashier is putting it together, and the sending of it. */
import { batch, computed, signal } from '@preact/signals';
import type { PaymentMethod } from '../../preload/contract.ts';
import { decimalsOf, maximumAmountMinor } from '../../preload/money.ts';
import { noteProblem } from '../../preload/order-input.ts';
import { bridge } from '../bridge.ts';
import {
  amountMinorOf,
  emptyEntry,
  reduceAmount,
  underOtherRules,
  type AmountAction,
  type AmountEntry,
  type AmountRules,
} from '../logic/amount-entry.ts';
import { keyedSale, type KeyedSale } from '../logic/request-key.ts';
import { playSound } from '../sound.ts';
import { perform } from './calls.ts';
import { saleOrderNo, showNewSale } from './route.ts';
import { appState, learnOrders } from './store.ts';
import { showRefusal } from './toasts.ts';

export const entry = signal<AmountEntry>(emptyEntry);
export const note = signal('');
const chosenMethodId = signal<string | null>(null);
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
  const maximumMinor = Math.min(method.value?.maximumAmountMinor ?? Infinity, maximumAmountMinor[currency]);
  return { currency, maximumMinor };
});

export const amountMinor = computed(() => amountMinorOf(entry.value, rules.value.currency));
export const decimals = computed(() => decimalsOf[rules.value.currency]);
export const noteFault = computed(() => noteProblem(note.value));

export type Readiness =
  'ready' | 'asking' | 'no_amount' | 'amount_refused' | 'note_refused' | 'method_unusable' | 'no_method';

export const readiness = computed<Readiness>(() => {
  if (askingSinceMs.value !== null) return 'asking';
  if (method.value === null) return 'no_method';
  if (method.value.problem !== null) return 'method_unusable';
  if (entry.value.refusal !== null) return 'amount_refused';
  if (amountMinor.value === 0) return 'no_amount';
  return noteFault.value === null ? 'ready' : 'note_refused';
});

/** One input into the amount, typed or tapped. Nothing changes while a request is under way. */
export function inputAmount(action: AmountAction): void {
  if (askingSinceMs.value !== null) return;
  entry.value = reduceAmount(entry.value, action, rules.value);
  if (entry.value.refusal !== null) playSound('tick', { practice: appState.peek()?.mode === 'practice' });
}

export function chooseMethod(id: string): void {
  if (askingSinceMs.value !== null) return;
  const before = rules.value;
  batch(() => {
    chosenMethodId.value = id;
    entry.value = underOtherRules(entry.value, before, rules.value);
  });
}

/** Puts the form back to empty and on screen; the chosen wallet goes back to the last sale's. */
export function startNewSale(): void {
  batch(() => {
    if (askingSinceMs.value === null) clearForm();
    showNewSale();
  });
}

function clearForm(): void {
  entry.value = emptyEntry;
  note.value = '';
  chosenMethodId.value = null;
  keyed = null;
}

/** Sends the sale. A second press while it is under way, or after a fault, sends no second order. */
export function charge(): void {
  if (readiness.value === 'no_amount') entry.value = { ...entry.value, refusal: 'zero' };
  const chosen = method.value;
  if (readiness.value !== 'ready' || chosen === null) return;
  const content = { methodId: chosen.id, amountMinor: amountMinor.value, note: note.value };
  const sale = keyedSale(keyed, content, () => crypto.randomUUID());
  keyed = sale;
  perform(() => send(chosen, sale));
}

async function send(chosen: PaymentMethod, { content, requestKey }: KeyedSale): Promise<void> {
  askingSinceMs.value = Date.now();
  try {
    const result = await bridge.createOrder({
      requestKey,
      profileId: chosen.profileId,
      wallet: chosen.wallet,
      amountMinor: content.amountMinor,
      currency: chosen.currency,
      note: content.note,
    });
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
