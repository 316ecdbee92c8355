import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file so that after a power cut it is the old one or the new one, whole. Not for two writers at once:
 * the new content waits under one name beside it.
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  const waiting = `${file}.new`;
  const handle = await open(waiting, 'w', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(waiting, file);
  await syncFolder(path.dirname(file));
}

/** Makes a renaming in the folder last. Windows has no such call, and its file system keeps the order by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
