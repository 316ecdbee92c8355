import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashEvent } from '../../../../main/ledger/format/event-hash.ts';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import { salvageLedger, type SalvageOutcome, type SalvageReport } from '../../../../main/ledger/salvage/salvage.ts';
import { verifyChain } from '../../../../main/ledger/verify/verify-chain.ts';
import { sealDay, headOf, richLedger } from '../rich-ledger.ts';
import {
  append,
  codeReceived,
  createOrder,
  open,
  openReader,
  paid,
  temporaryFolder,
  temporaryLedgerPath,
} from '../support.ts';

const at = new Date('2026-11-23T08:00:00.000Z');

function salvage(
  from: string,
  backup: string | null = null,
): { readonly outcome: SalvageOutcome; readonly to: string } {
  const to = path.join(temporaryFolder(), 'new.sqlite3');
  const bytes = () => [from, backup].map((file) => (file === null || !existsSync(file) ? null : readFileSync(file)));
  const before = bytes();
  const outcome = salvageLedger({ from, to, backup, at });
  expect(bytes()).toEqual(before);
  // Nothing but the new ledger itself, under its name or not at all.
  expect(readdirSync(path.dirname(to))).toEqual(outcome.kind === 'salvaged' ? ['new.sqlite3'] : []);
  return { outcome, to };
}

function reportOf({ outcome }: ReturnType<typeof salvage>): SalvageReport {
  if (outcome.kind !== 'salvaged') throw new Error(JSON.stringify(outcome));
  return outcome.report;
}

/** A copy in which somebody with a tool has done `sql`, past triggers, checks and keys. */
function copyWith(file: string, sql: string): string {
  const copy = path.join(temporaryFolder(), 'damaged.sqlite3');
  copyFileSync(file, copy);
  const tool = new Database(copy);
  for (const name of tool.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    tool.exec(`DROP TRIGGER ${String(name)}`);
  }
  tool.exec(`PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ${sql}`);
  tool.close();
  return copy;
}

function rowsOf(file: string, sql: string): readonly unknown[] {
  const reader = new Database(file, { readonly: true });
  try {
    return reader.prepare(sql).all();
  } finally {
    reader.close();
  }
}

const projections = ['orders', 'refunds', 'day_totals'];
const everything = [...projections, 'events', 'event_private', 'notifications'];

