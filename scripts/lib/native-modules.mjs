import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeModules, repoRoot } from './paths.mjs';
import { run, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const keytarDirectory = path.join(nodeModules, 'keytar');
export const keytarBinary = path.join(keytarDirectory, 'build', 'Release', 'keytar.node');

/**
 * Loads a module in Electron's own Node, which is the one that counts.
 * @param {string} electronPath
 * @param {string} moduleName
 */
function loadsInElectron(electronPath, moduleName) {
  const script = `const loaded = require(${JSON.stringify(moduleName)});
    if (${JSON.stringify(moduleName)} === 'better-sqlite3') new loaded(':memory:').close();`;
  return run(electronPath, ['-e', script], {
    cwd: repoRoot,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 30_000,
  });
}

function compileKeytar() {
  if (process.platform === 'linux') ensureSystemPackages(['g++', 'make', 'python3', 'pkg-config', 'libsecret-1-dev']);
  // keytar uses Node-API only, so this Node's own headers fit Electron too and none have to be downloaded.
  const prefix = path.resolve(path.dirname(process.execPath), '..');
  const hasHeaders = existsSync(path.join(prefix, 'include', 'node', 'node_api.h'));
  return run(process.execPath, [path.join(nodeModules, 'node-gyp', 'bin', 'node-gyp.js'), 'rebuild'], {
    cwd: keytarDirectory,
    env: hasHeaders ? { ...process.env, npm_config_nodedir: prefix } : process.env,
  });
}

/**
 * Makes both native modules load in the given Electron: better-sqlite3 brings its binaries, keytar has to be fetched or compiled.
 * @param {string} electronPath
 */
export function prepareNativeModules(electronPath) {
  const sqlite = loadsInElectron(electronPath, 'better-sqlite3');
  if (!sqlite.ok) throw new SetupError(`better-sqlite3 does not load in Electron:\n${sqlite.output}`);

  if (existsSync(keytarBinary) && loadsInElectron(electronPath, 'keytar').ok) return;
  const prebuilt = run(process.execPath, [path.join(nodeModules, 'prebuild-install', 'bin.js')], {
    cwd: keytarDirectory,
    timeout: 120_000,
  });
  if (prebuilt.ok && existsSync(keytarBinary)) {
    console.log('  keytar: official prebuilt binary');
  } else {
    console.log('  keytar: no prebuilt binary could be had, compiling it');
    const compiled = compileKeytar();
    if (!compiled.ok) throw new SetupError(`keytar could not be compiled:\n${compiled.output}`);
  }
  const keytar = loadsInElectron(electronPath, 'keytar');
  if (!keytar.ok) throw new SetupError(`keytar does not load in Electron:\n${keytar.output}`);
}
