/** `npm run fuzz [-- --count N] [--seed N]`: mutated inputs for every parser; prints counts; 1 when one went wrong. */
import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.ts';
import { createFuzzTargets } from './targets.ts';

const longestMs = 100;
const { values } = parseArgs({
  options: { count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '20240501' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('--count and --seed are whole numbers.');
  process.exit(2);
}

console.log(`Seed ${seed}, ${count} inputs for each target.`);
const reports = [];
for (const target of await createFuzzTargets()) {
  console.log(`${target.name} …`);
  reports.push(await runFuzz(target, { count, seed, longestMs }));
}
console.table(
  reports.map(({ name, inputs, accepted, refused, slowestMs, faults }) => ({
    name,
    inputs,
    accepted,
    refused,
    crashes: faults.filter(({ kind }) => kind === 'crash').length,
    hangs: faults.filter(({ kind }) => kind === 'hang').length,
    wrong: faults.filter(({ kind }) => kind === 'wrong').length,
    'slowest ms': Math.round(slowestMs * 10) / 10,
  })),
);
for (const { name, faults } of reports) {
  for (const { kind, index, detail, inputBase64 } of faults) {
    console.error(`${name}: ${kind} at input ${index} ${detail}\n${inputBase64}`);
  }
}
process.exitCode = reports.every(({ faults }) => faults.length === 0) ? 0 : 1;