describe('a salvage', () => {
  it('of a whole ledger makes the same again, and says what it is', async () => {
    const from = await richLedger();
    const ran = salvage(from);
    const { sequence, hash } = headOf(from);
    expect(reportOf(ran)).toMatchObject({ headSequence: sequence, eventsFromBackup: 0, deliveriesLost: 0, lost: null });
    for (const table of everything) {
      const limit = table === 'events' ? ` WHERE sequence <= ${sequence}` : '';
      expect(rowsOf(ran.to, `SELECT * FROM ${table}${limit}`)).toEqual(rowsOf(from, `SELECT * FROM ${table}`));
    }
    const [{ lastDeliveryId }] = rowsOf(from, 'SELECT max(id) AS lastDeliveryId FROM notifications') as [
      { readonly lastDeliveryId: number },
    ];
    const restored = { from: 'salvage', fileName: 'ledger.db', headSequence: sequence, headHash: hash, lastDeliveryId };
    expect(rowsOf(ran.to, `SELECT order_no, type, at, payload FROM events WHERE sequence > ${sequence}`)).toEqual([
      {
        order_no: null,
        type: 'ledger.restored',
        at: at.toISOString(),
        payload: JSON.stringify(restored),
      },
    ]);
    expect(verifyChain(openReader(ran.to), { sequence, hash })).toMatchObject({ kind: 'sound' });
  });

  it('makes a ledger that a till goes on with, and in which everything is found', async () => {
    const { to } = salvage(await richLedger());
    const ledger = open(to);
    const order = await append(ledger, await createOrder(ledger, { note: 'after the flood' }), codeReceived, paid);
    const reader = openReader(to);
    expect(verifyChain(reader)).toMatchObject({ kind: 'sound' });
    const found = (search: string) =>
      readerQueries.listOrders(reader, { search, states: null, after: null, limit: 9 }).orders.map(({ note }) => note);
    expect(found('flood')).toEqual([order.note]);
    expect(found('奶茶')).toEqual(['奶茶 two']);
  });

  it.each([1, 2, 7, 16, 17])('computes orders, refunds, sums and search anew, whatever they say: %d', async (seed) => {
    const from = await richLedger();
    const damaged = copyWith(
      from,
      `UPDATE orders SET amount_minor = ${seed}, state = 'paid'; DELETE FROM refunds; DELETE FROM day_totals;
       INSERT INTO order_search (order_search) VALUES ('delete-all');`,
    );
    const ran = salvage(damaged);
    expect(reportOf(ran).lost).toBeNull();
    for (const table of projections) {
      expect(rowsOf(ran.to, `SELECT * FROM ${table}`)).toEqual(rowsOf(from, `SELECT * FROM ${table}`));
    }
  });

  it.each(['DELETE FROM events WHERE sequence = 8', "UPDATE events SET payload = 'no JSON' WHERE sequence = 8"])(
    'ends before the first event that cannot be proven, and says what is missing: %s',
    async (sql) => {
      const from = await richLedger();
      const { sequence } = headOf(from);
      const ran = salvage(copyWith(from, sql));
      const { lost, headSequence, ledger } = reportOf(ran);
      expect(headSequence).toBe(7);
      expect(ledger.events).toBe(8);
      const changed = rowsOf(from, 'SELECT DISTINCT order_no AS orderNo FROM events WHERE sequence > 7 ORDER BY 1');
      const known = rowsOf(from, 'SELECT DISTINCT order_no AS orderNo FROM events WHERE sequence <= 7');
      expect(lost).toMatchObject({ fromSequence: 8, toSequence: sequence });
      const names = (changed as { orderNo: string | null }[]).flatMap(({ orderNo }) => orderNo ?? []);
      expect(lost!.orders.map(({ orderNo }) => orderNo)).toEqual(names);
      for (const { orderNo, isKnown, listed } of lost!.orders) {
        expect(isKnown).toBe(known.some((row) => (row as { orderNo: string }).orderNo === orderNo));
        expect(listed).toMatchObject({ orderNo });
      }
      expect(lost!.orders.map(({ isKnown }) => isKnown)).toContain(false);
    },
  );

  it('takes from a backup what is missing, and goes on with the ledger’s own events', async () => {
    const from = await richLedger();
    const { sequence } = headOf(from);
    const hole =
      "DELETE FROM events WHERE sequence IN (5, 8); UPDATE events SET at = '2026-11-22T02:30:00.999Z' WHERE sequence = 11;";
    const backup = copyWith(from, `DELETE FROM events WHERE sequence > 12`);
    const ran = salvage(copyWith(from, hole), backup);
    expect(reportOf(ran)).toMatchObject({ headSequence: sequence, eventsFromBackup: 3, lost: null });
    for (const table of projections) {
      expect(rowsOf(ran.to, `SELECT * FROM ${table}`)).toEqual(rowsOf(from, `SELECT * FROM ${table}`));
    }
  });

  it('takes nothing from the backup of another ledger', async () => {
    const damaged = copyWith(await richLedger(), 'DELETE FROM events WHERE sequence = 8');
    expect(reportOf(salvage(damaged, await richLedger()))).toMatchObject({ headSequence: 7, eventsFromBackup: 0 });
  });

  it('takes the true event, not a forged one that the next does not hang on', async () => {
    const from = await richLedger();
    const forged = copyWith(from, 'SELECT 1');
    forge(forged, 8, ({ at: time }) => ({ at: time.replace('.000Z', '.001Z') }));
    // Alone, nothing tells that the eighth is forged but the ninth.
    expect(reportOf(salvage(forged))).toMatchObject({ headSequence: 8, lost: { fromSequence: 9 } });
    expect(reportOf(salvage(forged, from))).toMatchObject({ eventsFromBackup: 1, lost: null });
  });

  it('mends a hash that only the next event knows', async () => {
    const from = await richLedger();
    const ran = salvage(copyWith(from, 'UPDATE events SET hash = zeroblob(32) WHERE sequence = 6'));
    expect(reportOf(ran)).toMatchObject({ lost: null });
    expect(rowsOf(ran.to, 'SELECT * FROM events WHERE sequence = 6')).toEqual(
      rowsOf(from, 'SELECT * FROM events WHERE sequence = 6'),
    );
  });

  it('ends before a day that was sealed with a wrong signature', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    await sealDay(ledger, ledgerPath);
    ledger.close();
    const damaged = copyWith(ledgerPath, 'SELECT 1');
    forge(damaged, 2, ({ payload }) => ({ payload: payload.replace('2026-11-22', '2026-11-21') }));
    expect(reportOf(salvage(damaged))).toMatchObject({ headSequence: 1, lost: { fromSequence: 2 } });
  });

  it('records what was said of persons as taken out where it cannot be read, unless a backup has it', async () => {
    const from = await richLedger();
    const { sequence } = headOf(from);
    const damaged = copyWith(from, "UPDATE event_private SET content = '{}' WHERE sequence = 3");
    const ran = salvage(damaged);
    expect(reportOf(ran)).toMatchObject({ ordersRedacted: 1, lost: null, headSequence: sequence });
    expect(rowsOf(ran.to, `SELECT type FROM events WHERE sequence > ${sequence}`)).toEqual([
      { type: 'personal.redacted' },
      { type: 'ledger.restored' },
    ]);
    const helped = salvage(damaged, from);
    expect(reportOf(helped)).toMatchObject({ ordersRedacted: 0, eventsFromBackup: 0 });
    expect(rowsOf(helped.to, 'SELECT * FROM event_private')).toEqual(rowsOf(from, 'SELECT * FROM event_private'));
  });

  it('takes the deliveries that can be read, purged ones too', async () => {
    const from = await richLedger();
    const damaged = copyWith(
      from,
      "UPDATE notifications SET verdict = 'nonsense' WHERE id = 1; UPDATE notifications SET body = x'', purged_at = received_at WHERE id = 2",
    );
    const ran = salvage(damaged);
    expect(reportOf(ran)).toMatchObject({ deliveries: 1, deliveriesLost: 1 });
    expect(rowsOf(ran.to, 'SELECT * FROM notifications')).toEqual(
      rowsOf(damaged, 'SELECT * FROM notifications WHERE id = 2'),
    );
    expect(reportOf(salvage(damaged, from))).toMatchObject({ deliveries: 2, deliveriesLost: 0 });
  });

  it('reads what the power cut left in the write-ahead log', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await append(ledger, await createOrder(ledger), codeReceived);
    const left = path.join(temporaryFolder(), 'left.sqlite3');
    for (const part of ['', '-wal']) copyFileSync(ledgerPath + part, left + part);
    const { outcome } = salvage(left);
    expect(outcome).toMatchObject({ kind: 'salvaged', report: { headSequence: 2, lost: null } });
  });
});

