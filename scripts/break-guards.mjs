// Breaks each guard once and has the histories meet it: what no longer guards must be complained about, and what guards
// must not. Nothing is changed on the disk: the text is replaced while the bundle is made.
// Usage: node scripts/break-guards.mjs [--kind KIND]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { guards } from './lib/guards.mjs';
import { bundleModule } from './lib/bundle.mjs';
import { outDirectory, repoRoot } from './lib/paths.mjs';
import { formatDuration, runScript, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** @import { Plugin } from 'esbuild' */
/** @import { Break, Guard } from './lib/guards.mjs' */

/**
 * Replaces texts in a file while it is bundled; each must be there exactly once.
 * @param {Break} what
 * @returns {Plugin}
 */
function breaking({ file, changes }) {
  return {
    name: 'break a guard',
    setup(build) {
      const { promises } = process.getBuiltinModule('node:fs');
      build.onLoad(
        { filter: new RegExp(`${file.replaceAll('/', '[\\\\/]').replaceAll('.', '\\.')}$`) },
        async (given) => {
          let contents = await promises.readFile(given.path, 'utf8');
          for (const [find, replacement] of changes) {
            if (contents.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
            contents = contents.replace(find, () => replacement);
          }
          return { contents, loader: 'ts' };
        },
      );
    },
  };
}

/**
 * @param {string} electronPath
 * @param {string} index
 * @param {string} script
 * @param {Guard} guard
 */
function live(electronPath, index, script, { kinds, gateway, histories, seed }) {
  const args = ['--histories', String(histories), '--seed', String(seed), '--gateway', gateway, '--script', script];
  const result = spawnSync(electronPath, [index, ...args, ...kinds.flatMap((kind) => ['--kind', kind])], {
    cwd: repoRoot,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  const complaint = result.stdout.split('\n').find((line) => line.startsWith(`${gateway}, seed `));
  if (result.status !== 0 && complaint === undefined) throw new Error(result.stderr + result.stdout);
  return { isSeen: complaint !== undefined, complaint: complaint ?? '' };
}

await runScript(async () => {
  const { values } = parseArgs({ options: { kind: { type: 'string' } } });
  const wanted = guards.filter(({ kinds }) => values.kind === undefined || kinds.includes(values.kind));
  if (wanted.length === 0) throw new SetupError(`There is no guard of ${values.kind}.`);
  const { electronPath } = await setup({ purpose: 'test' });
  const [index, whole] = await Promise.all([
    bundleModule('test/faults/index.ts', 'faults'),
    bundleModule('test/faults/histories-process.ts', 'faults'),
  ]);
  let failures = 0;
  const startedAt = performance.now();
  for (const [number, guard] of wanted.entries()) {
    const folder = path.join('faults', 'broken', String(number));
    const broken = await bundleModule('test/faults/histories-process.ts', folder, {
      plugins: [guard, ...(guard.also ?? [])].map(breaking),
    });
    const withGuard = live(electronPath, index, whole, guard);
    const without = live(electronPath, index, broken, guard);
    const isRight = !withGuard.isSeen && without.isSeen;
    if (!isRight) failures += 1;
    const outcome = withGuard.isSeen ? `complained about though whole: ${withGuard.complaint}` : without.complaint;
    console.log(`${isRight ? '✓' : '✗'} ${guard.kinds[0]} | ${guard.guard} | ${outcome || 'NOT SEEN'}`);
  }
  const sum = `${wanted.length} guards broken, ${wanted.length - failures} seen`;
  console.log(
    `${sum}, ${formatDuration(performance.now() - startedAt)} (${path.relative(repoRoot, outDirectory)}/faults)`,
  );
  return failures === 0 ? 0 : 1;
});
