/** Makes a ledger in place of one that is lost, or on a computer that has none yet. */
import { existsSync } from 'node:fs';
import { messageOf } from '../../domain/message-of.ts';
import type { CallProblem } from '../../../preload/contract/index.ts';
import type { RestoreOutcome as Restoring, RestoreReport } from '../backup/maintenance-jobs.ts';
import { MaintenanceThread } from '../backup/maintenance-thread.ts';
import type { LedgerFolder } from '../file/ledger-folder.ts';
import type { KeptHead } from '../format/kept-head.ts';
import type { Clock } from '../../ports/index.ts';

export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly report: RestoreReport }
  | { readonly kind: 'not_restored'; readonly problem: CallProblem['code']; readonly detail: string };

interface RestoreParts {
  readonly maintenanceWorkerPath: string;
  readonly clock: Clock;
}

/**
 * From what reaches furthest among the ledgers that were set aside and the backups.
 * @param keptHead where the last backup ended; `null` where that is not known.
 */
export async function restoreLedger(
  folder: LedgerFolder,
  keptHead: KeptHead | null,
  parts: RestoreParts,
): Promise<RestoreOutcome> {
  const { maintenanceWorkerPath, clock } = parts;
  const outcome = await new MaintenanceThread(maintenanceWorkerPath)
    .run('restoreLedger', { folder, at: clock.now(), keptHead })
    .catch(failed);
  return outcomeOf(outcome, 'no_good_backup');
}

/**
 * The ledger of real sales, from a backup that somebody has brought. A ledger that is there stays as it is.
 * @param practiceIds accounts by which a backup of practice is known.
 */
export async function restoreFromFile(
  file: string,
  folder: LedgerFolder,
  practiceIds: readonly string[],
  { maintenanceWorkerPath, clock }: RestoreParts,
): Promise<RestoreOutcome> {
  if (existsSync(folder.ledgerPath))
    return { kind: 'not_restored', problem: 'ledger_exists', detail: folder.ledgerPath };
  const job = { file, folder, at: clock.now(), foreignAccountIds: practiceIds };
  const outcome = await new MaintenanceThread(maintenanceWorkerPath).run('restoreFromFile', job).catch(failed);
  return outcome.kind === 'foreign'
    ? { kind: 'not_restored', problem: 'backup_of_practice', detail: file }
    : outcomeOf(outcome, 'backup_unusable');
}

/** The worker ended without an answer: a computer out of memory, for one. */
function failed(fault: unknown): Extract<Restoring, { readonly kind: 'failed' }> {
  return { kind: 'failed', detail: messageOf(fault) };
}

function outcomeOf(outcome: Restoring, ifNothing: CallProblem['code']): RestoreOutcome {
  switch (outcome.kind) {
    case 'restored':
      return outcome;
    case 'nothing_to_restore':
      return { kind: 'not_restored', problem: ifNothing, detail: '' };
    case 'failed':
      return { kind: 'not_restored', problem: 'ledger_failed', detail: outcome.detail };
  }
}
