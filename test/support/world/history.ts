/** Lives a history: a till that crashes and sleeps, customers, a bad network, forgers; then a calm in which all is told. */
import type { Order } from '../../../main/domain/order.ts';
import { openRefundOf } from '../../../main/domain/refund.ts';
import { ManualClock } from '../manual-clock.ts';
import { draftOf } from '../orders.ts';
import { AlipayWire } from './alipay-wire.ts';
import { merchantIdOf, merchants, type Merchant } from './accounts.ts';
import type { Command, Forgery, Story } from './commands.ts';
import { Network } from './network.ts';
import { Post, type Message } from './post.ts';
import { ScanForPayWire } from './scanforpay-wire.ts';
import { TillProcess } from './till-process.ts';
import { Trades } from './trades.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const calmRounds = 12;
const releasedForMs = 20_000;
const person = { operatorName: 'Mei Lin', reason: 'Looked at it.' } as const;

export class History {
  readonly trades: Trades;
  readonly post: Post;
  /** The gateway's own. */
  readonly complaints: readonly string[];
  /** The sales that cashiers asked for, by their keys; what the ledger holds must be among them. */
  readonly sales = new Map<string, { readonly amountMinor: number; readonly accountId: string }>();
  /** The held sales that were recalled, by the keys of the sales that were charged then. */
  readonly recalls = new Map<string, string>();
  /** Orders of which someone lied. */
  readonly slandered = new Set<string>();
  /** What went wrong on this computer; only where its disk failed may there be any. */
  readonly faults: unknown[] = [];
  failedWrites = 0;
  crashes = 0;
  readonly deliveries = { tried: 0, answered: 0 };
  readonly #merchants: readonly Merchant[];
  readonly #ledgerPath: string;
  readonly #clock: ManualClock;
  readonly #network: Network;
  readonly #orderNos: string[] = [];
  #process: TillProcess;
  #keys = 0;

  constructor({ gateway, habits }: Story, ledgerPath: string) {
    this.#merchants = merchants.filter((merchant) => merchant.gateway === gateway);
    this.#ledgerPath = ledgerPath;
    this.#clock = new ManualClock('2026-11-22T06:32:05.000Z', () => this.#settle());
    const now = (): Date => this.#clock.now();
    this.trades = new Trades(habits, () => now().getTime());
    const wires = {
      scanforpay: new ScanForPayWire(this.trades, now),
      alipay: new AlipayWire(this.trades, now),
    };
    this.post = new Post(this.trades, wires);
    this.complaints = wires.alipay.complaints;
    this.#network = new Network(wires, this.#clock);
    this.#process = this.#launch();
  }

  async live({ commands, lastMessages, endsAwake }: Story): Promise<void> {
    await this.#start();
    for (const command of commands) {
      await this.#carryOut(command);
      if (!this.#process.isAlive) await this.#restart();
    }
    await this.#calm(lastMessages, endsAwake);
  }

  /** Closes the ledger, whatever became of the history. */
  end(): void {
    this.faults.push(...this.#process.faults);
    this.#process.release();
  }

  /** The network heals, every message that is still on its way arrives, and time passes until nothing is watched. */
  async #calm(lastMessages: readonly number[], endsAwake: boolean): Promise<void> {
    this.#network.heal();
    this.#process.heal();
    await this.#deliverTheRest(lastMessages);
    await this.#clock.advance(5 * minuteMs);
    for (let round = 0; round < calmRounds; round += 1) {
      await this.#deliverTheRest(lastMessages);
      if ((await this.#process.ledger.watchedOrders()).length === 0) return;
      if (!endsAwake) this.#clock.sleep(9 * hourMs);
      await this.#clock.advance(endsAwake ? 9 * hourMs : minuteMs / 4);
      await this.#resolveHopelessRefunds();
    }
  }

  async #deliverTheRest(lastMessages: readonly number[]): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      const waiting = this.post.messages.filter(({ fate }) => fate === 'waiting');
      const pick = lastMessages[turn % lastMessages.length] ?? 0;
      const next = waiting[pick % Math.max(1, waiting.length)];
      if (next === undefined) return;
      await this.#deliver(next);
      if (next.fate === 'waiting') throw new Error('An honest message was not acknowledged');
    }
  }

  /** A gateway that cannot be asked about a refund leaves the last word to a person, who looks it up elsewhere. */
  async #resolveHopelessRefunds(): Promise<void> {
    const { ledger, desk } = this.#process;
    for (const { orderNo, refunds, attention } of await ledger.watchedOrders()) {
      const open = openRefundOf({ refunds });
      if (open === null || attention === null || !this.#isADayAgo(open.requestedAt)) continue;
      const as = this.trades.refundState(orderNo, open.refundNo) === 'done' ? 'done' : 'refused';
      await desk.decide(orderNo, { kind: 'resolve_refund', refundNo: open.refundNo, as }, person);
    }
  }

  #isADayAgo(time: string): boolean {
    return this.#clock.now().getTime() > Date.parse(time) + 24 * hourMs;
  }

