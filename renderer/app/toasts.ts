/** Short messages above the strip, one at a time. */
import { computed, signal } from '@preact/signals';
import type { CallProblem } from '../../preload/contract/index.ts';
import type { KeyAlone, KeyGiven } from '../i18n/translate.ts';
import type { News } from './known-orders.ts';
import { isChoosingOperator } from './route.ts';

export type ToastContent =
  | { readonly kind: 'order'; readonly news: News; readonly orderNo: string }
  | { readonly kind: 'done'; readonly message: KeyAlone }
  /** `detail`: what the message names. */
  | { readonly kind: 'refused'; readonly message: KeyGiven<{ readonly detail: string }>; readonly detail?: string };

export interface Toast {
  readonly id: number;
  readonly content: ToastContent;
  /** News about money stays until someone has seen it. */
  readonly stays: boolean;
}

let lastId = 0;
const waiting = signal<readonly Toast[]>([]);

export const currentToast = computed<Toast | null>(() => waiting.value[0] ?? null);

/** Answers to the cashier's own actions come first; news waits its turn. */
export function showToast(content: ToastContent, { stays = false } = {}): void {
  lastId += 1;
  const toast: Toast = { id: lastId, content, stays };
  const isAnswer = content.kind !== 'order';
  const others = waiting.value.filter(({ content: other }) => {
    if (isAnswer) return other.kind === 'order';
    return other.kind !== 'order' || other.orderNo !== content.orderNo;
  });
  waiting.value = isAnswer ? [toast, ...others] : [...others, toast];
}

export function dismissToast(id: number): void {
  waiting.value = waiting.value.filter((toast) => toast.id !== id);
}

/** An order that has come on screen needs no message any more. */
export function dismissOrderToast(orderNo: string): void {
  const left = waiting.value.filter(({ content }) => content.kind !== 'order' || content.orderNo !== orderNo);
  if (left.length !== waiting.value.length) waiting.value = left;
}

export function showRefusal(problem: CallProblem): void {
  if (problem.code === 'operator_needed') isChoosingOperator.value = true;
  showToast({ kind: 'refused', message: `refusal.${problem.code}`, detail: problem.detail });
}
