/**
 * A file system of its own, as small as is wanted, that only the tills started in it can see. It lives in a mount
 * namespace that a sleeping process keeps open; the harness looks into it through that process.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statfsSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface SmallDisk {
  /** Begins the command line of a program that shall see the disk. */
  readonly prefix: readonly string[];
  usedBytes(): number;
  resize(bytes: number): void;
  /** Everything on it is gone then. */
  close(): Promise<void>;
}

/** `reason`: why this computer does not allow it. */
export type DiskMaking =
  { readonly kind: 'made'; readonly disk: SmallDisk } | { readonly kind: 'refused'; readonly reason: string };

/** Mounts over the folder, for those who are started with the prefix. */
export async function makeSmallDisk(folder: string, bytes: number): Promise<DiskMaking> {
  if (process.platform !== 'linux') return { kind: 'refused', reason: 'small disks are for Linux' };
  const script = 'mount -t tmpfs -o size="$1",mode=700 tmpfs "$2" && echo mounted && exec sleep infinity';
  const holder = spawn(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', String(bytes), folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  holder.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  holder.once('error', (error) => (complaints += error.message));
  const lines = createInterface({ input: holder.stdout });
  const isMounted = await Promise.race([once(lines, 'line').then(() => true), once(lines, 'close').then(() => false)]);
  if (!isMounted) return { kind: 'refused', reason: complaints.trim().split('\n')[0] ?? 'no reason given' };
  return { kind: 'made', disk: diskOf(holder, folder) };
}

function diskOf(holder: ChildProcess, folder: string): SmallDisk {
  const prefix = ['nsenter', '--target', String(holder.pid), '--user', '--mount', '--preserve-credentials', '--'];
  return {
    prefix,
    usedBytes: () => {
      const { blocks, bfree, bsize } = statfsSync(`/proc/${holder.pid}/root${folder}`);
      return (blocks - bfree) * bsize;
    },
    resize: (bytes) => {
      const [command, ...args] = [...prefix, 'mount', '-o', `remount,size=${bytes}`, folder];
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`The small disk cannot be resized: ${stderr}`);
    },
    close: async () => {
      const gone = once(holder, 'exit');
      holder.kill('SIGKILL');
      await gone;
    },
  };
}
