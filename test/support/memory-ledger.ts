import { businessDayOf } from '../../main/domain/business-day.ts';
import { applyEvent, eventsOfDiscarding, isWatched } from '../../main/domain/order-lifecycle.ts';
import type { BirthEvent, LaterEvent, Order, OrderDraft, OrderEvent } from '../../main/domain/order.ts';
import type { TillEvent } from '../../main/domain/till-event.ts';
import type {
  AppendOutcome,
  ReplacedHeldOrder,
  Ledger,
  NewOrder,
  NotificationRecord,
  RecordedEvent,
  ReportedPayment,
} from '../../main/ports/index.ts';

/** The ledger's promises without its disk: for use cases that a test runs by the thousand. */
export class MemoryLedger implements Ledger {
  readonly events: RecordedEvent[] = [];
  readonly notifications: NotificationRecord[] = [];
  readonly tillEvents: TillEvent[] = [];
  /** How many events of orders stood before each of them. */
  readonly #tillEventsAfter: number[] = [];
  /** Which installation the next orders name; `null` for none, as in old ledgers. */
  installationId: string | null = null;
  readonly #orders = new Map<string, Order>();
  #refunds = 0;

  createOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.created', draft, at, draft.validForMs, replacedHeld);
  }

  holdOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder> {
    return this.#recordFirst('order.held', draft, at, 0, replacedHeld);
  }

  makeRefundNo(): string {
    this.#refunds += 1;
    return `R_T01_20261122_${String(this.#refunds).padStart(8, '0')}`;
  }

  #recordFirst(
    type: BirthEvent['type'],
    draft: OrderDraft,
    at: Date,
    validForMs: number,
    replacedHeld: ReplacedHeldOrder | undefined,
  ): Promise<NewOrder> {
    const known = this.#ofRequest(draft.requestKey);
    if (known !== undefined) return Promise.resolve({ order: known, existed: true, replaced: null });
    const dailyNumber = this.#orders.size + 1;
    const event: BirthEvent = {
      type,
      payload: {
        ...draft,
        orderNo: `T01_20261122_${String(dailyNumber).padStart(4, '0')}_TEST`,
        dailyNumber,
        businessDay: businessDayOf(at),
        installationId: this.installationId ?? undefined,
        codeExpiresAt: new Date(at.getTime() + validForMs).toISOString(),
      },
    };
    const order = applyEvent(undefined, event, at.toISOString(), this.events.length + 1);
    this.#orders.set(order.orderNo, order);
    this.events.push({ sequence: order.version, orderNo: order.orderNo, at: at.toISOString(), event });
    return Promise.resolve({ order, existed: false, replaced: this.#discard(replacedHeld, order.orderNo, at) });
  }

  #discard(replacedHeld: ReplacedHeldOrder | undefined, replacedBy: string, at: Date): Order | null {
    const held = this.#orders.get(replacedHeld?.orderNo ?? '');
    if (replacedHeld === undefined || held === undefined) return null;
    const events = eventsOfDiscarding(held, replacedHeld.operatorName, replacedBy);
    return events.length === 0 ? null : this.#append(held, events, at);
  }

  append(
    orderNo: string,
    expectedVersion: number,
    events: readonly LaterEvent[],
    at: Date,
    notification?: NotificationRecord,
  ): Promise<AppendOutcome> {
    const before = this.#known(orderNo);
    if (before.version !== expectedVersion) return Promise.resolve({ kind: 'conflict', order: before });
    const order = this.#append(before, events, at);
    if (notification !== undefined) this.notifications.push(notification);
    return Promise.resolve({ kind: 'appended', order });
  }

  #append(before: Order, events: readonly LaterEvent[], at: Date): Order {
    const { orderNo } = before;
    let order = before;
    for (const event of events) {
      const sequence = this.events.length + 1;
      order = applyEvent(order, event, at.toISOString(), sequence);
      this.events.push({ sequence, orderNo, at: at.toISOString(), event });
    }
    this.#orders.set(orderNo, order);
    return order;
  }

  appendTillEvent(event: TillEvent): Promise<void> {
    this.tillEvents.push(event);
    this.#tillEventsAfter.push(this.events.length);
    return Promise.resolve();
  }

  /** Deliveries are numbered from 1. */
  readNotification(id: number): Promise<NotificationRecord | null> {
    return Promise.resolve(this.notifications[id - 1] ?? null);
  }

  recordNotification(notification: NotificationRecord, reported?: ReportedPayment): Promise<void> {
    this.notifications.push(notification);
    if (reported !== undefined) {
      const { accountId, orderNo } = notification;
      const payload = { accountId, orderNo: orderNo ?? '', ...reported, deliveryId: this.notifications.length };
      this.tillEvents.push({ type: 'unmatched.reported', payload });
    }
    return Promise.resolve();
  }

  readOrder(orderNo: string): Promise<Order | null> {
    return Promise.resolve(this.#orders.get(orderNo) ?? null);
  }

  readOrderOfRequest(requestKey: string): Promise<Order | null> {
    return Promise.resolve(this.#ofRequest(requestKey) ?? null);
  }

  watchedOrders(): Promise<readonly Order[]> {
    return Promise.resolve([...this.#orders.values()].filter(isWatched));
  }

  heldOrders(): Promise<readonly Order[]> {
    return Promise.resolve([...this.#orders.values()].filter(({ state }) => state === 'held'));
  }

  timeConfirmedBefore(orderNo: string): Promise<string | null> {
    const first = this.events.find((recorded) => recorded.orderNo === orderNo);
    const before = this.tillEvents.findLast(
      (event, index) =>
        event.type === 'time.confirmed' &&
        event.payload.accountId === this.#orders.get(orderNo)?.accountId &&
        first !== undefined &&
        (this.#tillEventsAfter[index] ?? 0) < first.sequence,
    );
    return Promise.resolve(before?.type === 'time.confirmed' ? before.payload.gatewayAt : null);
  }

  timeConfirmedAfter(orderNo: string, types: readonly OrderEvent['type'][]): Promise<string | null> {
    const last = this.events.findLast(
      (recorded) => recorded.orderNo === orderNo && types.includes(recorded.event.type),
    );
    for (const [index, { type, payload }] of this.tillEvents.entries()) {
      if (type !== 'time.confirmed' || payload.accountId !== this.#orders.get(orderNo)?.accountId) continue;
      if (last !== undefined && (this.#tillEventsAfter[index] ?? 0) >= last.sequence)
        return Promise.resolve(payload.gatewayAt);
    }
    return Promise.resolve(null);
  }

  typesOf(orderNo: string): readonly string[] {
    return this.events.filter((recorded) => recorded.orderNo === orderNo).map(({ event }) => event.type);
  }

  #ofRequest(requestKey: string): Order | undefined {
    return [...this.#orders.values()].find((order) => order.requestKey === requestKey);
  }

  #known(orderNo: string): Order {
    const order = this.#orders.get(orderNo);
    if (order === undefined) throw new Error(`There is no order ${orderNo}`);
    return order;
  }
}
