// Everything that says whether this checkout is good: static checks, unit and integration tests, the app itself, and a
// short form of the faults. `--only static|unit|e2e|faults` runs a part; what follows `--` goes to vitest or Playwright.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { nodeModules, outDirectory, repoRoot } from './lib/paths.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { formatDuration, run, SetupError } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** @import { Electron } from './lib/electron-binary.mjs' */
/** @typedef {(typeof stageNames)[number]} StageName */
/** @typedef {ReturnType<typeof count>} Count */

const reportDirectory = path.join(outDirectory, 'test');
const stageNames = /** @type {const} */ (['static', 'unit', 'e2e', 'faults']);
/** A short form of `npm run faults`, always the same. */
const faultGroups = ['kills', 'network', 'clocks', 'restores', 'purges', 'tills', 'accounts', 'codes', 'disputes'];
const faultArguments = [
  ...['--runs', '12', '--each', '2', '--seed', '451169'],
  ...faultGroups.flatMap((name) => ['--only', name]),
];

function readArguments() {
  const args = process.argv.slice(2);
  const separator = args.indexOf('--');
  const own = separator === -1 ? args : args.slice(0, separator);
  const onlyIndex = own.indexOf('--only');
  const only = stageNames.find((name) => onlyIndex !== -1 && name === own[onlyIndex + 1]);
  if (own.length > 0 && !only) {
    throw new SetupError(`Usage: node scripts/test.mjs [--only ${stageNames.join('|')}] [-- filter …]`);
  }
  return { stages: only ? [only] : stageNames, filters: separator === -1 ? [] : args.slice(separator + 1) };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ ok: boolean, output: string, durationMs: number }>}
 */
function runQuietly(command, args, env = {}) {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { cwd: repoRoot, env: { ...process.env, ...env }, windowsHide: true });
    let output = '';
    /** @param {boolean} ok */
    const finish = (ok) => resolve({ ok, output, durationMs: performance.now() - startedAt });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.once('close', (code) => finish(code === 0));
  });
}

/**
 * @param {number} passed
 * @param {number} failed
 */
function count(passed, failed, skipped = 0) {
  return { passed, failed, skipped };
}

