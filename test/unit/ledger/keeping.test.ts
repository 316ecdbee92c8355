import { describe, expect, it } from 'vitest';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { makeSigningKey, signHead } from '../../../main/ledger/format/signed-head.ts';
import type { OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import type { PurgeCount } from '../../../main/ledger/write/sqlite-ledger.ts';
import {
  append,
  createOrder,
  draft,
  morning,
  notification,
  open,
  openReader,
  paid,
  refundRequested,
  purge,
  tellTime,
  temporaryLedgerPath,
} from './support.ts';

const dayMs = 86_400_000;
const later = (days: number): Date => new Date(morning.getTime() + days * dayMs);
const sign =
  (key = makeSigningKey()): Parameters<OpenLedger['sealDay']>[1] =>
  (head) =>
    signHead(key, head);

describe('sealing a day', () => {
  it('is due for the last day with orders once that day is over, and only once', async () => {
    const ledger = open(temporaryLedgerPath());
    expect(ledger.dayToSeal('2026-11-22')).toBeNull();
    await createOrder(ledger, {}, later(-2));
    await createOrder(ledger);
    expect(ledger.dayToSeal('2026-11-22')).toBe('2026-11-20');
    expect(ledger.dayToSeal('2026-11-23')).toBe('2026-11-22');
    await ledger.sealDay('2026-11-22', sign(), later(1));
    expect(ledger.lastSealedDay()).toBe('2026-11-22');
    expect(ledger.dayToSeal('2026-11-23')).toBeNull();
  });

  it('goes on after a day that was sealed under a wrong date, ahead or behind', async () => {
    const ledger = open(temporaryLedgerPath());
    await createOrder(ledger, {}, new Date('2030-01-01T04:00:00.000Z'));
    expect(ledger.dayToSeal('2030-01-02')).toBe('2030-01-01');
    await ledger.sealDay('2030-01-01', sign(), new Date('2030-01-02T00:05:00.000Z'));
    for (const days of [0, 1]) await createOrder(ledger, {}, later(days));
    expect(ledger.dayToSeal('2026-11-23')).toBe('2026-11-22');
    await ledger.sealDay('2026-11-22', sign(), later(1));
    // The clock has forgotten the time over night: nothing of what it says then is over.
    await createOrder(ledger, {}, new Date('2015-01-01T00:00:20.000Z'));
    expect(ledger.dayToSeal('2015-01-01')).toBeNull();
    await createOrder(ledger, {}, later(2));
    expect(ledger.dayToSeal('2026-11-25')).toBe('2026-11-24');
    await ledger.sealDay('2026-11-24', sign(), later(3));
    expect(ledger.dayToSeal('2026-11-26')).toBeNull();
    expect(ledger.lastSealedDay()).toBe('2026-11-24');
  });

  it('signs the last event at that moment, and the ledger stays sound', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await append(ledger, await createOrder(ledger), paid);
    const reader = openReader(ledgerPath);
    const head = readerQueries.hashAt(reader, 2);
    let signed: unknown;
    await ledger.sealDay(
      '2026-11-22',
      (given) => {
        signed = given;
        return signHead(makeSigningKey(), given);
      },
      later(1),
    );
    expect(signed).toEqual({ businessDay: '2026-11-22', headSequence: 2, headHash: head });
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', events: 3 });
  });
});

