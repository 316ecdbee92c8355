/** Holds the ledger that a history left behind against what really happened. Every line is something that went wrong. */
import { isDeepStrictEqual } from 'node:util';
import type { Order, OrderState } from '../../../main/domain/order.ts';
import { addTotals, contributionOf, noTotals, type Totals } from '../../../main/domain/totals.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/reader-queries.ts';
import { totalsColumns } from '../../../main/ledger/totals.ts';
import type { RecordedEvent } from '../../../main/ports.ts';
import type { History } from './history.ts';
import type { Trade } from './trades.ts';

const unpaidEnds: readonly OrderState[] = ['held', 'discarded', 'refused', 'declined', 'closed'];

export interface Audit {
  readonly complaints: readonly string[];
  readonly orders: readonly Order[];
}

export function audit(history: History, ledgerPath: string): Audit {
  const reader = openReadOnly(ledgerPath);
  try {
    const { orders } = readerQueries.listOrders(reader, { search: '', states: null, after: null, limit: 1_000 });
    const complaints = orders.flatMap((order) => [
      ...complaintsAbout(order, history.trades.find(order.orderNo)),
      ...complaintsAboutEvents(readerQueries.timeline(reader, order.orderNo), history.trades.find(order.orderNo)),
      ...complaintsAboutSale(order, history),
    ]);
    complaints.push(...history.complaints, ...complaintsAboutRecalls(orders, history));
    const chain = readerQueries.verifyChain(reader);
    if (chain.kind !== 'sound') complaints.push(`the ledger is broken: ${chain.what} ${chain.detail}`);
    complaints.push(...complaintsAboutTotals(orders, reader.prepare(totalsSql).all()));
    complaints.push(...complaintsAboutInbox(history, readerQueries.listNotifications(reader, 10_000).length));
    for (const { orderNo } of history.trades.all()) {
      if (!orders.some((order) => order.orderNo === orderNo)) complaints.push(`${orderNo} is not in the ledger`);
    }
    if (history.failedWrites === 0 && history.faults.length > 0) {
      complaints.push(`something threw: ${history.faults.map(String).join('; ')}`);
    }
    return { complaints, orders };
  } finally {
    reader.close();
  }
}

function complaintsAbout(order: Order, trade: Trade | null): readonly string[] {
  const say = (what: string) => `${order.gateway} ${order.state}: ${what}`;
  const complaints: string[] = [];
  if (trade === null || trade.paidAtMs === null) {
    if (!unpaidEnds.includes(order.state)) complaints.push(say('nobody has paid, and it is not at an end'));
    if (order.paidAt !== null || order.refundedMinor > 0) complaints.push(say('there is money in it that nobody paid'));
    return complaints;
  }
  const isBack = trade.refundedMinor === trade.amountMinor;
  const expected: readonly OrderState[] = isBack ? ['refunded'] : ['paid', 'paid_late'];
  if (!expected.includes(order.state)) complaints.push(say(`it should be ${expected.join(' or ')}`));
  if (order.refundedMinor !== trade.refundedMinor) {
    complaints.push(say(`${order.refundedMinor} is said to be back, ${trade.refundedMinor} is`));
  }
  if (order.gatewayOrderNo !== null && order.gatewayOrderNo !== trade.platformNo)
    complaints.push(say('another number'));
  if (order.paidAt !== null && Date.parse(order.paidAt) !== Math.floor(trade.paidAtMs / 1000) * 1000) {
    complaints.push(say(`paid at ${order.paidAt} instead of ${new Date(trade.paidAtMs).toISOString()}`));
  }
  return [...complaints, ...complaintsAboutRefunds(order, trade).map(say)];
}

function complaintsAboutRefunds(order: Order, trade: Trade): readonly string[] {
  const said = order.refunds
    .filter(({ state }) => state === 'done')
    .map((refund) => [refund.refundNo, refund.amountMinor]);
  const made = [...trade.refunds].map(([refundNo, { amountMinor }]) => [refundNo, amountMinor]);
  const complaints: string[] = [];
  if (!isDeepStrictEqual(said.sort(), made.sort()))
    complaints.push(`refunds ${String(said)} instead of ${String(made)}`);
  const open = order.refunds.filter(({ state }) => state !== 'done' && state !== 'refused');
  if (open.length > 0) complaints.push('a refund is still open');
  return complaints;
}

function complaintsAboutEvents(timeline: readonly RecordedEvent[], trade: Trade | null): readonly string[] {
  const complaints: string[] = [];
  const countOf = (type: string) => timeline.filter(({ event }) => event.type === type).length;
  const payments = countOf('payment.succeeded');
  if (payments > 1) complaints.push('the payment was entered twice');
  if (payments > 0 && trade?.wasRefundedByCancel === true) {
    complaints.push('it was called paid although its cancelling had given the money back');
  }
  if (countOf('payment.refunded') > 1) complaints.push('the money was entered as given back twice');
  const done = timeline.flatMap(({ event }) => (event.type === 'refund.done' ? [event.payload.refundNo] : []));
  if (new Set(done).size < done.length) complaints.push('a refund was entered twice');
  return complaints;
}

function complaintsAboutSale(order: Order, { sales, slandered }: History): readonly string[] {
  const sale = sales.get(order.requestKey);
  if (sale?.amountMinor !== order.amountMinor || sale.accountId !== order.profileId) {
    return [`${order.orderNo} is no sale that anyone asked for`];
  }
  const code = order.attention?.code;
  const isWarranted = code === undefined || code === 'still_not_known' || slandered.has(order.orderNo);
  return isWarranted ? [] : [`a person was called for ${code}`];
}

/** What was charged must not lie in the list of held sales to be charged again. */
function complaintsAboutRecalls(orders: readonly Order[], { recalls }: History): readonly string[] {
  const held = new Set(orders.filter(({ state }) => state === 'held').map(({ orderNo }) => orderNo));
  return orders
    .filter(({ requestKey }) => held.has(recalls.get(requestKey) ?? ''))
    .map(({ orderNo }) => `${orderNo} took a held sale's place, and that is held still`);
}

const totalsSql = `SELECT business_day AS businessDay, profile_id AS profileId, wallet, currency, ${totalsColumns} FROM day_totals`;

function complaintsAboutTotals(orders: readonly Order[], rows: readonly unknown[]): readonly string[] {
  const sums = new Map<string, Totals>();
  for (const order of orders) {
    const key = [order.businessDay, order.profileId, order.wallet, order.currency].join(' ');
    sums.set(key, addTotals(sums.get(key) ?? noTotals, contributionOf(order)));
  }
  const expected = [...sums].filter(([, totals]) => totals.chargedCount > 0);
  const kept = (rows as readonly (Totals & Readonly<Record<string, string>>)[])
    .map(({ businessDay, profileId, wallet, currency, ...totals }): [string, Totals] => [
      [businessDay, profileId, wallet, currency].join(' '),
      totals as unknown as Totals,
    ])
    .filter(([, totals]) => totals.chargedCount > 0);
  const sorted = (entries: readonly [string, Totals][]) => Object.fromEntries([...entries].sort());
  return isDeepStrictEqual(sorted(expected), sorted(kept))
    ? []
    : ['the day’s totals are not what its orders add up to'];
}

/** A delivery that a crash or a full disk cut off may or may not have been kept; an answered one has. */
function complaintsAboutInbox({ deliveries: { answered, tried } }: History, kept: number): readonly string[] {
  return kept < answered || kept > tried ? [`${kept} messages are kept of ${answered} answered and ${tried} sent`] : [];
}
