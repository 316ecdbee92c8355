// Turns a plain checkout into one that runs: packages, Electron, native modules, system libraries.
// Uses nothing but Node itself, because it is what fetches everything else.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeElectron, resolveElectron } from './lib/electron-binary.mjs';
import { keytarBinary, prepareNativeModules } from './lib/native-modules.mjs';
import { installPackages, packagesMatchLock } from './lib/npm-packages.mjs';
import { nodeModules, outDirectory, repoRoot } from './lib/paths.mjs';
import { runScript, SetupError, step } from './lib/process.mjs';
import { installSystemPackages, missingLibraryPackages, missingProgramPackages } from './lib/system-packages.mjs';

const stampFile = path.join(nodeModules, '.scantill-setup.json');
const minimumNode = [20, 19];

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function currentKey() {
  return createHash('sha256')
    .update(readFileSync(path.join(repoRoot, 'package-lock.json')))
    .update([process.platform, process.arch, process.env.ELECTRON_OVERRIDE_DIST_PATH ?? ''].join('\0'))
    .digest('hex');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])) {
    throw new SetupError(`Node ${minimumNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
}

/**
 * Makes the checkout ready for a purpose: `start` needs what the app needs, `test` also a virtual display and a keyring,
 * `build` no display at all. Every part that is already in order is skipped.
 */
export async function setup({ purpose = 'start', retryOfficial = false } = {}) {
  checkNode();
  const key = currentKey();
  let stamp = readStamp();
  const sameMachine = stamp.platform === undefined || stamp.platform === `${process.platform}-${process.arch}`;
  if (!packagesMatchLock() || !sameMachine) await step('Installing packages (npm ci)', installPackages);

  const programs = missingProgramPackages(purpose);
  if (programs.length > 0) await step('Installing system programs', () => installSystemPackages(programs));

  const isReady =
    stamp.key === key && !retryOfficial && existsSync(stamp.electron.electronPath) && existsSync(keytarBinary);
  if (!isReady) {
    const resolved = await step('Finding Electron', () =>
      resolveElectron({ rememberedFailure: stamp.key === key && !retryOfficial ? stamp.officialFailure : undefined }),
    );
    const { officialFailure, ...electron } = resolved;
    console.log(`  ${describeElectron(electron)}`);
    stamp = { key, platform: `${process.platform}-${process.arch}`, electron, officialFailure };
  }
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

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purposeIndex = process.argv.indexOf('--purpose');
  await runScript(async () => {
    const electron = await setup({
      purpose: purposeIndex === -1 ? 'start' : process.argv[purposeIndex + 1],
      retryOfficial: process.argv.includes('--retry-official'),
    });
    console.log(electron.electronPath);
  });
}
