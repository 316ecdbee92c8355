import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeModules, repoRoot } from './paths.mjs';
import { npm, SetupError } from './process.mjs';

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} LockEntry */

/**
 * What a lock file lists, by location; nothing where there is none.
 * @param {string} file
 * @returns {Record<string, LockEntry> | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Compares the lock file with what npm says it installed, so that a developer's own `npm install` counts as well.
 * Optional packages are left out: each machine has only those for its own platform.
 */
export function packagesMatchLock() {
  const wanted = readLock(path.join(repoRoot, 'package-lock.json'));
  const installed = readLock(path.join(nodeModules, '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([location, entry]) =>
      location === '' || entry.optional || entry.devOptional || installed[location]?.version === entry.version,
  );
}

export function installPackages() {
  // Install scripts of dependencies do not run: the two native modules are prepared by us, step by step.
  const result = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (!result.ok) throw new SetupError(`npm ci failed (exit ${result.status}). Its own message is above.`);
}
