/**
 * A whole live till without a window, as a process of its own: the product's own till, settings, handlers, gateways,
 * listener and ledger. Only the window and the keychain are left out. Told what to do by its parent's messages.
 */
import { contract, type Handlers } from '../../preload/contract/index.ts';
import { cashierHandlers } from '../../main/till/cashier-handlers.ts';
import type { Keychain } from '../../main/keychain/keychain.ts';
import { createMemoryKeyStore } from '../../main/keychain/memory-key-store.ts';
import type { Clock, KeyReference } from '../../main/ports/index.ts';
import { openSettings } from '../../main/settings/settings-store.ts';
import { systemClock } from '../../main/common/system-clock.ts';
import { TillHost } from '../../main/till/till-host.ts';
import { memoryKeychain, noDesktop, unseenHost } from '../support/till-parts.ts';

export interface StartMessage {
  readonly kind: 'start';
  readonly userDataFolder: string;
  readonly readerWorkerPath: string;
  readonly maintenanceWorkerPath: string;
  readonly keys: readonly { readonly reference: KeyReference; readonly value: string }[];
  /** What the wall clock is wrong by from the start, in milliseconds. */
  readonly clockAheadMs: number;
  /** Whatever is to come in a minute or later comes in a sixtieth of that time. */
  readonly isHurried: boolean;
}

export type ParentMessage =
  | StartMessage
  | { readonly kind: 'call'; readonly id: number; readonly name: keyof Handlers<'cashier'>; readonly argument: unknown }
  /** The wall clock is wrong by so much from now on. */
  | { readonly kind: 'set_clock'; readonly id: number; readonly aheadMs: number }
  | { readonly kind: 'quit' };

export type TillMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

const minuteMs = 60_000;
const minutesPerHour = 60;

function say(message: TillMessage): void {
  process.send?.(message);
}

function reportFault(where: string, fault: unknown): void {
  console.error(`${where}:`, fault);
}

async function keychainOf(keys: StartMessage['keys']): Promise<Keychain> {
  const store = createMemoryKeyStore();
  for (const { reference, value } of keys) await store.write(reference, value);
  return memoryKeychain(store);
}

let clockAheadMs = 0;
let isHurried = false;
const clock: Clock = {
  ...systemClock,
  now: () => new Date(Date.now() + clockAheadMs),
  after: (delayMs, action) =>
    systemClock.after(isHurried && delayMs >= minuteMs ? delayMs / minutesPerHour : delayMs, action),
};
let host: TillHost | null = null;
let handlers: Handlers<'cashier'> | null = null;

async function start(message: StartMessage): Promise<void> {
  const { userDataFolder, readerWorkerPath, maintenanceWorkerPath, keys } = message;
  ({ clockAheadMs, isHurried } = message);
  const keychain = await keychainOf(keys);
  host = new TillHost({
    userDataFolder,
    readerWorkerPath,
    maintenanceWorkerPath,
    phoneFolder: '',
    practicePlatform: false,
    settings: await openSettings(userDataFolder),
    keychainFor: () => keychain,
    clock,
    ...unseenHost,
    onFault: reportFault,
  });
  handlers = cashierHandlers(host, noDesktop, reportFault);
  await host.till.ready;
  say({ kind: 'ready' });
}

async function answer(id: number, name: keyof Handlers<'cashier'>, argument: unknown): Promise<void> {
  try {
    if (handlers === null) throw new Error('The till has not been started');
    // The parent's types are those of the contract; a message carries none.
    const handler = handlers[name] as (argument: unknown) => Promise<unknown>;
    // As the app's own door does it, which fills in what may be left out.
    say({ kind: 'answer', id, value: await handler(contract.cashier.calls[name].argument.parse(argument)) });
  } catch (fault) {
    reportFault(name, fault);
    say({ kind: 'failure', id, message: fault instanceof Error ? fault.message : String(fault) });
  }
}

function fail(fault: unknown): void {
  console.error(fault);
  process.exit(1);
}

process.on('message', (message: ParentMessage) => {
  switch (message.kind) {
    case 'start':
      start(message).catch(fail);
      return;
    case 'call':
      void answer(message.id, message.name, message.argument);
      return;
    case 'set_clock':
      clockAheadMs = message.aheadMs;
      say({ kind: 'answer', id: message.id, value: null });
      return;
    case 'quit':
      (host?.stop() ?? Promise.resolve()).then(() => process.exit(0), fail);
      return;
  }
});
// Nobody is left to be a till for.
process.on('disconnect', () => process.exit(1));
