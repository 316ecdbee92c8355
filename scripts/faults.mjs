// Breaks the till in every way that a shop can break it: test/faults/index.ts, bundled and run on Electron's own Node
// in a desktop session. Arguments are passed on.
import { build } from './build.mjs';
import { bundleModule } from './lib/bundle.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  const electron = await setup({ purpose: 'test' });
  // Histories have neither window nor app.
  const needsApp = !process.argv.includes('--histories') || process.argv.includes('--runs');
  if (needsApp) await build({ mode: 'production', force: false });
  const [index] = await Promise.all([
    bundleModule('test/faults/index.ts', 'faults'),
    bundleModule('test/faults/till-process.ts', 'faults', { format: 'cjs' }),
    bundleModule('test/faults/audit-process.ts', 'faults', { format: 'cjs' }),
    bundleModule('test/faults/histories-process.ts', 'faults'),
  ]);
  return runInDesktopSession(electron.electronPath, [index, ...process.argv.slice(2)], {
    env: { ELECTRON_RUN_AS_NODE: '1', SCANTILL_ELECTRON_PATH: electron.electronPath, SCANTILL_TEST_KEYRING: '1' },
  });
});
