/** Starts Electron and opens the cashier's window; the till itself is loaded while the window's process starts. */
import { app, type BrowserWindow, dialog } from 'electron';
import { join } from 'node:path';
import { declareAppScheme } from './shell/app-protocol.ts';
import { createFaultLog } from './shell/fault-log.ts';
import { hardenApp } from './shell/harden.ts';
import { languageFor } from './shell/language.ts';
import { setApplicationMenu } from './shell/menu.ts';
import { startFailure } from './shell/settings-notice.ts';
import { comeToFront, openCashierWindow } from './shell/windows.ts';
import type { TillHost } from './till/till-host.ts';

const quitTimeoutMs = 5_000;
const outputFolder = join(__dirname, '..');

// Another folder for another shop, or for a test; also decides what counts as a second instance.
const chosenFolder = process.env['SCANTILL_USER_DATA'];
if (chosenFolder !== undefined && chosenFolder !== '') app.setPath('userData', chosenFolder);
const userDataFolder = app.getPath('userData');
const reportFault = createFaultLog(userDataFolder);

// Electron's own answer to a bug is a dialogue that stops the whole till until somebody finds it. What matters is on
// disk before it is answered, so the till says what happened in its log and goes on.
process.on('uncaughtException', (fault) => reportFault('uncaught', fault));

const onRefused = (what: string, url: string): void => reportFault('refused', `${what} ${url}`);

declareAppScheme();
hardenApp(onRefused);

if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(start)
    .catch((fault: unknown) => {
      reportFault('starting', fault);
      const language = languageFor(process.env['SCANTILL_LANGUAGE'] ?? app.getLocale());
      dialog.showErrorBox('Scantill', startFailure(language, fault));
      app.exit(1);
    });
} else {
  // The first instance hears of this and comes to the front.
  app.quit();
}

async function start(): Promise<void> {
  setApplicationMenu(process.platform);
  const cashier = openCashier();
  const till = startTill(cashier);
  // From the first moment: the window may be closed again before there is a till, and even then it ends in order.
  quitAfter(async () => (await till)?.stop());
  await till;
}

/** `null` when the window has been closed again before there was a till. */
async function startTill(cashier: BrowserWindow): Promise<TillHost | null> {
  const { connectTill } = await import('./connect-till.ts');
  if (cashier.isDestroyed()) return null;
  return connectTill({ cashier, userDataFolder, outputFolder, onRefused, reportFault });
}

function openCashier(): BrowserWindow {
  const cashier = openCashierWindow({
    placeFile: join(userDataFolder, 'window.json'),
    onPlaceFault: (fault) => reportFault('remembering the window', fault),
    preloadPath: join(outputFolder, 'preload', 'index.cjs'),
    rendererFolder: join(outputFolder, 'renderer'),
    devTools: !app.isPackaged,
    onRefused,
  });
  // One till, one window: when the cashier's closes, the app ends, on every platform.
  cashier.on('closed', () => app.quit());
  app.on('second-instance', () => comeToFront(cashier));
  return cashier;
}

/**
 * Lets what is in flight end and the ledger close before the process does, for a while: everything that matters was
 * on disk before it was answered, so a gateway or a keychain that hangs does not keep the till from closing.
 */
function quitAfter(cleanUp: () => Promise<void>): void {
  let stopping = false;
  app.on('before-quit', (event) => {
    // Every time: with its last window closed Electron asks to quit once more, and would not wait for the ledger.
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    // Not app.exit: that waits for the very call that hangs, and the next start would find the till still open.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), quitTimeoutMs);
    cleanUp().then(
      () => app.exit(0),
      (fault: unknown) => {
        reportFault('stopping', fault);
        app.exit(1);
      },
    );
  });
}
