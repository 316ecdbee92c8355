/** The platform as `npm run practice` runs it: a process of its own, with the merchant in files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { keyKinds } from '../../../main/ports/index.ts';
import { accountSchema } from '../../../preload/contract/index.ts';
import { type Json, send } from './support.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
let workFolder: string;
let bundle: string;

beforeAll(async () => {
  workFolder = mkdtempSync(path.join(tmpdir(), 'scantill-practice-'));
  bundle = path.join(workFolder, 'standalone.mjs');
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  await build({
    absWorkingDir: repository,
    entryPoints: ['main/practice/standalone.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
    alias: { 'better-sqlite3': driver },
    external: [driver],
  });
});

afterAll(() => {
  rmSync(workFolder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly printed: readonly string[];
  readonly baseUrl: string;
}

async function run(folder: string, ...more: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [bundle, '--folder', folder, '--port', '0', ...more], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const printed: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line);
    if (line.startsWith('Ctrl+C')) break;
  }
  const baseUrl = /ScanForPay {2}(\S+)/.exec(printed.join('\n'))?.[1] ?? '';
  return { child, printed, baseUrl };
}

async function stop({ child }: Running): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const [code] = (await ended) as [number | null];
  return code;
}

function newFolder(): string {
  return mkdtempSync(path.join(workFolder, 'merchant-'));
}

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe.skipIf(process.platform === 'win32')('the practice platform alone', () => {
  it('says where it is, serves there, and stops on Ctrl+C however often it is pressed', async () => {
    const running = await run(newFolder());
    expect((await send(`${running.baseUrl}/gateway.do`, { method: 'POST' })).text).toContain('isv.missing-method');
    const phoneUrl = /Phone {7}(\S+)/.exec(running.printed.join('\n'))?.[1] ?? '';
    const state = JSON.parse((await send(`${phoneUrl}api/state`)).text) as Json;
    expect(state['trades']).toEqual([]);
    running.child.kill('SIGINT');
    expect(await stop(running)).toBe(0);
  });

  it('keeps the merchant in files that only their owner can read, and prints no key', async () => {
    const folder = newFolder();
    const { printed } = await run(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const names = readdirSync(folder).filter((name) => !name.startsWith('books'));
    expect(names).toHaveLength(10);
    expect(names.map((name) => statSync(path.join(folder, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
    const text = printed.join('\n');
    for (const name of names.filter((name) => name !== 'credentials.json'))
      expect(text).toContain(path.join(folder, name));
    const secrets = ['scanforpay-sign-key.txt', 'alipay-content-key.txt'].map((name) => read(folder, name));
    const pemLines = read(folder, 'alipay-app-private-key.pem').split('\n').slice(1, 4);
    for (const secret of [...secrets, ...pemLines]) expect(text).not.toContain(secret);
  });

  it.each(['scanforpay', 'alipay'])('writes an account for %s that the command line takes', async (gateway) => {
    const folder = newFolder();
    const { baseUrl } = await run(folder);
    const accountFile = z.strictObject({
      account: accountSchema,
      keyFiles: z.partialRecord(z.enum(keyKinds), z.string()),
    });
    const { account, keyFiles } = accountFile.parse(JSON.parse(read(folder, `${gateway}.json`)));
    const address = account.gateway === 'scanforpay' ? account.baseUrl : account.gatewayUrl;
    expect(address).toBe(gateway === 'scanforpay' ? baseUrl : `${baseUrl}/gateway.do`);
    for (const name of Object.values(keyFiles)) expect(read(folder, name).length).toBeGreaterThan(20);
  });

  it('is the same merchant at the next start', async () => {
    const folder = newFolder();
    expect(await stop(await run(folder))).toBe(0);
    const key = read(folder, 'alipay-app-private-key.pem');
    await run(folder, '--scanforpay-style', 'samples');
    expect(read(folder, 'alipay-app-private-key.pem')).toBe(key);
  });

  it('does not replace credentials that it cannot read, nor quote them', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'credentials.json'), 'secret{');
    const { child, printed } = await run(folder);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).not.toBe(0);
    expect(printed.join('')).toContain('cannot be read');
    expect(printed.join('')).not.toContain('secret{');
    expect(read(folder, 'credentials.json')).toBe('secret{');
  });
});
