import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { contract } from '../../preload/contract/index.ts';
import { runApp } from '../support/launch-app.ts';
import { sharedTill } from '../support/shared-till.ts';

const till = sharedTill();

test('the page has the contract’s functions and nothing of Node or Electron', async () => {
  const surface = await till.window.evaluate(() => ({
    bridge: Object.keys(window.scantill).sort(),
    events: Object.keys(window.scantill.on).sort(),
    strangers: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window),
  }));
  expect(surface).toEqual({
    bridge: [...Object.keys(contract.cashier.calls), 'on'].sort(),
    events: Object.keys(contract.cashier.events).sort(),
    strangers: [],
  });
});

test('the renderer runs in the operating system’s sandbox', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  const pid = await till.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/mu);
});

test('the page can reach nothing but its own files', async () => {
  const reached = await till.window.evaluate(async () => {
    const attempts = ['http://127.0.0.1:1/', 'https://example.com/', 'file:///etc/passwd', 'app://other/index.html'];
    const results = [];
    for (const url of attempts) {
      results.push(
        await fetch(url).then(
          () => 'reached',
          () => 'refused',
        ),
      );
    }
    return results;
  });
  expect(reached).toEqual(['refused', 'refused', 'refused', 'refused']);
});

test('the page cannot leave, open windows or ask for permissions', async () => {
  const { window: page, app } = till;
  const before = app.windows().length;
  const attempts = await page.evaluate(async () => {
    const opened = window.open('https://example.com/') === null;
    location.href = 'https://example.com/';
    const notifications = await Notification.requestPermission();
    return { opened, notifications };
  });
  expect(attempts).toEqual({ opened: true, notifications: 'denied' });
  expect(page.url()).toMatch(/^app:\/\/scantill\/cashier\/index\.html/u);
  expect(app.windows()).toHaveLength(before);
});

test('inline scripts and eval are refused', async () => {
  const result = await till.window.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    return 'inlineRan' in window;
  });
  expect(result).toBe(false);
});

test('main refuses an argument that is not as agreed', async () => {
  const refusal = await till.window.evaluate(() =>
    window.scantill.getOrder({ orderNo: "' OR 1=1 --" }).then(
      () => 'accepted',
      (fault: unknown) => String(fault),
    ),
  );
  expect(refusal).toContain('argument not as agreed: orderNo');
});

test('no key is anywhere in what the page can learn, nor on disk, nor on a command line', async () => {
  const { window: page } = till;
  const learned = await page.evaluate(async () =>
    JSON.stringify([
      await window.scantill.getAppState(undefined),
      await window.scantill.listNotifications({ limit: 200 }),
    ]),
  );
  expect(learned).not.toMatch(/PRIVATE KEY|BEGIN PUBLIC/u);
  const grep = (pattern: string): string => {
    try {
      return execFileSync('grep', ['-rlaE', pattern, till.folder], { encoding: 'utf8' });
    } catch {
      // grep ends with 1 when it finds nothing, which is what is wanted.
      return '';
    }
  };
  expect(grep('PRIVATE KEY|MII[A-Za-z0-9+/]{60}')).toBe('');
  const commandLine = await till.app.evaluate(() => process.argv.join(' '));
  expect(commandLine).not.toContain('KEY');
});

test('a second instance brings the first to the front and ends', async () => {
  await till.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  expect(await runApp({ userDataDir: till.folder })).toBe(0);
  await expect
    .poll(() => till.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false);
});
