/** Compares a till's ledger file with the payment platform's own books, order by order. */
import Database from 'better-sqlite3';
import { isOpenRefund } from '../../main/domain/refund.ts';
import type { Order, OrderState } from '../../main/domain/order.ts';
import { openReadOnly, readerQueries } from '../../main/ledger/read/reader-queries.ts';
import type { Refund as BookedRefund, Trade } from '../../main/practice/common/books.ts';
import { strangeCodes } from './strange-codes.ts';

export type Fault = 'lost' | 'doubled' | 'invented' | 'wrong';

export interface Finding {
  readonly fault: Fault;
  readonly orderNo: string;
  readonly detail: string;
}

export interface Audit {
  readonly orders: number;
  /** In the platform's books. */
  readonly refunds: number;
  readonly findings: readonly Finding[];
}

/** What the till has told its cashier about a sale. */
export interface ToldSale {
  readonly requestKey: string;
  /** `null`: the till said that it could not record the sale. */
  readonly orderNo: string | null;
}

/** A refund that the till has told its cashier to be asked for. */
export interface ToldRefund {
  readonly requestKey: string;
  readonly orderNo: string;
}

const stillOpen: readonly OrderState[] = ['create_unknown', 'awaiting', 'closing', 'close_unknown', 'expired_watching'];
const paid: readonly OrderState[] = ['paid', 'paid_late'];
/** An order may have been given up without the platform ever having heard of it. */
const neverBooked: readonly OrderState[] = [
  'create_unknown',
  'refused',
  'closing',
  'close_unknown',
  'closed',
  'expired_watching',
];

/** The customer has paid, or was about to pay, another sum than the till had asked for. */
export interface Dispute {
  readonly orderNo: string;
  readonly askedMinor: number;
}

export interface AuditRequest {
  readonly ledgerPath: string;
  readonly booksPath: string;
  readonly told: readonly ToldSale[];
  readonly toldRefunds: readonly ToldRefund[];
  /** Left out: none. */
  readonly disputes?: readonly Dispute[];
  /** Orders that a damage has taken out of every file, and those that stand as they had been before. Left out: none. */
  readonly gone?: readonly string[];
  readonly setBack?: readonly string[];
  /** The sales of another till on the same accounts. Left out: there is none. */
  readonly othersKeys?: readonly string[];
  /** What this till has asked to be cancelled or given back. Left out: nothing. */
  readonly movedBack?: readonly { readonly operation: string; readonly orderNo: string }[];
  /** Accounts that were wrong for a while: what was heard of their orders then may stand before a person. Left out: none. */
  readonly wrongedAccounts?: readonly string[];
}

export type Auditor = (request: AuditRequest) => Audit | Promise<Audit>;

/** A ledger that cannot be read agrees with nothing, which is a finding like any other. */
export function auditOrComplain(request: AuditRequest): Audit {
  try {
    return audit(request);
  } catch (fault) {
    return {
      orders: 0,
      refunds: 0,
      findings: [wrong('', `not readable: ${fault instanceof Error ? fault.message : String(fault)}`)],
    };
  }
}

