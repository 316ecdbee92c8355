/** The ledger in good and bad days, and its backups. */
import type { AppState, BackupView, GroupHandlers, RestoreReport } from '../../../../preload/contract/index.ts';
import { done, type MockedTill } from '../mocked-till.ts';
import { minutesFromNow } from '../shop.ts';

type Ledger = AppState['ledger'];

const ledgerPath = '/home/mei/.config/Scantill/practice/ledger.sqlite3';

export function openLedger(change: Partial<Extract<Ledger, { status: 'open' }>> = {}): Ledger {
  return {
    status: 'open',
    path: ledgerPath,
    isChecking: false,
    folderRisk: null,
    missingEvent: null,
    lastBackupAt: minutesFromNow(-24),
    backupProblem: null,
    lastSealedDay: '2026-11-21',
    isSigningHindered: false,
    ...change,
  };
}

/** What a restore could not bring back, with an answer of every kind that there is to show. */
export function restored(): RestoreReport {
  const listed = (amountMinor: number, display: 'waiting' | 'paid' | 'refunded') => ({
    createdAt: minutesFromNow(-24),
    amountMinor,
    currency: 'CNY' as const,
    display,
    accountName: 'Alipay',
  });
  const missing: RestoreReport['missing'] = [
    {
      orderNo: 'T02_20261122_0142_7KQ2M',
      isInLedger: true,
      listed: listed(3_800, 'refunded'),
      gatewaySays: 'in_ledger',
    },
    { orderNo: 'T02_20261122_0143_P9AB4', isInLedger: false, listed: listed(12_850, 'paid'), gatewaySays: 'paid' },
    { orderNo: 'T02_20261122_0144_0MZDX', isInLedger: false, listed: listed(2_600, 'waiting'), gatewaySays: 'asking' },
    { orderNo: 'T02_20261122_0145_XJ4TQ', isInLedger: false, listed: null, gatewaySays: 'not_asked' },
  ];
  return { events: 41_188, orders: 9_813, lastEventAt: minutesFromNow(-26), ordersLost: missing.length, missing };
}

export function failedLedger(
  reason: Extract<Ledger, { status: 'failed' }>['reason'],
  change: Partial<Extract<Ledger, { status: 'failed' }>> = {},
): Ledger {
  return { status: 'failed', path: ledgerPath, reason, detail: '', setAsidePath: null, shownBackupAt: null, ...change };
}

function backups(): BackupView[] {
  return [24, 84, 144, 204, 1_300, 2_800, 4_200, 9_000].map((minutes) => ({
    fileName: `ledger-${minutes}.sqlite3`,
    madeAt: minutesFromNow(-minutes),
    sizeBytes: 48_300_000 - minutes * 1_000,
  }));
}

export function ledgerAnswers(till: MockedTill): GroupHandlers<'ledger'> {
  return {
    backUpNow: () => Promise.resolve({ ok: true, value: { madeAt: minutesFromNow(0) } }),
    listBackups: () => Promise.resolve({ ok: true, value: backups() }),
    showBackups: () => Promise.resolve(done),
    checkLedger: () =>
      Promise.resolve({ ok: true, value: { kind: 'sound', events: 41_190, orders: 9_814, headHash: '4c'.repeat(32) } }),
    restoreLedger: () => {
      const report = restored();
      till.change({ ledger: openLedger(), restored: report });
      return Promise.resolve({ ok: true, value: report });
    },
    askAboutMissing: () => Promise.resolve(done),
    dismissRestored: () => {
      till.change({ restored: null });
      return Promise.resolve(done);
    },
    restoreFromFile: () => Promise.resolve({ ok: true, value: null }),
    beginLedger: () => {
      till.change({ ledger: openLedger({ lastBackupAt: null, lastSealedDay: null }) });
      return Promise.resolve(done);
    },
  };
}
