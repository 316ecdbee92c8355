import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import type { TillEvent } from '../../../../main/domain/till-event.ts';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import {
  append,
  codeReceived,
  createOrder,
  draft,
  morning,
  notification,
  open,
  openReader,
  paid,
  temporaryLedgerPath,
} from '../support.ts';

describe('creating an order', () => {
  it('begins its number as the till is told to', async () => {
    const { orderNo } = await createOrder(open(temporaryLedgerPath(), { terminalPrefix: 'BAR2' }));
    expect(orderNo).toMatch(/^BAR2_\d{8}_0001_[0-9A-Z]{12}$/);
  });

  it('knows a request again after a restart', async () => {
    const ledgerPath = temporaryLedgerPath();
    const given = draft();
    const ledger = open(ledgerPath);
    const { order } = await ledger.createOrder(given, morning);
    ledger.close();
    const again = await open(ledgerPath).createOrder(given, new Date('2026-11-23T02:30:00Z'));
    expect(again).toEqual({ order, existed: true, replaced: null });
    expect(
      readerQueries.listOrders(openReader(ledgerPath), { search: '', states: null, after: null, limit: 9 }).total,
    ).toBe(1);
  });
});

describe('appending to an order', () => {
  it('puts the delivery that brought the events into the list, its bytes as they came', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const order = await append(ledger, await createOrder(ledger), codeReceived);
    const delivery = notification({ orderNo: order.orderNo, body: Buffer.from([0xff, 0x00, 0x41]) });
    await ledger.append(order.orderNo, order.version, [paid], morning, delivery);
    const reader = openReader(ledgerPath);
    expect(readerQueries.listNotifications(reader, 10)).toEqual([
      {
        id: 1,
        receivedAt: '2026-11-22T02:31:00.000Z',
        accountId: 'shop-alipay',
        verdict: 'applied',
        problem: null,
        orderNo: order.orderNo,
        bodyText: '\ufffd\u0000A',
        isPurged: false,
      },
    ]);
    const body = reader.prepare('SELECT body FROM notifications').pluck().get();
    expect(body).toEqual(Buffer.from([0xff, 0x00, 0x41]));
  });

  it('rejects after closing instead of pretending', async () => {
    const ledger = open(temporaryLedgerPath());
    ledger.close();
    await expect(ledger.createOrder(draft(), morning)).rejects.toThrow();
  });
});

describe('deliveries that change no order', () => {
  it('are kept, newest first, with their problem', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const problem = { code: 'signature_wrong', gatewayCode: null, gatewayMessage: 'sign' } as const;
    await ledger.recordNotification(notification({ verdict: 'refused', problem, orderNo: 'not_ours' }));
    await ledger.recordNotification(notification({ verdict: 'repeated' }));
    const seen = readerQueries.listNotifications(openReader(ledgerPath), 10);
    expect(seen.map(({ id, verdict, problem: told, orderNo }) => ({ id, verdict, told, orderNo }))).toEqual([
      { id: 2, verdict: 'repeated', told: null, orderNo: null },
      { id: 1, verdict: 'refused', told: problem, orderNo: 'not_ours' },
    ]);
  });
});

describe('a sale that is put aside', () => {
  it.each(['createOrder', 'holdOrder'] as const)('gives way to the order of %s in the same transaction', async (by) => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const { order: held } = await ledger.holdOrder(draft(), morning);
    const replacedHeld = { orderNo: held.orderNo, operatorName: 'Wei' };
    const other = new Database(ledgerPath);
    other.exec(`CREATE TRIGGER no_discarding BEFORE INSERT ON events WHEN new.type = 'order.discarded'
      BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END`);
    const changed = draft({ note: 'To go' });
    await expect(ledger[by](changed, morning, replacedHeld)).rejects.toThrow('the disk is gone');
    expect(await ledger.readOrderOfRequest(changed.requestKey)).toBeNull();
    expect(await ledger.readOrder(held.orderNo)).toEqual(held);

    other.exec('DROP TRIGGER no_discarding');
    other.close();
    const { order, replaced } = await ledger[by](changed, morning, replacedHeld);
    expect(replaced).toMatchObject({ orderNo: held.orderNo, state: 'discarded' });
    expect(await ledger[by](changed, morning, replacedHeld)).toEqual({ order, existed: true, replaced: null });
    const reader = openReader(ledgerPath);
    expect(readerQueries.timeline(reader, held.orderNo).at(-1)?.event).toEqual({
      type: 'order.discarded',
      payload: { operatorName: 'Wei', replacedBy: order.orderNo },
    });
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: 2 });
  });
});

