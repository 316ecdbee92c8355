import * as z from 'zod';
import { businessDayOf } from '../../main/domain/business-day.ts';
import { notificationVerdicts } from '../../main/domain/notification-verdict.ts';
import { applyEvent, eventsOfDiscarding, isWatched } from '../../main/domain/order-lifecycle.ts';
import { tillOfNumber } from '../../main/domain/order-number.ts';
import { problemCodes, type BirthEvent, type LaterEvent, type Order } from '../../main/domain/order.ts';
import type { OrderDraft, OrderEvent } from '../../main/domain/order.ts';
import type { TillEvent, UnmatchedPayment } from '../../main/domain/till-event.ts';
import { eventSchema, textSchema, tillEventSchema, timeSchema } from '../../main/ledger/format/event-schema.ts';
import { nothingReported } from '../../main/ledger/format/unmatched.ts';
import { makeOrderNo, makeRefundNo } from '../../main/ledger/write/make-order-number.ts';
import type {
  AppendOutcome,
  ReplacedHeldOrder,
  Ledger,
  NewOrder,
  NotificationRecord,
  RecordedEvent,
  ReportedPayment,
} from '../../main/ports/index.ts';

/** One that belongs to no order. */
export interface RecordedTillEvent {
  readonly sequence: number;
  readonly at: string;
  readonly event: TillEvent;
}

type Link = (
  { readonly orderNo: string; readonly event: OrderEvent } | { readonly orderNo: null; readonly event: TillEvent }
) & {
  readonly sequence: number;
  readonly at: string;
};

const terminalPrefix = 'T01';

/** What the inbox has room for. */
const notificationSchema: z.ZodType<NotificationRecord> = z.object({
  receivedAt: timeSchema,
  accountId: textSchema,
  contentType: textSchema,
  body: z.instanceof(Uint8Array).transform((body) => Uint8Array.from(body)),
  verdict: z.enum(notificationVerdicts),
  problem: z
    .object({
      code: z.enum(problemCodes),
      gatewayCode: textSchema.nullable(),
      gatewayMessage: textSchema.nullable(),
    })
    .nullable(),
  orderNo: textSchema.nullable(),
});

/**
 * The ledger's promises without its disk: for use cases that a test runs by the thousand. That it keeps them as the real
 * one does, test/unit/ports/ledger-port.test.ts holds.
 */
export class MemoryLedger implements Ledger {
  /** Which installation its numbers and orders name. */
  readonly installationId = '7KQ2M3XZ';
  readonly #chain: Link[] = [];
  readonly #deliveries: NotificationRecord[] = [];
  #orders = new Map<string, Order>();
  #drawn = 0;

  /** The events of orders, as a test looks at them. */
  get events(): readonly RecordedEvent[] {
    return this.#chain.filter((link) => link.orderNo !== null);
  }

  /** The inbox, oldest first. */
  get notifications(): readonly NotificationRecord[] {
    return this.#deliveries;
  }

  get recordedTillEvents(): readonly RecordedTillEvent[] {
    return this.#chain.flatMap(({ orderNo, ...recorded }) => (orderNo === null ? [recorded as RecordedTillEvent] : []));
  }

  get tillEvents(): readonly TillEvent[] {
    return this.recordedTillEvents.map(({ event }) => event);
  }

  typesOf(orderNo: string): readonly string[] {
    return this.#chain.filter((link) => link.orderNo === orderNo).map(({ event }) => event.type);
  }

  createOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.created', draft, at, draft.validForMs, replacedHeld);
  }

  holdOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.held', draft, at, 0, replacedHeld);
  }

  makeRefundNo(at: Date): string {
    return makeRefundNo(terminalPrefix, businessDayOf(at), this.installationId, this.#draw);
  }

  #recordFirst(
    type: BirthEvent['type'],
    draft: OrderDraft,
    at: Date,
    validForMs: number,
    replacedHeld: ReplacedHeldOrder | undefined,
  ): Promise<NewOrder> {
    return this.#write(() => {
      const known = this.#ofRequest(draft.requestKey);
      if (known !== undefined) return { order: known, existed: true, replaced: null };
      const { installationId } = this;
      const businessDay = businessDayOf(at);
      const dailyNumber = [...this.#orders.values()].filter((order) => order.businessDay === businessDay).length + 1;
      const orderNo = makeOrderNo(terminalPrefix, businessDay, dailyNumber, installationId, this.#draw);
      const codeExpiresAt = new Date(at.getTime() + validForMs).toISOString();
      const payload = { ...draft, orderNo, dailyNumber, businessDay, codeExpiresAt, installationId };
      const order = this.#record(undefined, orderNo, [{ type, payload }], at);
      return { order, existed: false, replaced: this.#discard(replacedHeld, orderNo, at) };
    });
  }

  #discard(replacedHeld: ReplacedHeldOrder | undefined, replacedBy: string, at: Date): Order | null {
    const held = this.#orders.get(replacedHeld?.orderNo ?? '');
    if (replacedHeld === undefined || held === undefined) return null;
    const events = eventsOfDiscarding(held, replacedHeld.operatorName, replacedBy);
    return events.length === 0 ? null : this.#record(held, held.orderNo, events, at);
  }

  append(
    orderNo: string,
    expectedVersion: number,
    events: readonly LaterEvent[],
    at: Date,
    notification?: NotificationRecord,
  ): Promise<AppendOutcome> {
    return this.#write((): AppendOutcome => {
      const before = this.#orders.get(orderNo);
      if (before === undefined) throw new Error(`There is no order ${orderNo}`);
      if (before.version !== expectedVersion) return { kind: 'conflict', order: before };
      if (notification !== undefined) this.#deliver(notification);
      return { kind: 'appended', order: this.#record(before, orderNo, events, at) };
    });
  }

  appendTillEvent(event: TillEvent, at: Date): Promise<void> {
    return this.#write(() => this.#recordOfTill(event, at.toISOString()));
  }

  recordNotification(notification: NotificationRecord, reported?: ReportedPayment): Promise<void> {
    return this.#write(() => {
      const { verdict, problem, accountId, receivedAt } = notification;
      const orderNo = notification.orderNo ?? '';
      if (verdict !== 'unknown_order' || problem !== null) this.#deliver(notification);
      else if (this.#isOtherTills(orderNo)) {
        this.#deliver({ ...notification, problem: { code: 'other_till', gatewayCode: null, gatewayMessage: null } });
      } else {
        const deliveryId = this.#deliver(notification);
        const payload = { accountId, orderNo, ...(reported ?? nothingReported), deliveryId };
        if (!this.#isReported(payload)) this.#recordOfTill({ type: 'unmatched.reported', payload }, receivedAt);
      }
    });
  }

  readNotification(id: number): Promise<NotificationRecord | null> {
    return answered(this.#deliveries[id - 1] ?? null);
  }

  readOrder(orderNo: string): Promise<Order | null> {
    return answered(this.#orders.get(orderNo) ?? null);
  }

  readOrderOfRequest(requestKey: string): Promise<Order | null> {
    return answered(this.#ofRequest(requestKey) ?? null);
  }

  watchedOrders(): Promise<readonly Order[]> {
    return answered([...this.#orders.values()].filter(isWatched));
  }

  heldOrders(): Promise<readonly Order[]> {
    return answered([...this.#orders.values()].filter(({ state }) => state === 'held'));
  }

  timeConfirmedBefore(orderNo: string): Promise<string | null> {
    const first = this.events.find((recorded) => recorded.orderNo === orderNo)?.sequence ?? 0;
    return answered(this.#wordsOf(orderNo).findLast(({ sequence }) => sequence < first)?.gatewayAt ?? null);
  }

  timeConfirmedAfter(orderNo: string, types: readonly OrderEvent['type'][]): Promise<string | null> {
    const isMeant = (recorded: RecordedEvent) => recorded.orderNo === orderNo && types.includes(recorded.event.type);
    const last = this.events.findLast(isMeant)?.sequence ?? Infinity;
    return answered(this.#wordsOf(orderNo).find(({ sequence }) => sequence > last)?.gatewayAt ?? null);
  }

  /** What the order's own gateway has said of the time. */
  #wordsOf(orderNo: string): readonly { readonly sequence: number; readonly gatewayAt: string }[] {
    const accountId = this.#orders.get(orderNo)?.accountId;
    return this.recordedTillEvents.flatMap(({ sequence, event }) =>
      event.type === 'time.confirmed' && event.payload.accountId === accountId
        ? [{ sequence, gatewayAt: event.payload.gatewayAt }]
        : [],
    );
  }

  /** Not before its caller has gone on, as the writer's turn; all of it or nothing; and nobody shares what it answers. */
  async #write<Result>(action: () => Result): Promise<Result> {
    await Promise.resolve();
    const orders = new Map(this.#orders);
    const [links, deliveries] = [this.#chain.length, this.#deliveries.length];
    try {
      return structuredClone(action());
    } catch (fault) {
      this.#orders = orders;
      this.#chain.length = links;
      this.#deliveries.length = deliveries;
      throw fault;
    }
  }

  #record(before: Order | undefined, orderNo: string, events: readonly OrderEvent[], at: Date): Order {
    let order = before;
    for (const given of events) {
      const event = eventSchema.parse(given);
      const link = { sequence: this.#chain.length + 1, orderNo, at: at.toISOString(), event };
      order = applyEvent(order, event, link.at, link.sequence);
      this.#chain.push(link);
    }
    if (order === undefined) throw new Error(`No event for ${orderNo}`);
    this.#orders.set(orderNo, order);
    this.#assertRefundsFit(order);
    return order;
  }

  /** What the tables of the real one refuse. */
  #assertRefundsFit({ orderNo, refundedMinor, amountMinor }: Order): void {
    if (refundedMinor > amountMinor) throw new Error(`More has gone back than was paid for ${orderNo}`);
    const refunds = [...this.#orders.values()].flatMap((order) => order.refunds);
    for (const name of ['refundNo', 'requestKey'] as const) {
      if (new Set(refunds.map((refund) => refund[name])).size < refunds.length)
        throw new Error(`Two refunds have one ${name}`);
    }
  }

  #recordOfTill(given: TillEvent, at: string): void {
    this.#chain.push({ sequence: this.#chain.length + 1, orderNo: null, at, event: tillEventSchema.parse(given) });
  }

  /** Numbered from 1. */
  #deliver(notification: NotificationRecord): number {
    return this.#deliveries.push(notificationSchema.parse(notification));
  }

  #isReported({ accountId, orderNo, status, gatewayOrderNo }: UnmatchedPayment): boolean {
    return this.tillEvents.some(
      ({ type, payload }) =>
        type === 'unmatched.reported' &&
        payload.accountId === accountId &&
        payload.orderNo === orderNo &&
        payload.status === status &&
        payload.gatewayOrderNo === gatewayOrderNo,
    );
  }

  #isOtherTills(orderNo: string): boolean {
    const till = tillOfNumber(orderNo);
    return till !== null && till.terminalPrefix !== terminalPrefix && till.installationId !== this.installationId;
  }

  #ofRequest(requestKey: string): Order | undefined {
    return [...this.#orders.values()].find((order) => order.requestKey === requestKey);
  }

  /** The random ends of its numbers: counted, so that none comes twice. */
  readonly #draw = (length: number): string => {
    this.#drawn += 1;
    return String(this.#drawn).padStart(length, '0');
  };
}

/** A copy: what a caller does to an answer changes nothing here. */
function answered<Answer>(answer: Answer): Promise<Answer> {
  return Promise.resolve(structuredClone(answer));
}
