import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import type { LaterEvent } from '../../../../main/domain/order.ts';
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
  refundDone,
  refundRequested,
  temporaryLedgerPath,
} from '../support.ts';

describe('creating an order', () => {
  it('records it with its numbers, as applyEvent makes it', async () => {
    const given = draft({ sellerId: '2088102146225135', note: '茶' });
    const { validForMs: _, ...facts } = given;
    const { order, existed } = await open(temporaryLedgerPath(), { terminalPrefix: 'BAR2' }).createOrder(
      given,
      morning,
    );
    expect(existed).toBe(false);
    expect(order).toEqual({
      ...facts,
      orderNo: expect.stringMatching(/^BAR2_\d{8}_0001_[0-9A-Z]{12}$/) as string,
      installationId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/) as string,
      dailyNumber: 1,
      businessDay: expect.stringMatching(/^2026-11-2[123]$/) as string,
      state: 'creating',
      scanned: false,
      attention: null,
      problem: null,
      qrText: null,
      gatewayOrderNo: null,
      buyerHint: null,
      learnedBy: null,
      refunds: [],
      refundedMinor: 0,
      createdAt: '2026-11-22T02:30:00.000Z',
      codeExpiresAt: '2026-11-22T02:35:00.000Z',
      paidAt: null,
      updatedAt: '2026-11-22T02:30:00.000Z',
      version: 1,
    });
  });

  it('counts from 1 each business day', async () => {
    const ledger = open(temporaryLedgerPath());
    const days = ['2026-11-22T12:00:00Z', '2026-11-22T12:00:01Z', '2026-11-24T12:00:00Z', '2026-11-22T12:00:02Z'];
    const numbers: number[] = [];
    for (const day of days) numbers.push((await createOrder(ledger, {}, new Date(day))).dailyNumber);
    expect(numbers).toEqual([1, 2, 1, 3]);
  });

  it('makes one order of a request that comes several times, also after a restart', async () => {
    const ledgerPath = temporaryLedgerPath();
    const given = draft();
    const ledger = open(ledgerPath);
    const answers = await Promise.all([1, 2, 3].map(() => ledger.createOrder(given, morning)));
    expect(answers.map(({ existed }) => existed)).toEqual([false, true, true]);
    ledger.close();
    const again = await open(ledgerPath).createOrder(given, new Date('2026-11-23T02:30:00Z'));
    expect(again).toEqual({ order: answers[0]?.order, existed: true, replaced: null });
    expect(
      readerQueries.listOrders(openReader(ledgerPath), { search: '', states: null, after: null, limit: 9 }).total,
    ).toBe(1);
  });

  it('writes nothing when the order breaks a rule of the schema', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await expect(ledger.createOrder(draft({ amountMinor: 0 }), morning)).rejects.toThrow();
    await expect(ledger.createOrder(draft({ amountMinor: 12.5 }), morning)).rejects.toThrow();
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound', events: 0, orders: 0 });
  });
});