describe('what was said of persons', () => {
  const nothing = { orders: 0, deliveries: 0 };

  async function written(): Promise<{
    readonly ledger: OpenLedger;
    readonly ledgerPath: string;
    readonly orderNo: string;
  }> {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const { orderNo } = await append(ledger, await createOrder(ledger), paid);
    await ledger.recordNotification(notification({ orderNo, body: Buffer.from('buyer=159****5620') }));
    await tellTime(ledger, morning);
    return { ledger, ledgerPath, orderNo };
  }

  /** The gateways have told the time twice by then, whatever the clock shows; what is older than `keptDays` goes. */
  async function purgedOn(
    ledger: OpenLedger,
    days: number,
    keptDays: number,
    shown = later(days),
  ): Promise<PurgeCount> {
    for (const accountId of ['shop-alipay', 'shop-scanforpay']) await tellTime(ledger, later(days), shown, accountId);
    return purge(ledger, later(days - keptDays), shown, later(days));
  }

  it('goes when its time has come: from the order, its events, the search and the inbox, and the chain stays whole', async () => {
    const { ledger, ledgerPath, orderNo } = await written();
    expect(await purgedOn(ledger, 400, 399)).toEqual({ orders: 1, deliveries: 1 });
    expect((await ledger.readOrder(orderNo))?.buyerHint).toBeNull();
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: 1 });
    expect(readerQueries.listNotifications(reader, 10)).toMatchObject([
      { isPurged: true, bodyText: '', verdict: 'applied' },
    ]);
    expect(readerQueries.listOrders(reader, { search: '5620', states: null, after: null, limit: 10 }).total).toBe(0);
    expect(JSON.stringify(readerQueries.timeline(reader, orderNo))).not.toContain('159****5620');
  });

  it('stays while its order is young, or is still watched, and so does what was delivered of it', async () => {
    const { ledger } = await written();
    const open = await createOrder(ledger);
    await ledger.append(
      open.orderNo,
      open.version,
      [{ type: 'create.unknown', payload: { problem: paidProblem, evidence: { httpStatus: 500, replyText: 'mei' } } }],
      morning,
    );
    const given = notification({ orderNo: open.orderNo, verdict: 'inconclusive' });
    await ledger.recordNotification(given);
    const refunded = await append(ledger, await createOrder(ledger), paid, refundRequested('R_1', 100));
    await ledger.recordNotification(notification({ orderNo: refunded.orderNo, verdict: 'inconclusive' }));
    await tellTime(ledger, morning);
    expect(await purgedOn(ledger, 0, 1)).toEqual(nothing);
    expect(await purgedOn(ledger, 400, 399)).toEqual({ orders: 1, deliveries: 1 });
    // Those that are watched; a second purge finds nothing new.
    expect(await purgedOn(ledger, 401, 400)).toEqual(nothing);
    for (const id of [2, 3]) expect(await ledger.readNotification(id)).not.toBeNull();
  });

  it('stays where no gateway has told the time, and where one alone has: it may be wrong', async () => {
    const ledger = open(temporaryLedgerPath());
    await append(ledger, await createOrder(ledger), paid);
    expect(await purge(ledger, later(1), later(400), later(400))).toEqual(nothing);
    await tellTime(ledger, morning);
    await tellTime(ledger, later(400));
    expect(await purge(ledger, later(1), later(400), later(400))).toEqual(nothing);
    await tellTime(ledger, later(400));
    expect(await purge(ledger, later(1), later(400), later(400))).toEqual({ orders: 1, deliveries: 0 });
  });

  it('stays where what is to be older is no older than now', async () => {
    const { ledger } = await written();
    expect(await purgedOn(ledger, 2, -1)).toEqual(nothing);
  });

  it.each([-11 * 365, -365, 0, 365, 5 * 365])(
    'goes by the gateways’ words with the clock %i days ahead',
    async (ahead) => {
      const ledger = open(temporaryLedgerPath());
      const sellOn = async (days: number): Promise<void> => {
        const shown = later(days + ahead);
        const { order } = await ledger.createOrder(draft(), shown);
        const given = notification({ orderNo: order.orderNo, receivedAt: shown.toISOString() });
        await ledger.append(order.orderNo, order.version, [ofNoTime], shown, given);
        await tellTime(ledger, later(days), shown);
      };
      for (const days of [0, 10, 20]) await sellOn(days);
      expect(await purgedOn(ledger, 25, 30, later(25 + ahead))).toEqual(nothing);
      expect(await purgedOn(ledger, 45, 30, later(45 + ahead))).toEqual({ orders: 2, deliveries: 2 });
    },
  );

  it('may be as young as the word right after it, and the first of all', async () => {
    const ledger = open(temporaryLedgerPath());
    const sell = async (): Promise<void> => {
      const { order } = await ledger.createOrder(draft(), later(-365));
      const given = notification({ orderNo: order.orderNo, receivedAt: later(-365).toISOString() });
      await ledger.append(order.orderNo, order.version, [ofNoTime], later(-365), given);
    };
    await sell();
    expect(await purgedOn(ledger, 0, 30, later(-365))).toEqual(nothing);
    await sell();
    expect(await purgedOn(ledger, 40, 30, later(-325))).toEqual({ orders: 1, deliveries: 1 });
    expect(await purgedOn(ledger, 80, 30, later(-285))).toEqual({ orders: 1, deliveries: 1 });
  });

  it.each([
    ['that knows no order', false],
    ['of an order that was sold long ago', true],
  ])('a delivery %s is as old as its place among the events', async (_, isOfOrder) => {
    const ledger = open(temporaryLedgerPath());
    const { orderNo } = await append(ledger, await createOrder(ledger), paid);
    await tellTime(ledger, morning);
    for (const accountId of ['shop-alipay', 'shop-scanforpay'])
      await tellTime(ledger, later(60), later(-300), accountId);
    const receivedAt = later(-300).toISOString();
    await ledger.recordNotification(
      isOfOrder
        ? notification({ orderNo, receivedAt, verdict: 'repeated' })
        : notification({ orderNo: 'T01X', receivedAt, verdict: 'unknown_order' }),
    );
    expect(await purgedOn(ledger, 60, 30, later(-300))).toEqual({ orders: 1, deliveries: 0 });
    await tellTime(ledger, later(61), later(-299));
    expect(await purgedOn(ledger, 120, 30, later(-240))).toEqual({ orders: 0, deliveries: 1 });
  });

  it('goes again from a ledger that lost it, also under labels that were ahead, and nothing young does', async () => {
    const ledger = open(temporaryLedgerPath());
    const ahead = later(400);
    await tellTime(ledger, morning, ahead);
    const { order } = await ledger.createOrder(draft(), ahead);
    await ledger.append(order.orderNo, order.version, [ofNoTime], ahead);
    expect(await purge(ledger, later(1), later(40), later(31))).toEqual(nothing);
    const young = await ledger.createOrder(draft(), later(20));
    await ledger.append(young.order.orderNo, young.order.version, [ofNoTime], later(20));
    const again = await purge(ledger, later(1), later(40), later(31), { isAgain: true });
    expect(again).toEqual({ orders: 1, deliveries: 0 });
    expect((await ledger.readOrder(young.order.orderNo))?.buyerHint).toBe(paid.payload.buyerHint);
  });

  it('goes from hundreds of orders in short turns, and no further than it may', async () => {
    const { ledger, ledgerPath } = await written();
    for (let count = 0; count < 130; count += 1) {
      await append(ledger, await createOrder(ledger), paid);
      await ledger.recordNotification(notification());
    }
    await tellTime(ledger, morning);
    for (const days of [399, 400]) await tellTime(ledger, later(days));
    let turns = 1;
    const mayGoOn = (): boolean => (turns -= 1) >= 0;
    const { orders, deliveries } = await purge(ledger, later(1), later(400), later(400), { mayGoOn });
    expect(orders).toBeLessThan(130);
    expect(deliveries).toBe(0);
    expect(await purgedOn(ledger, 400, 399)).toEqual({ orders: 131 - orders, deliveries: 131 });
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound', orders: 131 });
  });
});

/** The gateway does not say when. */
const ofNoTime = { ...paid, payload: { ...paid.payload, paidAt: null } } as const;

const paidProblem = { code: 'timeout', gatewayCode: null, gatewayMessage: null } as const;
