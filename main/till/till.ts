/**
 * One running till in one mode: its ledger, keys, gateways, listener and (in practice) its payment platform, wired
 * together. Changing the mode stops one till and starts another.
 */
import { join } from 'node:path';
import type { CallResult, OrderView } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import { explainProblem } from '../accounts/explain-problem.ts';
import { createGatewayDirectory, type GatewayDirectory } from '../accounts/gateway-directory.ts';
import { ModeAccounts, type ModeAccountsParts } from '../accounts/mode-accounts.ts';
import type { Order } from '../domain/order.ts';
import { refused } from '../domain/result.ts';
import type { RestoreReport } from '../ledger/backup/maintenance-jobs.ts';
import { LedgerLife, type LedgerFiles, type LedgerLifeParts } from '../ledger/care/ledger-life.ts';
import { RestoredReport } from '../ledger/care/restored-report.ts';
import type { OpenLedgerReader } from '../ledger/read/reader.ts';
import { toOrderView } from '../payments/order-view.ts';
import { wireCounter, type Counter } from './counter.ts';
import { GatewayContact } from './gateway-contact.ts';
import { ListenerControl } from './listener-control.ts';

export interface TillParts extends LedgerLifeParts, Omit<ModeAccountsParts, 'folder'> {
  /** What has just been restored, and lacks; `null` where nothing has been. */
  readonly restored?: RestoreReport | null;
  /** The slow part of starting (keychain, platform, listener) waits for this, so that the window is there first. */
  readonly mayStart: Promise<void>;
  readonly onOrderChanged: (order: OrderView) => void;
  /** Something failed that has no caller to tell: a bug, or a disk. */
  readonly onFault: (where: string, fault: unknown) => void;
}

export class Till {
  readonly #parts: TillParts;
  readonly #life: LedgerLife;
  /** As it was wired when the ledger was opened. */
  readonly #wired: Counter | null;
  readonly #checked: Promise<void>;
  readonly #contact: GatewayContact;
  readonly #gateways: GatewayDirectory;
  readonly #listener: ListenerControl;
  #keysRead: Promise<void> = Promise.resolve();
  #stopped = false;

  readonly accounts: ModeAccounts;
  readonly restored: RestoredReport;

  /** Resolves when keys, listener and platform are up and open orders have been taken up. */
  readonly ready: Promise<void>;

