import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { createOrder, open, openReader, temporaryLedgerPath } from './support.ts';

describe('0006', () => {
  it('says of no older order which installation made it, and gives the ledger one for its next', async () => {
    const database = new Database(':memory:');
    migrate(database, migrations.slice(0, 5));
    database.pragma('foreign_keys = OFF');
    const names = (database.pragma('table_info(orders)') as { name: string }[]).map(({ name }) => name);
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const { installationId } = await createOrder(ledger);
    ledger.close();
    const source = new Database(ledgerPath);
    const before = source.prepare(`SELECT ${names.join(', ')} FROM orders`).get() as Record<string, unknown>;
    source.close();
    database
      .prepare(`INSERT INTO orders (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
      .run(before);
    migrate(database, migrations);
    expect(database.prepare('SELECT * FROM orders').get()).toMatchObject({ ...before, installation_id: null });
    database.close();
    expect(installationId).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it('keeps the installation in rows and events alike', async () => {
    const ledgerPath = temporaryLedgerPath();
    const { orderNo, installationId } = await createOrder(open(ledgerPath));
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    expect(readerQueries.timeline(reader, orderNo)[0]?.event.payload).toMatchObject({ installationId });
    expect(readerQueries.readOrder(reader, orderNo)).toMatchObject({ installationId });
  });
});
