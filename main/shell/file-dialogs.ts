/** Files that a person picks in a system dialogue over the cashier's window. */
import { dialog, type BrowserWindow } from 'electron';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { retried } from '../common/momentary.ts';
import { textOfFileBytes } from '../common/strict-text.ts';
import { messageOf } from '../domain/message-of.ts';

const maximumImportBytes = 64 * 1024;
const maximumCsvBytes = 4 * 1024 * 1024;
const csvFiles = { name: 'CSV', extensions: ['csv', 'txt', 'tsv'] };

/** Each resolves to `null`, or `false`, when the person changed their mind. */
export function fileDialogs(window: BrowserWindow) {
  /** `null` when none was chosen. */
  async function chosenFile(name: string, extensions: string[]): Promise<string | null> {
    const { filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openFile'],
      filters: [{ name, extensions }],
    });
    return filePaths[0] ?? null;
  }

  return {
    chooseMerchantFile: async (): Promise<ReadText | null> => {
      const path = await chosenFile('JSON', ['json']);
      if (path === null) return null;
      const file = await readAtMost(maximumImportBytes, path);
      if (file.kind === 'too_large') return { kind: 'unreadable', detail: 'larger than 64 KiB' };
      if (file.kind !== 'read') return file;
      const text = textOfFileBytes(file.bytes);
      return text === null ? { kind: 'unreadable', detail: 'not text' } : { kind: 'read', text };
    },
    chooseBackup: (): Promise<string | null> => chosenFile('SQLite', ['sqlite3']),
    chooseCsvFile: async (): Promise<NamedFile | Exclude<ReadFile, { kind: 'read' }> | null> => {
      const path = await chosenFile(csvFiles.name, csvFiles.extensions);
      if (path === null) return null;
      const file = await readAtMost(maximumCsvBytes, path);
      return file.kind === 'read' ? { ...file, fileName: basename(path) } : file;
    },
    /** @throws when it cannot be written. */
    saveTextFile: async (suggestedName: string, text: string): Promise<boolean> => {
      const { filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName, filters: [csvFiles] });
      if (filePath === '') return false;
      await retried(() => writeFile(filePath, text, 'utf8'));
      return true;
    },
  };
}

type ReadFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'unreadable'; readonly detail: string };

type ReadText = { readonly kind: 'read'; readonly text: string } | Extract<ReadFile, { kind: 'unreadable' }>;

type NamedFile = Extract<ReadFile, { kind: 'read' }> & { readonly fileName: string };

async function readAtMost(maximumBytes: number, path: string): Promise<ReadFile> {
  try {
    if ((await stat(path)).size > maximumBytes) return { kind: 'too_large' };
    return { kind: 'read', bytes: await retried(() => readFile(path)) };
  } catch (fault) {
    return { kind: 'unreadable', detail: messageOf(fault) };
  }
}
