/** The customer's window: on the second display while there is one, and in an ordinary window as a preview. */
import { BrowserWindow, screen, session, type BrowserWindowConstructorOptions, type Display } from 'electron';
import type { AppState, CustomerDisplay, CustomerState } from '../../preload/contract/index.ts';
import { sendEvent } from '../ipc/serve-contract.ts';
import { appOrigin } from '../ipc/app-origin.ts';
import { serveAppFiles } from './app-protocol.ts';
import { displayForCustomer } from './customer-display.ts';
import { hardenSession } from './harden.ts';
import { comeToFront, paper, strictPreferences, type OnRefused } from './windows.ts';

export interface CustomerWindowsParts {
  readonly cashier: BrowserWindow;
  readonly preloadPath: string;
  readonly rendererFolder: string;
  readonly devTools: boolean;
  readonly onRefused: OnRefused;
  /** A display came or went, or the window did. */
  readonly onChanged: () => void;
}

export class CustomerWindows {
  readonly #parts: CustomerWindowsParts;
  #wanted: CustomerDisplay = { enabled: false, displayId: null };
  #shown: { readonly window: BrowserWindow; readonly displayId: number } | null = null;
  #preview: BrowserWindow | null = null;
  #hasSession = false;

  constructor(parts: CustomerWindowsParts) {
    this.#parts = parts;
    const displaysChanged = (): void => {
      this.#place();
      parts.onChanged();
    };
    screen.on('display-added', displaysChanged);
    screen.on('display-removed', displaysChanged);
    screen.on('display-metrics-changed', displaysChanged);
    // Dragged to the other display, the cashier's window must not end up behind the customer's.
    parts.cashier.on('move', () => {
      if (this.#place()) parts.onChanged();
    });
    parts.cashier.on('closed', () => {
      screen.off('display-added', displaysChanged);
      screen.off('display-removed', displaysChanged);
      screen.off('display-metrics-changed', displaysChanged);
    });
  }

  /** The displays as Settings lists them, and which one the window is on. */
  get state(): Pick<AppState['customerDisplay'], 'displays' | 'shownOn'> {
    const cashiersId = this.#cashiersDisplay()?.id;
    const displays = screen.getAllDisplays().map(({ id, label, size }) => {
      return { id, label, width: size.width, height: size.height, isCashiers: id === cashiersId };
    });
    return { displays, shownOn: this.#shown?.displayId ?? null };
  }

  /** Opens, moves or closes the window as the settings say, and goes on doing so as displays come and go. */
  follow(wanted: CustomerDisplay): void {
    this.#wanted = wanted;
    this.#place();
  }

  /** On the cashier's own request it may stand on the cashier's display, with a frame by which to close it. */
  preview(): void {
    if (this.#preview === null || this.#preview.isDestroyed()) {
      this.#preview = this.#open({ width: 960, height: 600, minWidth: 320, minHeight: 320, title: 'Scantill' });
    } else comeToFront(this.#preview);
  }

  send(state: CustomerState): void {
    for (const window of [this.#shown?.window, this.#preview]) {
      if (window && !window.isDestroyed()) sendEvent(window.webContents, 'customer', 'stateChanged', state);
    }
  }

  /** Returns whether anything was opened or closed. */
  #place(): boolean {
    const display = this.#chosenDisplay();
    if ((display?.id ?? null) === (this.#shown?.displayId ?? null)) {
      // The same display may have changed its place or its size.
      if (display !== null) this.#shown?.window.setBounds(display.bounds);
      return false;
    }
    const before = this.#shown;
    this.#shown = null;
    before?.window.destroy();
    if (display !== null) this.#shown = { window: this.#openOn(display), displayId: display.id };
    return true;
  }

  #chosenDisplay(): Display | null {
    const cashiers = this.#cashiersDisplay();
    return cashiers === null ? null : displayForCustomer(screen.getAllDisplays(), cashiers.id, this.#wanted);
  }

  #cashiersDisplay(): Display | null {
    const { cashier } = this.#parts;
    return cashier.isDestroyed() ? null : screen.getDisplayMatching(cashier.getBounds());
  }

  #openOn(display: Display): BrowserWindow {
    const window = this.#open({
      ...display.bounds,
      frame: false,
      fullscreen: true,
      // The keyboard and the scanner are the cashier's: this window never takes them.
      focusable: false,
      skipTaskbar: true,
    });
    window.on('closed', () => {
      if (this.#shown?.window === window) this.#shown = null;
    });
    return window;
  }

  #open(options: BrowserWindowConstructorOptions): BrowserWindow {
    const { preloadPath, rendererFolder, devTools, onRefused } = this.#parts;
    const customerSession = session.fromPartition('customer');
    if (!this.#hasSession) {
      serveAppFiles(customerSession, rendererFolder);
      hardenSession(customerSession, appOrigin, onRefused);
      this.#hasSession = true;
    }
    const window = new BrowserWindow({
      ...options,
      useContentSize: true,
      show: false,
      backgroundColor: paper(),
      autoHideMenuBar: true,
      webPreferences: { ...strictPreferences, session: customerSession, preload: preloadPath, devTools },
    });
    window.once('ready-to-show', () => window.showInactive());
    void window.loadURL(`${appOrigin}/customer/index.html`);
    return window;
  }
}
