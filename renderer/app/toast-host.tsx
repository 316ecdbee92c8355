import { useEffect, useState } from 'preact/hooks';
import { rich, t } from '../i18n/translate.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import type { News } from './known-orders.ts';
import { dailyNumber } from './order-text.ts';
import { showOrder, showSale } from './route.ts';
import { stateIcon } from './state-chip.tsx';
import { knownOrders } from './store.ts';
import { currentToast, dismissToast, type Toast } from './toasts.ts';

const showForMs = 6000;

function iconOf(news: News): IconName {
  return news === 'attention' ? 'triangle-alert' : stateIcon[news];
}

function open(orderNo: string): void {
  const order = knownOrders.value.get(orderNo);
  const isFinished = order === undefined || order.display === 'paid' || order.display === 'refunded';
  if (isFinished || order.attention !== null) showOrder(orderNo);
  else showSale(orderNo);
}

function ToastBody({ toast }: { readonly toast: Toast }) {
  const { content } = toast;
  if (content.kind !== 'order') {
    return (
      <>
        <Icon name={content.kind === 'done' ? 'check' : 'circle-alert'} />
        <span class="toast-text">
          {content.kind === 'done' ? t(content.message) : t(content.message, { detail: content.detail ?? '' })}
        </span>
      </>
    );
  }
  const order = knownOrders.value.get(content.orderNo);
  if (order === undefined) return null;
  return (
    <>
      <Icon name={iconOf(content.news)} strokeWidth={2.25} />
      <span class="toast-text">
        {rich(`toast.${content.news}`, {
          number: dailyNumber(order),
          amount: moneyText(order.amountMinor, order.currency),
          strong: (text) => <strong>{text}</strong>,
        })}
      </span>
      <button
        type="button"
        class="toast-action"
        onClick={() => {
          dismissToast(toast.id);
          open(content.orderNo);
        }}
      >
        {t('toast.open')}
      </button>
    </>
  );
}

/** One message at a time. It stays while someone points at it, and news about money until it is seen. */
export function ToastHost() {
  const toast = currentToast.value;
  const [held, setHeld] = useState(false);
  const id = toast?.id ?? null;
  useEffect(() => setHeld(false), [id]);
  const goes = toast !== null && !toast.stays && !held;
  useEffect(() => {
    if (id === null || !goes) return;
    const timer = setTimeout(() => dismissToast(id), showForMs);
    return () => clearTimeout(timer);
  }, [id, goes]);
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {toast !== null && (
        <div
          key={toast.id}
          class="toast"
          data-testid={testIds.toast}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocusIn={() => setHeld(true)}
          onFocusOut={() => setHeld(false)}
        >
          <ToastBody toast={toast} />
          <button
            type="button"
            class="toast-close"
            aria-label={t('toast.close')}
            onClick={() => dismissToast(toast.id)}
          >
            <Icon name="x" size={20} />
          </button>
        </div>
      )}
    </div>
  );
}
