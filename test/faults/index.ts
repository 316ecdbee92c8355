/**
 * `npm run faults [-- --histories N --runs N --each N --only GROUP --point NAME --kind KIND --gateway NAME --seed N --lanes N
 * --headless]`: see docs/faults.md.
 */
import keytar from 'keytar';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../fuzz/random.ts';
import type { GatewayKind } from '../../main/domain/order.ts';
import { heldKinds, kinds } from '../support/world/commands.ts';
import { groupNames, runGroup } from './groups.ts';
import { runHistories } from './histories.ts';
import { headlessTills } from './headless-till.ts';
import { realApps } from './real-app.ts';
import { buildShim } from './shim.ts';
import { formatTable, Tally } from './tally.ts';
import { makeMerchantKeys, type MerchantKeys } from './world.ts';

const repoRoot = process.cwd();
const outFolder = join(repoRoot, 'out', 'faults');
const keptFolder = join(outFolder, 'kept');
const gatewayKinds: readonly GatewayKind[] = ['scanforpay', 'alipay'];
const log = (line: string): void => console.error(line);

function readArguments() {
  const { values } = parseArgs({
    options: {
      /** Of test/support/world. Given without `--runs`, they are all that is done. */
      histories: { type: 'string' },
      /** Kills of the real app. */
      runs: { type: 'string' },
      /** Runs of each wreck, in the groups without a schedule of their own. */
      each: { type: 'string', default: '4' },
      kind: { type: 'string', multiple: true, default: [...heldKinds] },
      /** Another bundle of histories-process.ts. */
      script: { type: 'string', default: join(outFolder, 'histories-process.mjs') },
      gateway: { type: 'string', multiple: true, default: [...gatewayKinds] },
      only: { type: 'string', multiple: true, default: [...groupNames] },
      point: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      lanes: { type: 'string', default: '2' },
      /** Kills tills without a window instead of the real app: quicker, and less true. */
      headless: { type: 'boolean', default: false },
    },
  });
  const given = [
    values.histories ?? 0,
    values.runs ?? (values.histories === undefined ? 300 : 0),
    values.seed,
    values.lanes,
    values.each,
  ];
  const [histories, runs, seed, lanes, each] = given.map(Number) as [number, number, number, number, number];
  if (![histories, runs, seed, lanes, each].every(Number.isSafeInteger) || lanes < 1)
    throw new Error('--histories, --runs, --seed, --lanes and --each are numbers.');
  const gateways = gatewayKinds.filter((name) => values.gateway.includes(name));
  const chosen = kinds.filter((name) => values.kind.includes(name));
  if (gateways.length < new Set(values.gateway).size || chosen.length < new Set(values.kind).size) {
    throw new Error(`--gateway is one of ${gatewayKinds.join(', ')}; --kind one of ${kinds.join(', ')}.`);
  }
  const unknown = values.only.filter((name) => !groupNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`--only is one of ${groupNames.join(', ')}.`);
  const groups = groupNames.filter((name) => values.only.includes(name));
  const isWrecking = values.runs !== undefined || values.histories === undefined;
  return {
    histories,
    runs,
    seed,
    lanes,
    each,
    groups: isWrecking ? groups : [],
    kinds: chosen,
    gateways,
    script: values.script,
    point: values.point ?? null,
    headless: values.headless,
  };
}

/** The real app reads its keys from the session's keychain, as it does in a shop. */
async function fillKeychain({ keys }: MerchantKeys): Promise<void> {
  for (const { reference, value } of keys) {
    await keytar.setPassword('Scantill', `live/${reference.accountId}/${reference.kind}`, value);
  }
}

type Arguments = ReturnType<typeof readArguments>;

async function main(): Promise<number> {
  const given = readArguments();
  log(`seed ${given.seed}`);
  const complaints: string[] = [];
  if (given.histories > 0) {
    const outcome = await runHistories({ ...given, scriptPath: given.script, log });
    console.log(outcome.table);
    complaints.push(...outcome.complaints);
  }
  if (given.groups.length > 0) complaints.push(...(await wreck(given)));
  for (const complaint of complaints) console.log(complaint);
  return complaints.length === 0 ? 0 : 1;
}

/** Gives what was wrong. */
async function wreck({ runs, seed, lanes, each, groups, point, headless }: Arguments): Promise<readonly string[]> {
  const shim = buildShim(join(repoRoot, 'test', 'faults', 'shim.c'), outFolder);
  if (shim.kind === 'missing') throw new Error(shim.reason);
  rmSync(keptFolder, { recursive: true, force: true });
  mkdirSync(keptFolder, { recursive: true });
  const merchant = await makeMerchantKeys();
  await fillKeychain(merchant);
  const scripts = {
    scriptPath: join(outFolder, 'till-process.cjs'),
    auditScriptPath: join(outFolder, 'audit-process.cjs'),
    readerWorkerPath: join(repoRoot, 'out', 'app', 'main', 'ledger-reader.cjs'),
    maintenanceWorkerPath: join(repoRoot, 'out', 'app', 'main', 'ledger-maintenance.cjs'),
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
      each,
      point,
    });
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(formatTable(tally.rows));
  console.log(`${tally.runs} runs in ${Math.round((performance.now() - startedAtMs) / 1000)} s, seed ${seed}`);
  return tally.complaints;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (fault: unknown) => {
    console.error(fault);
    process.exit(1);
  },
);
