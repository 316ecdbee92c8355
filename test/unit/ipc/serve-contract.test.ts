import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sendEvent, serveContract } from '../../../main/ipc/serve-contract.ts';
import type { CustomerState } from '../../../preload/contract/index.ts';
import { appState } from '../../support/mocked-main/answers/app.ts';

type Served = (event: IpcMainInvokeEvent, argument?: unknown) => Promise<unknown>;

const served = vi.hoisted(() => new Map<string, unknown>());
vi.mock('electron', () => ({
  ipcMain: { handle: (name: string, handler: unknown) => void served.set(name, handler) },
}));

const faults: string[] = [];
const noteFault = (call: string): void => void faults.push(call);

function callFrom(url: string, isTopFrame = true): IpcMainInvokeEvent {
  const frame = { url };
  return { senderFrame: frame, sender: { mainFrame: isTopFrame ? frame : {} } } as unknown as IpcMainInvokeEvent;
}

const customersPage = callFrom('app://scantill/customer/index.html');
const cashiersPage = callFrom('app://scantill/cashier/index.html');

function call(name: string, from: IpcMainInvokeEvent, argument?: unknown): Promise<unknown> {
  return (served.get(name) as Served)(from, argument);
}

function sentBy(send: (contents: WebContents) => void, isDestroyed = false): unknown[] {
  const sent: unknown[] = [];
  const contents = { isDestroyed: () => isDestroyed, send: (...message: unknown[]) => sent.push(message) };
  send(contents as unknown as WebContents);
  return sent;
}

const shown: CustomerState = {
  mode: 'live',
  language: 'en',
  appearance: 'light',
  shopName: 'Harbour Tea House',
  scene: { name: 'paid', amountMinor: 14_130, currency: 'CNY' },
};

/** As a careless line would make it: the whole order beside what is shown of it. */
const buyer = { orderNo: 'T01_20261122_0042', buyerHint: '159****5620' };
const withMore = Object.assign({ operatorName: 'Mei Lin' }, shown, { scene: Object.assign(buyer, shown.scene) });

beforeEach(() => {
  served.clear();
  faults.length = 0;
});

describe('what leaves for the customer’s window', () => {
  it('is what the contract names and nothing else: of an answer, and of an event', async () => {
    serveContract('customer', { getState: () => Promise.resolve(withMore) }, noteFault);
    expect(await call('customer.getState', customersPage)).toEqual(shown);
    expect(sentBy((contents) => sendEvent(contents, 'customer', 'stateChanged', withMore))).toEqual([
      ['customer.stateChanged', shown],
    ]);
  });

  it('does not leave at all where it is not as the contract says, and the fault is told', async () => {
    const wrong = { ...shown, scene: { ...shown.scene, amountMinor: 141.3 } };
    serveContract('customer', { getState: () => Promise.resolve(wrong) }, noteFault);
    await expect(call('customer.getState', customersPage)).rejects.toThrow('getState: failed inside the app');
    expect(faults).toEqual(['getState']);
    expect(
      sentBy((contents) => expect(() => sendEvent(contents, 'customer', 'stateChanged', wrong)).toThrow()),
    ).toEqual([]);
  });
});

describe('what leaves for the cashier’s window', () => {
  it('is vouched for by its type and goes as it is', async () => {
    const state = appState();
    serveContract('cashier', { getAppState: () => Promise.resolve(state) } as never, noteFault);
    expect(await call('cashier.getAppState', cashiersPage)).toBe(state);
    const [message] = sentBy((contents) => sendEvent(contents, 'cashier', 'appStateChanged', state));
    expect((message as unknown[])[1]).toBe(state);
  });

  it('goes nowhere once the window has been closed', () => {
    expect(sentBy((contents) => sendEvent(contents, 'cashier', 'appStateChanged', appState()), true)).toEqual([]);
  });
});

describe('who may call', () => {
  it.each([
    ['another window', cashiersPage],
    ['a frame within the page', callFrom('app://scantill/customer/index.html', false)],
    ['a page from elsewhere', callFrom('https://example.com/customer/index.html')],
  ])('is not %s', async (_who, from) => {
    serveContract('customer', { getState: () => Promise.resolve(shown) }, noteFault);
    await expect(call('customer.getState', from)).rejects.toThrow('getState: refused');
  });

  it('is told which member of an argument is wrong, never its value', async () => {
    serveContract('cashier', { setKey: () => Promise.reject(new Error('not reached')) } as never, noteFault);
    const argument = { accountId: 'live', kind: 'scanforpay_sign_key', value: ['0123456789abcdef'] };
    const refusal = call('cashier.setKey', cashiersPage, argument);
    await expect(refusal).rejects.toThrow('setKey: argument not as agreed: value');
    await expect(refusal).rejects.not.toThrow('0123456789abcdef');
  });
});
