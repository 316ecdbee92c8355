/** The first half of checking a ledger: every event in its order, against the one before and what stands beside it. */
import type Database from 'better-sqlite3';
import { broken, unlessDamaged, type Broken, type ChainFault } from './chain-fault.ts';
import { genesisHash, hashEvent } from './event-hash.ts';
import { commitmentIn, commitmentOf } from './private-content.ts';
import { tillEventChecker } from './verify-till-event.ts';

export interface WholeChain {
  readonly kind: 'whole';
  readonly events: number;
  readonly headHash: Uint8Array;
}

/** As bytes, because a text that is read from damaged bytes could pass for another. */
const rowsSql = `
  SELECT e.sequence, CAST(e.order_no AS BLOB), CAST(e.type AS BLOB), CAST(e.at AS BLOB), CAST(e.payload AS BLOB),
    CAST(e.previous_hash AS BLOB), CAST(e.hash AS BLOB), CAST(p.salt AS BLOB), CAST(p.content AS BLOB)
  FROM events AS e LEFT JOIN event_private AS p ON p.sequence = e.sequence ORDER BY e.sequence`;

/** The columns of `rowsSql`. A damaged page can hold NULL where the table allows none. */
type Row = readonly [
  sequence: number,
  orderNo: Buffer | null,
  type: Buffer | null,
  at: Buffer | null,
  payload: Buffer | null,
  previousHash: Buffer | null,
  hash: Buffer | null,
  salt: Buffer | null,
  content: Buffer | null,
];

export function walkChain(database: Database.Database): WholeChain | Broken {
  let events = 0;
  return unlessDamaged(
    () => {
      let previousHash: Uint8Array = genesisHash;
      const rows = database.prepare(rowsSql).raw().iterate() as IterableIterator<Row>;
      const isRedacted = redactionFinder(database);
      const faultOfTillEvent = tillEventChecker(database);
      for (const [sequence, orderNo, type, at, payload, ownPreviousHash, ownHash, salt, content] of rows) {
        const expected = events + 1;
        const fault = (what: ChainFault): Broken => broken(sequence, what, (orderNo ?? type ?? '').toString());
        if (sequence < 1) return broken(sequence, 'sequence_gap', 'there is nothing before the first event');
        if (sequence !== expected) return broken(expected, 'sequence_gap', `found ${sequence} in its place`);
        if (ownPreviousHash?.equals(previousHash) !== true) return fault('previous_hash_differs');
        if (type === null || at === null || payload === null || ownHash === null) return fault('hash_differs');
        const hash = hashEvent(previousHash, { sequence, orderNo, type, at, payload });
        if (!hash.equals(ownHash)) return fault('hash_differs');
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

/** Whether all that was said of a person up to there has been taken back by a later event of the order. */
function redactionFinder(database: Database.Database): (orderNo: Buffer | null, sequence: number) => boolean {
  const find = database.prepare(
    "SELECT 1 FROM events WHERE order_no = ? AND type = 'personal.redacted' AND sequence > ? LIMIT 1",
  );
  return (orderNo, sequence) => orderNo !== null && find.get(orderNo.toString(), sequence) !== undefined;
}
