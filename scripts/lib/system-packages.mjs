import { existsSync } from 'node:fs';
import { isRoot } from './paths.mjs';
import { findProgram, run, SetupError } from './process.mjs';

/** @typedef {'start' | 'test' | 'build'} Purpose */
/** @typedef {keyof typeof packageNames} Need */

// Each need by its Debian name, with the names other distributions use. Where Debian renamed a package
// (64-bit time), the first one that the machine's package lists know is taken.
const packageNames = {
  libnss3: { apt: ['libnss3'], dnf: 'nss', pacman: 'nss' },
  'libgtk-3-0': { apt: ['libgtk-3-0t64', 'libgtk-3-0'], dnf: 'gtk3', pacman: 'gtk3' },
  libasound2: { apt: ['libasound2t64', 'libasound2'], dnf: 'alsa-lib', pacman: 'alsa-lib' },
  libgbm1: { apt: ['libgbm1'], dnf: 'mesa-libgbm', pacman: 'mesa' },
  'libsecret-1-0': { apt: ['libsecret-1-0'], dnf: 'libsecret', pacman: 'libsecret' },
  'libsecret-1-dev': { apt: ['libsecret-1-dev'], dnf: 'libsecret-devel', pacman: 'libsecret' },
  'g++': { apt: ['g++'], dnf: 'gcc-c++', pacman: 'gcc' },
  make: { apt: ['make'], dnf: 'make', pacman: 'make' },
  python3: { apt: ['python3'], dnf: 'python3', pacman: 'python' },
  'pkg-config': { apt: ['pkg-config'], dnf: 'pkgconf-pkg-config', pacman: 'pkgconf' },
  xvfb: { apt: ['xvfb'], dnf: 'xorg-x11-server-Xvfb', pacman: 'xorg-server-xvfb' },
  dbus: { apt: ['dbus'], dnf: 'dbus-daemon', pacman: 'dbus' },
  'gnome-keyring': { apt: ['gnome-keyring'], dnf: 'gnome-keyring', pacman: 'gnome-keyring' },
  'fonts-noto-cjk': { apt: ['fonts-noto-cjk'], dnf: 'google-noto-sans-cjk-fonts', pacman: 'noto-fonts-cjk' },
  'util-linux': { apt: ['util-linux'], dnf: 'util-linux', pacman: 'util-linux' },
};

/** @type {Partial<Record<Need, string>>} */
const programOf = {
  'g++': 'g++',
  make: 'make',
  python3: 'python3',
  'pkg-config': 'pkg-config',
  xvfb: 'Xvfb',
  dbus: 'dbus-run-session',
  'gnome-keyring': 'gnome-keyring-daemon',
  'util-linux': 'unshare',
};

/** @param {Need} need */
function isPresent(need) {
  const program = programOf[need];
  if (program !== undefined) return findProgram(program) !== undefined;
  if (need === 'libsecret-1-dev') return run('pkg-config', ['--exists', 'libsecret-1']).ok;
  if (need === 'fonts-noto-cjk') {
    return (
      existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') ||
      run('fc-list', [':lang=ja', 'family']).stdout.trim() !== ''
    );
  }
  throw new Error(`No way to tell whether ${need} is there`);
}

/** @type {[pattern: RegExp, need: Need][]} */
const packageOfLibrary = [
  [/^lib(nss|nspr|smime|ssl|plc|plds)/, 'libnss3'],
  [/^libasound/, 'libasound2'],
  [/^libgbm|^libdrm/, 'libgbm1'],
  [/^libsecret/, 'libsecret-1-0'],
];

/**
 * What shared libraries the given files ask for in vain, as package needs. GTK brings most of the rest.
 * @param {readonly string[]} files
 */
export function missingLibraryPackages(files) {
  if (process.platform !== 'linux') return [];
  const missing = [...run('ldd', files).output.matchAll(/^\s*(\S+) => not found/gm)].map(([, library = '']) => library);
  const needs = missing.map(
    (library) => packageOfLibrary.find(([pattern]) => pattern.test(library))?.[1] ?? 'libgtk-3-0',
  );
  return [...new Set(needs)];
}

/**
 * The needs of a purpose that are not met. Programs only; libraries are asked of the binaries themselves.
 * @param {Purpose} purpose
 */
export function missingProgramPackages(purpose) {
  if (process.platform !== 'linux') return [];
  const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  /** @type {Need[]} */
  const needs = isRoot ? ['util-linux'] : [];
  if (purpose === 'test') needs.push('xvfb', 'dbus', 'gnome-keyring', 'fonts-noto-cjk');
  else if (purpose === 'start' && !hasDisplay) needs.push('xvfb', 'dbus', 'gnome-keyring', 'fonts-noto-cjk');
  return needs.filter((need) => !isPresent(need));
}

/** @param {Need} need */
function aptName(need) {
  const names = packageNames[need].apt;
  return (
    names.find((name) => /Candidate: (?!\(none\))/.test(run('apt-cache', ['policy', name]).stdout)) ??
    names.at(-1) ??
    need
  );
}

/** @param {readonly Need[]} needs */
function installCommand(needs) {
  if (findProgram('apt-get')) return `sudo apt-get install -y --no-install-recommends ${needs.map(aptName).join(' ')}`;
  if (findProgram('dnf')) return `sudo dnf install -y ${needs.map((need) => packageNames[need].dnf).join(' ')}`;
  if (findProgram('pacman'))
    return `sudo pacman -S --needed ${needs.map((need) => packageNames[need].pacman).join(' ')}`;
  return undefined;
}

let listsUpdated = false;

/**
 * Installs system packages when we are root on Debian or Ubuntu; anywhere else says which one command would.
 * @param {readonly Need[]} needs
 */
export function installSystemPackages(needs) {
  if (needs.length === 0) return;
  if (!(isRoot && findProgram('apt-get'))) {
    const command = installCommand(needs);
    throw new SetupError(
      `These system packages are missing: ${needs.join(', ')}.\n` +
        (command
          ? `Install them, then start again:\n\n  ${command}\n`
          : 'Install them with your system’s package manager.'),
    );
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt-get may be at work on the same machine; it is waited for, not tripped over.
  const lockTimeout = ['-o', 'DPkg::Lock::Timeout=180'];
  if (!listsUpdated) {
    const updated = run('apt-get', [...lockTimeout, 'update'], { env: environment });
    if (!updated.ok) console.log(`  apt-get update failed, trying with the lists there are:\n${updated.output.trim()}`);
    listsUpdated = true;
  }
  const names = needs.map(aptName);
  console.log(`  installing ${names.join(' ')}`);
  const installed = run('apt-get', [...lockTimeout, 'install', '-y', '--no-install-recommends', ...names], {
    env: environment,
  });
  if (!installed.ok) throw new SetupError(`apt-get could not install ${names.join(' ')}:\n${installed.output}`);
}

/** @param {readonly Need[]} needs */
export function ensureSystemPackages(needs) {
  installSystemPackages(needs.filter((need) => !isPresent(need)));
}
