// Bundles a TypeScript entry for Electron's own Node; what is installed stays outside the bundle.
import path from 'node:path';
import { outDirectory, repoRoot } from './paths.mjs';

/** @import { BuildOptions } from 'esbuild' */

/**
 * `entry` of the project into `folder` of out/; returns the path of the bundle.
 * @param {string} entry
 * @param {string} folder
 * @param {BuildOptions} [changes]
 */
export async function bundleModule(entry, folder, changes = {}) {
  const esbuild = await import('esbuild');
  const outdir = path.join(outDirectory, folder);
  const format = changes.format ?? 'esm';
  const extension = format === 'esm' ? '.mjs' : '.cjs';
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': extension },
    bundle: true,
    platform: 'node',
    format,
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
    ...changes,
  });
  return path.join(outdir, `${path.basename(entry, '.ts')}${extension}`);
}
