import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repoRoot } from './paths.mjs';

/** @import { SpawnOptions, SpawnSyncOptionsWithStringEncoding } from 'node:child_process' */
/** @typedef {Omit<SpawnSyncOptionsWithStringEncoding, 'encoding'>} RunOptions */

/** @param {number} durationMs */
export function formatDuration(durationMs) {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/**
 * Prints `name … 1.2 s` around a piece of work; what the work prints lands in between.
 * @template Result
 * @param {string} name
 * @param {() => Result | Promise<Result>} work
 */
export async function step(name, work) {
  const startedAt = performance.now();
  console.log(`• ${name}`);
  try {
    const result = await work();
    console.log(`  done in ${formatDuration(performance.now() - startedAt)}`);
    return result;
  } catch (error) {
    console.log(`  failed after ${formatDuration(performance.now() - startedAt)}`);
    throw error;
  }
}

/** An expected problem with a remedy in its text: printed without a stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs a program to its end and collects its output. Never throws for a non-zero exit.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: repoRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    windowsHide: true,
    ...options,
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  return {
    ok: result.status === 0,
    status: result.status,
    output: result.error ? `${output}${result.error.message}\n` : output,
    stdout: result.stdout ?? '',
  };
}

/**
 * Runs a program with our own terminal and resolves to its exit code; termination signals are passed on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repoRoot, stdio: 'inherit', windowsHide: true, ...options });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/**
 * npm as a command line. Under `npm run` the very npm that is running is taken.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function npm(args, options = {}) {
  const npmCli = process.env['npm_execpath'];
  if (npmCli?.endsWith('npm-cli.js')) return run(process.execPath, [npmCli, ...args], options);
  // A .cmd file can only be started through the shell on Windows; no argument of ours needs quoting.
  return process.platform === 'win32' ? run('npm.cmd', args, { shell: true, ...options }) : run('npm', args, options);
}

/**
 * Finds a program on PATH without starting it.
 * @param {string} name
 */
export function findProgram(name) {
  for (const directory of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(directory, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Whether a module is the one that Node was started with, and not imported by another.
 * @param {string} moduleUrl
 */
export function isStarted(moduleUrl) {
  const script = process.argv[1];
  return script !== undefined && moduleUrl === pathToFileURL(script).href;
}

/**
 * Runs a script's main function; expected problems become one clear paragraph and exit code 1.
 * @param {() => Promise<number | void>} main resolves to the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