  async #carryOut(command: Command): Promise<void> {
    switch (command.do) {
      case 'sell':
        this.#sell(command);
        break;
      case 'wait':
        if (command.asleep) this.#clock.sleep(command.ms);
        else await this.#clock.advance(command.ms);
        break;
      case 'wake_up':
        this.#process.desk.checkAllSoon();
        break;
      case 'crash':
        this.#process.crash();
        break;
      case 'crash_at':
        this.#process.crashAt(command.boundary, command.passes);
        break;
      case 'fail_writes':
        this.failedWrites += command.count;
        this.#process.failWrites(command.count);
        break;
      case 'spoil':
        this.#network.arrange(command.fates);
        break;
      case 'deliver': {
        const message = fromEnd(this.post.messages, command.message);
        if (message === undefined) break;
        await Promise.all(Array.from({ length: command.copies }, () => this.#deliver(message)));
        break;
      }
      case 'lose': {
        const message = fromEnd(this.post.messages, command.message);
        if (message?.fate === 'waiting') message.fate = 'lost';
        break;
      }
      default: {
        const orderNo = fromEnd(this.#orderNos, command.order);
        const order = orderNo === undefined ? null : await this.#process.ledger.readOrder(orderNo);
        if (order !== null) await this.#actOn(order, command);
      }
    }
    await this.#settleWholly();
  }

  async #actOn(order: Order, command: Extract<Command, { readonly order: number }>): Promise<void> {
    const { desk } = this.#process;
    const { orderNo } = order;
    const isShown = order.qrText !== null;
    switch (command.do) {
      case 'release':
      case 'release_changed':
        this.#recall(order, command.do === 'release_changed');
        return;
      case 'discard':
        this.#begin(desk.discardSale(orderNo, person.operatorName));
        return;
      case 'retry':
        if (desk.canRetryCreate(order)) this.#begin(desk.retryCreate(orderNo));
        return;
      case 'check':
        this.#begin(desk.check(orderNo));
        return;
      case 'cancel':
        if (desk.canCancel(order)) this.#begin(desk.cancel(orderNo));
        return;
      case 'accept_late':
      case 'clear_attention':
        this.#begin(desk.decide(orderNo, { kind: command.do }, person));
        return;
      case 'refund': {
        const amountMinor = Math.max(1, Math.floor(order.amountMinor / command.partOf));
        const request = { ...person, requestKey: this.#nextKey(), amountMinor };
        for (let click = 0; click < command.clicks; click += 1) this.#begin(desk.requestRefund(orderNo, request));
        return;
      }
      case 'forge':
        await this.#forge(order, command.how);
        return;
      // Customers see only codes that have been shown.
      case 'scan':
        if (isShown) this.trades.scan(orderNo);
        return;
      case 'buy':
        if (isShown) this.trades.scan(orderNo);
        this.trades.pay(orderNo);
        return;
      case 'pay':
        this.trades.pay(orderNo);
        return;
      case 'fail':
        this.trades.fail(orderNo);
        return;
      case 'refund_elsewhere':
        this.trades.refundElsewhere(orderNo);
        return;
    }
  }

  #sell({ account, amountMinor, overWeChat, validForMs, isHeld }: Extract<Command, { readonly do: 'sell' }>): void {
    const merchant = this.#merchants[account];
    if (merchant === undefined) throw new Error('There is no such account');
    const draft = draftOf({
      requestKey: this.#nextKey(),
      profileId: merchant.id,
      gateway: merchant.gateway,
      wallet: merchant.gateway === 'scanforpay' && overWeChat ? 'wechat_pay' : 'alipay',
      merchantId: merchantIdOf(merchant),
      sellerId: merchant.gateway === 'alipay' ? merchant.profile.sellerId : null,
      amountMinor,
      currency: merchant.currency,
      validForMs,
    });
    this.sales.set(draft.requestKey, { amountMinor, accountId: merchant.id });
    const { desk } = this.#process;
    this.#begin(isHeld ? desk.holdSale(draft) : desk.createSale(draft));
  }

  /** Charges a held sale as the counter does: as a sale of the form, which goes on with it or takes its place. */
  #recall(order: Order, isChanged: boolean): void {
    const { orderNo, profileId, gateway, wallet, merchantId, sellerId, amountMinor, currency, note } = order;
    const content = { profileId, gateway, wallet, merchantId, sellerId, amountMinor, currency };
    const draft = draftOf({
      ...content,
      note: isChanged ? `${note}!` : note,
      requestKey: this.#nextKey(),
      validForMs: releasedForMs,
    });
    this.sales.set(draft.requestKey, { amountMinor, accountId: profileId });
    this.recalls.set(draft.requestKey, orderNo);
    this.#begin(this.#process.desk.createSale(draft, null, orderNo));
  }

