import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { passFirstRun } from './first-run.ts';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const firstWindowTimeoutMs = 20_000;
/** The app ends itself after 5 s at the latest; past this something hangs that must be looked at. */
const closeTimeoutMs = 20_000;

export type LaunchOptions = {
  /** Where the app keeps its ledger and settings. Give the same folder again to restart with the same data. */
  readonly userDataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Leaves an empty folder empty: the window then begins with the first run. */
  readonly isFirstRun?: boolean;
  /** Told as soon as there is a process, before it has a window. */
  readonly onStarted?: (kill: () => void) => void;
};

export type LaunchedApp = {
  readonly app: ElectronApplication;
  /** The first window: the cashier. */
  readonly window: Page;
  /** What the main process has printed since Playwright got hold of it. */
  readonly output: () => string;
  /** Quits the app the ordinary way. Safe to call twice. */
  readonly close: () => Promise<void>;
  /** Ends the main process at once, as a power cut would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
};

function environmentFor(options: LaunchOptions): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return {
    ...Object.fromEntries(inherited),
    SCANTILL_USER_DATA: options.userDataDir,
    SCANTILL_LANGUAGE: 'en',
    ...options.env,
  };
}

interface AppCommand {
  readonly executablePath: string;
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/**
 * With SCANTILL_PACKED_PATH it is the packed app, otherwise the built checkout in the Electron named by
 * SCANTILL_ELECTRON_PATH; the scripts set both.
 */
function commandFor(options: LaunchOptions): AppCommand {
  const packedPath = process.env['SCANTILL_PACKED_PATH'];
  const electronPath = packedPath ?? process.env['SCANTILL_ELECTRON_PATH'];
  if (electronPath === undefined) {
    throw new Error('SCANTILL_ELECTRON_PATH is not set: start these tests through `node scripts/test.mjs --only e2e`.');
  }
  return {
    executablePath: electronPath,
    args: [...(packedPath === undefined ? [repoRoot] : []), ...(options.args ?? [])],
    cwd: repoRoot,
    env: environmentFor(options),
  };
}

/** Starts the app as a desktop does, with nobody attached, and resolves to its exit code; `null` after a signal. */
export async function runApp(options: LaunchOptions): Promise<number | null> {
  const { executablePath, args, cwd, env } = commandFor(options);
  const child = spawn(executablePath, args, { cwd, env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** Starts the app with its sandbox on and waits for its first window. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const command = commandFor(options);
  if (options.isFirstRun !== true) passFirstRun(options.userDataDir);
  const app = await _electron.launch({ ...command, chromiumSandbox: true });
  const mainProcess = app.process();
  let printed = '';
  mainProcess.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  mainProcess.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  options.onStarted?.(() => void mainProcess.kill('SIGKILL'));
  const isGone = () => mainProcess.exitCode !== null || mainProcess.signalCode !== null;

  try {
    const window = await app.firstWindow({ timeout: firstWindowTimeoutMs });
    return {
      app,
      window,
      output: () => printed,
      close: async () => {
        if (!isGone()) await closeOrTell(app, mainProcess, () => printed);
      },
      kill: async () => {
        if (isGone()) return;
        const gone = new Promise((resolve) => mainProcess.once('exit', resolve));
        mainProcess.kill('SIGKILL');
        await gone;
      },
    };
  } catch (error) {
    if (!isGone()) mainProcess.kill('SIGKILL');
    throw new Error(`The app opened no window. It printed:\n${printed}`, { cause: error });
  }
}

/** A hang is a bug to find: the app is ended, and what it had printed is told with the failure. */
async function closeOrTell(app: ElectronApplication, mainProcess: ChildProcess, output: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      mainProcess.kill('SIGKILL');
      reject(new Error(`The app did not close within ${closeTimeoutMs / 1000} s. It printed:\n${output()}`));
    }, closeTimeoutMs);
  });
  try {
    await Promise.race([app.close(), hangs]);
  } finally {
    clearTimeout(timer);
  }
}
