/** What the port `Ledger` promises, of the ledger on disk and of the one in memory with which use cases are tested. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LaterEvent, OrderDraft } from '../../../main/domain/order.ts';
import { tillOfNumber } from '../../../main/domain/order-number.ts';
import type { TillEvent } from '../../../main/domain/till-event.ts';
import { parseStoredTillEvent } from '../../../main/ledger/format/event-schema.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import type { Ledger, NotificationRecord, RecordedEvent, ReportedPayment } from '../../../main/ports/index.ts';
import { MemoryLedger, type RecordedTillEvent } from '../../support/memory-ledger.ts';
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
  tellTime,
  temporaryLedgerPath,
} from '../ledger/support.ts';

const anotherAccount: Pick<OrderDraft, 'accountId'> = { accountId: 'another' };

/** A ledger of a till `T01`, and what stands in it. */
interface Opened {
  readonly ledger: Ledger & { readonly installationId: string };
  readonly timeline: (orderNo: string) => readonly RecordedEvent[];
  readonly tillEvents: () => readonly RecordedTillEvent[];
}

function openMemory(): Opened {
  const ledger = new MemoryLedger();
  return {
    ledger,
    timeline: (orderNo) => ledger.events.filter((recorded) => recorded.orderNo === orderNo),
    tillEvents: () => ledger.recordedTillEvents,
  };
}

interface TillRow {
  readonly sequence: number;
  readonly at: string;
  readonly type: string;
  readonly payload: string;
}

/** Whatever a test does to it, its chain is sound in the end, and the list of unmatched payments is what stands in it. */
function openSqlite(): Opened {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath, { terminalPrefix: 'T01' });
  const reader = openReader(ledgerPath);
  const tillRows = reader.prepare<[], TillRow>('SELECT * FROM events WHERE order_no IS NULL ORDER BY sequence');
  const tillEvents = (): readonly RecordedTillEvent[] =>
    tillRows
      .all()
      .map(({ sequence, at, type, payload }) => ({ sequence, at, event: parseStoredTillEvent(type, payload) }));
  onTestFinished(() => {
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    const reported = tillEvents().filter(({ event }) => event.type === 'unmatched.reported');
    expect(readerQueries.countAttention(reader)).toBe(reported.length);
  });
  return { ledger, timeline: (orderNo) => readerQueries.timeline(reader, orderNo), tillEvents };
}

