/**
 * What a power cut does to a ledger's files: whatever was written and never synced may be gone, in any selection.
 * Reads the log that shim.c keeps, and puts the files into such a state.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Random } from '../fuzz/random.ts';

/** `nothing`: all that was not synced is lost. `some`: a random part of it survives, down to half-written sectors. */
export type Survival = 'nothing' | 'some';

/** In the order of shim.c, from 1. */
const kinds = ['write', 'truncate', 'create', 'unlink', 'sync_file', 'sync_folder'] as const;

interface UndoRecord {
  readonly kind: (typeof kinds)[number];
  readonly path: string;
  readonly offset: number;
  /** Of the file, before the change. */
  readonly oldSize: number;
  readonly oldBytes: Buffer;
  readonly newBytes: Buffer;
}

const magic = 0x4f444e55;
const headBytes = 40;
const sectorBytes = 512;

/** Only while no program has the files open. Does nothing where there is no log. */
export function takeBackUnsynced(undoPath: string, survival: Survival, random: Random): void {
  if (!existsSync(undoPath)) return;
  const unsynced = unsyncedOf(parse(readFileSync(undoPath)));
  for (const record of [...unsynced].reverse()) takeBack(record);
  if (survival === 'nothing') return;
  for (const record of unsynced) {
    const share = random.below(4);
    if (share === 0) continue;
    repeat(
      record,
      share === 1 ? sectorBytes * random.below(1 + Math.floor(record.newBytes.length / sectorBytes)) : null,
    );
  }
}

/** A record that the kill cut short belongs to a change that never happened. */
function parse(log: Buffer): readonly UndoRecord[] {
  const records: UndoRecord[] = [];
  for (let at = 0; at + headBytes <= log.length;) {
    if (log.readUInt32LE(at) !== magic) throw new Error(`The undo log is damaged at ${at}`);
    const kind = kinds[log.readUInt32LE(at + 4) - 1];
    if (kind === undefined) throw new Error(`The undo log has an unknown record at ${at}`);
    const [pathLength, oldLength, newLength] = [8, 12, 16].map((field) => log.readUInt32LE(at + field)) as [
      number,
      number,
      number,
    ];
    const pathAt = at + headBytes;
    const oldAt = pathAt + pathLength;
    const newAt = oldAt + oldLength;
    const end = newAt + newLength;
    if (end > log.length) break;
    records.push({
      kind,
      path: log.toString('utf8', pathAt, oldAt),
      offset: Number(log.readBigUInt64LE(at + 24)),
      oldSize: Number(log.readBigUInt64LE(at + 32)),
      oldBytes: log.subarray(oldAt, newAt),
      newBytes: log.subarray(newAt, end),
    });
    at = end;
  }
  return records;
}

/**
 * The changes that nothing has made to last, oldest first. A synced file lasts with all that was done to it, its
 * creation included (as ext4, xfs and btrfs have it); a removal lasts once its folder was synced.
 */
function unsyncedOf(records: readonly UndoRecord[]): readonly UndoRecord[] {
  const synced = new Set<string>();
  let isFolderSynced = false;
  const unsynced: UndoRecord[] = [];
  for (const record of [...records].reverse()) {
    if (record.kind === 'sync_file') synced.add(record.path);
    else if (record.kind === 'sync_folder') isFolderSynced = true;
    else if (record.kind === 'unlink' ? !isFolderSynced : !isLasting(record, synced, isFolderSynced))
      unsynced.unshift(record);
  }
  return unsynced;
}

function isLasting(record: UndoRecord, synced: ReadonlySet<string>, isFolderSynced: boolean): boolean {
  return synced.has(record.path) || (record.kind === 'create' && isFolderSynced);
}

function takeBack({ kind, path, offset, oldSize, oldBytes }: UndoRecord): void {
  switch (kind) {
    case 'create':
      rmSync(path, { force: true });
      return;
    case 'unlink':
      writeFileSync(path, oldBytes);
      return;
    case 'write':
    case 'truncate':
      if (!existsSync(path)) return;
      change(path, (file) => {
        writeSync(file, oldBytes, 0, oldBytes.length, offset);
        ftruncateSync(file, oldSize);
      });
      return;
    case 'sync_file':
    case 'sync_folder':
      return;
  }
}

/** `length`: of a write, only so many bytes; `null` for all. */
function repeat({ kind, path, offset, newBytes }: UndoRecord, length: number | null): void {
  switch (kind) {
    case 'create':
      writeFileSync(path, '', { flag: 'a' });
      return;
    case 'unlink':
      rmSync(path, { force: true });
      return;
    case 'write':
      if (existsSync(path)) change(path, (file) => writeSync(file, newBytes, 0, length ?? newBytes.length, offset));
      return;
    case 'truncate':
      if (existsSync(path)) change(path, (file) => ftruncateSync(file, offset));
      return;
    case 'sync_file':
    case 'sync_folder':
      return;
  }
}

function change(path: string, action: (file: number) => void): void {
  const file = openSync(path, 'r+');
  try {
    action(file);
  } finally {
    closeSync(file);
  }
}
