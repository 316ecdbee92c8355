/** Starts Electron as a user would, without a driver in the way, and attaches to its pages afterwards. */
import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';

export interface RunningElectron {
  /** Wall-clock milliseconds since the epoch, just before the process was started. */
  readonly launchedAtMs: number;
  /** The first page whose address begins with `urlStart`. */
  page(urlStart: string): Promise<Page>;
  stop(): Promise<void>;
}

const attachTimeoutMs = 20_000;
const stopTimeoutMs = 10_000;

export async function startElectron(args: readonly string[], env: NodeJS.ProcessEnv): Promise<RunningElectron> {
  const executable = process.env['SCANTILL_ELECTRON_PATH'];
  if (executable === undefined) throw new Error('SCANTILL_ELECTRON_PATH is not set: run `npm run bench`.');
  const { ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env;
  const launchedAtMs = performance.timeOrigin + performance.now();
  const child = spawn(executable, ['--remote-debugging-port=0', ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await chromium.connectOverCDP(await debuggerAddress(child));
  return {
    launchedAtMs,
    page: (urlStart) => pageOf(browser, urlStart),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const lastResort = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await gone;
      clearTimeout(lastResort);
    },
  };
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(
      () => reject(new Error(`Electron opened no debugger. It printed:\n${printed}`)),
      attachTimeoutMs,
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /DevTools listening on (ws:\/\/\S+)/u.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Electron ended with ${code}. It printed:\n${printed}`)));
  });
}

async function pageOf(browser: Browser, urlStart: string): Promise<Page> {
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('Electron has no page');
  const found = (): Page | undefined => context.pages().find((page) => page.url().startsWith(urlStart));
  return found() ?? context.waitForEvent('page', { predicate: (page) => page.url().startsWith(urlStart) });
}

/** Wall-clock milliseconds at which the page made a performance mark or painted; waits until it has. */
export async function entryTimeMs(page: Page, entryName: string): Promise<number> {
  const handle = await page.waitForFunction((name) => {
    const entry = performance.getEntriesByName(name)[0];
    return entry === undefined ? null : performance.timeOrigin + entry.startTime;
  }, entryName);
  const time = await handle.jsonValue();
  if (time === null) throw new Error(`${entryName} has no time`);
  return time;
}
