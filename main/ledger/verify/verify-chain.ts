/** Checks the whole ledger against itself: the hash chain first, then every order against its events. */
import type Database from 'better-sqlite3';
import { isBalanced } from '../../domain/totals.ts';
import { broken, unlessDamaged, type Broken } from './chain-fault.ts';
import { genesisHash } from '../format/event-hash.ts';
import type { KeptHead } from '../format/kept-head.ts';
import type { TotalsByCurrency } from './verify-totals.ts';
import { walkChain, type WholeChain } from './walk-chain.ts';
import { walkOrders } from './walk-orders.ts';

export interface SoundLedger {
  readonly kind: 'sound';
  readonly events: number;
  readonly orders: number;
  /** Hex of the last hash. Kept elsewhere, it also proves that nothing was cut off at the end. */
  readonly headHash: string;
  /** What all orders add up to; only currencies in which something was charged. */
  readonly totals: TotalsByCurrency;
}

export type ChainVerdict = SoundLedger | Broken;

/**
 * Walks one state of the ledger with constant memory. Reads everything: for a worker, not for the main thread.
 * @param keptHead is held against the ledger too: only so is it found that the end was cut off.
 * @throws when SQLite cannot read for another reason than damage.
 */
export function verifyChain(database: Database.Database, keptHead?: KeptHead): ChainVerdict {
  database.exec('BEGIN');
  try {
    return verifyState(database, keptHead);
  } finally {
    // Not a COMMIT: after it has met damage, SQLite refuses even that of a transaction that only read.
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function verifyState(database: Database.Database, keptHead: KeptHead | undefined): ChainVerdict {
  const chain = walkChain(database);
  if (chain.kind === 'broken') return chain;
  const headFault = keptHead === undefined ? null : faultOfHead(database, chain, keptHead);
  if (headFault !== null) return headFault;
  const projection = walkOrders(database);
  if (projection.kind === 'broken') return projection;
  const { events } = chain;
  const { orders, totals } = projection;
  return unlessDamaged(
    (): ChainVerdict => {
      const reference = brokenReference(database);
      if (reference !== null) return broken(events, 'reference_broken', reference);
      const line = totals.differenceIn(database);
      if (line !== null) return broken(events, 'totals_differ', line);
      for (const [currency, sums] of Object.entries(totals.byCurrency)) {
        if (!isBalanced(sums)) return broken(events, 'money_unbalanced', currency);
      }
      return { kind: 'sound', events, orders, headHash: hexOf(chain.headHash), totals: totals.byCurrency };
    },
    () => events,
  );
}

function faultOfHead(database: Database.Database, { events }: WholeChain, kept: KeptHead): Broken | null {
  if (kept.sequence > events) return broken(events, 'end_missing', `the head kept is that of event ${kept.sequence}`);
  const hash =
    kept.sequence === 0
      ? genesisHash
      : (database.prepare('SELECT hash FROM events WHERE sequence = ?').pluck().get(kept.sequence) as Uint8Array);
  return hexOf(hash) === kept.hash
    ? null
    : broken(kept.sequence, 'head_differs', `the ledger has ${hexOf(hash)} there`);
}

/** The table with the first row that refers to nothing; `null` when there is none. */
function brokenReference(database: Database.Database): string | null {
  const rows = database.pragma('foreign_key_check') as { readonly table: string }[];
  return rows[0]?.table ?? null;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
