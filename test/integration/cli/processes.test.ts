/** The bundled program as its own process, against the practice platform and the files that it gives out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../../main/cli/results.ts';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { writeMerchantFiles } from '../../../main/practice/common/merchant-files.ts';
import { systemClock } from '../../../main/common/system-clock.ts';
import { scanAndPay, start as startPlatform, type Started, tillKeys } from '../practice/support.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'scantill-cli-'));
  await build({
    absWorkingDir: repository,
    entryPoints: { cli: 'main/cli/index.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    external: ['better-sqlite3'],
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The program has the computer's clock, and the platform refuses times that are far from its own. */
function start(): Promise<Started> {
  return startPlatform({ clock: systemClock });
}

interface Ended {
  readonly exitCode: number;
  readonly output: Readonly<Record<string, unknown>>;
  readonly everythingPrinted: string;
}

async function scantill(words: readonly string[], standardInput = ''): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(folder, 'cli.mjs'), ...words], {
    cwd: folder,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const printed = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.errors += chunk.toString()));
  child.stdin.end(standardInput);
  const [exitCode] = (await once(child, 'close')) as [number];
  const output = JSON.parse(printed.output) as Ended['output'];
  return { exitCode, output, everythingPrinted: printed.output + printed.errors };
}

function giveOutFiles({ platform }: Started): void {
  writeMerchantFiles(folder, tillKeys, platform);
}

const secrets = [
  tillKeys.scanForPay.signKey,
  ...[tillKeys.alipay.appPrivateKey, tillKeys.alipay.alipayPublicKey].map((pem) => pem.split('\n')[5] ?? ''),
];

describe.each([
  ['scanforpay.json', 'refund'],
  ['alipay.json', 'refunded'],
])('scantill with the practice platform\u2019s %s', (account, refundKind) => {
  it('creates, queries and refunds, and prints one JSON document and no key', async () => {
    const started = await start();
    giveOutFiles(started);
    const ofAccount = ['--account', account];
    const orderNo = 'T01_20261122_0001_K7F3';
    const sale = ['--order-no', orderNo, '--amount-minor', '2000', '--wallet', 'alipay'];
    const ended: Ended[] = [];
    const run = async (...words: readonly string[]): Promise<Ended> => {
      const [command = '', ...options] = words;
      ended.push(await scantill([command, ...ofAccount, ...options]));
      return ended.at(-1)!;
    };
    expect(await run('create', ...sale)).toMatchObject({ exitCode: 0, output: { kind: 'created' } });
    await scanAndPay(started.platform, orderNo);
    const paid = await run('query', '--order-no', orderNo);
    expect(paid).toMatchObject({
      exitCode: 0,
      output: { kind: 'facts', facts: { status: 'paid', amountMinor: 2000 } },
    });
    expect(paid.output['clockSkewMs']).toEqual(expect.any(Number));
    const refund = ['refund', '--order-no', orderNo, '--refund-no', 'R01_1', '--amount-minor'];
    expect(await run(...refund, '500')).toMatchObject({ exitCode: 0, output: { kind: refundKind } });
    expect((await run(...refund, '501')).exitCode).not.toBe(0);
    expect((await run('query', '--order-no', 'T01_unknown')).exitCode).toBe(5);
    expect(await run('create', ...sale, '--sign-key', 'x')).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
    const { evidence } = paid.output as { evidence: { replyText: string } };
    writeFileSync(path.join(folder, 'reply.json'), evidence.replyText);
    expect(await run('verify-response', '--input', 'reply.json')).toMatchObject({ exitCode: 0 });
    writeFileSync(
      path.join(folder, 'reply.json'),
      evidence.replyText.replace('success', 'success!').replace('Success', 'S'),
    );
    expect(await run('verify-response', '--input', 'reply.json')).toMatchObject({ exitCode: 3 });
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(5);
      expect(ended.map(({ everythingPrinted }) => everythingPrinted).join('')).not.toContain(secret);
    }
  });

  it('says that nobody knows when the platform is gone', async () => {
    const started = await start();
    giveOutFiles(started);
    await started.platform.stop();
    expect(await scantill(['query', '--account', account, '--order-no', 'T01_1'])).toMatchObject({
      exitCode: 4,
      output: { kind: 'unknown', problem: { code: 'unreachable' } },
    });
  });
});

it('loads SQLite for the commands on ledger files, and for no others', async () => {
  // From here the driver cannot be found.
  expect((await scantill(['query'])).exitCode).toBe(2);
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const opening = openLedger(path.join(folder, 'ledger.sqlite3'));
  if (opening.kind !== 'open') throw new Error(opening.detail);
  opening.ledger.close();
  expect(await scantill(['ledger', 'verify', 'ledger.sqlite3'])).toMatchObject({
    exitCode: 0,
    output: { kind: 'sound', events: 0, head: `0:${'0'.repeat(64)}` },
  });
});

it('reads a document from standard input', async () => {
  giveOutFiles(await start());
  const ended = await scantill(['sign', '--account', 'scanforpay.json', '--input', '-'], '{"body":{}}');
  expect(ended).toMatchObject({ exitCode: 0, output: { signedText: '{"body":{}}' } });
});

it('is described with every command and every exit code', () => {
  const file = path.join(repository, 'docs', 'command-line.md');
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  for (const command of [
    'sign',
    'verify-response',
    'verify-notification',
    'cert-sn',
    'create',
    'query',
    'refund',
    'ledger verify FILE',
  ]) {
    expect(text).toContain(`\`${command}\``);
  }
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} `, 'm'));
});
