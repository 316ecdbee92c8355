/** The cashier's window, and the practice phone that plays the customer. */
import { BrowserWindow, nativeTheme, session, type WebPreferences } from 'electron';
import { appOrigin, serveAppFiles } from './app-protocol.ts';
import { hardenSession } from './harden.ts';

export type OnRefused = (what: string, url: string) => void;

export const strictPreferences: WebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  // Timers of a hidden till must not slow down: the countdown and the sound belong to money.
  backgroundThrottling: false,
};

/** Paper of the design system, so that the window never flashes white before the page is there. */
export function paper(): string {
  return nativeTheme.shouldUseDarkColors ? '#0D131A' : '#F5F3EE';
}

export function openCashierWindow(options: {
  readonly preloadPath: string;
  readonly rendererFolder: string;
  readonly devTools: boolean;
  readonly onRefused: OnRefused;
}): BrowserWindow {
  const cashierSession = session.defaultSession;
  serveAppFiles(cashierSession, options.rendererFolder);
  hardenSession(cashierSession, appOrigin, options.onRefused);
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 800,
    minHeight: 600,
    useContentSize: true,
    show: false,
    backgroundColor: paper(),
    title: 'Scantill',
    autoHideMenuBar: true,
    webPreferences: { ...strictPreferences, preload: options.preloadPath, devTools: options.devTools },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${appOrigin}/cashier/index.html`);
  return window;
}

/** A window onto the practice platform's own page: no preload, nothing of the app's, only that one origin. */
export function openPhoneWindow(phoneUrl: string, onRefused: OnRefused): BrowserWindow {
  const phoneSession = session.fromPartition('practice-phone');
  hardenSession(phoneSession, new URL(phoneUrl).origin, onRefused);
  const window = new BrowserWindow({
    width: 1180,
    height: 768,
    minWidth: 360,
    minHeight: 600,
    useContentSize: true,
    show: false,
    backgroundColor: paper(),
    autoHideMenuBar: true,
    webPreferences: { ...strictPreferences, session: phoneSession },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(phoneUrl);
  return window;
}

export function comeToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
