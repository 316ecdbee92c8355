/** What the customer's display shows of the order that is before the customer. */
import { isDeepStrictEqual } from 'node:util';
import type { CustomerScene, OrderView } from '../../preload/contract/index.ts';
import { assertNever, type Order } from '../domain/order.ts';
import { isDisputed } from '../domain/settlement.ts';
import type { Clock } from '../ports/index.ts';

/** How long an outcome stays, so that the customer has read it and the next one never takes it for theirs. */
export const outcomeShownMs = 8_000;

export type ShownOrder = Pick<
  OrderView,
  'orderNo' | 'state' | 'scanned' | 'wallet' | 'amountMinor' | 'currency' | 'qrText' | 'createdAt' | 'codeExpiresAt'
> &
  Pick<Order, 'attention'>;

const idle: CustomerScene = { name: 'idle' };

/** The order's own face, as long as nothing about it is over. Pure. */
export function sceneOf(order: ShownOrder, nowMs: number): CustomerScene {
  const { amountMinor, currency, wallet, qrText, createdAt, codeExpiresAt: expiresAt } = order;
  switch (order.state) {
    case 'awaiting': {
      // A code that is still out would ask for the money a second time.
      if (isDisputed(order)) return idle;
      // By the customer's own code there is none of ours, and all that is left is to confirm.
      if (qrText === null && !order.scanned) return idle;
      if (Date.parse(expiresAt) <= nowMs) return { name: 'expired' };
      const payable = { amountMinor, currency, wallet, createdAt, expiresAt };
      return order.scanned || qrText === null ? { name: 'scanned', ...payable } : { name: 'code', ...payable, qrText };
    }
    case 'paid':
      return { name: 'paid', amountMinor, currency };
    case 'closing':
    case 'close_unknown':
    case 'closed':
    case 'declined':
    case 'expired_watching':
      return qrText === null ? idle : { name: 'expired' };
    // No code was ever out, or what comes next is between the cashier and the customer.
    case 'held':
    case 'discarded':
    case 'creating':
    case 'create_unknown':
    case 'refused':
    case 'paid_late':
    case 'refunded':
      return idle;
    default:
      return assertNever(order.state);
  }
}

/** Holds one order before the customer, from the cashier's word until its outcome has been read. */
export class CustomerScreen {
  readonly #clock: Clock;
  readonly #onChanged: () => void;
  #order: ShownOrder | null = null;
  #scene: CustomerScene = idle;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, onChanged: () => void) {
    this.#clock = clock;
    this.#onChanged = onChanged;
  }

  get scene(): CustomerScene {
    return this.#scene;
  }

  /** Puts an order before the customer in place of whatever is there; `null` clears the display. */
  show(order: ShownOrder | null): void {
    const isSame = order?.orderNo === this.#order?.orderNo;
    this.#order = order;
    this.#look(isSame);
  }

  /** Hears of every change to any order. */
  note(order: ShownOrder): void {
    if (order.orderNo === this.#order?.orderNo) this.show(order);
  }

  #look(isSameOrder: boolean): void {
    const nowMs = this.#clock.now().getTime();
    const next = this.#order === null ? idle : sceneOf(this.#order, nowMs);
    const isSameScene = isDeepStrictEqual(next, this.#scene);
    // An outcome's time runs from when it came, whatever else is told of the order meanwhile.
    if (isSameOrder && isSameScene && (next.name === 'paid' || next.name === 'expired')) return;
    this.#scene = next;
    this.#cancelTimer();
    this.#cancelTimer = this.#planned(next, nowMs);
    if (!isSameScene) this.#onChanged();
  }

  #planned(scene: CustomerScene, nowMs: number): () => void {
    switch (scene.name) {
      case 'idle':
        return () => undefined;
      case 'code':
      case 'scanned':
        return this.#clock.after(Date.parse(scene.expiresAt) - nowMs, () => this.#look(true));
      case 'paid':
      case 'expired':
        return this.#clock.after(outcomeShownMs, () => this.show(null));
      default:
        return assertNever(scene);
    }
  }
}
