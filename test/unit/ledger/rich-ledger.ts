/** A small ledger in which nearly everything has happened once. */
import Database from 'better-sqlite3';
import type { LaterEvent, Order } from '../../../main/domain/order.ts';
import type { OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { makeSigningKey, signHead } from '../../../main/ledger/format/signed-head.ts';
import {
  append,
  codeReceived,
  createOrder,
  draft,
  morning,
  notification,
  open,
  paid,
  refundDone,
  refundRequested,
  temporaryLedgerPath,
} from './support.ts';

const person = { operatorName: 'Mei', reason: '客人已付款' };
const unpaid: LaterEvent = {
  type: 'payment.closed',
  payload: {
    learnedBy: 'cancel',
    gatewayOrderNo: null,
    evidence: { httpStatus: 200, replyText: '{"action":"close"}' },
  },
};

/** Closed again, so that the whole of it is in the one file. Its last event belongs to an order. */
export async function richLedger(): Promise<string> {
  const ledgerPath = temporaryLedgerPath();
  const ledger = open(ledgerPath);
  const refunded = await byNotification(ledger, await append(ledger, await createOrder(ledger), codeReceived));
  const atScanForPay = {
    gateway: 'scanforpay',
    wallet: 'wechat_pay',
    accountId: 'shop-scan',
    currency: 'HKD',
  } as const;
  const late = await createOrder(ledger, { ...atScanForPay, note: '奶茶 two' });
  const { order: held } = await ledger.holdOrder(draft({ amountMinor: 77 }), morning);
  await append(ledger, refunded, refundRequested('R_1', 234));
  const lateGivenUp = await append(
    ledger,
    late,
    codeReceived,
    { type: 'close.requested', payload: { reason: 'cashier' } },
    { type: 'close.unavailable', payload: {} },
  );
  const closed = await createOrder(ledger, { currency: 'JPY', amountMinor: 500 });
  await append(ledger, { ...refunded, version: await versionOf(ledger, refunded) }, refundDone('R_1'));
  await append(ledger, lateGivenUp, paid, { type: 'late.accepted', payload: person });
  await ledger.recordNotification(notification({ verdict: 'refused', orderNo: refunded.orderNo }));
  await append(ledger, closed, { type: 'close.requested', payload: { reason: 'expired' } }, unpaid);
  await sealDay(ledger, ledgerPath);
  await append(ledger, held, { type: 'order.discarded', payload: { operatorName: 'Mei' } });
  ledger.close();
  return ledgerPath;
}

async function byNotification(ledger: OpenLedger, order: Order): Promise<Order> {
  const delivery = notification({ orderNo: order.orderNo });
  const outcome = await ledger.append(order.orderNo, order.version, [paid], morning, delivery);
  if (outcome.kind !== 'appended') throw new Error('conflict');
  return outcome.order;
}

async function versionOf(ledger: OpenLedger, { orderNo }: Order): Promise<number> {
  return (await ledger.readOrder(orderNo))!.version;
}

/** Signs the head with a key of its own. */
export async function sealDay(ledger: OpenLedger, ledgerPath: string): Promise<void> {
  const { sequence, hash } = headOf(ledgerPath);
  const head = { businessDay: '2026-11-22', headSequence: sequence, headHash: hash };
  await ledger.appendTillEvent({ type: 'day.sealed', payload: signHead(makeSigningKey(), head) }, morning);
}

/** The last event and its hash in hex. */
export function headOf(ledgerPath: string): { readonly sequence: number; readonly hash: string } {
  const database = new Database(ledgerPath, { readonly: true });
  try {
    return database
      .prepare('SELECT sequence, lower(hex(hash)) AS hash FROM events ORDER BY sequence DESC LIMIT 1')
      .get() as { sequence: number; hash: string };
  } finally {
    database.close();
  }
}
