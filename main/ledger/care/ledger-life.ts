/** A till's ledger from its opening to its end: looked over after a crash, set aside, shown from a backup, closed. */
import { dirname } from 'node:path';
import type { AppState } from '../../../preload/contract/index.ts';
import type { Mode } from '../../domain/mode.ts';
import { assertNever } from '../../domain/order.ts';
import { MaintenanceThread } from '../backup/maintenance-thread.ts';
import { folderRiskOf, type FolderRisk } from '../file/folder-risk.ts';
import type { LedgerFolder } from '../file/ledger-folder.ts';
import { createLedgerReader, type OpenLedgerReader } from '../read/reader.ts';
import type { OpenLedger } from '../write/open-ledger.ts';
import type { Clock } from '../../ports/index.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { MaintenanceState } from './ledger-maintenance.ts';
import { ledgerFolderIn, openTillLedger, setAside, type TillLedger } from './till-ledger.ts';

export interface LedgerLifeParts {
  readonly mode: Mode;
  readonly userDataFolder: string;
  readonly readerWorkerPath: string;
  readonly maintenanceWorkerPath: string;
  /** Somebody has said that a new ledger is to begin where there has been one. */
  readonly mayBeginLedger: boolean;
  readonly settings: SettingsStore;
  readonly clock: Clock;
}

/** The ledger, open for writing and for reading. */
export interface LedgerFiles {
  readonly ledger: OpenLedger;
  readonly reader: OpenLedgerReader;
}

interface Archive {
  /** UTC, ISO 8601. */
  readonly madeAt: string;
  readonly reader: OpenLedgerReader;
}

export class LedgerLife {
  readonly folder: LedgerFolder;
  /** For what takes long; whoever ends the till stops it. */
  readonly thread: MaintenanceThread;
  readonly #parts: LedgerLifeParts;
  readonly #folderRisk: FolderRisk | null;
  #opening: TillLedger;
  #files: LedgerFiles | null = null;
  #isChecking: boolean;
  /** The newest good backup, for looking back while the ledger itself cannot be used. */
  #archive: Archive | null = null;
  /** What a ledger lacks that has been cut off or is an old copy; `null` when it is whole. */
  #missingEvent: number | null = null;

  constructor(parts: LedgerLifeParts) {
    const { mode, settings, clock } = parts;
    this.#parts = parts;
    this.folder = ledgerFolderIn(parts.userDataFolder, mode);
    this.thread = new MaintenanceThread(parts.maintenanceWorkerPath);
    this.#folderRisk = folderRiskOf(dirname(this.folder.ledgerPath));
    this.#opening = openTillLedger(this.folder, {
      get terminalPrefix() {
        return settings.current.terminalPrefix;
      },
      isKnown: settings.current.ledger[mode].head !== null,
      mayBegin: parts.mayBeginLedger,
      now: () => clock.now(),
    });
    if (this.#opening.kind === 'open') {
      const { ledger } = this.#opening;
      this.#files = { ledger, reader: createLedgerReader(ledger.path, { workerPath: parts.readerWorkerPath }) };
    }
    this.#isChecking = this.#opening.kind === 'open' && this.#opening.isDoubtful;
  }

  /** `null` where it could not be opened, or has been set aside. */
  get files(): LedgerFiles | null {
    return this.#files;
  }

  /** Of a backup, while it stands in for the ledger. */
  get archiveReader(): OpenLedgerReader | null {
    return this.#archive?.reader ?? null;
  }

  /** What opening it met; empty where it is open. */
  get failure(): string {
    return this.#opening.kind === 'failed' ? this.#opening.detail : '';
  }

  /** Whether a backup is the only way to go on. */
  get isLost(): boolean {
    const opening = this.#opening;
    return opening.kind === 'failed' && (opening.reason === 'corrupt' || opening.reason === 'missing');
  }

  /** Looks it over where the run before did not end by itself; sets it aside where it is damaged. */
  async lookOver(): Promise<void> {
    try {
      await this.#lookOverDoubtful();
    } finally {
      this.#isChecking = false;
    }
  }

  async #lookOverDoubtful(): Promise<void> {
    const opening = this.#opening;
    const files = this.#files;
    if (opening.kind !== 'open' || !opening.isDoubtful || files === null) return;
    const outcome = await this.thread.run('checkAfterCrash', this.folder);
    switch (outcome.kind) {
      case 'sound':
        this.#opening = { ...opening, isDoubtful: false };
        return;
      case 'not_checked':
        throw new Error(outcome.detail);
      case 'damaged':
        await closeFiles(files);
        this.#files = null;
        this.#opening = setAside(this.folder, opening.flag, outcome.detail, this.#parts.clock.now());
        return;
      default:
        assertNever(outcome);
    }
  }

  /** Opens the backup that reaches furthest, where the ledger is lost. */
  async openArchive(): Promise<void> {
    if (!this.isLost) return;
    const { mode, settings, readerWorkerPath } = this.#parts;
    const keptHead = settings.current.ledger[mode].head;
    const file = await this.thread.run('newestGoodBackup', { folder: this.folder, keptHead });
    if (file === null) return;
    const reader = createLedgerReader(file.path, { workerPath: readerWorkerPath, of: 'backup' });
    this.#archive = { madeAt: file.madeAt, reader };
  }

  /** Finds out whether the ledger still holds what was in its last backup. */
  async compareHead(): Promise<void> {
    const { head } = this.#parts.settings.current.ledger[this.#parts.mode];
    if (this.#files === null || head === null || head.sequence === 0) return;
    if ((await this.#files.reader.hashAt(head.sequence)) === head.hash) return;
    this.#missingEvent = head.sequence;
    // Numbers that it has forgotten are known at the gateways: none of them may come again.
    await this.#files.ledger.renewInstallation();
  }

  /** Ends its use. One that has met a damaged page, or was never looked over, stays marked for the next start. */
  async close(): Promise<void> {
    await this.#archive?.reader.close();
    const files = this.#files;
    const opening = this.#opening;
    if (files === null || opening.kind !== 'open') return;
    await closeFiles(files);
    if (!files.ledger.sawDamage && !opening.isDoubtful) opening.flag.lower();
  }

  /** @param kept how it is looked after; `null` where it is not open. */
  state(kept: MaintenanceState | null): AppState['ledger'] {
    const path = this.folder.ledgerPath;
    const opening = this.#opening;
    if (opening.kind === 'open' && kept !== null) {
      return {
        status: 'open',
        path,
        isChecking: this.#isChecking,
        folderRisk: this.#folderRisk,
        missingEvent: this.#missingEvent,
        ...kept,
      };
    }
    const { reason, detail, setAsidePath } =
      opening.kind === 'failed' ? opening : ({ reason: 'other', detail: 'closed', setAsidePath: null } as const);
    return { status: 'failed', path, reason, detail, setAsidePath, shownBackupAt: this.#archive?.madeAt ?? null };
  }
}

async function closeFiles({ reader, ledger }: LedgerFiles): Promise<void> {
  await reader.close();
  ledger.close();
}
