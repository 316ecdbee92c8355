/** Starts Electron, opens the cashier's window, starts the till, and connects the two. Nothing else. */
import { app, type BrowserWindow, clipboard, dialog, nativeTheme, powerMonitor } from 'electron';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cashierHandlers, type Desktop } from './ipc/cashier-handlers.ts';
import { sendEvent, serveContract } from './ipc/serve-contract.ts';
import { createKeychain } from './keychain/keychain.ts';
import { openSettings } from './settings/settings-store.ts';
import { declareAppScheme } from './shell/app-protocol.ts';
import { createFaultLog } from './shell/fault-log.ts';
import { hardenApp } from './shell/harden.ts';
import { languageFor } from './shell/language.ts';
import { setApplicationMenu } from './shell/menu.ts';
import { openCashierWindow, openPhoneWindow } from './shell/windows.ts';
import { systemClock } from './system-clock.ts';
import { TillHost } from './till/till-host.ts';

const maximumImportBytes = 64 * 1024;
const outputFolder = join(__dirname, '..');

// Another folder for another shop, or for a test; also decides what counts as a second instance.
const chosenFolder = process.env['SCANTILL_USER_DATA'];
if (chosenFolder !== undefined && chosenFolder !== '') app.setPath('userData', chosenFolder);
const userDataFolder = app.getPath('userData');
const reportFault = createFaultLog(userDataFolder);

const onRefused = (what: string, url: string): void => reportFault('refused', `${what} ${url}`);

declareAppScheme();
hardenApp(onRefused);

if (app.requestSingleInstanceLock()) {
  const settings = openSettings(userDataFolder);
  app
    .whenReady()
    .then(async () => start(await settings))
    .catch((fault: unknown) => {
      reportFault('starting', fault);
      dialog.showErrorBox('Scantill', fault instanceof Error ? fault.message : String(fault));
      app.exit(1);
    });
} else {
  // The first instance hears of this and comes to the front.
  app.quit();
}

function start(settings: Awaited<ReturnType<typeof openSettings>>): void {
  setApplicationMenu(process.platform);
  nativeTheme.themeSource = settings.current.appearance;
  const cashier = openCashierWindow({
    preloadPath: join(outputFolder, 'preload', 'index.cjs'),
    rendererFolder: join(outputFolder, 'renderer'),
    devTools: !app.isPackaged,
    onRefused,
  });

  const host = new TillHost({
    userDataFolder,
    readerWorkerPath: join(__dirname, 'ledger-reader.cjs'),
    phoneFolder: join(outputFolder, 'phone'),
    practicePlatform: !app.commandLine.hasSwitch('without-practice-platform'),
    settings,
    keychainFor: (mode) => createKeychain({ service: 'Scantill', mode }),
    clock: systemClock,
    version: app.getVersion(),
    systemLanguage: languageFor(process.env['SCANTILL_LANGUAGE'] ?? app.getLocale()),
    onOrderChanged: (order) => sendEvent(cashier.webContents, 'cashier', 'orderChanged', order),
    onStateChanged: () => stateChanged(),
    onFault: reportFault,
  });
  const stateChanged = oncePerTurn(() => sendEvent(cashier.webContents, 'cashier', 'appStateChanged', host.state()));

  serveContract('cashier', cashierHandlers(host, desktopFor(cashier, host)), reportFault);
  powerMonitor.on('resume', () => host.till.checkAllSoon());
  app.on('second-instance', () => comeToFront(cashier));
  // One till, one window: when the cashier's closes, the app ends, on every platform.
  cashier.on('closed', () => app.quit());
  quitAfter(() => host.stop());
}

function desktopFor(cashier: BrowserWindow, host: TillHost): Desktop {
  let phone: BrowserWindow | null = null;
  return {
    openPhone: (url) => {
      if (phone === null || phone.isDestroyed()) {
        phone = openPhoneWindow(url, onRefused);
      } else {
        void phone.loadURL(url);
        comeToFront(phone);
      }
    },
    copyText: async (text) => {
      await clipboard.writeText(text);
    },
    chooseMerchantFile: async () => {
      const { filePaths } = await dialog.showOpenDialog(cashier, {
        properties: ['openFile'],
        filters: [{ name: 'JSON', extensions: ['json'] }],
      });
      const path = filePaths[0];
      return path === undefined ? null : readMerchantFile(path);
    },
    settingsChanged: () => {
      nativeTheme.themeSource = host.state().appearance;
    },
  };
}

async function readMerchantFile(path: string): ReturnType<Desktop['chooseMerchantFile']> {
  try {
    if ((await stat(path)).size > maximumImportBytes) return { kind: 'unreadable', detail: 'larger than 64 KiB' };
    return { kind: 'read', text: await readFile(path, 'utf8') };
  } catch (fault) {
    return { kind: 'unreadable', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}

function comeToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
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

/** Lets what is in flight end and the ledger close before the process does. */
function quitAfter(cleanUp: () => Promise<void>): void {
  let stopping = false;
  app.on('before-quit', (event) => {
    if (stopping) return;
    stopping = true;
    event.preventDefault();
    cleanUp().then(
      () => app.exit(0),
      (fault: unknown) => {
        reportFault('stopping', fault);
        app.exit(1);
      },
    );
  });
}
