// Takes a picture of every screen and state in every language and theme into out/gallery/, with a page to look at them.
// `--large` takes all of them at 1920 × 1080 too; `--update-baseline` renews the pictures that the tests compare with
// instead; what follows `--` goes to Playwright, e.g. `-- -g orders`.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { outDirectory } from './lib/paths.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { formatDuration, runScript, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

const options = ['--large', '--update-baseline'];

await runScript(async () => {
  const args = process.argv.slice(2);
  const separator = args.indexOf('--');
  const own = separator === -1 ? args : args.slice(0, separator);
  const filters = separator === -1 ? [] : args.slice(separator + 1);
  const unknown = own.filter((argument) => !options.includes(argument));
  if (unknown.length > 0) throw new SetupError(`Usage: npm run gallery -- [${options.join('] [')}] [-- filter …]`);
  const electron = await setup({ purpose: 'test' });
  await build({ force: false });
  if (own.includes('--update-baseline')) {
    return runPlaywright(electron, 'views', { args: ['baseline.spec', '--update-snapshots=all', ...filters] });
  }
  const folder = path.join(outDirectory, 'gallery');
  if (filters.length === 0) rmSync(folder, { recursive: true, force: true });
  const startedAt = performance.now();
  const exitCode = await runPlaywright(electron, 'gallery', {
    args: filters,
    env: own.includes('--large') ? { SCANTILL_GALLERY_LARGE: '1' } : {},
  });
  console.log(`${path.join(folder, 'index.html')}, ${formatDuration(performance.now() - startedAt)}`);
  return exitCode;
});
