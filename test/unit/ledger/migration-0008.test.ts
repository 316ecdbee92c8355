import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { append, createOrder, morning, notification, open, openReader, paid, temporaryLedgerPath } from './support.ts';

const placesIn = (ledgerPath: string): readonly unknown[] =>
  openReader(ledgerPath).prepare('SELECT after_sequence FROM notifications ORDER BY id').pluck().all();

describe('0008', () => {
  it('puts older deliveries behind all that there is, and keeps what may not change about them', () => {
    const database = new Database(':memory:');
    migrate(database, migrations.slice(0, 7));
    database
      .prepare(
        `INSERT INTO notifications (received_at, account_id, content_type, body, verdict)
         VALUES ('2026-11-22T02:30:00.000Z', 'shop', 'text/plain', x'61', 'refused')`,
      )
      .run();
    migrate(database, migrations);
    expect(database.prepare('SELECT after_sequence FROM notifications').pluck().all()).toEqual([0]);
    const empty = "UPDATE notifications SET body = x'', purged_at = '2026-12-22T02:30:00.000Z'";
    expect(() => database.exec(empty)).toThrow('append-only');
    database.close();
  });

  it('keeps the last event when a delivery came', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await ledger.recordNotification(notification({ verdict: 'refused', orderNo: null }));
    const order = await createOrder(ledger);
    const { orderNo } = order;
    await ledger.append(orderNo, order.version, [paid], morning, notification({ orderNo }));
    await ledger.recordNotification(notification({ orderNo, verdict: 'repeated' }));
    expect(placesIn(ledgerPath)).toEqual([0, 1, 2]);
    await append(ledger, await createOrder(ledger), paid);
    expect(placesIn(ledgerPath)).toEqual([0, 1, 2]);
  });
});