describe('appending to an order', () => {
  it('stores every event and what they make of the order', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const created = await createOrder(ledger);
    const outcome = await ledger.append(created.orderNo, created.version, [codeReceived, paid], morning);
    expect(outcome).toMatchObject({ kind: 'appended', order: { state: 'paid', version: 3, buyerHint: '159****5620' } });
    expect(await ledger.readOrder(created.orderNo)).toEqual(outcome.order);
    const timeline = readerQueries.timeline(openReader(ledgerPath), created.orderNo);
    expect(timeline.map(({ sequence, event }) => [sequence, event.type])).toEqual([
      [1, 'order.created'],
      [2, 'create.succeeded'],
      [3, 'payment.succeeded'],
    ]);
    expect(timeline[2]?.event).toEqual(paid);
  });

  it('answers «conflict» with the order as it stands when someone else was quicker, and writes nothing', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const created = await createOrder(ledger);
    const now = await append(ledger, created, codeReceived);
    const late = await ledger.append(created.orderNo, created.version, [paid], morning, notification());
    expect(late).toEqual({ kind: 'conflict', order: now });
    const reader = openReader(ledgerPath);
    expect(readerQueries.timeline(reader, created.orderNo)).toHaveLength(2);
    expect(readerQueries.listNotifications(reader, 10)).toEqual([]);
  });

  it('writes events and the delivery that brought them together, or neither', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const order = await append(ledger, await createOrder(ledger), codeReceived);
    const forbidden: LaterEvent = { type: 'watch.ended', payload: {} };
    const delivery = notification({ orderNo: order.orderNo, body: Buffer.from([0xff, 0x00, 0x41]) });
    await expect(ledger.append(order.orderNo, order.version, [paid, forbidden], morning, delivery)).rejects.toThrow(
      'must not happen',
    );
    const reader = openReader(ledgerPath);
    expect(readerQueries.listNotifications(reader, 10)).toEqual([]);
    expect(await ledger.readOrder(order.orderNo)).toEqual(order);

    await ledger.append(order.orderNo, order.version, [paid], morning, delivery);
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

  it('rejects for an order that does not exist', async () => {
    const ledger = open(temporaryLedgerPath());
    await expect(ledger.append('T01_20261122_0009_AAAA', 1, [paid], morning)).rejects.toThrow('There is no order');
    expect(await ledger.readOrder('T01_20261122_0009_AAAA')).toBeNull();
  });

  it('rejects after closing instead of pretending', async () => {
    const ledger = open(temporaryLedgerPath());
    ledger.close();
    await expect(ledger.createOrder(draft(), morning)).rejects.toThrow();
  });
});

