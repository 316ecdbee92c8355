/** Tells the cashier of changes: by the screen itself where the order is shown, by sound, and by a message elsewhere. */
import { effect } from '@preact/signals';
import type { OrderView } from '../../preload/contract/index.ts';
import { newsIn, staysUntilSeen } from './known-orders.ts';
import type { News } from './known-orders.ts';
import { saleOrderNo, screen } from './route.ts';
import type { SoundName } from './sound.ts';
import { play } from './sounds.ts';
import { onOrder } from './store.ts';
import { dismissOrderToast, showToast } from './toasts.ts';

const soundOf: Readonly<Record<News, SoundName | null>> = {
  paid: 'paid',
  paid_late: 'paid_late',
  unknown: 'unknown',
  declined: 'declined',
  expired: 'expired',
  refunded: null,
  attention: 'unknown',
};

function isOnScreen(orderNo: string): boolean {
  return screen.value === 'charge' && saleOrderNo.value === orderNo;
}

function tell(before: OrderView | undefined, after: OrderView, hasJustHappened: boolean): void {
  const news = newsIn(before, after, hasJustHappened);
  if (news === null) return;
  const sound = soundOf[news];
  if (sound !== null) play(sound);
  if (!isOnScreen(after.orderNo)) {
    showToast({ kind: 'order', news, orderNo: after.orderNo }, { stays: staysUntilSeen(news, before) });
  }
}

export function startNews(): void {
  onOrder(tell);
  effect(() => {
    const shown = saleOrderNo.value;
    if (shown !== null && screen.value === 'charge') dismissOrderToast(shown);
  });
}
