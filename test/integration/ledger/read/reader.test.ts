import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLedger, type OpenLedger } from '../../../../main/ledger/write/open-ledger.ts';
import { createLedgerReader, type OpenLedgerReader } from '../../../../main/ledger/read/reader.ts';
import { append, codeReceived, createOrder, notification, paid } from '../../../unit/ledger/support.ts';
import { bundle } from '../bundle.ts';

let folder: string;
let workerPath: string;
let ledgers = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'scantill-reader-'));
  workerPath = await bundle('main/ledger/read/reader-worker.ts', path.join(folder, 'ledger-reader.cjs'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function nextLedgerPath(): string {
  ledgers += 1;
  return path.join(folder, `ledger-${ledgers}.db`);
}

function openWriter(ledgerPath: string): OpenLedger {
  const opening = openLedger(ledgerPath);
  if (opening.kind !== 'open') throw new Error(opening.detail);
  onTestFinished(() => {
    opening.ledger.close();
  });
  return opening.ledger;
}

function openReader(ledgerPath: string): OpenLedgerReader {
  const reader = createLedgerReader(ledgerPath, { workerPath });
  onTestFinished(() => reader.close());
  return reader;
}

const everything = { search: '', states: null, after: null, limit: 10 };

describe('the reader in its worker', () => {
  it('sees what the writer has committed, at once', async () => {
    const ledgerPath = nextLedgerPath();
    const writer = openWriter(ledgerPath);
    const reader = openReader(ledgerPath);
    const created = await createOrder(writer, { note: '咖啡' });
    expect(await reader.listOrders(everything)).toEqual({ orders: [created], total: 1, hasMore: false });

    const settled = await append(writer, created, codeReceived, paid);
    await writer.recordNotification(notification());
    expect((await reader.listOrders({ ...everything, search: '咖啡' })).orders).toEqual([settled]);
    expect((await reader.timeline(created.orderNo)).at(-1)).toMatchObject({ sequence: 3, event: paid });
    expect(await reader.listNotifications(5)).toHaveLength(1);
    expect(await reader.countAttention()).toBe(0);
    expect(await reader.lastSale()).toEqual(settled);
    expect(await reader.verifyChain()).toMatchObject({ kind: 'sound', events: 3, orders: 1 });
  });

  it('answers each of many questions with its own answer', async () => {
    const ledgerPath = nextLedgerPath();
    const writer = openWriter(ledgerPath);
    const reader = openReader(ledgerPath);
    const orders = [await createOrder(writer), await createOrder(writer), await createOrder(writer)];
    const timelines = await Promise.all(orders.map(({ orderNo }) => reader.timeline(orderNo)));
    expect(timelines.map(([event]) => event?.orderNo)).toEqual(orders.map(({ orderNo }) => orderNo));
  });

  it('rejects a question that fails, and answers the next one', async () => {
    const ledgerPath = nextLedgerPath();
    openWriter(ledgerPath);
    const reader = openReader(ledgerPath);
    await expect(reader.listOrders({ ...everything, after: 'T01_20261122_0009_AAAA' })).rejects.toThrow(
      'There is no order',
    );
    expect(await reader.countAttention()).toBe(0);
  });

  it('rejects while there is no ledger, and reads it when there is one', async () => {
    const ledgerPath = nextLedgerPath();
    const reader = openReader(ledgerPath);
    await expect(reader.lastSale()).rejects.toThrow('unable to open');
    await expect(reader.verifyChain()).rejects.toThrow('unable to open');
    openWriter(ledgerPath);
    expect(await reader.lastSale()).toBeNull();
  });

  it('rejects when its worker is missing', async () => {
    const reader = createLedgerReader(nextLedgerPath(), { workerPath: path.join(folder, 'nowhere.cjs') });
    await expect(reader.lastSale()).rejects.toThrow();
    await reader.close();
  });

  it('answers what was asked before it closes, and nothing after', async () => {
    const ledgerPath = nextLedgerPath();
    openWriter(ledgerPath);
    const reader = createLedgerReader(ledgerPath, { workerPath });
    const asked = reader.countAttention();
    await reader.close();
    expect(await asked).toBe(0);
    await expect(reader.countAttention()).rejects.toThrow('closed');
    await expect(reader.verifyChain()).rejects.toThrow('closed');
    await reader.close();
  });
});
