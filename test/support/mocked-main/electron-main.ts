/**
 * An Electron main process without a backend: the real pages and the real preload script, answered by a scene.
 * Tests change the scene through `globalThis.mockedMain` by way of Playwright's `evaluate`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, ipcMain, protocol } from 'electron';
import { contract, type Handlers } from '../../../preload/contract.ts';
import { handlersOf, scenes, type Scene, type SceneName } from './scenes.ts';

export interface SceneSettings {
  readonly language?: 'en' | 'zh' | 'ja';
  readonly appearance?: 'light' | 'dark';
  /** CSS pixels of the page. */
  readonly width?: number;
  readonly height?: number;
  readonly zoom?: number;
}

export interface MockedMain {
  show(name: SceneName, settings?: SceneSettings): Promise<void>;
  emit(event: string, value: unknown): void;
}

declare global {
  var mockedMain: MockedMain;
}

const folder = process.env['SCANTILL_MOCKED_FOLDER'];
if (folder === undefined) throw new Error('SCANTILL_MOCKED_FOLDER names the folder with the bundles');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

async function servePage(request: Request): Promise<Response> {
  const file = path.join(folder ?? '', 'renderer', path.normalize(new URL(request.url).pathname));
  const type = contentTypes[path.extname(file)];
  if (type === undefined) return new Response('Not found', { status: 404 });
  return new Response(new Uint8Array(await readFile(file)), {
    headers: { 'content-type': type, 'content-security-policy': policy },
  });
}

let handlers: Handlers<'cashier'> | null = null;

function listen(): void {
  for (const name of Object.keys(contract.cashier.calls) as (keyof Handlers<'cashier'>)[]) {
    ipcMain.handle(`cashier.${name}`, (_event, argument: unknown) => {
      if (handlers === null) throw new Error('No scene is shown yet');
      const handle = handlers[name] as (argument: unknown) => Promise<unknown>;
      return handle(contract.cashier.calls[name].argument.parse(argument));
    });
  }
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

void app.whenReady().then(() => {
  protocol.handle('app', servePage);
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
    show: async (name, { language = 'en', appearance = 'light', width = 1366, height = 768, zoom = 1 } = {}) => {
      const scene: Scene = scenes[name]();
      handlers = handlersOf({ ...scene, state: { ...scene.state, language, appearance } }, emit);
      window.setContentSize(width, height);
      await window.loadURL('app://scantill/cashier/index.html');
      window.webContents.setZoomFactor(zoom);
    },
  };
  return window.loadURL('about:blank');
});
