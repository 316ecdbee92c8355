import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { applyEvent } from '../../../../main/domain/order-lifecycle.ts';
import { genesisHash, hashEvent } from '../../../../main/ledger/format/event-hash.ts';
import { EventTables } from '../../../../main/ledger/write/event-tables.ts';
import { orderColumns, orderFromRow } from '../../../../main/ledger/format/order-row.ts';
import { splitEvent } from '../../../../main/ledger/format/private-content.ts';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import type { ChainVerdict } from '../../../../main/ledger/verify/verify-chain.ts';
import {
  append,
  codeReceived,
  createOrder,
  open,
  openReader,
  paid,
  refundDone,
  refundRequested,
  temporaryLedgerPath,
} from '../support.ts';

/**
 * Two orders, interleaved: events 1, 3, 5 belong to the first, 2 and 4 to the second. Then someone with the file
 * and a tool does `sql`, past triggers and keys.
 */
async function verdictAfter(tamper: (database: Database.Database) => void): Promise<ChainVerdict> {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath);
  const first = await createOrder(ledger);
  const second = await createOrder(ledger);
  const firstShown = await append(ledger, first, codeReceived);
  await append(ledger, second, codeReceived);
  await append(ledger, firstShown, paid);
  ledger.close();
  const tool = new Database(ledgerPath);
  tool.pragma('foreign_keys = OFF');
  tool.exec('DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; DROP TRIGGER events_follow_on;');
  tool.exec('DROP TRIGGER event_private_never_changes; DROP TRIGGER event_private_goes_after_its_redaction;');
  tamper(tool);
  tool.close();
  return readerQueries.verifyChain(openReader(ledgerPath));
}

function verdictAfterSql(sql: string): Promise<ChainVerdict> {
  return verdictAfter((database) => database.exec(sql));
}

