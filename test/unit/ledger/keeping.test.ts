import { describe, expect, it } from 'vitest';
import { readerQueries } from '../../../main/ledger/reader-queries.ts';
import { makeSigningKey, signHead } from '../../../main/ledger/signed-head.ts';
import type { OpenLedger } from '../../../main/ledger/open-ledger.ts';
import { append, createOrder, morning, notification, open, openReader, paid, temporaryLedgerPath } from './support.ts';

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
    expect(await ledger.purgePersonal(later(1), later(400))).toEqual({ orders: 1, deliveries: 1 });
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
    expect(await ledger.purgePersonal(later(-1), later(0))).toEqual({ orders: 0, deliveries: 0 });
    expect(await ledger.purgePersonal(later(1), later(400))).toMatchObject({ orders: 1 });
    // The one that is watched; a second purge finds nothing new.
    expect(await ledger.purgePersonal(later(1), later(401))).toEqual({ orders: 0, deliveries: 0 });
  });

  it('goes from hundreds of orders in short turns', async () => {
    const { ledger, ledgerPath } = await written();
    for (let count = 0; count < 130; count += 1) {
      await append(ledger, await createOrder(ledger), paid);
      await ledger.recordNotification(notification());
    }
    expect(await ledger.purgePersonal(later(1), later(400))).toEqual({ orders: 131, deliveries: 131 });
    expect(readerQueries.verifyChain(openReader(ledgerPath))).toMatchObject({ kind: 'sound', orders: 131 });
  });
});

const paidProblem = { code: 'timeout', gatewayCode: null, gatewayMessage: null } as const;
