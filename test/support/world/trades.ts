/**
 * What really happened: codes, customers and money, as the platforms behind both gateways know them. It knows nothing
 * of the till; what the till must come to know in the end is read off here.
 */
import type { Wallet } from '../../../main/domain/order.ts';
import type { Currency } from '../../../main/domain/money.ts';
import type { Merchant } from './accounts.ts';

const minuteMs = 60_000;
/** How long a customer who has scanned may still pay. */
const payLifeMs = 5 * minuteMs;
/** How long a refund takes that is not done at once. */
const refundTakesMs = 40_000;

/** What the gateways' pages leave open; a history is lived in one of these worlds. */
export interface Habits {
  /** How long a code can be scanned: as long as the till asked for, or for as long as people say codes live. */
  readonly codeLifeMs: number;
  /** ScanForPay calls an order failed when its time is over, rather than «to be paid» for ever. */
  readonly tellsTimeouts: boolean;
  /** Alipay's cancel before the scan makes the code unusable. */
  readonly cancelKillsCode: boolean;
  /** Alipay's cancel before the scan says that there is no such trade, rather than nothing. */
  readonly cancelDeniesTrade: boolean;
  /** Refunds are on their way for a while before they are done. */
  readonly slowRefunds: boolean;
  /** ScanForPay answers a repeated refund with «nothing is left», rather than with how the first one stands. */
  readonly refusesRepeatedRefund: boolean;
  /** Customers and refunds are told of; otherwise only payments are. */
  readonly tellsEverything: boolean;
  /** Whoever shows a code of their own need not confirm. */
  readonly paysAtOnce: boolean;
}

/** What the platform says was paid. */
export interface Particulars {
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly wallet: Wallet;
  /** To whom. */
  readonly payee: Merchant;
}

export interface Trade {
  readonly orderNo: string;
  readonly merchant: Merchant;
  /** Which till asked for it. */
  readonly till: number;
  readonly amountMinor: number;
  readonly wallet: Wallet;
  readonly notifyUrl: string | null;
  readonly codeText: string;
  readonly createdAtMs: number;
  /** The platform's own number; at Alipay the trade, and with it the number, comes into being with the scan. */
  platformNo: string | null;
  /** What is told of it; other than what was asked for once somebody paid something else. */
  told: Particulars;
  state: 'code_out' | 'scanned' | 'paid' | 'failed' | 'closed';
  isCodeDead: boolean;
  scannedAtMs: number | null;
  paidAtMs: number | null;
  /** By our refund numbers. */
  readonly refunds: Map<string, WorldRefund>;
  /** What has gone back, by whatever way. */
  refundedMinor: number;
  wasRefundedByCancel: boolean;
}

interface WorldRefund {
  readonly amountMinor: number;
  readonly doneAtMs: number;
}

export type Happening = 'paid' | 'failed' | 'closed' | 'refunded_partly' | 'refunded';

export class Trades {
  /** By account and number: what one account's numbers are, another's may be too. */
  readonly #trades = new Map<string, Trade>();
  readonly #nowMs: () => number;
  readonly habits: Habits;
  /** Told of what a platform would send a notification about. */
  onHappening: (trade: Trade, happening: Happening) => void = () => undefined;
  #numbers = 0;

  constructor(habits: Habits, nowMs: () => number) {
    this.habits = habits;
    this.#nowMs = nowMs;
  }

  all(): readonly Trade[] {
    return [...this.#trades.values()].map((trade) => this.#caughtUp(trade));
  }

  /** The trade as it stands at this moment. */
  find(orderNo: string, accountId: string): Trade | null {
    const trade = this.#trades.get(`${accountId} ${orderNo}`);
    return trade === undefined ? null : this.#caughtUp(trade);
  }

  /** What time has done to it. */
  #caughtUp(trade: Trade): Trade {
    const nowMs = this.#nowMs();
    const isScanOver = trade.scannedAtMs !== null && nowMs >= trade.scannedAtMs + payLifeMs;
    if (trade.state === 'scanned' && isScanOver) this.#end(trade);
    const isCodeOver = nowMs >= trade.createdAtMs + this.habits.codeLifeMs;
    const isTold = this.habits.tellsTimeouts && trade.merchant.gateway === 'scanforpay';
    if (trade.state === 'code_out' && isCodeOver && isTold) this.#end(trade);
    return trade;
  }

