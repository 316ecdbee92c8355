import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order, OrderDraft } from '../../../../main/domain/order.ts';
import type { OpenLedger } from '../../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import type { OrderPage, OrderQuery } from '../../../../main/ports/index.ts';
import { draftOf } from '../../../support/orders.ts';
import { append, codeReceived, createOrder, open, openReader, paid, temporaryLedgerPath } from '../support.ts';

interface Shop {
  readonly ledger: OpenLedger;
  readonly list: (query?: Partial<OrderQuery>) => OrderPage;
  readonly ledgerPath: string;
}

async function shopWith(...sales: Partial<OrderDraft>[]): Promise<Shop> {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath);
  for (const sale of sales) await createOrder(ledger, sale);
  const reader = openReader(ledgerPath);
  const list = (query: Partial<OrderQuery> = {}) =>
    readerQueries.listOrders(reader, { search: '', states: null, after: null, limit: 50, ...query });
  return { ledger, list, ledgerPath };
}

const dailyNumbers = ({ orders }: OrderPage) => orders.map(({ dailyNumber }) => dailyNumber);

describe('the history', () => {
  it('comes newest first, page by page, without a gap or a repetition', async () => {
    const { ledger, list } = await shopWith(...Array.from({ length: 7 }, () => ({})));
    const first = list({ limit: 3 });
    expect([dailyNumbers(first), first.total, first.hasMore]).toEqual([[7, 6, 5], 7, true]);
    // A sale in between does not move the pages.
    await createOrder(ledger);
    const second = list({ limit: 3, after: first.orders.at(-1)!.orderNo });
    expect([dailyNumbers(second), second.total, second.hasMore]).toEqual([[4, 3, 2], 8, true]);
    const third = list({ limit: 3, after: second.orders.at(-1)!.orderNo });
    expect([dailyNumbers(third), third.hasMore]).toEqual([[1], false]);
  });

  it('has no more after a page that is exactly full', async () => {
    const { list } = await shopWith({}, {});
    expect(list({ limit: 2 }).hasMore).toBe(false);
  });

  it('shows chosen states only, still newest first and page by page', async () => {
    const { ledger, list } = await shopWith({}, {}, {}, {}, {});
    const orders = list().orders.toReversed();
    for (const index of [0, 3]) await append(ledger, orders[index]!, codeReceived, paid);
    await append(ledger, orders[1]!, codeReceived);
    expect(dailyNumbers(list({ states: ['paid'] }))).toEqual([4, 1]);
    expect(dailyNumbers(list({ states: ['awaiting', 'paid'] }))).toEqual([4, 2, 1]);
    expect(dailyNumbers(list({ states: ['awaiting', 'paid'], search: 'tea' }))).toEqual([4, 2, 1]);
    const page = list({ states: ['awaiting', 'paid'], limit: 1, after: orders[3]!.orderNo });
    expect([dailyNumbers(page), page.total, page.hasMore]).toEqual([[2], 3, true]);
    expect(list({ states: [] })).toEqual({ orders: [], total: 0, hasMore: false });
    expect(list({ states: [], search: 'tea' })).toEqual({ orders: [], total: 0, hasMore: false });
  });

  it('does not go on from an order that is not there', async () => {
    const { list } = await shopWith({});
    expect(() => list({ after: 'T01_20261122_0009_AAAA' })).toThrow('There is no order');
  });
});