  /** Somebody lies about an order. @throws when anyone believed it. */
  async #forge(order: Order, how: Forgery): Promise<void> {
    await this.#settleWholly();
    const before = await this.#process.ledger.readOrder(order.orderNo);
    this.slandered.add(order.orderNo);
    await this.#deliver({ ...this.post.forge(order, how, this.#clock.now()), fate: 'lost' });
    const after = await this.#process.ledger.readOrder(order.orderNo);
    if (standingOf(before) !== standingOf(after)) {
      throw new Error(`A lie (${how}) made an order that was ${String(before?.state)} ${String(after?.state)}`);
    }
  }

  async #deliver(message: Message): Promise<void> {
    this.deliveries.tried += 1;
    const answer = this.#process.desk.receiveNotification(message.accountId, message.raw).then((given) => {
      this.deliveries.answered += 1;
      if (given === 'success' && message.fate === 'waiting') message.fate = 'acknowledged';
    });
    this.#begin(answer);
    await this.#settleWholly();
  }

  /** What was begun goes on by itself, for as long as the process lives. */
  #begin(action: Promise<unknown>): void {
    action.catch((fault: unknown) => this.faults.push(fault));
  }

  #launch(): TillProcess {
    return new TillProcess(this.#ledgerPath, this.#network, this.#clock, (orderNo) => this.#orderNos.push(orderNo));
  }

  async #start(): Promise<void> {
    this.#begin(this.#process.desk.start());
    await this.#settleWholly();
  }

  async #restart(): Promise<void> {
    this.crashes += 1;
    await this.#settleWholly();
    this.end();
    this.#process = this.#launch();
    await this.#start();
  }

  #nextKey(): string {
    this.#keys += 1;
    return `00000000-0000-4000-8000-${String(this.#keys).padStart(12, '0')}`;
  }

  /** Also what takes many steps before it asks for anything. */
  async #settleWholly(): Promise<void> {
    await turnOfTheLoop();
    await this.#settle();
  }

  /** Until neither ledger nor network has been asked for anything any more. */
  async #settle(): Promise<void> {
    for (;;) {
      const before = this.#activity();
      for (let step = 0; step < 6; step += 1) await Promise.resolve();
      if (!this.#process.isBusy && this.#activity() === before) return;
      await turnOfTheLoop();
    }
  }

  #activity(): number {
    return this.#process.activity + this.#network.activity;
  }
}

/** The place counted back from the newest; beyond the oldest it wraps round. */
function fromEnd<Item>(items: readonly Item[], place: number): Item | undefined {
  return items.length === 0 ? undefined : items[items.length - 1 - (place % items.length)];
}

/** All of an order but that a person has been called, and when. */
function standingOf(order: Order | null): string {
  return JSON.stringify({ ...order, attention: null, version: 0, updatedAt: '' });
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
