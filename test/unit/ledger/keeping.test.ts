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
  temporaryLedgerPath,
} from './support.ts';

const dayMs = 86_400_000;
const later = (days: number): Date => new Date(morning.getTime() + days * dayMs);
const sign =
  (key = makeSigningKey()): Parameters<OpenLedger['closeDay']>[1] =>
  (head) =>
    signHead(key, head);

describe('closing a day', () => {
  it('is due for the last day with orders once that day is over, and only once', async () => {
    const ledger = open(temporaryLedgerPath());
    expect(ledger.dayToClose('2026-11-22')).toBeNull();
    await createOrder(ledger, {}, later(-2));
    await createOrder(ledger);
    expect(ledger.dayToClose('2026-11-22')).toBe('2026-11-20');
    expect(ledger.dayToClose('2026-11-23')).toBe('2026-11-22');
    await ledger.closeDay('2026-11-22', sign(), later(1));
    expect(ledger.lastClosedDay()).toBe('2026-11-22');
    expect(ledger.dayToClose('2026-11-23')).toBeNull();
  });

  it('goes on after a day that was closed under a wrong date, ahead or behind', async () => {
    const ledger = open(temporaryLedgerPath());
    await createOrder(ledger, {}, new Date('2030-01-01T04:00:00.000Z'));
    expect(ledger.dayToClose('2030-01-02')).toBe('2030-01-01');
    await ledger.closeDay('2030-01-01', sign(), new Date('2030-01-02T00:05:00.000Z'));
    for (const days of [0, 1]) await createOrder(ledger, {}, later(days));
    expect(ledger.dayToClose('2026-11-23')).toBe('2026-11-22');
    await ledger.closeDay('2026-11-22', sign(), later(1));
    // The clock has forgotten the time over night: nothing of what it says then is over.
    await createOrder(ledger, {}, new Date('2015-01-01T00:00:20.000Z'));
    expect(ledger.dayToClose('2015-01-01')).toBeNull();
    await createOrder(ledger, {}, later(2));
    expect(ledger.dayToClose('2026-11-25')).toBe('2026-11-24');
    await ledger.closeDay('2026-11-24', sign(), later(3));
    expect(ledger.dayToClose('2026-11-26')).toBeNull();
    expect(ledger.lastClosedDay()).toBe('2026-11-24');
  });

  it('signs the last event at that moment, and the ledger stays sound', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await append(ledger, await createOrder(ledger), paid);
    const reader = openReader(ledgerPath);
    const head = readerQueries.hashAt(reader, 2);
    let signed: unknown;
    await ledger.closeDay(
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
  async function written(): Promise<{
    readonly ledger: OpenLedger;
    readonly ledgerPath: string;
    readonly orderNo: string;
  }> {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const { orderNo } = await append(ledger, await createOrder(ledger), paid);
    await ledger.recordNotification(notification({ orderNo, body: Buffer.from('buyer=159****5620') }));
    return { ledger, ledgerPath, orderNo };
  }

  it('goes when its time has come: from the order, its events, the search and the inbox, and the chain stays whole', async () => {
    const { ledger, ledgerPath, orderNo } = await written();
    expect(await ledger.purgePersonal(later(1), later(400), later(400))).toEqual({ orders: 1, deliveries: 1 });
    expect((await ledger.readOrder(orderNo))?.buyerHint).toBeNull();
    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: 1 });
    expect(readerQueries.listNotifications(reader, 10)).toMatchObject([
      { isPurged: true, bodyText: '', verdict: 'applied' },
    ]);
    expect(readerQueries.listOrders(reader, { search: '5620', states: null, after: null, limit: 10 }).total).toBe(0);
    expect(JSON.stringify(readerQueries.timeline(reader, orderNo))).not.toContain('159****5620');
  });

  it('stays while its order is young, or is still watched', async () => {
    const { ledger } = await written();
    const open = await createOrder(ledger);
    await ledger.append(
      open.orderNo,
      open.version,
      [{ type: 'create.unknown', payload: { problem: paidProblem, evidence: { httpStatus: 500, replyText: 'mei' } } }],
      morning,
    );
    expect(await ledger.purgePersonal(later(-1), later(0), later(0))).toEqual({ orders: 0, deliveries: 0 });
    expect(await ledger.purgePersonal(later(1), later(400), later(400))).toMatchObject({ orders: 1 });
    // The one that is watched; a second purge finds nothing new.
    expect(await ledger.purgePersonal(later(1), later(401), later(401))).toEqual({ orders: 0, deliveries: 0 });
  });

  it('stays, all of it, until its time has come by a gateway’s word, whatever the clock says', async () => {
    const { ledger } = await written();
    const nothing = { orders: 0, deliveries: 0 };
    for (const days of [1_135, 1_136]) await createOrder(ledger, {}, later(days));
    expect(await ledger.purgePersonal(later(-300), later(1_136), later(2))).toEqual(nothing);
    expect(await ledger.purgePersonal(later(3), later(2), later(2))).toEqual(nothing);
    expect(await ledger.purgePersonal(later(800), later(1_136), later(1_136))).toEqual({ orders: 1, deliveries: 1 });
  });

  it('is as old as its place among the events, whatever a clock said that was ahead or behind', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const sellOn = async (at: string): Promise<string> => {
      const { order } = await ledger.createOrder(draft(), new Date(at));
      const outcome = await ledger.append(order.orderNo, order.version, [ofNoTime], new Date(at));
      return outcome.order.orderNo;
    };
    const old = [await sellOn('2025-11-01T04:00:00.000Z'), await sellOn('2031-01-01T04:00:00.000Z')];
    old.push(await sellOn('2025-11-02T04:00:00.000Z'));
    const young = [await sellOn('2026-11-20T04:00:00.000Z'), await sellOn('2015-01-01T00:00:20.000Z')];
    young.push(await sellOn('2025-11-03T04:00:00.000Z'), await sellOn('2031-01-01T04:00:00.000Z'));
    await ledger.purgePersonal(new Date('2025-11-22T00:00:00.000Z'), morning, morning);
    const hints = async (orderNos: readonly string[]): Promise<readonly unknown[]> =>
      Promise.all(orderNos.map(async (orderNo) => (await ledger.readOrder(orderNo))?.buyerHint));
    expect(await hints(old)).toEqual([null, null, null]);
    expect(await hints(young)).toEqual(young.map(() => ofNoTime.payload.buyerHint));
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound' });
  });

  it('is no older than what a gateway had said of the time before it, though the clock was set back by a year', async () => {
    const ledger = open(temporaryLedgerPath());
    const payload = { profileId: 'shop', gatewayAt: morning.toISOString(), computerAheadMs: -365 * 86_400_000 };
    await ledger.appendTillEvent({ type: 'time.confirmed', payload }, later(-365));
    const { order } = await ledger.createOrder(draft(), later(-365));
    const { orderNo, version } = order;
    await ledger.append(orderNo, version, [ofNoTime], later(-365));
    const receivedAt = later(-365).toISOString();
    await ledger.recordNotification(notification({ orderNo, receivedAt }));
    expect(await ledger.purgePersonal(later(-30), later(5), later(5))).toEqual({ orders: 0, deliveries: 0 });
    expect(await ledger.purgePersonal(later(3), later(35), later(35))).toEqual({ orders: 1, deliveries: 1 });
  });

  describe('with the clock set back by a year', () => {
    const behind = (days: number): Date => later(days - 365);
    const confirm = (ledger: OpenLedger, trueDays: number, shown = behind(trueDays)): Promise<void> => {
      const gatewayAt = later(trueDays);
      const computerAheadMs = shown.getTime() - gatewayAt.getTime();
      const payload = { profileId: 'shop', gatewayAt: gatewayAt.toISOString(), computerAheadMs };
      return ledger.appendTillEvent({ type: 'time.confirmed', payload }, shown);
    };
    const nothing = { orders: 0, deliveries: 0 };
    const monthsLater = async (ledger: OpenLedger): Promise<PurgeCount> => {
      await confirm(ledger, 10);
      await confirm(ledger, 45);
      return ledger.purgePersonal(later(15), behind(45), later(45));
    };
    const today = (ledger: OpenLedger): Promise<PurgeCount> => ledger.purgePersonal(later(-30), behind(0), later(0));

    it('is as young as what a gateway says of the time right after it', async () => {
      const ledger = open(temporaryLedgerPath());
      await confirm(ledger, -40);
      const { order } = await ledger.createOrder(draft(), behind(0));
      await ledger.append(order.orderNo, order.version, [ofNoTime], behind(0));
      await confirm(ledger, 0);
      expect(await today(ledger)).toEqual(nothing);
      expect(await monthsLater(ledger)).toEqual({ orders: 1, deliveries: 0 });
    });

    it('may be as young as the first that any gateway has ever said', async () => {
      const ledger = open(temporaryLedgerPath());
      const { order } = await ledger.createOrder(draft(), behind(0));
      const { order: paidOrder } = await ledger.append(order.orderNo, order.version, [ofNoTime], behind(0));
      await ledger.recordNotification(
        notification({ orderNo: paidOrder.orderNo, receivedAt: behind(0).toISOString() }),
      );
      await confirm(ledger, 0);
      expect(await today(ledger)).toEqual(nothing);
      expect(await monthsLater(ledger)).toEqual({ orders: 1, deliveries: 1 });
    });

    it('is as young as a word that came after the one that is gone by', async () => {
      const ledger = open(temporaryLedgerPath());
      await confirm(ledger, 0);
      const { order } = await ledger.createOrder(draft(), behind(0));
      await ledger.append(order.orderNo, order.version, [ofNoTime], behind(0));
      // What was purged two months ago is purged again.
      expect(await ledger.purgePersonal(later(-90), behind(0), later(-60))).toEqual(nothing);
    });

    it.each([
      ['that knows no order', null],
      ['of an order that was sold long ago', later(-200)],
      ['of an order that was made just before', later(-365)],
    ])('a delivery %s has its place among the events', async (_, soldAt) => {
      const ledgerPath = temporaryLedgerPath();
      const ledger = open(ledgerPath);
      await confirm(ledger, -220, later(-220));
      const order = soldAt === null ? null : (await ledger.createOrder(draft(), soldAt)).order;
      await confirm(ledger, -40);
      await confirm(ledger, 0);
      const delivery = notification({ orderNo: order?.orderNo ?? 'T01X', receivedAt: behind(0).toISOString() });
      if (order === null) await ledger.recordNotification({ ...delivery, verdict: 'unknown_order' });
      else await ledger.append(order.orderNo, order.version, [ofNoTime], behind(0), delivery);
      expect(await today(ledger)).toEqual(nothing);
      expect(await monthsLater(ledger)).toMatchObject({ deliveries: 1 });
      expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound' });
    });
  });

  it('goes with the order though its delivery came in under a clock that was years ahead', async () => {
    const ledger = open(temporaryLedgerPath());
    const ahead = later(3_000);
    const { order } = await ledger.createOrder(draft(), ahead);
    const delivery = notification({ orderNo: order.orderNo, receivedAt: ahead.toISOString() });
    await ledger.append(order.orderNo, order.version, [ofNoTime], ahead, delivery);
    await createOrder(ledger);
    expect(await ledger.purgePersonal(later(1), later(400), later(400))).toEqual({ orders: 1, deliveries: 1 });
  });

  it('goes from hundreds of orders in short turns', async () => {
    const { ledger, ledgerPath } = await written();
    for (let count = 0; count < 130; count += 1) {
      await append(ledger, await createOrder(ledger), paid);
      await ledger.recordNotification(notification());
    }
    expect(await ledger.purgePersonal(later(1), later(400), later(400))).toEqual({ orders: 131, deliveries: 131 });
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound', orders: 131 });
  });
});

/** The gateway does not say when. */
const ofNoTime = { ...paid, payload: { ...paid.payload, paidAt: null } } as const;

const paidProblem = { code: 'timeout', gatewayCode: null, gatewayMessage: null } as const;
