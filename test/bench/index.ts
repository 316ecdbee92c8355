/** `npm run bench [-- name …]`: measures, prints a table and writes out/bench.json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchCharge } from './charge.ts';
import { benchCrypto } from './crypto.ts';
import type { BenchRow } from './report.ts';
import { benchLedger } from './ledger.ts';
import { benchStart } from './start.ts';

const repoRoot = process.cwd();
const benchmarks = { start: benchStart, charge: benchCharge, crypto: benchCrypto, ledger: benchLedger };

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`${name} …`);
  rows.push(...[await run(repoRoot)].flat());
}
console.table(rows);
mkdirSync(join(repoRoot, 'out'), { recursive: true });
writeFileSync(join(repoRoot, 'out', 'bench.json'), `${JSON.stringify(rows, null, 2)}\n`);
