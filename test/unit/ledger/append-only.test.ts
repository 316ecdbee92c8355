import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import {
  append,
  createOrder,
  morning,
  notification,
  open,
  openReader,
  paid,
  refundDone,
  refundRequested,
  temporaryLedgerPath,
} from './support.ts';

/** A ledger with something of everything in it, and a tool that opens the file past the program. */
async function written(): Promise<{
  readonly ledgerPath: string;
  readonly orderNo: string;
  readonly tool: Database.Database;
}> {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath);
  const order = await append(ledger, await createOrder(ledger), paid, refundRequested('R_1', 100), refundDone('R_1'));
  await ledger.recordNotification(notification({ orderNo: order.orderNo, body: Buffer.from('buyer=159****5620') }));
  ledger.close();
  const tool = new Database(ledgerPath);
  onTestFinished(() => {
    tool.close();
  });
  return { ledgerPath, orderNo: order.orderNo, tool };
}

describe('what has been written', () => {
  it.each([
    ["UPDATE events SET payload = json_set(payload, '$.amountMinor', 1)", 'append-only'],
    ['DELETE FROM events', 'append-only'],
    ['INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 1', 'must follow the last one'],
    [
      'INSERT INTO events SELECT 9, order_no, type, at, payload, hash, hash FROM events LIMIT 1',
      'must follow the last one',
    ],
    [
      'INSERT INTO events SELECT 5, order_no, type, at, payload, zeroblob(32), hash FROM events LIMIT 1',
      'must follow the last one',
    ],
    ["UPDATE notifications SET verdict = 'repeated'", 'append-only'],
    ["UPDATE notifications SET body = x''", 'append-only'],
    ["UPDATE notifications SET body = x'', purged_at = '2026-11-23T00:00:00.000Z'", 'append-only'],
    ['DELETE FROM notifications', 'append-only'],
    ["UPDATE event_private SET content = '{}'", 'never changes'],
    ["INSERT OR REPLACE INTO event_private SELECT sequence, salt, '{}' FROM event_private", 'no redaction'],
    ['DELETE FROM event_private', 'no redaction'],
  ])('is refused to change: %s', async (sql, message) => {
    const { tool } = await written();
    tool.pragma('recursive_triggers = ON');
    expect(() => tool.prepare(sql).run()).toThrow(message);
  });
});

describe('what an event says about a person', () => {
  it('may go once its order’s redaction is recorded, and only what was said before it', async () => {
    const { ledgerPath, orderNo, tool } = await written();
    const ledger = open(ledgerPath);
    const order = await ledger.readOrder(orderNo);
    if (order === null) throw new Error('no order');
    const other = await append(ledger, await createOrder(ledger), paid);
    const redacted = await append(ledger, order, { type: 'personal.redacted', payload: {} });
    expect(redacted.buyerHint).toBeNull();
    await append(ledger, redacted, refundRequested('R_2', 100), refundDone('R_2'));
    const rows = tool.prepare('SELECT sequence FROM event_private ORDER BY sequence').pluck();
    const sequences = rows.all() as number[];
    expect(sequences).toHaveLength(4);
    const allowed = sequences.filter((sequence) => {
      try {
        tool.prepare('DELETE FROM event_private WHERE sequence = ?').run(sequence);
        return true;
      } catch {
        // Refused by the trigger.
        return false;
      }
    });
    expect(allowed).toEqual(sequences.slice(0, 2));
    expect(rows.all()).toEqual(sequences.slice(2));

    // The chain is whole, the order is what it was, and what is gone reads as nothing.
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: 2 });
    const events = readerQueries.timeline(reader, order.orderNo).map(({ event }) => event);
    expect(events[1]).toEqual({ ...paid, payload: { ...paid.payload, evidence: null, buyerHint: null } });
    expect(events[3]?.payload).toMatchObject({ refundNo: 'R_1', evidence: null });
    expect(events.at(-1)).toEqual(refundDone('R_2'));
    expect(readerQueries.timeline(reader, other.orderNo)[1]?.event).toEqual(paid);
  });
});

describe('a delivery’s content', () => {
  const purge = "UPDATE notifications SET body = x'', purged_at = '2026-12-01T00:00:00.000Z'";

  /** @param covered whether a purge covers the delivery, by its place: that is what counts. */
  async function purgeable(covered: boolean) {
    const { ledgerPath, tool } = await written();
    const ledger = open(ledgerPath);
    const place = Number(tool.prepare('SELECT after_sequence FROM notifications').pluck().get());
    const payload = { before: '2026-11-30T00:00:00.000Z', lastSequence: covered ? place + 1 : place };
    await ledger.appendTillEvent({ type: 'inbox.purged', payload }, morning);
    return { ledger, ledgerPath, tool };
  }

  it('may go once a purge that covers it is recorded: the verdict stays', async () => {
    const { ledger, ledgerPath, tool } = await purgeable(true);
    tool.prepare(purge).run();
    expect(readerQueries.listNotifications(openReader(ledgerPath), 9)).toMatchObject([
      { isPurged: true, bodyText: '', verdict: 'applied' },
    ]);
    expect(await ledger.readNotification(1)).toBeNull();
  });

  it('may not go when the purge ends before it came', async () => {
    const { tool } = await purgeable(false);
    expect(() => tool.prepare(purge).run()).toThrow('append-only');
  });

  it.each([
    'after_sequence = 99',
    "verdict = 'repeated'",
    "received_at = '2026-11-21T02:31:00.000Z'",
    "account_id = 'another'",
    "content_type = 'text/plain'",
    'id = 7',
    'order_no = NULL',
    "problem_code = 'timeout'",
    "body = x'41'",
    'purged_at = NULL',
  ])('takes nothing else along: %s', async (change) => {
    const { tool } = await purgeable(true);
    const column = change.slice(0, change.indexOf(' '));
    const others = ["body = x''", "purged_at = '2026-12-01T00:00:00.000Z'"].filter(
      (set) => !set.startsWith(`${column} `),
    );
    expect(() => tool.prepare(`UPDATE notifications SET ${[...others, change].join(', ')}`).run()).toThrow(
      'append-only',
    );
  });

  it('goes once', async () => {
    const { tool } = await purgeable(true);
    tool.prepare(purge).run();
    expect(() => tool.prepare(purge).run()).toThrow('append-only');
  });
});
