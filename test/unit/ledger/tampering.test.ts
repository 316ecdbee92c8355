/** Someone with the file and a tool changes one thing, past triggers, checks and keys. Wherever it is, it is found. */
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashEvent } from '../../../main/ledger/format/event-hash.ts';
import { verifyChain, type ChainVerdict } from '../../../main/ledger/verify/verify-chain.ts';
import { headOf, richLedger } from './rich-ledger.ts';
import { temporaryFolder } from './support.ts';

let tool: Database.Database;
let kept: { readonly sequence: number; readonly hash: string };

beforeEach(async () => {
  const ledgerPath = await richLedger();
  kept = headOf(ledgerPath);
  tool = inMemory(ledgerPath);
  expect(verifyChain(tool, kept)).toMatchObject({ kind: 'sound' });
  return () => tool.close();
});

/** The same rows in a database of its own, with nothing left that guards them. */
function inMemory(ledgerPath: string): Database.Database {
  const copy = path.join(temporaryFolder(), 'copy.db');
  const source = new Database(ledgerPath);
  source.prepare('VACUUM INTO ?').run(copy);
  source.close();
  const database = new Database(readFileSync(copy));
  for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    database.exec(`DROP TRIGGER ${String(name)}`);
  }
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  return database;
}

/** What the check says after the change, which is then taken back. */
function verdictOf(change: () => void, keptHead?: typeof kept): ChainVerdict {
  const undo = tool.serialize();
  change();
  const verdict = verifyChain(tool, keptHead);
  tool.close();
  tool = new Database(undo);
  tool.pragma('foreign_keys = OFF');
  tool.pragma('ignore_check_constraints = ON');
  return verdict;
}

const sequences = (): readonly number[] => tool.prepare('SELECT sequence FROM events').pluck().all() as number[];

const typeOf = (sequence: number): unknown =>
  tool.prepare('SELECT type FROM events WHERE sequence = ?').pluck().get(sequence);

interface StoredBytes {
  readonly sequence: number;
  readonly bytes: Buffer | null;
}

describe.each([
  ['events', 'order_no', 'TEXT'],
  ['events', 'type', 'TEXT'],
  ['events', 'at', 'TEXT'],
  ['events', 'payload', 'TEXT'],
  ['events', 'previous_hash', 'BLOB'],
  ['events', 'hash', 'BLOB'],
  ['event_private', 'salt', 'BLOB'],
  ['event_private', 'content', 'TEXT'],
])('every byte of %s.%s', (table, column, type) => {
  it('is found at its event when it is changed', { timeout: 60_000 }, () => {
    const rows = tool.prepare(`SELECT sequence, CAST(${column} AS BLOB) AS bytes FROM ${table}`).all() as StoredBytes[];
    const set = tool.prepare(`UPDATE ${table} SET ${column} = CAST(@bytes AS ${type}) WHERE sequence = @sequence`);
    const missed: string[] = [];
    let changed = 0;
    for (const { sequence, bytes } of rows) {
      if (bytes === null) continue;
      for (const [index, byte] of bytes.entries()) {
        const other = Buffer.from(bytes);
        // Another bit each time: some make another letter, some no letter at all.
        other[index] = byte ^ (1 << ((index + sequence) % 8));
        set.run({ sequence, bytes: other });
        const verdict = verifyChain(tool);
        if (verdict.kind !== 'broken' || verdict.sequence !== sequence) missed.push(`${sequence}/${index}`);
        changed += 1;
      }
      set.run({ sequence, bytes });
    }
    expect(missed).toEqual([]);
    expect(changed).toBeGreaterThan(50);
    expect(verifyChain(tool, kept).kind).toBe('sound');
  });
});

