import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaterEvent, Order } from '../../../main/domain/order.ts';
import { applyEvent, isWatched, transitions } from '../../../main/domain/order-lifecycle.ts';
import { readerQueries } from '../../../main/ledger/reader-queries.ts';
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
} from './support.ts';

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
      orderNo: expect.stringMatching(/^BAR2_\d{8}_0001_[0-9A-Z]{4}$/) as string,
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
    expect(again).toEqual({ order: answers[0]?.order, existed: true });
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
        profileId: 'shop-alipay',
        verdict: 'applied',
        problem: null,
        orderNo: order.orderNo,
        bodyText: '\ufffd\u0000A',
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
});

describe('what has been written', () => {
  it.each([
    ["UPDATE events SET payload = json_set(payload, '$.amountMinor', 1)", 'append-only'],
    ['DELETE FROM events', 'append-only'],
    ['INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 1', 'must follow the last one'],
    [
      'INSERT INTO events SELECT 5, order_no, type, at, payload, hash, hash FROM events LIMIT 1',
      'must follow the last one',
    ],
    [
      'INSERT INTO events SELECT 2, order_no, type, at, payload, zeroblob(32), hash FROM events LIMIT 1',
      'must follow the last one',
    ],
    ["UPDATE notifications SET verdict = 'applied'", 'append-only'],
    ['DELETE FROM notifications', 'append-only'],
  ])('is refused to change: %s', async (sql, message) => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    await ledger.recordNotification(notification());
    ledger.close();
    const other = new Database(ledgerPath);
    expect(() => other.prepare(sql).run()).toThrow(message);
    other.close();
  });
});

/** Any text that JavaScript can hold, halves of surrogate pairs and NUL included. */
const anyText = fc
  .array(fc.oneof(fc.constantFrom(0, 1, 0x22, 0x5c, 0xd800, 0xdfff, 0x8336), fc.integer({ min: 0, max: 0xffff })), {
    maxLength: 12,
  })
  .map((units) => String.fromCharCode(...units));
const maybeText = fc.option(anyText, { nil: null });
const problem = fc.record({
  code: fc.constantFrom('timeout', 'gateway_refused', 'amount_differs'),
  gatewayCode: maybeText,
  gatewayMessage: maybeText,
} as const);
const evidence = fc.option(fc.record({ httpStatus: fc.option(fc.nat(599), { nil: null }), replyText: anyText }), {
  nil: null,
});
const learnedBy = fc.constantFrom('query', 'notification', 'cancel');
const told = fc.record({ problem, evidence });
const payment = fc.record({ learnedBy, gatewayOrderNo: maybeText, evidence });
const paymentTime = fc.constantFrom(null, '2026-11-22T02:30:40Z', '2026-11-22T02:30:40.123Z');

const payloads: {
  readonly [Type in LaterEvent['type']]: fc.Arbitrary<Extract<LaterEvent, { type: Type }>['payload']>;
} = {
  'create.retried': fc.constant({}),
  'create.succeeded': fc.record({
    qrText: anyText,
    gatewayOrderNo: maybeText,
    imageUrls: fc.array(anyText, { maxLength: 3 }),
    evidence,
  }),
  'create.refused': told,
  'create.not_sent': told,
  'create.unknown': told,
  'payment.scanned': payment,
  'payment.succeeded': fc.record({
    learnedBy,
    gatewayOrderNo: maybeText,
    evidence,
    paidAt: paymentTime,
    buyerHint: maybeText,
  }),
  'payment.declined': fc.record({
    learnedBy,
    gatewayOrderNo: maybeText,
    evidence,
    problem: fc.option(problem, { nil: null }),
  }),
  'payment.closed': payment,
  'payment.refunded': payment,
  'payment.disputed': fc.record({ problem, evidence, learnedBy }),
  'notification.refused': told,
  'close.requested': fc.record({ reason: fc.constantFrom('cashier', 'expired') }),
  'close.unknown': told,
  'close.unavailable': fc.constant({}),
  'watch.ended': fc.constant({}),
};
const types = Object.keys(payloads) as LaterEvent['type'][];
const anyEvent = fc
  .constantFrom(...types)
  .chain((type) => payloads[type].map((payload) => ({ type, payload }) as LaterEvent));
/** The first events tried of a life; those that its state forbids are left out. */
const life = fc.record({
  note: anyText,
  amountMinor: fc.integer({ min: 1, max: 99_999_999 }),
  tried: fc.array(anyEvent, { maxLength: 12 }),
});

describe('any life that the table allows', () => {
  it('is the same from the rows, from the events and after a restart, and the ledger is sound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 3 }), async (lives) => {
        const ledgerPath = temporaryLedgerPath();
        const ledger = open(ledgerPath);
        const orders: Order[] = [];
        for (const { note, amountMinor, tried } of lives) {
          let order = await createOrder(ledger, { note, amountMinor });
          for (const event of tried) {
            if (transitions[order.state][event.type] !== 'never') order = await append(ledger, order, event);
          }
          orders.push(order);
        }
        ledger.close();

        const reopened = open(ledgerPath);
        const reader = openReader(ledgerPath);
        for (const order of orders) {
          expect(await reopened.readOrder(order.orderNo)).toEqual(order);
          const rebuilt = readerQueries
            .timeline(reader, order.orderNo)
            .reduce<Order | undefined>(
              (before, { event, at, sequence }) => applyEvent(before, event, at, sequence),
              undefined,
            );
          expect(rebuilt).toEqual(order);
        }
        expect(await reopened.watchedOrders()).toEqual(orders.filter(isWatched));
        expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: orders.length });
      }),
      { numRuns: 40 },
    );
  });
});
