/** The use cases as one object, over one ledger: what the counter can do with payments. */
import type { Order, OrderDraft } from '../domain/order.ts';
import { isWatched } from '../domain/order-lifecycle.ts';
import type { Clock, ConfirmedTime, GatewayFor, Ledger, RawNotification, TurnedAwayProblem } from '../ports/index.ts';
import { canCancel, closeOrder, type CheckParts, type CheckResult } from './check-order.ts';
import { ClockWatch } from './clock-watch.ts';
import {
  canRetryCreate,
  createOrder,
  discardOrder,
  holdOrder,
  retryCreate,
  type CreateOrderParts,
  type SaleOutcome,
} from './create-order.ts';
import { decideOrder, type DecisionOutcome, type OrderDecision, type PersonalWord } from './decide-order.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { OrderRecords } from './order-records.ts';
import { OrderTimes } from './order-times.ts';
import {
  reapplyNotification,
  receiveNotification,
  recordTurnedAway,
  type NotificationAnswer,
} from './receive-notification.ts';
import { RefundSpacing, requestRefund, type RefundRequest, type RefundRequestOutcome } from './refund-payment.ts';
import { TimeRecord } from './time-record.ts';
import { Watcher, type WatchView } from './watcher.ts';

export interface PaymentDeskParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Without it no gateway's time is known. */
  readonly time?: ConfirmedTime | undefined;
  readonly gatewayFor: GatewayFor;
  readonly notifyUrlFor: (accountId: string) => string | null;
  /** After the commit of every change, and when the progress of a watch changed. */
  readonly onOrderChanged: (order: Order) => void;
  readonly onNotificationRecorded: () => void;
  readonly onFault: (fault: unknown) => void;
}

const noConfirmedTime: ConfirmedTime = { nowMs: () => null };

export class PaymentDesk {
  readonly #parts: PaymentDeskParts;
  readonly #records: OrderRecords;
  readonly #watcher: Watcher;
  /** One create, check or close of an order at a time; notifications do not wait for them. */
  readonly #oneAtATime = new OneAtATime();
  /** Creates of one form, so that a second Enter waits for the first and gets its order; of a held sale, all that ends it. */
  readonly #creates = new OneAtATime();
  readonly #clockWatch: ClockWatch;
  readonly #timeRecord: TimeRecord;
  readonly #refundSpacing: RefundSpacing;
  readonly #orderTimes: OrderTimes;

