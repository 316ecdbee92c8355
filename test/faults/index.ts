/** `npm run faults [-- --runs N --only GROUP --point NAME --seed N --lanes N --headless]`: see docs/faults.md. */
import keytar from 'keytar';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../fuzz/random.ts';
import { groupNames, runGroup } from './groups.ts';
import { headlessTills } from './headless-till.ts';
import { realApps } from './real-app.ts';
import { buildShim } from './shim.ts';
import { formatTable, Tally } from './tally.ts';
import { makeMerchantKeys, type MerchantKeys } from './world.ts';

const repoRoot = process.cwd();
const outFolder = join(repoRoot, 'out', 'faults');
const keptFolder = join(outFolder, 'kept');
const log = (line: string): void => console.error(line);

function readArguments() {
  const { values } = parseArgs({
    options: {
      /** Kills of the real app. */
      runs: { type: 'string', default: '300' },
      only: { type: 'string', multiple: true, default: [...groupNames] },
      point: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      lanes: { type: 'string', default: '2' },
      /** Kills tills without a window instead of the real app: quicker, and less true. */
      headless: { type: 'boolean', default: false },
    },
  });
  const [runs, seed, lanes] = [values.runs, values.seed, values.lanes].map(Number) as [number, number, number];
  if (![runs, seed, lanes].every(Number.isSafeInteger) || lanes < 1)
    throw new Error('--runs, --seed and --lanes are numbers.');
  const unknown = values.only.filter((name) => !groupNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`--only is one of ${groupNames.join(', ')}.`);
  const groups = groupNames.filter((name) => values.only.includes(name));
  return { runs, seed, lanes, groups, point: values.point ?? null, headless: values.headless };
}

/** The real app reads its keys from the session's keychain, as it does in a shop. */
async function fillKeychain({ keys }: MerchantKeys): Promise<void> {
  for (const { reference, value } of keys) {
    await keytar.setPassword('Scantill', `live/${reference.profileId}/${reference.kind}`, value);
  }
}

async function main(): Promise<number> {
  const { runs, seed, lanes, groups, point, headless } = readArguments();
  const shim = buildShim(join(repoRoot, 'test', 'faults', 'shim.c'), outFolder);
  if (shim.kind === 'missing') throw new Error(shim.reason);
  log(`seed ${seed}`);
  rmSync(keptFolder, { recursive: true, force: true });
  mkdirSync(keptFolder, { recursive: true });
  const merchant = await makeMerchantKeys();
  await fillKeychain(merchant);
  const scripts = {
    scriptPath: join(outFolder, 'till-process.cjs'),
    auditScriptPath: join(outFolder, 'audit-process.cjs'),
    readerWorkerPath: join(repoRoot, 'out', 'app', 'main', 'ledger-reader.cjs'),
    keeperWorkerPath: join(repoRoot, 'out', 'app', 'main', 'ledger-keeper.cjs'),
    keys: merchant.keys,
  };
  const tally = new Tally(log);
  const folder = mkdtempSync(join(tmpdir(), 'scantill-faults-'));
  const shared = { folder, library: shim.library, merchant, tally, log, keptFolder, launch: headlessTills(scripts) };
  const startedAtMs = performance.now();
  for (const name of groups) {
    await runGroup(name, {
      headless: shared,
      kills: headless ? shared : { ...shared, launch: realApps },
      scripts,
      // Each lane has its own numbers, whatever the others do.
      randomFor: (lane) => createRandom(seed ^ Buffer.from(lane).reduce((sum, byte) => sum * 31 + byte, 7)),
      lanes,
      killRuns: runs,
      point,
    });
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(formatTable(tally.rows));
  console.log(`${tally.runs} runs in ${Math.round((performance.now() - startedAtMs) / 1000)} s, seed ${seed}`);
  for (const complaint of tally.complaints) console.log(complaint);
  return tally.complaints.length === 0 ? 0 : 1;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (fault: unknown) => {
    console.error(fault);
    process.exit(1);
  },
);
