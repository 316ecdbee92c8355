/** The C shim between a till and its ledger's files: builds it, arms faults in it, reads what it counted. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

/** In the order of shim.c. */
export const fileCalls = ['open', 'write', 'sync', 'truncate', 'unlink'] as const;
export type FileCall = (typeof fileCalls)[number];
export const ledgerFiles = ['database', 'wal', 'journal', 'lock'] as const;
export type LedgerFile = (typeof ledgerFiles)[number];

const actions = ['nothing', 'fail', 'kill_before', 'kill_after', 'tear'] as const;

export interface FileFault {
  /** `tear`: half of a write reaches the file, then the program is killed. */
  readonly action: Exclude<(typeof actions)[number], 'nothing'>;
  readonly calls: readonly FileCall[];
  readonly files: readonly LedgerFile[];
  /** The n-th such call from now on, counting from 1. */
  readonly at: number;
  /** For `fail`. Left out: EIO. */
  readonly error?: 'EIO' | 'ENOSPC' | 'EMFILE';
  /** For `fail`: every such call after it fails too. */
  readonly lasting?: boolean;
}

const controlBytes = 4096;
const headBytes = 64;
const firedAt = 20;
const countdownAt = 24;

/** Whether this computer can have the shim, and where it is. `reason` is for the person who wonders why not. */
export type ShimBuild =
  { readonly kind: 'built'; readonly library: string } | { readonly kind: 'missing'; readonly reason: string };

/** Compiles the shim into the folder unless this very source has been compiled before. */
export function buildShim(sourcePath: string, folder: string): ShimBuild {
  if (process.platform !== 'linux') return { kind: 'missing', reason: 'LD_PRELOAD shims are for Linux' };
  const source = readFileSync(sourcePath);
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const library = join(folder, `shim-${digest}.so`);
  if (existsSync(library)) return { kind: 'built', library };
  mkdirSync(folder, { recursive: true });
  const unfinished = `${library}.${process.pid}`;
  const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-O2', '-fPIC', '-shared', '-pthread'];
  const result = spawnSync('cc', [...flags, '-o', unfinished, sourcePath, '-ldl'], { encoding: 'utf8' });
  if (result.error !== undefined) return { kind: 'missing', reason: `no C compiler: ${result.error.message}` };
  if (result.status !== 0) throw new Error(`The shim does not compile:\n${result.stderr}`);
  renameSync(unfinished, library);
  return { kind: 'built', library };
}

/** The shim of one ledger. Programs started with `env` are under it; a fault may be armed before or while they run. */
export class Shim {
  readonly env: Readonly<Record<string, string>>;
  readonly #control: number;

  /** `undoPath`: where to log what has to be taken back after a power cut; `null` for no log. */
  constructor(parts: {
    readonly library: string;
    readonly ledgerPath: string;
    readonly controlPath: string;
    readonly undoPath: string | null;
  }) {
    this.#control = openSync(parts.controlPath, 'w+');
    writeSync(this.#control, Buffer.alloc(controlBytes), 0, controlBytes, 0);
    this.env = {
      LD_PRELOAD: parts.library,
      SHIM_LEDGER: parts.ledgerPath,
      SHIM_CONTROL: parts.controlPath,
      ...(parts.undoPath === null ? {} : { SHIM_UNDO: parts.undoPath }),
    };
  }

  arm(fault: FileFault): void {
    this.disarm();
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(actions.indexOf(fault.action), 0);
    head.writeUInt32LE(bitsOf(fault.calls, fileCalls), 4);
    head.writeUInt32LE(bitsOf(fault.files, ledgerFiles), 8);
    head.writeUInt32LE(constants.errno[fault.error ?? 'EIO'], 12);
    head.writeUInt32LE(fault.lasting === true ? 1 : 0, 16);
    writeSync(this.#control, head, 0, headBytes, 0);
    // Last, because it is what sets the fault off.
    head.writeUInt32LE(fault.at, countdownAt);
    writeSync(this.#control, head, countdownAt, 4, countdownAt);
  }

  disarm(): void {
    writeSync(this.#control, Buffer.alloc(headBytes), 0, headBytes, 0);
  }

  /** How often the armed fault has happened. */
  get fired(): number {
    return this.#read(firedAt);
  }

  /** Calls since the shim was made. */
  count(call: FileCall, file: LedgerFile): number {
    return this.#read(headBytes + 4 * (fileCalls.indexOf(call) * ledgerFiles.length + ledgerFiles.indexOf(file)));
  }

  close(): void {
    closeSync(this.#control);
  }

  #read(offset: number): number {
    const bytes = Buffer.alloc(4);
    readSync(this.#control, bytes, 0, 4, offset);
    return bytes.readUInt32LE(0);
  }
}

function bitsOf<Name>(chosen: readonly Name[], all: readonly Name[]): number {
  return chosen.reduce((bits, name) => bits | (1 << all.indexOf(name)), 0);
}
