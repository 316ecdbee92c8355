/** Opens a till's ledger with the care that a start needs: what was found, what is doubtful, what is set aside. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../domain/message-of.ts';
import type { Mode } from '../../domain/mode.ts';
import type { LedgerFailureReason } from '../../domain/ledger-failure.ts';
import { failureReasonOf } from '../file/failure.ts';
import {
  isLedgerMissing,
  ledgerFolderOf,
  setLedgerAside,
  tidyLedgerFolder,
  type LedgerFolder,
} from '../file/ledger-folder.ts';
import { openLedger, type OpenLedger } from '../write/open-ledger.ts';
import { raiseRunFlag, type RunFlag } from '../file/run-flag.ts';

export interface OpenTillLedger {
  readonly kind: 'open';
  readonly ledger: OpenLedger;
  /** The run before did not end by itself: to be looked over before it is used. */
  readonly isDoubtful: boolean;
  readonly flag: RunFlag;
}

export interface FailedTillLedger {
  readonly kind: 'failed';
  readonly reason: LedgerFailureReason;
  readonly detail: string;
  /** Where the damaged file lies now, whole; `null` when nothing was moved. */
  readonly setAsidePath: string | null;
}

export type TillLedger = OpenTillLedger | FailedTillLedger;

export interface TillLedgerOptions {
  /** Read anew for each order. */
  readonly terminalPrefix: string;
  /** There has been a ledger here before, as is known from elsewhere. */
  readonly isKnown: boolean;
  /** Somebody has said that a new ledger is to begin where there has been one. */
  readonly mayBegin: boolean;
  readonly now: () => Date;
}

/** A mode's own, made where it is not there yet. */
export function ledgerFolderIn(userDataFolder: string, mode: Mode): LedgerFolder {
  const folder = join(userDataFolder, mode);
  // Money and customers' hints: readable by this user only.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return ledgerFolderOf(join(folder, 'ledger.sqlite3'));
}

export function openTillLedger(folder: LedgerFolder, options: TillLedgerOptions): TillLedger {
  const { isKnown, mayBegin, now } = options;
  let flag: RunFlag;
  try {
    tidyLedgerFolder(folder);
    if (!mayBegin && isLedgerMissing(folder, isKnown)) {
      return {
        kind: 'failed',
        reason: 'missing',
        detail: 'There is no file, though there has been one.',
        setAsidePath: null,
      };
    }
    flag = raiseRunFlag(folder.ledgerPath, now());
  } catch (error) {
    return { kind: 'failed', reason: failureReasonOf(error), detail: messageOf(error), setAsidePath: null };
  }
  const opening = openLedger(folder.ledgerPath, options);
  if (opening.kind === 'open') return { ...opening, isDoubtful: flag.wasUp, flag };
  if (opening.reason === 'corrupt') return setAside(folder, flag, opening.detail, now());
  if (!flag.wasUp) flag.lower();
  return { ...opening, setAsidePath: null };
}

/** For a ledger that is closed: nothing is repaired, everything is kept. */
export function setAside(folder: LedgerFolder, flag: RunFlag, detail: string, at: Date): FailedTillLedger {
  try {
    const setAsidePath = setLedgerAside(folder, at);
    flag.lower();
    return { kind: 'failed', reason: 'corrupt', detail, setAsidePath };
  } catch (error) {
    // It stays where it is, and is looked over again at the next start.
    return { kind: 'failed', reason: 'corrupt', detail: `${detail}; ${messageOf(error)}`, setAsidePath: null };
  }
}
