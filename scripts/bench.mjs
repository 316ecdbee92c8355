// Measures the app: test/bench/index.ts, bundled and run on Electron's own Node in a desktop session.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { outDirectory, repoRoot } from './lib/paths.mjs';
import { runScript, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  if (!existsSync(path.join(repoRoot, 'test', 'bench', 'index.ts')))
    throw new SetupError('test/bench: nothing there yet.');
  const electron = await setup({ purpose: 'test' });
  await build({ mode: 'production', force: false });
  const bundle = path.join(outDirectory, 'bench', 'index.mjs');
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: ['test/bench/index.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    loader: { '.sql': 'text' },
    logLevel: 'warning',
  });
  return runInDesktopSession(electron.electronPath, [bundle, ...process.argv.slice(2)], {
    env: { ELECTRON_RUN_AS_NODE: '1', SCANTILL_ELECTRON_PATH: electron.electronPath, SCANTILL_TEST_KEYRING: '1' },
  });
});
