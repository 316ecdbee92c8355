/**
 * Keeps asking about every order that is not final, for as long as its code can be paid: after the code is out,
 * at start, after the computer woke, and when the cashier presses «Check now». One request in flight per order.
 */
import { isWatched } from '../domain/order-lifecycle.ts';
import { assertNever, type Order, type Problem } from '../domain/order.ts';
import {
  delayAfterReconnect,
  beginningsOf,
  delayBeforeNextCheck,
  isStalled,
  rhythmOf,
  subjectOf,
  taskFor,
  type WatchProgress,
  type WatchRhythm,
  type WatchSubject,
} from '../domain/watch-schedule.ts';
import type { Clock, ConfirmedTime, Ledger } from '../ports/index.ts';
import {
  closeOrder,
  endWatch,
  markInterrupted,
  markStalled,
  queryOrder,
  type CheckParts,
  type CheckResult,
} from './check-order.ts';
import { ElapsedTime } from './elapsed-time.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { askAboutRefund } from './refund-payment.ts';

export interface WatchView {
  /** Checks made since watching began (in this run of the app). */
  readonly checkCount: number;
  readonly failuresInRow: number;
  readonly lastCheckedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly problem: Problem | null;
}

export interface WatcherParts extends CheckParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly time: ConfirmedTime;
  readonly oneAtATime: OneAtATime;
  /** Progress changed without the order changing. */
  readonly onProgress: (order: Order) => void;
  /** A check threw: a bug or a failing disk. The order stays watched. */
  readonly onFault: (fault: unknown) => void;
}

/** A disk that is full, or a bug: soon enough to matter, not so often as to fill the log. */
const delayAfterFaultMs = 30_000;

interface Watch extends WatchView {
  /** `null` before anything has been planned. */
  readonly rhythm: WatchRhythm | null;
  readonly checksInRhythm: number;
  readonly subject: WatchSubject;
  /** Of the subject's time. */
  readonly elapsed: ElapsedTime;
  /** By the monotonic clock: when the next check is due; `null` before anything has been planned. */
  readonly dueMs: number | null;
  readonly cancelTimer: () => void;
}

