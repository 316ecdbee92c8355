/** The n-th call on the ledger's files fails, from the till's start on: once, or from then on for good. */
import { pause } from './proxy.ts';
import type { FileCall, FileFault } from './shim.ts';
import { killAndWait, type Wreck } from './shop.ts';

const rounds = 3;
/** What was paid is heard of by notification; this long the till has to stumble over it. */
const lingerMs = 300;

export interface FailingCall {
  readonly call: FileCall;
  readonly error: NonNullable<FileFault['error']>;
  readonly lasting: boolean;
  /** Whether the ledger is just being made. */
  readonly isNew: boolean;
}

/** Each with how many of the first calls are worth trying: later ones come back to the same places. */
export const failingCalls: readonly (FailingCall & { readonly upTo: number })[] = [
  { call: 'open', error: 'EMFILE', lasting: false, isNew: false, upTo: 6 },
  { call: 'open', error: 'EIO', lasting: true, isNew: false, upTo: 6 },
  { call: 'write', error: 'EIO', lasting: false, isNew: false, upTo: 40 },
  { call: 'write', error: 'ENOSPC', lasting: true, isNew: false, upTo: 40 },
  { call: 'sync', error: 'EIO', lasting: false, isNew: false, upTo: 12 },
  { call: 'sync', error: 'EIO', lasting: true, isNew: false, upTo: 12 },
  { call: 'open', error: 'EIO', lasting: false, isNew: true, upTo: 6 },
  { call: 'write', error: 'EIO', lasting: false, isNew: true, upTo: 12 },
  { call: 'sync', error: 'EIO', lasting: false, isNew: true, upTo: 6 },
  { call: 'unlink', error: 'EIO', lasting: false, isNew: true, upTo: 1 },
];

export function nameOf({ call, error, lasting, isNew }: FailingCall): string {
  const name = call === 'sync' ? 'fsync' : call;
  return `${name} fails ${lasting ? 'for good' : 'once'} (${error})${isNew ? ', new ledger' : ''}`;
}

/** `at`: counting from 1. */
export function failAt(failing: FailingCall, at: number): Wreck {
  return {
    name: nameOf(failing),
    needsNewShop: failing.isNew,
    happen: async (shop) => {
      await shop.closeTill();
      const { call, error, lasting } = failing;
      shop.shim.arm({ action: 'fail', calls: [call], files: ['database', 'wal', 'journal'], at, error, lasting });
      const till = await shop.openTill();
      for (let round = 0; round < rounds; round += 1) await shop.tradeAnyhow(till);
      await pause(lingerMs);
      const happened = shop.shim.fired > 0;
      // A disk that is broken stays so until the till has ended.
      if (shop.random.below(2) === 0) await killAndWait(till);
      else await shop.closeTill();
      return happened;
    },
  };
}
