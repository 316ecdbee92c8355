/**
 * An Electron main process without a backend: the built pages and the built preload script, answered by a scene.
 * Tests change the scene through `globalThis.mockedMain` by way of Playwright's `evaluate`.
 */
import path from 'node:path';
import { app, BrowserWindow, ipcMain, session } from 'electron';
import { declareAppScheme, serveAppFiles } from '../../../main/shell/app-protocol.ts';
import { contract, type CustomerState, type Handlers, type OrderView } from '../../../preload/contract/index.ts';
import type { Scene } from './scene.ts';
import { customerScenes, type CustomerSceneName } from './scenes/customer.ts';
import { handlersOf, scenes, type SceneName } from './scenes/index.ts';
import { beginScene, shopName } from './shop.ts';

export interface SceneSettings {
  readonly language?: 'en' | 'zh' | 'ja';
  readonly appearance?: 'light' | 'dark';
  /** CSS pixels of the page at zoom 1. */
  readonly width?: number;
  readonly height?: number;
  readonly zoom?: number;
}

export type CallName = keyof Handlers<'cashier'>;

export interface MockedMain {
  show(name: SceneName, settings?: SceneSettings): Promise<void>;
  /** The customer's display in place of the cashier's window. */
  showCustomer(
    name: CustomerSceneName,
    settings?: SceneSettings & { readonly mode?: 'practice' | 'live' },
  ): Promise<void>;
  /** Returns the zoom factor, by which the page's measures are smaller. */
  resize(width: number, height: number): number;
  zoom(factor: number): void;
  emit(event: string, value: unknown): void;
  /** Tells the page the scene's news. */
  tellNews(): void;
  /** How often the page has made this call since the scene was shown. */
  callCount(name: CallName): number;
}

declare global {
  var mockedMain: MockedMain;
}

const folder = process.env['SCANTILL_APP_FOLDER'];
if (folder === undefined) throw new Error('SCANTILL_APP_FOLDER names the folder with the built app');

const sceneTime = process.env['SCANTILL_SCENE_TIME'];
const sceneTimeMs = sceneTime === undefined ? null : Date.parse(sceneTime);

let handlers: Handlers<'cashier'> | null = null;
let news: OrderView | null = null;
let customerState: CustomerState | null = null;
const callCounts = new Map<CallName, number>();

function listen(): void {
  for (const name of Object.keys(contract.cashier.calls) as CallName[]) {
    ipcMain.handle(`cashier.${name}`, (_event, argument: unknown) => {
      if (handlers === null) throw new Error('No scene is shown yet');
      callCounts.set(name, (callCounts.get(name) ?? 0) + 1);
      const handle = handlers[name] as (argument: unknown) => Promise<unknown>;
      return handle(contract.cashier.calls[name].argument.parse(argument));
    });
  }
  ipcMain.handle('customer.getState', () => customerState);
}

declareAppScheme();

void app.whenReady().then(() => {
  serveAppFiles(session.defaultSession, path.join(folder, 'renderer'));
  listen();
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    useContentSize: true,
    frame: false,
    webPreferences: { sandbox: true, contextIsolation: true, preload: path.join(folder, 'preload', 'index.cjs') },
  });
  const emit = (event: string, value: unknown): void => window.webContents.send(`cashier.${event}`, value);
  globalThis.mockedMain = {
    emit,
    tellNews: () => {
      if (news === null) throw new Error('This scene has no news');
      emit('orderChanged', news);
    },
    resize: (width, height) => {
      window.setContentSize(width, height);
      return window.webContents.getZoomFactor();
    },
    zoom: (factor) => window.webContents.setZoomFactor(factor),
    callCount: (name) => callCounts.get(name) ?? 0,
    show: async (name, { language = 'en', appearance = 'light', width = 1366, height = 768, zoom = 1 } = {}) => {
      beginScene(language, sceneTimeMs);
      const scene: Scene = scenes[name]();
      handlers = handlersOf({ ...scene, state: { ...scene.state, language, appearance } }, emit);
      news = scene.news ?? null;
      callCounts.clear();
      window.setContentSize(width, height);
      await window.loadURL('app://scantill/cashier/index.html');
      window.webContents.setZoomFactor(zoom);
    },
    showCustomer: async (
      name,
      { language = 'en', appearance = 'light', width = 1280, height = 800, mode = 'live' } = {},
    ) => {
      beginScene(language, sceneTimeMs);
      customerState = { mode, language, appearance, shopName: shopName(), scene: customerScenes[name]() };
      window.setContentSize(width, height);
      window.webContents.setZoomFactor(1);
      await window.loadURL('app://scantill/customer/index.html');
    },
  };
  return window.loadURL('about:blank');
});
