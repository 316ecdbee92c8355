/** Lives a history: a till that crashes and sleeps, customers, a bad network, forgers; then a calm in which all is told. */
import type { Order } from '../../../main/domain/order.ts';
import { openRefundOf } from '../../../main/domain/refund.ts';
import type { RandomText } from '../../../main/ledger/write/make-order-number.ts';
import { ManualClock } from '../manual-clock.ts';
import { draftOf } from '../orders.ts';
import { AlipayWire } from './alipay-wire.ts';
import { merchantIdOf, merchantOf, merchants, neighbourOf, type Merchant } from './accounts.ts';
import type { Command, Forgery, Met, Oddity, Story } from './commands.ts';
import type { Complaint } from './audit.ts';
import { Network } from './network.ts';
import { Post, type Message } from './post.ts';
import { ScanForPayWire } from './scanforpay-wire.ts';
import { ShopTill } from './shop-till.ts';
import { Trades, type Particulars, type Trade } from './trades.ts';
import { Witness } from './witness.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const calmRounds = 12;
/** Of the rounds of the calm, which are nine hours each. */
const roundsInADay = 4;
const releasedForMs = 20_000;
/** More than any sale comes to. */
const apartMinor = 1_000;
const person = { operatorName: 'Mei Lin', reason: 'Looked at it.' } as const;

export class History {
  readonly trades: Trades;
  readonly post: Post;
  readonly witness: Witness;
  readonly tills: readonly ShopTill[];
  /** The sales that cashiers asked for, by their keys; what a ledger holds must be among them. */
  readonly sales = new Map<string, { readonly amountMinor: number; readonly accountId: string }>();
  /** The held sales that were recalled, by the keys of the sales that were charged then. */
  readonly recalls = new Map<string, string>();
  /** What went wrong in it, by its name. */
  readonly met = new Set<Met>();
  readonly #merchants: readonly Merchant[];
  readonly #wires: { readonly scanforpay: ScanForPayWire; readonly alipay: AlipayWire };
  readonly #clock: ManualClock;
  readonly #network: Network;
  readonly #orders: { readonly till: ShopTill; readonly orderNo: string }[] = [];
  /** Whether its tills draw the same numbers. */
  readonly haveEqualNumbers: boolean;
  #keys = 0;

