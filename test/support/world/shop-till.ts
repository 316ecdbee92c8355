/** One till of the shop through all its processes: its ledger, its settings, and what its own clock shows. */
import type { Order } from '../../../main/domain/order.ts';
import { watchedStates } from '../../../main/domain/order-lifecycle.ts';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import { restoreLedger } from '../../../main/ledger/backup/maintenance-jobs.ts';
import { ledgerFolderOf, setLedgerAside, type LedgerFolder } from '../../../main/ledger/file/ledger-folder.ts';
import { defaultSettings, type Settings } from '../../../main/settings/settings-schema.ts';
import type { Complaint } from './audit.ts';
import {
  damage,
  deliveriesIn,
  purgedIn,
  removeLedger,
  spoilBackups,
  standOf,
  type BackupFate,
  type Damage,
  type DeliveryName,
  type Head,
  type Stand,
} from './damage.ts';
import type { Clock } from '../../../main/ports/index.ts';
import type { RandomText } from '../../../main/ledger/write/make-order-number.ts';
import type { Network } from './network.ts';
import { notifyUrlPrefix } from './post.ts';
import { TillAccounts } from './till-accounts.ts';
import { TillRun } from './till-run.ts';

const dayMs = 86_400_000;
const keepPersonalDays = 30;
const openStates: ReadonlySet<string> = new Set(watchedStates);

export interface ShopTillParts {
  /** From 0. */
  readonly number: number;
  readonly ledgerPath: string;
  readonly network: Network;
  /** True: what the gateways see. */
  readonly clock: Clock;
  /** Of its numbers; drawn from the system if absent. */
  readonly randomText: RandomText | undefined;
  readonly onRecorded: (order: Order) => void;
  readonly onReleased: (orderNo: string) => void;
  /** Whether it looks after its ledger by itself; otherwise only a person makes backups. */
  readonly isKept: boolean;
  /** By the true time; `null` before there was such an order. */
  readonly recordedAtMs: (orderNo: string) => number | null;
}

export class ShopTill {
  readonly number: number;
  readonly ledgerPath: string;
  readonly accounts = new TillAccounts();
  /** What went wrong on this computer; only where its disk failed may there be any. */
  readonly faults: unknown[] = [];
  failedWrites = 0;
  /** Its labels may be wrong. */
  wasClockSet = false;
  crashes = 0;
  readonly deliveries = { tried: 0, answered: 0 };
  /** Orders that a damage has taken with it, and those that stand now as they were before. */
  readonly lost = new Set<string>();
  readonly setBack = new Set<string>();
  /** By a person’s wish. */
  backupsMade = 0;
  /** Orders of which someone lied to it. */
  readonly slandered = new Set<string>();
  /** Orders of which it has been told, by a message that it took in, that another account was paid. */
  readonly toldOfAnotherAccount = new Set<string>();
  ruins = 0;
  readonly complaints: Complaint[] = [];
  /** How far each order's events had come when they were purged. */
  readonly purged = new Map<string, number>();
  /** Deliveries that have lost their content. */
  readonly emptied = new Set<DeliveryName>();
  /** By the true time. */
  readonly #deliveredAtMs = new Map<DeliveryName, number>();
  /** Orders of which a salvage has lost personal data, with the event that says so. */
  readonly #salvaged = new Map<string, number>();
  readonly folder: LedgerFolder;
  readonly #settings: { current: Settings };
  readonly #keys = createMemoryKeyStore();
  readonly #parts: ShopTillParts;
  #process: TillRun;
  /** What its wall clock is ahead. */
  #wallAheadMs = 0;

  constructor(parts: ShopTillParts) {
    this.#parts = parts;
    this.number = parts.number;
    this.ledgerPath = parts.ledgerPath;
    this.folder = ledgerFolderOf(parts.ledgerPath);
    this.#settings = { current: { ...defaultSettings('0'.repeat(32)), keepPersonalDays } };
    this.#process = this.#launch();
  }

  get process(): TillRun {
    return this.#process;
  }

