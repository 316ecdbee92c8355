// Turns a plain checkout into one that runs: packages, Electron, native modules, system libraries.
// Uses nothing but Node itself, because it is what fetches everything else.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeElectron, resolveElectron } from './lib/electron-binary.mjs';
import { keytarBinary, prepareNativeModules } from './lib/native-modules.mjs';
import { installPackages, packagesMatchLock } from './lib/npm-packages.mjs';
import { nodeModules, outDirectory, repoRoot } from './lib/paths.mjs';
import { isStarted, runScript, SetupError, step } from './lib/process.mjs';
import { installSystemPackages, missingLibraryPackages, missingProgramPackages } from './lib/system-packages.mjs';

/** @import { Electron } from './lib/electron-binary.mjs' */
/** @import { Purpose } from './lib/system-packages.mjs' */
/** @typedef {{ key: string, platform?: string, electron: Electron, officialFailure?: string | undefined }} Stamp */

const stampFile = path.join(nodeModules, '.scantill-setup.json');
const minimumNode = { major: 20, minor: 19 };
/** @type {readonly Purpose[]} */
const purposes = ['start', 'test', 'build'];

/**
 * What the last set-up of this checkout left.
 * @returns {Stamp | undefined}
 */
function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function currentKey() {
  return createHash('sha256')
    .update(readFileSync(path.join(repoRoot, 'package-lock.json')))
    .update([process.platform, process.arch, process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? ''].join('\0'))
    .digest('hex');
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < minimumNode.major || (major === minimumNode.major && minor < minimumNode.minor)) {
    const needed = `${minimumNode.major}.${minimumNode.minor}`;
    throw new SetupError(`Node ${needed} or newer is needed; this is ${process.versions.node}.`);
  }
}

/**
 * @param {string} key
 * @param {string} [rememberedFailure]
 * @returns {Promise<Stamp>}
 */
async function findElectron(key, rememberedFailure) {
  const resolved = await step('Finding Electron', () => resolveElectron({ rememberedFailure }));
  const { officialFailure, ...electron } = resolved;
  console.log(`  ${describeElectron(electron)}`);
  return { key, platform: `${process.platform}-${process.arch}`, electron, officialFailure };
}

/**
 * Makes the checkout ready for a purpose: `start` needs what the app needs, `test` also a virtual display and a keyring,
 * `build` no display at all. Every part that is already in order is skipped.
 * @param {{ purpose?: Purpose, retryOfficial?: boolean }} [options]
 */
export async function setup({ purpose = 'start', retryOfficial = false } = {}) {
  checkNode();
  const key = currentKey();
  const last = readStamp();
  const sameMachine = last?.platform === undefined || last.platform === `${process.platform}-${process.arch}`;
  if (!packagesMatchLock() || !sameMachine) await step('Installing packages (npm ci)', installPackages);

  const programs = missingProgramPackages(purpose);
  if (programs.length > 0) await step('Installing system programs', () => installSystemPackages(programs));

  const usable = last?.key === key && !retryOfficial ? last : undefined;
  const isReady = usable !== undefined && existsSync(usable.electron.electronPath) && existsSync(keytarBinary);
  const stamp = isReady ? usable : await findElectron(key, usable?.officialFailure);
  const { electronPath } = stamp.electron;

  const libraries = missingLibraryPackages([electronPath, ...(existsSync(keytarBinary) ? [keytarBinary] : [])]);
  if (libraries.length > 0) await step('Installing system libraries', () => installSystemPackages(libraries));

  if (!isReady) {
    await step('Preparing native modules', () => prepareNativeModules(electronPath));
    writeFileSync(stampFile, `${JSON.stringify(stamp, null, 2)}\n`);
    mkdirSync(outDirectory, { recursive: true });
    writeFileSync(path.join(outDirectory, 'electron-path.txt'), electronPath);
  } else if (stamp.electron.electronSource === 'repack') {
    console.log(`• ${describeElectron(stamp.electron)}`);
  }
  return stamp.electron;
}

if (isStarted(import.meta.url)) {
  const purposeIndex = process.argv.indexOf('--purpose');
  await runScript(async () => {
    const given = purposeIndex === -1 ? 'start' : process.argv[purposeIndex + 1];
    const purpose = purposes.find((name) => name === given);
    if (!purpose) throw new SetupError(`Usage: node scripts/setup.mjs [--purpose ${purposes.join('|')}]`);
    const electron = await setup({ purpose, retryOfficial: process.argv.includes('--retry-official') });
    console.log(electron.electronPath);
  });
}
