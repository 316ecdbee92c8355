// Fuzzes the parsers: test/fuzz/index.ts, bundled and run on Electron's own Node. Arguments are passed on.
import { bundleModule } from './lib/bundle.mjs';
import { runInForeground, runScript, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** A parser that never comes back cannot be measured from inside; then this ends it. */
const longestRunMs = 20 * 60_000;

await runScript(async () => {
  const electron = await setup({ purpose: 'test' });
  const bundle = await bundleModule('test/fuzz/index.ts', 'fuzz');
  const code = await runInForeground(electron.electronPath, [bundle, ...process.argv.slice(2)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: longestRunMs,
  });
  if (code !== 0 && code !== 2) throw new SetupError('Something went wrong with an input, or one never ended.');
  return code;
});
