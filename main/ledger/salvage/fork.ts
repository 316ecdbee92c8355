/** Where a file's chain and another ledger's go different ways. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { SalvageSource } from './salvage-source.ts';

/** The last event that a file has in common with the new ledger; its head where nothing tells that it went another way. */
export function forkOf(source: SalvageSource, database: Database.Database, headSequence: number): number {
  const hashOf = database.prepare('SELECT hash FROM events WHERE sequence = ?').pluck();
  let fork = headSequence;
  for (let sequence = Math.min(headSequence, source.lastSequence()); sequence > 0; sequence -= 1) {
    const hash = z.instanceof(Uint8Array).parse(hashOf.get(sequence));
    const comparison = source.compare(sequence, hash);
    if (comparison === 'same') break;
    if (comparison === 'other') fork = sequence - 1;
  }
  return fork;
}
