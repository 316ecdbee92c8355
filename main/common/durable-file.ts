import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { retried } from './momentary.ts';

/**
 * Replaces a file so that after a power cut it is the old one or the new one, whole. Not for two writers at once:
 * the new content waits under one name beside it. Another program that has one of the two open for a moment is waited for.
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  const waiting = `${file}.new`;
  await retried(() => writeSynced(waiting, text));
  await renameDurably(waiting, file);
}

/** Gives a file another name, also where another program holds it for a moment, and makes that last. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await retried(() => rename(from, to));
  await syncFolder(path.dirname(to));
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a renaming in the folder last. Windows has no such call, and its file system keeps the order by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
