import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OrderView } from '../../preload/contract/index.ts';
import { nowMs } from '../app/clock.ts';
import { dailyNumber } from '../app/order-text.ts';
import { saleOrderNo, screen, showOrder, showSale } from '../app/route.ts';
import { StateChip, stateIcon } from '../app/state-chip.tsx';
import { lastSaleOrder, openOrders, state } from '../app/store.ts';
import { listed, t, timeText } from '../i18n/translate.ts';
import { clockText, countdown } from '../ui/countdown.ts';
import { Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { heldSales, showHeldSales } from './held-sales.ts';

function Pill({ order, fits }: { readonly order: OrderView; readonly fits: boolean }) {
  const { secondsLeft } = countdown(order.createdAt, order.codeExpiresAt, nowMs.value);
  const isShown = saleOrderNo.value === order.orderNo;
  const word = order.display === 'waiting' ? t('stateShort.waiting') : t(`state.${order.display}`);
  return (
    <button
      type="button"
      class="pill"
      data-fits={fits ? 'yes' : 'no'}
      data-testid={testIds.stripOrder}
      data-order-no={order.orderNo}
      data-state={order.display}
      aria-current={isShown ? 'true' : undefined}
      onClick={() => showSale(order.orderNo)}
    >
      <Icon name={stateIcon[order.display]} size={22} strokeWidth={2.25} class="state-icon" />
      <strong>{moneyText(order.amountMinor, order.currency)}</strong>
      <span class="pill-word">{word}</span>
      {order.display === 'waiting' && secondsLeft > 0 && <span class="pill-time">{clockText(secondsLeft)}</span>}
    </button>
  );
}

/** How many of the orders' pills fit into their place and what is free behind them, measured on the pills themselves. */
function useFittingCount(orders: readonly OrderView[]) {
  const place = useRef<HTMLDivElement>(null);
  const [fitting, setFitting] = useState(orders.length);
  const [freePx, setFreePx] = useState(0);
  const pillsShown = orders.map(({ orderNo }) => orderNo).join();
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const pills = [...element.querySelectorAll('.pill')];
    const fit = (): void => {
      const { right } = element.getBoundingClientRect();
      const ends = pills.map((pill) => pill.getBoundingClientRect().right).filter((end) => end <= right + 1);
      setFitting(Math.max(1, ends.length));
      setFreePx(right - (ends.at(-1) ?? right));
    };
    fit();
    const observer = new ResizeObserver(fit);
    for (const measured of [element, ...pills]) observer.observe(measured);
    return () => observer.disconnect();
  }, [pillsShown]);
  return { place, fitting: Math.min(orders.length, fitting), freePx };
}

/** Both labels keep their room: were it as wide as the one shown, it would change how many pills fit, and so itself. */
function OrdersLink({ moreCount, freePx }: { readonly moreCount: number; readonly freePx: number }) {
  return (
    <button
      type="button"
      class="strip-link strip-labels"
      style={{ '--free-before': `${freePx}px` }}
      onClick={() => (screen.value = 'orders')}
    >
      <span data-shown={moreCount > 0 ? 'yes' : 'no'}>{t('strip.more', { count: moreCount })}</span>
      <span data-shown={moreCount > 0 ? 'no' : 'yes'}>{t('strip.all')}</span>
    </button>
  );
}

function LastSale({ order }: { readonly order: OrderView }) {
  const at = timeText(order.paidAt ?? order.createdAt, 'clock');
  return (
    <>
      <span class="strip-label">{t('strip.last')}</span>
      <button
        type="button"
        class="last-sale"
        data-testid={testIds.lastSale}
        data-state={order.display}
        onClick={() => showOrder(order.orderNo)}
      >
        <StateChip state={order.display} />
        <strong class="last-sale-amount">{moneyText(order.amountMinor, order.currency)}</strong>
        <span class="last-sale-detail">
          {listed([t(`name.wallet.${order.wallet}`), at, t('order.numberShort', { number: dailyNumber(order) })])}
        </span>
        <span class="last-sale-time">{at}</span>
      </button>
    </>
  );
}

/** The way to the sales that are put aside. */
function HeldLink() {
  const count = heldSales.value.length;
  if (count === 0) return null;
  return (
    <button type="button" class="strip-link strip-held" data-testid={testIds.heldSales} onClick={showHeldSales}>
      <Icon name="pause" size={22} />
      <span class="strip-held-words">{t('hold.list', { count })}</span>
      <span class="strip-held-count" aria-hidden="true">
        {count}
      </span>
      <KeyCap>F6</KeyCap>
    </button>
  );
}

/** «Did the last one go through?», the orders that still have no outcome, and the way to those on hold. */
export function SaleStrip() {
  const open = openOrders.value;
  const last = lastSaleOrder.value;
  const showsSale = saleOrderNo.value !== null;
  const { place, fitting, freePx } = useFittingCount(open);
  return (
    <section class="strip" aria-label={t('strip.label')} data-has-open={open.length > 0 ? 'yes' : 'no'}>
      <div class="strip-inner">
        {open.length > 0 && (
          <>
            <span class="strip-label">{t('strip.open', { count: open.length })}</span>
            <div class="strip-pills" ref={place}>
              {open.map((order, index) => (
                <Pill key={order.orderNo} order={order} fits={index < fitting} />
              ))}
            </div>
            <OrdersLink moreCount={open.length - fitting} freePx={freePx} />
          </>
        )}
        {!showsSale && open.length > 0 && last !== null && <span class="strip-divider" />}
        {!showsSale && last !== null && <LastSale order={last} />}
        {last === null && open.length === 0 && <span class="strip-empty">{t('strip.none')}</span>}
        <span class="strip-space" />
        {!showsSale && <HeldLink />}
        {showsSale && state().customerDisplay.shownOn !== null && (
          <span class="strip-customer">
            <span>{t('strip.customer')}</span>
            <Icon name="monitor" size={22} />
          </span>
        )}
        {open.length === 0 && (
          <button type="button" class="strip-link strip-all" onClick={() => (screen.value = 'orders')}>
            <Icon name="history" size={22} />
            {t('strip.all')}
          </button>
        )}
      </div>
    </section>
  );
}
