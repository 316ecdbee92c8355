import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { createOrder, open, openReader, temporaryLedgerPath } from './support.ts';

describe('0004', () => {
  it('says of every order that is there that the shop showed the code, and changes nothing else', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    ledger.close();
    // The newest schema’s row without what came later, in a file of the step before.
    const source = new Database(ledgerPath);
    const { way, ...before } = source.prepare('SELECT * FROM orders').get() as Record<string, unknown>;
    source.close();
    expect(way).toBe('transaction_code');
    const database = new Database(':memory:');
    migrate(database, migrations.slice(0, 3));
    database.pragma('foreign_keys = OFF');
    const names = (database.pragma('table_info(orders)') as { name: string }[]).map(({ name }) => name);
    const row = Object.fromEntries(names.map((name) => [name, before[name]]));
    database
      .prepare(`INSERT INTO orders (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
      .run(row);
    migrate(database, migrations.slice(0, 4));
    expect(database.prepare('SELECT * FROM orders').get()).toEqual({ ...row, way: 'transaction_code' });
    database.close();
  });

  it('lets an order say that the customer showed it, in rows and events alike', async () => {
    const ledgerPath = temporaryLedgerPath();
    const { orderNo } = await createOrder(open(ledgerPath), { way: 'customer_code' });
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    expect(readerQueries.timeline(reader, orderNo)[0]?.event.payload).toMatchObject({ way: 'customer_code' });
  });
});