describe('checking the ledger', () => {
  it('finds an untouched one sound and tells its last hash', async () => {
    let head = '';
    const verdict = await verdictAfter((database) => {
      head = String(database.prepare('SELECT lower(hex(hash)) FROM events WHERE sequence = 5').pluck().get());
    });
    const totals = {
      CNY: {
        chargedCount: 2,
        chargedMinor: 2468,
        paidCount: 1,
        paidMinor: 1234,
        openCount: 1,
        openMinor: 1234,
        closedCount: 0,
        closedMinor: 0,
        refundedMinor: 0,
      },
    };
    expect(verdict).toEqual({ kind: 'sound', events: 5, orders: 2, headHash: head, totals });
  });

  it('finds an empty one sound', () => {
    const ledgerPath = temporaryLedgerPath();
    open(ledgerPath);
    const headHash = '0'.repeat(64);
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toEqual({
      kind: 'sound',
      events: 0,
      orders: 0,
      headHash,
      totals: {},
    });
  });

  it.each([
    ["UPDATE events SET payload = replace(payload, '1499', '1498') WHERE sequence = 5", 5, 'hash_differs'],
    ["UPDATE event_private SET content = replace(content, '159', '158')", 5, 'private_content_differs'],
    ['UPDATE event_private SET salt = zeroblob(16)', 5, 'private_content_differs'],
    ['DELETE FROM event_private', 5, 'private_content_missing'],
    ["INSERT INTO event_private VALUES (1, zeroblob(16), '{}')", 1, 'private_content_differs'],
    ["INSERT INTO event_private VALUES (99, zeroblob(16), '{}')", 5, 'reference_broken'],
    ['UPDATE day_totals SET paid_minor = paid_minor + 1, charged_minor = charged_minor + 1', 5, 'totals_differ'],
    ['DELETE FROM day_totals', 5, 'totals_differ'],
    ["UPDATE events SET payload = replace(payload, '1234', '1') WHERE sequence = 2", 2, 'hash_differs'],
    ["UPDATE events SET at = '2026-11-22T02:30:00.001Z' WHERE sequence = 3", 3, 'hash_differs'],
    ["UPDATE events SET type = 'payment.closed' WHERE sequence = 5", 5, 'hash_differs'],
    [
      'UPDATE events SET order_no = (SELECT order_no FROM events WHERE sequence = 2) WHERE sequence = 3',
      3,
      'hash_differs',
    ],
    ['UPDATE events SET hash = zeroblob(32) WHERE sequence = 4', 4, 'hash_differs'],
    ['UPDATE events SET previous_hash = zeroblob(32) WHERE sequence = 4', 4, 'previous_hash_differs'],
    ['DELETE FROM events WHERE sequence = 3', 3, 'sequence_gap'],
    ['DELETE FROM events WHERE sequence = 1', 1, 'sequence_gap'],
    ["UPDATE orders SET state = 'refunded' WHERE version = 5", 5, 'order_differs'],
    ['UPDATE orders SET amount_minor = 1 WHERE version = 4', 4, 'order_differs'],
    ['UPDATE orders SET id = 9 WHERE version = 4', 4, 'order_differs'],
    ['DELETE FROM events WHERE sequence = 5', 3, 'order_differs'],
    ['DELETE FROM orders WHERE version = 5', 5, 'order_missing'],
    [
      `CREATE TEMP TABLE copy AS SELECT * FROM orders WHERE version = 5;
       UPDATE copy SET id = 77, order_no = 'forged', request_key = 'forged', daily_number = 99;
       INSERT INTO orders SELECT * FROM copy;`,
      77,
      'order_without_events',
    ],
  ])('finds where it was broken: %s', async (sql, sequence, what) => {
    expect(await verdictAfterSql(sql)).toMatchObject({ kind: 'broken', sequence, what });
  });

  it('finds the exchanged event even when its own hash was made to fit', async () => {
    const verdict = await verdictAfter((database) => {
      rewrite(database, 2, (payload) => payload.replace('1234', '1'));
    });
    expect(verdict).toMatchObject({ kind: 'broken', sequence: 3, what: 'previous_hash_differs' });
  });

  it('finds a false last event in the orders, though the chain was made to fit', async () => {
    const verdict = await verdictAfter((database) => {
      rewrite(database, 5, (payload) => payload.replace('2026112222001499', '2026112222001498'));
    });
    expect(verdict).toMatchObject({ kind: 'broken', sequence: 5, what: 'order_differs' });
  });

  it('finds an event that makes no sense, though the chain was made to fit', async () => {
    const verdict = await verdictAfter((database) => {
      rewrite(database, 5, (payload) =>
        JSON.stringify({ private: (JSON.parse(payload) as { private: string }).private }),
      );
    });
    expect(verdict).toMatchObject({ kind: 'broken', sequence: 5, what: 'event_not_understood' });
  });

  it('finds that more went back than was paid, though chain, order and sums were made to fit', async () => {
    const verdict = await verdictAfter((database) => {
      database.pragma('ignore_check_constraints = ON');
      const tables = new EventTables(database);
      const before = orderFromRow(database.prepare(`SELECT ${orderColumns} FROM orders AS o WHERE version = 5`).get());
      const refund = [refundRequested('R_1', before.amountMinor + 1), refundDone('R_1')];
      const after = refund.reduce((order, event) => {
        const sequence = tables.append(order.orderNo, event.type, order.updatedAt, splitEvent(event));
        return applyEvent(order, event, order.updatedAt, sequence);
      }, before);
      tables.project(1, before, after);
    });
    expect(verdict).toMatchObject({ kind: 'broken', sequence: 7, what: 'money_unbalanced' });
  });
});

function rewrite(database: Database.Database, sequence: number, change: (payload: string) => string): void {
  const row = database.prepare('SELECT * FROM events WHERE sequence = ?').get(sequence) as {
    order_no: string;
    type: string;
    at: string;
    payload: string;
    previous_hash: Buffer;
  };
  const payload = change(row.payload);
  const hash = hashEvent(sequence === 1 ? genesisHash : row.previous_hash, {
    ...row,
    sequence,
    orderNo: row.order_no,
    payload,
  });
  database.prepare('UPDATE events SET payload = ?, hash = ? WHERE sequence = ?').run(payload, hash, sequence);
}
