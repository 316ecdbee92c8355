// Packs the app for this platform, proves what came out, and runs the sale through it.
// `--release` makes the installers as well, and then insists on the official Electron.
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { nodeModules, outDirectory, repoRoot } from './lib/paths.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { formatDuration, runInForeground, runScript, SetupError, step } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** @typedef {Record<keyof typeof import('@electron/fuses').FuseV1Options, boolean>} Fuses */

const packDirectory = path.join(outDirectory, 'pack');
const twinDirectory = path.join(packDirectory, 'twin');

/** @type {Fuses} */
const hardenedFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

function findUnpacked() {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  /** @type {Partial<Record<NodeJS.Platform, [folder: string, executable: string]>>} */
  const places = {
    darwin: [`mac${suffix}`, path.join('Scantill.app', 'Contents', 'MacOS', 'Scantill')],
    win32: [`win${suffix}-unpacked`, 'Scantill.exe'],
  };
  const [folder, executable] = places[process.platform] ?? [`linux${suffix}-unpacked`, 'scantill'];
  if (!existsSync(path.join(packDirectory, folder, executable))) {
    throw new SetupError(`electron-builder finished, but there is no ${path.join(folder, executable)} in out/pack.`);
  }
  return { folder: path.join(packDirectory, folder), executable };
}

/**
 * Compares the fuses in a packed binary with what they have to be; a fuse that is new since then is named.
 * @param {string} executablePath
 * @param {Fuses} expected
 */
async function assertFuses(executablePath, expected) {
  const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(executablePath);
  const actual = Object.fromEntries(
    Object.entries(wire)
      .filter(([, state]) => state === FuseState.ENABLE || state === FuseState.DISABLE)
      .map(([position, state]) => [FuseV1Options[Number(position)] ?? `fuse ${position}`, state === FuseState.ENABLE]),
  );
  const wrong = Object.entries(expected).filter(([name, isOn]) => actual[name] !== isOn);
  if (wrong.length > 0) {
    throw new SetupError(
      `Fuses that are not as decided: ${wrong.map(([name, isOn]) => `${name} should be ${isOn}`).join(', ')}.`,
    );
  }
  /** @param {[name: string, isOn: boolean][]} fuses */
  const listed = (fuses) => fuses.map(([name, isOn]) => `${name} ${isOn ? 'on' : 'off'}`).join(', ');
  const undecided = Object.entries(actual).filter(([name]) => !(name in expected));
  if (undecided.length > 0) console.log(`  not decided yet: ${listed(undecided)}`);
  console.log(`  fuses: ${listed(Object.entries(expected))}`);
}

/**
 * Looks into the archive: nothing but the bundles, and of native code only what this platform loads.
 * @param {string} folder
 */
async function assertContents(folder) {
  const resources =
    process.platform === 'darwin'
      ? path.join(folder, 'Scantill.app', 'Contents', 'Resources')
      : path.join(folder, 'resources');
  const { listPackage } = await import('@electron/asar');
  const files = listPackage(path.join(resources, 'app.asar'), { isPack: false }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const expected = /^\/(package\.json|out(\/app(\/.*)?)?|node_modules(\/(better-sqlite3|keytar)(\/.*)?)?)$/;
  const unexpected = files.filter((name) => !expected.test(name) || /\.(map|ts|cc|c|h|gyp)$/.test(name));
  const binaries = files.filter((name) => name.endsWith('.node'));
  if (unexpected.length > 0) throw new SetupError(`These do not belong in the package:\n  ${unexpected.join('\n  ')}`);
  if (binaries.length !== 2)
    throw new SetupError(`Two native modules are expected in the package, found: ${binaries.join(', ')}`);
  if (existsSync(path.join(resources, 'default_app.asar'))) throw new SetupError('default_app.asar is in the package.');
  const unpackedBytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  console.log(
    `  ${files.length} entries, app.asar ${(statSync(path.join(resources, 'app.asar')).size / 1024).toFixed(0)} KB, ` +
      `unpacked ${(unpackedBytes / 1024 / 1024).toFixed(0)} MB, native: ${binaries.map((name) => path.basename(name)).join(', ')}`,
  );
}

/**
 * The same package with one fuse flipped: Playwright can only drive an app that takes inspector arguments.
 * @param {{ folder: string, executable: string }} unpacked
 */
async function makeTwin({ folder, executable }) {
  rmSync(twinDirectory, { recursive: true, force: true });
  cpSync(folder, twinDirectory, { recursive: true, verbatimSymlinks: true });
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  const twin = path.join(twinDirectory, executable);
  await flipFuses(twin, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  await assertFuses(twin, { ...hardenedFuses, EnableNodeCliInspectArguments: true });
  return twin;
}

await runScript(async () => {
  const startedAt = performance.now();
  const isRelease = process.argv.includes('--release');
  const electron = await setup({ purpose: 'test' });
  if (isRelease && electron.electronSource !== 'official') {
    throw new SetupError('A release takes the official Electron only, and this machine has none. Nothing was built.');
  }
  await build({ mode: 'production' });
  rmSync(packDirectory, { recursive: true, force: true });
  await step(isRelease ? 'Packing, with installers' : 'Packing', async () => {
    const exitCode = await runInForeground(process.execPath, [
      path.join(nodeModules, 'electron-builder', 'cli.js'),
      ...(isRelease ? [] : ['--dir']),
      '--publish=never',
      `--config=${path.join(repoRoot, 'electron-builder.yml')}`,
      `-c.electronDist=${electron.electronDist}`,
      `-c.electronVersion=${electron.electronVersion}`,
    ]);
    if (exitCode !== 0) throw new SetupError(`electron-builder failed (exit ${exitCode}). Its own message is above.`);
  });
  const unpacked = findUnpacked();
  await step('Checking the package', async () => {
    await assertContents(unpacked.folder);
    await assertFuses(path.join(unpacked.folder, unpacked.executable), hardenedFuses);
  });
  const twin = await step('Making the twin for the test', () => makeTwin(unpacked));
  const exitCode = await runPlaywright(electron, 'packed', { env: { SCANTILL_PACKED_PATH: twin } });
  console.log(`\nPacked in ${formatDuration(performance.now() - startedAt)}: ${unpacked.folder}`);
  if (electron.electronSource === 'repack')
    console.log('It holds a re-packed Electron: for trying out, not for release.');
  return exitCode;
});
