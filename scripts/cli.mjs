// The scantill command line: main/cli/index.ts, bundled and run on Electron's own Node. Arguments are passed on.
import { bundleModule } from './lib/bundle.mjs';
import { runInForeground, runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

// Standard output belongs to the command's JSON.
console.log = console.error;

await runScript(async () => {
  const electron = await setup({ purpose: 'build' });
  const bundle = await bundleModule('main/cli/index.ts', 'cli', {
    // Only the commands on ledger files load SQLite.
    splitting: true,
    packages: 'bundle',
    external: ['better-sqlite3'],
    legalComments: 'none',
  });
  return runInForeground(electron.electronPath, [bundle, ...process.argv.slice(2)], {
    // Paths are the caller's, not the project's.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
});