  constructor(parts: PaymentDeskParts) {
    this.#parts = parts;
    const time = parts.time ?? noConfirmedTime;
    this.#timeRecord = new TimeRecord({ ...parts, time });
    this.#refundSpacing = new RefundSpacing(parts.clock);
    this.#orderTimes = new OrderTimes({ clock: parts.clock, time });
    this.#records = new OrderRecords({
      ledger: parts.ledger,
      clock: parts.clock,
      onChanged: (order) => {
        this.#timeRecord.noteOrder(order.accountId);
        this.#watcher.follow(order);
        if (!isWatched(order) && order.state !== 'refused') this.#orderTimes.forget(order);
        parts.onOrderChanged(order);
      },
    });
    this.#watcher = new Watcher({
      ...parts,
      ...this.#checkParts(),
      time,
      oneAtATime: this.#oneAtATime,
      onProgress: parts.onOrderChanged,
    });
    this.#clockWatch = new ClockWatch(parts.clock, () => this.checkAllSoon());
  }

  /** Takes up what an earlier run left open. */
  async start(): Promise<void> {
    this.#clockWatch.start();
    const { ledger } = this.#parts;
    for (const order of await ledger.watchedOrders()) await this.#noteEarlier(order);
    await this.#watcher.resume();
  }

  /**
   * @param customerCode what the customer's wallet showed; `null` where the shop shows the code.
   * @param heldOrderNo the held sale that this one was recalled from; `null` for none.
   */
  createOrder(
    draft: OrderDraft,
    customerCode: string | null = null,
    heldOrderNo: string | null = null,
  ): Promise<SaleOutcome> {
    // Of a held sale by its number, so that no two forms go on with it at once.
    return this.#sending(heldOrderNo ?? draft.requestKey, (parts) =>
      createOrder(parts, draft, customerCode, heldOrderNo),
    );
  }

  holdOrder(draft: OrderDraft, heldOrderNo: string | null = null): Promise<SaleOutcome> {
    return this.#sending(heldOrderNo ?? draft.requestKey, (parts) => holdOrder(parts, draft, heldOrderNo));
  }

  discardOrder(orderNo: string, operatorName: string): Promise<Order> {
    return this.#creates.run(orderNo, () => discardOrder(this.#createParts(), orderNo, operatorName));
  }

  retryCreate(orderNo: string): Promise<Order> {
    return this.#oneAtATime.run(orderNo, async () => {
      try {
        return await retryCreate(this.#createParts(), orderNo, this.#watcher.passedMs(orderNo));
      } catch (fault) {
        this.#watcher.takeUp(await this.#records.read(orderNo));
        throw fault;
      }
    });
  }

  check(orderNo: string): Promise<CheckResult> {
    return this.#watcher.check(orderNo);
  }

  /** @param approvedBy the manager whose PIN allowed it, where one was asked for. */
  cancel(orderNo: string, approvedBy?: string): Promise<CheckResult> {
    return this.#oneAtATime.run(orderNo, () => closeOrder(this.#checkParts(), orderNo, 'cashier', approvedBy));
  }

  requestRefund(orderNo: string, request: RefundRequest): Promise<RefundRequestOutcome> {
    const { ledger, clock } = this.#parts;
    const parts = { ...this.#checkParts(), ledger, clock, spacing: this.#refundSpacing };
    return this.#oneAtATime.run(orderNo, () => requestRefund(parts, orderNo, request));
  }

  decide(orderNo: string, decision: OrderDecision, word: PersonalWord): Promise<DecisionOutcome> {
    return decideOrder(this.#records, orderNo, decision, word, this.#oneAtATime.isBusy(orderNo));
  }

  receiveNotification(accountId: string, raw: RawNotification): Promise<NotificationAnswer> {
    return receiveNotification(this.#receiveParts(), accountId, raw);
  }

  recordTurnedAway(accountId: string, beginning: RawNotification, problem: TurnedAwayProblem): Promise<void> {
    return recordTurnedAway(this.#receiveParts(), accountId, beginning, problem);
  }

  /** Reads a recorded delivery once more; `null` when there is none or its content has been purged. */
  reapplyNotification(id: number): Promise<NotificationAnswer | null> {
    return reapplyNotification(this.#receiveParts(), id);
  }

  /** After wake-up. */
  checkAllSoon(): void {
    this.#watcher.checkAllSoon();
  }

  /** After a reply that told the time of the account's gateway. */
  gatewayToldTime(accountId: string): void {
    this.#timeRecord.noteTime(accountId);
  }

  /** After a gateway that could not be reached has answered again. */
  checkAllInTurn(): void {
    this.#watcher.checkAllInTurn();
  }

  watchOf(orderNo: string): WatchView | null {
    return this.#watcher.viewOf(orderNo);
  }

  canCancel(order: Order): boolean {
    return canCancel(order);
  }

  canRetryCreate(order: Order): boolean {
    return canRetryCreate(order, this.#parts.clock.now(), this.#watcher.passedMs(order.orderNo));
  }

  /** Starts nothing new and waits for what is in flight, so that the ledger can be closed. */
  async stop(): Promise<void> {
    this.#clockWatch.stop();
    this.#watcher.stop();
    await Promise.all([this.#creates.idle(), this.#oneAtATime.idle()]);
  }

  async #sending(key: string, send: (parts: CreateOrderParts) => Promise<SaleOutcome>): Promise<SaleOutcome> {
    const outcome = await this.#creates.run(key, () => send(this.#createParts()));
    if (outcome.kind === 'answer_not_recorded') this.#watcher.takeUp(outcome.order);
    return outcome;
  }

  /** What this run knows of an order goes before what the ledger does. */
  async #noteEarlier(order: Order): Promise<void> {
    if (this.#orderTimes.knows(order)) return;
    this.#orderTimes.noteEarlier(order, await this.#parts.ledger.timeConfirmedBefore(order.orderNo));
  }

  #checkParts(): CheckParts {
    const { gatewayFor } = this.#parts;
    return { records: this.#records, gatewayFor, madeAtMs: (order) => this.#orderTimes.madeAtMs(order) };
  }

  #createParts(): CreateOrderParts {
    return {
      ...this.#parts,
      ...this.#checkParts(),
      onRecorded: this.#parts.onOrderChanged,
      oneAtATime: this.#oneAtATime,
      noteSent: (order) => this.#orderTimes.noteSent(order),
      noteRepeated: (order) => this.#noteEarlier(order),
    };
  }

  #receiveParts(): Parameters<typeof receiveNotification>[0] {
    return {
      ...this.#parts,
      ...this.#checkParts(),
      onRecorded: this.#parts.onNotificationRecorded,
      checkSoon: (orderNo) => this.#watcher.checkSoon(orderNo),
    };
  }
}