describe.each([
  ['in memory', openMemory],
  ['on disk', openSqlite],
] as const)('the ledger %s', (_where, openOne) => {
  /** All that is in the inbox, oldest first. */
  async function deliveries(ledger: Ledger): Promise<readonly NotificationRecord[]> {
    const found: NotificationRecord[] = [];
    for (let id = 1; ; id += 1) {
      const delivery = await ledger.readNotification(id);
      if (delivery === null) return found;
      found.push(delivery);
    }
  }

  describe('creating an order', () => {
    it('records it with its numbers, as applyEvent makes it', async () => {
      const { ledger } = openOne();
      const given = draft({ sellerId: '2088102146225135', note: '茶' });
      const { validForMs: _, ...facts } = given;
      const { order, existed, replaced } = await ledger.createOrder(given, morning);
      expect({ existed, replaced }).toEqual({ existed: false, replaced: null });
      expect(order).toEqual({
        ...facts,
        orderNo: expect.stringMatching(/^T01_\d{8}_0001_[0-9A-Z]{12}$/) as string,
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
      expect(await ledger.readOrder(order.orderNo)).toEqual(order);
      expect(await ledger.readOrderOfRequest(given.requestKey)).toEqual(order);
    });

    it('says in its number which day’s it is and which installation has made it', async () => {
      const { ledger } = openOne();
      const { orderNo, businessDay, installationId } = await createOrder(ledger);
      expect(installationId).toBe(ledger.installationId);
      expect(tillOfNumber(orderNo)).toEqual({ terminalPrefix: 'T01', installationId });
      expect(orderNo.split('_')[1]).toBe(businessDay.replaceAll('-', ''));
    });

    it('counts from 1 each business day, and never gives a number twice', async () => {
      const { ledger } = openOne();
      const days = ['2026-11-22T12:00:00Z', '2026-11-22T12:00:01Z', '2026-11-24T12:00:00Z', '2026-11-22T12:00:02Z'];
      const orders = [];
      for (const day of days) orders.push(await createOrder(ledger, {}, new Date(day)));
      expect(orders.map(({ dailyNumber }) => dailyNumber)).toEqual([1, 2, 1, 3]);
      expect(new Set(orders.map(({ orderNo }) => orderNo)).size).toBe(4);
    });

    it('makes one order of a request that comes several times', async () => {
      const { ledger, timeline } = openOne();
      const given = draft();
      const answers = await Promise.all([1, 2, 3].map(() => ledger.createOrder(given, morning)));
      expect(answers.map(({ existed }) => existed)).toEqual([false, true, true]);
      const [first] = answers;
      const orderNo = first?.order.orderNo ?? '';
      const changed = { ...given, amountMinor: 99_00 };
      const again = await ledger.createOrder(changed, new Date('2026-11-23T02:30:00Z'));
      expect(again).toEqual({ order: first?.order, existed: true, replaced: null });
      expect(timeline(orderNo)).toHaveLength(1);
      expect((await createOrder(ledger)).dailyNumber).toBe(2);
    });

    it('gives a request that comes again the order as it stands now', async () => {
      const { ledger } = openOne();
      const given = draft();
      const { order } = await ledger.createOrder(given, morning);
      const now = await append(ledger, order, codeReceived, paid);
      expect((await ledger.createOrder(given, morning)).order).toEqual(now);
      expect(await ledger.readOrderOfRequest(given.requestKey)).toEqual(now);
    });

    it.each([
      ['no amount', { amountMinor: 0 }],
      ['a part of the smallest unit', { amountMinor: 12.5 }],
      ['no time to pay', { validForMs: 0 }],
      ['a currency that there is not', { currency: 'XXX' as 'CNY' }],
    ])('rejects %s, and writes nothing', async (_what, change) => {
      const { ledger } = openOne();
      const given = draft(change);
      await expect(ledger.createOrder(given, morning)).rejects.toThrow();
      await expect(ledger.holdOrder(given, morning)).rejects.toThrow();
      expect(await ledger.readOrderOfRequest(given.requestKey)).toBeNull();
      expect((await createOrder(ledger)).version).toBe(1);
    });

    it('rejects a time that is none instead of throwing it at its caller', async () => {
      const { ledger } = openOne();
      await expect(ledger.createOrder(draft(), new Date(Number.NaN))).rejects.toThrow();
      expect(await ledger.watchedOrders()).toEqual([]);
    });
  });

  describe('what is handed in and what is answered', () => {
    it('is kept as it was given, whatever its giver does to it afterwards', async () => {
      const { ledger, timeline } = openOne();
      const lines = [{ name: 'Tea', quantity: 1, priceMinor: 1234, goodsId: null }];
      const given = { ...draft({ lines }), note: 'tea' };
      const { order } = await ledger.createOrder(given, morning);
      lines.push({ name: 'Cake', quantity: 1, priceMinor: 1, goodsId: null });
      given.note = 'coffee';
      const body = Buffer.from('out_trade_no=1');
      await ledger.recordNotification(notification({ body }));
      body.fill(0);
      const expected = { note: 'tea', lines: [{ name: 'Tea', quantity: 1, priceMinor: 1234, goodsId: null }] };
      expect(await ledger.readOrder(order.orderNo)).toMatchObject(expected);
      expect(timeline(order.orderNo)[0]?.event.payload).toMatchObject(expected);
      expect((await deliveries(ledger)).map((delivery) => Buffer.from(delivery.body).toString())).toEqual([
        'out_trade_no=1',
      ]);
    });

    it('is no way into the ledger: whoever changes an answer changes nothing else', async () => {
      const { ledger } = openOne();
      const given = draft({ lines: [{ name: 'Tea', quantity: 1, priceMinor: 1234, goodsId: null }] });
      const created = await ledger.createOrder(given, morning);
      const { orderNo } = created.order;
      const held = await ledger.holdOrder(draft(), morning);
      const record = notification();
      const appended = await ledger.append(orderNo, created.order.version, [codeReceived], morning, record);
      const inMemory = await ledger.readOrder(orderNo);
      const before = structuredClone(inMemory);
      const heldBefore = structuredClone(held.order);
      const answers = [
        created.order,
        appended.order,
        inMemory,
        (await ledger.append(orderNo, 0, [paid], morning)).order,
        (await ledger.createOrder(given, morning)).order,
        await ledger.readOrderOfRequest(given.requestKey),
        held.order,
        ...(await ledger.watchedOrders()),
        ...(await ledger.heldOrders()),
      ];
      for (const answer of answers) {
        const changeable = answer as unknown as { note: string; lines: unknown[] };
        changeable.note = 'changed';
        changeable.lines.pop();
      }
      (await ledger.readNotification(1))?.body.fill(0);
      expect(await ledger.readOrder(orderNo)).toEqual(before);
      expect(await ledger.watchedOrders()).toEqual([before]);
      expect(await ledger.heldOrders()).toEqual([heldBefore]);
      expect(Buffer.from((await ledger.readNotification(1))?.body ?? []).toString()).toBe('out_trade_no=1');
    });

    it('keeps half a surrogate pair as U+FFFD, which is what can be stored', async () => {
      const { ledger } = openOne();
      const order = await createOrder(ledger, { note: 'tea \ud83c' });
      expect(order.note).toBe('tea \ufffd');
      await ledger.recordNotification(notification({ verdict: 'refused', orderNo: '\udf75' }));
      expect((await ledger.readNotification(1))?.orderNo).toBe('\ufffd');
    });

    it('is there once it is answered, and not before', async () => {
      const { ledger } = openOne();
      const given = draft();
      const creating = ledger.createOrder(given, morning);
      expect(await ledger.readOrderOfRequest(given.requestKey)).toBeNull();
      const { order } = await creating;
      expect(await ledger.readOrderOfRequest(given.requestKey)).toEqual(order);
    });
  });

  describe('appending to an order', () => {
    it('stores every event and what they make of the order', async () => {
      const { ledger, timeline } = openOne();
      const created = await createOrder(ledger);
      const outcome = await ledger.append(created.orderNo, created.version, [codeReceived, paid], morning);
      expect(outcome).toMatchObject({
        kind: 'appended',
        order: { state: 'paid', version: 3, buyerHint: '159****5620' },
      });
      expect(await ledger.readOrder(created.orderNo)).toEqual(outcome.order);
      expect(timeline(created.orderNo).map(({ sequence, event }) => [sequence, event.type])).toEqual([
        [1, 'order.created'],
        [2, 'create.succeeded'],
        [3, 'payment.succeeded'],
      ]);
      expect(timeline(created.orderNo)[2]?.event).toEqual(paid);
    });

    it('labels with the date that it is given, also where that is earlier than the one before', async () => {
      const { ledger, timeline } = openOne();
      const created = await createOrder(ledger);
      const earlier = new Date('2026-11-21T00:00:00.007Z');
      const outcome = await ledger.append(created.orderNo, created.version, [codeReceived, paid], earlier);
      expect(outcome.order).toMatchObject({ updatedAt: '2026-11-21T00:00:00.007Z', paidAt: '2026-11-22T02:30:40Z' });
      expect(timeline(created.orderNo).map(({ at }) => at)).toEqual([
        '2026-11-22T02:30:00.000Z',
        '2026-11-21T00:00:00.007Z',
        '2026-11-21T00:00:00.007Z',
      ]);
    });

    it('answers «conflict» with the order as it stands where it has another version, and writes nothing', async () => {
      const { ledger, timeline } = openOne();
      const created = await createOrder(ledger);
      const now = await append(ledger, created, codeReceived);
      const late = await ledger.append(created.orderNo, created.version, [paid], morning, notification());
      expect(late).toEqual({ kind: 'conflict', order: now });
      const ahead = await ledger.append(created.orderNo, now.version + 1, [paid], morning, notification());
      expect(ahead).toEqual(late);
      expect(timeline(created.orderNo)).toHaveLength(2);
      expect(await deliveries(ledger)).toEqual([]);
    });

    it('sees what those before it in the same turn did: two who decide on the same order meet in a conflict', async () => {
      const { ledger } = openOne();
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

    it('conflicts only with events of the same order: those of others and of the till come between', async () => {
      const { ledger } = openOne();
      const order = await createOrder(ledger);
      await createOrder(ledger);
      await tellTime(ledger, morning);
      const outcome = await ledger.append(order.orderNo, order.version, [codeReceived], morning);
      expect(outcome).toMatchObject({ kind: 'appended', order: { version: 4 } });
    });

    it.each<[string, LaterEvent, RegExp]>([
      ['must not happen', { type: 'watch.ended', payload: {} }, /must not happen/],
      ['speaks of a refund that there is not', refundDone('R_T01_1'), /has no refund/],
      ['breaks the form', { ...codeReceived, payload: { qrText: 1 } } as unknown as LaterEvent, /./],
    ])('writes all events and the delivery that brought them, or none where one %s', async (_what, wrong, said) => {
      const { ledger, timeline } = openOne();
      const order = await append(ledger, await createOrder(ledger), codeReceived);
      const delivery = notification({ orderNo: order.orderNo, body: Buffer.from([0xff, 0x00, 0x41]) });
      const failing = ledger.append(order.orderNo, order.version, [paid, wrong], morning, delivery);
      await expect(failing).rejects.toThrow(said);
      expect(await deliveries(ledger)).toEqual([]);
      expect(await ledger.readOrder(order.orderNo)).toEqual(order);
      expect(timeline(order.orderNo)).toHaveLength(2);

      await ledger.append(order.orderNo, order.version, [paid], morning, delivery);
      expect(await deliveries(ledger)).toMatchObject([{ verdict: 'applied', orderNo: order.orderNo }]);
      expect(timeline(order.orderNo).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    });

    it('fails as a whole where the delivery cannot be recorded', async () => {
      const { ledger } = openOne();
      const order = await createOrder(ledger);
      const nonsense = notification({ receivedAt: 'yesterday' });
      await expect(ledger.append(order.orderNo, order.version, [codeReceived], morning, nonsense)).rejects.toThrow();
      await expect(ledger.recordNotification(nonsense)).rejects.toThrow();
      expect(await ledger.readOrder(order.orderNo)).toEqual(order);
      expect(await deliveries(ledger)).toEqual([]);
    });

    it('rejects for an order that does not exist', async () => {
      const { ledger } = openOne();
      const nowhere = ledger.append('T01_20261122_0009_AAAA', 1, [paid], morning, notification());
      await expect(nowhere).rejects.toThrow('There is no order');
      expect(await ledger.readOrder('T01_20261122_0009_AAAA')).toBeNull();
      expect(await deliveries(ledger)).toEqual([]);
    });

    it('fails by itself: a nonsense among the writes of one turn takes none of the others along', async () => {
      const { ledger } = openOne();
      const results = await Promise.allSettled([
        createOrder(ledger),
        createOrder(ledger, { amountMinor: -1 }),
        createOrder(ledger),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await ledger.watchedOrders()).map(({ version, dailyNumber }) => [version, dailyNumber])).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });
  });

  describe('a sale that is put aside', () => {
    it('has its numbers, is not watched, and is one however often it is asked for', async () => {
      const { ledger } = openOne();
      const given = draft();
      const { order, existed } = await ledger.holdOrder(given, morning);
      expect(existed).toBe(false);
      expect(order).toMatchObject({ state: 'held', dailyNumber: 1, codeExpiresAt: morning.toISOString() });
      expect(await ledger.holdOrder(given, morning)).toEqual({ order, existed: true, replaced: null });
      expect(await ledger.createOrder(given, morning)).toEqual({ order, existed: true, replaced: null });
      expect(await ledger.watchedOrders()).toEqual([]);
      expect((await createOrder(ledger)).dailyNumber).toBe(2);
    });

    it('is listed as long as it is held, oldest first, whatever the dates say', async () => {
      const { ledger } = openOne();
      const { order: first } = await ledger.holdOrder(draft(), morning);
      const { order: second } = await ledger.holdOrder(draft(), new Date('2026-11-20T02:30:00Z'));
      await createOrder(ledger);
      expect(await ledger.heldOrders()).toEqual([first, second]);
      await append(ledger, first, { type: 'order.released', payload: { codeExpiresAt: '2026-11-22T08:00:00.000Z' } });
      expect(await ledger.heldOrders()).toEqual([second]);
    });

    it.each(['createOrder', 'holdOrder'] as const)('gives way to the order of %s', async (by) => {
      const { ledger, timeline } = openOne();
      const { order: held } = await ledger.holdOrder(draft(), morning);
      const replacedHeld = { orderNo: held.orderNo, operatorName: 'Wei' };
      const changed = draft({ note: 'To go' });
      const { order, existed, replaced } = await ledger[by](changed, morning, replacedHeld);
      expect(existed).toBe(false);
      expect(replaced).toMatchObject({ orderNo: held.orderNo, state: 'discarded' });
      expect(await ledger.readOrder(held.orderNo)).toEqual(replaced);
      expect(timeline(held.orderNo).at(-1)?.event).toEqual({
        type: 'order.discarded',
        payload: { operatorName: 'Wei', replacedBy: order.orderNo },
      });
      expect(await ledger[by](changed, morning, replacedHeld)).toEqual({ order, existed: true, replaced: null });
      expect(timeline(held.orderNo)).toHaveLength(2);
    });

    it('stays where the order that it should give way to cannot be recorded', async () => {
      const { ledger } = openOne();
      const { order: held } = await ledger.holdOrder(draft(), morning);
      const replacedHeld = { orderNo: held.orderNo, operatorName: 'Wei' };
      await expect(ledger.createOrder(draft({ amountMinor: 0 }), morning, replacedHeld)).rejects.toThrow();
      const changed = draft();
      const nameless = { ...replacedHeld, operatorName: null as unknown as string };
      await expect(ledger.createOrder(changed, morning, nameless)).rejects.toThrow();
      expect(await ledger.readOrderOfRequest(changed.requestKey)).toBeNull();
      expect(await ledger.heldOrders()).toEqual([held]);
    });

    it('gives way to nothing where it is not held any more, or not there', async () => {
      const { ledger, timeline } = openOne();
      const sold = await createOrder(ledger);
      for (const orderNo of [sold.orderNo, 'T01_20261122_0009_AAAA']) {
        const { existed, replaced } = await ledger.createOrder(draft(), morning, { orderNo, operatorName: 'Wei' });
        expect({ existed, replaced }).toEqual({ existed: false, replaced: null });
      }
      expect(timeline(sold.orderNo)).toHaveLength(1);
    });
  });

  describe('watched orders', () => {
    it('are those the life cycle watches, oldest first', async () => {
      const { ledger } = openOne();
      const first = await append(ledger, await createOrder(ledger), codeReceived);
      await append(ledger, await createOrder(ledger), codeReceived, paid);
      const third = await createOrder(ledger);
      expect(await ledger.watchedOrders()).toEqual([first, third]);
    });

    it('come in the order of their first events, whatever the dates say and whichever has changed last', async () => {
      const { ledger } = openOne();
      const first = await createOrder(ledger);
      const second = await createOrder(ledger, {}, new Date('2026-11-20T02:30:00Z'));
      const third = await createOrder(ledger, {}, new Date('2026-11-23T02:30:00Z'));
      const lastOfAll = new Date('2026-11-24T02:30:00Z');
      const { order: changed } = await ledger.append(first.orderNo, first.version, [codeReceived], lastOfAll);
      expect(await ledger.watchedOrders()).toEqual([changed, second, third]);
    });

    it('are also those with a refund under way, and only so long', async () => {
      const { ledger } = openOne();
      const settled = await append(ledger, await createOrder(ledger), paid);
      const awaiting = await append(ledger, await createOrder(ledger), codeReceived);
      const refundNo = ledger.makeRefundNo(morning);
      const refunding = await append(ledger, settled, refundRequested(refundNo, 100));
      expect(await ledger.watchedOrders()).toEqual([refunding, awaiting]);
      await append(ledger, refunding, refundDone(refundNo));
      expect(await ledger.watchedOrders()).toEqual([awaiting]);
    });
  });

  describe('refunds', () => {
    it('get numbers that suit both gateways, another one each time', () => {
      const { ledger } = openOne();
      const numbers = Array.from({ length: 200 }, () => ledger.makeRefundNo(morning));
      for (const number of numbers) {
        expect(number).toMatch(/^R_T01_202611\d{2}_[0-9A-HJKMNP-TV-Z]{16}$/);
        expect(number).toContain(`_${ledger.installationId}`);
        expect(number.length).toBeLessThanOrEqual(32);
      }
      expect(new Set(numbers).size).toBe(200);
    });

    it.each(['refundNo', 'requestKey'] as const)('are rejected where another has the same %s', async (member) => {
      const { ledger } = openOne();
      const first = refundRequested('R_T01_1', 100);
      const refunding = await append(ledger, await createOrder(ledger), paid, first);
      const refunded = await append(ledger, refunding, refundDone('R_T01_1'));
      const second = refundRequested('R_T01_2', 100);
      const payload = { ...second.payload, [member]: first.payload[member] };
      const other = await append(ledger, await createOrder(ledger), paid);
      for (const order of [refunded, other]) {
        await expect(append(ledger, order, { ...second, payload })).rejects.toThrow();
        expect(await ledger.readOrder(order.orderNo)).toEqual(order);
      }
      expect((await append(ledger, other, second)).refunds).toHaveLength(1);
    });

    it('are rejected where more would have gone back than was paid', async () => {
      const { ledger } = openOne();
      const order = await createOrder(ledger, { amountMinor: 500 });
      const asked = await append(ledger, order, paid, refundRequested('R_T01_1', 501));
      await expect(append(ledger, asked, refundDone('R_T01_1'))).rejects.toThrow();
      expect(await ledger.readOrder(order.orderNo)).toEqual(asked);
    });
  });

  describe('what concerns the ledger as a whole', () => {
    const purged: TillEvent = {
      type: 'inbox.purged',
      payload: { before: '2026-11-01T00:00:00.000Z', lastSequence: 1 },
    };

    it('stands in the same chain as the orders’ events, with its label, and belongs to no order', async () => {
      const { ledger, timeline, tillEvents } = openOne();
      const order = await createOrder(ledger);
      await ledger.appendTillEvent(purged, new Date('2026-11-21T00:00:00.007Z'));
      await append(ledger, order, codeReceived);
      expect(tillEvents()).toEqual([{ sequence: 2, at: '2026-11-21T00:00:00.007Z', event: purged }]);
      expect(timeline(order.orderNo).map(({ sequence }) => sequence)).toEqual([1, 3]);
    });

    it('is checked before it is written', async () => {
      const { ledger, tillEvents } = openOne();
      const nonsense = { type: 'inbox.purged', payload: { before: 'yesterday' } } as TillEvent;
      await expect(ledger.appendTillEvent(nonsense, morning)).rejects.toThrow();
      expect(tillEvents()).toEqual([]);
    });
  });

  describe('the time that gateways confirm', () => {
    it('is found as it was first told after an order’s last event of a kind', async () => {
      const { ledger } = openOne();
      await tellTime(ledger, new Date('2026-11-22T06:00:00.000Z'));
      const order = await createOrder(ledger);
      const begun = ['order.created', 'create.retried'] as const;
      expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBeNull();
      await tellTime(ledger, new Date('2026-11-22T06:01:00.000Z'));
      await tellTime(ledger, new Date('2026-11-22T06:02:00.000Z'));
      expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBe('2026-11-22T06:01:00.000Z');
      expect(await ledger.timeConfirmedAfter(order.orderNo, ['refund.requested'])).toBeNull();
      expect(await ledger.timeConfirmedAfter('T01_20261122_9999_NONE', begun)).toBeNull();
    });

    it('is that after the last of several events, and what is reported of other money is no word of it', async () => {
      const { ledger } = openOne();
      const retried: LaterEvent = { type: 'create.retried', payload: {} };
      const problem = { code: 'timeout', gatewayCode: null, gatewayMessage: null } as const;
      const unknown: LaterEvent = { type: 'create.unknown', payload: { problem, evidence: null } };
      const order = await append(ledger, await createOrder(ledger), unknown);
      await ledger.recordNotification(notification({ verdict: 'unknown_order', orderNo: 'WEB-4711' }));
      await tellTime(ledger, new Date('2026-11-22T06:01:00.000Z'));
      await append(ledger, order, retried);
      const begun = ['order.created', 'create.retried'] as const;
      expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBeNull();
      await tellTime(ledger, new Date('2026-11-22T06:02:00.000Z'));
      expect(await ledger.timeConfirmedAfter(order.orderNo, begun)).toBe('2026-11-22T06:02:00.000Z');
      expect(await ledger.timeConfirmedBefore(order.orderNo)).toBeNull();
      expect(await ledger.timeConfirmedAfter(order.orderNo, [])).toBeNull();
    });

    it('is found as it was last told before an order', async () => {
      const { ledger } = openOne();
      const first = await createOrder(ledger);
      expect(await ledger.timeConfirmedBefore(first.orderNo)).toBeNull();
      await tellTime(ledger, new Date('2026-11-22T06:00:00.000Z'));
      await tellTime(ledger, new Date('2026-11-22T06:01:00.000Z'));
      await tellTime(ledger, new Date('2026-11-22T06:02:00.000Z'), morning, 'another');
      const order = await createOrder(ledger);
      await tellTime(ledger, new Date('2026-11-22T06:03:00.000Z'));
      expect(await ledger.timeConfirmedBefore(order.orderNo)).toBe('2026-11-22T06:01:00.000Z');
      expect(await ledger.timeConfirmedBefore(first.orderNo)).toBeNull();
      expect(await ledger.timeConfirmedBefore('T01_20261122_9999_NONE')).toBeNull();
    });

    it('goes by the chain and not by what the times are', async () => {
      const { ledger } = openOne();
      await tellTime(ledger, new Date('2026-11-22T09:00:00.000Z'));
      await tellTime(ledger, new Date('2026-11-22T06:00:00.000Z'));
      const order = await createOrder(ledger);
      await tellTime(ledger, new Date('2026-11-22T05:00:00.000Z'));
      await tellTime(ledger, new Date('2026-11-22T04:00:00.000Z'));
      expect(await ledger.timeConfirmedBefore(order.orderNo)).toBe('2026-11-22T06:00:00.000Z');
      expect(await ledger.timeConfirmedAfter(order.orderNo, ['order.created'])).toBe('2026-11-22T05:00:00.000Z');
    });

    it('counts of the order’s own gateway only', async () => {
      const { ledger } = openOne();
      const order = await createOrder(ledger);
      await tellTime(ledger, new Date('2026-11-22T06:01:00.000Z'), morning, 'another');
      expect(await ledger.timeConfirmedAfter(order.orderNo, ['order.created'])).toBeNull();
    });
  });

  describe('a recorded delivery', () => {
    it('can be read again, byte for byte, and changes no order', async () => {
      const { ledger, tillEvents } = openOne();
      const order = await createOrder(ledger);
      const problem = { code: 'signature_wrong', gatewayCode: '7', gatewayMessage: 'sign' } as const;
      const body = Buffer.from([0xff, 0x00, 0x41]);
      const first = notification({ body, orderNo: 'not_ours', verdict: 'refused', problem });
      const second = notification({ body, orderNo: order.orderNo, verdict: 'repeated' });
      await ledger.recordNotification({ ...first, problem: { ...problem, gatewayMainCode: '40004' } });
      await ledger.recordNotification(second);
      const read = (await deliveries(ledger)).map((delivery) => ({ ...delivery, body: Buffer.from(delivery.body) }));
      expect(read).toEqual([first, second]);
      expect(await ledger.readNotification(0)).toBeNull();
      expect(await ledger.readOrder(order.orderNo)).toEqual(order);
      expect(tillEvents()).toEqual([]);
    });
  });

  describe('verified money for an order that is not here', () => {
    const orderNo = 'T01_20261122_0042_7KQ2';
    const unknown = notification({ verdict: 'unknown_order', orderNo });
    const reported: ReportedPayment = {
      status: 'paid',
      amountMinor: 14_130,
      currency: 'CNY',
      wallet: 'alipay',
      gatewayOrderNo: '2026112222001',
      paidAt: '2026-11-22T02:30:40.000Z',
    };

    it('is reported with what is known of it and the delivery that told, under its date', async () => {
      const { ledger, tillEvents } = openOne();
      await ledger.recordNotification(notification());
      await ledger.recordNotification(unknown, reported);
      const { accountId, receivedAt: at } = unknown;
      const payload = { ...reported, accountId, orderNo, deliveryId: 2 };
      expect(tillEvents()).toEqual([{ sequence: 1, at, event: { type: 'unmatched.reported', payload } }]);
      expect(await ledger.readNotification(2)).toMatchObject({ orderNo, problem: null });
    });

    it('is reported also where no more than the number is known, and as paid', async () => {
      const { ledger, tillEvents } = openOne();
      await ledger.recordNotification(unknown);
      const nothing = { amountMinor: null, currency: null, wallet: null, gatewayOrderNo: null, paidAt: null };
      expect(tillEvents()).toMatchObject([
        { event: { payload: { ...nothing, status: 'paid', orderNo, deliveryId: 1 } } },
      ]);
    });

    it('is reported once, however often the gateway repeats it, and anew for another payment', async () => {
      const { ledger, tillEvents } = openOne();
      for (let times = 0; times < 3; times += 1) await ledger.recordNotification(unknown, reported);
      await ledger.recordNotification(unknown, { ...reported, paidAt: null });
      expect(await deliveries(ledger)).toHaveLength(4);
      expect(tillEvents()).toHaveLength(1);
      const others: readonly (readonly [NotificationRecord, ReportedPayment])[] = [
        [unknown, { ...reported, status: 'refunded' }],
        [unknown, { ...reported, gatewayOrderNo: '2026112222002' }],
        [unknown, { ...reported, gatewayOrderNo: null }],
        [{ ...unknown, orderNo: 'T01_20261122_0043_7KQ2' }, reported],
        [{ ...unknown, ...anotherAccount }, reported],
      ];
      for (const [index, other] of others.entries()) {
        await ledger.recordNotification(...other);
        await ledger.recordNotification(...other);
        expect(tillEvents()).toHaveLength(index + 2);
      }
    });

    it('is recorded as another till’s where its number says so, and is nothing to look at', async () => {
      const { ledger, tillEvents } = openOne();
      await ledger.recordNotification({ ...unknown, orderNo: 'T02_20261122_0042_9G4V0B5NABCD' }, reported);
      expect(tillEvents()).toEqual([]);
      expect(await deliveries(ledger)).toMatchObject([{ verdict: 'unknown_order', problem: { code: 'other_till' } }]);
    });

    it.each([
      ['this till’s own installation', (own: string) => `T07_20261122_0042_${own}ABCD`],
      ['this till’s mark with another installation', () => 'T01_20261122_0042_9G4V0B5NABCD'],
      ['no till at all', () => 'WEB-4711'],
    ])('is reported where its number names %s', async (_what, numberOf) => {
      const { ledger, tillEvents } = openOne();
      await ledger.recordNotification({ ...unknown, orderNo: numberOf(ledger.installationId) }, reported);
      expect(tillEvents()).toHaveLength(1);
    });

    it('is not reported where no money is in it, or the message was not verified', async () => {
      const { ledger, tillEvents } = openOne();
      const problem = { code: 'nothing_paid', gatewayCode: null, gatewayMessage: null } as const;
      await ledger.recordNotification({ ...unknown, problem }, reported);
      await ledger.recordNotification({ ...unknown, verdict: 'refused' }, reported);
      expect(await deliveries(ledger)).toHaveLength(2);
      expect(tillEvents()).toEqual([]);
    });
  });

  it('finds nothing under numbers that it has not', async () => {
    const { ledger } = openOne();
    const { orderNo, requestKey } = await createOrder(ledger);
    expect(await ledger.readOrder(requestKey)).toBeNull();
    expect(await ledger.readOrder(orderNo.toLowerCase())).toBeNull();
    expect(await ledger.readOrderOfRequest(orderNo)).toBeNull();
    expect(await ledger.readNotification(1)).toBeNull();
  });
});
