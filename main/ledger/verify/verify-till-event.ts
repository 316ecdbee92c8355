/** Checks what the ledger says of itself: that it is understood, signed as it says, and names heads that are its own. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import type { TillEvent } from '../../domain/till-event.ts';
import { genesisHash } from '../format/event-hash.ts';
import { parseStoredTillEvent } from '../format/event-schema.ts';
import { isSignatureGood } from '../format/signed-head.ts';

export type TillEventFault = 'event_not_understood' | 'signature_wrong' | 'head_differs';

/** For a walk that has already checked every event before the one that it asks about. */
export function tillEventChecker(
  database: Database.Database,
): (sequence: number, type: string, payload: string) => TillEventFault | null {
  const hashOf = database.prepare('SELECT hash FROM events WHERE sequence = ?').pluck();

  function hasHead(before: number, { headSequence, headHash }: { headSequence: number; headHash: string }): boolean {
    if (headSequence >= before) return false;
    const hash = headSequence === 0 ? genesisHash : z.instanceof(Uint8Array).parse(hashOf.get(headSequence));
    return Buffer.from(hash).toString('hex') === headHash;
  }

  return (sequence, type, payload) => {
    const event = understood(type, payload);
    switch (event?.type) {
      case undefined:
        return 'event_not_understood';
      case 'inbox.purged':
      case 'unmatched.reported':
      case 'unmatched.settled':
      case 'time.confirmed':
      case 'settings.changed':
      case 'operator.signed_in':
      case 'operator.pin_failed':
      case 'operator.approved':
        return null;
      case 'ledger.restored':
        return hasHead(sequence, event.payload) ? null : 'head_differs';
      case 'day.sealed':
        if (!isSignatureGood(event.payload)) return 'signature_wrong';
        return hasHead(sequence, event.payload) ? null : 'head_differs';
    }
  };
}

function understood(type: string, payload: string): TillEvent | null {
  try {
    return parseStoredTillEvent(type, payload);
  } catch {
    // Whatever is wrong with it, it is no event of ours; where it stands is what counts.
    return null;
  }
}
