/** Money for orders that are not here: kept in the chain, counted, and looked into by a person. */
import { describe, expect, it } from 'vitest';
import { salvageLedger } from '../../../../main/ledger/salvage/salvage.ts';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import type { ReportedPayment } from '../../../../main/ports/index.ts';
import {
  createOrder,
  morning,
  notification,
  open,
  openReader,
  temporaryFolder,
  temporaryLedgerPath,
} from '../support.ts';

const reported: ReportedPayment = {
  status: 'paid',
  amountMinor: 14_130,
  currency: 'CNY',
  wallet: 'alipay',
  gatewayOrderNo: '2026112222001',
  paidAt: '2026-11-22T02:30:40.000Z',
};
const orderNo = 'T01_20261122_0042_7KQ2';
const word = { operatorName: 'Mei', reason: 'It was the sale before the restore.' };

describe('verified money for an order that is not in the ledger', () => {
  it('is counted as something to look at, with what is known of it and what was sent', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await ledger.recordNotification(notification({ verdict: 'unknown_order', orderNo }), reported);
    const reader = openReader(ledgerPath);
    expect(readerQueries.countAttention(reader)).toBe(1);
    expect(readerQueries.listUnmatched(reader, 10)).toMatchObject([
      { payment: { ...reported, orderNo, accountId: 'shop-alipay', deliveryId: 1 }, bodyText: 'out_trade_no=1' },
    ]);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', events: 1 });
  });

  it('is off the list once a person has looked into it, in the chain with name and reason, and once only', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await ledger.recordNotification(notification({ verdict: 'unknown_order', orderNo }), reported);
    const reader = openReader(ledgerPath);
    const sequence = readerQueries.listUnmatched(reader, 10)[0]?.sequence ?? 0;
    expect(await ledger.settleUnmatched(sequence, word, morning)).toBe(true);
    expect(await ledger.settleUnmatched(sequence, word, morning)).toBe(false);
    expect(await ledger.settleUnmatched(4_711, word, morning)).toBe(false);
    expect(readerQueries.countAttention(reader)).toBe(0);
    expect(readerQueries.listUnmatched(reader, 10)).toEqual([]);
    expect(readerQueries.listAudit(reader, 10)).toMatchObject([
      { event: { type: 'unmatched.settled', payload: { reportedSequence: sequence, orderNo, ...word } } },
    ]);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', events: 2 });
  });

  it('told by a query is kept in the same way', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    const payment = { ...reported, accountId: 'shop-alipay', orderNo, deliveryId: null };
    await ledger.recordUnmatched(payment, morning);
    await ledger.recordUnmatched(payment, morning);
    const reader = openReader(ledgerPath);
    expect(readerQueries.countAttention(reader)).toBe(1);
    expect(readerQueries.listUnmatched(reader, 10)).toMatchObject([{ payment, bodyText: '' }]);
  });

  it('outlives the ledger that was damaged after it', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    await ledger.recordNotification(notification({ verdict: 'unknown_order', orderNo }), reported);
    ledger.close();
    const to = `${temporaryFolder()}/ledger.db`;
    expect(salvageLedger({ from: ledgerPath, to, backup: null, at: morning }).kind).toBe('salvaged');
    expect(readerQueries.countAttention(openReader(to))).toBe(1);
  });
});

describe('a message that is no payment of this till’s', () => {
  it('is still known for this till’s after its installation has changed', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath, { terminalPrefix: 'T01' });
    const before = ledger.installationId;
    await ledger.renewInstallation();
    const record = notification({ verdict: 'unknown_order', orderNo: `T09_20261122_0042_${before}ABCD` });
    await ledger.recordNotification(record, reported);
    expect(readerQueries.countAttention(openReader(ledgerPath))).toBe(1);
  });

  it('finds its reports through an index, however many events there are', () => {
    const ledgerPath = temporaryLedgerPath();
    open(ledgerPath);
    const plan = openReader(ledgerPath)
      .prepare(
        `EXPLAIN QUERY PLAN SELECT count(*) FROM events
         WHERE type IN ('unmatched.reported', 'unmatched.settled') AND type = 'unmatched.reported'`,
      )
      .all() as { readonly detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toContain('events_of_unmatched');
  });
});
