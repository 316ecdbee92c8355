/** Lives stories one after the other, each over a ledger of its own, and tells what went wrong. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { audit, type Audit } from './audit.ts';
import type { Story } from './commands.ts';
import { History } from './history.ts';
import { computer } from './till-run.ts';

export interface Lived extends Audit {
  readonly history: History;
}

export class HistoryRunner {
  // Thousands of ledgers, all copies of one, with its installation id, as from one disk image; with a wait for the disk at
  // each commit: in memory where the system offers that.
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'scantill-histories-'));
  readonly #emptyLedger = join(this.#folder, 'empty.sqlite3');
  #count = 0;

  constructor() {
    const opening = openLedger(this.#emptyLedger, { machine: computer });
    if (opening.kind !== 'open') throw new Error(opening.detail);
    opening.ledger.close();
  }

  async live(story: Story): Promise<Lived> {
    this.#count += 1;
    const place = join(this.#folder, String(this.#count));
    const history = new History(story, (till) => {
      const ledgerPath = join(place, String(till), 'ledger.sqlite3');
      mkdirSync(dirname(ledgerPath), { recursive: true });
      copyFileSync(this.#emptyLedger, ledgerPath);
      return ledgerPath;
    });
    try {
      await history.live(story);
    } finally {
      history.end();
    }
    const found = audit(history);
    rmSync(place, { recursive: true, force: true });
    return { ...found, history };
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
