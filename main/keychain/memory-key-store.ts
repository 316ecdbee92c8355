import type { KeyReference, KeyStore } from '../ports/index.ts';
import { HiddenText } from '../common/hidden-text.ts';

/** Keeps keys until the program ends: for tests, and for practice on a computer without a keychain. */
export function createMemoryKeyStore(): KeyStore {
  const keys = new Map<string, HiddenText>();
  const accountOf = ({ accountId, kind }: KeyReference) => `${accountId}/${kind}`;
  return {
    read(reference) {
      const secret = keys.get(accountOf(reference));
      return Promise.resolve(secret === undefined ? { kind: 'missing_or_locked' } : { kind: 'found', secret });
    },
    write(reference, value) {
      keys.set(accountOf(reference), new HiddenText(value));
      return Promise.resolve({ kind: 'stored' });
    },
    remove(reference) {
      keys.delete(accountOf(reference));
      return Promise.resolve();
    },
  };
}
