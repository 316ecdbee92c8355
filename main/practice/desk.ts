/** The platform's side of every trade: what may happen to it, and when it ends by itself. Knows no protocol. */
import type { GatewayKind } from '../domain/order.ts';
import type { Clock } from '../ports.ts';
import type { Books, NewTrade, Trade, TradeChange } from './books.ts';
import type { PhoneProblem, ScenarioName, TradeStatus } from './phone-view.ts';
import { endOfLimit } from './time.ts';

/** Node's timers cannot wait longer. */
const longestTimerMs = 2 ** 31 - 1;

export type DeskResult =
  { readonly ok: true; readonly trade: Trade } | { readonly ok: false; readonly problem: PhoneProblem };

export interface DeskOptions {
  readonly books: Books;
  readonly clock: Clock;
  readonly onChange: () => void;
  /** Called inside the transaction that books a payment, so that what the till is to be told cannot get lost. */
  readonly onPaid: (trade: Trade) => void;
}

export class TradeDesk {
  readonly #options: DeskOptions;
  #cancelTimer: (() => void) | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Ends what ran out while the platform was not running, and watches the rest. */
  start(): void {
    this.#endWhatRanOut();
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
    this.#endWhatRanOut();
    return this.#options.books.findByOrderNo(gateway, orderNo);
  }

  findByGatewayOrderNo(gateway: GatewayKind, gatewayOrderNo: string): Trade | null {
    this.#endWhatRanOut();
    return this.#options.books.findByGatewayOrderNo(gateway, gatewayOrderNo);
  }

  /** Closes an unpaid trade and gives the money of a paid one back; what has ended already stays as it is. */
  cancel(trade: Trade): Trade {
    if (trade.status === 'waiting' || trade.status === 'scanned') return this.#move(trade, 'closed');
    return trade.status === 'paid' ? this.#move(trade, 'refunded') : trade;
  }

  /* ---- for the phone */

  /** Opens a code, named by its text or by the order number. Opening it again changes nothing. */
  scan(text: string): DeskResult {
    const found = this.#find(text);
    if (!found.ok || found.trade.status === 'scanned') return found;
    if (found.trade.status !== 'waiting') return { ok: false, problem: 'not_possible_now' };
    const now = this.#options.clock.now();
    const { payLimit, payNoLaterThan } = found.trade;
    const limitEndsAt = endOfLimit(now, payLimit).toISOString();
    const payBy = payNoLaterThan !== null && payNoLaterThan < limitEndsAt ? payNoLaterThan : limitEndsAt;
    return { ok: true, trade: this.#move(found.trade, 'scanned', { scannedAt: now.toISOString(), payBy }) };
  }

  pay(orderNo: string, scenario: () => ScenarioName): DeskResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    if (found.trade.status !== 'scanned') return { ok: false, problem: 'not_possible_now' };
    const change = { scenario: scenario(), paidAt: this.#now() };
    return { ok: true, trade: this.#move(found.trade, 'paid', change, this.#options.onPaid) };
  }

  decline(orderNo: string): DeskResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    if (found.trade.status !== 'scanned') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#move(found.trade, 'declined') };
  }

  /** Lets the time run out at once. */
  expire(orderNo: string): DeskResult {
    const found = this.#find(orderNo);
    if (!found.ok) return found;
    const { status } = found.trade;
    if (status !== 'scanned' && status !== 'waiting') return { ok: false, problem: 'not_possible_now' };
    return { ok: true, trade: this.#move(found.trade, 'expired') };
  }

  #find(text: string): DeskResult {
    this.#endWhatRanOut();
    const trade = this.#options.books.findByCodeOrOrderNo(text);
    return trade === null ? { ok: false, problem: 'unknown_code' } : { ok: true, trade };
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

  #endWhatRanOut(): void {
    const now = this.#now();
    for (const trade of this.#options.books.openTrades()) if (endOf(trade) <= now) this.#move(trade, 'expired');
    this.#watchNextEnd();
  }

  #changed(): void {
    this.#watchNextEnd();
    this.#options.onChange();
  }

  #watchNextEnd(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const ends = this.#options.books.openTrades().map(endOf).sort();
    const next = ends[0];
    if (next === undefined) return;
    const delayMs = Math.max(0, Date.parse(next) - this.#options.clock.now().getTime());
    this.#cancelTimer = this.#options.clock.after(Math.min(delayMs, longestTimerMs), () => {
      this.#endWhatRanOut();
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