describe('the events as a row', () => {
  it('shows an event that was taken from its order', () => {
    for (const sequence of sequences()) {
      for (const orderNo of [null, '', 'T01_20261122_0001_0000']) {
        if (orderNo === null && typeOf(sequence) === 'day.sealed') continue;
        const verdict = verdictOf(() =>
          tool.prepare('UPDATE events SET order_no = ? WHERE sequence = ?').run(orderNo, sequence),
        );
        expect(verdict).toMatchObject({ kind: 'broken', sequence });
      }
    }
  });

  it('shows which one was taken out', () => {
    for (const sequence of sequences()) {
      const verdict = verdictOf(() => {
        tool.prepare('DELETE FROM event_private WHERE sequence = ?').run(sequence);
        tool.prepare('DELETE FROM events WHERE sequence = ?').run(sequence);
      }, kept);
      const what = sequence === kept.sequence ? 'end_missing' : 'sequence_gap';
      const where = sequence === kept.sequence ? sequence - 1 : sequence;
      expect(verdict).toMatchObject({ kind: 'broken', sequence: where, what });
    }
  });

  it('shows the first of two that were exchanged', () => {
    const swap = (first: number, second: number) => {
      for (const table of ['events', 'event_private']) {
        const move = tool.prepare(`UPDATE ${table} SET sequence = ? WHERE sequence = ?`);
        for (const [to, from] of [
          [-1, first],
          [first, second],
          [second, -1],
        ] as const)
          move.run(to, from);
      }
    };
    for (const first of sequences()) {
      for (const second of sequences().filter((sequence) => sequence > first)) {
        swap(first, second);
        expect(verifyChain(tool)).toMatchObject({ kind: 'broken', sequence: first });
        swap(first, second);
      }
    }
    expect(verifyChain(tool, kept).kind).toBe('sound');
  });

  it('shows another number', { timeout: 60_000 }, () => {
    for (const sequence of sequences()) {
      for (let bit = 0; bit < 53; bit += 1) {
        const other = Number(BigInt(sequence) ^ (1n << BigInt(bit)));
        if (other >= 1 && other <= kept.sequence) continue;
        tool.prepare('UPDATE events SET sequence = ? WHERE sequence = ?').run(other, sequence);
        // A number before the first shows as itself, any other as the gap that it left.
        expect(verifyChain(tool)).toMatchObject({ kind: 'broken', sequence: other < 1 ? other : sequence });
        tool.prepare('UPDATE events SET sequence = ? WHERE sequence = ?').run(sequence, other);
      }
    }
  });

  it('shows a cut tail by the head that was kept, however well the rest was made to fit', () => {
    for (const end of [0, ...sequences()].filter((sequence) => sequence < kept.sequence)) {
      const verdict = verdictOf(() => {
        tool.prepare('DELETE FROM event_private WHERE sequence > ?').run(end);
        tool.prepare('DELETE FROM events WHERE sequence > ?').run(end);
      }, kept);
      expect(verdict).toMatchObject({ kind: 'broken', sequence: end, what: 'end_missing' });
    }
  });

  it('shows a tail that was written anew, at the head that was kept', () => {
    for (const sequence of sequences()) {
      const verdict = verdictOf(() => rewriteFrom(sequence), kept);
      expect(verdict).toMatchObject({ kind: 'broken' });
      expect(verifyChain(tool, kept).kind).toBe('sound');
    }
  });
});

/** Changes the time of an event, and every hash from there on. */
function rewriteFrom(start: number): void {
  const rows = tool.prepare('SELECT * FROM events WHERE sequence >= ?').all(start) as {
    readonly sequence: number;
    readonly order_no: string | null;
    readonly type: string;
    readonly at: string;
    readonly payload: string;
    readonly previous_hash: Buffer;
  }[];
  const save = tool.prepare('UPDATE events SET at = ?, previous_hash = ?, hash = ? WHERE sequence = ?');
  let previousHash: Uint8Array = rows[0]!.previous_hash;
  for (const row of rows) {
    const at = row.sequence === start ? row.at.replace('.000Z', '.001Z') : row.at;
    const hash = hashEvent(previousHash, { ...row, orderNo: row.order_no, at });
    save.run(at, previousHash, hash, row.sequence);
    previousHash = hash;
  }
}

describe.each(['orders', 'refunds', 'day_totals'])('every column of %s', (table) => {
  it('is found when it is changed', () => {
    const columns = tool.pragma(`table_info(${table})`) as { readonly name: string; readonly type: string }[];
    expect(columns.length).toBeGreaterThan(10);
    for (const { name, type } of columns) {
      const other = type === 'INTEGER' ? `${name} + 100` : `coalesce(${name}, '') || 'x'`;
      const first = `(SELECT ${primaryKey[table]!} FROM ${table} LIMIT 1)`;
      const verdict = verdictOf(() =>
        tool.exec(`UPDATE ${table} SET ${name} = ${other} WHERE ${primaryKey[table]!} = ${first}`),
      );
      expect(verdict, name).toMatchObject({ kind: 'broken' });
    }
  });
});

const primaryKey: Readonly<Record<string, string>> = {
  orders: 'id',
  refunds: 'refund_no',
  day_totals: 'business_day || account_id || wallet || currency',
};