describe('a recorded delivery', () => {
  it('can be read again, byte for byte', async () => {
    const ledger = open(temporaryLedgerPath());
    const given = notification({ body: Buffer.from([0xff, 0x00, 0x41]), orderNo: 'not_ours', verdict: 'not_checked' });
    await ledger.recordNotification(given);
    expect(await ledger.readNotification(1)).toEqual(given);
    expect(await ledger.readNotification(2)).toBeNull();
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

describe('watched orders', () => {
  it('are those the life cycle watches, oldest first', async () => {
    const ledger = open(temporaryLedgerPath());
    const first = await append(ledger, await createOrder(ledger), codeReceived);
    await append(ledger, await createOrder(ledger), codeReceived, paid);
    const third = await createOrder(ledger);
    expect(await ledger.watchedOrders()).toEqual([first, third]);
  });

  it('are also those with a refund under way, and only so long', async () => {
    const ledger = open(temporaryLedgerPath());
    const settled = await append(ledger, await createOrder(ledger), paid);
    const awaiting = await append(ledger, await createOrder(ledger), codeReceived);
    const refundNo = ledger.makeRefundNo(morning);
    const refunding = await append(ledger, settled, refundRequested(refundNo, 100));
    expect(await ledger.watchedOrders()).toEqual([refunding, awaiting]);
    await append(ledger, refunding, refundDone(refundNo));
    expect(await ledger.watchedOrders()).toEqual([awaiting]);
  });
});

describe('a sale that is put aside', () => {
  it('has its numbers, is not watched, and is one however often it is asked for', async () => {
    const ledger = open(temporaryLedgerPath());
    const given = draft();
    const { order, existed } = await ledger.holdOrder(given, morning);
    expect(existed).toBe(false);
    expect(order).toMatchObject({ state: 'held', dailyNumber: 1, codeExpiresAt: morning.toISOString() });
    expect(await ledger.holdOrder(given, morning)).toEqual({ order, existed: true, replaced: null });
    expect(await ledger.createOrder(given, morning)).toEqual({ order, existed: true, replaced: null });
    expect(await ledger.watchedOrders()).toEqual([]);
    expect((await createOrder(ledger)).dailyNumber).toBe(2);
  });

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

  it('stands in the same chain as the orders’ events, and belongs to no order', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const order = await createOrder(ledger);
    await ledger.appendTillEvent(purged, morning);
    await append(ledger, order, codeReceived);
    const reader = openReader(ledgerPath);
    expect(reader.prepare('SELECT sequence, order_no, type, payload FROM events WHERE order_no IS NULL').all()).toEqual(
      [{ sequence: 2, order_no: null, type: 'inbox.purged', payload: JSON.stringify(purged.payload) }],
    );
    expect(readerQueries.timeline(reader, order.orderNo).map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', events: 3, orders: 1 });
  });

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

  it('is checked before it is written', async () => {
    const ledger = open(temporaryLedgerPath());
    const nonsense = { type: 'inbox.purged', payload: { before: 'yesterday' } } as TillEvent;
    await expect(ledger.appendTillEvent(nonsense, morning)).rejects.toThrow();
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

  it('see what those before them did: two who decide on the same order meet in a conflict', async () => {
    const ledger = open(temporaryLedgerPath());
    const order = await createOrder(ledger);
    const outcomes = await Promise.all([
      ledger.append(order.orderNo, order.version, [codeReceived], morning),
      ledger.append(order.orderNo, order.version, [paid], morning),
    ]);
    expect(outcomes.map(({ kind, order: { state } }) => [kind, state])).toEqual([
      ['appended', 'awaiting'],
      ['conflict', 'awaiting'],
    ]);
  });

  it('fail one by one: a nonsense among them takes none of the others along', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const commits = countCommits();
    const results = await Promise.allSettled([
      createOrder(ledger),
      createOrder(ledger, { amountMinor: -1 }),
      createOrder(ledger),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
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

describe('the time that gateways confirm', () => {
  const confirm = (ledger: ReturnType<typeof open>, gatewayAt: string, accountId = draft().accountId): Promise<void> =>
    ledger.appendTillEvent({ type: 'time.confirmed', payload: { accountId, gatewayAt, computerAheadMs: 0 } }, morning);

  it('is found as it was first told after an order’s last event of a kind', async () => {
    const ledger = open(temporaryLedgerPath());
    await confirm(ledger, '2026-11-22T06:00:00.000Z');
    const order = await createOrder(ledger);
    const begun = ['order.created', 'create.retried'] as const;
    expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBeNull();
    await confirm(ledger, '2026-11-22T06:01:00.000Z');
    await confirm(ledger, '2026-11-22T06:02:00.000Z');
    expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBe('2026-11-22T06:01:00.000Z');
    expect(await ledger.timeConfirmedAfter(order.orderNo, ['refund.requested'])).toBeNull();
    expect(await ledger.timeConfirmedAfter('T01_20261122_9999_NONE', begun)).toBeNull();
  });

  it('is found as it was last told before an order', async () => {
    const ledger = open(temporaryLedgerPath());
    const first = await createOrder(ledger);
    expect(await ledger.timeConfirmedBefore(first.orderNo)).toBeNull();
    await confirm(ledger, '2026-11-22T06:00:00.000Z');
    await confirm(ledger, '2026-11-22T06:01:00.000Z');
    await confirm(ledger, '2026-11-22T06:02:00.000Z', 'another');
    const order = await createOrder(ledger, { requestKey: '0a0a0a0a-0000-4000-8000-000000000009' });
    await confirm(ledger, '2026-11-22T06:03:00.000Z');
    expect(await ledger.timeConfirmedBefore(order.orderNo)).toBe('2026-11-22T06:01:00.000Z');
    expect(await ledger.timeConfirmedBefore(first.orderNo)).toBeNull();
  });

  it('counts of the order’s own gateway only', async () => {
    const ledger = open(temporaryLedgerPath());
    const order = await createOrder(ledger);
    await confirm(ledger, '2026-11-22T06:01:00.000Z', 'another');
    expect(await ledger.timeConfirmedAfter(order.orderNo, ['order.created'])).toBeNull();
  });
});