describe('a refund’s number', () => {
  it('says whose and which day’s it is, suits both gateways, and is another one each time', () => {
    const ledger = open(temporaryLedgerPath(), { terminalPrefix: 'HARBOUR8' });
    const numbers = Array.from({ length: 200 }, () => ledger.makeRefundNo(morning));
    for (const number of numbers) expect(number).toMatch(/^R_HARBOUR8_26112[123]_[0-9A-HJKMNP-TV-Z]{14}$/);
    expect(new Set(numbers).size).toBe(200);
    expect(numbers[0]?.length).toBeLessThanOrEqual(32);
  });
});

describe('what happens to the ledger as a whole', () => {
  const purged: TillEvent = { type: 'inbox.purged', payload: { before: '2026-11-01T00:00:00.000Z', lastSequence: 1 } };

  it('is listed newest first as far as people did it, and the chain holds it', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const signedIn: TillEvent = { type: 'operator.signed_in', payload: { operatorName: 'Mei' } };
    const failed: TillEvent = {
      type: 'operator.pin_failed',
      payload: { purpose: 'refund', failures: 1, operatorName: 'Mei' },
    };
    const approved: TillEvent = {
      type: 'operator.approved',
      payload: { action: 'refund', orderNo: 'T01_1', operatorName: 'Mei', approvedBy: 'Chen' },
    };
    const changed: TillEvent = {
      type: 'settings.changed',
      payload: {
        subject: 'settings',
        name: null,
        changes: [{ field: 'tillName', from: 'Till 1', to: 'Till 2' }],
        operatorName: 'Mei',
        approvedBy: null,
      },
    };
    for (const event of [signedIn, failed, purged, approved, changed]) await ledger.appendTillEvent(event, morning);
    const reader = openReader(ledgerPath);
    expect(readerQueries.listAudit(reader, 3).map(({ event }) => event)).toEqual([changed, approved, failed]);
    expect(readerQueries.listAudit(reader, 9)).toHaveLength(4);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', events: 5 });
  });
});

describe('writes of one turn', () => {
  function countCommits(): () => number {
    const exec = vi.spyOn(Database.prototype, 'exec');
    return () => exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length;
  }

  it('wait for the disk together', async () => {
    const ledger = open(temporaryLedgerPath());
    const commits = countCommits();
    const orders = await Promise.all(Array.from({ length: 20 }, () => createOrder(ledger)));
    expect(commits()).toBe(1);
    expect(orders.map(({ dailyNumber }) => dailyNumber)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    await Promise.all(orders.map((order) => append(ledger, order, codeReceived)));
    expect(commits()).toBe(2);
  });

  it('fail one by one: those beside a nonsense still share their commit', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const commits = countCommits();
    await Promise.allSettled([createOrder(ledger), createOrder(ledger, { amountMinor: -1 }), createOrder(ledger)]);
    expect(commits()).toBe(1);
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound', events: 2, orders: 2 });
  });

  it('are not lost when the ledger is closed before their turn', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const waiting = [createOrder(ledger), ledger.recordNotification(notification())] as const;
    ledger.close();
    const [order] = await Promise.all(waiting);
    expect(await open(ledgerPath).readOrder(order.orderNo)).toEqual(order);
    expect(readerQueries.listNotifications(openReader(ledgerPath), 9)).toHaveLength(1);
  });
});
