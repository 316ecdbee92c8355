/** Holds the ledger that a history left behind against what really happened. Every line is something that went wrong. */
import { isDeepStrictEqual } from 'node:util';
import type { Order, OrderState } from '../../../main/domain/order.ts';
import { addTotals, contributionOf, noTotals, type Totals } from '../../../main/domain/totals.ts';
import { watchedStates } from '../../../main/domain/order-lifecycle.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { totalsColumns } from '../../../main/ledger/format/totals.ts';
import type { RecordedEvent } from '../../../main/ports/index.ts';
import { deliveriesIn, hasPersonalData } from './damage.ts';
import type { History } from './history.ts';
import type { ShopTill } from './shop-till.ts';
import { Trades, type Trade } from './trades.ts';

const unpaidEnds: readonly OrderState[] = ['held', 'discarded', 'refused', 'declined', 'closed'];

/**
 * `lost`: at the platform, not in the ledger. `doubled`: twice for once. `invented`: in the ledger, not at the platform.
 * `not ordered`: money moved, or might have, by nobody's order. `wrong`: any other difference.
 */
export const faults = ['lost', 'doubled', 'invented', 'not ordered', 'wrong'] as const;
export type Complaint = `${(typeof faults)[number]}: ${string}`;

export interface Audit {
  readonly complaints: readonly Complaint[];
  readonly orders: readonly Order[];
}

export function audit(history: History): Audit {
  const audits = history.tills.map((till) => auditTill(history, till));
  const orders = audits.flatMap((one) => one.orders);
  const complaints = [...history.complaints, ...audits.flatMap((one) => one.complaints)];
  if (!history.haveEqualNumbers) complaints.push(...complaintsAboutNumbers(orders));
  return { complaints, orders };
}

/** Tills that draw numbers of their own never meet in one. */
function complaintsAboutNumbers(orders: readonly Order[]): readonly Complaint[] {
  const numbers = orders.map(({ orderNo }) => orderNo);
  return numbers
    .filter((orderNo, index) => numbers.indexOf(orderNo) < index)
    .map((orderNo): Complaint => `doubled: two tills made the number ${orderNo}`);
}

function auditTill(history: History, till: ShopTill): Audit {
  const reader = openReadOnly(till.ledgerPath);
  try {
    const { orders } = readerQueries.listOrders(reader, { search: '', states: null, after: null, limit: 1_000 });
    const complaints: Complaint[] = orders.flatMap((order) => {
      const booked = history.trades.find(order.orderNo, order.accountId);
      // Whoever asked for a number first has it.
      const trade = booked?.till === till.number ? booked : null;
      const timeline = readerQueries.timeline(reader, order.orderNo);
      return [
        ...(till.setBack.has(order.orderNo) ? [] : complaintsAbout(order, trade)),
        ...(till.setBack.has(order.orderNo) ? [] : complaintsAboutAccount(order, till, timeline)),
        ...complaintsAboutEvents(timeline, trade),
        ...complaintsAboutSale(order, history),
        ...(isCalledByLabel(order, till, reader)
          ? []
          : complaintsAboutAttention(order, till, booked, history, timeline)),
      ];
    });
    // A ledger that was set back may have them as they were.
    if (till.ruins === 0) complaints.push(...complaintsAboutRecalls(orders, history));
    const chain = readerQueries.verifyChain(reader);
    if (chain.kind !== 'sound') complaints.push(`wrong: the ledger is broken: ${chain.what} ${chain.detail}`);
    complaints.push(...complaintsAboutTotals(orders, reader.prepare(totalsSql).all()));
    complaints.push(...complaintsAboutInbox(till, readerQueries.listNotifications(reader, 10_000).length));
    for (const { orderNo, till: owner } of history.trades.all()) {
      if (owner === till.number && !till.lost.has(orderNo) && !orders.some((order) => order.orderNo === orderNo)) {
        complaints.push(`lost: ${orderNo} is not in the ledger`);
      }
    }
    for (const [orderNo, sequence] of till.purged) {
      if (hasPersonalData(till.ledgerPath, orderNo, sequence)) {
        complaints.push(`wrong: what was purged of ${orderNo} has come back`);
      }
    }
    for (const name of deliveriesIn(till.ledgerPath, false)) {
      if (till.emptied.has(name)) complaints.push(`wrong: what the delivery ${name} said has come back`);
    }
    if (till.failedWrites === 0 && till.faults.length > 0) {
      complaints.push(`wrong: something threw: ${till.faults.map(String).join('; ')}`);
    }
    return { complaints, orders };
  } finally {
    reader.close();
  }
}

