/** The platform's side of every trade: what may happen to it, and when it ends by itself. Knows no protocol. */
import type { GatewayKind } from '../../domain/order.ts';
import type { Clock } from '../../ports/index.ts';
import type { Books, NewTrade, Refund, RefundOfTrade, Trade, TradeChange } from './books.ts';
import type { PhoneProblem, ScenarioName, TradeStatus } from './phone-view.ts';
import { endOfLimit } from './time.ts';

/** Node's timers cannot wait longer. */
const longestTimerMs = 2 ** 31 - 1;

export type RegisterResult =
  { readonly ok: true; readonly trade: Trade } | { readonly ok: false; readonly problem: PhoneProblem };

export interface TradeRegisterOptions {
  readonly books: Books;
  readonly clock: Clock;
  readonly onChange: () => void;
  /** The scenario that a payment made now falls under. */
  readonly takeScenario: () => ScenarioName;
  /** Called inside the transaction that books a payment, so that what the till is to be told cannot get lost. */
  readonly onPaid: (trade: Trade) => void;
}

export interface RefundRequest {
  readonly requestNo: string;
  readonly amountMinor: number;
  readonly takesMs: number;
}

export interface PaidAndRefunded {
  readonly paid: readonly Trade[];
  readonly refunded: readonly RefundOfTrade[];
}

export class TradeRegister {
  readonly #options: TradeRegisterOptions;
  #cancelTimer: (() => void) | null = null;

  constructor(options: TradeRegisterOptions) {
    this.#options = options;
  }

  /** Ends what ran out while the platform was not running, and watches the rest. */
  start(): void {
    this.#catchUp();
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /* ---- for the till */

  open(newTrade: NewTrade): Trade {
    const { books } = this.#options;
    const trade = books.transaction(() => {
      const added = books.addTrade(newTrade);
      books.addEvent(added.id, { at: newTrade.createdAt, kind: 'code_asked' });
      return added;
    });
    this.#changed();
    return trade;
  }

  /** Books an order whose code the customer showed: it is open at once, and paid where no confirmation is asked for. */
  openByBarcode(newTrade: NewTrade, asksForConfirmation: boolean): Trade {
    const { books } = this.#options;
    const trade = books.transaction(() => {
      const added = books.addTrade(newTrade);
      books.addEvent(added.id, { at: newTrade.createdAt, kind: 'barcode_read' });
      return books.changeTrade(added.id, { status: 'scanned', ...this.#scanOf(added) });
    });
    this.#changed();
    return asksForConfirmation ? trade : this.#pay(trade);
  }

  noteCodeHandedOut(trade: Trade): void {
    this.#options.books.addEvent(trade.id, { at: this.#now(), kind: 'code_handed_out' });
    this.#changed();
  }

  /** Notes that the till learnt the end by asking; the same thing told again is not news. */
  noteTold(trade: Trade): void {
    if (trade.status === 'waiting' || trade.status === 'scanned') return;
    if (this.#options.books.lastTold(trade.id) === trade.status) return;
    this.#options.books.addEvent(trade.id, { at: this.#now(), kind: 'till_asked', told: trade.status });
    this.#changed();
  }

  findByOrderNo(gateway: GatewayKind, orderNo: string): Trade | null {
    this.#catchUp();
    return this.#options.books.findByOrderNo(gateway, orderNo);
  }

  findByGatewayOrderNo(gateway: GatewayKind, gatewayOrderNo: string): Trade | null {
    this.#catchUp();
    return this.#options.books.findByGatewayOrderNo(gateway, gatewayOrderNo);
  }

  /** Closes an unpaid trade and gives the money of a paid one back; what has ended already stays as it is. */
  cancel(trade: Trade): Trade {
    if (trade.status === 'waiting' || trade.status === 'scanned') return this.#move(trade, 'closed');
    if (trade.status !== 'paid') return trade;
    const amountMinor = trade.amountMinor - this.refundedMinor(trade);
    return this.refund(trade, { requestNo: `${trade.orderNo}_cancel`, amountMinor, takesMs: 0 }).trade;
  }

  /** What a bill from `from` to before `until` lists. */
  paidAndRefunded(gateway: GatewayKind, from: Date, until: Date): PaidAndRefunded {
    this.#catchUp();
    const { books } = this.#options;
    const period = [gateway, from.toISOString(), until.toISOString()] as const;
    return { paid: books.tradesPaidBetween(...period), refunded: books.refundsDoneBetween(...period) };
  }

  /** All refunds of a trade, oldest first. */
  refundsOf(trade: Trade): readonly Refund[] {
    this.#catchUp();
    return this.#options.books.refundsOf(trade.id);
  }

  findRefund(gateway: GatewayKind, requestNo: string): RefundOfTrade | null {
    this.#catchUp();
    return this.#options.books.findRefund(gateway, requestNo);
  }

  /** The sum of a trade's refunds, those on their way included. */
  refundedMinor(trade: Trade): number {
    return this.refundsOf(trade).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  /** Books a refund; the caller has checked trade, number and sum. Its money is back after `takesMs`, for 0 at once. */
  refund(trade: Trade, request: RefundRequest): RefundOfTrade {
    const { books, clock } = this.#options;
    const { requestNo, amountMinor, takesMs } = request;
    const dueAt = new Date(clock.now().getTime() + takesMs).toISOString();
    const refund = books.addRefund({ tradeId: trade.id, requestNo, amountMinor, requestedAt: this.#now(), dueAt });
    if (takesMs === 0) return this.#finishRefund({ refund, trade });
    this.#changed();
    return { refund, trade };
  }

  /* ---- for the phone */

  /** Opens a code, named by its text or by the order number. Opening it again changes nothing. */
  scan(text: string): RegisterResult {
    const found = this.#find(text);
    if (!found.ok || found.trade.status === 'scanned') return found;
    if (found.trade.status !== 'waiting') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#move(found.trade, 'scanned', this.#scanOf(found.trade)) };
  }

  pay(orderNo: string): RegisterResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    if (found.trade.status !== 'scanned') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#pay(found.trade) };
  }

  decline(orderNo: string): RegisterResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    if (found.trade.status !== 'scanned') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#move(found.trade, 'declined') };
  }

  /** Lets the time run out at once. */
  expire(orderNo: string): RegisterResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    const { status } = found.trade;
    if (status !== 'scanned' && status !== 'waiting') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#move(found.trade, 'expired') };
  }

  #find(text: string): RegisterResult {
    this.#catchUp();
    const trade = this.#options.books.findByCodeOrOrderNo(text);
    return trade === null ? { ok: false, problem: 'unknown_code' } : { ok: true, trade };
  }

  #scanOf({ payLimit, payNoLaterThan }: Trade): { readonly scannedAt: string; readonly payBy: string } {
    const now = this.#options.clock.now();
    const limitEndsAt = endOfLimit(now, payLimit).toISOString();
    const payBy = payNoLaterThan !== null && payNoLaterThan < limitEndsAt ? payNoLaterThan : limitEndsAt;
    return { scannedAt: now.toISOString(), payBy };
  }

  #pay(trade: Trade): Trade {
    const { takeScenario, onPaid } = this.#options;
    return this.#move(trade, 'paid', { scenario: takeScenario(), paidAt: this.#now() }, onPaid);
  }

  #finishRefund({ refund, trade }: RefundOfTrade): RefundOfTrade {
    const { books } = this.#options;
    const at = this.#now();
    const finished = books.transaction(() => {
      books.finishRefund(refund.id, at);
      const done = books.refundsOf(trade.id).filter(({ doneAt }) => doneAt !== null);
      const isWhole = done.reduce((sum, { amountMinor }) => sum + amountMinor, 0) >= trade.amountMinor;
      books.addEvent(trade.id, { at, kind: isWhole ? 'refunded' : 'part_refunded' });
      return isWhole ? books.changeTrade(trade.id, { status: 'refunded' }) : trade;
    });
    this.#changed();
    return { refund: { ...refund, doneAt: at }, trade: finished };
  }

