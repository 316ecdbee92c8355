/** The first half of checking a ledger: every event in its order, against the one before and what stands beside it. */
import type Database from 'better-sqlite3';
import { broken, unlessDamaged, type Broken, type ChainFault } from './chain-fault.ts';
import { genesisHash, hashEvent } from '../format/event-hash.ts';
import { commitmentIn, commitmentOf } from '../format/private-content.ts';
import { tillEventChecker } from './verify-till-event.ts';

export interface WholeChain {
  readonly kind: 'whole';
  readonly events: number;
  readonly headHash: Uint8Array;
}

const columns = [
  'e.order_no',
  'e.type',
  'e.at',
  'e.payload',
  'e.previous_hash',
  'e.hash',
  'p.salt',
  'p.content',
] as const;
/**
 * As bytes, because a text that is read from damaged bytes could pass for another; and all in one piece behind their
 * lengths, because one large value costs a fraction of eight.
 */
const rowsSql = `
  SELECT e.sequence, ${columns.map((column) => `octet_length(${column})`).join(', ')},
    CAST(${columns.map((column) => `coalesce(${column}, '')`).join(' || ')} AS BLOB)
  FROM events AS e LEFT JOIN event_private AS p ON p.sequence = e.sequence ORDER BY e.sequence`;

/** `rowsSql`: sequence, lengths in bytes, all bytes. A damaged page can hold NULL where the table allows none. */
type Row = readonly [sequence: number, ...lengths: (number | null)[], bytes: Buffer];

interface ChainRow {
  readonly sequence: number;
  readonly orderNo: Buffer | null;
  readonly type: Buffer | null;
  readonly at: Buffer | null;
  readonly payload: Buffer | null;
  readonly previousHash: Buffer | null;
  readonly hash: Buffer | null;
  readonly salt: Buffer | null;
  readonly content: Buffer | null;
}

function taken(row: Row): ChainRow {
  const bytes = row[columns.length + 1] as Buffer;
  let end = 0;
  const next = (column: number): Buffer | null => {
    const length = row[column + 1] as number | null;
    if (length === null) return null;
    end += length;
    return bytes.subarray(end - length, end);
  };
  return {
    sequence: row[0],
    orderNo: next(0),
    type: next(1),
    at: next(2),
    payload: next(3),
    previousHash: next(4),
    hash: next(5),
    salt: next(6),
    content: next(7),
  };
}

export function walkChain(database: Database.Database): WholeChain | Broken {
  let events = 0;
  return unlessDamaged(
    () => {
      let previousHash: Uint8Array = genesisHash;
      const rows = database.prepare(rowsSql).raw().iterate() as IterableIterator<Row>;
      const isRedacted = redactionFinder(database);
      const faultOfTillEvent = tillEventChecker(database);
      for (const row of rows) {
        const { sequence, orderNo, type, at, payload, salt, content, ...own } = taken(row);
        const expected = events + 1;
        const fault = (what: ChainFault): Broken => broken(sequence, what, (orderNo ?? type ?? '').toString());
        if (sequence < 1) return broken(sequence, 'sequence_gap', 'there is nothing before the first event');
        if (sequence !== expected) return broken(expected, 'sequence_gap', `found ${sequence} in its place`);
        if (own.previousHash?.equals(previousHash) !== true) return fault('previous_hash_differs');
        if (type === null || at === null || payload === null || own.hash === null) return fault('hash_differs');
        const hash = hashEvent(previousHash, { sequence, orderNo, type, at, payload });
        if (!hash.equals(own.hash)) return fault('hash_differs');
        const commitment = commitmentIn(payload);
        if (salt === null || content === null) {
          const mayBeGone = commitment === null || isRedacted(orderNo, sequence);
          if (!mayBeGone) return fault('private_content_missing');
        } else if (commitment !== commitmentOf({ salt, content })) return fault('private_content_differs');
        const tillFault = orderNo === null ? faultOfTillEvent(sequence, type.toString(), payload.toString()) : null;
        if (tillFault !== null) return fault(tillFault);
        previousHash = hash;
        events = expected;
      }
      return { kind: 'whole', events, headHash: previousHash };
    },
    () => events + 1,
  );
}

/** Whether what was said of a person there has been taken back by a later event of the order. */
function redactionFinder(database: Database.Database): (orderNo: Buffer | null, sequence: number) => boolean {
  const find = database.prepare(
    `SELECT 1 FROM events WHERE order_no = @orderNo AND type = 'personal.redacted' AND sequence > @sequence AND (
       json_extract(payload, '$.onlySequences') IS NULL
       OR EXISTS (SELECT 1 FROM json_each(payload, '$.onlySequences') WHERE value = @sequence)) LIMIT 1`,
  );
  return (orderNo, sequence) => orderNo !== null && find.get({ orderNo: orderNo.toString(), sequence }) !== undefined;
}
