/** Scenes of the group `ledger`. */
import type { AppState } from '../../../../preload/contract/index.ts';
import { appState } from '../answers/app.ts';
import { failedLedger, openLedger, restored } from '../answers/ledger.ts';
import { dayOfOrders } from '../answers/orders.ts';
import { live, type Scene } from '../scene.ts';
import { minutesFromNow } from '../shop.ts';

function ledgerFailed(reason: Extract<AppState['ledger'], { status: 'failed' }>['reason'], detail: string): Scene {
  return { state: appState({ ledger: failedLedger(reason, { detail }) }), orders: [] };
}

export const ledgerScenes = {
  ledgerFailed: () => ledgerFailed('newer_version', 'user_version 7 is above 3'),
  ledgerFailedNotWritable: () => ledgerFailed('not_writable', 'SQLITE_READONLY'),
  ledgerFailedLocked: () => ledgerFailed('locked', 'process 4711 holds writer.lock'),
  ledgerFailedDiskFull: () => ledgerFailed('disk_full', 'SQLITE_FULL'),
  ledgerFailedOther: () => ledgerFailed('other', 'SQLITE_IOERR_READ'),
  ledgerFailedDamaged: () => ({
    state: appState({
      ...live,
      ledger: failedLedger('corrupt', {
        detail: 'Tree 4 page 17: btreeInitPage() returns error code 11',
        setAsidePath: '/home/mei/.config/Scantill/live/damaged-20261122T091405118Z/ledger.sqlite3',
        shownBackupAt: minutesFromNow(-24),
      }),
    }),
    orders: dayOfOrders(),
  }),
  ledgerFailedMissing: () => ({ state: appState({ ledger: failedLedger('missing') }), orders: [] }),
  ledgerChecking: () => ({ state: appState({ ledger: openLedger({ isChecking: true }) }), orders: [] }),
  settingsLedgerTroubles: () => ({
    state: appState({
      ledger: openLedger({
        folderRisk: { kind: 'synchronised', service: 'OneDrive' },
        missingEvent: 41_207,
        backupProblem: 'disk_full',
        isSigningHindered: true,
      }),
    }),
    orders: [],
    handlers: {
      checkLedger: () =>
        Promise.resolve({
          ok: true,
          value: { kind: 'broken', sequence: 41_190, what: 'hash_differs', detail: 'T02_20261122_0138_5WVK' },
        }),
    },
  }),
  ledgerRestored: () => ({ state: appState({ ...live, restored: restored() }), orders: dayOfOrders() }),
} as const satisfies Record<string, () => Scene>;
