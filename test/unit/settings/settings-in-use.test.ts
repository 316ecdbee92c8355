/** Another program that has the settings file open: for a moment, as virus scanners do, or for good. */
import type * as fileSystem from 'node:fs';
import type * as fileSteps from 'node:fs/promises';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { pausesMs } from '../../../main/common/momentary.ts';
import { openSettings } from '../../../main/settings/settings-store.ts';

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof fileSystem>();
  return { ...actual, readFileSync: vi.fn(actual.readFileSync) };
});
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof fileSteps>();
  return { ...actual, open: vi.fn(actual.open), rename: vi.fn(actual.rename) };
});

const inUse = (code: string) => Object.assign(new Error(`${code}: in use`), { code });

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it.each(['EPERM', 'EBUSY', 'EACCES'])('for a moment (%s) costs no change', async (code) => {
  const store = await openSettings(temporaryFolder());
  vi.mocked(rename).mockRejectedValueOnce(inUse(code));
  await store.update((settings) => ({ ...settings, tillName: 'B' }));
  expect(store.current.tillName).toBe('B');
});

it('for a moment at the first run does not keep the till from starting', async () => {
  const folder = temporaryFolder();
  vi.mocked(rename).mockRejectedValueOnce(inUse('EPERM'));
  expect((await openSettings(folder)).opening).toEqual({ kind: 'made' });
  expect((await openSettings(folder)).opening).toEqual({ kind: 'read' });
});

it('for a moment at the start is waited for, and what cannot be used is still set aside', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'settings.json'), 'nothing');
  vi.mocked(readFileSync).mockImplementationOnce(() => {
    throw inUse('EBUSY');
  });
  vi.mocked(rename).mockRejectedValueOnce(inUse('EPERM'));
  expect((await openSettings(folder)).opening.kind).toBe('recovered');
});

it('for good is said to whoever made the change, and leaves everything as it was', async () => {
  const folder = temporaryFolder();
  const store = await openSettings(folder);
  const before = readFileSync(path.join(folder, 'settings.json'), 'utf8');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const tries = vi.mocked(rename).mockClear();
  for (let count = 0; count <= pausesMs.length; count += 1) tries.mockRejectedValueOnce(inUse('EPERM'));
  const outcome = store
    .update((settings) => ({ ...settings, tillName: 'B' }))
    .then(
      () => 'saved',
      (error: unknown) => String(error),
    );
  for (const [count, milliseconds] of pausesMs.entries()) {
    await vi.waitUntil(() => tries.mock.calls.length === count + 1 && vi.getTimerCount() === 1, { interval: 1 });
    vi.advanceTimersByTime(milliseconds);
  }
  expect(await outcome).toBe('Error: EPERM: in use');
  expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).toBe(before);
  expect(store.current.tillName).toBe('Till 1');
});
