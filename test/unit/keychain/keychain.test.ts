import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeychain, type Keytar, type Keychain } from '../../../main/keychain/keychain.ts';
import { Lane } from '../../../main/keychain/lane.ts';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import type { KeyReference } from '../../../main/ports/index.ts';

const reference: KeyReference = { accountId: 'shop', kind: 'alipay_app_private_key' };
const key = 'MIIEvQIBADANBg';

/** A keychain service in memory; members can be replaced by faulty ones. */
function service(change: Partial<Keytar> = {}): Keytar & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getPassword: async (name, account) => entries.get(`${name}:${account}`) ?? null,
    setPassword: async (name, account, value) => {
      entries.set(`${name}:${account}`, value);
    },
    deletePassword: async (name, account) => entries.delete(`${name}:${account}`),
    ...change,
  };
}

function keychainOver(keytar: Keytar, mode: 'practice' | 'live' = 'live'): Keychain {
  return createKeychain({ service: 'Scantill', mode, load: async () => keytar, lane: new Lane() });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

describe.each([
  ['the keychain', () => keychainOver(service())],
  ['the key store in memory', createMemoryKeyStore],
])('%s', (_name, make) => {
  it('gives back what was put in, under its own account and kind only', async () => {
    const keychain = make();
    expect(await keychain.write(reference, key)).toEqual({ kind: 'stored' });
    const reading = await keychain.read(reference);
    expect(reading.kind === 'found' && reading.secret.reveal()).toBe(key);
    expect(await keychain.read({ ...reference, accountId: 'other' })).toEqual({ kind: 'missing_or_locked' });
    expect(await keychain.read({ ...reference, kind: 'alipay_public_key' })).toEqual({ kind: 'missing_or_locked' });
  });

  it('replaces and removes', async () => {
    const keychain = make();
    await keychain.write(reference, 'old');
    await keychain.write(reference, key);
    const reading = await keychain.read(reference);
    expect(reading.kind === 'found' && reading.secret.reveal()).toBe(key);
    await keychain.remove(reference);
    expect(await keychain.read(reference)).toEqual({ kind: 'missing_or_locked' });
    await keychain.remove(reference);
  });
});

describe('the keychain', () => {
  it('names accounts by mode, account and kind', async () => {
    const keytar = service();
    await keychainOver(keytar, 'practice').write(reference, key);
    expect([...keytar.entries.keys()]).toEqual(['Scantill:practice/shop/alipay_app_private_key']);
    expect(await keychainOver(keytar, 'live').read(reference)).toEqual({ kind: 'missing_or_locked' });
  });

  it('is probed without touching a key', async () => {
    const keytar = service();
    expect(await keychainOver(keytar).probe()).toBe('available');
    expect([...keytar.entries]).toEqual([['Scantill:probe', 'Scantill can use this keychain.']]);
  });

  it('treats an empty entry as no key', async () => {
    expect(await keychainOver(service({ getPassword: async () => '' })).read(reference)).toEqual({
      kind: 'missing_or_locked',
    });
  });

  it.each([
    ['nothing', null],
    ['something else', 'MIIE'],
  ])('says «not kept» when it takes a key and gives back %s', async (_what, kept) => {
    const keychain = keychainOver(service({ getPassword: async () => kept }));
    expect(await keychain.write(reference, key)).toEqual({ kind: 'not_kept' });
    expect(await keychain.probe()).toBe('missing_or_locked');
  });

  it('is «missing or locked» when it answers but does not take anything', async () => {
    const setPassword = () => Promise.reject(new Error('Cannot create an item in a locked collection'));
    const keychain = keychainOver(service({ setPassword }));
    expect(await keychain.probe()).toBe('missing_or_locked');
    expect(await keychain.write(reference, key)).toEqual({
      kind: 'unavailable',
      detail: 'Cannot create an item in a locked collection',
    });
  });

  it('is «unavailable» when the service is not there', async () => {
    const fail = () => Promise.reject(new Error('Unknown or unsupported transport'));
    const keychain = keychainOver({ getPassword: fail, setPassword: fail, deletePassword: fail });
    const unavailable = { kind: 'unavailable', detail: 'Unknown or unsupported transport' };
    expect(await keychain.read(reference)).toEqual(unavailable);
    expect(await keychain.write(reference, key)).toEqual(unavailable);
    expect(await keychain.probe()).toBe('unavailable');
    await expect(keychain.remove(reference)).rejects.toThrow('Unknown or unsupported transport');
  });

  it('is «unavailable» when its native module cannot be loaded', async () => {
    const load = () => Promise.reject(new Error('Cannot find module keytar.node'));
    const keychain = createKeychain({ service: 'Scantill', mode: 'live', load, lane: new Lane() });
    expect(await keychain.read(reference)).toEqual({ kind: 'unavailable', detail: 'Cannot find module keytar.node' });
    expect(await keychain.probe()).toBe('unavailable');
  });

  it('never repeats the key when it says what went wrong', async () => {
    const setPassword = () => Promise.reject(new Error(`bad argument ${key}, expected less than ${key}`));
    const writing = await keychainOver(service({ setPassword })).write(reference, key);
    expect(writing).toEqual({ kind: 'unavailable', detail: 'bad argument [secret], expected less than [secret]' });
  });
});

describe('a keychain that is being asked', () => {
  it('is idle only when the service has answered, even after the caller was told that it did not', async () => {
    let answer: (value: string) => void = () => undefined;
    const slow = service({ getPassword: () => new Promise((resolve) => (answer = resolve)) });
    const keychain = createKeychain({
      service: 'Scantill',
      mode: 'live',
      timeoutMs: 1,
      load: async () => slow,
      lane: new Lane(),
    });
    expect((await keychain.read(reference)).kind).toBe('unavailable');
    let isIdle = false;
    const idle = keychain.idle().then(() => (isIdle = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isIdle).toBe(false);
    answer(key);
    await idle;
    expect(isIdle).toBe(true);
  });
});

describe('a keychain that does not answer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('is «unavailable» after a minute', async () => {
    const keychain = keychainOver(service({ getPassword: never }));
    const reading = keychain.read(reference);
    await vi.advanceTimersByTimeAsync(59_999);
    const undecided = Symbol('undecided');
    expect(await Promise.race([reading, Promise.resolve(undecided)])).toBe(undecided);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual({ kind: 'unavailable', detail: 'No answer within 60 s' });
  });

  it('is asked one thing at a time, and what has waited too long is never asked', async () => {
    const setPassword = vi.fn(() => Promise.resolve());
    const getPassword = vi.fn(never);
    const keychain = keychainOver(service({ getPassword, setPassword }));
    const results = Promise.all([keychain.read(reference), keychain.read(reference), keychain.write(reference, key)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await results).map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(getPassword).toHaveBeenCalledTimes(1);
    expect(setPassword).not.toHaveBeenCalled();
  });

  it('goes on when it answers after all, without what was given up meanwhile', async () => {
    let answer: (text: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => (answer = resolve));
    const keytar = service();
    const getPassword = vi.fn((...given: [string, string]) => keytar.getPassword(...given)).mockReturnValueOnce(late);
    const keychain = keychainOver({ ...keytar, getPassword });
    const givenUp = Promise.all([keychain.read(reference), keychain.write(reference, 'given up')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await givenUp).map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable']);
    answer('late');
    expect(await keychain.read(reference)).toEqual({ kind: 'missing_or_locked' });
    expect(await keychain.write(reference, key)).toEqual({ kind: 'stored' });
  });
});
