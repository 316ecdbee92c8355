/** Starts the real app, window and sandbox and all, and calls it through its own page. */
import type { Page } from '@playwright/test';
import type { Bridge } from '../../preload/contract/index.ts';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { launchApp } from '../support/launch-app.ts';
import { TillGone, type Answer, type CallName, type LaunchTill } from './running-till.ts';

declare global {
  interface Window {
    readonly scantill: Bridge<'cashier'>;
  }
}

/** Needs SCANTILL_ELECTRON_PATH, a display and a keychain: scripts/faults.mjs sees to them. */
export const realApps: LaunchTill = async ({ userDataFolder, env, onStarted }) => {
  const launched = await launchApp({
    userDataDir: userDataFolder,
    env,
    ...(onStarted === undefined ? {} : { onStarted }),
  });
  const { window: page, output } = launched;
  const mainProcess = launched.app.process();
  let isGone = mainProcess.exitCode !== null || mainProcess.signalCode !== null;
  const gone = isGone
    ? Promise.resolve()
    : new Promise<void>((resolve) => {
        mainProcess.once('exit', () => {
          isGone = true;
          resolve();
        });
      });
  const endedEarly = gone.then((): never => {
    throw new TillGone(output());
  });
  // Heard by whoever is waiting for an answer; when nobody is, an end is no fault.
  endedEarly.catch(() => undefined);
  await Promise.race([page.getByTestId(testIds.amount).waitFor(), endedEarly]);

  return {
    call: (name, argument) => Promise.race([callPage(page, name, argument), endedEarly]),
    setClock: () => Promise.reject(new Error('The real app has the computer’s clock')),
    kill: () => void mainProcess.kill('SIGKILL'),
    quit: async () => {
      await launched.close();
      await gone;
    },
    gone,
    get isGone() {
      return isGone;
    },
    get output() {
      return output();
    },
  };
};

async function callPage<Name extends CallName>(page: Page, name: Name, argument: unknown): Promise<Answer<Name>> {
  const answer: unknown = await page.evaluate(
    ([call, given]) => (window.scantill[call] as (given: unknown) => Promise<unknown>)(given),
    [name, argument] as const,
  );
  return answer as Answer<Name>;
}