  constructor(parts: TillParts) {
    const { mode, onStateChanged } = parts;
    const folder = join(parts.userDataFolder, mode);
    this.#parts = parts;
    this.accounts = new ModeAccounts({ ...parts, folder });
    this.#contact = new GatewayContact({
      clock: parts.clock,
      onBack: () => {
        this.#counter?.desk.checkAllInTurn();
        if (this.#counter !== null) void this.restored.ask();
      },
      onTime: (accountId) => this.#counter?.desk.gatewayToldTime(accountId),
      onChanged: onStateChanged,
    });
    this.#gateways = createGatewayDirectory({
      accountFor: (accountId) => this.accounts.find(accountId),
      keys: () => this.accounts.keyStore,
      clock: parts.clock,
      onReached: (accountId, reached) => this.#contact.noteReached(accountId, reached),
      onClockSkew: (skewMs, accountId, gatewayMs) => this.#contact.noteTime(skewMs, accountId, gatewayMs),
    });
    this.#listener = new ListenerControl({
      mode,
      settings: parts.settings,
      deskNow: () => this.#counter?.desk ?? null,
      publicUrlOf: (accountId) => this.accounts.find(accountId)?.publicNotifyUrl ?? '',
      onFault: (fault) => parts.onFault('taking a notification', fault),
    });
    this.#life = new LedgerLife(parts);
    this.#wired = this.#life.files === null ? null : this.#wire(this.#life.files);
    this.restored = new RestoredReport({
      ...parts,
      restored: parts.restored ?? null,
      folder,
      gatewayFor: (accountId) => this.#gateways.gatewayFor(accountId),
      check: async (orderNo) => this.#counter?.desk.check(orderNo),
      onChanged: onStateChanged,
    });
    this.#checked = this.#checkLedger();
    this.ready = this.#start();
  }

  get mode(): Mode {
    return this.#parts.mode;
  }

  /** Throws nothing and waits for nothing: what is not known yet is said to be so. */
  state() {
    const counter = this.#counter;
    const summary = counter?.summary;
    return {
      mode: this.mode,
      ...this.accounts.state,
      ledger: this.#life.state(counter?.maintenance.state ?? null),
      listener: this.#listener.state,
      ...this.#contact.state,
      restored: this.restored.current,
      openOrders: (summary?.openOrders ?? []).map((order) => this.viewOf(order)),
      heldOrders: (summary?.heldOrders ?? []).map((order) => this.viewOf(order)),
      lastSale: summary?.lastSale ? this.viewOf(summary.lastSale) : null,
      lastSaleAsOf: summary?.lastSaleAsOf ?? 0,
      attentionCount: summary?.attentionCount ?? 0,
    };
  }

  viewOf(order: Order): OrderView {
    const desk = this.#counter?.desk;
    return toOrderView(order, {
      explain: explainProblem,
      watchOf: (orderNo) => desk?.watchOf(orderNo) ?? null,
      canCancel: (shown) => desk?.canCancel(shown) ?? false,
      canRetryCreate: (shown) => desk?.canRetryCreate(shown) ?? false,
    });
  }

  /** The parts that selling needs, or why there are none. Waits while a doubtful ledger is looked over. */
  async counter(): Promise<CallResult<Counter>> {
    await this.#checked;
    if (this.#stopped) return refused('stopping', 'the till is being closed');
    const counter = this.#counter;
    return counter === null ? refused('ledger_failed', this.#life.failure) : { ok: true, value: counter };
  }

  /** What looking back needs: the ledger, or a backup while it cannot be used. */
  async history(): Promise<CallResult<OpenLedgerReader>> {
    const counter = await this.counter();
    if (counter.ok) return { ok: true, value: counter.value.reader };
    const { archiveReader } = this.#life;
    return archiveReader === null || this.#stopped ? counter : { ok: true, value: archiveReader };
  }

  get ledger(): Pick<LedgerLife, 'folder' | 'isLost'> {
    return this.#life;
  }

  /** Orders whose outcome is still being asked for at the counter. */
  openOrderCount(): number {
    return this.#counter?.summary.openOrders.length ?? 0;
  }

  /** After somebody unlocked the keychain. */
  async recheckKeys(): Promise<void> {
    await this.accounts.open();
    await this.accounts.readKeys();
    this.checkAllSoon();
  }

  /** After an account or a key was changed. */
  async accountsChanged(): Promise<void> {
    await this.accounts.readKeys();
    this.#counter?.desk.checkAllInTurn();
  }

  /** As its settings say now. */
  async restartListener(): Promise<void> {
    await this.ready;
    await this.#attempt('starting the listener', () => this.#listener.restart());
  }

  /** After the computer woke. */
  checkAllSoon(): void {
    this.#counter?.desk.checkAllSoon();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.ready;
    await this.#keysRead;
    await this.#listener.close();
    await Promise.all([this.restored.stop(), this.#life.thread.stop(), this.#counter?.maintenance.stop()]);
    await this.#counter?.desk.stop();
    await this.accounts.stop();
    this.#gateways.close();
    await this.#life.close();
    // Last, and it may take as long as someone needs for a password: everything else is safe by now.
    await this.#parts.keychain.idle();
  }

  /** What sells; `null` where the ledger cannot be used, or any more. */
  get #counter(): Counter | null {
    return this.#life.files === null ? null : this.#wired;
  }

  #wire(files: LedgerFiles): Counter {
    const { onFault } = this.#parts;
    const { folder, thread } = this.#life;
    return wireCounter(files, {
      ...this.#parts,
      time: this.#contact.time,
      folder,
      thread,
      gatewayFor: (accountId) => this.#gateways.gatewayFor(accountId),
      notifyUrlFor: (accountId) => this.#listener.urlFor(accountId),
      onOrderChanged: (order) => this.#parts.onOrderChanged(this.viewOf(order)),
      // What is being closed answers nothing any more.
      onFaultWhileOpen: (where, fault) => {
        if (!this.#stopped) onFault(where, fault);
      },
    });
  }

  async #checkLedger(): Promise<void> {
    await this.#attempt('checking the ledger', () => this.#life.lookOver());
    if (this.#counter === null) await this.#attempt('opening a backup', () => this.#life.openArchive());
    this.#parts.onStateChanged();
  }

  async #start(): Promise<void> {
    await this.#parts.mayStart;
    // Nothing is written before it is known that the ledger can be trusted.
    await this.#checked;
    // Before anything is written under this run's clock.
    this.#contact.doubtClock(this.#counter?.ledger.lastEventAt() ?? null);
    // Each by itself: whatever else fails, open orders have to be asked about.
    await Promise.all([
      this.#attempt('starting the listener', () => this.#listener.restart()),
      this.#attempt('opening the accounts', () => this.accounts.open()),
      this.#attempt('finding the open orders', async () => this.#counter?.summary.takeUp(this.#counter.ledger)),
      this.#attempt('comparing the ledger with its backup', () => this.#life.compareHead()),
    ]);
    await this.#attempt('watching the open orders', async () => this.#counter?.desk.start());
    this.#parts.onStateChanged();
    // Nothing waits for it: a gateway that does not answer takes its time.
    if (this.#counter !== null) void this.restored.ask();
    this.#counter?.summary.refresh();
    this.#counter?.maintenance.start();
    // The keychain may be asking its owner for a password: nothing that a sale does not need waits for it.
    this.#keysRead = this.#attempt('reading the keychain', () => this.accounts.readKeys());
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (fault) {
      this.#parts.onFault(what, fault);
    }
  }
}
