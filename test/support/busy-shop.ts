/** Fills a ledger with years of a busy shop's sales, through the till's own writer: to see what grows with it. */
import { businessDayOf } from '../../main/domain/business-day.ts';
import { openLedger, type OpenLedger } from '../../main/ledger/write/open-ledger.ts';
import { makeSigningKey, signHead } from '../../main/ledger/format/signed-head.ts';
import type { LaterEvent, Order } from '../../main/domain/order.ts';
import { draftOf } from './orders.ts';

const ordersPerDay = 400;
const dayMs = 86_400_000;
const firstDay = Date.parse('2026-01-05T01:00:00.000Z');
const goods = ['珍珠奶茶', 'Oolong tea', 'アイスコーヒー', '鸡蛋灌饼'];

/** Of every hundred sales. */
const closedShare = 8;
const refundedShare = 3;

export async function fillLedger(path: string, orderCount: number): Promise<void> {
  const opening = openLedger(path);
  if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
  const { ledger } = opening;
  const key = makeSigningKey();
  try {
    for (let sold = 0; sold < orderCount; sold += ordersPerDay) {
      const opensAt = firstDay + (sold / ordersPerDay) * dayMs;
      await sellDay(ledger, opensAt, sold, Math.min(ordersPerDay, orderCount - sold));
      await sealDay(ledger, key, new Date(opensAt));
    }
  } finally {
    ledger.close();
  }
}

/** Side by side, so that they share commits: what is in the ledger is the same as of one after the other. */
async function sellDay(ledger: OpenLedger, opensAt: number, first: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  await Promise.all(numbers.map((number) => sell(ledger, number, opensAt + (number - first) * 60_000)));
}

async function sell(ledger: OpenLedger, number: number, atMs: number): Promise<void> {
  const at = new Date(atMs);
  const isAlipay = number % 3 !== 0;
  const good = goods[number % goods.length] ?? '';
  const priceMinor = 300 + (number % 97) * 50;
  const draft = draftOf({
    requestKey: `sale-${number}`,
    amountMinor: 2 * priceMinor,
    lines: [{ name: good, quantity: 2, priceMinor, goodsId: null }],
    note: number % 10 === 0 ? `${good} ${number % 50}` : '',
    ...(isAlipay
      ? {}
      : { accountId: 'scan', accountName: 'ScanForPay', gateway: 'scanforpay', wallet: 'wechat_pay' as const }),
  });
  const { order } = await ledger.createOrder(draft, at);
  const share = number % 100;
  const ending = share < closedShare ? closed(order) : paid(order, new Date(atMs + 20_000));
  const answered = await append(ledger, order, [codeReceived(order)], new Date(atMs + 400));
  const done = await append(ledger, answered, ending, new Date(atMs + 20_300));
  if (share < closedShare || share >= closedShare + refundedShare) return;
  const refundNo = ledger.makeRefundNo(at);
  const asked = await append(ledger, done, [refundRequested(order, refundNo)], new Date(atMs + 300_000));
  await append(ledger, asked, [refundDone(order, refundNo)], new Date(atMs + 301_000));
}

async function append(ledger: OpenLedger, order: Order, events: readonly LaterEvent[], at: Date): Promise<Order> {
  const outcome = await ledger.append(order.orderNo, order.version, events, at);
  if (outcome.kind !== 'appended') throw new Error('conflict');
  return outcome.order;
}

/** As long as a gateway's own reply. */
function evidenceOf(order: Order, fields: Readonly<Record<string, string>>) {
  const reply = { code: '10000', msg: 'Success', out_trade_no: order.orderNo, ...fields };
  const sign = Buffer.from(`${order.orderNo}${JSON.stringify(fields)}`.repeat(8))
    .toString('base64')
    .slice(0, 344);
  return { httpStatus: 200, replyText: JSON.stringify({ response: reply, sign }) };
}

function codeReceived(order: Order): LaterEvent {
  const qrText = `https://qr.alipay.com/bax${order.orderNo.toLowerCase()}`;
  const evidence = evidenceOf(order, { qr_code: qrText });
  return { type: 'create.succeeded', payload: { qrText, gatewayOrderNo: null, imageUrls: [], evidence } };
}

function paid(order: Order, at: Date): readonly LaterEvent[] {
  const paidAt = at.toISOString();
  const gatewayOrderNo = `2026${order.createdAt.replace(/\D/gu, '')}${order.dailyNumber}`;
  const buyerHint = `159****${String(1000 + (order.amountMinor % 9000))}`;
  const evidence = evidenceOf(order, {
    trade_no: gatewayOrderNo,
    trade_status: 'TRADE_SUCCESS',
    total_amount: String(order.amountMinor / 100),
    buyer_logon_id: buyerHint,
    send_pay_date: paidAt,
    fund_bill_list: '[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}]',
  });
  const payload = { learnedBy: 'query', gatewayOrderNo, evidence, paidAt, buyerHint } as const;
  return [{ type: 'payment.succeeded', payload }];
}

function closed(order: Order): readonly LaterEvent[] {
  const evidence = evidenceOf(order, { action: 'close', retry_flag: 'N' });
  return [
    { type: 'close.requested', payload: { reason: 'expired' } },
    { type: 'payment.closed', payload: { learnedBy: 'cancel', gatewayOrderNo: null, evidence } },
  ];
}

function refundRequested({ amountMinor }: Order, refundNo: string): LaterEvent {
  const person = { operatorName: 'Mei', reason: 'One cup was cold.' };
  return {
    type: 'refund.requested',
    payload: { ...person, requestKey: `of ${refundNo}`, refundNo, amountMinor: amountMinor / 2 },
  };
}

function refundDone(order: Order, refundNo: string): LaterEvent {
  const evidence = evidenceOf(order, { fund_change: 'Y', refund_fee: String(order.amountMinor / 200) });
  return { type: 'refund.done', payload: { refundNo, learnedBy: 'refund', evidence } };
}

async function sealDay(ledger: OpenLedger, key: string, at: Date): Promise<void> {
  await ledger.sealDay(businessDayOf(at), (head) => signHead(key, head), new Date(at.getTime() + dayMs - 1));
}