  /** @param ledgerPathOf of each till, by its number. */
  constructor(
    { gateway, habits, tills = 1, haveEqualNumbers = false, isKept = false }: Story,
    ledgerPathOf: (till: number) => string,
  ) {
    this.haveEqualNumbers = haveEqualNumbers;
    this.#merchants = merchants.filter((merchant) => merchant.gateway === gateway);
    this.#clock = new ManualClock('2026-11-22T06:32:05.000Z', () => this.#settle());
    const now = (): Date => this.#clock.now();
    this.trades = new Trades(habits, () => now().getTime());
    this.witness = new Witness(() => now().getTime());
    this.#wires = {
      scanforpay: new ScanForPayWire(this.trades, now),
      alipay: new AlipayWire(this.trades, now),
    };
    this.post = new Post(this.trades, this.#wires);
    const { trades, witness } = this;
    this.#network = new Network({ wires: this.#wires, trades, witness, clock: this.#clock, met: this.met });
    if (tills > 1) this.met.add('second till');
    this.tills = Array.from({ length: tills }, (_, number) => this.#openTill(number, ledgerPathOf(number), isKept));
  }

  /** What the gateways, and whoever watched, had to complain about. */
  get complaints(): readonly Complaint[] {
    return [
      ...this.#wires.alipay.complaints,
      ...this.witness.complaints,
      ...this.tills.flatMap(({ complaints }) => complaints),
    ];
  }

  async live({ commands, lastMessages, endsAwake }: Story): Promise<void> {
    for (const till of this.tills) till.start();
    await this.#settleWholly();
    for (const command of commands) {
      await this.#carryOut(command);
      for (const till of this.tills) if (!till.process.isAlive) await this.#restart(till);
    }
    await this.#calm(lastMessages, endsAwake);
    if (this.tills.some(({ purged }) => purged.size > 0)) this.met.add('purges');
  }

  /** Closes the ledgers, whatever became of the history. */
  end(): void {
    for (const till of this.tills) till.end();
  }

  /**
   * The network heals, the accounts are as they were, every message that is still on its way arrives, and time passes
   * until nothing is watched. The clocks stay as they are.
   */
  async #calm(lastMessages: readonly number[], endsAwake: boolean): Promise<void> {
    this.#network.heal();
    for (const { accounts, process } of this.tills) {
      accounts.mend();
      process.heal();
    }
    await this.#deliverTheRest(lastMessages);
    await this.#clock.advance(5 * minuteMs);
    for (let round = 0; round < calmRounds; round += 1) {
      await this.#deliverTheRest(lastMessages);
      if (!(await this.#isAnythingWatched())) return;
      if (!endsAwake) this.#clock.sleep(9 * hourMs);
      await this.#clock.advance(endsAwake ? 9 * hourMs : minuteMs / 4);
      await this.#lookAtDisputes();
      await this.#resolveHopelessRefunds(round);
    }
  }

  /** Of a payment that is said not to fit a person finds out whether it was ever made; what was paid stays in dispute. */
  async #lookAtDisputes(): Promise<void> {
    for (const till of this.tills) {
      for (const order of await till.process.ledger.watchedOrders()) {
        const trade = this.trades.find(order.orderNo, order.accountId);
        const isAnothers = trade !== null && trade.till !== till.number;
        const isInDispute = trade !== null && !isAnothers && Trades.isDisputed(trade);
        if (order.attention === null || isInDispute || openRefundOf(order) !== null) continue;
        const { desk } = till.process;
        await desk.decide(order.orderNo, { kind: 'clear_attention' }, person);
        if (isAnothers) await desk.decide(order.orderNo, { kind: 'resolve', as: 'unpaid' }, person);
      }
    }
  }

  async #isAnythingWatched(): Promise<boolean> {
    const watched = await Promise.all(this.tills.map(({ process }) => process.ledger.watchedOrders()));
    return watched.flat().length > 0;
  }