/** The till may be running; nothing may change at the platform meanwhile. @throws when one of the two cannot be read. */
function audit(request: AuditRequest): Audit {
  const { disputes = [], gone = [], setBack = [], othersKeys = [], movedBack = [], wrongedAccounts = [] } = request;
  const { orders, chain } = readLedger(request.ledgerPath);
  const books = readBooks(request.booksPath);
  const { refunds } = books;
  const isSaved = ({ orderNo }: { readonly orderNo: string | null }): boolean =>
    orderNo === null || orders.has(orderNo) || !gone.includes(orderNo);
  const others = new Set(othersKeys);
  const own = books.trades.filter(({ title }) => !others.has(title));
  const othersNos = new Set(books.trades.filter(({ title }) => others.has(title)).map(({ orderNo }) => orderNo));
  const trades = own.filter(isSaved);
  const told = request.told.filter(isSaved);
  const toldRefunds = request.toldRefunds.filter((refund) => isSaved(refund) && !setBack.includes(refund.orderNo));
  const askedMinor = new Map(disputes.map((dispute) => [dispute.orderNo, dispute.askedMinor]));
  const findings = [
    ...trades.flatMap((trade) => {
      const order = orders.get(trade.orderNo);
      const booked = refunds.filter(({ tradeId }) => tradeId === trade.id);
      const asked = askedMinor.get(trade.orderNo);
      if (setBack.includes(trade.orderNo)) return compareSetBack(trade, order);
      return asked === undefined
        ? [...compare(trade, order), ...compareRefunds(trade, booked, order)]
        : compareDisputed({ ...trade, amountMinor: asked }, booked, order);
    }),
    ...toldRefunds.flatMap((refund) => brokenRefundPromise(refund, orders.get(refund.orderNo))),
    ...ordersWithoutTrade(orders, new Set(own.map(({ orderNo }) => orderNo))),
    ...doubles(trades),
    ...brokenPromises(told, orders, trades),
    ...[...orders.values()].flatMap((order) =>
      order.attention === null ||
      isCalledTaken(order) ||
      wasPaidUnseen(order) ||
      wrongedAccounts.includes(order.accountId) ||
      (askedMinor.has(order.orderNo) && isToldOfSum(order)) ||
      (setBack.includes(order.orderNo) && isRefundUnknown(order))
        ? []
        : [wrong(order.orderNo, `needs attention: ${order.attention.code}`)],
    ),
    ...[...orders.values()].flatMap(calledRefused),
    ...movedBack
      .filter(({ orderNo }) => othersNos.has(orderNo))
      .map(({ operation, orderNo }) => wrong(orderNo, `${operation} of another till’s order was asked for`)),
    ...[...orders.values()]
      .filter(({ requestKey }) => others.has(requestKey))
      .map(({ orderNo }) => invented(orderNo, 'it is another till’s sale')),
    ...(chain === null ? [] : [wrong('', chain)]),
  ];
  return { orders: orders.size, refunds: refunds.length, findings };
}

function readLedger(path: string): { readonly orders: ReadonlyMap<string, Order>; readonly chain: string | null } {
  const database = openReadOnly(path);
  try {
    const query = { search: '', states: null, after: null, limit: 1_000_000 };
    const { orders } = readerQueries.listOrders(database, query);
    const verdict = readerQueries.verifyChain(database);
    return {
      orders: new Map(orders.map((order) => [order.orderNo, order])),
      chain: verdict.kind === 'sound' ? null : `the chain is broken: ${verdict.what} ${verdict.detail}`,
    };
  } finally {
    database.close();
  }
}

export function readBooks(path: string): {
  readonly trades: readonly Trade[];
  readonly refunds: readonly BookedRefund[];
} {
  const database = new Database(path, { readonly: true });
  try {
    return {
      trades: database.prepare('SELECT * FROM trades ORDER BY id').all() as Trade[],
      refunds: database.prepare('SELECT * FROM refunds ORDER BY id').all() as BookedRefund[],
    };
  } finally {
    database.close();
  }
}

function compare(trade: Trade, order: Order | undefined): readonly Finding[] {
  if (order === undefined) return [lost(trade.orderNo, `${trade.status} at the platform, unknown to the ledger`)];
  const differing = (['gateway', 'wallet', 'amountMinor', 'currency'] as const).filter(
    (name) => trade[name] !== order[name],
  );
  const differences = differing.map((name) => wrong(trade.orderNo, `${name} differs`));
  if (fits(trade, order.state) || (trade.status === 'refunded' && isAllOnItsWay(order))) return differences;
  if (isCalledTaken(order) && (trade.paidAt === null || order.attention?.code === 'payment_unassigned'))
    return differences;
  if (wasPaidUnseen(order) && order.qrText === null) return differences;
  const detail = `${trade.status} at the platform, ${order.state} in the ledger`;
  if (trade.status === 'paid') return [...differences, lost(trade.orderNo, detail)];
  const isInvented = paid.includes(order.state) && trade.paidAt === null;
  return [...differences, isInvented ? invented(trade.orderNo, detail) : wrong(trade.orderNo, detail)];
}

