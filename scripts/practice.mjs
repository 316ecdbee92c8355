// The practice platform alone: main/practice/standalone.ts, bundled and run on Electron's own Node until Ctrl+C.
// Arguments are passed on: --port 8790, --scanforpay-style tables|samples, --alipay-slashes escaped|plain|in_turn.
import path from 'node:path';
import { build } from './build.mjs';
import { bundleModule } from './lib/bundle.mjs';
import { appDirectory, outDirectory } from './lib/paths.mjs';
import { runInForeground, runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  const electron = await setup({ purpose: 'build' });
  await build({ force: false });
  const bundle = await bundleModule('main/practice/standalone.ts', 'practice-platform');
  const folders = ['--folder', path.join(outDirectory, 'practice'), '--phone', path.join(appDirectory, 'phone')];
  return runInForeground(electron.electronPath, [bundle, ...folders, ...process.argv.slice(2)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
});
