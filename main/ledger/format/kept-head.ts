/** A head of the chain that somebody has kept outside the ledger, and whether a ledger comes through it. */
import type Database from 'better-sqlite3';

export interface KeptHead {
  /** 0 for the head of an empty ledger. */
  readonly sequence: number;
  /** Lower-case hex. */
  readonly hash: string;
  /** Number of the last delivery in the inbox, where that is known; it stands in no chain. */
  readonly deliveries?: number | undefined;
}

/** @throws what SQLite throws. */
export function isOnChain(database: Database.Database, { sequence, hash }: KeptHead): boolean {
  if (sequence === 0) return true;
  const found = database.prepare('SELECT hash FROM events WHERE sequence = ?').pluck().get(sequence);
  return found instanceof Uint8Array && Buffer.from(found).toString('hex') === hash;
}