/** @param trade as it was asked for. What was paid is another sum: only a person may say what becomes of it. */
function compareDisputed(trade: Trade, booked: readonly BookedRefund[], order: Order | undefined): readonly Finding[] {
  const { orderNo, paidAt, status } = trade;
  if (order === undefined || paidAt === null) {
    // Nobody came to pay it, though the sum may have been heard of.
    return order !== undefined && isToldOfSum(order) && stillOpen.includes(order.state) ? [] : compare(trade, order);
  }
  if (booked.length > 0 || status !== 'paid') {
    // Its cancelling and its payment crossed: nobody had heard of money yet.
    const isCrossing = booked.every(({ requestNo }) => requestNo === `${orderNo}_cancel`) && order.attention === null;
    return isCrossing && order.state === 'refunded'
      ? []
      : [wrong(orderNo, 'another sum was paid, and it went back by nobody’s decision')];
  }
  if (paid.includes(order.state) || order.state === 'refunded') {
    return [invented(orderNo, `another sum was paid, and it is ${order.state} in the ledger`)];
  }
  if (!stillOpen.includes(order.state)) return [lost(orderNo, `another sum was paid, and it is ${order.state}`)];
  return isToldOfSum(order) ? [] : [lost(orderNo, 'another sum was paid, and nobody is told')];
}

/** What was paid is asked for again; of refunds that are in no file any more, nobody has to know. */
function compareSetBack(trade: Trade, order: Order | undefined): readonly Finding[] {
  if (trade.status === 'refunded' && order !== undefined && (paid.includes(order.state) || isRefundUnknown(order)))
    return [];
  return compare(trade, order);
}

function isRefundUnknown({ attention }: Order): boolean {
  return attention?.code === 'refund_differs';
}

/** Of an order whose code the till had not got either, the sum is the first thing that does not fit. */
function isToldOfSum({ attention }: Order): boolean {
  return attention?.code === 'amount_differs';
}

/** A code that stands in no table says nothing, least of all no. */
function calledRefused({ orderNo, state, problem, refunds }: Order): readonly Finding[] {
  const isStrange = (one: Order['problem']): boolean =>
    Object.values(strangeCodes).some(({ code, subCode }) => one?.gatewayCode === (subCode ?? code));
  return [
    ...(state === 'refused' && isStrange(problem)
      ? [wrong(orderNo, 'refused for a code that stands in no table')]
      : []),
    ...refunds
      .filter((refund) => refund.state === 'refused' && isStrange(refund.problem))
      .map(({ refundNo }) => wrong(orderNo, `the refund ${refundNo} is refused for a code that stands in no table`)),
  ];
}

/**
 * Its create request was doubled on the way, and the till heard the second's answer: the number is taken. It has shown
 * no code, so no customer of its own can pay, though ours here can; where one does, a person has to be called.
 */
function isCalledTaken({ state, problem, way }: Order): boolean {
  return state === 'refused' && problem?.code === 'order_number_used' && way === 'transaction_code';
}

/**
 * Our customers pay as soon as the platform has a code, also where its answer has not come to the till and nobody could
 * have seen it. Paid within the second in which it was asked for, that is a trade from before the order: a person is called.
 */
function wasPaidUnseen({ attention, way }: Order): boolean {
  return way === 'transaction_code' && attention?.code === 'trade_older';
}

function fits({ status, scannedAt }: Trade, state: OrderState): boolean {
  switch (status) {
    case 'waiting':
    case 'scanned':
      return stillOpen.includes(state);
    case 'paid':
      return paid.includes(state);
    case 'refunded':
      return state === 'refunded';
    case 'declined':
    case 'closed':
    case 'expired':
      // All mean that nobody paid and nobody can; which of them depends on the gateway's words.
      // Refused: the code's reply was lost, and by the time it was asked for again there was no order any more.
      if (state === 'declined' || state === 'closed' || state === 'refused') return true;
      // What nobody had scanned is not known to the till as closed: it watches on, and says that it was not paid.
      return scannedAt === null && state === 'expired_watching';
  }
}

/** The till has been told that the rest of the sum is on its way back, and asks later whether it has come. */
function isAllOnItsWay({ refunds, refundedMinor, amountMinor }: Order): boolean {
  const onTheWay = refunds.filter(({ state }) => state === 'in_progress');
  return refundedMinor + sumOf(onTheWay) === amountMinor;
}