/** @param {Electron} electron */
async function runStaticChecks(electron) {
  /** @param {string[]} parts */
  const inModules = (...parts) => path.join(nodeModules, ...parts);
  /** @type {(name: string, args: string[]) => { name: string, result: ReturnType<typeof runQuietly> }} */
  const onNode = (name, args) => ({ name, result: runQuietly(process.execPath, args) });
  const checks = [
    onNode('types (tsc)', [inModules('typescript', 'bin', 'tsc'), '--noEmit']),
    onNode('format (prettier)', [inModules('prettier', 'bin', 'prettier.cjs'), '--check', '.']),
    onNode('lint and layers (eslint)', [inModules('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0']),
    onNode('dead code (knip)', [inModules('knip', 'bin', 'knip.js')]),
    {
      name: 'cycles of files and folders (dependency-cruiser)',
      result: runQuietly(
        electron.electronPath,
        [inModules('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'main', 'preload', 'renderer'],
        { ELECTRON_RUN_AS_NODE: '1' },
      ),
    },
  ];
  const total = count(0, 0);
  for (const { name, result } of checks) {
    const { ok, output, durationMs } = await result;
    console.log(`${ok ? '✓' : '✗'} ${name}, ${formatDuration(durationMs)}`);
    if (!ok) console.log(output);
    if (ok) total.passed += 1;
    else total.failed += 1;
  }
  return total;
}

/**
 * A report that is missing, empty or contradicted by the exit code means a failure that no test owned up to.
 * @param {number} exitCode
 * @param {Count} [counts]
 */
function counted(exitCode, counts) {
  if (!counts) return count(0, 1);
  const ranNothing = counts.passed + counts.failed + counts.skipped === 0;
  return counts.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...counts, failed: 1 } : counts;
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * @param {Electron} electron
 * @param {readonly string[]} filters
 */
async function runUnitTests(electron, filters) {
  const reportFile = path.join(reportDirectory, 'vitest.json');
  rmSync(reportFile, { force: true });
  const exitCode = await runInDesktopSession(
    electron.electronPath,
    [
      path.join(nodeModules, 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...filters,
    ],
    { env: { ELECTRON_RUN_AS_NODE: '1', SCANTILL_TEST_KEYRING: '1', SCANTILL_ELECTRON_PATH: electron.electronPath } },
  );
  /** @type {Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number> | undefined} */
  const report = readReport(reportFile);
  return counted(
    exitCode,
    report && count(report.numPassedTests, report.numFailedTests, report.numPendingTests + report.numTodoTests),
  );
}

/**
 * @param {Electron} electron
 * @param {readonly string[]} filters
 */
async function runAppTests(electron, filters) {
  await build();
  // Side by side, each in a session of its own: they wait for pages more than they compute.
  const logFile = path.join(reportDirectory, 'views.log');
  const log = openSync(logFile, 'w');
  const counts = await Promise.all([
    runProject(electron, 'e2e', filters, 'inherit'),
    runProject(electron, 'views', filters, log),
  ]);
  closeSync(log);
  console.log(readFileSync(logFile, 'utf8'));
  const total = sum(...counts);
  return total.passed + total.failed + total.skipped === 0 ? count(1, 1) : sum(count(1, 0), total);
}

/**
 * @param {Electron} electron
 * @param {string} project
 * @param {readonly string[]} filters
 * @param {'inherit' | number} output
 */
async function runProject(electron, project, filters, output) {
  const reportFile = path.join(reportDirectory, `playwright-${project}.json`);
  rmSync(reportFile, { force: true });
  // A filter may mean tests of one project only.
  const args = filters.length === 0 ? [] : ['--pass-with-no-tests', ...filters];
  const exitCode = await runPlaywright(electron, project, { args, env: { SCANTILL_REPORT_FILE: reportFile }, output });
  /** @type {Record<'expected' | 'flaky' | 'unexpected' | 'skipped', number> | undefined} */
  const stats = readReport(reportFile)?.stats;
  const counts = stats && count(stats.expected + stats.flaky, stats.unexpected, stats.skipped);
  if (filters.length > 0 && exitCode === 0 && (counts?.passed ?? 0) === 0) return count(0, 0);
  return counted(exitCode, counts);
}

/**
 * @param {Count} one
 * @param {Count} other
 */
function sum(one, other) {
  return count(one.passed + other.passed, one.failed + other.failed, one.skipped + other.skipped);
}

/** Each wreck after which ledger and books agree counts as passed; the table says which did not. */
async function runFaults() {
  if (process.platform !== 'linux' || !run('cc', ['--version']).ok) {
    console.log('Skipped: the faults need Linux and a C compiler (cc).');
    return count(0, 0, 1);
  }
  const { ok, output, durationMs } = await runQuietly(process.execPath, [
    path.join(repoRoot, 'scripts', 'faults.mjs'),
    ...faultArguments,
  ]);
  console.log(output);
  const wrecks = Number(/^(\d+) runs in /m.exec(output)?.[1] ?? 0);
  console.log(formatDuration(durationMs));
  return ok && wrecks > 0 ? count(wrecks, 0) : count(0, 1);
}

async function main() {
  const { stages, filters } = readArguments();
  const electron = await setup({ purpose: 'test' });
  mkdirSync(reportDirectory, { recursive: true });
  /** @type {Record<StageName, [title: string, runStage: () => Promise<Count>]>} */
  const runners = {
    static: ['Static checks', () => runStaticChecks(electron)],
    unit: ['Unit and integration tests', () => runUnitTests(electron, filters)],
    e2e: ['Build and the app itself', () => runAppTests(electron, filters)],
    faults: ['Kills, and whatever else can go wrong in a shop', runFaults],
  };
  const total = count(0, 0);
  const summary = [];
  for (const stage of stages) {
    const [title, runStage] = runners[stage];
    console.log(`\n━━ ${title}`);
    const startedAt = performance.now();
    let counts;
    try {
      counts = await runStage();
    } catch (error) {
      console.error(error instanceof SetupError ? error.message : error);
      counts = count(0, 1);
    }
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    summary.push(
      `${counts.failed === 0 ? '✓' : '✗'} ${title}: ${counts.passed} passed, ${counts.failed} failed, ` +
        `${counts.skipped} skipped, ${formatDuration(performance.now() - startedAt)}`,
    );
  }
  console.log(`\n${summary.join('\n')}`);
  return total;
}

let total = count(0, 1);
try {
  total = await main();
} catch (error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
