/** What a till needs beside its own parts, where a test has neither a window nor the system's keychain. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desktop } from '../../main/till/cashier-handlers.ts';
import type { Keychain } from '../../main/keychain/keychain.ts';
import { createMemoryKeyStore } from '../../main/keychain/memory-key-store.ts';
import type { KeyStore } from '../../main/ports/index.ts';
import { defaultSettings, type Settings } from '../../main/settings/settings-schema.ts';
import { openSettings } from '../../main/settings/settings-store.ts';
import { systemClock } from '../../main/common/system-clock.ts';
import { TillHost, type TillHostParts } from '../../main/till/till-host.ts';
import { Till, type TillParts } from '../../main/till/till.ts';

/** A keychain that is always open, and keeps its keys for as long as the test runs. */
export function memoryKeychain(keys: KeyStore = createMemoryKeyStore()): Keychain {
  return { ...keys, probe: () => Promise.resolve('available'), idle: () => Promise.resolve() };
}

/** Nobody sees what the till does, and nothing of it waits for a page. */
const unseen = {
  mayStart: Promise.resolve(),
  onCodeShown: () => undefined,
  onOrderChanged: () => undefined,
  onStateChanged: () => undefined,
} as const;

/** The same for a host of tills. */
export const unseenHost = {
  ...unseen,
  version: '0',
  systemLanguage: 'en',
  displays: () => ({ displays: [], shownOn: null }),
} as const;

/** Nobody chooses a file or sees a window. */
export const noDesktop: Desktop = {
  openPhone: () => undefined,
  copyText: () => Promise.resolve(),
  chooseMerchantFile: () => Promise.resolve(null),
  chooseBackup: () => Promise.resolve(null),
  chooseCsvFile: () => Promise.resolve(null),
  saveTextFile: () => Promise.resolve(false),
  settingsChanged: () => undefined,
  showToCustomer: () => undefined,
  previewCustomerDisplay: () => undefined,
  showFolder: () => Promise.resolve(),
};

export type BareTillParts = Pick<TillParts, 'mode' | 'keychain' | 'clock' | 'onFault'> & {
  readonly folder: string;
  readonly accounts?: Settings['accounts'];
};

/** A till without listener, platform and workers, whose settings cannot be changed; ready. */
export async function openBareTill({ folder, accounts, ...parts }: BareTillParts): Promise<Till> {
  const settings = defaultSettings('0'.repeat(32));
  const till = new Till({
    ...unseen,
    ...parts,
    userDataFolder: folder,
    readerWorkerPath: join(folder, 'no-reader.cjs'),
    maintenanceWorkerPath: join(folder, 'no-maintenance.cjs'),
    mayBeginLedger: false,
    phoneFolder: folder,
    practicePlatform: false,
    settings: {
      opening: { kind: 'made' },
      current: {
        ...settings,
        listener: { ...settings.listener, enabled: false },
        accounts: accounts ?? settings.accounts,
      },
      update: () => Promise.reject(new Error('disk full')),
    },
  });
  await till.ready;
  return till;
}

export type HostParts = Pick<TillHostParts, 'readerWorkerPath' | 'practicePlatform' | 'onFault'> & {
  readonly folder: string;
};

/** A host in a new folder, over a settings file of its own, without listener and maintenance; its till may still be starting. */
export async function openHost({ folder, ...parts }: HostParts): Promise<TillHost> {
  const listener = { enabled: false, host: '127.0.0.1', port: 0, pathToken: '0'.repeat(32) };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ version: 1, listener, practicePlatformPort: 0 }));
  const keychain = memoryKeychain();
  return new TillHost({
    ...unseenHost,
    ...parts,
    userDataFolder: folder,
    maintenanceWorkerPath: join(folder, 'no-maintenance.cjs'),
    phoneFolder: folder,
    settings: await openSettings(folder),
    keychainFor: () => keychain,
    clock: systemClock,
  });
}
