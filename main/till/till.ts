/**
 * One running till in one mode: its ledger, keys, gateways, listener and (in practice) its payment platform, wired
 * together. Changing the mode stops one till and starts another.
 */
import { join } from 'node:path';
import { messageOf } from '../domain/message-of.ts';
import type {
  AppState,
  CallProblem,
  KeyState,
  Mode,
  OrderView,
  PaymentMethod,
  Profile,
} from '../../preload/contract/index.ts';
import { GatewayTime } from '../payments/gateway-time.ts';
import { largestClockSkewMs } from '../domain/clock-skew.ts';
import { clockDoubtOf } from '../domain/known-time.ts';
import type { LedgerFailureReason } from '../domain/ledger-failure.ts';
import { assertNever, type Order } from '../domain/order.ts';
import { toOrderView, type ViewContext } from './order-view.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { createLedgerReader, type OpenLedgerReader } from '../ledger/read/reader.ts';
import { folderRiskOf, type FolderRisk } from '../ledger/file/folder-risk.ts';
import { KeeperThread } from '../ledger/backup/keeper-thread.ts';
import type { LedgerFolder } from '../ledger/file/ledger-folder.ts';
import type { RestoreReport } from '../ledger/backup/keeper-jobs.ts';
import type { OpenLedger } from '../ledger/write/open-ledger.ts';
import { startNotificationListener, type NotificationListener } from '../notify/listener.ts';
import { PaymentDesk } from '../payments/payment-desk.ts';
import type { Clock, KeyStore, RawNotification } from '../ports/index.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { liveAccounts, type Accounts } from '../accounts/accounts.ts';
import { CounterSummary } from './counter-summary.ts';
import { createGatewayDirectory, type GatewayDirectory } from '../accounts/gateway-directory.ts';
import { keysNeededBy, methodsOf, readKeyStates } from '../accounts/key-states.ts';
import { LedgerKeeper } from './ledger-keeper.ts';
import { PracticeAccounts } from '../accounts/practice-accounts.ts';
import { RestoredReport } from './restored-report.ts';
import { ledgerFolderIn, openTillLedger, setAside, type TillLedger } from './till-ledger.ts';

export interface TillParts {
  readonly mode: Mode;
  readonly userDataFolder: string;
  readonly readerWorkerPath: string;
  readonly keeperWorkerPath: string;
  /** Somebody has said that a new ledger is to begin where there has been one. */
  readonly mayBeginLedger: boolean;
  /** What has just been restored, and lacks; `null` where nothing has been. */
  readonly restored?: RestoreReport | null;
  /** The built page of the practice phone. */
  readonly phoneFolder: string;
  /** `false`: nothing answers at the gateways' addresses, as with the network unplugged. */
  readonly practicePlatform: boolean;
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly clock: Clock;
  /** The slow part of starting (keychain, platform, listener) waits for this, so that the window is there first. */
  readonly mayStart: Promise<void>;
  readonly onOrderChanged: (order: OrderView) => void;
  /** Practice only: the trainee holds a customer's payment code out to the till, as if to its scanner. */
  readonly onCodeShown: (customerCode: string) => void;
  readonly onStateChanged: () => void;
  /** Something failed that has no caller to tell: a bug, or a disk. */
  readonly onFault: (where: string, fault: unknown) => void;
}

type TillState = Pick<
  AppState,
  | 'mode'
  | 'methods'
  | 'profiles'
  | 'keychain'
  | 'ledger'
  | 'listener'
  | 'practice'
  | 'connection'
  | 'clockSkewMs'
  | 'clockDoubt'
  | 'restored'
  | 'openOrders'
  | 'heldOrders'
  | 'lastSale'
  | 'lastSaleAsOf'
  | 'attentionCount'
>;

interface Archive {
  /** UTC, ISO 8601. */
  readonly madeAt: string;
  readonly reader: OpenLedgerReader;
}

type Available<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: CallProblem };

