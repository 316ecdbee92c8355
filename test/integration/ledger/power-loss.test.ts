import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLedger, type OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { buildShim, Shim } from '../../faults/shim.ts';
import { takeBackUnsynced } from '../../faults/undo-log.ts';
import { createRandom } from '../../fuzz/random.ts';
import { bundle } from './bundle.ts';

type Synchronous = 'as the product sets it' | 'NORMAL';

const sales = 12;
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'scantill-power-')));
const shimSource = path.resolve(import.meta.dirname, '../../faults/shim.c');
const shimBuild = buildShim(shimSource, folder);
if (shimBuild.kind === 'missing') console.warn(`Power loss is not tested on this computer: ${shimBuild.reason}.`);
let script: string;
let ledgers = 0;

beforeAll(async () => {
  script = await bundle('test/integration/ledger/commit-process.ts', path.join(folder, 'commit-process.cjs'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function open(ledgerPath: string): OpenLedger {
  const opening = openLedger(ledgerPath);
  if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
  return opening.ledger;
}

interface Till {
  readonly ledgerPath: string;
  /** Resolves to the order's number once the till has told it. */
  sell(): Promise<string>;
  /** How often the write-ahead log was synced so far. */
  syncs(): number;
  /** Ends the till and takes back everything that was written and never synced. */
  cutPower(): Promise<void>;
}

/** A till on a ledger that has been opened before: there the driver's own setting is NORMAL. */
async function startTill(synchronous: Synchronous): Promise<Till> {
  if (shimBuild.kind === 'missing') throw new Error(shimBuild.reason);
  ledgers += 1;
  const ledgerPath = path.join(folder, `ledger-${ledgers}`, 'ledger.sqlite3');
  open(ledgerPath).close();
  const undoPath = `${ledgerPath}.undo-log`;
  const controlPath = `${ledgerPath}.shim-control`;
  const shim = new Shim({ library: shimBuild.library, ledgerPath, controlPath, undoPath });
  const child = spawn(process.execPath, [script, ledgerPath, synchronous], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...shim.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  onTestFinished(() => {
    child.kill('SIGKILL');
    shim.close();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('The till ended');
    return line.value;
  };
  expect(await nextLine()).toBe('open');
  return {
    ledgerPath,
    sell: () => {
      child.stdin.write(`${crypto.randomUUID()}\n`);
      return nextLine();
    },
    syncs: () => shim.count('sync', 'wal'),
    cutPower: async () => {
      child.kill('SIGKILL');
      await exit;
      takeBackUnsynced(undoPath, 'nothing', createRandom(1));
      // Memory that the processes shared: it goes with the power.
      rmSync(`${ledgerPath}-shm`, { force: true });
    },
  };
}

/** Sells, cuts the power, opens the ledger again: the told orders that it does not know any more. */
async function lostToPowerCut(synchronous: Synchronous): Promise<readonly string[]> {
  const till = await startTill(synchronous);
  const told: string[] = [];
  for (let sale = 0; sale < sales; sale += 1) told.push(await till.sell());
  await till.cutPower();
  const ledger = open(till.ledgerPath);
  try {
    const found = await Promise.all(told.map((orderNo) => ledger.readOrder(orderNo)));
    const reader = openReadOnly(till.ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    reader.close();
    return told.filter((_orderNo, index) => found[index] === null);
  } finally {
    ledger.close();
  }
}

async function fewestSyncsOfACommit(synchronous: Synchronous): Promise<number> {
  const till = await startTill(synchronous);
  const syncs: number[] = [];
  for (let sale = 0; sale < sales; sale += 1) {
    const before = till.syncs();
    await till.sell();
    syncs.push(till.syncs() - before);
  }
  return Math.min(...syncs);
}

describe.skipIf(shimBuild.kind === 'missing')('when the power goes', () => {
  it('no order is lost that anybody has been told of', async () => {
    expect(await lostToPowerCut('as the product sets it')).toEqual([]);
  });

  it('orders would be lost with synchronous=NORMAL: this cut is one that would show it', async () => {
    expect((await lostToPowerCut('NORMAL')).length).toBeGreaterThan(0);
  });

  it('every commit has waited for the disk, also on a ledger that was opened before', async () => {
    expect(await fewestSyncsOfACommit('as the product sets it')).toBeGreaterThanOrEqual(1);
    expect(await fewestSyncsOfACommit('NORMAL')).toBe(0);
  });
});
