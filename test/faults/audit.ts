/** Compares a till's ledger file with the payment platform's own books, order by order. */
import Database from 'better-sqlite3';
import type { Order, OrderState } from '../../main/domain/order.ts';
import { openReadOnly, readerQueries } from '../../main/ledger/reader-queries.ts';
import type { Trade } from '../../main/practice/books.ts';

export type Fault = 'lost' | 'doubled' | 'invented' | 'wrong';

export interface Finding {
  readonly fault: Fault;
  readonly orderNo: string;
  readonly detail: string;
}

export interface Audit {
  readonly orders: number;
  readonly findings: readonly Finding[];
}

/** What the till has told its cashier about a sale. */
export interface ToldSale {
  readonly requestKey: string;
  /** `null`: the till said that it could not record the sale. */
  readonly orderNo: string | null;
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

export interface AuditRequest {
  readonly ledgerPath: string;
  readonly booksPath: string;
  readonly told: readonly ToldSale[];
}

export type Auditor = (request: AuditRequest) => Audit | Promise<Audit>;

/** A ledger that cannot be read agrees with nothing, which is a finding like any other. */
export function auditOrComplain(request: AuditRequest): Audit {
  try {
    return audit(request);
  } catch (fault) {
    return {
      orders: 0,
      findings: [wrong('', `not readable: ${fault instanceof Error ? fault.message : String(fault)}`)],
    };
  }
}

/** The till may be running; nothing may change at the platform meanwhile. @throws when one of the two cannot be read. */
export function audit({ ledgerPath, booksPath, told }: AuditRequest): Audit {
  const { orders, chain } = readLedger(ledgerPath);
  const trades = readBooks(booksPath);
  const findings = [
    ...trades.flatMap((trade) => compare(trade, orders.get(trade.orderNo))),
    ...ordersWithoutTrade(orders, new Set(trades.map(({ orderNo }) => orderNo))),
    ...doubles(trades),
    ...brokenPromises(told, orders, trades),
    ...[...orders.values()].flatMap((order) =>
      order.attention === null ? [] : [wrong(order.orderNo, `needs attention: ${order.attention.code}`)],
    ),
    ...(chain === null ? [] : [wrong('', chain)]),
  ];
  return { orders: orders.size, findings };
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

function readBooks(path: string): readonly Trade[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare('SELECT * FROM trades ORDER BY id').all() as Trade[];
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
  if (fits(trade, order.state)) return differences;
  const detail = `${trade.status} at the platform, ${order.state} in the ledger`;
  if (trade.status === 'paid') return [...differences, lost(trade.orderNo, detail)];
  const isInvented = paid.includes(order.state) && trade.paidAt === null;
  return [...differences, isInvented ? invented(trade.orderNo, detail) : wrong(trade.orderNo, detail)];
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
      // Both mean that nobody paid and nobody can; which of the two depends on the gateway's words.
      if (state === 'declined' || state === 'closed') return true;
      // What nobody had scanned is not known to the till as closed: it watches on, and says that it was not paid.
      return scannedAt === null && state === 'expired_watching';
  }
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
    return [{ fault: 'doubled', orderNo, detail: `a second order for the sale ${title}` }];
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
    const sent = trades.find(({ title }) => title === requestKey);
    return sent === undefined ? [] : [wrong(sent.orderNo, 'sent, although the cashier was told that it was not taken')];
  });
}

const finding =
  (fault: Fault) =>
  (orderNo: string, detail: string): Finding => ({ fault, orderNo, detail });
const lost = finding('lost');
const invented = finding('invented');
const wrong = finding('wrong');
