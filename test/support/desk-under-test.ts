/** A counter in memory: a desk over a ledger, a clock and a gateway that do what the test tells them. */
import type { LaterEvent, Order, OrderDraft } from '../../main/domain/order.ts';
import type { RefundRequest } from '../../main/payments/refund-payment.ts';
import { GatewayTime } from '../../main/payments/gateway-time.ts';
import { PaymentDesk } from '../../main/payments/payment-desk.ts';
import type { Clock, RawNotification } from '../../main/ports/index.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { draftOf } from './orders.ts';
import { saying, ScriptedGateway } from './scripted-gateway.ts';

/** A delivery; what it says is what the gateway's `onNotification` makes of it. */
export const rawNotification: RawNotification = {
  contentType: 'application/json',
  body: new Uint8Array([123, 125]),
};

export class DeskUnderTest {
  readonly clock = new ManualClock();
  readonly ledger = new MemoryLedger();
  readonly changes: Order[] = [];
  readonly faults: unknown[] = [];
  gateway: ScriptedGateway;
  desk: PaymentDesk;

  /** @param gateway that of the account `shop`; other accounts have none. */
  constructor(gateway = new ScriptedGateway()) {
    this.gateway = gateway;
    this.desk = this.#openDesk();
  }

  /** The desk before starts nothing more; what it was waiting for is left hanging, as in a crash. */
  async restart(): Promise<void> {
    this.reopen();
    await this.desk.start();
  }

  /** A restart up to where sales can be taken already, while what is open is still to be taken up. */
  reopen(): void {
    void this.desk.stop();
    this.desk = this.#openDesk();
  }

  async take(changes: Partial<OrderDraft> = {}): Promise<Order> {
    const sale = await this.desk.createOrder(draftOf(changes));
    if (sale.kind !== 'taken') throw new Error(`not taken: ${sale.kind}`);
    return sale.order;
  }

  /** A sale that the gateway says is paid. */
  async takePaid(changes: Partial<OrderDraft> = {}): Promise<Order> {
    const { orderNo } = await this.take(changes);
    this.gateway.onQuery = (order) => Promise.resolve(saying(order, {}));
    const { order } = await this.desk.check(orderNo);
    this.gateway.asked.length = 0;
    return order;
  }

  async read(orderNo: string): Promise<Order> {
    const order = await this.ledger.readOrder(orderNo);
    if (order === null) throw new Error('no such order');
    return order;
  }

  /** The next writes of events, or of events of one type, fail as on a full disk. */
  failAppends(count: number, type?: LaterEvent['type']): void {
    const append = this.ledger.append.bind(this.ledger);
    let left = count;
    this.ledger.append = (...given) => {
      const isMeant = type === undefined || given[2].some((event) => event.type === type);
      if (!isMeant || left === 0) return append(...given);
      left -= 1;
      return Promise.reject(new Error('database or disk is full'));
    };
  }

  #openDesk(): PaymentDesk {
    const { clock } = this;
    const startedAtMs = clock.monotonicMs();
    // Each run of the app has a monotonic clock of its own, and knows no gateway's time at first.
    const ownClock: Clock = {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs() - startedAtMs,
      after: (delayMs, action) => clock.after(delayMs, action),
      random: () => clock.random(),
    };
    const time = new GatewayTime(ownClock);
    this.gateway.onAnswered = () => {
      time.confirm('shop', clock.trueNow().getTime());
      this.desk.gatewayToldTime('shop');
    };
    return new PaymentDesk({
      ledger: this.ledger,
      clock: ownClock,
      time,
      gatewayFor: (accountId) => (accountId === 'shop' ? this.gateway : null),
      notifyUrlFor: () => null,
      onOrderChanged: (order) => this.changes.push(order),
      onNotificationRecorded: () => undefined,
      onFault: (fault) => this.faults.push(fault),
    });
  }
}

let refundRequests = 0;

export function refundRequestOf(changes: Partial<RefundRequest> = {}): RefundRequest {
  refundRequests += 1;
  return {
    requestKey: `7e0f8f1e-0000-4000-8000-${String(refundRequests).padStart(12, '0')}`,
    amountMinor: 5_000,
    reason: 'One cup was cold.',
    operatorName: 'Mei Lin',
    ...changes,
  };
}
