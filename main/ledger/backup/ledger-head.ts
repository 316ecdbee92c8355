/** How far a ledger reaches, and whether another one goes on from there: by the chain, which no clock can mislead. */
import Database from 'better-sqlite3';
import * as z from 'zod';
import { genesisHash } from '../format/event-hash.ts';
import type { Reach } from '../file/ledger-folder.ts';
import type { KeptHead } from '../format/kept-head.ts';

/** Where a ledger ends. */
export type LedgerHead = KeptHead & Reach;

const rowSchema = z.object({ sequence: z.int(), hash: z.instanceof(Uint8Array) }).optional();

/** @throws what SQLite throws. */
export function headOf(database: Database.Database): LedgerHead {
  const row = database.prepare('SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1').get();
  const { sequence, hash } = rowSchema.parse(row) ?? { sequence: 0, hash: genesisHash };
  const deliveries = z.int().parse(database.prepare('SELECT coalesce(max(id), 0) FROM notifications').pluck().get());
  return { sequence, hash: Buffer.from(hash).toString('hex'), deliveries };
}

/** Reads a file that is in need of no other, of whatever version; `null` where it cannot be read. */
export function lookInto<Result>(file: string, look: (database: Database.Database) => Result): Result | null {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return look(database);
    } finally {
      database.close();
    }
  } catch {
    // Damaged, or no ledger at all: nothing is known of it.
    return null;
  }
}