/** Pages of a large table, damaged one after the other. */
describe('a salvage of a file with a page of nonsense', () => {
  const pageBytes = 4096;

  async function largerLedger(): Promise<string> {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    for (let count = 0; count < 15; count += 1) {
      await append(ledger, await createOrder(ledger, { note: `${count} teas` }), codeReceived, paid);
    }
    ledger.close();
    return ledgerPath;
  }

  it('saves all of it when only the beginning is destroyed, or the way to the events', async () => {
    const from = await largerLedger();
    const { sequence } = headOf(from);
    const whole = readFileSync(from);
    const root = Number(
      rowsOf(from, "SELECT rootpage FROM sqlite_schema WHERE name = 'events'").map(
        (row) => (row as { rootpage: number }).rootpage,
      )[0],
    );
    for (const [first, last] of [
      [0, 100],
      [0, pageBytes],
      [(root - 1) * pageBytes, root * pageBytes],
    ] as const) {
      const damaged = path.join(temporaryFolder(), 'damaged.sqlite3');
      writeFileSync(damaged, Buffer.from(whole).fill(0, first, last));
      const ran = salvage(damaged);
      expect(reportOf(ran)).toMatchObject({ headSequence: sequence, lost: null, ordersRedacted: 0, deliveriesLost: 0 });
      for (const table of projections) {
        expect(rowsOf(ran.to, `SELECT * FROM ${table}`)).toEqual(rowsOf(from, `SELECT * FROM ${table}`));
      }
    }
  });

  it('saves all up to the page, and all of it with a backup', { timeout: 120_000 }, async () => {
    const from = await largerLedger();
    const { sequence } = headOf(from);
    const whole = readFileSync(from);
    const pages = rowsOf(from, "SELECT pageno FROM dbstat WHERE name IN ('sqlite_schema', 'events', 'event_private')");
    const saved: number[] = [];
    for (const { pageno } of pages as { readonly pageno: number }[]) {
      const damaged = path.join(temporaryFolder(), 'damaged.sqlite3');
      writeFileSync(damaged, Buffer.from(whole).fill(0xa5, (pageno - 1) * pageBytes, pageno * pageBytes));
      const { outcome } = salvage(damaged);
      const last = outcome.kind === 'salvaged' ? outcome.report.headSequence : 0;
      saved.push(last);
      if (last === sequence) continue;
      if (outcome.kind === 'salvaged') expect(outcome.report.lost).toMatchObject({ fromSequence: last + 1 });
      expect(reportOf(salvage(damaged, from))).toMatchObject({ headSequence: sequence, lost: null });
    }
    // The schema and the way to the events are not needed; of the events, each page is the end of what is proven.
    expect(saved.filter((last) => last === sequence).length).toBeGreaterThan(3);
    expect(new Set(saved).size).toBeGreaterThan(5);
  });
});

