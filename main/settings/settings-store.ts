/** The settings file: read once, checked whole, written so that a power cut leaves the old file or the new one. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { retriedSync } from '../common/momentary.ts';
import { renameDurably, writeDurably } from '../common/durable-file.ts';
import { defaultSettings, settingsSchema, settingsVersion, type Settings } from './settings-schema.ts';

export type SettingsOpening =
  | { readonly kind: 'read' }
  /** There was no file: the first run. */
  | { readonly kind: 'made' }
  /** The file could not be understood. It was set aside whole under the path `setAside`; the defaults are in use. */
  | { readonly kind: 'recovered'; readonly setAside: string; readonly detail: string };

export interface SettingsStore {
  readonly opening: SettingsOpening;
  readonly current: Settings;
  /**
   * Changes and saves; one change after the other, each on the result of the one before. Resolves once it is on
   * disk. Rejects, and leaves everything as it was, when the result is not valid or cannot be saved.
   */
  update(change: (settings: Settings) => Settings): Promise<Settings>;
}

/** The file is from a newer program and was not touched. */
export class NewerSettingsError extends Error {
  constructor(version: number) {
    super(`The settings have format ${version}; this program knows formats up to ${settingsVersion}.`);
    this.name = 'NewerSettingsError';
  }
}

/**
 * Opens `settings.json` in the folder, making both where there are none.
 * @throws NewerSettingsError; or the file system's error when the file cannot be read or written.
 */
export async function openSettings(folder: string): Promise<SettingsStore> {
  // Synchronous: everything at the start waits for these few bytes, and each turn of the event loop costs more there.
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'settings.json');
  const fresh = defaultSettings(randomBytes(16).toString('hex'));
  const bytes = readIfPresent(file);
  if (bytes === null) return createStore(file, await saved(file, fresh), { kind: 'made' });

  const reading = parseSettings(bytes, fresh);
  if (reading.kind === 'parsed') {
    const settings = reading.isWhole ? reading.settings : await saved(file, reading.settings);
    return createStore(file, settings, { kind: 'read' });
  }
  const setAside = path.join(folder, `settings.corrupt-${new Date().toISOString().replace(/[-:.]/g, '')}.json`);
  await renameDurably(file, setAside);
  const opening = { kind: 'recovered', setAside, detail: reading.detail } as const;
  return createStore(file, await saved(file, { ...fresh, firstRunDone: true }), opening);
}

function createStore(file: string, settings: Settings, opening: SettingsOpening): SettingsStore {
  let current = settings;
  let tail: Promise<unknown> = Promise.resolve();
  return {
    opening,
    get current() {
      return current;
    },
    update(change) {
      const result = tail.then(async () => {
        current = await saved(file, settingsSchema.parse(change(current)));
        return current;
      });
      // Whoever asked for this change hears of its failure; the next one goes on from what is saved.
      tail = result.catch(() => undefined);
      return result;
    },
  };
}

type Reading =
  /** `isWhole`: nothing was missing that had to be filled in. */
  | { readonly kind: 'parsed'; readonly settings: Settings; readonly isWhole: boolean }
  | { readonly kind: 'corrupt'; readonly detail: string };

const versionSchema = z.object({ version: z.int() });

/** A setting that the file does not have yet takes its default; one that is wrong makes the file corrupt. */
function parseSettings(bytes: Uint8Array, fresh: Settings): Reading {
  const stored = parseJson(bytes);
  const version = versionSchema.safeParse(stored);
  if (!version.success) return { kind: 'corrupt', detail: 'It is not a settings file.' };
  if (version.data.version > settingsVersion) throw new NewerSettingsError(version.data.version);
  // Whoever has a file is past the first run, even if the file does not know that there is one.
  const parsed = settingsSchema.safeParse({ ...fresh, firstRunDone: true, ...(stored as object) });
  if (!parsed.success) return { kind: 'corrupt', detail: z.prettifyError(parsed.error) };
  return { kind: 'parsed', settings: parsed.data, isWhole: isDeepStrictEqual(stored, parsed.data) };
}

/** `undefined`, which is no JSON value, when it is not JSON in UTF-8. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

async function saved(file: string, settings: Settings): Promise<Settings> {
  await writeDurably(file, `${JSON.stringify(settings, null, 2)}\n`);
  return settings;
}

function readIfPresent(file: string): Uint8Array | null {
  try {
    return retriedSync(() => readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