  now(): Date {
    return new Date(this.#parts.clock.now().getTime() + this.#wallAheadMs);
  }

  setClock(byMs: number): void {
    this.#wallAheadMs += byMs;
    this.wasClockSet = true;
  }

  putClockRight(): void {
    this.#wallAheadMs = 0;
  }

  failWrites(count: number): void {
    this.failedWrites += count;
    this.#process.failWrites(count);
  }

  start(): void {
    this.begin(this.#process.desk.start());
    if (this.#parts.isKept) this.#process.maintenance.start();
  }

  /** A person has a backup made. */
  backUp(): void {
    const making = this.#process.maintenance.backUpNow().then(({ kind }) => {
      if (kind === 'made') this.backupsMade += 1;
    });
    this.begin(making);
  }

  /** After a crash, when all is quiet: the ledger is damaged, set aside, and made anew of what there is. */
  ruin(how: Damage, backups: BackupFate): void {
    this.end();
    this.ruins += 1;
    const before = standOf(this.ledgerPath);
    const surviving = spoilBackups(this.folder, backups);
    damage(this.ledgerPath, how);
    const at = this.now();
    if (how === 'gone') removeLedger(this.ledgerPath);
    else setLedgerAside(this.folder, at);
    const outcome = restoreLedger({
      folder: this.folder,
      at,
      ...{ keptHead: this.#settings.current.ledger.live.head },
    });
    if (outcome.kind === 'failed') throw new Error(outcome.detail);
    this.#process = this.#launch();
    this.#compare(before, surviving, how);
    this.start();
  }

  #compare(before: Stand, surviving: readonly Head[], how: Damage): void {
    const after = standOf(this.ledgerPath);
    // What a whole file holds must not be lost, whatever its name says.
    for (const head of how === 'none' ? [...surviving, before.head] : surviving) {
      if (head.sequence > 0 && after.hashes.get(head.sequence) !== head.hash) {
        this.complaints.push(`lost: event ${head.sequence} stood in a whole file, and is not in the new ledger`);
      }
    }
    // What is told of an order after that is new, and stands on no event that was purged.
    for (const [orderNo, sequence] of this.purged) {
      this.purged.set(orderNo, Math.min(sequence, after.head.sequence));
      // Where it stands open again, what belongs to it is needed until it has ended.
      if (openStates.has(after.states.get(orderNo) ?? '')) this.purged.delete(orderNo);
    }
    // Of an order whose personal data lay on what was damaged, in part, the new ledger says that it lacks them.
    for (const [orderNo, sequence] of purgedIn(this.ledgerPath)) {
      if (this.purged.has(orderNo) || this.#salvaged.has(orderNo)) continue;
      this.#salvaged.set(orderNo, sequence);
      if (how === 'none') this.complaints.push(`wrong: restoring a whole ledger has purged what proves ${orderNo}`);
    }
    for (const [orderNo, version] of before.orders) {
      const now = after.orders.get(orderNo);
      if (now === undefined) this.lost.add(orderNo);
      else if (now < version) this.setBack.add(orderNo);
    }
  }

  /** Takes down what has been purged, and whether its time had come. */
  #notePurged(): void {
    const nowMs = this.#parts.clock.now().getTime();
    for (const [orderNo, sequence] of purgedIn(this.ledgerPath)) {
      if (this.purged.has(orderNo) || sequence === this.#salvaged.get(orderNo)) continue;
      this.purged.set(orderNo, sequence);
      const recordedAtMs = this.#parts.recordedAtMs(orderNo);
      if (recordedAtMs !== null && nowMs < recordedAtMs + keepPersonalDays * dayMs) {
        this.complaints.push(`wrong: what proves ${orderNo} was purged before its time`);
      }
    }
    const whole = deliveriesIn(this.ledgerPath, false);
    for (const name of deliveriesIn(this.ledgerPath, true)) {
      // Two of one moment may lie on both sides of what proves their age.
      if (this.emptied.has(name) || whole.has(name)) continue;
      this.emptied.add(name);
      const deliveredAtMs = this.#deliveredAtMs.get(name);
      if (deliveredAtMs !== undefined && nowMs < deliveredAtMs + keepPersonalDays * dayMs) {
        this.complaints.push(`wrong: the delivery ${name} was emptied before its time`);
      }
    }
  }

  /** After a crash, when all is quiet. */
  relaunch(): void {
    this.crashes += 1;
    this.end();
    this.#process = this.#launch();
    this.start();
  }

  /** What was begun goes on by itself, for as long as the process lives. */
  begin(action: Promise<unknown>): void {
    action.catch((fault: unknown) => this.faults.push(fault));
  }

  /** Closes the ledger, whatever became of the history. */
  end(): void {
    this.faults.push(...this.#process.faults);
    this.#process.release();
  }

  #launch(): TillRun {
    const { number, ledgerPath, network, clock, randomText, onRecorded, onReleased } = this.#parts;
    const settings = this.#settings;
    this.accounts.forgetGateways();
    return new TillRun({
      ledgerPath,
      randomText,
      network,
      sender: {
        till: number,
        canVerify: (asked) => this.accounts.canVerify(asked),
        maySignWrongly: (asked) => this.accounts.maySignWrongly(asked),
      },
      clock: {
        now: () => this.now(),
        monotonicMs: () => clock.monotonicMs(),
        after: (delayMs, action) => clock.after(delayMs, action),
        random: () => clock.random(),
      },
      accounts: this.accounts,
      notifyUrlFor: (accountId) => `${notifyUrlPrefix}${accountId}${number === 0 ? '' : `/${number}`}`,
      onRecorded,
      onReleased,
      keeping: {
        folder: this.folder,
        keys: this.#keys,
        settings: {
          opening: { kind: 'read' },
          get current() {
            return settings.current;
          },
          update: (change) => Promise.resolve((settings.current = change(settings.current))),
        },
      },
      onPurged: () => this.#notePurged(),
      onDelivered: ({ receivedAt, orderNo }) => {
        const name: DeliveryName = `${receivedAt} ${orderNo ?? ''}`;
        // Labels may be the same after a clock was set: then the first counts, of which nothing too much is asked.
        if (!this.#deliveredAtMs.has(name)) this.#deliveredAtMs.set(name, this.#parts.clock.now().getTime());
      },
    });
  }
}