  /** An order under this number; `null` when the account's number is taken. */
  book(order: Pick<Trade, 'orderNo' | 'merchant' | 'till' | 'amountMinor' | 'wallet' | 'notifyUrl'>): Trade | null {
    const { amountMinor, wallet, merchant } = order;
    const name = `${merchant.id} ${order.orderNo}`;
    if (this.#trades.has(name)) return null;
    const isOverWeChat = order.wallet === 'wechat_pay';
    const trade: Trade = {
      ...order,
      codeText: `${isOverWeChat ? 'weixin://wxpay/bizpayurl?pr=' : 'https://qr.alipay.com/bax'}${order.orderNo}`,
      createdAtMs: this.#nowMs(),
      platformNo: order.merchant.gateway === 'scanforpay' ? this.#nextNumber() : null,
      told: { amountMinor, wallet, currency: merchant.currency, payee: merchant },
      state: 'code_out',
      isCodeDead: false,
      scannedAtMs: null,
      paidAtMs: null,
      refunds: new Map(),
      refundedMinor: 0,
      wasRefundedByCancel: false,
    };
    this.#trades.set(name, trade);
    return trade;
  }

  scan(orderNo: string, accountId: string): void {
    const trade = this.find(orderNo, accountId);
    if (trade?.state !== 'code_out' || trade.isCodeDead) return;
    if (this.#nowMs() >= trade.createdAtMs + this.habits.codeLifeMs) return;
    trade.state = 'scanned';
    trade.scannedAtMs = this.#nowMs();
    trade.platformNo ??= this.#nextNumber();
  }

  /** The shop has read the customer's own code. */
  charge(orderNo: string, accountId: string): void {
    this.scan(orderNo, accountId);
    if (this.habits.paysAtOnce) this.pay(orderNo, accountId);
  }

  /** @param told what was paid, where it is something else than was asked for. */
  pay(orderNo: string, accountId: string, told: Partial<Particulars> = {}): void {
    const trade = this.find(orderNo, accountId);
    if (trade?.state !== 'scanned') return;
    trade.state = 'paid';
    trade.told = { ...trade.told, ...told };
    trade.paidAtMs = this.#nowMs();
    this.onHappening(trade, 'paid');
  }

  /** The wallet says no, or the platform gives the order up before its time. */
  fail(orderNo: string, accountId: string): void {
    const trade = this.find(orderNo, accountId);
    if (trade?.state === 'scanned') this.#end(trade);
  }

  /** Closes what is unpaid and pays back what is paid; `none` where nobody has scanned the code. */
  cancel(orderNo: string, accountId: string): 'none' | 'closed' | 'refunded' | 'too_late' {
    const trade = this.find(orderNo, accountId);
    if (trade === null) return 'none';
    if (this.#nowMs() >= trade.createdAtMs + 24 * 60 * minuteMs) return 'too_late';
    switch (trade.state) {
      case 'code_out':
        trade.isCodeDead ||= this.habits.cancelKillsCode;
        return 'none';
      case 'scanned':
        this.#end(trade);
        return 'closed';
      case 'paid':
        trade.wasRefundedByCancel = true;
        this.#giveBack(trade, trade.told.amountMinor - trade.refundedMinor);
        return 'refunded';
      case 'failed':
      case 'closed':
        return trade.wasRefundedByCancel ? 'refunded' : 'closed';
    }
  }

  /** `again`: this very refund is known; nothing more moves. */
  refund(
    orderNo: string,
    accountId: string,
    refundNo: string,
    amountMinor: number,
  ): 'taken' | 'again' | 'too_much' | 'not_paid' {
    const trade = this.find(orderNo, accountId);
    if (trade === null || trade.paidAtMs === null) return 'not_paid';
    const known = trade.refunds.get(refundNo);
    if (known !== undefined) return known.amountMinor === amountMinor ? 'again' : 'too_much';
    if (trade.refundedMinor + amountMinor > trade.told.amountMinor) return 'too_much';
    const doneAtMs = this.#nowMs() + (this.habits.slowRefunds ? refundTakesMs : 0);
    trade.refunds.set(refundNo, { amountMinor, doneAtMs });
    // The sum is set aside at once: nobody can have it twice.
    this.#giveBack(trade, amountMinor);
    return 'taken';
  }

  /** Somebody gives back what is left, in the gateway's own pages. */
  refundElsewhere(orderNo: string, accountId: string): void {
    const trade = this.find(orderNo, accountId);
    if (trade?.state === 'paid') this.#giveBack(trade, trade.told.amountMinor - trade.refundedMinor);
  }

  refundState(orderNo: string, accountId: string, refundNo: string): 'none' | 'in_progress' | 'done' {
    const refund = this.find(orderNo, accountId)?.refunds.get(refundNo);
    if (refund === undefined) return 'none';
    return this.#nowMs() >= refund.doneAtMs ? 'done' : 'in_progress';
  }

  /** Whether what was paid is something else than was asked for. */
  static isDisputed({ amountMinor, wallet, merchant, told }: Trade): boolean {
    const isPayee = told.payee.id === merchant.id;
    return (
      !isPayee || told.amountMinor !== amountMinor || told.wallet !== wallet || told.currency !== merchant.currency
    );
  }

  #giveBack(trade: Trade, amountMinor: number): void {
    trade.refundedMinor += amountMinor;
    const isWhole = trade.refundedMinor === trade.told.amountMinor;
    if (isWhole) trade.state = 'closed';
    this.onHappening(trade, isWhole ? 'refunded' : 'refunded_partly');
  }

  #end(trade: Trade): void {
    trade.state = trade.merchant.gateway === 'scanforpay' ? 'failed' : 'closed';
    this.onHappening(trade, trade.state);
  }

  #nextNumber(): string {
    this.#numbers += 1;
    return `20261122${String(this.#numbers).padStart(10, '0')}`;
  }
}
