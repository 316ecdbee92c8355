/** Orders and their events as the renderer sees them. Pure. */
import type { OrderView, TimelineEntry } from '../../preload/contract.ts';
import { displayStateOf } from '../domain/order-lifecycle.ts';
import { orderStates, type DisplayState, type Order, type OrderState } from '../domain/order.ts';
import type { RecordedEvent } from '../ports.ts';

/** Checks in a row without an answer after which a shown code is called «not known» rather than «waiting». */
const failuresUntilUnknown = 3;

export interface ViewContext {
  watchOf(orderNo: string): (NonNullable<OrderView['watch']> & { readonly failuresInRow: number }) | null;
  canCancel(order: Order): boolean;
  canRetryCreate(order: Order): boolean;
}

export function toOrderView(order: Order, context: ViewContext): OrderView {
  const { requestKey: _requestKey, merchantId: _merchantId, sellerId: _sellerId, ...shown } = order;
  const watch = context.watchOf(order.orderNo);
  const silent = watch !== null && watch.failuresInRow >= failuresUntilUnknown;
  const display = displayStateOf(order);
  return {
    ...shown,
    display: display === 'waiting' && silent ? 'unknown' : display,
    watch:
      watch === null
        ? null
        : {
            checkCount: watch.checkCount,
            lastCheckedAt: watch.lastCheckedAt,
            nextCheckAt: watch.nextCheckAt,
            problem: watch.problem,
          },
    canCancel: context.canCancel(order),
    canRetryCreate: context.canRetryCreate(order),
  };
}

/** The stored states behind one shown state. */
export function statesShownAs(display: DisplayState): readonly OrderState[] {
  return orderStates.filter((state) => displayStateOf({ state }) === display);
}

export function toTimelineEntry({ sequence, at, event }: RecordedEvent): TimelineEntry {
  const { payload } = event;
  return {
    sequence,
    at,
    type: event.type,
    learnedBy: 'learnedBy' in payload ? payload.learnedBy : null,
    problem: 'problem' in payload ? payload.problem : null,
    evidence: 'evidence' in payload ? (payload.evidence?.replyText ?? null) : null,
  };
}
