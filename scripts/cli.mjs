// The scantill command line: main/cli/index.ts, bundled and run on Electron's own Node. Arguments are passed on.
import path from 'node:path';
import { outDirectory, repoRoot } from './lib/paths.mjs';
import { runInForeground, runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

// Standard output belongs to the command's JSON.
console.log = console.error;

await runScript(async () => {
  const electron = await setup({ purpose: 'build' });
  const bundle = path.join(outDirectory, 'cli', 'index.mjs');
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: { index: 'main/cli/index.ts' },
    outdir: path.dirname(bundle),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Only the commands on ledger files load SQLite.
    splitting: true,
    external: ['better-sqlite3'],
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: 'inline',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return runInForeground(electron.electronPath, [bundle, ...process.argv.slice(2)], {
    // Paths are the caller's, not the project's.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
});
