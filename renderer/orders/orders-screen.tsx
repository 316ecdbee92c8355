import { useComputed, useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { OrderView } from '../../preload/contract/index.ts';
import { isTypingPlace, useKeys } from '../app/keys.ts';
import { chosenOrderNo } from '../app/route.ts';
import { knownOrders, state } from '../app/store.ts';
import { t, timeText } from '../i18n/translate.ts';
import { checkNow } from '../order/order-actions.ts';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { OrderDetail } from './order-detail.tsx';
import { filter, readMore, rows, search, startOrderList, type Filter } from './order-list.ts';
import { OrderRow } from './order-row.tsx';
import { UnmatchedPayments } from './unmatched-payments.tsx';

const filters: readonly Filter[] = [
  null,
  'waiting',
  'paid',
  'paid_late',
  'unknown',
  'declined',
  'expired',
  'refunded',
  'held',
  'discarded',
];

/** How near its end the list is scrolled before the next page is read, in CSS pixels. */
const readAhead = 600;

function SearchBox() {
  const total = rows.value?.total;
  return (
    <div class="search">
      <Icon name="search" />
      <input
        class="search-input"
        data-testid={testIds.orderSearch}
        type="text"
        maxLength={200}
        value={search.value}
        placeholder={t('orders.search')}
        aria-label={t('orders.search')}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <span class="search-count" role="status">
        {total === undefined ? '' : t('orders.count', { total })}
      </span>
      {search.value !== '' && (
        <button
          type="button"
          class="search-clear"
          aria-label={t('orders.clearSearch')}
          onClick={() => {
            search.value = '';
          }}
        >
          <Icon name="x" size={22} />
        </button>
      )}
    </div>
  );
}

function Filters() {
  return (
    <div class="filters" role="group" aria-label={t('orders.filter')}>
      {filters.map((candidate) => (
        <button
          key={candidate ?? 'all'}
          type="button"
          class="filter"
          aria-pressed={filter.value === candidate}
          onClick={() => {
            filter.value = candidate;
          }}
        >
          {t(candidate === null ? 'orders.all' : `state.${candidate}`)}
        </button>
      ))}
    </div>
  );
}

function NothingHere() {
  const isSearching = search.value.trim() !== '' || filter.value !== null;
  return (
    <div class="nothing">
      <Icon name={isSearching ? 'search' : 'receipt-text'} size={44} />
      <h2>{t(isSearching ? 'orders.notFound' : 'orders.none')}</h2>
      <p>{t(isSearching ? 'orders.notFoundText' : 'orders.noneText')}</p>
    </div>
  );
}

interface ListProps {
  readonly chosen: string | null;
  readonly onOpen: (orderNo: string) => void;
}

function List({ chosen, onOpen }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const current = rows.value;
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, current === null]);
  if (current === null) return <p class="nothing">{t('orders.loading')}</p>;
  if (current.orderNos.length === 0) return <NothingHere />;
  let day = '';
  return (
    <div
      ref={list}
      class="order-list"
      role="region"
      aria-label={t('orders.list')}
      tabIndex={-1}
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        if (scrollTop + clientHeight > scrollHeight - readAhead) readMore();
      }}
    >
      {current.orderNos.map((orderNo) => {
        const order = knownOrders.value.get(orderNo);
        if (order === undefined) return null;
        const isNewDay = order.businessDay !== day;
        day = order.businessDay;
        return (
          <Fragment key={orderNo}>
            {isNewDay && <h2 class="order-day">{timeText(`${order.businessDay}T12:00:00`, 'day')}</h2>}
            <OrderRow
              order={order}
              search={search.value}
              isChosen={orderNo === chosen}
              onChoose={() => onOpen(orderNo)}
            />
          </Fragment>
        );
      })}
    </div>
  );
}

/** Moves the choice by keyboard; the focus follows unless it is in the search field. */
function moveChoice(step: number): void {
  const orderNos = rows.value?.orderNos ?? [];
  if (orderNos.length === 0) return;
  const at = orderNos.indexOf(chosenOrderNo.value ?? '');
  const next = orderNos[Math.max(0, Math.min(orderNos.length - 1, Math.max(0, at) + step))];
  if (next === undefined) return;
  chosenOrderNo.value = next;
  if (isTypingPlace(document.activeElement)) return;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-order-no="${next}"]`)?.focus());
}

export function OrdersScreen() {
  const isDetailOpen = useSignal(chosenOrderNo.value !== null);
  const chosen = useComputed<OrderView | null>(() => {
    const orderNo = chosenOrderNo.value ?? rows.value?.orderNos[0];
    return orderNo === undefined ? null : (knownOrders.value.get(orderNo) ?? null);
  });
  useEffect(startOrderList, []);
  useLayoutEffect(() => {
    document.querySelector<HTMLElement>('.search-input')?.focus();
  }, []);
  useKeys({
    '/': () => document.querySelector<HTMLInputElement>('.search-input')?.select(),
    ArrowDown: (event) => {
      event.preventDefault();
      moveChoice(1);
    },
    ArrowUp: (event) => {
      event.preventDefault();
      moveChoice(-1);
    },
    Enter: (event) => {
      if (event.target instanceof HTMLButtonElement && !event.target.matches('.order-row')) return;
      if (chosen.value !== null) isDetailOpen.value = true;
    },
    Escape: () => {
      if (isDetailOpen.value) isDetailOpen.value = false;
      else search.value = '';
    },
    F5: (event) => {
      event.preventDefault();
      const order = chosen.value;
      if (order !== null && order.watch !== null) checkNow(order.orderNo);
    },
  });
  return (
    <main class="screen orders-screen" tabIndex={-1}>
      <h1 class="unseen">{t('orders.title')}</h1>
      <div class="orders-list-side">
        <div class="orders-tools">
          <SearchBox />
          <Filters />
        </div>
        <UnmatchedPayments />
        <List
          chosen={chosen.value?.orderNo ?? null}
          onOpen={(orderNo) => {
            chosenOrderNo.value = orderNo;
            isDetailOpen.value = true;
          }}
        />
        {state().connection === 'offline' && (
          <p class="orders-offline" role="status">
            <Icon name="wifi-off" size={22} />
            <span>{t('orders.offline')}</span>
          </p>
        )}
      </div>
      <div class="order-detail-place" data-open={isDetailOpen.value ? 'yes' : 'no'}>
        {chosen.value === null ? (
          <p class="nothing">{t('detail.pick')}</p>
        ) : (
          <OrderDetail
            key={chosen.value.orderNo}
            order={chosen.value}
            onClose={() => {
              isDetailOpen.value = false;
            }}
          />
        )}
      </div>
    </main>
  );
}