  async #deliverTheRest(lastMessages: readonly number[]): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      const waiting = this.post.messages.filter(({ fate }) => fate === 'waiting');
      const pick = lastMessages[turn % lastMessages.length] ?? 0;
      const next = waiting[pick % Math.max(1, waiting.length)];
      if (next === undefined) return;
      const till = this.tills[next.till];
      if (till === undefined) throw new Error('A message to nobody');
      await this.#deliver(next, till);
      if (next.fate === 'waiting') throw new Error('An honest message was not acknowledged');
    }
  }

  /** A gateway that cannot be asked about a refund leaves the last word to a person, who looks it up elsewhere. */
  async #resolveHopelessRefunds(round: number): Promise<void> {
    if (round < roundsInADay) return;
    for (const { process } of this.tills) {
      for (const { orderNo, accountId, refunds, attention } of await process.ledger.watchedOrders()) {
        const open = openRefundOf({ refunds });
        if (open === null || attention === null) continue;
        const as = this.trades.refundState(orderNo, accountId, open.refundNo) === 'done' ? 'done' : 'refused';
        await process.desk.decide(orderNo, { kind: 'resolve_refund', refundNo: open.refundNo, as }, person);
      }
    }
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
        this.#till(command).process.desk.checkAllSoon();
        break;
      case 'crash':
        this.#till(command).process.crash();
        break;
      case 'crash_at':
        this.#till(command).process.crashAt(command.boundary, command.passes);
        break;
      case 'fail_writes':
        this.#till(command).failWrites(command.count);
        break;
      case 'set_clock':
        this.met.add('clocks');
        this.#till(command).setClock(command.byMs);
        break;
      case 'back_up':
        await this.#backUp(this.#till(command), command.clockByMs);
        break;
      case 'ruin':
        await this.#ruin(this.#till(command), command);
        break;
      case 'put_clock_right':
        this.#till(command).putClockRight();
        break;
      case 'set_account':
        if (command.to !== 'right') this.met.add('accounts');
        this.#till(command).accounts.set(this.#merchant(command.account).id, command.to);
        break;
      case 'spoil':
        this.#network.arrange(command.fates);
        break;
      case 'deliver': {
        const message = fromEnd(this.post.messages, command.message);
        if (message === undefined) break;
        const till = this.tills[command.astray ? this.tills.length - 1 - message.till : message.till];
        if (till === undefined) break;
        await Promise.all(Array.from({ length: command.copies }, () => this.#deliver(message, till)));
        break;
      }
      case 'lose': {
        const message = fromEnd(this.post.messages, command.message);
        if (message?.fate === 'waiting') message.fate = 'lost';
        break;
      }
      default: {
        const known = fromEnd(this.#orders, command.order);
        const order = known === undefined ? null : await known.till.process.ledger.readOrder(known.orderNo);
        if (known !== undefined && order !== null) await this.#actOn(known.till, order, command);
      }
    }
    await this.#settleWholly();
  }

  async #actOn(till: ShopTill, order: Order, command: Extract<Command, { readonly order: number }>): Promise<void> {
    const { desk } = till.process;
    const { orderNo, accountId } = order;
    const isShown = order.qrText !== null;
    switch (command.do) {
      case 'release':
      case 'release_changed':
        this.#recall(till, order, command.do === 'release_changed');
        return;
      case 'discard':
        till.begin(desk.discardOrder(orderNo, person.operatorName));
        return;
      case 'retry':
        if (desk.canRetryCreate(order)) till.begin(desk.retryCreate(orderNo));
        return;
      case 'check':
        till.begin(desk.check(orderNo));
        return;
      case 'cancel':
        if (!desk.canCancel(order)) return;
        this.witness.personGivesUp(till.number, orderNo);
        till.begin(desk.cancel(orderNo));
        return;
      case 'accept_late':
      case 'clear_attention':
        till.begin(desk.decide(orderNo, { kind: command.do }, person));
        return;
      case 'refund': {
        const amountMinor = Math.max(1, Math.floor(order.amountMinor / command.partOf));
        const request = { ...person, requestKey: this.#nextKey(), amountMinor };
        this.witness.personGivesBack(till.number, orderNo, amountMinor);
        for (let click = 0; click < command.clicks; click += 1) till.begin(desk.requestRefund(orderNo, request));
        return;
      }
      case 'forge':
        await this.#forge(till, order, command.how);
        return;
      case 'tell_oddly':
        await this.#tellOddly(till, order);
        return;
      case 'pay_oddly':
        if (isShown) this.trades.scan(orderNo, accountId);
        this.trades.pay(orderNo, accountId, oddly(order, command.what));
        this.#noteDispute(this.trades.find(orderNo, accountId));
        return;
      // Customers see only codes that have been shown.
      case 'scan':
        if (isShown) this.trades.scan(orderNo, accountId);
        return;
      case 'buy':
        if (isShown) this.trades.scan(orderNo, accountId);
        this.trades.pay(orderNo, accountId);
        return;
      case 'pay':
        this.trades.pay(orderNo, accountId);
        return;
      case 'fail':
        this.trades.fail(orderNo, accountId);
        return;
      case 'refund_elsewhere':
        this.trades.refundElsewhere(orderNo, accountId);
        return;
    }
  }

  #sell(command: Extract<Command, { readonly do: 'sell' }>): void {
    const { account, overWeChat, validForMs, isHeld, byCustomerCode } = command;
    const till = this.#till(command);
    // Where number and sum are those of another till's sale, nothing that a gateway tells keeps the two apart.
    const amountMinor = command.amountMinor + (this.haveEqualNumbers ? till.number * apartMinor : 0);
    const merchant = this.#merchant(account);
    // A sale is made with the account as its settings have it; what is under another name there, stays there.
    if (till.accounts.stateOf(merchant.id) === 'other_merchant') return;
    const wallet = merchant.gateway === 'scanforpay' && overWeChat ? 'wechat_pay' : 'alipay';
    const isCharged = byCustomerCode && !isHeld;
    const requestKey = this.#nextKey();
    const draft = draftOf({
      requestKey,
      accountId: merchant.id,
      gateway: merchant.gateway,
      wallet,
      merchantId: merchantIdOf(merchant),
      sellerId: merchant.gateway === 'alipay' ? merchant.account.sellerId : null,
      amountMinor,
      currency: merchant.currency,
      way: isCharged ? 'customer_code' : 'transaction_code',
      validForMs,
    });
    this.sales.set(requestKey, { amountMinor, accountId: merchant.id });
    const { desk } = till.process;
    const code = `${wallet === 'alipay' ? '28' : '13'}${requestKey.slice(-16).replace('-', '0')}`;
    till.begin(isHeld ? desk.holdOrder(draft) : desk.createOrder(draft, isCharged ? code : null));
  }

  /** Charges a held sale as the counter does: as a sale of the form, which goes on with it or takes its place. */
  #recall(till: ShopTill, order: Order, isChanged: boolean): void {
    const { orderNo, accountId, gateway, wallet, merchantId, sellerId, amountMinor, currency, note } = order;
    const content = { accountId, gateway, wallet, merchantId, sellerId, amountMinor, currency };
    const draft = draftOf({
      ...content,
      note: isChanged ? `${note}!` : note,
      requestKey: this.#nextKey(),
      validForMs: releasedForMs,
    });
    this.sales.set(draft.requestKey, { amountMinor, accountId: accountId });
    this.recalls.set(draft.requestKey, orderNo);
    till.begin(till.process.desk.createOrder(draft, null, orderNo));
  }

  /** Somebody lies about an order. @throws when anyone believed it. */
  async #forge(till: ShopTill, order: Order, how: Forgery): Promise<void> {
    // Whom somebody has given the neighbour's key believes whatever is signed with it.
    if (how === 'wrong_key' && till.accounts.stateOf(order.accountId) !== 'right') return;
    await this.#settleWholly();
    const before = await till.process.ledger.readOrder(order.orderNo);
    till.slandered.add(order.orderNo);
    const lie = { ...this.post.forge(order, how, this.#clock.now()), till: till.number, paidOrderNo: null };
    await this.#deliver({ ...lie, fate: 'lost' }, till);
    const after = await till.process.ledger.readOrder(order.orderNo);
    if (standingOf(before) !== standingOf(after)) {
      throw new Error(`A lie (${how}) made an order that was ${String(before?.state)} ${String(after?.state)}`);
    }
  }

  /** The account's gateway tells of the order what stands in no table. @throws when it is not taken in. */
  async #tellOddly(till: ShopTill, order: Order): Promise<void> {
    if (till.accounts.stateOf(order.accountId) !== 'right') return;
    await this.#settleWholly();
    this.met.add('strange codes');
    const { answered } = till.deliveries;
    const told = { ...this.post.odd(order), till: till.number, paidOrderNo: null, fate: 'waiting' as Message['fate'] };
    await this.#deliver(told, till);
    if (till.deliveries.answered > answered && told.fate === 'waiting') {
      this.witness.complaints.push(`wrong: ${order.orderNo}: a verified message that tells of no success was refused`);
    }
  }

  async #deliver(message: Message, till: ShopTill): Promise<void> {
    const { deliveries, process } = till;
    deliveries.tried += 1;
    // It may be about another till's order, under a number that this one has not come to yet.
    const isItsOrder = this.#orders.some((one) => one.till === till && one.orderNo === message.paidOrderNo);
    const answer = process.desk.receiveNotification(message.accountId, message.raw).then((given) => {
      deliveries.answered += 1;
      if (given !== 'success') return;
      if (message.fate === 'waiting') message.fate = 'acknowledged';
      if (message.paidOrderNo === null) return;
      this.witness.toldOfMoney(till.number, message.paidOrderNo, message.accountId);
      if (message.namesAnother === true && isItsOrder) till.toldOfAnotherAccount.add(message.paidOrderNo);
    });
    till.begin(answer);
    await this.#settleWholly();
  }

  #openTill(number: number, ledgerPath: string, isKept: boolean): ShopTill {
    const recordedAtMs = new Map<string, number>();
    const till: ShopTill = new ShopTill({
      number,
      randomText: this.haveEqualNumbers ? sameTexts() : undefined,
      ledgerPath,
      network: this.#network,
      clock: this.#clock,
      onRecorded: ({ orderNo, accountId, createdAt, codeExpiresAt }) => {
        const validForMs = Date.parse(codeExpiresAt) - Date.parse(createdAt);
        this.witness.recorded(number, orderNo, accountId, validForMs);
        this.#orders.push({ till, orderNo });
        recordedAtMs.set(orderNo, this.#clock.trueNow().getTime());
      },
      onReleased: (orderNo) => this.witness.released(number, orderNo, releasedForMs),
      isKept,
      recordedAtMs: (orderNo) => recordedAtMs.get(orderNo) ?? null,
    });
    return till;
  }

  /** The clock is set, if at all, in the very moment in which the backup has begun. */
  async #backUp(till: ShopTill, clockByMs: number): Promise<void> {
    const before = till.backupsMade;
    till.backUp();
    if (clockByMs === 0) return;
    this.met.add('clocks');
    till.setClock(clockByMs);
    await this.#settleWholly();
    if (till.backupsMade > before) this.met.add('clock set during a backup');
  }

  #noteDispute(trade: Trade | null): void {
    if (trade === null || !Trades.isDisputed(trade)) return;
    this.met.add('disputes');
    if (trade.told.payee.id !== trade.merchant.id) this.met.add('another account');
  }

  async #ruin(till: ShopTill, { damage, backups }: Extract<Command, { readonly do: 'ruin' }>): Promise<void> {
    this.met.add('restores');
    till.process.crash();
    await this.#settleWholly();
    till.ruin(damage, backups);
    await this.#settleWholly();
  }

  async #restart(till: ShopTill): Promise<void> {
    await this.#settleWholly();
    till.relaunch();
    await this.#settleWholly();
  }

  #till({ till }: { readonly till: number }): ShopTill {
    const found = this.tills[till % this.tills.length];
    if (found === undefined) throw new Error('A shop has a till');
    return found;
  }

  #merchant(account: number): Merchant {
    const merchant = this.#merchants[account];
    if (merchant === undefined) throw new Error('There is no such account');
    return merchant;
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
      if (!this.tills.some(({ process }) => process.isBusy) && this.#activity() === before) return;
      await turnOfTheLoop();
    }
  }

  #activity(): number {
    return this.tills.reduce((sum, { process }) => sum + process.activity, this.#network.activity);
  }
}

/** The place counted back from the newest; beyond the oldest it wraps round. */
function fromEnd<Item>(items: readonly Item[], place: number): Item | undefined {
  return items.length === 0 ? undefined : items[items.length - 1 - (place % items.length)];
}

/** Another sum is paid at both gateways; another currency or wallet where the message names one. */
function oddly({ currency, wallet, amountMinor, gateway, accountId }: Order, what: Oddity): Partial<Particulars> {
  if (what === 'account') return { payee: neighbourOf(merchantOf(accountId)) };
  if (what === 'currency') return { currency: currency === 'HKD' ? 'CNY' : 'HKD' };
  if (what === 'wallet' && gateway === 'scanforpay') {
    return { wallet: wallet === 'alipay' ? 'wechat_pay' : 'alipay' };
  }
  return { amountMinor: amountMinor + 5 };
}

/** The same texts in the same order, for whoever draws them: for orders and for refunds, which differ in length. */
function sameTexts(): RandomText {
  const counts = new Map<number, number>();
  return (length) => {
    const count = (counts.get(length) ?? 0) + 1;
    counts.set(length, count);
    return String(count).padStart(length, '0');
  };
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
