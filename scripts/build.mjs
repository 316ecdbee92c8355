// Bundles the product into out/app/. esbuild is imported late: at the first start it is not installed yet.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { appDirectory, repoRoot } from './lib/paths.mjs';
import { formatDuration, isStarted, runScript, SetupError } from './lib/process.mjs';

/** @import { BuildOptions, Loader, Plugin } from 'esbuild' */
/** @typedef {typeof import('esbuild')} Esbuild */
/** @typedef {'development' | 'production'} Mode */
/** @typedef {ReturnType<typeof findPages>[number]} Page */
/** @typedef {[key: string, text: string]} Entry */

const preloadLimitBytes = 5 * 1024;
// Of the cashier's window nearly half are its words, in three languages.
const rendererLimitBytes = 136 * 1024;
const fingerprintFile = path.join(appDirectory, '.fingerprint');
const inputs = ['main', 'preload', 'renderer', 'scripts/build.mjs', 'package-lock.json', 'tsconfig.json'];
const nodeTarget = 'node24';
const chromeTarget = 'chrome148';

/** @param {string[]} parts */
const inRepo = (...parts) => path.join(repoRoot, ...parts);

/** Main-process code that runs in a worker thread, by the name of its bundle. It lies beside main/index.cjs. */
const workers = {
  'ledger-reader': 'main/ledger/read/reader-worker.ts',
  'ledger-maintenance': 'main/ledger/backup/maintenance-worker.ts',
};

/** Which messages a page carries: those whose keys begin so, or for the cashier's window all that are no other page's. */
/** @type {Record<string, string[]>} */
const messagesOf = { customer: ['customer.'], phone: ['phone.', 'name.wallet.'] };
const ofOtherPages = ['customer.', 'phone.'];

/**
 * @param {string} page
 * @param {string} key
 */
function isMessageOf(page, key) {
  const own = messagesOf[page];
  return own === undefined
    ? !ofOtherPages.some((prefix) => key.startsWith(prefix))
    : own.some((prefix) => key.startsWith(prefix));
}

/** @type {Record<string, Loader>} */
const assetLoaders = {
  '.svg': 'text',
  '.sql': 'text',
  '.png': 'file',
  '.woff2': 'file',
  '.wav': 'file',
  '.mp3': 'file',
  '.ogg': 'file',
};

const pagesFolder = inRepo('renderer', 'windows');

/** Every page with its folder in out/app/. The practice phone's lies apart: it is served over HTTP, not in a window. */
function findPages() {
  return readdirSync(pagesFolder)
    .map((name) => ({ name, source: path.join(pagesFolder, name), isWindow: name !== 'phone' }))
    .filter(({ source }) => existsSync(path.join(source, 'index.tsx')))
    .map((page) => ({ ...page, output: page.isWindow ? path.join('renderer', page.name) : page.name }));
}

/** @param {Mode} mode */
function fingerprint(mode) {
  const hash = createHash('sha256').update(mode);
  /** @param {string} file */
  const visit = (file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isDirectory()) for (const name of readdirSync(file).sort()) visit(path.join(file, name));
    else hash.update(`${file}\0${stats.mtimeMs}\0${stats.size}\0`);
  };
  for (const input of inputs) visit(inRepo(input));
  return hash.digest('hex');
}

/**
 * @param {Esbuild} esbuild
 * @param {BuildOptions} options
 */
async function bundle(esbuild, options) {
  try {
    return await esbuild.build({
      absWorkingDir: repoRoot,
      bundle: true,
      legalComments: 'none',
      // Chinese and Japanese as they are written: as escapes they take more, also compressed.
      charset: 'utf8',
      logLevel: 'warning',
      // In a CommonJS bundle import.meta.url is empty: a silent undefined at run time, so an error here.
      logOverride: { 'empty-import-meta': 'error' },
      ...options,
    });
  } catch (error) {
    if (!(error instanceof Error && 'errors' in error && Array.isArray(error.errors))) throw error;
    throw new SetupError(`The build failed: ${error.errors.length} error(s), shown above.`);
  }
}

/**
 * The names of all calls and events, read from the contract itself. Only they go into the preload script: with the
 * schemas, it would carry the whole validation library into every window.
 * @param {Esbuild} esbuild
 */
