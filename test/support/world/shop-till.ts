/** One till of the shop through all its processes: its ledger, its settings, and what its own clock shows. */
import type { Order } from '../../../main/domain/order.ts';
import type { Clock } from '../../../main/ports.ts';
import type { Network } from './network.ts';
import { notifyUrlPrefix } from './post.ts';
import { TillAccounts } from './till-accounts.ts';
import { TillProcess } from './till-process.ts';

export interface ShopTillParts {
  /** From 0. */
  readonly number: number;
  readonly ledgerPath: string;
  readonly network: Network;
  /** True: what the gateways see. */
  readonly clock: Clock;
  readonly onRecorded: (order: Order) => void;
  readonly onReleased: (orderNo: string) => void;
}

export class ShopTill {
  readonly number: number;
  readonly ledgerPath: string;
  readonly accounts = new TillAccounts();
  /** What went wrong on this computer; only where its disk failed may there be any. */
  readonly faults: unknown[] = [];
  failedWrites = 0;
  crashes = 0;
  readonly deliveries = { tried: 0, answered: 0 };
  readonly #parts: ShopTillParts;
  #process: TillProcess;
  /** What its wall clock is ahead. */
  #wallAheadMs = 0;

  constructor(parts: ShopTillParts) {
    this.#parts = parts;
    this.number = parts.number;
    this.ledgerPath = parts.ledgerPath;
    this.#process = this.#launch();
  }

  get process(): TillProcess {
    return this.#process;
  }

  now(): Date {
    return new Date(this.#parts.clock.now().getTime() + this.#wallAheadMs);
  }

  setClock(byMs: number): void {
    this.#wallAheadMs += byMs;
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

  #launch(): TillProcess {
    const { number, ledgerPath, network, clock, onRecorded, onReleased } = this.#parts;
    this.accounts.forgetGateways();
    return new TillProcess({
      ledgerPath,
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
    });
  }
}
