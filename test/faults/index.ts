/** `npm run faults`: see docs/faults.md. */
import keytar from 'keytar';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../fuzz/random.ts';
import { clockPoints, namedPoints } from './kill-points.ts';
import { killAt } from './kills.ts';
import { runWrecks, type Wreck } from './shop.ts';
import { headlessTills } from './headless-till.ts';
import { realApps } from './real-app.ts';
import { buildShim } from './shim.ts';
import { formatTable, Tally } from './tally.ts';
import { makeMerchantKeys } from './world.ts';

const repoRoot = process.cwd();
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '2' },
    point: { type: 'string' },
    power: { type: 'string' },
    normal: { type: 'boolean', default: false },
    headless: { type: 'boolean', default: false },
  },
});
const log = (line: string): void => console.error(line);
const folder = mkdtempSync(join(tmpdir(), 'scantill-faults-'));
const tally = new Tally(log);
const seed = Number(values.seed);
log(`seed ${seed}`);

const shim = buildShim(join(repoRoot, 'test', 'faults', 'shim.c'), join(repoRoot, 'out', 'faults'));
if (shim.kind === 'missing') throw new Error(shim.reason);
const merchant = await makeMerchantKeys();
for (const { reference, value } of merchant.keys) {
  await keytar.setPassword('Scantill', `live/${reference.profileId}/${reference.kind}`, value);
}

const launch = values.headless
  ? headlessTills({
      scriptPath: join(repoRoot, 'out', 'faults', 'till-process.cjs'),
      readerWorkerPath: join(repoRoot, 'out', 'app', 'main', 'ledger-reader.cjs'),
      keys: merchant.keys,
    })
  : realApps;
const runs = Number(values.runs);
const wanted = [...clockPoints, ...namedPoints].filter(({ name }) => values.point === undefined || name === values.point);
const random = createRandom(seed);
let started = 0;
const startedAtMs = performance.now();
const next = (): Wreck | null => {
  if (started >= runs) return null;
  started += 1;
  if (started % 10 === 0) log(`${started}/${runs} kills, ${Math.round((performance.now() - startedAtMs) / 1000)} s`);
  const point = wanted[started % wanted.length];
  return point === undefined ? null : killAt(point);
};
await Promise.all(
  Array.from({ length: Number(values.lanes) }, (_, lane) => {
    const laneFolder = join(folder, `lane-${lane}`);
    mkdirSync(laneFolder);
    return runWrecks(
      { folder: laneFolder, library: shim.library, merchant, launch, random: createRandom(seed + lane), tally, log, ...(values.power ? { powerCut: values.power as 'some' } : {}), ...(values.normal ? { env: { FAULTS_SYNCHRONOUS: 'NORMAL' } } : {}) },
      next,
    );
  }),
);
console.log(formatTable(tally.rows));
console.log(`${tally.runs} runs in ${Math.round((performance.now() - startedAtMs) / 1000)} s`);
void random;
for (const complaint of tally.complaints) console.error(complaint);
if (tally.complaints.length === 0) rmSync(folder, { recursive: true, force: true });
process.exit(tally.complaints.length === 0 ? 0 : 1);
