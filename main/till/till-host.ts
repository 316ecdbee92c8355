/** Holds the running till and the app's settings, and swaps the till when the mode changes. */
import { join } from 'node:path';
import type { AppState, CustomerScene, CustomerState } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import type { Language } from '../domain/screen-choice.ts';
import { practiceAlipayId, practiceScanForPayId } from '../accounts/practice-keys.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { customerStateOf } from '../customer/customer-state.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AuditEvent } from '../domain/till-event.ts';
import type { RestoreReport } from '../ledger/backup/maintenance-jobs.ts';
import type { KeptHead } from '../ledger/format/kept-head.ts';
import { Staff } from '../staff/staff.ts';
import { restoreFromFile, restoreLedger, type RestoreOutcome } from '../ledger/care/restore-ledger.ts';
import { ledgerFolderIn } from '../ledger/care/till-ledger.ts';
import { Till, type TillParts } from './till.ts';

export type TillHostParts = Omit<TillParts, 'mode' | 'keychain' | 'mayBeginLedger' | 'restored'> & {
  readonly keychainFor: (mode: Mode) => Keychain;
  readonly settings: SettingsStore;
  readonly version: string;
  readonly systemLanguage: Language;
  /** The displays that there are, and the one on which the customer's window stands. */
  readonly displays: () => Pick<AppState['customerDisplay'], 'displays' | 'shownOn'>;
};

interface Unrecorded {
  readonly mode: Mode;
  readonly event: AuditEvent;
  readonly at: Date;
}

export class TillHost {
  readonly #parts: TillHostParts;
  readonly staff: Staff;
  /** The same in practice and for real: what the shop sells does not depend on it. */
  readonly catalogue: Catalogue;
  #till: Till;
  /** By a restore that has just been made; the till that starts then takes it over. */
  #restored: RestoreReport | null = null;
  /** What was done while there was no ledger to say it in. */
  #unrecorded: readonly Unrecorded[] = [];