describe('a salvage makes nothing', () => {
  it('where something is already', async () => {
    const from = await richLedger();
    const to = path.join(temporaryFolder(), 'there.sqlite3');
    writeFileSync(to, 'precious');
    expect(salvageLedger({ from, to, backup: null, at })).toEqual({ kind: 'target_exists' });
    expect(readFileSync(to, 'utf8')).toBe('precious');
  });

  it('of what is no ledger, and says which file it is', async () => {
    const from = await richLedger();
    const none = path.join(temporaryFolder(), 'none');
    expect(salvage(none).outcome).toMatchObject({ kind: 'unusable', file: 'from', what: 'missing' });
    expect(existsSync(none)).toBe(false);
    expect(salvage(from, none).outcome).toMatchObject({ kind: 'unusable', file: 'backup', what: 'missing' });
    const text = path.join(temporaryFolder(), 'letter.txt');
    writeFileSync(text, 'Dear shop,');
    expect(salvage(text).outcome).toMatchObject({ kind: 'unusable', file: 'from', what: 'not_a_ledger' });
  });

  it('when not even the first event can be proven', async () => {
    const damaged = copyWith(await richLedger(), 'DELETE FROM events WHERE sequence = 1');
    expect(salvage(damaged).outcome).toEqual({ kind: 'nothing_readable' });
  });

  it('in a folder that is not there', async () => {
    const to = path.join(temporaryFolder(), 'nowhere', 'new.sqlite3');
    expect(salvageLedger({ from: await richLedger(), to, backup: null, at })).toMatchObject({ kind: 'failed' });
  });
});

interface EventRow {
  readonly order_no: string | null;
  readonly type: string;
  readonly at: string;
  readonly payload: string;
  readonly previous_hash: Buffer;
}

/** Changes one event, and its hash with it, past the triggers. */
function forge(file: string, sequence: number, change: (row: EventRow) => Partial<EventRow>): void {
  const tool = new Database(file);
  const before = tool.prepare('SELECT * FROM events WHERE sequence = ?').get(sequence) as EventRow;
  const row = { ...before, ...change(before), sequence };
  const hash = hashEvent(row.previous_hash, { ...row, orderNo: row.order_no });
  tool
    .prepare('UPDATE events SET at = @at, payload = @payload, hash = @hash WHERE sequence = @sequence')
    .run({ at: row.at, payload: row.payload, hash, sequence });
  tool.close();
}
