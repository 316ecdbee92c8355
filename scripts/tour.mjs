// Walks through every screen and takes a picture of each into out/tour/.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { outDirectory, repoRoot } from './lib/paths.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { isStarted, runScript, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** @import { Electron } from './lib/electron-binary.mjs' */

/**
 * @param {Electron} electron
 * @param {readonly string[]} [args]
 */
export async function tour(electron, args = []) {
  if (!existsSync(path.join(repoRoot, 'test', 'tour'))) throw new SetupError('test/tour: nothing there yet.');
  const exitCode = await runPlaywright(electron, 'tour', { args });
  console.log(`The pictures are in ${path.join(outDirectory, 'tour')}.`);
  return exitCode;
}

if (isStarted(import.meta.url)) {
  await runScript(async () => {
    const electron = await setup({ purpose: 'test' });
    await build({ force: false });
    return tour(electron, process.argv.slice(2));
  });
}
