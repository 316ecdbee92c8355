import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as fileSystem from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MerchantAccount } from '../../../preload/contract/index.ts';
import { defaultSettings, settingsSchema } from '../../../main/settings/settings-schema.ts';
import { NewerSettingsError, openSettings } from '../../../main/settings/settings-store.ts';

vi.mock('node:fs/promises', { spy: true });

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-settings-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const fileIn = (folder: string) => path.join(folder, 'settings.json');
const textIn = (folder: string) => readFileSync(fileIn(folder), 'utf8');
const account: MerchantAccount = {
  gateway: 'alipay',
  id: 'shop',
  name: 'Shop',
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
  appId: '2021000000000001',
  sellerId: '',
  signType: 'RSA2',
  storeId: '',
  terminalId: '',
  subject: 'Sale',
  codeValidMinutes: 5,
  publicNotifyUrl: '',
};

describe('the settings', () => {
  it('begin with valid defaults and a path of their own that stays', async () => {
    const folder = path.join(temporaryFolder(), 'new');
    const first = await openSettings(folder);
    const { pathToken } = first.current.listener;
    expect(first.opening).toEqual({ kind: 'made' });
    expect(first.current).toEqual(defaultSettings(pathToken));
    expect(settingsSchema.parse(first.current)).toEqual(first.current);
    const second = await openSettings(folder);
    expect(second.opening).toEqual({ kind: 'read' });
    expect(second.current).toEqual(first.current);
    const elsewhere = await openSettings(temporaryFolder());
    expect(elsewhere.current.listener.pathToken).not.toBe(pathToken);
  });

  it('keep what was changed', async () => {
    const folder = temporaryFolder();
    const store = await openSettings(folder);
    const result = await store.update((settings) => ({
      ...settings,
      tillName: '东门 2',
      accounts: { ...settings.accounts, live: [account] },
      keySetAt: { 'live/shop/alipay_app_private_key': '2026-11-22T02:30:00.000Z' },
    }));
    expect(store.current).toEqual(result);
    expect((await openSettings(folder)).current).toEqual(result);
    expect(result).toMatchObject({ tillName: '东门 2', accounts: { live: [account] } });
  });

  it('take changes one after the other, none on top of another', async () => {
    const folder = temporaryFolder();
    const store = await openSettings(folder);
    const add = () => store.update((settings) => ({ ...settings, operatorName: `${settings.operatorName}x` }));
    await Promise.all(Array.from({ length: 10 }, add));
    expect(store.current.operatorName).toBe('x'.repeat(10));
    expect((await openSettings(folder)).current.operatorName).toBe('x'.repeat(10));
  });

  it('refuse a change that is not valid, and go on from what was', async () => {
    const folder = temporaryFolder();
    const store = await openSettings(folder);
    const before = textIn(folder);
    const twice = { practice: [], live: [account, account] };
    await expect(store.update((settings) => ({ ...settings, tillName: '' }))).rejects.toThrow();
    await expect(store.update((settings) => ({ ...settings, accounts: twice }))).rejects.toThrow('two accounts');
    expect(textIn(folder)).toBe(before);
    expect(store.current).toEqual(JSON.parse(before));
    await store.update((settings) => ({ ...settings, tillName: 'B' }));
    expect(store.current.tillName).toBe('B');
  });

  it.skipIf(process.platform === 'win32')('are for the eyes of this user only', async () => {
    const folder = temporaryFolder();
    await openSettings(folder);
    expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  });
});

