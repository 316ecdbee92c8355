/** The calls about the ledger as a whole: backups, checks, and what to do when it cannot be used. */
import type { Approval, CallResult, GroupHandlers, RestoreReport } from '../../../preload/contract/index.ts';
import { done, refused } from '../../domain/result.ts';
import type { ApprovalResult, StaffAtTill } from '../../ports/index.ts';
import { listBackups, type LedgerFolder } from '../file/ledger-folder.ts';
import type { KeptHead } from '../format/kept-head.ts';
import type { OpenLedgerReader } from '../read/reader.ts';
import type { LedgerMaintenance } from './ledger-maintenance.ts';
import type { RestoreOutcome } from './restore-ledger.ts';
import { reportOf } from './restored-report.ts';

/** The folders and files of the desktop that hold ledgers. */
export interface LedgerDesktop {
  showFolder(folder: string): Promise<void>;
  /** Asks for the file of a backup; `null` when the person changed their mind. */
  chooseBackup(): Promise<string | null>;
}

/** Whatever ledger is in use by then. */
export interface LedgerParts {
  readonly folder: () => LedgerFolder;
  /** Whether a backup is the only way to go on. */
  readonly isLost: () => boolean;
  readonly maintenance: () => Promise<CallResult<Pick<LedgerMaintenance, 'backUpNow'>>>;
  /** The ledger, or a backup while it cannot be used. */
  readonly history: () => Promise<CallResult<Pick<OpenLedgerReader, 'verifyChain'>>>;
  /** Where the last backup ended; `null` where that is not known. */
  readonly keptHead: () => KeptHead | null;
  readonly isFirstRun: () => boolean;
  /** Make another ledger, and go on with it. */
  readonly restore: () => Promise<RestoreOutcome>;
  readonly restoreFromFile: (file: string) => Promise<RestoreOutcome>;
  readonly begin: () => Promise<void>;
  readonly restored: () => { ask(): Promise<void>; dismiss(): void };
  readonly staff: Pick<StaffAtTill, 'approve'>;
  readonly desktop: LedgerDesktop;
}

function callResultOf(outcome: RestoreOutcome): CallResult<RestoreReport> {
  return outcome.kind === 'restored'
    ? { ok: true, value: reportOf(outcome.report) }
    : refused(outcome.problem, outcome.detail);
}

export function ledgerHandlers(parts: LedgerParts): GroupHandlers<'ledger'> {
  const { desktop } = parts;

  /** Another ledger takes the place of the shop's: only where that is lost, and where a manager allows it. */
  async function mayReplace(approval: Approval): Promise<ApprovalResult | CallResult<never>> {
    if (!parts.isLost()) return refused('not_possible_now', 'the ledger is in use');
    return parts.staff.approve('ledger', approval);
  }

  return {
    backUpNow: async () => {
      const maintenance = await parts.maintenance();
      if (!maintenance.ok) return maintenance;
      const outcome = await maintenance.value.backUpNow();
      switch (outcome.kind) {
        case 'made':
          return { ok: true, value: { madeAt: outcome.madeAt } };
        case 'unchanged':
          return { ok: true, value: { madeAt: null } };
        case 'failed':
          return refused('backup_failed', outcome.reason);
      }
    },

    listBackups: () => Promise.resolve({ ok: true, value: [...listBackups(parts.folder())] }),

    showBackups: async () => {
      await desktop.showFolder(parts.folder().backupFolder);
      return done;
    },

    checkLedger: async () => {
      const history = await parts.history();
      if (!history.ok) return history;
      // While a backup is shown, it is that which is checked, and it may well end earlier.
      const head = parts.isLost() ? null : parts.keptHead();
      return { ok: true, value: await history.value.verifyChain(head ?? undefined) };
    },

    restoreLedger: async ({ approval }) => {
      const allowed = await mayReplace(approval);
      if (!allowed.ok) return allowed;
      return callResultOf(await parts.restore());
    },

    restoreFromFile: async () => {
      // Later there is a ledger that would have to give way.
      if (!parts.isFirstRun()) return refused('not_possible_now', 'only at the first run');
      const file = await desktop.chooseBackup();
      return file === null ? { ok: true, value: null } : callResultOf(await parts.restoreFromFile(file));
    },

    beginLedger: async ({ approval }) => {
      const allowed = await mayReplace(approval);
      if (!allowed.ok) return allowed;
      await parts.begin();
      return done;
    },

    askAboutMissing: async () => {
      await parts.restored().ask();
      return done;
    },

    dismissRestored: () => {
      parts.restored().dismiss();
      return Promise.resolve(done);
    },
  };
}
