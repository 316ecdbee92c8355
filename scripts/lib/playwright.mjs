import path from 'node:path';
import { runInDesktopSession } from './desktop-session.mjs';
import { nodeModules } from './paths.mjs';

/** @import { Electron } from './electron-binary.mjs' */

const playwrightCli = path.join(nodeModules, '@playwright', 'test', 'cli.js');

/**
 * Runs one Playwright project in a desktop session of its own; resolves to its exit code. The tests run on Electron's
 * Node, so that they can open a ledger themselves: better-sqlite3 does not load on every Node that may be installed.
 * @param {Electron} electron
 * @param {string} project
 * @param {{ args?: readonly string[], env?: NodeJS.ProcessEnv, output?: 'inherit' | number }} [options]
 *   output: where what is printed goes, a file's descriptor or this terminal.
 */
export function runPlaywright(electron, project, { args = [], env = {}, output = 'inherit' } = {}) {
  return runInDesktopSession(electron.electronPath, [playwrightCli, 'test', `--project=${project}`, ...args], {
    env: {
      ELECTRON_RUN_AS_NODE: '1',
      SCANTILL_ELECTRON_PATH: electron.electronPath,
      SCANTILL_TEST_KEYRING: '1',
      ...env,
    },
    output,
  });
}
