/** Starts the mocked main process under Playwright, with the app that is built in out/app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { build } from 'esbuild';
import type { contract, EventValue } from '../../../preload/contract/index.ts';
import type { CallName, MockedMain, SceneSettings } from './electron-main.ts';
import type { SceneName } from './scenes/index.ts';

export interface MockedApp {
  readonly app: ElectronApplication;
  readonly window: Page;
  show(name: SceneName, settings?: SceneSettings): Promise<void>;
  showCustomer: MockedMain['showCustomer'];
  /** Resolves when the page has these measures, in CSS pixels at zoom 1. */
  resize(width: number, height: number): Promise<void>;
  /** How much larger everything is drawn. Resize afterwards: until then the page has other measures. */
  zoom(factor: number): Promise<void>;
  emit<Event extends keyof (typeof contract)['cashier']['events']>(
    event: Event,
    value: EventValue<'cashier', Event>,
  ): Promise<void>;
  /** Lets main tell the scene's news. */
  tellNews(): Promise<void>;
  /** How often the page has made this call since the scene was shown. */
  callCount(name: CallName): Promise<number>;
  close(): Promise<void>;
}

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** @param time UTC ISO time at which every scene stands still, for pictures; otherwise time passes. */
export async function launchMockedMain(time?: string): Promise<MockedApp> {
  const executablePath = process.env['SCANTILL_ELECTRON_PATH'];
  if (executablePath === undefined) {
    throw new Error('SCANTILL_ELECTRON_PATH is not set: start these tests through `node scripts/test.mjs --only e2e`.');
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-mocked-'));
  const mainScript = path.join(folder, 'main.cjs');
  await build({
    absWorkingDir: repoRoot,
    entryPoints: ['test/support/mocked-main/electron-main.ts'],
    outfile: mainScript,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['electron'],
    logLevel: 'warning',
  });
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  const app = await _electron.launch({
    executablePath,
    args: [mainScript, `--user-data-dir=${path.join(folder, 'user-data')}`],
    chromiumSandbox: true,
    env: {
      ...Object.fromEntries(inherited),
      TZ: 'Asia/Shanghai',
      SCANTILL_APP_FOLDER: path.join(repoRoot, 'out', 'app'),
      ...(time === undefined ? {} : { SCANTILL_SCENE_TIME: time }),
    },
  });
  const window = await app.firstWindow();
  if (time !== undefined) await window.clock.setFixedTime(time);
  return {
    app,
    window,
    show: async (name, settings = {}) => {
      await app.evaluate((_electronModule, [sceneName, change]) => globalThis.mockedMain.show(sceneName, change), [
        name,
        settings,
      ] as const);
      await window.locator('.window').waitFor();
    },
    showCustomer: async (name, settings = {}) => {
      await app.evaluate(
        (_electronModule, [sceneName, change]) => globalThis.mockedMain.showCustomer(sceneName, change),
        [name, settings] as const,
      );
      await window.locator('.customer').waitFor();
    },
    resize: async (width, height) => {
      const zoom = await app.evaluate((_electronModule, [w, h]) => globalThis.mockedMain.resize(w, h), [
        width,
        height,
      ] as const);
      // A window as large as the display is made a pixel smaller, so that it is not taken for a full screen.
      await window.waitForFunction(([w, h]) => Math.abs(innerWidth - w) < 2 && Math.abs(innerHeight - h) < 2, [
        width / zoom,
        height / zoom,
      ] as const);
    },
    zoom: (factor) => app.evaluate((_electronModule, wanted) => globalThis.mockedMain.zoom(wanted), factor),
    emit: (event, value) =>
      app.evaluate((_electronModule, [name, sent]) => globalThis.mockedMain.emit(name, sent), [event, value] as const),
    tellNews: () => app.evaluate(() => globalThis.mockedMain.tellNews()),
    callCount: (name) => app.evaluate((_electronModule, called) => globalThis.mockedMain.callCount(called), name),
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
