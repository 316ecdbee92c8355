/** The cashier's window, and the practice phone that plays the customer. */
import { app, BrowserWindow, nativeTheme, screen, session, type WebPreferences } from 'electron';
import { appOrigin } from '../ipc/app-origin.ts';
import { serveAppFiles } from './app-protocol.ts';
import { hardenSession } from './harden.ts';
import { readWindowPlace, withinDisplays, writeWindowPlace, type WindowPlace } from './window-place.ts';

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

/** After the last move of many: a window that is dragged says so at every pixel. */
const placeSettledMs = 500;

function workAreas(): readonly Electron.Rectangle[] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}

/** Puts the window where it was left, and remembers where it is left this time. */
function keepPlace(window: BrowserWindow, file: string, onFault: (fault: unknown) => void): WindowPlace | null {
  const left = readWindowPlace(file);
  window.setBounds(withinDisplays(left?.bounds ?? window.getBounds(), workAreas()));
  let settling: NodeJS.Timeout | undefined;
  const remember = (): void => {
    clearTimeout(settling);
    if (window.isDestroyed() || window.isMinimized()) return;
    try {
      writeWindowPlace(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (fault) {
      onFault(fault);
    }
  };
  const settle = (): void => {
    clearTimeout(settling);
    settling = setTimeout(remember, placeSettledMs);
  };
  window.on('resize', settle).on('move', settle).on('close', remember);
  // What ends the app may leave the window no time to close.
  app.on('before-quit', remember);
  return left;
}

export function openCashierWindow(options: {
  /** Remembers where the window stands. */
  readonly placeFile: string;
  readonly onPlaceFault: (fault: unknown) => void;
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
    minHeight: 480,
    useContentSize: true,
    show: false,
    backgroundColor: paper(),
    title: 'Scantill',
    autoHideMenuBar: true,
    webPreferences: { ...strictPreferences, preload: options.preloadPath, devTools: options.devTools },
  });
  const left = keepPlace(window, options.placeFile, options.onPlaceFault);
  window.once('ready-to-show', () => {
    // Maximising shows it: not before there is something to show.
    if (left?.isMaximized === true) window.maximize();
    window.show();
  });
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