  constructor(parts: TillHostParts) {
    this.#parts = parts;
    this.catalogue = new Catalogue(join(parts.userDataFolder, 'catalogue.json'));
    this.#till = this.#startTill(parts.settings.current.mode);
    this.staff = new Staff({ ...parts, record: (event) => this.#record(event) });
  }

  get till(): Till {
    return this.#till;
  }

  get settings(): SettingsStore {
    return this.#parts.settings;
  }

  get language(): Language {
    return this.#parts.settings.current.language ?? this.#parts.systemLanguage;
  }

  state(): AppState {
    const { settings, version } = this.#parts;
    const { appearance, tillName, terminalPrefix, scalePrefixes, firstRunDone, listener, lastMethodId } =
      settings.current;
    const { enabled, host, port } = listener;
    const { keepPersonalDays } = settings.current;
    const { shopName, paidReturnSeconds, sound, customerDisplay } = settings.current;
    const tillState = this.#till.state();
    return {
      ...tillState,
      ...this.staff.state(),
      language: this.language,
      appearance,
      tillName,
      shopName,
      paidReturnSeconds,
      sound,
      customerDisplay: { ...customerDisplay, ...this.#parts.displays() },
      keepPersonalDays,
      terminalPrefix,
      scalePrefixes,
      firstRunDone,
      listenerWish: { enabled, host, port },
      lastMethodId: lastMethodId[tillState.mode],
      version,
    };
  }

  customerState(scene: CustomerScene): CustomerState {
    const { mode, accounts } = this.#till;
    const settings = this.#parts.settings.current;
    return customerStateOf({ mode, language: this.language, settings, account: accounts.all[0], scene });
  }

  /** Chooses the same wallet for the next sale. The sale is done: nothing about it waits for this, or fails with it. */
  rememberMethod(methodId: string): void {
    const { settings, onFault } = this.#parts;
    const { mode } = this.#till;
    if (settings.current.lastMethodId[mode] === methodId) return;
    settings
      .update((current) => ({ ...current, lastMethodId: { ...current.lastMethodId, [mode]: methodId } }))
      .catch((fault: unknown) => onFault('remembering the wallet', fault));
  }

  stateChanged(): void {
    this.#parts.onStateChanged();
  }

  /** Stops the till of one mode whole, then starts the other's: the two never run side by side. */
  async setMode(mode: Mode): Promise<void> {
    if (mode === this.#till.mode) return;
    await this.#whileStopped(async () => {
      await this.#parts.settings.update((settings) => ({ ...settings, mode }));
    });
  }

  /** Makes a ledger in place of one that is lost, and goes on with it. */
  async restoreLedger(): Promise<RestoreOutcome> {
    const { mode, ledger } = this.#till;
    return this.#whileStopped(async () => {
      const { head } = this.#parts.settings.current.ledger[mode];
      const outcome = await restoreLedger(ledger.folder, head, this.#parts);
      if (outcome.kind === 'restored') {
        await this.#keepHead(mode, outcome.report.head);
        this.#restored = outcome.report;
      }
      return outcome;
    });
  }

  /** On a new computer: begins real sales with the ledger of another one. */
  async restoreFromFile(file: string): Promise<RestoreOutcome> {
    return this.#whileStopped(async () => {
      const folder = ledgerFolderIn(this.#parts.userDataFolder, 'live');
      const practiceIds = [practiceAlipayId, practiceScanForPayId];
      const outcome = await restoreFromFile(file, folder, practiceIds, this.#parts);
      if (outcome.kind === 'restored') {
        await this.#parts.settings.update((settings) => ({ ...settings, mode: 'live', firstRunDone: true }));
        this.#restored = outcome.report;
      }
      return outcome;
    });
  }

  /** Begins an empty ledger in place of one that is lost. */
  async beginLedger(): Promise<void> {
    const { mode } = this.#till;
    await this.#whileStopped(() => this.#keepHead(mode, null), true);
  }

  /** Whatever comes of the action, a till runs again afterwards, in the mode that the settings name by then. */
  async #whileStopped<Result>(action: () => Promise<Result>, mayBeginLedger = false): Promise<Result> {
    await this.#till.stop();
    try {
      return await action();
    } finally {
      this.#till = this.#startTill(this.#parts.settings.current.mode, mayBeginLedger);
      await this.#till.ready;
      await this.#recordRest();
      this.#parts.onStateChanged();
    }
  }

  async #keepHead(mode: Mode, head: KeptHead | null): Promise<void> {
    await this.#parts.settings.update((settings) => ({
      ...settings,
      ledger: { ...settings.ledger, [mode]: { ...settings.ledger[mode], head } },
    }));
  }

  async stop(): Promise<void> {
    await this.#till.stop();
  }

  /**
   * In the ledger of the mode that is on. Without one nothing is sold, and the settings must still be open to mending:
   * then it is kept for the ledger that is restored or begun.
   */
  async #record(event: AuditEvent): Promise<void> {
    const { mode } = this.#till;
    const counter = await this.#till.counter();
    const at = this.#parts.clock.now();
    if (counter.ok) await counter.value.ledger.appendTillEvent(event, at);
    else {
      this.#unrecorded = [...this.#unrecorded, { mode, event, at }];
      this.#parts.onFault('recording what was done', new Error(counter.problem.code));
    }
  }

  async #recordRest(): Promise<void> {
    const counter = await this.#till.counter();
    if (!counter.ok) return;
    try {
      for (const one of this.#unrecorded.filter(({ mode }) => mode === this.#till.mode)) {
        await counter.value.ledger.appendTillEvent(one.event, one.at);
        this.#unrecorded = this.#unrecorded.filter((other) => other !== one);
      }
    } catch (fault) {
      // The rest is kept for the next ledger; selling goes on without it.
      this.#parts.onFault('recording what was done', fault);
    }
  }

  #startTill(mode: Mode, mayBeginLedger = false): Till {
    const restored = this.#restored;
    this.#restored = null;
    return new Till({ ...this.#parts, mayBeginLedger, mode, restored, keychain: this.#parts.keychainFor(mode) });
  }
}
