/** The book of orders as a whole: restoring it, and what came of that. */
import { signal } from '@preact/signals';
import type { RestoreReport } from '../../preload/contract.ts';
import { bridge } from '../bridge.ts';
import { approvedValue } from './approval.ts';
import { perform, valueOf } from './calls.ts';

/** What could be saved, until someone has read it. */
export const restoreReport = signal<RestoreReport | null>(null);
export const isRestoring = signal(false);

function restoreBy(restore: () => Promise<RestoreReport | null>): void {
  if (isRestoring.value) return;
  isRestoring.value = true;
  perform(async () => {
    try {
      restoreReport.value = await restore();
    } finally {
      isRestoring.value = false;
    }
  });
}

export function restoreBook(): void {
  restoreBy(() => approvedValue((approval) => bridge.restoreLedger({ approval })));
}

/** From a file that somebody has brought; only at the first run. */
export function restoreFromFile(): void {
  restoreBy(() => valueOf(bridge.restoreFromFile(undefined)));
}

export function beginBook(): void {
  perform(() => approvedValue((approval) => bridge.beginLedger({ approval })));
}