function complaintsAbout(order: Order, trade: Trade | null): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const say = (fault: (typeof faults)[number], what: string): void => {
    complaints.push(`${fault}: ${order.gateway} ${order.state}: ${what}`);
  };
  if (trade === null || trade.paidAtMs === null) {
    if (order.paidAt !== null || order.refundedMinor > 0) say('invented', 'there is money in it that nobody paid');
    else if (!unpaidEnds.includes(order.state)) say('wrong', 'nobody has paid, and it is not at an end');
    return complaints;
  }
  if (Trades.isDisputed(trade) && !isSaidByMessagesAlone(trade)) {
    // Paid, and not what was asked for: only a person may say what becomes of it, and nobody has.
    if (order.attention === null) say('lost', 'something else was paid, and nobody is told');
    if (!watchedStates.includes(order.state)) say('lost', 'something else was paid, and it is at an end');
    if (order.paidAt !== null || order.refundedMinor > 0)
      say('invented', 'something else was paid, and it is believed');
    return complaints;
  }
  const knownMinor = isUnsaid(order, trade) ? sumOfRefunds(trade) : trade.refundedMinor;
  const isBack = knownMinor === trade.amountMinor;
  const expected: readonly OrderState[] = isBack ? ['refunded'] : ['paid', 'paid_late'];
  if (!expected.includes(order.state)) say('lost', `it should be ${expected.join(' or ')}`);
  if (order.refundedMinor !== knownMinor) {
    const fault = order.refundedMinor < knownMinor ? 'lost' : 'invented';
    say(fault, `${order.refundedMinor} is said to be back, ${knownMinor} is`);
  }
  if (isUnsaid(order, trade) && order.attention?.code !== 'refund_differs') {
    say('lost', 'nobody was told that money went back elsewhere');
  }
  if (order.gatewayOrderNo !== null && order.gatewayOrderNo !== trade.platformNo) say('wrong', 'another number');
  const isVouchedFor = order.learnedBy === 'manual';
  if (order.paidAt !== null && !isVouchedFor && Date.parse(order.paidAt) !== Math.floor(trade.paidAtMs / 1000) * 1000) {
    say('wrong', `paid at ${order.paidAt} instead of ${new Date(trade.paidAtMs).toISOString()}`);
  }
  const said = order.refunds
    .filter(({ state }) => state === 'done')
    .map((refund) => [refund.refundNo, refund.amountMinor]);
  const made = [...trade.refunds].map(([refundNo, { amountMinor }]) => [refundNo, amountMinor]);
  if (!isDeepStrictEqual(said.sort(), made.sort())) {
    say(said.length > made.length ? 'invented' : 'lost', `refunds ${String(said)} instead of ${String(made)}`);
  }
  const open = order.refunds.filter(({ state }) => state !== 'done' && state !== 'refused');
  if (open.length > 0) say('wrong', 'a refund is still open');
  return complaints;
}

/** Alipay's replies name no account: one that is signed for the application tells of the application's own money. */
function isSaidByMessagesAlone(trade: Trade): boolean {
  const { told, merchant } = trade;
  return merchant.gateway === 'alipay' && !Trades.isDisputed({ ...trade, told: { ...told, payee: merchant } });
}

/** Whoever was told that another account was paid has told a person, whatever else was heard. */
function complaintsAboutAccount(
  { orderNo }: Order,
  { toldOfAnotherAccount }: ShopTill,
  timeline: readonly RecordedEvent[],
): readonly Complaint[] {
  const isSaid = timeline.some(({ event }) => event.type === 'payment.disputed');
  return toldOfAnotherAccount.has(orderNo) && !isSaid
    ? [`lost: ${orderNo}: another account was paid, and nobody was told`]
    : [];
}

function complaintsAboutEvents(timeline: readonly RecordedEvent[], trade: Trade | null): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const countOf = (type: string) => timeline.filter(({ event }) => event.type === type).length;
  const payments = countOf('payment.succeeded');
  if (payments > 1) complaints.push('doubled: the payment was entered twice');
  if (payments > 0 && trade?.wasRefundedByCancel === true) {
    complaints.push('invented: it was called paid although its cancelling had given the money back');
  }
  if (countOf('payment.refunded') > 1) complaints.push('doubled: the money was entered as given back twice');
  const done = timeline.flatMap(({ event }) => (event.type === 'refund.done' ? [event.payload.refundNo] : []));
  if (new Set(done).size < done.length) complaints.push('doubled: a refund was entered twice');
  return complaints;
}

function complaintsAboutSale(order: Order, { sales }: History): readonly Complaint[] {
  const sale = sales.get(order.requestKey);
  const isAskedFor = sale?.amountMinor === order.amountMinor && sale.accountId === order.accountId;
  return isAskedFor ? [] : [`invented: ${order.orderNo} is no sale that anyone asked for`];
}

/** ScanForPay says «refunded» and not how much (gateways.md 1.7): what somebody gave back elsewhere is for a person to find. */
function isUnsaid(order: Order, trade: Trade): boolean {
  return order.gateway === 'scanforpay' && trade.refundedMinor > sumOfRefunds(trade);
}

