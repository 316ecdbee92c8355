// Starts the app in practice mode: sets the checkout up, builds it when something changed, then runs Electron.
import { build } from './build.mjs';
import { sandboxed } from './lib/desktop-session.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runInForeground, runScript } from './lib/process.mjs';
import { setup } from './setup.mjs';

await runScript(async () => {
  const electron = await setup({ purpose: 'start' });
  await build({ force: false });
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    console.log('There is no display here, so no window can open. Taking the tour on a virtual display instead.');
    const { tour } = await import('./tour.mjs');
    return tour(electron);
  }
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  const { command, args } = sandboxed(electron.electronPath, [repoRoot, ...process.argv.slice(2)]);
  return runInForeground(command, args, { env: environment });
});