  #move(
    trade: Trade,
    status: Exclude<TradeStatus, 'waiting'>,
    change: TradeChange = {},
    within: (trade: Trade) => void = () => undefined,
  ): Trade {
    const { books } = this.#options;
    const changed = books.transaction(() => {
      const next = books.changeTrade(trade.id, { ...change, status });
      books.addEvent(trade.id, { at: this.#now(), kind: status });
      within(next);
      return next;
    });
    this.#changed();
    return changed;
  }

  /** Ends what ran out, and finishes the refunds that are due. */
  #catchUp(): void {
    const { books } = this.#options;
    const now = this.#now();
    for (const trade of books.openTrades()) if (endOf(trade) <= now) this.#move(trade, 'expired');
    for (const open of books.openRefunds()) if (open.refund.dueAt <= now) this.#finishRefund(open);
    this.#watchNextEnd();
  }

  #changed(): void {
    this.#watchNextEnd();
    this.#options.onChange();
  }

  #watchNextEnd(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const { books } = this.#options;
    const ends = [...books.openTrades().map(endOf), ...books.openRefunds().map(({ refund }) => refund.dueAt)];
    const next = ends.sort()[0];
    if (next === undefined) return;
    const delayMs = Math.max(0, Date.parse(next) - this.#options.clock.now().getTime());
    this.#cancelTimer = this.#options.clock.after(Math.min(delayMs, longestTimerMs), () => {
      this.#catchUp();
    });
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}

/** When an open trade ends by itself. */
export function endOf(trade: Trade): string {
  return trade.payBy ?? trade.codeExpiresAt;
}