function sumOfRefunds(trade: Trade): number {
  return [...trade.refunds.values()].reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/**
 * Where a till's clock was set, and no gateway had told the time since the order: the order's label is all that there is
 * to compare a trade with, and a person may be called for it.
 */
function isCalledByLabel(
  { orderNo, accountId, attention }: Order,
  till: ShopTill,
  reader: ReturnType<typeof openReadOnly>,
): boolean {
  if (attention?.code !== 'trade_older' || !till.wasClockSet) return false;
  const timeline = readerQueries.timeline(reader, orderNo);
  const sequenceOf = (type: string): number => timeline.find(({ event }) => event.type === type)?.sequence ?? 0;
  const told = reader.prepare(toldTimesSql).pluck();
  return told.get(sequenceOf('order.created'), sequenceOf('payment.disputed'), accountId) === 0;
}

const toldTimesSql = `SELECT count(*) FROM events WHERE type = 'time.confirmed' AND sequence BETWEEN ? AND ?
  AND payload ->> 'accountId' = ?`;

/** The order is said to be nothing but a number that another sale has. */
function isCalledTaken({ state, problem }: Order): boolean {
  return state === 'refused' && problem?.code === 'order_number_used';
}

/** A person is called only for a cause. */
function complaintsAboutAttention(
  order: Order,
  till: ShopTill,
  booked: Trade | null,
  history: History,
  timeline: readonly RecordedEvent[],
): readonly Complaint[] {
  const { orderNo, accountId, attention } = order;
  const code = attention?.code;
  if (code === undefined || code === 'still_not_known' || till.slandered.has(orderNo)) return [];
  if (till.accounts.wereWrong(accountId)) return [];
  // Its number is that of another till's sale: what is told of that one does not fit it.
  const isElsewhere = history.trades
    .all()
    .some((trade) => trade.orderNo === orderNo && trade.merchant.id !== accountId);
  // Another till has the number at another account, and a message about that came here, or one that named this account.
  if (isElsewhere && (code === 'merchant_differs' || code === 'amount_differs')) return [];
  // A ledger that was set back knows nothing of the refund.
  if (code === 'refund_differs' && till.setBack.has(orderNo)) return [];
  const isAnothers = booked !== null && booked.till !== till.number;
  // A message about that one may have come before this one heard that its number is taken.
  if (isAnothers && (!isCalledTaken(order) || code === 'payment_unassigned' || wasCalledBefore(timeline))) return [];
  if (booked !== null && Trades.isDisputed(booked)) return [];
  if (booked !== null && code === 'refund_differs' && isUnsaid(order, booked)) return [];
  return [`wrong: a person was called for ${code}`];
}

/** Whether the payment was in dispute before the gateway said that the number is another sale's. */
function wasCalledBefore(timeline: readonly RecordedEvent[]): boolean {
  const at = (type: string): number => timeline.findIndex(({ event }) => event.type === type);
  return at('payment.disputed') !== -1 && at('payment.disputed') < at('create.refused');
}

/** What was charged must not lie in the list of held sales to be charged again. */
function complaintsAboutRecalls(orders: readonly Order[], { recalls }: History): readonly Complaint[] {
  const held = new Set(orders.filter(({ state }) => state === 'held').map(({ orderNo }) => orderNo));
  return orders
    .filter(({ requestKey }) => held.has(recalls.get(requestKey) ?? ''))
    .map(({ orderNo }): Complaint => `doubled: ${orderNo} took a held sale's place, and that is held still`);
}

const totalsSql = `SELECT business_day AS businessDay, account_id AS accountId, wallet, currency, ${totalsColumns} FROM day_totals`;

function complaintsAboutTotals(orders: readonly Order[], rows: readonly unknown[]): readonly Complaint[] {
  const sums = new Map<string, Totals>();
  for (const order of orders) {
    const key = [order.businessDay, order.accountId, order.wallet, order.currency].join(' ');
    sums.set(key, addTotals(sums.get(key) ?? noTotals, contributionOf(order)));
  }
  const expected = [...sums].filter(([, totals]) => totals.chargedCount > 0);
  const kept = (rows as readonly (Totals & Readonly<Record<string, string>>)[])
    .map(({ businessDay, accountId, wallet, currency, ...totals }): [string, Totals] => [
      [businessDay, accountId, wallet, currency].join(' '),
      totals as unknown as Totals,
    ])
    .filter(([, totals]) => totals.chargedCount > 0);
  const sorted = (entries: readonly [string, Totals][]) => Object.fromEntries([...entries].sort());
  return isDeepStrictEqual(sorted(expected), sorted(kept))
    ? []
    : ['wrong: the day’s totals are not what its orders add up to'];
}

/** A delivery that a crash or a full disk cut off may or may not have been kept; an answered one has. */
function complaintsAboutInbox(
  { deliveries: { answered, tried }, ruins }: ShopTill,
  kept: number,
): readonly Complaint[] {
  if ((kept >= answered || ruins > 0) && kept <= tried) return [];
  const fault = kept < answered ? 'lost' : 'doubled';
  return [`${fault}: ${kept} messages are kept of ${answered} answered and ${tried} sent`];
}