describe('the search', () => {
  const sales: Partial<OrderDraft>[] = [
    { note: '拿铁咖啡', amountMinor: 1234 }, // 1
    { note: 'Cold Brew', amountMinor: 1200 }, // 2
    { note: '弁当 "特製"', amountMinor: 12, currency: 'JPY' }, // 3
    { note: '咖喱', amountMinor: 120_000 }, // 4
    { note: '', amountMinor: 912 }, // 5
    { note: 'table 3', amountMinor: 300 }, // 6
  ];

  it.each([
    // notes: any length, any script, any case
    ['咖啡', [1]],
    ['咖', [4, 1]],
    ['拿铁咖啡', [1]],
    ['弁当', [3]],
    ['cold brew', [2]],
    ['BREW', [2]],
    ['ｂｒｅｗ', [2]],
    ['rew cold', [2]],
    ['"特製"', [3]],
    ['"', [3]],
    ['咖啡 弁当', []],
    // amounts: whole, or how they begin
    ['12.34', [1]],
    ['12.3', [1]],
    ['12.', [2, 1]],
    ['¥12.00', [2]],
    ['12', [4, 3, 2, 1]],
    ['1,200', [4]],
    ['1２00.00', [4]],
    ['9.12', [5]],
    ['2.34', []],
    // daily numbers: exactly
    ['#5', [5]],
    ['#05', [5]],
    ['#', []],
    ['5', [5]],
    // 3.00, number 3, and «table 3»
    ['3', [6, 3]],
    // nothing of the query language gets through
    ['AND', []],
    ['note:咖啡', []],
    ['NEAR(a b)', []],
    ['*', []],
    ['brew*', []],
    [') OR (', []],
  ])('for «%s» finds %j', async (search, expected) => {
    const { list } = await shopWith(...sales);
    const page = list({ search });
    expect([dailyNumbers(page), page.total]).toEqual([expected, expected.length]);
  });

  it('finds an order by its number, or a part of it, in any case', async () => {
    const { list } = await shopWith({}, {});
    const { orderNo } = list().orders[1]!;
    expect(dailyNumbers(list({ search: orderNo }))).toEqual([1]);
    expect(dailyNumbers(list({ search: orderNo.toLowerCase() }))).toEqual([1]);
    expect(dailyNumbers(list({ search: orderNo.slice(4, -5) }))).toEqual([1]);
  });

  it('finds what became known after the order was made', async () => {
    const { ledger, list } = await shopWith({}, {});
    const [, first] = list().orders;
    expect(list({ search: '2026112222001499' }).total).toBe(0);
    const shown = await append(ledger, first!, codeReceived);
    await append(ledger, shown, paid);
    for (const search of ['2026112222001499', '1499', '159****5620', '5620']) {
      expect(dailyNumbers(list({ search }))).toEqual([1]);
    }
    expect(dailyNumbers(list({ search: 'tea' }))).toEqual([2, 1]);
  });

  it('goes on from page to page', async () => {
    const { list } = await shopWith({ note: '茶' }, { note: '茶' }, { note: 'x' }, { note: '茶' });
    const first = list({ search: '茶', limit: 2 });
    expect([dailyNumbers(first), first.total, first.hasMore]).toEqual([[4, 2], 3, true]);
    const second = list({ search: '茶', limit: 2, after: first.orders.at(-1)!.orderNo });
    expect([dailyNumbers(second), second.total, second.hasMore]).toEqual([[1], 3, false]);
  });

  it('finds every piece of every note, and no text makes it fail', async () => {
    const { ledger, list } = await shopWith();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 20 }),
        async (characters, from, length, anything) => {
          const { orderNo } = await createOrder(ledger, { note: characters.join('') });
          const start = from % characters.length;
          const piece = characters.slice(start, start + 1 + (length % (characters.length - start))).join('');
          const found = list({ search: piece, limit: 1 }).orders.map((order) => order.orderNo);
          expect(found).toEqual([orderNo]);
          expect(list({ search: anything }).total).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('what the header asks', () => {
  it('counts orders that a person must look at', async () => {
    const { ledger, list, ledgerPath } = await shopWith({}, {}, {});
    const [third, second, first] = list().orders;
    const problem = { code: 'amount_differs', gatewayCode: null, gatewayMessage: null } as const;
    await append(ledger, first!, codeReceived, {
      type: 'payment.disputed',
      payload: { problem, learnedBy: 'query', evidence: null },
    });
    await append(
      ledger,
      second!,
      codeReceived,
      { type: 'close.requested', payload: { reason: 'cashier' } },
      { type: 'close.unavailable', payload: {} },
      paid,
    );
    await append(ledger, third!, codeReceived, paid);
    const reader = openReader(ledgerPath);
    expect(readerQueries.countAttention(reader)).toBe(2);
    expect(
      explained(reader, "SELECT count(*) FROM orders WHERE attention IS NOT NULL OR state = 'paid_late'"),
    ).toContain('orders_for_attention');
  });

  it('shows the newest sale whose outcome is known', async () => {
    const { ledger, list, ledgerPath } = await shopWith({}, {}, {});
    const reader = openReader(ledgerPath);
    expect(readerQueries.lastSale(reader)).toBeNull();
    const [third, second, first] = list().orders as [Order, Order, Order];
    await append(ledger, first, codeReceived, paid);
    const settled = await append(ledger, second, codeReceived, paid);
    await append(ledger, third, codeReceived);
    expect(readerQueries.lastSale(reader)).toEqual(settled);
  });

  it('takes a sale that was on hold for as new as its charge', async () => {
    const { ledger, ledgerPath } = await shopWith();
    const { order: held } = await ledger.holdOrder(draftOf({ requestKey: 'held' }), new Date('2026-11-22T01:00:00Z'));
    const { order: other } = await ledger.createOrder(
      draftOf({ requestKey: 'other' }),
      new Date('2026-11-22T02:00:00Z'),
    );
    await append(ledger, other, codeReceived, paid);
    const released = { type: 'order.released', payload: { codeExpiresAt: '2026-11-22T03:05:00.000Z' } } as const;
    const at = new Date('2026-11-22T03:00:00Z');
    await ledger.append(held.orderNo, held.version, [released, codeReceived, paid], at);
    expect(readerQueries.lastSale(openReader(ledgerPath))?.orderNo).toBe(held.orderNo);
  });

  it('is the last one, whatever dates the sales were made under', async () => {
    const { ledger, ledgerPath } = await shopWith();
    const sellAt = async (at: string): Promise<string> => {
      const { order } = await ledger.createOrder(draftOf({ requestKey: at }), new Date(at));
      return (await append(ledger, order, codeReceived, paid)).orderNo;
    };
    for (const at of ['2031-01-01T01:00:00Z', '2015-01-01T00:00:20Z', '2026-11-22T01:00:00Z']) {
      const last = await sellAt(at);
      expect(readerQueries.lastSale(openReader(ledgerPath))?.orderNo).toBe(last);
    }
  });
});

describe('the read-only connection', () => {
  it('cannot write, whatever it is asked', async () => {
    const { ledgerPath } = await shopWith({});
    const reader = openReader(ledgerPath);
    expect(() => reader.exec("UPDATE orders SET note = 'x'")).toThrow('readonly');
    expect(() => reader.exec('PRAGMA user_version = 5')).toThrow('readonly');
  });

  it('does not make a ledger where there is none, nor read one of another schema', () => {
    const ledgerPath = temporaryLedgerPath();
    expect(() => openReadOnly(ledgerPath)).toThrow('unable to open');
    open(ledgerPath).close();
    const newer = new Database(ledgerPath);
    newer.pragma('user_version = 99');
    newer.close();
    expect(() => openReadOnly(ledgerPath)).toThrow('knows schemas up to');
  });
});

function explained(database: Database.Database, sql: string): string {
  return JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
}