/** What selling needs; absent when the ledger could not be opened, because an order that cannot be kept is not taken. */
interface Counter {
  readonly ledger: OpenLedger;
  readonly reader: OpenLedgerReader;
  readonly desk: PaymentDesk;
  readonly summary: CounterSummary;
  readonly keeper: LedgerKeeper;
}

export class Till {
  readonly #parts: TillParts;
  readonly #folder: string;
  readonly #ledgerFolder: LedgerFolder;
  readonly #keeperThread: KeeperThread;
  #opening: TillLedger;
  #counter: Counter | null;
  /** The newest good backup, for looking back while the ledger itself cannot be used. */
  #archive: Archive | null = null;
  #isChecking: boolean;
  /** What a ledger lacks that has been cut off or is an old copy; `null` when it is whole. */
  #missingEvent: number | null = null;
  readonly #folderRisk: FolderRisk | null;
  readonly #checked: Promise<void>;
  readonly #gateways: GatewayDirectory;
  readonly #gatewayTime: GatewayTime;
  /** `null` in live mode. */
  readonly #practice: PracticeAccounts | null;
  readonly #accounts: Accounts;
  #keyStates: ReadonlyMap<string, readonly KeyState[]> = new Map();
  #keychain: AppState['keychain'] = 'checking';
  #listener: NotificationListener | null = null;
  /** Why there is no listener although there should be one. */
  #listenerFault: string | null = null;
  #connection: AppState['connection'] = 'not_tried';
  /** Profiles whose gateway did not answer the last time. */
  readonly #unreached = new Set<string>();
  #clockSkewMs: number | null = null;
  #clockDoubt: AppState['clockDoubt'] = null;
  #keysRead: Promise<void> = Promise.resolve();
  #stopped = false;

  readonly restored: RestoredReport;

  /** Resolves when keys, listener and platform are up and open orders have been taken up. */
  readonly ready: Promise<void>;

