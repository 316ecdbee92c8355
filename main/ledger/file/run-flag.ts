/**
 * A file beside the ledger that is there while a till has it open. Found at a start, it means that the run before did
 * not end by itself, and that the ledger is looked over before it is trusted.
 */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { retriedSync } from '../../common/momentary.ts';
import { syncFolders } from './ledger-folder.ts';

export interface RunFlag {
  /** Whether it was there already. */
  readonly wasUp: boolean;
  /** After the ledger has been closed, with nothing left to doubt. */
  lower(): void;
}

/** @throws the file system's error when it cannot be put up: then the ledger cannot be written either. */
export function raiseRunFlag(ledgerPath: string, at: Date): RunFlag {
  const file = `${ledgerPath}.open`;
  const wasUp = existsSync(file);
  if (!wasUp) {
    const handle = retriedSync(() => openSync(file, 'w', 0o600));
    try {
      writeSync(handle, `${at.toISOString()}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    syncFolders(path.dirname(file));
  }
  return { wasUp, lower: () => retriedSync(() => rmSync(file, { force: true })) };
}
