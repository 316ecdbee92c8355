/**
 * The till as one process over a ledger file: real ledger, real gateways, real desk. It can be cut off at any of its
 * boundaries: what it was doing then never comes back, and only the file is left.
 */
import { GatewayTime } from '../../../main/payments/gateway-time.ts';
import type { HttpFailure, HttpReply, HttpRequest } from '../../../main/gateways/http-transport.ts';
import type { Order } from '../../../main/domain/order.ts';
import type { Machine } from '../../../main/ledger/write/installation.ts';
import { openLedger, type OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import type { RandomText } from '../../../main/ledger/write/make-order-number.ts';
import { maintenanceJobs, type JobName } from '../../../main/ledger/backup/maintenance-jobs.ts';
import { LedgerMaintenance, type LedgerMaintenanceParts } from '../../../main/ledger/care/ledger-maintenance.ts';
import { PaymentDesk } from '../../../main/payments/payment-desk.ts';
import type { Clock, Ledger, NotificationRecord } from '../../../main/ports/index.ts';
import type { Network, Sender } from './network.ts';
import type { TillAccounts } from './till-accounts.ts';

/** A place at which a process can be cut off, or its disk can fail. */
export type Boundary = 'before_commit' | 'after_commit' | 'before_send';

/** Asking the real one for its network cards takes longer than opening a ledger. */
export const computer: Machine = { hostName: 'counter', networkAddresses: ['8c:16:45:2f:0a:91'] };

export interface TillRunParts {
  readonly ledgerPath: string;
  readonly randomText: RandomText | undefined;
  readonly network: Network;
  readonly sender: Omit<Sender, 'isListening'>;
  /** As this computer shows it. */
  readonly clock: Clock;
  /** As this till's settings have them now. */
  readonly accounts: TillAccounts;
  readonly notifyUrlFor: (accountId: string) => string;
  /** Hears of every order that is on disk, also when the process does not live to know it. */
  readonly onRecorded: (order: Order) => void;
  readonly onReleased: (orderNo: string) => void;
  /** With which the ledger is kept: backups, signed days, what is purged. */
  readonly keeping: Pick<LedgerMaintenanceParts, 'folder' | 'settings' | 'keys'>;
  readonly onPurged: () => void;
  /** Hears of every delivery, before it is written. */
  readonly onDelivered: (delivery: NotificationRecord) => void;
}

export class TillRun {
  readonly desk: PaymentDesk;
  readonly ledger: OpenLedger;
  readonly maintenance: LedgerMaintenance;
  /** Everything that the desk reported as going wrong on this computer. */
  readonly faults: unknown[] = [];
  readonly #onRecorded: (order: Order) => void;
  readonly #onReleased: (orderNo: string) => void;
  readonly #onDelivered: (delivery: NotificationRecord) => void;
  #isAlive = true;
  #callsInFlight = 0;
  #activity = 0;
  #crashPlan: { boundary: Boundary; passes: number } | null = null;
  #writesToFail = 0;

  constructor(parts: TillRunParts) {
    const { ledgerPath, network, accounts } = parts;
    const numbers = parts.randomText === undefined ? {} : { randomText: parts.randomText };
    const opening = openLedger(ledgerPath, { machine: computer, ...numbers });
    if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
    this.ledger = opening.ledger;
    this.#onRecorded = parts.onRecorded;
    this.#onReleased = parts.onReleased;
    this.#onDelivered = parts.onDelivered;
    const clock = this.#clockOf(parts.clock);
    const transport = network.transport({ ...parts.sender, isListening: () => this.#isAlive });
    const time = new GatewayTime(clock);
    const shared = {
      clock,
      onGatewayTime: (gatewayMs: number, accountId: string) => {
        time.confirm(accountId, gatewayMs);
        this.desk.gatewayToldTime(accountId);
      },
      transport: {
        post: (request: HttpRequest) =>
          this.#passes('before_send') ? transport.post(request) : never<HttpReply | HttpFailure>(),
      },
    };
    this.desk = new PaymentDesk({
      ledger: this.#guarded(opening.ledger),
      clock,
      time,
      gatewayFor: (accountId) => accounts.gatewayFor(accountId, shared),
      notifyUrlFor: parts.notifyUrlFor,
      onOrderChanged: () => undefined,
      onNotificationRecorded: () => undefined,
      onFault: (fault) => this.faults.push(fault),
    });
    this.maintenance = new LedgerMaintenance({
      ...parts.keeping,
      ...{ mode: 'live', clock, confirmedTime: time },
      ledger: this.#kept(opening.ledger, parts.onPurged),
      // Without a worker: the jobs are the same.
      thread: { run: (name: JobName, job: never) => this.#call(async () => maintenanceJobs[name](job)) } as never,
      onChanged: () => undefined,
      onFault: (_where, fault) => this.faults.push(fault),
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether the ledger is at work for it. */
  get isBusy(): boolean {
    return this.#callsInFlight > 0;
  }

  /** Grows with every call of the ledger. */
  get activity(): number {
    return this.#activity;
  }

  /** Cuts the process off when it comes to such a place for the `passes`-th time from now. */
  crashAt(boundary: Boundary, passes: number): void {
    this.#crashPlan = { boundary, passes };
  }

  /** The next writes fail, as on a full disk. */
  failWrites(count: number): void {
    this.#writesToFail += count;
  }

  crash(): void {
    this.#isAlive = false;
  }

  /** The disk is well again, and no crash is planned. */
  heal(): void {
    this.#writesToFail = 0;
    this.#crashPlan = null;
  }

  /** After a crash and when all is quiet: the file is free for the next process. */
  release(): void {
    this.#isAlive = false;
    this.ledger.close();
  }

  #passes(boundary: Boundary): boolean {
    if (!this.#isAlive) return false;
    if (this.#crashPlan?.boundary !== boundary) return true;
    this.#crashPlan.passes -= 1;
    if (this.#crashPlan.passes <= 0) this.#isAlive = false;
    return this.#isAlive;
  }

  /** As whoever keeps it sees it. */
  #kept(ledger: OpenLedger, onPurged: () => void): OpenLedger {
    const kept: Pick<
      OpenLedger,
      | 'oldBefore'
      | 'installationId'
      | 'headNow'
      | 'comesThrough'
      | 'dayToSeal'
      | 'lastSealedDay'
      | 'sealDay'
      | 'purgePersonal'
    > = {
      get installationId() {
        return ledger.installationId;
      },
      oldBefore: (...given) => ledger.oldBefore(...given),
      headNow: () => ledger.headNow(),
      comesThrough: (head) => ledger.comesThrough(head),
      dayToSeal: (today) => ledger.dayToSeal(today),
      lastSealedDay: () => ledger.lastSealedDay(),
      sealDay: (...given) => this.#write(() => ledger.sealDay(...given)),
      purgePersonal: (...given) =>
        this.#write(async () => {
          const count = await ledger.purgePersonal(...given);
          onPurged();
          return count;
        }),
    };
    return kept as OpenLedger;
  }

  #clockOf(clock: Clock): Clock {
    const startedAtMs = clock.monotonicMs();
    return {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs() - startedAtMs,
      random: () => clock.random(),
      after: (delayMs, action) =>
        clock.after(delayMs, () => {
          if (this.#isAlive) action();
        }),
    };
  }

  #guarded(ledger: Ledger): Ledger {
    const bear = (action: () => ReturnType<Ledger['createOrder']>): ReturnType<Ledger['createOrder']> =>
      this.#write(async () => {
        const born = await action();
        if (!born.existed) this.#onRecorded(born.order);
        return born;
      });
    return {
      createOrder: (...given) => bear(() => ledger.createOrder(...given)),
      holdOrder: (...given) => bear(() => ledger.holdOrder(...given)),
      append: (...given) =>
        this.#write(async () => {
          const [orderNo, , events, , delivery] = given;
          if (delivery !== undefined) this.#onDelivered(delivery);
          const outcome = await ledger.append(...given);
          const isReleased = outcome.kind === 'appended' && events.some(({ type }) => type === 'order.released');
          if (isReleased) this.#onReleased(orderNo);
          return outcome;
        }),
      appendTillEvent: (...given) => this.#write(() => ledger.appendTillEvent(...given)),
      recordNotification: (...given) =>
        this.#write(() => {
          this.#onDelivered(given[0]);
          return ledger.recordNotification(...given);
        }),
      makeRefundNo: (at) => ledger.makeRefundNo(at),
      readOrder: (orderNo) => this.#call(() => ledger.readOrder(orderNo)),
      readOrderOfRequest: (requestKey) => this.#call(() => ledger.readOrderOfRequest(requestKey)),
      readNotification: (id) => this.#call(() => ledger.readNotification(id)),
      watchedOrders: () => this.#call(() => ledger.watchedOrders()),
      heldOrders: () => this.#call(() => ledger.heldOrders()),
      timeConfirmedBefore: (...given) => this.#call(() => ledger.timeConfirmedBefore(...given)),
      timeConfirmedAfter: (...given) => this.#call(() => ledger.timeConfirmedAfter(...given)),
    };
  }

  async #write<Result>(action: () => Promise<Result>): Promise<Result> {
    if (!this.#passes('before_commit')) return never();
    if (this.#writesToFail > 0) {
      this.#writesToFail -= 1;
      throw new Error('database or disk is full');
    }
    const result = await this.#call(action);
    return this.#passes('after_commit') ? result : never();
  }

  async #call<Result>(action: () => Promise<Result>): Promise<Result> {
    if (!this.#isAlive) return never();
    this.#callsInFlight += 1;
    try {
      return await action();
    } finally {
      this.#callsInFlight -= 1;
      this.#activity += 1;
    }
  }
}

/** What a dead process gets as an answer. */
function never<Result>(): Promise<Result> {
  return new Promise<Result>(() => undefined);
}
