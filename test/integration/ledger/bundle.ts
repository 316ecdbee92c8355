import { build } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Bundles a TypeScript entry as the product is bundled, into a folder from which node_modules cannot be seen. */
export async function bundle(entry: string, outfile: string): Promise<string> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  await build({
    absWorkingDir: repository,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'error',
    plugins: [
      {
        name: 'driver by its full path',
        setup(builder) {
          builder.onResolve({ filter: /^better-sqlite3$/ }, () => ({ path: driver, external: true }));
        },
      },
    ],
  });
  return outfile;
}
