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
  const esbuild = await import('esbuild');
  const folder = path.join(outDirectory, 'faults');
  const shared = {
    absWorkingDir: repoRoot,
    bundle: true,
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    loader: { '.sql': 'text' },
    logLevel: 'warning',
  };
  const index = path.join(folder, 'index.mjs');
  await Promise.all([
    esbuild.build({ ...shared, entryPoints: ['test/faults/index.ts'], outfile: index, format: 'esm' }),
    esbuild.build({
      ...shared,
      entryPoints: ['test/faults/till-process.ts', 'test/faults/audit-process.ts'],
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
    }),
  ]);
  return runInDesktopSession(electron.electronPath, [index, ...process.argv.slice(2)], {
    env: { ELECTRON_RUN_AS_NODE: '1', SCANTILL_ELECTRON_PATH: electron.electronPath, SCANTILL_TEST_KEYRING: '1' },
  });
});