function compareRefunds(
  { orderNo, amountMinor }: Trade,
  booked: readonly BookedRefund[],
  order: Order | undefined,
): readonly Finding[] {
  const known = order?.refunds ?? [];
  const done = known.filter(({ state }) => state === 'done');
  return [
    ...booked.flatMap((refund) =>
      // A cancel that found the trade paid: the till knows the whole order as refunded.
      refund.requestNo === `${orderNo}_cancel` ? [] : compareRefund(orderNo, refund, known),
    ),
    ...known.flatMap(({ refundNo, state }) => {
      if (state === 'refused' || booked.some(({ requestNo }) => requestNo === refundNo)) return [];
      const detail = `the refund ${refundNo} is ${state} in the ledger, unknown to the platform`;
      return [(state === 'done' || state === 'in_progress' ? invented : wrong)(orderNo, detail)];
    }),
    ...(sumOf(booked) > amountMinor ? [doubled(orderNo, 'more was given back than was paid')] : []),
    ...(new Set(known.map(({ requestKey }) => requestKey)).size < known.length
      ? [doubled(orderNo, 'two refunds for one request')]
      : []),
    ...(known.length > 0 && order?.refundedMinor !== sumOf(done)
      ? [wrong(orderNo, 'the sum given back is not that of its refunds')]
      : []),
  ];
}

function compareRefund(
  orderNo: string,
  { requestNo, amountMinor, doneAt }: BookedRefund,
  known: Order['refunds'],
): readonly Finding[] {
  const refund = known.find(({ refundNo }) => refundNo === requestNo);
  const what = `the refund ${requestNo} of the platform's books`;
  if (refund === undefined) return [lost(orderNo, `${what} is unknown to the ledger`)];
  if (refund.amountMinor !== amountMinor) return [wrong(orderNo, `${what} has another sum in the ledger`)];
  if (refund.state === 'refused') return [lost(orderNo, `${what} is refused in the ledger`)];
  if (refund.state === 'done' && doneAt === null) return [invented(orderNo, `${what} is not back yet`)];
  const isSettled = !isOpenRefund(refund) || refund.state === 'in_progress';
  return isSettled ? [] : [wrong(orderNo, `${what} is ${refund.state} in the ledger`)];
}

function sumOf(refunds: readonly { readonly amountMinor: number }[]): number {
  return refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function brokenRefundPromise({ requestKey, orderNo }: ToldRefund, order: Order | undefined): readonly Finding[] {
  const isKept = order?.refunds.some((refund) => refund.requestKey === requestKey) === true;
  return isKept ? [] : [lost(orderNo, 'a refund that the cashier was told of is unknown to the ledger')];
}

function ordersWithoutTrade(orders: ReadonlyMap<string, Order>, booked: ReadonlySet<string>): readonly Finding[] {
  return [...orders.values()].flatMap(({ orderNo, state }) => {
    if (booked.has(orderNo) || neverBooked.includes(state)) return [];
    const isMoney = paid.includes(state) || state === 'refunded';
    return [(isMoney ? invented : wrong)(orderNo, `${state} in the ledger, unknown to the platform`)];
  });
}

/** Each sale carries its own request key as its note, which the platform keeps as the title. */
function doubles(trades: readonly Trade[]): readonly Finding[] {
  const seen = new Set<string>();
  return trades.flatMap(({ title, orderNo }) => {
    if (!seen.has(title)) {
      seen.add(title);
      return [];
    }
    return [doubled(orderNo, `a second order for the sale ${title}`)];
  });
}

function brokenPromises(
  told: readonly ToldSale[],
  orders: ReadonlyMap<string, Order>,
  trades: readonly Trade[],
): readonly Finding[] {
  return told.flatMap(({ requestKey, orderNo }) => {
    if (orderNo !== null) {
      return orders.get(orderNo)?.requestKey === requestKey
        ? []
        : [lost(orderNo, 'told to the cashier, unknown to the ledger')];
    }
    // Entered twice, and taken the second time: then it was sent for that.
    if (told.some((other) => other.requestKey === requestKey && other.orderNo !== null)) return [];
    const sent = trades.find(({ title }) => title === requestKey);
    return sent === undefined ? [] : [wrong(sent.orderNo, 'sent, although the cashier was told that it was not taken')];
  });
}

const finding =
  (fault: Fault) =>
  (orderNo: string, detail: string): Finding => ({ fault, orderNo, detail });
const lost = finding('lost');
const doubled = finding('doubled');
const invented = finding('invented');
const wrong = finding('wrong');
