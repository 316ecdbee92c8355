// Breaks the till in every way that a shop can break it: test/faults/index.ts, bundled and run on Electron's own Node
// in a desktop session. Arguments are passed on.
import path from 'node:path';
import { build } from './build.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { outDirectory, repoRoot } from './lib/paths.mjs';
import { runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  const electron = await setup({ purpose: 'test' });
  await build({ mode: 'production', force: false });
  const bundle = path.join(outDirectory, 'faults', 'index.mjs');
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: ['test/faults/index.ts'],
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
