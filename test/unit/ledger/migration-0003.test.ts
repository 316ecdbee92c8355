import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { createOrder, open, openReader, temporaryLedgerPath } from './support.ts';

const lines = [
  { name: '龙井茶 50 g', quantity: 2, priceMinor: 4_800, goodsId: '6901234567892' },
  { name: '', quantity: 1, priceMinor: 2_500, goodsId: null },
];

describe('0003', () => {
  it('gives the orders that are there no lines and no discount, and changes nothing else of them', () => {
    const database = new Database(':memory:');
    migrate(database, migrations.slice(0, 2));
    database.pragma('foreign_keys = OFF');
    database.exec(`INSERT INTO orders (id, order_no, request_key, business_day, daily_number, account_id, account_name,
      gateway, wallet, merchant_id, amount_minor, currency, note, operator_name, state, scanned, refunded_minor,
      created_at, code_expires_at, updated_at, version)
      VALUES (1, 'T01_1', 'key', '2026-11-22', 1, 'shop', 'Shop', 'alipay', 'alipay', '2021', 100, 'CNY', '', '', 'paid',
      0, 0, '2026-11-22T02:30:00.000Z', '2026-11-22T02:30:00.000Z', '2026-11-22T02:30:00.000Z', 1)`);
    const before = database.prepare('SELECT * FROM orders').get() as object;
    migrate(database, migrations.slice(0, 3));
    expect(database.prepare('SELECT * FROM orders').get()).toEqual({ ...before, lines: '[]', discount_minor: 0 });
    database.close();
  });

  it('lets an order keep its lines, be found by them, and be rebuilt from its events', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const { orderNo } = await createOrder(ledger, { note: '', lines, discountMinor: 1_210, amountMinor: 10_890 });
    expect(await ledger.readOrder(orderNo)).toMatchObject({ lines, discountMinor: 1_210, amountMinor: 10_890 });
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    for (const search of ['龙井', '50 g', '龙井茶']) {
      const page = readerQueries.listOrders(reader, { search, states: null, after: null, limit: 10 });
      expect(page.orders.map((order) => order.orderNo)).toEqual([orderNo]);
    }
  });
});
