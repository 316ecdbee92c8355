/** The calls about the ledger as a whole: backups, checks, and what to do when it cannot be used. */
import type { Approval, CallResult, Handlers, RestoreReport } from '../../preload/contract/index.ts';
import { listBackups } from '../ledger/file/ledger-folder.ts';
import type { RestoreOutcome } from '../till/restore-ledger.ts';
import { reportOf } from '../till/restored-report.ts';
import type { ApprovalResult } from '../staff/staff.ts';
import type { TillHost } from '../till/till-host.ts';
import { done, failure } from './call-results.ts';
import type { Desktop } from './desktop.ts';

type LedgerCalls = Pick<
  Handlers<'cashier'>,
  | 'backUpNow'
  | 'listBackups'
  | 'showBackups'
  | 'checkLedger'
  | 'restoreLedger'
  | 'restoreFromFile'
  | 'beginLedger'
  | 'askAboutMissing'
  | 'dismissRestored'
>;

function callResultOf(outcome: RestoreOutcome): CallResult<RestoreReport> {
  return outcome.kind === 'restored'
    ? { ok: true, value: reportOf(outcome.report) }
    : failure(outcome.problem, outcome.detail);
}

export function ledgerHandlers(host: TillHost, desktop: Pick<Desktop, 'showFolder' | 'chooseBackup'>): LedgerCalls {
  /** Another ledger takes the place of the shop's: only where that is lost, and where a manager allows it. */
  async function mayReplace(approval: Approval): Promise<ApprovalResult> {
    if (!host.till.isLedgerLost()) return failure('not_possible_now', 'the ledger is in use');
    return host.staff.approve('book', approval);
  }

  return {
    backUpNow: async () => {
      const counter = await host.till.counter();
      if (!counter.ok) return counter;
      const outcome = await counter.value.maintenance.backUpNow();
      switch (outcome.kind) {
        case 'made':
          return { ok: true, value: { madeAt: outcome.madeAt } };
        case 'unchanged':
          return { ok: true, value: { madeAt: null } };
        case 'failed':
          return failure('backup_failed', outcome.reason);
      }
    },

    listBackups: () => Promise.resolve({ ok: true, value: [...listBackups(host.till.ledgerFolder)] }),

    showBackups: async () => {
      await desktop.showFolder(host.till.ledgerFolder.backupFolder);
      return done;
    },

    checkLedger: async () => {
      const history = await host.till.history();
      if (!history.ok) return history;
      // While a backup is shown, it is that which is checked, and it may well end earlier.
      const head = host.till.isLedgerLost() ? null : host.settings.current.ledger[host.till.mode].head;
      return { ok: true, value: await history.value.verifyChain(head ?? undefined) };
    },

    restoreLedger: async ({ approval }) => {
      const allowed = await mayReplace(approval);
      if (!allowed.ok) return allowed;
      return callResultOf(await host.restoreLedger());
    },

    restoreFromFile: async () => {
      // Later there is a book that would have to give way.
      if (host.settings.current.firstRunDone) return failure('not_possible_now', 'only at the first run');
      const file = await desktop.chooseBackup();
      return file === null ? { ok: true, value: null } : callResultOf(await host.restoreFromFile(file));
    },

    beginLedger: async ({ approval }) => {
      const allowed = await mayReplace(approval);
      if (!allowed.ok) return allowed;
      await host.beginLedger();
      return done;
    },

    askAboutMissing: async () => {
      await host.till.restored.ask();
      return done;
    },

    dismissRestored: () => {
      host.till.restored.dismiss();
      return Promise.resolve(done);
    },
  };
}