  constructor(parts: TillParts) {
    this.#parts = parts;
    this.#folder = join(parts.userDataFolder, parts.mode);
    this.#practice = parts.mode === 'practice' ? new PracticeAccounts({ ...parts, folder: this.#folder }) : null;
    this.#accounts = this.#practice ?? liveAccounts(parts.settings, parts.keychain);
    this.#gatewayTime = new GatewayTime(parts.clock);
    this.#gateways = createGatewayDirectory({
      profileFor: (profileId) => this.profileOf(profileId),
      keys: () => this.#accounts.keyStore,
      clock: parts.clock,
      onReached: (profileId, reached) => this.#noteConnection(profileId, reached),
      onClockSkew: (skewMs, profileId, gatewayMs) => this.#noteClockSkew(skewMs, profileId, gatewayMs),
    });
    this.#ledgerFolder = ledgerFolderIn(parts.userDataFolder, parts.mode);
    this.#keeperThread = new KeeperThread(parts.keeperWorkerPath);
    this.#folderRisk = folderRiskOf(this.#folder);
    this.#opening = openTillLedger(this.#ledgerFolder, {
      get terminalPrefix() {
        return parts.settings.current.terminalPrefix;
      },
      isKnown: parts.settings.current.ledger[parts.mode].head !== null,
      mayBegin: parts.mayBeginLedger,
      now: () => parts.clock.now(),
    });
    this.#counter = this.#opening.kind === 'open' ? this.#openCounter(this.#opening.ledger) : null;
    this.#isChecking = this.#opening.kind === 'open' && this.#opening.isDoubtful;
    this.restored = new RestoredReport({
      ...parts,
      restored: parts.restored ?? null,
      folder: this.#folder,
      gatewayFor: (profileId) => this.#gateways.gatewayFor(profileId),
      check: async (orderNo) => this.#counter?.desk.check(orderNo),
      onChanged: parts.onStateChanged,
    });
    this.#checked = this.#checkLedger();
    this.ready = this.#start();
  }

  get mode(): Mode {
    return this.#parts.mode;
  }

  /** Throws nothing and waits for nothing: what is not known yet is said to be so. */
  state(): TillState {
    const { mode } = this.#parts;
    const summary = this.#counter?.summary;
    const profiles = this.profiles();
    return {
      mode,
      methods: profiles.flatMap((profile) => this.methodsOf(profile)),
      profiles: profiles.map((profile) => ({
        profile,
        keys: [...this.#keysOf(profile)],
        isRetired: this.#isRetired(profile),
      })),
      keychain: this.#keychain,
      ledger: this.#ledgerState(),
      listener: this.#listenerState(),
      practice: this.#practice?.state ?? null,
      connection: this.#connection,
      clockSkewMs: this.#clockSkewMs,
      clockDoubt: this.#clockDoubt,
      restored: this.restored.current,
      openOrders: (summary?.openOrders ?? []).map((order) => this.viewOf(order)),
      heldOrders: (summary?.heldOrders ?? []).map((order) => this.viewOf(order)),
      lastSale: summary?.lastSale ? this.viewOf(summary.lastSale) : null,
      lastSaleAsOf: summary?.lastSaleAsOf ?? 0,
      attentionCount: summary?.attentionCount ?? 0,
    };
  }

  profiles(): readonly Profile[] {
    return this.#accounts.profiles;
  }

  profileOf(profileId: string): Profile | null {
    return this.profiles().find(({ id }) => id === profileId) ?? null;
  }

  /** The profile's buttons on Charge, with what hinders each; none when it takes no new orders. */
  methodsOf(profile: Profile): readonly PaymentMethod[] {
    return this.#isRetired(profile) ? [] : methodsOf(profile, this.#keysOf(profile));
  }

  #isRetired({ id }: Profile): boolean {
    return this.#parts.settings.current.retiredProfileIds.includes(id);
  }

  viewOf(order: Order): OrderView {
    return toOrderView(order, this.#viewContext());
  }

  /** The parts that selling needs, or why there are none. Waits while a doubtful ledger is looked over. */
  async counter(): Promise<Available<Counter>> {
    await this.#checked;
    if (this.#stopped) return { ok: false, problem: { code: 'stopping', detail: 'the till is being closed' } };
    if (this.#counter === null) {
      const detail = this.#opening.kind === 'failed' ? this.#opening.detail : '';
      return { ok: false, problem: { code: 'ledger_failed', detail } };
    }
    return { ok: true, value: this.#counter };
  }

  /** What looking back needs: the ledger, or a backup while it cannot be used. */
  async history(): Promise<Available<OpenLedgerReader>> {
    const counter = await this.counter();
    if (counter.ok) return { ok: true, value: counter.value.reader };
    return this.#archive === null || this.#stopped ? counter : { ok: true, value: this.#archive.reader };
  }

  /** Whether a backup is the only way to go on. */
  isLedgerLost(): boolean {
    return this.#opening.kind === 'failed' && isLost(this.#opening.reason);
  }

  get ledgerFolder(): LedgerFolder {
    return this.#ledgerFolder;
  }

  get keyStore(): KeyStore {
    return this.#accounts.keyStore;
  }

  get phoneUrl(): string | null {
    return this.#practice?.phoneUrl ?? null;
  }

  /** Orders whose outcome is still being asked for at the counter. */
  openOrderCount(): number {
    return this.#counter?.summary.openOrders.length ?? 0;
  }

  async recheckKeys(): Promise<void> {
    await this.#accounts.open();
    await this.#readKeys();
    this.#counter?.desk.checkAllSoon();
  }

  /** On request only: puts new practice keys where the old ones cannot be read. */
  async renewPracticeKeys(): Promise<void> {
    await this.#practice?.renewKeys();
    await this.#readKeys();
  }

  /** Call after a profile or a key was changed. */
  async profilesChanged(): Promise<void> {
    await this.#readKeys();
  }

  /** Call after the listener's settings were changed. */
  async listenerChanged(): Promise<void> {
    await this.ready;
    await this.#listener?.stop();
    this.#listener = null;
    this.#listenerFault = null;
    await this.#attempt('starting the listener', () => this.#startListener());
  }

  /** After the computer woke. */
  checkAllSoon(): void {
    this.#counter?.desk.checkAllSoon();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.ready;
    await this.#keysRead;
    await this.#listener?.stop();
    await Promise.all([this.restored.stop(), this.#keeperThread.stop(), this.#counter?.keeper.stop()]);
    await this.#counter?.desk.stop();
    await this.#accounts.stop();
    this.#gateways.close();
    await this.#archive?.reader.close();
    await this.#closeLedger();
    // Last, and it may take as long as someone needs for a password: everything else is safe by now.
    await this.#parts.keychain.idle();
  }

  #openCounter(ledger: OpenLedger): Counter {
    const { clock, onFault, onStateChanged } = this.#parts;
    const reader = createLedgerReader(ledger.path, { workerPath: this.#parts.readerWorkerPath });
    const summary = new CounterSummary({
      reader,
      onChanged: onStateChanged,
      onFault: (fault) => {
        // A reader that is being closed answers nothing any more.
        if (!this.#stopped) onFault('reading the ledger', fault);
      },
    });
    const desk = new PaymentDesk({
      ledger,
      clock,
      time: this.#gatewayTime,
      gatewayFor: (profileId) => this.#gateways.gatewayFor(profileId),
      notifyUrlFor: (profileId) => this.#notifyUrlFor(profileId),
      onOrderChanged: (order) => {
        this.#parts.onOrderChanged(this.viewOf(order));
        if (summary.note(order)) summary.refresh();
      },
      onNotificationRecorded: () => summary.refresh(),
      onFault: (fault) => onFault('watching an order', fault),
    });
    const keeper = new LedgerKeeper({
      ...this.#parts,
      ledger,
      folder: this.#ledgerFolder,
      thread: this.#keeperThread,
      keys: this.#parts.keychain,
      confirmedTime: this.#gatewayTime,
      onChanged: onStateChanged,
      onFault: (where, fault) => {
        if (!this.#stopped) onFault(where, fault);
      },
    });
    return { ledger, reader, desk, summary, keeper };
  }

  async #checkLedger(): Promise<void> {
    await this.#attempt('checking the ledger', () => this.#lookOver());
    this.#isChecking = false;
    if (this.#counter === null) await this.#attempt('opening a backup', () => this.#openArchive());
    this.#parts.onStateChanged();
  }

  async #lookOver(): Promise<void> {
    const opening = this.#opening;
    const counter = this.#counter;
    if (opening.kind !== 'open' || !opening.isDoubtful || counter === null) return;
    const outcome = await this.#keeperThread.run('checkAfterCrash', this.#ledgerFolder);
    switch (outcome.kind) {
      case 'sound':
        this.#opening = { ...opening, isDoubtful: false };
        return;
      case 'not_checked':
        throw new Error(outcome.detail);
      case 'damaged':
        await closeFiles(counter);
        this.#counter = null;
        this.#opening = setAside(this.#ledgerFolder, opening.flag, outcome.detail, this.#parts.clock.now());
        return;
      default:
        assertNever(outcome);
    }
  }

  /** Whether the ledger still holds what was in its last backup. */
  async #compareHead(): Promise<void> {
    const { head } = this.#parts.settings.current.ledger[this.mode];
    if (this.#counter === null || head === null || head.sequence === 0) return;
    if ((await this.#counter.reader.hashAt(head.sequence)) === head.hash) return;
    this.#missingEvent = head.sequence;
    // Numbers that it has forgotten are known at the gateways: none of them may come again.
    await this.#counter.ledger.renewInstallation();
  }

  async #openArchive(): Promise<void> {
    if (!this.isLedgerLost()) return;
    const keptHead = this.#parts.settings.current.ledger[this.mode].head;
    const file = await this.#keeperThread.run('newestGoodBackup', { folder: this.#ledgerFolder, keptHead });
    if (file === null) return;
    const reader = createLedgerReader(file.path, { workerPath: this.#parts.readerWorkerPath, of: 'backup' });
    this.#archive = { madeAt: file.madeAt, reader };
  }

  /** Ends the ledger's use. One that has met a damaged page, or was never looked over, stays marked for the next start. */
  async #closeLedger(): Promise<void> {
    const counter = this.#counter;
    const opening = this.#opening;
    if (counter === null || opening.kind !== 'open') return;
    await closeFiles(counter);
    if (!counter.ledger.sawDamage && !opening.isDoubtful) opening.flag.lower();
  }

  async #start(): Promise<void> {
    await this.#parts.mayStart;
    // Nothing is written before it is known that the ledger can be trusted.
    await this.#checked;
    // Before anything is written under this run's clock.
    this.#doubtClock();
    // Each by itself: whatever else fails, open orders have to be asked about.
    await Promise.all([
      this.#attempt('starting the listener', () => this.#startListener()),
      this.#attempt('opening the accounts', () => this.#accounts.open()),
      this.#attempt('finding the open orders', () => this.#loadOpenOrders()),
      this.#attempt('comparing the ledger with its backup', () => this.#compareHead()),
    ]);
    await this.#attempt('watching the open orders', async () => this.#counter?.desk.start());
    this.#parts.onStateChanged();
    // Nothing waits for it: a gateway that does not answer takes its time.
    if (this.#counter !== null) void this.restored.ask();
    this.#counter?.summary.refresh();
    this.#counter?.keeper.start();
    // The keychain may be asking its owner for a password: nothing that a sale does not need waits for it.
    this.#keysRead = this.#attempt('reading the keychain', () => this.#readKeys());
  }

  /** Before any gateway has said what time it is, the ledger's last entry is all that there is to go by. */
  #doubtClock(): void {
    const { clock } = this.#parts;
    const bookAt = this.#counter?.ledger.lastEventAt() ?? null;
    if (bookAt === null || this.#gatewayTime.nowMs() !== null) return;
    const kind = clockDoubtOf(clock.now().getTime(), Date.parse(bookAt));
    this.#clockDoubt = kind === null ? null : { kind, bookAt };
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (fault) {
      this.#parts.onFault(what, fault);
    }
  }

  async #loadOpenOrders(): Promise<void> {
    const { ledger, summary } = this.#counter ?? {};
    if (ledger === undefined || summary === undefined) return;
    const [watched, held] = await Promise.all([ledger.watchedOrders(), ledger.heldOrders()]);
    for (const order of [...watched, ...held]) summary.note(order);
  }

  async #startListener(): Promise<void> {
    const { enabled, host, port, pathToken } = this.#parts.settings.current.listener;
    if (!enabled || this.#counter === null) return;
    const { desk } = this.#counter;
    try {
      this.#listener = await startNotificationListener({
        host,
        port,
        pathToken,
        onNotification: (profileId: string, raw: RawNotification) => desk.receiveNotification(profileId, raw),
        onTurnedAway: (profileId, beginning, problem) => desk.recordTurnedAway(profileId, beginning, problem),
        onError: (fault: unknown) => this.#parts.onFault('taking a notification', fault),
      });
    } catch (fault) {
      // Without it every sale still settles by asking; the screen says that it is off and why.
      this.#listenerFault = messageOf(fault);
    }
  }

  async #readKeys(): Promise<void> {
    const accounts = this.#accounts;
    const states = await Promise.all(
      accounts.profiles.map(async (profile) => {
        const keys = await readKeyStates(profile, accounts.keyStore, accounts.keptIn, (kind) =>
          accounts.keySetAt(profile.id, kind),
        );
        return [profile.id, keys] as const;
      }),
    );
    this.#keyStates = new Map(states);
    const answer = await this.#parts.keychain.probe();
    // A keychain that works but gives no key that was put in has been emptied, or holds it in a locked part.
    const isKeyGone = states.some(([, keys]) => keys.some(({ state }) => state === 'missing_or_locked'));
    this.#keychain = answer === 'available' && isKeyGone ? 'missing_or_locked' : answer;
    this.#parts.onStateChanged();
  }

  #keysOf(profile: Profile): readonly KeyState[] {
    return (
      this.#keyStates.get(profile.id) ?? keysNeededBy(profile).map((kind) => ({ kind, state: 'checking', setAt: null }))
    );
  }

  #notifyUrlFor(profileId: string): string | null {
    if (this.#listener === null) return null;
    if (this.#parts.mode === 'practice') return this.#listener.urlFor(profileId);
    const publicUrl = this.profileOf(profileId)?.publicNotifyUrl ?? '';
    if (publicUrl === '') return null;
    return publicUrl.replace(/\/+$/u, '') + new URL(this.#listener.urlFor(profileId)).pathname;
  }

  #noteConnection(profileId: string, reached: boolean): void {
    if (!reached) this.#unreached.add(profileId);
    // By profile: with one gateway down and another up, each answer of the other would look like the network coming back.
    else if (this.#unreached.delete(profileId)) {
      this.#counter?.desk.checkAllInTurn();
      if (this.#counter !== null) void this.restored.ask();
    }
    const connection = reached ? 'online' : 'offline';
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#parts.onStateChanged();
  }

  #noteClockSkew(skewMs: number, profileId: string, gatewayMs: number): void {
    this.#gatewayTime.confirm(profileId, gatewayMs);
    this.#counter?.desk.gatewayToldTime(profileId);
    const told = Math.abs(skewMs) > largestClockSkewMs ? skewMs : null;
    // What the ledger makes of the clock counts only until a gateway has spoken.
    const isDoubtOver = this.#clockDoubt !== null;
    this.#clockDoubt = null;
    if ((told === null) === (this.#clockSkewMs === null) && !isDoubtOver) return;
    this.#clockSkewMs = told;
    this.#parts.onStateChanged();
  }

  #listenerState(): AppState['listener'] {
    if (this.#listenerFault !== null) return { status: 'failed', detail: this.#listenerFault };
    if (this.#listener === null) return { status: 'off' };
    const { port, wantedPort, leftOut } = this.#listener;
    return { status: 'listening', host: this.#parts.settings.current.listener.host, port, wantedPort, leftOut };
  }

  #ledgerState(): AppState['ledger'] {
    const path = this.#ledgerFolder.ledgerPath;
    const opening = this.#opening;
    if (opening.kind === 'open' && this.#counter !== null) {
      return {
        status: 'open',
        path,
        isChecking: this.#isChecking,
        folderRisk: this.#folderRisk,
        missingEvent: this.#missingEvent,
        ...this.#counter.keeper.state,
      };
    }
    const { reason, detail, setAsidePath } =
      opening.kind === 'failed' ? opening : ({ reason: 'other', detail: 'closed', setAsidePath: null } as const);
    return { status: 'failed', path, reason, detail, setAsidePath, shownBackupAt: this.#archive?.madeAt ?? null };
  }

  #viewContext(): ViewContext {
    const desk = this.#counter?.desk;
    return {
      watchOf: (orderNo) => desk?.watchOf(orderNo) ?? null,
      canCancel: (order) => desk?.canCancel(order) ?? false,
      canRetryCreate: (order) => desk?.canRetryCreate(order) ?? false,
    };
  }
}

async function closeFiles({ reader, ledger }: Counter): Promise<void> {
  await reader.close();
  ledger.close();
}

function isLost(reason: LedgerFailureReason): boolean {
  return reason === 'corrupt' || reason === 'missing';
}
