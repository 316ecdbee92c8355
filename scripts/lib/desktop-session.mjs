import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { isRoot, repoRoot } from './paths.mjs';
import { run, SetupError } from './process.mjs';

const innerScript = path.join(repoRoot, 'scripts', 'lib', 'desktop-session-inner.mjs');
const sessionVariable = 'SCANTILL_DESKTOP_SESSION';

/** An ordinary user's id to borrow. It has to be a known one: the session bus turns everybody else away. */
function ordinaryUserId() {
  const userIds = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => Number(line.split(':')[2]))
    .filter((id) => id > 0);
  return userIds.find((id) => id >= 1000 && id < 60_000) ?? userIds[0];
}

function assertKnownUser() {
  try {
    userInfo();
  } catch {
    throw new SetupError(
      `User ${process.getuid?.()} has no entry in /etc/passwd, and the session bus turns unknown users away. ` +
        'Run it as a user that the system knows, or as root.',
    );
  }
}

/**
 * The command line under which a program may run with Chromium's sandbox on. Chromium refuses it to root; inside a user
 * namespace the same files stay ours while the process is an ordinary user to Chromium.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function sandboxed(command, args) {
  if (!isRoot || process.platform !== 'linux') return { command, args };
  const userId = ordinaryUserId();
  const namespace = ['--user', `--map-user=${userId}`, `--map-group=${userId}`];
  const probe = run('unshare', [...namespace, 'true']);
  if (!probe.ok) {
    throw new SetupError(
      'This runs as root, and Chromium refuses its sandbox to root. A user namespace would solve it, but this system ' +
        `does not allow one:\n  ${probe.output.trim()}\nRun it as an ordinary user instead.`,
    );
  }
  return { command: 'unshare', args: [...namespace, command, ...args] };
}

/**
 * Ends whatever the session left behind. Every process of the session carries its folder in its environment.
 * @param {string} directory
 */
function endSessionProcesses(directory) {
  const marker = `${sessionVariable}=${directory}`;
  const find = () =>
    readdirSync('/proc').filter((entry) => {
      if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return false;
      try {
        return readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0').includes(marker);
      } catch {
        return false;
      }
    });
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const processId of find()) {
      try {
        process.kill(Number(processId), signal);
      } catch {
        continue;
      }
    }
    const deadline = Date.now() + 1000;
    while (find().length > 0 && Date.now() < deadline) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/**
 * Runs a command in a desktop session of its own: own bus, own unlocked keyring, own display, own home folder.
 * Nothing of the developer's own session is seen or changed. Resolves to the command's exit code.
 * On macOS and Windows there is nothing to build: the command runs in the real session.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: 'inherit' | number }} [options]
 *   output: where what it prints goes, a file's descriptor or this terminal.
 * @returns {Promise<number>}
 */
export async function runInDesktopSession(command, args, { env = {}, output = 'inherit' } = {}) {
  const isLinux = process.platform === 'linux';
  if (isLinux) assertKnownUser();
  const line = isLinux
    ? sandboxed('dbus-run-session', ['--', process.execPath, innerScript, command, ...args])
    : { command, args };
  const directory = isLinux ? mkdtempSync(path.join(tmpdir(), 'scantill-session-')) : undefined;
  const sessionEnvironment = {};
  if (directory) {
    for (const name of ['home', 'data', 'cache', 'config', 'runtime', 'tmp']) {
      mkdirSync(path.join(directory, name), { mode: 0o700 });
    }
    Object.assign(sessionEnvironment, {
      HOME: path.join(directory, 'home'),
      XDG_DATA_HOME: path.join(directory, 'data'),
      XDG_CACHE_HOME: path.join(directory, 'cache'),
      XDG_CONFIG_HOME: path.join(directory, 'config'),
      XDG_RUNTIME_DIR: path.join(directory, 'runtime'),
      XDG_CURRENT_DESKTOP: 'GNOME',
      // Also keeps files of another user id in a shared /tmp out of the way.
      TMPDIR: path.join(directory, 'tmp'),
      [sessionVariable]: directory,
      // An empty password would make the keyring ask, and nobody is there to answer.
      SCANTILL_KEYRING_PASSWORD: randomBytes(16).toString('hex'),
    });
    if (isRoot) {
      // Inside the namespace nobody may create it any more, and Xvfb wants it.
      mkdirSync('/tmp/.X11-unix', { recursive: true });
      chmodSync('/tmp/.X11-unix', 0o1777);
    }
  }

  const cleanUp = () => {
    if (!directory) return;
    endSessionProcesses(directory);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const child = spawn(line.command, line.args, {
    cwd: repoRoot,
    env: { ...process.env, ...sessionEnvironment, ...env },
    stdio: ['inherit', output, output],
    windowsHide: true,
  });
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    cleanUp();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, onSignal);
    cleanUp();
  }
}