export class Watcher {
  readonly #parts: WatcherParts;
  readonly #watches = new Map<string, Watch>();
  #stopped = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  viewOf(orderNo: string): WatchView | null {
    return this.#watches.get(orderNo) ?? null;
  }

  /** Takes up every watched order in the ledger; the first check of each is due at once. */
  async resume(): Promise<void> {
    for (const order of await this.#parts.ledger.watchedOrders()) {
      const subject = subjectOf(order);
      const confirmedFrom = await this.#parts.ledger.timeConfirmedAfter(order.orderNo, beginningsOf(subject));
      const known = this.#watches.get(order.orderNo);
      this.#schedule(await this.#interrupted(order), known ?? this.#newWatch(order, confirmedFrom), 0);
    }
  }

  /** Milliseconds that have passed for certain since the order's code was asked for; 0 where it is not watched. */
  passedMs(orderNo: string): number {
    return this.#watches.get(orderNo)?.elapsed.passedMs() ?? 0;
  }

  #newWatch(order: Order, confirmedFrom: string | null = null): Watch {
    return {
      checkCount: 0,
      failuresInRow: 0,
      lastCheckedAt: null,
      nextCheckAt: null,
      problem: null,
      rhythm: null,
      checksInRhythm: 0,
      subject: subjectOf(order),
      elapsed: new ElapsedTime({ ...this.#parts, accountId: order.accountId }, confirmedFrom),
      dueMs: null,
      cancelTimer: () => undefined,
    };
  }

  /** The order's watch, its time counted anew where it is about something else by now. */
  #watchOf(order: Order): Watch {
    const watch = this.#watches.get(order.orderNo) ?? this.#newWatch(order);
    if (isSame(watch.subject, subjectOf(order))) return watch;
    const { subject, elapsed } = this.#newWatch(order);
    return { ...watch, subject, elapsed };
  }

  /** What cannot be recorded now is no reason to leave this order, and all those after it, unwatched. */
  async #interrupted(order: Order): Promise<Order> {
    try {
      return await this.#parts.oneAtATime.run(order.orderNo, () => markInterrupted(this.#parts, order));
    } catch (fault) {
      this.#parts.onFault(fault);
      return order;
    }
  }

  /** Brings every check forward to now, after wake-up. */
  checkAllSoon(): void {
    for (const orderNo of this.#watches.keys()) this.checkSoon(orderNo);
  }

  /** Brings every check forward to the next seconds, one after another, the next to come first. */
  checkAllInTurn(): void {
    const { clock } = this.#parts;
    const byTime = [...this.#watches].sort(([, a], [, b]) => dueMsOf(a) - dueMsOf(b));
    for (const [position, [orderNo, watch]] of byTime.entries()) {
      const delayMs = delayAfterReconnect(position, clock.random());
      // What is due sooner, or is being asked about at this moment, stays as it is.
      if (dueMsOf(watch) > clock.monotonicMs() + delayMs) this.#setTimer(orderNo, watch, delayMs);
    }
  }

  /** Brings the check of one order forward to now. */
  checkSoon(orderNo: string): void {
    void this.#checkSafely(orderNo);
  }

  /** Call whenever an order changed: starts, keeps or ends its watch. */
  follow(order: Order): void {
    const watch = this.#watches.get(order.orderNo);
    if (!isWatched(order)) {
      this.#drop(order.orderNo);
      return;
    }
    if (order.state === 'creating') {
      // A code that is asked for again lives from now on.
      if (watch !== undefined) this.#watches.set(order.orderNo, { ...watch, elapsed: this.#newWatch(order).elapsed });
    } else if (watch === undefined) this.#schedule(order, this.#newWatch(order));
  }

  /** Takes up an order whose last step failed on this computer's side, as if the app had been cut off there. */
  takeUp(order: Order): void {
    if (!this.#watches.has(order.orderNo)) this.#schedule(order, this.#newWatch(order), delayAfterFaultMs);
  }

  /** Asks now; calls for the same order queue up behind each other and behind the timer's own check. */
  check(orderNo: string): Promise<CheckResult> {
    return this.#parts.oneAtATime.run(orderNo, () => this.#checkNow(orderNo));
  }

  stop(): void {
    this.#stopped = true;
    for (const watch of this.#watches.values()) watch.cancelTimer();
    this.#watches.clear();
  }

  async #checkSafely(orderNo: string): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.check(orderNo);
    } catch (fault) {
      this.#parts.onFault(fault);
      const watch = this.#watches.get(orderNo);
      if (watch === undefined) return;
      this.#setTimer(orderNo, { ...watch, failuresInRow: watch.failuresInRow + 1 }, delayAfterFaultMs);
    }
  }

  async #checkNow(orderNo: string): Promise<CheckResult> {
    // Checks of an order wait for its create request: one still `creating` here was cut off.
    const before = await markInterrupted(this.#parts, await this.#parts.records.read(orderNo));
    const watched = this.#watchOf(before);
    const { problem } = await this.#carryOut(before, watched.elapsed.passedMs());
    // A message may have come in while the gateway was being asked.
    const order = await this.#parts.records.read(orderNo);
    if (!isWatched(order)) {
      this.#drop(orderNo);
      return { order, problem };
    }
    // A held sale may have gone out meanwhile: its time counts from then on.
    const isSameCode = before.createdAt === order.createdAt;
    const watch = this.#watches.has(orderNo) || !isSameCode ? this.#watchOf(order) : watched;
    this.#schedule(order, {
      ...watch,
      checkCount: watch.checkCount + 1,
      checksInRhythm: watch.rhythm === rhythmOf(order) ? watch.checksInRhythm + 1 : 0,
      failuresInRow: problem === null ? 0 : watch.failuresInRow + 1,
      lastCheckedAt: this.#parts.clock.now().toISOString(),
      problem,
    });
    this.#parts.onProgress(order);
    if (problem === null || !isStalled(order, watch.elapsed.passedMs())) return { order, problem };
    return { order: await markStalled(this.#parts, orderNo), problem };
  }

  #carryOut(order: Order, passedMs: number): Promise<CheckResult> {
    const task = isWatched(order) ? taskFor(order, passedMs) : 'query';
    switch (task) {
      case 'query':
        return queryOrder(this.#parts, order.orderNo);
      case 'close':
        return closeOrder(this.#parts, order.orderNo, 'expired');
      case 'end':
        return endWatch(this.#parts, order.orderNo);
      case 'refund':
        return askAboutRefund(this.#parts, order.orderNo);
      default:
        return assertNever(task);
    }
  }

  #schedule(order: Order, watch: Watch, delayMs?: number): void {
    if (this.#stopped || !isWatched(order)) return;
    const { clock } = this.#parts;
    const progress: WatchProgress = { checkCount: watch.checksInRhythm, failuresInRow: watch.failuresInRow };
    const plannedMs = delayMs ?? delayBeforeNextCheck(order, progress, watch.elapsed.passedMs(), clock.random());
    this.#setTimer(order.orderNo, { ...watch, rhythm: rhythmOf(order) }, plannedMs);
  }

  #setTimer(orderNo: string, watch: Watch, delayMs: number): void {
    const { clock } = this.#parts;
    watch.cancelTimer();
    this.#watches.get(orderNo)?.cancelTimer();
    const cancelTimer = clock.after(delayMs, () => this.checkSoon(orderNo));
    const nextCheckAt = new Date(clock.now().getTime() + delayMs).toISOString();
    this.#watches.set(orderNo, { ...watch, nextCheckAt, dueMs: clock.monotonicMs() + delayMs, cancelTimer });
  }

  #drop(orderNo: string): void {
    this.#watches.get(orderNo)?.cancelTimer();
    this.#watches.delete(orderNo);
  }
}

function dueMsOf({ dueMs }: Watch): number {
  return dueMs ?? 0;
}

function isSame(one: WatchSubject, other: WatchSubject): boolean {
  return one === 'payment' || other === 'payment' ? one === other : one.refundNo === other.refundNo;
}
