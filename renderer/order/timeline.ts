import { useEffect, useState } from 'preact/hooks';
import type { OrderView, TimelineEntry } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { learnOrders } from '../app/store.ts';

/** What has happened to an order, read again whenever the order becomes newer; empty until it is there. */
export function useTimeline({ orderNo, version }: OrderView): readonly TimelineEntry[] {
  const [read, setRead] = useState<{ readonly orderNo: string; readonly entries: readonly TimelineEntry[] } | null>(
    null,
  );
  useEffect(() => {
    let isStale = false;
    perform(async () => {
      const result = await bridge.getOrder({ orderNo });
      if (isStale || !result.ok) return;
      setRead({ orderNo, entries: result.value.timeline });
      learnOrders([result.value.order]);
    });
    return () => {
      isStale = true;
    };
  }, [orderNo, version]);
  return read?.orderNo === orderNo ? read.entries : [];
}
