/** The timeline of a sale that waits for its payment. Pure. */
import type { OrderView, TimelineEntry } from '../../preload/contract/index.ts';
import { isByCode } from '../app/order-text.ts';

export interface SaleStep {
  readonly name: 'sent' | 'code' | 'scan' | 'paid';
  readonly status: 'done' | 'now' | 'next';
  /** UTC ISO time at which it happened; `null` when it has not, or is not yet known. */
  readonly at: string | null;
}

type Events = readonly Pick<TimelineEntry, 'type' | 'at'>[];

export function saleSteps(
  order: Pick<OrderView, 'way' | 'createdAt' | 'qrText' | 'scanned'>,
  timeline: Events,
): readonly SaleStep[] {
  const timeOf = (type: string): string | null => timeline.findLast((entry) => entry.type === type)?.at ?? null;
  const hasCode = order.qrText !== null;
  const sent = { name: 'sent', status: 'done', at: order.createdAt } as const;
  if (isByCode(order)) {
    return [
      sent,
      { name: 'scan', status: order.scanned ? 'now' : 'next', at: order.scanned ? timeOf('payment.scanned') : null },
      { name: 'paid', status: 'next', at: null },
    ];
  }
  return [
    sent,
    { name: 'code', status: hasCode ? 'done' : 'now', at: hasCode ? timeOf('create.succeeded') : null },
    { name: 'scan', status: hasCode ? 'now' : 'next', at: order.scanned ? timeOf('payment.scanned') : null },
    { name: 'paid', status: 'next', at: null },
  ];
}
