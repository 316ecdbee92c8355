import path from 'node:path';
import { runInDesktopSession } from './desktop-session.mjs';
import { nodeModules } from './paths.mjs';

const playwrightCli = path.join(nodeModules, '@playwright', 'test', 'cli.js');

/** Runs one Playwright project in a desktop session of its own; resolves to its exit code. */
export function runPlaywright(electron, project, { args = [], env = {}, onOutput } = {}) {
  return runInDesktopSession(process.execPath, [playwrightCli, 'test', '--project', project, ...args], {
    env: { SCANTILL_ELECTRON_PATH: electron.electronPath, SCANTILL_TEST_KEYRING: '1', ...env },
    onOutput,
  });
}
