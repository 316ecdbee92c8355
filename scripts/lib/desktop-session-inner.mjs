// Runs inside dbus-run-session: unlocks a keyring, opens a virtual display, then runs the command given as arguments.
import { spawn, spawnSync } from 'node:child_process';

/** @import { ChildProcess } from 'node:child_process' */

const { SCANTILL_KEYRING_PASSWORD, ...environment } = process.env;
const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('There is no command to run.');
const displayTimeoutMs = 15_000;

function startKeyring() {
  const result = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    input: SCANTILL_KEYRING_PASSWORD,
    stdio: ['pipe', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: environment,
  });
  if (result.status !== 0) throw new Error(`gnome-keyring-daemon: ${result.error?.message ?? result.stderr}`);
}

/**
 * Xvfb picks a free number itself and tells it, so that sessions side by side never meet.
 * @returns {Promise<{ server: ChildProcess, display: string }>}
 */
function startDisplay() {
  return new Promise((resolve, reject) => {
    // Without -noreset the server begins anew when its last window goes, and turns away whoever comes just then.
    const options = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-noreset'];
    const server = spawn('Xvfb', options, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: environment,
    });
    let messages = '';
    server.stderr?.on('data', (chunk) => (messages += chunk));
    const timer = setTimeout(() => reject(new Error(`Xvfb did not start in time:\n${messages}`)), displayTimeoutMs);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}:\n${messages}`)));
    let number = '';
    server.stdio[3]?.on('data', (chunk) => {
      number += chunk;
      if (!number.endsWith('\n')) return;
      clearTimeout(timer);
      resolve({ server, display: `:${number.trim()}` });
    });
  });
}

startKeyring();
const { server, display } = await startDisplay();
environment['DISPLAY'] = display;
delete environment['WAYLAND_DISPLAY'];
delete environment['XAUTHORITY'];

/**
 * Waits for the display server to be gone, so that nothing is left running behind the exit code.
 * @param {number} exitCode
 */
function endWith(exitCode) {
  server.once('exit', () => process.exit(exitCode));
  server.kill();
}

const child = spawn(command, args, { stdio: 'inherit', env: environment });
child.once('error', (error) => {
  console.error(`${command}: ${error.message}`);
  endWith(127);
});
child.once('exit', (code, signal) => endWith(code ?? (signal ? 1 : 0)));
