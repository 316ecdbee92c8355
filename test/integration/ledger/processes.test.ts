import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLedger, type OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { bundle } from './bundle.ts';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'scantill-till-'));
  script = await bundle('test/integration/ledger/selling-process.ts', path.join(folder, 'till-process.cjs'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Till {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
}

function startTill(ledgerPath: string): Till {
  const child = spawn(process.execPath, [script, ledgerPath], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function nextLine({ lines }: Till): Promise<string> {
  const { value } = (await lines.next()) as { value: string | undefined };
  if (value === undefined) throw new Error('The till ended');
  return value;
}

/** Ends it without a chance to tidy up; resolves to what it had still said. */
async function kill(till: Till): Promise<readonly string[]> {
  const exit = once(till.child, 'exit');
  till.child.kill('SIGKILL');
  await exit;
  const rest: string[] = [];
  for (let line = await till.lines.next(); line.done !== true; line = await till.lines.next()) rest.push(line.value);
  return rest;
}

function open(ledgerPath: string): OpenLedger {
  const opening = openLedger(ledgerPath);
  if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
  onTestFinished(() => {
    opening.ledger.close();
  });
  return opening.ledger;
}

describe('two programs and one ledger', () => {
  it('let only the first one write; the second may when the first is gone, however it went', async () => {
    const ledgerPath = path.join(folder, 'shared', 'ledger.db');
    const first = startTill(ledgerPath);
    expect(await nextLine(first)).toBe('open');
    const order = await nextLine(first);

    expect(openLedger(ledgerPath)).toMatchObject({ kind: 'failed', reason: 'locked' });
    expect(await nextLine(startTill(ledgerPath))).toBe('locked');
    // Reading is not writing.
    const reader = openReadOnly(ledgerPath);
    expect(readerQueries.timeline(reader, order)).toHaveLength(2);
    reader.close();

    await kill(first);
    expect(await open(ledgerPath).readOrder(order)).toMatchObject({ orderNo: order });
  });
});

describe('a program that is killed', () => {
  it('leaves every order that it had confirmed, and a sound ledger', async () => {
    const ledgerPath = path.join(folder, 'killed', 'ledger.db');
    const confirmed: string[] = [];
    for (const salesBeforeDeath of [1, 7, 30]) {
      const till = startTill(ledgerPath);
      expect(await nextLine(till)).toBe('open');
      for (let sale = 0; sale < salesBeforeDeath; sale += 1) confirmed.push(await nextLine(till));
      confirmed.push(...(await kill(till)).filter((line) => line.length > 0));
    }
    const ledger = open(ledgerPath);
    for (const orderNo of confirmed) {
      expect(await ledger.readOrder(orderNo)).toMatchObject({ orderNo, state: 'awaiting' });
    }
    expect(new Set(confirmed).size).toBe(confirmed.length);
    const reader = openReadOnly(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    reader.close();
  });
});
