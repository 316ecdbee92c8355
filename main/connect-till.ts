/** Starts the till and connects it to the cashier's window. */
import {
  app,
  type BrowserWindow,
  clipboard,
  dialog,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  shell,
  type WebContents,
} from 'electron';
import { join } from 'node:path';
import type { CustomerState } from '../preload/contract/index.ts';
import { sendEvent, serveContract } from './ipc/serve-contract.ts';
import { createKeychain } from './keychain/keychain.ts';
import { openSettings } from './settings/settings-store.ts';
import type { ReportFault } from './shell/fault-log.ts';
import { CustomerWindows } from './shell/customer-window.ts';
import { fileDialogs } from './shell/file-dialogs.ts';
import { languageFor } from './shell/language.ts';
import { settingsNotice } from './shell/settings-notice.ts';
import { createStayAwake, hasCodeOut } from './shell/stay-awake.ts';
import { comeToFront, openPhoneWindow, type OnRefused } from './shell/windows.ts';
import { systemClock } from './common/system-clock.ts';
import { customerWindowHandlers } from './customer/customer-calls.ts';
import { CustomerScreen } from './customer/customer-scene.ts';
import { cashierHandlers, type Desktop } from './till/cashier-handlers.ts';
import { TillHost } from './till/till-host.ts';

const longestPageLoadMs = 3_000;

export interface ConnectParts {
  readonly cashier: BrowserWindow;
  readonly userDataFolder: string;
  /** Where the build put everything: `main/`, `preload/`, `renderer/`, `phone/`. */
  readonly outputFolder: string;
  readonly onRefused: OnRefused;
  readonly reportFault: ReportFault;
}

export async function connectTill(parts: ConnectParts): Promise<TillHost> {
  const { cashier, userDataFolder, outputFolder, reportFault } = parts;
  // Kept from now: a window that has been closed no longer says what its contents were, it throws.
  const { webContents } = cashier;
  const settings = await openSettings(userDataFolder);
  nativeTheme.themeSource = settings.current.appearance;
  const mayStart = pageIsThere(webContents);
  const customerWindows = new CustomerWindows({
    ...parts,
    preloadPath: join(outputFolder, 'preload', 'index.cjs'),
    rendererFolder: join(outputFolder, 'renderer'),
    devTools: !app.isPackaged,
    onChanged: () => stateChanged(),
  });
  const customerScreen = new CustomerScreen(systemClock, () => customerChanged());
  const stayAwake = createStayAwake(powerSaveBlocker);
  const host = new TillHost({
    userDataFolder,
    readerWorkerPath: join(outputFolder, 'main', 'ledger-reader.cjs'),
    maintenanceWorkerPath: join(outputFolder, 'main', 'ledger-maintenance.cjs'),
    phoneFolder: join(outputFolder, 'phone'),
    practicePlatform: !app.commandLine.hasSwitch('without-practice-platform'),
    settings,
    keychainFor: (mode) => createKeychain({ service: 'Scantill', mode }),
    clock: systemClock,
    version: app.getVersion(),
    systemLanguage: languageFor(process.env['SCANTILL_LANGUAGE'] ?? app.getLocale()),
    displays: () => customerWindows.state,
    mayStart,
    onCodeShown: (text) => sendEvent(webContents, 'cashier', 'codeScanned', { text }),
    onOrderChanged: (order) => {
      sendEvent(webContents, 'cashier', 'orderChanged', order);
      customerScreen.note(order);
    },
    onStateChanged: () => stateChanged(),
    onFault: reportFault,
  });
  const customerState = (): CustomerState => host.customerState(customerScreen.scene);
  const customerChanged = (): void => {
    try {
      customerWindows.send(customerState());
    } catch (fault) {
      // Whoever tells of a change is in the middle of a sale.
      reportFault('showing the customer', fault);
    }
  };
  const stateChanged = oncePerTurn(() => {
    const state = host.state();
    sendEvent(webContents, 'cashier', 'appStateChanged', state);
    stayAwake(hasCodeOut(state.openOrders));
    customerChanged();
  });
  const desktop = desktopFor(host, parts, customerWindows, customerScreen);
  serveContract('cashier', cashierHandlers(host, desktop, reportFault), reportFault);
  serveContract('customer', customerWindowHandlers(customerState), reportFault);
  if (settings.opening.kind === 'recovered') tellOfSettings(settings.opening.setAside, host, parts);
  powerMonitor.on('resume', () => host.till.checkAllSoon());
  // The cashier's window comes first.
  void mayStart.then(() => customerWindows.follow(settings.current.customerDisplay));
  return host;
}

function tellOfSettings(setAside: string, host: TillHost, { cashier, reportFault }: ConnectParts): void {
  const { message, detail, button } = settingsNotice(host.language, setAside);
  dialog
    .showMessageBox(cashier, { type: 'warning', message, detail, buttons: [button] })
    .catch((fault: unknown) => reportFault('telling of the settings', fault));
}

/** Resolves when the page has been loaded, or will not be: until then this thread belongs to the page's requests. */
function pageIsThere(webContents: WebContents): Promise<void> {
  return new Promise((resolve) => {
    webContents.once('dom-ready', () => resolve());
    // Closed before it was there: nothing is left to wait for.
    webContents.once('destroyed', () => resolve());
    setTimeout(resolve, longestPageLoadMs);
  });
}

function desktopFor(
  host: TillHost,
  parts: ConnectParts,
  customerWindows: CustomerWindows,
  customerScreen: CustomerScreen,
): Desktop {
  const { cashier, onRefused } = parts;
  let phone: BrowserWindow | null = null;
  return {
    ...fileDialogs(cashier),
    openPhone: (url) => {
      if (phone === null || phone.isDestroyed()) {
        phone = openPhoneWindow(url, onRefused);
      } else {
        void phone.loadURL(url);
        comeToFront(phone);
      }
    },
    showFolder: async (folder) => {
      const problem = await shell.openPath(folder);
      if (problem !== '') parts.reportFault('showing a folder', new Error(problem));
    },
    copyText: async (text) => {
      await clipboard.writeText(text);
    },
    settingsChanged: () => {
      nativeTheme.themeSource = host.settings.current.appearance;
      customerWindows.follow(host.settings.current.customerDisplay);
    },
    showToCustomer: (order) => customerScreen.show(order),
    previewCustomerDisplay: () => customerWindows.preview(),
  };
}

/** Changes come in bursts; the page needs only the last state of each. */
function oncePerTurn(action: () => void): () => void {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      action();
    });
  };
}
