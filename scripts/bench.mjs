// Measures the app: test/bench/index.ts, bundled and run on Electron's own Node in a desktop session.
import { build } from './build.mjs';
import { bundleModule } from './lib/bundle.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  const electron = await setup({ purpose: 'test' });
  await build({ mode: 'production', force: false });
  const bundle = await bundleModule('test/bench/index.ts', 'bench');
  return runInDesktopSession(electron.electronPath, [bundle, ...process.argv.slice(2)], {
    env: { ELECTRON_RUN_AS_NODE: '1', SCANTILL_ELECTRON_PATH: electron.electronPath, SCANTILL_TEST_KEYRING: '1' },
  });
});
