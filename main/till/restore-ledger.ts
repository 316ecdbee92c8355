/** Makes a ledger in place of one that is lost: from the newest good backup, and what the damaged file still gives. */
import type { CallProblem, RestoreReport } from '../../preload/contract.ts';
import { KeeperThread } from '../ledger/keeper-thread.ts';
import type { LedgerFolder } from '../ledger/ledger-folder.ts';
import type { Clock } from '../ports.ts';

export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly report: RestoreReport }
  | { readonly kind: 'not_restored'; readonly problem: CallProblem['code']; readonly detail: string };

export async function restoreLedger(
  folder: LedgerFolder,
  { keeperWorkerPath, clock }: { readonly keeperWorkerPath: string; readonly clock: Clock },
): Promise<RestoreOutcome> {
  const outcome = await new KeeperThread(keeperWorkerPath).run('restoreLedger', { folder, at: clock.now() });
  switch (outcome.kind) {
    case 'restored':
      return outcome;
    case 'nothing_to_restore':
      return { kind: 'not_restored', problem: 'no_good_backup', detail: '' };
    case 'failed':
      return { kind: 'not_restored', problem: 'ledger_failed', detail: outcome.detail };
  }
}
