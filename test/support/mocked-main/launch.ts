/** Builds the real page and preload beside the mocked main process, and starts them under Playwright. */
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { contract, type EventValue } from '../../../preload/contract.ts';
import type { SceneSettings } from './electron-main.ts';
import type { SceneName } from './scenes.ts';

export interface MockedApp {
  readonly window: Page;
  show(name: SceneName, settings?: SceneSettings): Promise<void>;
  emit<Event extends keyof (typeof contract)['cashier']['events']>(
    event: Event,
    value: EventValue<'cashier', Event>,
  ): Promise<void>;
  close(): Promise<void>;
}

async function buildInto(folder: string, repoRoot: string): Promise<void> {
  const shared = { absWorkingDir: repoRoot, bundle: true, logLevel: 'warning' } as const;
  const node = { ...shared, platform: 'node' as const, format: 'cjs' as const, external: ['electron'] };
  const { calls, events } = contract.cashier;
  const names = { cashier: { calls: Object.keys(calls), events: Object.keys(events) } };
  await Promise.all([
    build({
      ...node,
      entryPoints: ['test/support/mocked-main/electron-main.ts'],
      outfile: path.join(folder, 'main.cjs'),
    }),
    build({
      ...node,
      entryPoints: ['preload/index.ts'],
      outfile: path.join(folder, 'preload', 'index.cjs'),
      define: { CONTRACT_NAMES: JSON.stringify(names) },
    }),
    build({
      ...shared,
      entryPoints: { index: 'renderer/cashier/index.tsx' },
      outdir: path.join(folder, 'renderer', 'cashier'),
      platform: 'browser',
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      minify: true,
    }),
  ]);
  cpSync(path.join(repoRoot, 'renderer/cashier/index.html'), path.join(folder, 'renderer/cashier/index.html'));
}

/** `folder` takes the bundles; `electronPath` is the binary to run. */
export async function launchMockedMain(options: {
  readonly repoRoot: string;
  readonly folder: string;
  readonly electronPath: string;
}): Promise<MockedApp> {
  const { repoRoot, folder, electronPath } = options;
  mkdirSync(folder, { recursive: true });
  await buildInto(folder, repoRoot);
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  const app: ElectronApplication = await _electron.launch({
    executablePath: electronPath,
    args: [path.join(folder, 'main.cjs'), `--user-data-dir=${path.join(folder, 'user-data')}`],
    chromiumSandbox: true,
    env: { ...Object.fromEntries(inherited), SCANTILL_MOCKED_FOLDER: folder },
  });
  const window = await app.firstWindow();
  return {
    window,
    show: async (name, settings = {}) => {
      await app.evaluate((_electronModule, [sceneName, change]) => globalThis.mockedMain.show(sceneName, change), [
        name,
        settings,
      ] as const);
      await window.locator('.window').waitFor();
    },
    emit: (event, value) =>
      app.evaluate((_electronModule, [name, sent]) => globalThis.mockedMain.emit(name, sent), [event, value] as const),
    close: () => app.close(),
  };
}
