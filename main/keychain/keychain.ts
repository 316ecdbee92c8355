/** Keys in the operating system's keychain. The only file that knows keytar. */
import { messageOf } from '../domain/message-of.ts';
import type { KeyReading, KeyReference, KeyStore, KeyWriting } from '../ports/index.ts';
import { HiddenText } from '../common/hidden-text.ts';
import { Lane } from './lane.ts';

export type KeychainState =
  | 'available'
  /** The service is there but keeps nothing for us now: locked, or without a collection to write to. */
  | 'missing_or_locked'
  /** No service, no native module, or no answer. */
  | 'unavailable';

/** `read` and `write` never reject; `remove` does when the keychain cannot be used. */
export interface Keychain extends KeyStore {
  /** Tries the keychain with an entry that holds no key. Never rejects. */
  probe(): Promise<KeychainState>;
  /** Resolves when nothing is being asked any more: a process that ends before hangs until the keychain answers. */
  idle(): Promise<void>;
}

/** The part of keytar in use. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, value: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  /** The name that people see in the system's keychain program. */
  readonly service: string;
  /** Practice keys and live keys never meet: the mode is part of every account name. */
  readonly mode: 'practice' | 'live';
  /** Default 60 s: a locked keychain asks for its password on screen, and someone has to read that and type. */
  readonly timeoutMs?: number;
  readonly load?: () => Promise<Keytar>;
  /** Default: one for the whole process. */
  readonly lane?: Lane;
}

const sharedLane = new Lane();
const probeAccount = 'probe';
const probeValue = 'Scantill can use this keychain.';

/** Loaded late: where the native module is missing or broken, the keychain is `unavailable` and the till still starts. */
async function loadKeytar(): Promise<Keytar> {
  const module: Keytar & { readonly default?: Keytar } = await import('keytar');
  return module.default ?? module;
}

/** Opens nothing yet: the native module is loaded by the first call. Account names are `<mode>/<accountId>/<kind>`. */
export function createKeychain(options: KeychainOptions): Keychain {
  const { service, mode, timeoutMs = 60_000, load = loadKeytar, lane = sharedLane } = options;
  const accountOf = ({ accountId, kind }: KeyReference) => `${mode}/${accountId}/${kind}`;
  const use = <Result>(action: (keytar: Keytar) => Promise<Result>) =>
    lane.run(timeoutMs, async () => action(await load()));

  async function read(reference: KeyReference): Promise<KeyReading> {
    try {
      const text = await use((keytar) => keytar.getPassword(service, accountOf(reference)));
      return text === null || text === ''
        ? { kind: 'missing_or_locked' }
        : { kind: 'found', secret: new HiddenText(text) };
    } catch (error) {
      return { kind: 'unavailable', detail: messageOf(error) };
    }
  }

  async function write(reference: KeyReference, value: string): Promise<KeyWriting> {
    try {
      const kept = await use(async (keytar) => {
        await keytar.setPassword(service, accountOf(reference), value);
        return keytar.getPassword(service, accountOf(reference));
      });
      return { kind: kept === value ? 'stored' : 'not_kept' };
    } catch (error) {
      return { kind: 'unavailable', detail: messageOf(error).replaceAll(value, '[secret]') };
    }
  }

  /** A locked collection answers this as if there were no such key. */
  async function remove(reference: KeyReference): Promise<void> {
    await use((keytar) => keytar.deletePassword(service, accountOf(reference)));
  }

  async function probe(): Promise<KeychainState> {
    try {
      return await use(async (keytar) => {
        // A locked collection refuses to write but still answers a question; a missing service does neither.
        const wasWritten = await keytar.setPassword(service, probeAccount, probeValue).then(
          () => true,
          () => false,
        );
        const kept = await keytar.getPassword(service, probeAccount);
        return wasWritten && kept === probeValue ? 'available' : 'missing_or_locked';
      });
    } catch {
      // Any failure to ask means the same to the caller, and what failed is told by the next read.
      return 'unavailable';
    }
  }

  return { read, write, remove, probe, idle: () => lane.idle() };
}
