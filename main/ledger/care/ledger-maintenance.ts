/**
 * Looks after an open ledger while the till runs: closes and signs each day once it is over, makes backups, and lets
 * what was said of persons go when its time has come. None of it is ever in the way of a sale.
 */
import type { Mode } from '../../domain/mode.ts';
import { businessDayOf } from '../../domain/business-day.ts';
import type { BackupOutcome } from '../backup/maintenance-jobs.ts';
import type { MaintenanceThread } from '../backup/maintenance-thread.ts';
import { listBackups, type LedgerFolder } from '../file/ledger-folder.ts';
import type { OpenLedger } from '../write/open-ledger.ts';
import type { OldData } from '../write/personal-purge.ts';
import { makeSigningKey, signHead } from '../format/signed-head.ts';
import type { Clock, ConfirmedTime, KeyStore } from '../../ports/index.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The first look comes when the start is over and the first customers have been served. */
const firstLookMs = 60_000;

/** Where the signing key lies in the keychain. */
const signingKeyReference = { accountId: 'till', kind: 'ledger_signing_key' } as const;

export type BackupProblem = Extract<BackupOutcome, { kind: 'failed' }>['reason'];

type Purged = NonNullable<Settings['ledger'][Mode]['purged']>;

export interface MaintenanceState {
  readonly lastBackupAt: string | null;
  readonly backupProblem: BackupProblem | null;
  readonly lastSealedDay: string | null;
  /** Whether the days that are over could not be signed, because the keychain does not give the key. */
  readonly isSigningHindered: boolean;
}

export interface LedgerMaintenanceParts {
  readonly mode: Mode;
  readonly ledger: OpenLedger;
  readonly folder: LedgerFolder;
  readonly thread: MaintenanceThread;
  readonly settings: SettingsStore;
  readonly keys: KeyStore;
  readonly clock: Clock;
  /** The time that a gateway has confirmed; without it nothing is taken away for its age. */
  readonly confirmedTime?: ConfirmedTime;
  readonly onChanged: () => void;
  readonly onFault: (where: string, fault: unknown) => void;
}

export class LedgerMaintenance {
  readonly #parts: LedgerMaintenanceParts;
  #cancelNext: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** The business day, as a gateway has confirmed it, on which this run has purged last. */
  #purgedOn: string | null = null;
  #state: MaintenanceState;

  constructor(parts: LedgerMaintenanceParts) {
    this.#parts = parts;
    this.#state = {
      lastBackupAt: listBackups(parts.folder)[0]?.madeAt ?? null,
      backupProblem: null,
      lastSealedDay: parts.ledger.lastSealedDay(),
      isSigningHindered: false,
    };
  }

  get state(): MaintenanceState {
    return this.#state;
  }

  start(): void {
    this.#running = this.#attempt(() => this.#purgeAgain());
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
      this.#running = this.#running
        .then(() => this.#look())
        .then(() => {
          if (!this.#isStopped) this.#lookAgainIn(hourMs);
        });
    });
  }

  /** Each by itself: a day that cannot be sealed is no reason to make no backup, or to keep what has had its time. */
  async #look(): Promise<void> {
    const todo = [
      () => this.#sealDay(),
      () => this.#backUp(),
      // Once more what a fault has hindered at the start.
      () => this.#purgeAgain(),
      () => this.#purgeOnceADay(),
    ];
    for (const action of todo) {
      if (this.#isStopped) return;
      await this.#attempt(action);
    }
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (fault) {
      this.#parts.onFault('keeping the ledger', fault);
    }
  }

  async #purgeOnceADay(): Promise<void> {
    const confirmedMs = this.#parts.confirmedTime?.nowMs() ?? null;
    if (confirmedMs === null) return;
    const now = new Date(confirmedMs);
    const today = businessDayOf(now);
    if (this.#purgedOn === today) return;
    await this.#purge(now);
    this.#purgedOn = today;
  }

  async #sealDay(): Promise<void> {
    const { ledger, clock } = this.#parts;
    const day = ledger.dayToSeal(businessDayOf(clock.now()));
    if (day === null) return;
    const key = await this.#signingKey();
    this.#change({ isSigningHindered: key === null });
    if (key === null || this.#isStopped) return;
    await ledger.sealDay(day, (head) => signHead(key, head), clock.now());
    this.#change({ lastSealedDay: day });
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

  async #purge(confirmedNow: Date): Promise<void> {
    const { ledger, settings, clock, mode } = this.#parts;
    const { keepPersonalDays } = settings.current;
    if (keepPersonalDays === null) return;
    const before = new Date(confirmedNow.getTime() - keepPersonalDays * dayMs);
    // What nothing bears out is no purge to be remembered.
    const old = await ledger.oldBefore(before, confirmedNow);
    if (old.lastSequence === 0) return;
    const { purged } = settings.current.ledger[mode];
    if (purged === undefined || before > new Date(purged.before)) {
      await this.#purgeAs(old, { before: old.before, confirmedAt: confirmedNow.toISOString() });
    } else await ledger.purgePersonal(old, clock.now(), () => !this.#isStopped);
  }

  /**
   * A ledger that was restored, from files that know of no purging, may have what was taken away before. Of one that comes
   * through it nothing goes: what was in use then was kept, and is up to the settings.
   */
  async #purgeAgain(): Promise<void> {
    const { ledger, settings, mode } = this.#parts;
    const { purged } = settings.current.ledger[mode];
    if (purged === undefined || isKnownTo(ledger, purged)) return;
    const old = await ledger.oldBefore(new Date(purged.before), new Date(purged.confirmedAt), true);
    await this.#purgeAs(old, purged);
  }

  async #purgeAs(old: OldData, { before, confirmedAt }: Purged): Promise<void> {
    const { ledger, clock } = this.#parts;
    // First of all it is remembered: what is gone stays gone, whatever file the ledger is made of one day.
    await this.#remember({ purged: { before, confirmedAt } });
    await ledger.purgePersonal(old, clock.now(), () => !this.#isStopped);
    // The next start does the rest.
    if (this.#isStopped) return;
    const head = ledger.headNow();
    await this.#remember({ purged: { before, confirmedAt, head, installationId: ledger.installationId } });
  }

  /** Whatever dates the others carry: whether anything has come since the last one, the ledger itself says. */
  async #backUp(): Promise<BackupOutcome> {
    const { thread, folder, settings, clock, mode } = this.#parts;
    const outcome = await thread.run('makeBackup', {
      folder,
      at: clock.now(),
      lastHead: settings.current.ledger[mode].head,
    });
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

  async #remember(change: Partial<Settings['ledger'][Mode]>): Promise<void> {
    const { settings, mode } = this.#parts;
    await settings.update((current) => ({
      ...current,
      ledger: { ...current.ledger, [mode]: { ...current.ledger[mode], ...change } },
    }));
  }

  #change(change: Partial<MaintenanceState>): void {
    this.#state = { ...this.#state, ...change };
    this.#parts.onChanged();
  }
}

/** Whether all that stands in the ledger came through that purge, or after it. */
function isKnownTo(ledger: OpenLedger, { head, installationId }: Purged): boolean {
  if (head === undefined) return false;
  // Any ledger comes through an empty one's: it is known by its name.
  return head.sequence === 0 ? ledger.installationId === installationId : ledger.comesThrough(head);
}
