/** The ledger as a whole: restoring it, and what came of that. */
import { signal } from '@preact/signals';
import { approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';

export const isRestoring = signal(false);

function restoreBy(restore: () => Promise<unknown>): void {
  if (isRestoring.value) return;
  isRestoring.value = true;
  perform(async () => {
    try {
      await restore();
    } finally {
      isRestoring.value = false;
    }
  });
}

export function restoreLedger(): void {
  restoreBy(() => approvedValue((approval) => bridge.restoreLedger({ approval })));
}

/** From a file that somebody has brought; only at the first run. */
export function restoreFromFile(): void {
  restoreBy(() => valueOf(bridge.restoreFromFile(undefined)));
}

export function beginLedger(): void {
  perform(() => approvedValue((approval) => bridge.beginLedger({ approval })));
}

/** The gateways are asked once more about what a restored ledger lacks. */
export function askAboutMissing(): void {
  perform(() => valueOf(bridge.askAboutMissing(undefined)));
}

/** Somebody has read what a restored ledger lacks. */
export function dismissRestored(): void {
  perform(() => valueOf(bridge.dismissRestored(undefined)));
}