describe('saving the settings', () => {
  it('makes the new file durable before it takes the old one’s place, and the change of place after', async () => {
    const folder = temporaryFolder();
    const store = await openSettings(folder);
    const steps: string[] = [];
    const open = vi.mocked(fileSystem.open);
    const realOpen =
      open.getMockImplementation() ?? (await vi.importActual<typeof fileSystem>('node:fs/promises')).open;
    open.mockImplementation(async (...given) => {
      const handle = await realOpen(...given);
      const sync = handle.sync.bind(handle);
      handle.sync = () => {
        steps.push(`sync ${path.basename(String(given[0]))}`);
        return sync();
      };
      return handle;
    });
    const { rename } = await vi.importActual<typeof fileSystem>('node:fs/promises');
    vi.mocked(fileSystem.rename).mockImplementation((from, to) => {
      steps.push(`rename to ${path.basename(String(to))}`);
      return rename(from, to);
    });
    await store.update((settings) => ({ ...settings, tillName: 'B' }));
    const folderStep = process.platform === 'win32' ? [] : [`sync ${path.basename(folder)}`];
    expect(steps).toEqual(['sync settings.json.new', 'rename to settings.json', ...folderStep]);
  });

  it('leaves the old file whole, and the old settings in use, when it fails half-way', async () => {
    const folder = temporaryFolder();
    const store = await openSettings(folder);
    const before = textIn(folder);
    vi.mocked(fileSystem.rename).mockRejectedValueOnce(new Error('EPERM'));
    await expect(store.update((settings) => ({ ...settings, tillName: 'B' }))).rejects.toThrow('EPERM');
    expect(textIn(folder)).toBe(before);
    expect(store.current.tillName).toBe('Till 1');
    // What waited beside it is no obstacle.
    await store.update((settings) => ({ ...settings, tillName: 'C' }));
    expect((await openSettings(folder)).current.tillName).toBe('C');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

describe('a settings file that cannot be used', () => {
  const whole = JSON.stringify(defaultSettings('0'.repeat(32)));
  it.each([
    ['cut off', whole.slice(0, -20)],
    ['empty', ''],
    ['not JSON', 'tillName = 1'],
    ['another JSON', '[]'],
    ['without a version', '{"mode":"live"}'],
    ['with a wrong value', whole.replace('"practice"', '"theory"')],
    ['with a token that could be guessed', whole.replace('0'.repeat(32), 'notify')],
    ['not UTF-8', Buffer.concat([Buffer.from(whole.replace('Till 1', 'Till ')).subarray(0, 60), Buffer.from([0xff])])],
  ])('is set aside whole and reported: %s', async (_what, content) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), content);
    const store = await openSettings(folder);
    if (store.opening.kind !== 'recovered') throw new Error(store.opening.kind);
    const { setAside } = store.opening;
    expect(path.basename(setAside)).toMatch(/^settings\.corrupt-\d{8}T\d{9}Z\.json$/);
    expect(readFileSync(setAside)).toEqual(Buffer.from(content));
    expect(store.current).toEqual({ ...defaultSettings(store.current.listener.pathToken), firstRunDone: true });
    expect((await openSettings(folder)).opening).toEqual({ kind: 'read' });
  });

  it('is not touched when it is from a newer program', async () => {
    const folder = temporaryFolder();
    const newer = JSON.stringify({ version: 2, somethingNew: true });
    writeFileSync(fileIn(folder), newer);
    await expect(openSettings(folder)).rejects.toThrow(NewerSettingsError);
    expect(textIn(folder)).toBe(newer);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('only lacks a default when it lacks a setting', async () => {
    const folder = temporaryFolder();
    const { practicePlatformPort: _, ...older } = { ...defaultSettings('0'.repeat(32)), tillName: 'B' };
    writeFileSync(fileIn(folder), JSON.stringify(older));
    const store = await openSettings(folder);
    expect(store.opening).toEqual({ kind: 'read' });
    expect(store.current).toEqual({ ...older, practicePlatformPort: 8732 });
    expect(JSON.parse(textIn(folder))).toEqual(store.current);
  });

  it('from before the customer’s display and the sounds opens with theirs at rest', async () => {
    const folder = temporaryFolder();
    const { shopName, paidReturnSeconds, sound, customerDisplay, ...older } = defaultSettings('0'.repeat(32));
    writeFileSync(fileIn(folder), JSON.stringify(older));
    const store = await openSettings(folder);
    expect(store.opening).toEqual({ kind: 'read' });
    expect(store.current).toEqual({ ...older, shopName, paidReturnSeconds, sound, customerDisplay });
    expect(customerDisplay.enabled).toBe(false);
  });

  it('stops the opening when it cannot be read', async () => {
    const folder = temporaryFolder();
    mkdirSync(fileIn(folder));
    await expect(openSettings(folder)).rejects.toThrow('EISDIR');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});
