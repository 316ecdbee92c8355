/**
 * Looks after an open ledger while the till runs: closes and signs each day once it is over, makes backups, and lets
 * what was said of persons go when its time has come. None of it is ever in the way of a sale.
 */
import type { Mode } from '../../preload/contract.ts';
import { businessDayOf } from '../domain/business-day.ts';
import type { BackupOutcome } from '../ledger/keeper-jobs.ts';
import type { KeeperThread } from '../ledger/keeper-thread.ts';
import type { LedgerFolder } from '../ledger/ledger-folder.ts';
import { listBackups } from '../ledger/ledger-folder.ts';
import type { OpenLedger } from '../ledger/open-ledger.ts';
import { makeSigningKey, signHead } from '../ledger/signed-head.ts';
import type { KeptHead } from '../ledger/verify-chain.ts';
import type { Clock, KeyStore } from '../ports.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The first look comes when the start is over and the first customers have been served. */
const firstLookMs = 60_000;

/** Where the signing key lies in the keychain. */
export const signingKeyReference = { profileId: 'till', kind: 'ledger_signing_key' } as const;

export type BackupProblem = Extract<BackupOutcome, { kind: 'failed' }>['reason'];

export interface KeeperState {
  readonly lastBackupAt: string | null;
  readonly backupProblem: BackupProblem | null;
  readonly lastClosedDay: string | null;
  /** Whether the days that are over could not be signed, because the keychain does not give the key. */
  readonly isSigningHindered: boolean;
}

export interface LedgerKeeperParts {
  readonly mode: Mode;
  readonly ledger: OpenLedger;
  readonly folder: LedgerFolder;
  readonly thread: KeeperThread;
  readonly settings: SettingsStore;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly onChanged: () => void;
  readonly onFault: (where: string, fault: unknown) => void;
}

export class LedgerKeeper {
  readonly #parts: LedgerKeeperParts;
  #cancelNext: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** The business day on which this run has purged last. */
  #purgedOn: string | null = null;
  #state: KeeperState;

  constructor(parts: LedgerKeeperParts) {
    this.#parts = parts;
    this.#state = {
      lastBackupAt: listBackups(parts.folder)[0]?.madeAt ?? null,
      backupProblem: null,
      lastClosedDay: parts.ledger.lastClosedDay(),
      isSigningHindered: false,
    };
  }

  get state(): KeeperState {
    return this.#state;
  }

  start(): void {
    this.#lookAgainIn(firstLookMs);
  }

  /** A backup now, whatever the hour. */
  backUpNow(): Promise<BackupOutcome> {
    return this.#backUp();
  }

  /** Waits for what writes to the ledger; the thread is stopped by its owner. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelNext();
    await this.#running;
  }

  #lookAgainIn(delayMs: number): void {
    this.#cancelNext = this.#parts.clock.after(delayMs, () => {
      this.#running = this.#look()
        .catch((fault: unknown) => this.#parts.onFault('keeping the ledger', fault))
        .then(() => {
          if (!this.#isStopped) this.#lookAgainIn(hourMs);
        });
    });
  }

  async #look(): Promise<void> {
    const isDayClosed = await this.#closeDay();
    if (this.#isStopped) return;
    if (isDayClosed || this.#isBackupDue()) await this.#backUp();
    // Whether or not the day could be closed: a keychain that is locked is no reason to keep what has had its time.
    await this.#purgeOnceADay();
  }

  async #purgeOnceADay(): Promise<void> {
    const today = businessDayOf(this.#parts.clock.now());
    if (this.#isStopped || this.#purgedOn === today) return;
    await this.#purge();
    this.#purgedOn = today;
  }

  #isBackupDue(): boolean {
    const { lastBackupAt } = this.#state;
    // A little early is better than an hour late.
    return lastBackupAt === null || this.#parts.clock.now().getTime() - Date.parse(lastBackupAt) > 0.9 * hourMs;
  }

  async #closeDay(): Promise<boolean> {
    const { ledger, clock } = this.#parts;
    const day = ledger.dayToClose(businessDayOf(clock.now()));
    if (day === null) return false;
    const key = await this.#signingKey();
    this.#change({ isSigningHindered: key === null });
    if (key === null || this.#isStopped) return false;
    await ledger.closeDay(day, (head) => signHead(key, head), clock.now());
    this.#change({ lastClosedDay: day });
    return true;
  }

  /** Made once. A key that was made and cannot be read is never replaced: the keychain says «nothing» when locked too. */
  async #signingKey(): Promise<string | null> {
    const { keys, settings, mode } = this.#parts;
    const reading = await keys.read(signingKeyReference);
    if (reading.kind === 'found') return reading.secret.reveal();
    if (reading.kind === 'unavailable' || settings.current.ledger[mode].signingKeyMade) return null;
    const made = makeSigningKey();
    if ((await keys.write(signingKeyReference, made)).kind !== 'stored') return null;
    await this.#remember({ signingKeyMade: true });
    return made;
  }

  async #purge(): Promise<void> {
    const { ledger, settings, clock } = this.#parts;
    const { keepPersonalDays } = settings.current;
    if (keepPersonalDays === null) return;
    const now = clock.now();
    await ledger.purgePersonal(new Date(now.getTime() - keepPersonalDays * dayMs), now);
  }

  async #backUp(): Promise<BackupOutcome> {
    const { thread, folder, settings, clock, mode } = this.#parts;
    const at = clock.now();
    const newest = listBackups(folder)[0];
    // With its backups gone, the ledger is backed up again even if nothing has happened since.
    const lastHead = newest === undefined ? null : settings.current.ledger[mode].head;
    const outcome = await thread.run('makeBackup', { folder, at, lastHead });
    switch (outcome.kind) {
      case 'made':
        this.#change({ lastBackupAt: outcome.madeAt, backupProblem: null });
        await this.#remember({ head: outcome.head });
        break;
      case 'unchanged':
        this.#change({ backupProblem: null });
        break;
      case 'failed':
        this.#change({ backupProblem: outcome.reason });
        this.#parts.onFault('making a backup', new Error(outcome.detail));
        break;
    }
    return outcome;
  }

  async #remember(change: { readonly head?: KeptHead; readonly signingKeyMade?: boolean }): Promise<void> {
    const { settings, mode } = this.#parts;
    await settings.update((current) => ({
      ...current,
      ledger: { ...current.ledger, [mode]: { ...current.ledger[mode], ...change } },
    }));
  }

  #change(change: Partial<KeeperState>): void {
    this.#state = { ...this.#state, ...change };
    this.#parts.onChanged();
  }
}
