/**
 * Against a real Secret Service. The test runner provides one in a D-Bus session of its own and says so by
 * SCANTILL_TEST_KEYRING=1; a developer's own keyring is never touched.
 */
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeychain } from '../../../main/keychain/keychain.ts';
import type { KeyReference } from '../../../main/ports/index.ts';

const provided = process.env['SCANTILL_TEST_KEYRING'] === '1' && process.platform === 'linux';
const inCi = process.env['CI'] !== undefined;

it.runIf(!provided && inCi)('has a keyring to test with', () => {
  throw new Error('CI must run these tests on Linux with SCANTILL_TEST_KEYRING=1, in a session with a Secret Service.');
});

if (!provided) console.warn('Keychain tests are skipped: no Secret Service was provided (SCANTILL_TEST_KEYRING=1).');

describe.runIf(provided)('the keychain of Linux', () => {
  const reference: KeyReference = { accountId: 'shop', kind: 'alipay_app_private_key' };
  let folder: string;
  let script: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'scantill-keychain-'));
    script = path.join(folder, 'keychain-process.cjs');
    const keytar = createRequire(import.meta.url).resolve('keytar');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'keychain-process.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      plugins: [
        {
          name: 'keytar by its full path',
          setup(builder) {
            builder.onResolve({ filter: /^keytar$/ }, () => ({ path: keytar, external: true }));
          },
        },
      ],
    });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function runProcess(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<unknown> {
    const [file = '', ...args] = command;
    const env = { ...environment, ELECTRON_RUN_AS_NODE: '1' };
    const { stdout } = await promisify(execFile)(file, args, { env });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  }

  it('keeps a key of full length, gives it back and forgets it', async () => {
    const keychain = createKeychain({ service: 'Scantill test', mode: 'practice' });
    const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(100)}\n-----END PRIVATE KEY-----\n`;
    expect(await keychain.probe()).toBe('available');
    expect(await keychain.read(reference)).toEqual({ kind: 'missing_or_locked' });
    expect(await keychain.write(reference, key)).toEqual({ kind: 'stored' });
    const reading = await keychain.read(reference);
    expect(reading.kind === 'found' && reading.secret.reveal()).toBe(key);
    await keychain.remove(reference);
    expect(await keychain.read(reference)).toEqual({ kind: 'missing_or_locked' });
  });

  it('is «missing or locked» once its collection is locked, and takes nothing', async () => {
    // A session of its own, without a display on which someone could be asked for a password.
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...environment } = process.env;
    for (const name of ['data', 'cache', 'config', 'runtime']) mkdirSync(path.join(folder, name), { mode: 0o700 });
    const unlockAndRun =
      'printf password | gnome-keyring-daemon --unlock --components=secrets > /dev/null && exec "$@"';
    const command = [
      'sh',
      '-c',
      unlockAndRun,
      'sh',
      process.execPath,
      script,
      'write,read,probe,lock,read,probe,write',
    ];
    const results = await runProcess(['dbus-run-session', '--', ...command], {
      ...environment,
      XDG_DATA_HOME: path.join(folder, 'data'),
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      XDG_RUNTIME_DIR: path.join(folder, 'runtime'),
    });
    expect(results).toEqual([
      { kind: 'stored' },
      { kind: 'found', secret: '[secret]' },
      'available',
      0,
      { kind: 'missing_or_locked' },
      'missing_or_locked',
      { kind: 'unavailable', detail: expect.any(String) as string },
    ]);
  });

  it('is «unavailable» without a session bus', async () => {
    const { DISPLAY: _display, ...environment } = process.env;
    const results = await runProcess([process.execPath, script, 'read,write,probe'], {
      ...environment,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(folder, 'no-bus')}`,
    });
    const unavailable = { kind: 'unavailable', detail: expect.any(String) as string };
    expect(results).toEqual([unavailable, unavailable, 'unavailable']);
  });
});
