/** The book of orders as a whole: restoring it, and what came of that. */
import { signal } from '@preact/signals';
import type { RestoreReport } from '../../preload/contract.ts';
import { bridge } from '../bridge.ts';
import { approvedValue } from './approval.ts';
import { perform } from './calls.ts';

/** What could be saved, until someone has read it. */
export const restoreReport = signal<RestoreReport | null>(null);
export const isRestoring = signal(false);

export function restoreBook(): void {
  if (isRestoring.value) return;
  isRestoring.value = true;
  perform(async () => {
    try {
      restoreReport.value = await approvedValue((approval) => bridge.restoreLedger({ approval }));
    } finally {
      isRestoring.value = false;
    }
  });
}

export function beginBook(): void {
  perform(() => approvedValue((approval) => bridge.beginLedger({ approval })));
}