async function readContractNames(esbuild) {
  if (!existsSync(inRepo('preload/contract/index.ts'))) throw new SetupError('preload/contract/index.ts is missing.');
  const result = await bundle(esbuild, {
    entryPoints: ['preload/contract/index.ts'],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  const [script] = result.outputFiles ?? [];
  if (!script) throw new Error('esbuild made nothing of preload/contract/index.ts.');
  const source = Buffer.from(script.contents).toString('base64');
  /** @type {{ contract?: Record<string, { calls?: object, events?: object }> }} */
  const { contract } = await import(`data:text/javascript;base64,${source}`);
  if (!contract) throw new SetupError('preload/contract/index.ts does not export `contract`.');
  /** @param {object} [group] */
  const namesOf = (group) => Object.keys(group ?? {});
  return Object.fromEntries(
    Object.entries(contract).map(([window, { calls, events }]) => [
      window,
      { calls: namesOf(calls), events: namesOf(events) },
    ]),
  );
}

/**
 * @param {Esbuild} esbuild
 * @param {BuildOptions} shared
 */
async function buildMain(esbuild, shared) {
  const entryPoints = Object.entries(workers).filter(([, source]) => existsSync(inRepo(source)));
  await bundle(esbuild, {
    ...shared,
    entryPoints: { index: 'main/index.ts', ...Object.fromEntries(entryPoints) },
    outdir: path.join(appDirectory, 'main'),
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: nodeTarget,
    external: ['electron', 'better-sqlite3', 'keytar'],
    loader: assetLoaders,
  });
}

/**
 * @param {Esbuild} esbuild
 * @param {BuildOptions} shared
 */
async function buildPreload(esbuild, shared) {
  const names = await readContractNames(esbuild);
  await bundle(esbuild, {
    ...shared,
    entryPoints: { index: 'preload/index.ts' },
    outdir: path.join(appDirectory, 'preload'),
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: nodeTarget,
    external: ['electron'],
    minify: true,
    sourcemap: false,
    define: { CONTRACT_NAMES: JSON.stringify(names) },
  });
}

/**
 * Leaves every other page's messages out. English brings the keys, the other languages only their texts in the same order:
 * every key thrice was a twelfth of the window's script.
 * @param {string} page
 * @returns {Plugin}
 */
function messagesPlugin(page) {
  /** @type {(file: string) => Entry[]} */
  const entriesOf = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')));
  /** @param {Entry[]} entries */
  const own = (entries) => entries.filter(([key]) => isMessageOf(page, key));
  return {
    name: 'messages',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]i18n[\\/]en\.json$/ }, ({ path: file }) => ({
        contents: JSON.stringify(Object.fromEntries(own(entriesOf(file)))),
        loader: 'json',
      }));
      onLoad({ filter: /[\\/]i18n[\\/](zh|ja)\.json$/ }, ({ path: file }) => {
        const entries = entriesOf(file);
        const english = entriesOf(path.join(path.dirname(file), 'en.json'));
        /** @param {Entry[]} some */
        const keysOf = (some) => some.map(([key]) => key).join('\n');
        if (keysOf(entries) !== keysOf(english)) {
          return { errors: [{ text: 'Its keys are not those of en.json, in order.' }] };
        }
        return {
          contents: `import english from './en.json';
            const texts = ${JSON.stringify(own(entries).map(([, text]) => text))};
            export default Object.fromEntries(Object.keys(english).map((key, index) => [key, texts[index]]));`,
          resolveDir: path.dirname(file),
          loader: 'js',
        };
      });
    },
  };
}

/**
 * @param {Esbuild} esbuild
 * @param {BuildOptions} shared
 * @param {Page} page
 */
async function buildPage(esbuild, shared, page) {
  const outdir = path.join(appDirectory, page.output);
  await bundle(esbuild, {
    ...shared,
    entryPoints: { index: path.join(page.source, 'index.tsx') },
    outdir,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    target: chromeTarget,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    loader: assetLoaders,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [messagesPlugin(page.name)],
  });
  // The windows share one.
  const html = path.join(page.isWindow ? pagesFolder : page.source, 'index.html');
  cpSync(html, path.join(outdir, 'index.html'));
  const folder = path.join(page.source, 'public');
  if (existsSync(folder)) cpSync(folder, outdir, { recursive: true });
}

/**
 * @param {string} directory
 * @param {string} extension
 */
function gzipBytes(directory, extension) {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .reduce((total, name) => total + gzipSync(readFileSync(path.join(directory, name))).length, 0);
}

/** @param {Page[]} pages */
function checkSizes(pages) {
  /** @param {number} bytes */
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  const sizes = [
    { name: 'preload', bytes: gzipBytes(path.join(appDirectory, 'preload'), '.cjs'), limit: preloadLimitBytes },
    ...pages.map(({ output, isWindow }) => ({
      name: output,
      bytes: gzipBytes(path.join(appDirectory, output), '.js'),
      limit: isWindow ? rendererLimitBytes : Infinity,
    })),
  ];
  console.log(`  gzip: ${sizes.map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`).join(', ')}`);
  const tooLarge = sizes.filter(({ bytes, limit }) => bytes > limit);
  if (tooLarge.length > 0) {
    throw new SetupError(
      tooLarge
        .map(({ name, bytes, limit }) => `${name} is ${kilobytes(bytes)}, allowed are ${kilobytes(limit)} (gzip).`)
        .join('\n'),
    );
  }
}

/**
 * `mode`: 'development' has source maps beside the bundles, 'production' has none.
 * @param {{ mode?: Mode, force?: boolean }} [options]
 */
export async function build({ mode = 'development', force = true } = {}) {
  const startedAt = performance.now();
  const current = fingerprint(mode);
  if (!force && existsSync(fingerprintFile) && readFileSync(fingerprintFile, 'utf8') === current) return;

  if (!existsSync(inRepo('main/index.ts')))
    throw new SetupError('main/index.ts is missing: there is nothing to build.');
  const esbuild = await import('esbuild');
  const pages = findPages();
  /** @type {BuildOptions} */
  const shared = { sourcemap: mode === 'development' ? 'linked' : false };
  rmSync(appDirectory, { recursive: true, force: true });
  mkdirSync(appDirectory, { recursive: true });
  await Promise.all([
    buildMain(esbuild, shared),
    buildPreload(esbuild, shared),
    ...pages.map((page) => buildPage(esbuild, shared, page)),
  ]);
  console.log(`• Built out/app in ${formatDuration(performance.now() - startedAt)}`);
  checkSizes(pages);
  writeFileSync(fingerprintFile, current);
}

if (isStarted(import.meta.url)) {
  await runScript(() => build({ mode: process.argv.includes('--production') ? 'production' : 'development' }));
}
