import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { LaterEvent, Order, OrderDraft } from '../../../main/domain/order.ts';
import { openLedger, type LedgerOptions, type OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly } from '../../../main/ledger/read/reader-queries.ts';
import type { Ledger, NotificationRecord } from '../../../main/ports/index.ts';

export const morning = new Date('2026-11-22T02:30:00.000Z');

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'scantill-ledger-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function temporaryLedgerPath(): string {
  return path.join(temporaryFolder(), 'ledger.db');
}

/** An open ledger, closed when the test ends. */
export function open(ledgerPath: string, options: LedgerOptions = {}): OpenLedger {
  const opening = openLedger(ledgerPath, options);
  if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
  onTestFinished(() => {
    opening.ledger.close();
  });
  return opening.ledger;
}

export function openReader(ledgerPath: string): ReturnType<typeof openReadOnly> {
  const database = openReadOnly(ledgerPath);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

/** What is old by then is taken away. */
export async function purge(
  ledger: OpenLedger,
  before: Date,
  at: Date,
  confirmedNow: Date,
  { isAgain, mayGoOn }: { readonly isAgain?: boolean; readonly mayGoOn?: () => boolean } = {},
): ReturnType<OpenLedger['purgePersonal']> {
  return ledger.purgePersonal(await ledger.oldBefore(before, confirmedNow, isAgain), at, mayGoOn);
}

/** What a gateway says of the time, recorded while the computer's clock showed `shown`. */
export function tellTime(ledger: Ledger, gatewayAt: Date, shown = gatewayAt, accountId = 'shop-alipay'): Promise<void> {
  const computerAheadMs = shown.getTime() - gatewayAt.getTime();
  const payload = { accountId, gatewayAt: gatewayAt.toISOString(), computerAheadMs };
  return ledger.appendTillEvent({ type: 'time.confirmed', payload }, shown);
}

let drafts = 0;

export function draft(change: Partial<OrderDraft> = {}): OrderDraft {
  drafts += 1;
  return {
    requestKey: `request-${drafts}`,
    accountId: 'shop-alipay',
    accountName: 'Shop',
    gateway: 'alipay',
    wallet: 'alipay',
    merchantId: '2021000000000001',
    sellerId: null,
    amountMinor: 1234,
    currency: 'CNY',
    way: 'transaction_code',
    lines: [],
    discountMinor: 0,
    note: 'tea',
    operatorName: 'Mei',
    validForMs: 300_000,
    ...change,
  };
}

export function notification(change: Partial<NotificationRecord> = {}): NotificationRecord {
  return {
    receivedAt: '2026-11-22T02:31:00.000Z',
    accountId: 'shop-alipay',
    contentType: 'application/x-www-form-urlencoded',
    body: Buffer.from('out_trade_no=1'),
    verdict: 'applied',
    problem: null,
    orderNo: null,
    ...change,
  };
}

export const codeReceived: LaterEvent = {
  type: 'create.succeeded',
  payload: { qrText: 'https://qr.alipay.com/bax1', gatewayOrderNo: null, imageUrls: [], evidence: null },
};

export const paid = {
  type: 'payment.succeeded',
  payload: {
    learnedBy: 'query',
    gatewayOrderNo: '2026112222001499',
    evidence: { httpStatus: 200, replyText: '{"trade_status":"TRADE_SUCCESS"}' },
    paidAt: '2026-11-22T02:30:40Z',
    buyerHint: '159****5620',
  },
} as const satisfies LaterEvent;

export function refundRequested(
  refundNo: string,
  amountMinor: number,
): Extract<LaterEvent, { readonly type: 'refund.requested' }> {
  const person = { operatorName: 'Mei', reason: 'One cup was cold.' };
  return { type: 'refund.requested', payload: { ...person, requestKey: `of ${refundNo}`, refundNo, amountMinor } };
}

export function refundDone(refundNo: string): LaterEvent {
  return {
    type: 'refund.done',
    payload: { refundNo, learnedBy: 'refund', evidence: { httpStatus: 200, replyText: '{"fund_change":"Y"}' } },
  };
}

export async function createOrder(ledger: Ledger, change: Partial<OrderDraft> = {}, at = morning): Promise<Order> {
  return (await ledger.createOrder(draft(change), at)).order;
}

/** Appends to the order as it stands. */
export async function append(ledger: Ledger, order: Order, ...events: LaterEvent[]): Promise<Order> {
  const outcome = await ledger.append(order.orderNo, order.version, events, morning);
  if (outcome.kind !== 'appended') throw new Error('conflict');
  return outcome.order;
}
