/** What the counter always has in sight: open and held orders, the last sale, and how many orders need a person. */
import type { Order } from '../domain/order.ts';
import type { Ledger, LedgerReader } from '../ports/index.ts';

export interface CounterSummaryParts {
  readonly reader: LedgerReader;
  readonly onChanged: () => void;
  readonly onFault: (fault: unknown) => void;
}

export class CounterSummary {
  readonly #parts: CounterSummaryParts;
  readonly #openOrders = new Map<string, Order>();
  readonly #heldOrders = new Map<string, Order>();
  #lastSale: Order | null = null;
  #lastSaleAsOf = 0;
  #attentionCount = 0;
  /** The newest event of which it has been told. */
  #newestVersion = 0;

  constructor(parts: CounterSummaryParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  get openOrders(): readonly Order[] {
    return [...this.#openOrders.values()].reverse();
  }

  /** Newest first. */
  get heldOrders(): readonly Order[] {
    return [...this.#heldOrders.values()].reverse();
  }

  get lastSale(): Order | null {
    return this.#lastSale;
  }

  /** The last event of which `lastSale` can know. */
  get lastSaleAsOf(): number {
    return this.#lastSaleAsOf;
  }

  get attentionCount(): number {
    return this.#attentionCount;
  }

  /** Takes an order in; true when it is news, false when only its watching went on. */
  note(order: Order): boolean {
    const { orderNo } = order;
    this.#newestVersion = Math.max(this.#newestVersion, order.version);
    const known = this.#openOrders.get(orderNo) ?? this.#heldOrders.get(orderNo);
    if (isOpenAtCounter(order)) this.#openOrders.set(orderNo, order);
    else this.#openOrders.delete(orderNo);
    if (order.state === 'held') this.#heldOrders.set(orderNo, order);
    else this.#heldOrders.delete(orderNo);
    return known?.version !== order.version;
  }

  /** What an earlier run left open or held. */
  async takeUp(ledger: Pick<Ledger, 'watchedOrders' | 'heldOrders'>): Promise<void> {
    const [watched, held] = await Promise.all([ledger.watchedOrders(), ledger.heldOrders()]);
    for (const order of [...watched, ...held]) this.note(order);
  }

  /** Asks the ledger again; tells when the answer is there. */
  refresh(): void {
    const { reader, onChanged, onFault } = this.#parts;
    const asOf = this.#newestVersion;
    Promise.all([reader.lastSale(), reader.countAttention()]).then(([lastSale, attentionCount]) => {
      this.#lastSale = lastSale;
      this.#lastSaleAsOf = Math.max(asOf, lastSale?.version ?? 0);
      this.#attentionCount = attentionCount;
      onChanged();
    }, onFault);
  }
}

/** Orders given up but still watched are not the counter's any more. */
function isOpenAtCounter(order: Order): boolean {
  switch (order.state) {
    case 'creating':
    case 'create_unknown':
    case 'awaiting':
    case 'closing':
    case 'close_unknown':
      return true;
    default:
      return false;
  }
}
