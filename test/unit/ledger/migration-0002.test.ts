import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { genesisHash, hashEvent } from '../../../main/ledger/format/event-hash.ts';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import { readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { append, createOrder, open, openReader, refundDone, refundRequested, temporaryLedgerPath } from './support.ts';

const at = '2026-11-22T02:30:00.000Z';
const paidPayload = {
  learnedBy: 'query',
  gatewayOrderNo: '77',
  evidence: { httpStatus: 200, replyText: 'paid' },
  paidAt: null,
  buyerHint: '159****5620',
};

interface OldOrder {
  readonly orderNo: string;
  readonly state: string;
  readonly amountMinor: number;
  readonly businessDay?: string;
  readonly accountId?: string;
  /** Beside its creation. */
  readonly events: readonly (readonly [type: string, payload: object])[];
}

const codeReceived = [
  'create.succeeded',
  { qrText: 'https://qr.alipay.com/x', gatewayOrderNo: null, imageUrls: [], evidence: null },
] as const;
const orders: readonly OldOrder[] = [
  { orderNo: 'T01_1', state: 'paid', amountMinor: 1000, events: [codeReceived, ['payment.succeeded', paidPayload]] },
  { orderNo: 'T01_2', state: 'awaiting', amountMinor: 20, events: [codeReceived] },
  { orderNo: 'T01_3', state: 'creating', amountMinor: 3, events: [] },
  {
    orderNo: 'T01_4',
    state: 'refunded',
    amountMinor: 500,
    events: [['payment.refunded', { learnedBy: 'cancel', gatewayOrderNo: null, evidence: null }]],
  },
  {
    orderNo: 'T01_5',
    state: 'refused',
    amountMinor: 7,
    events: [
      ['create.refused', { problem: { code: 'timeout', gatewayCode: null, gatewayMessage: null }, evidence: null }],
    ],
  },
  { orderNo: 'T01_6', state: 'creating', amountMinor: 40, businessDay: '2026-11-23', events: [] },
  { orderNo: 'T01_7', state: 'creating', amountMinor: 50, accountId: 'other', events: [] },
];

/** A file as the first schema's program left it, with everything by hand. */
function oldLedger(): string {
  const ledgerPath = temporaryLedgerPath();
  const database = new Database(ledgerPath);
  migrate(database, migrations.slice(0, 1));
  let previousHash = genesisHash;
  let sequence = 0;
  const insertEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');
  const chain = (orderNo: string, type: string, payload: object) => {
    sequence += 1;
    const row = { sequence, orderNo, type, at, payload: JSON.stringify(payload) };
    const hash = hashEvent(previousHash, row);
    insertEvent.run(sequence, orderNo, type, at, row.payload, previousHash, hash);
    previousHash = hash;
  };
  database.exec('BEGIN');
  for (const [index, order] of orders.entries()) {
    const { orderNo, state, amountMinor, businessDay = '2026-11-22', accountId = 'shop' } = order;
    const sale = {
      requestKey: `key-${index}`,
      accountId,
      accountName: 'Shop',
      gateway: 'alipay',
      wallet: 'alipay',
      merchantId: '2021',
      sellerId: null,
      amountMinor,
      currency: 'CNY',
      note: '茶',
      operatorName: 'Mei',
      orderNo,
      dailyNumber: index + 1,
      businessDay,
      codeExpiresAt: at,
    };
    const id = sequence + 1;
    chain(orderNo, 'order.created', { ...sale, validForMs: 300_000 });
    for (const [type, payload] of order.events) chain(orderNo, type, payload);
    const isPaid = state === 'paid';
    const isBack = state === 'refunded';
    insertRow(database, 'orders', {
      id,
      order_no: orderNo,
      request_key: sale.requestKey,
      business_day: businessDay,
      daily_number: sale.dailyNumber,
      account_id: accountId,
      account_name: 'Shop',
      gateway: 'alipay',
      wallet: 'alipay',
      merchant_id: '2021',
      seller_id: null,
      amount_minor: amountMinor,
      currency: 'CNY',
      note: '茶',
      operator_name: 'Mei',
      state,
      scanned: isPaid ? 1 : 0,
      attention: null,
      problem: state === 'refused' ? '{"code":"timeout","gatewayCode":null,"gatewayMessage":null}' : null,
      qr_text: order.events[0]?.[0] === 'create.succeeded' ? 'https://qr.alipay.com/x' : null,
      gateway_order_no: isPaid ? '77' : null,
      buyer_hint: isPaid ? '159****5620' : null,
      learned_by: isPaid ? 'query' : isBack ? 'cancel' : null,
      refunded_minor: isBack ? amountMinor : 0,
      created_at: at,
      code_expires_at: at,
      paid_at: isPaid ? at : null,
      updated_at: at,
      version: sequence,
    });
  }
  insertRow(database, 'notifications', {
    received_at: at,
    account_id: 'shop',
    content_type: 'text/plain',
    body: Buffer.from('buyer=159****5620'),
    verdict: 'applied',
    problem_code: null,
    problem_gateway_code: null,
    problem_gateway_message: null,
    order_no: 'T01_1',
  });
  database.exec('COMMIT');
  database.close();
  return ledgerPath;
}

function insertRow(database: Database.Database, table: string, row: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
    .run(row);
}

function rowsOf(ledgerPath: string, sql: string): readonly unknown[] {
  const database = new Database(ledgerPath);
  onTestFinished(() => {
    database.close();
  });
  return database.prepare(sql).all();
}

function upgrade(ledgerPath: string): void {
  const database = new Database(ledgerPath);
  migrate(database, migrations.slice(0, 2));
  database.close();
}

describe('0002', () => {
  it('keeps every row of the first schema as it is', () => {
    const ledgerPath = oldLedger();
    const read = () =>
      ['events', 'orders', 'notifications'].map((table) => rowsOf(ledgerPath, `SELECT * FROM ${table}`));
    const [events, kept, deliveries] = read();
    upgrade(ledgerPath);
    const withColumn = deliveries?.map((row) => ({ ...(row as object), purged_at: null }));
    expect(read()).toEqual([events, kept, withColumn]);
  });

  it('adds up what the orders of each day, account and wallet come to', () => {
    const ledgerPath = oldLedger();
    upgrade(ledgerPath);
    const row = { business_day: '2026-11-22', account_id: 'shop', wallet: 'alipay', currency: 'CNY' };
    const nothing = { paid_count: 0, paid_minor: 0, closed_count: 0, closed_minor: 0, refunded_minor: 0 };
    expect(rowsOf(ledgerPath, 'SELECT * FROM day_totals ORDER BY business_day, account_id DESC')).toEqual([
      {
        ...row,
        charged_count: 5,
        charged_minor: 1530,
        paid_count: 2,
        paid_minor: 1500,
        open_count: 2,
        open_minor: 23,
        closed_count: 1,
        closed_minor: 7,
        refunded_minor: 500,
      },
      { ...row, ...nothing, account_id: 'other', charged_count: 1, charged_minor: 50, open_count: 1, open_minor: 50 },
      {
        ...row,
        ...nothing,
        business_day: '2026-11-23',
        charged_count: 1,
        charged_minor: 40,
        open_count: 1,
        open_minor: 40,
      },
    ]);
    expect(rowsOf(ledgerPath, 'SELECT * FROM refunds')).toEqual([]);
    expect(rowsOf(ledgerPath, 'SELECT * FROM event_private')).toEqual([]);
  });

  it('leaves a ledger that is sound, and that goes on: old events say themselves what new ones keep beside them', async () => {
    const ledgerPath = oldLedger();
    const ledger = open(ledgerPath);
    const paid = await ledger.readOrder('T01_1');
    if (paid === null) throw new Error('the order is gone');
    expect(paid).toMatchObject({ state: 'paid', buyerHint: '159****5620', refunds: [], refundedMinor: 0 });
    const refunded = await append(ledger, paid, refundRequested('R_1', 400), refundDone('R_1'));
    expect(refunded).toMatchObject({ state: 'paid', refundedMinor: 400 });
    await createOrder(ledger, { accountId: 'other' }, new Date(at));

    const reader = openReader(ledgerPath);
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound', orders: orders.length + 1 });
    expect(readerQueries.timeline(reader, 'T01_1')[2]?.event.payload).toEqual(paidPayload);
    expect(rowsOf(ledgerPath, 'SELECT refunded_minor FROM day_totals WHERE paid_minor > 0')).toEqual([
      { refunded_minor: 900 },
    ]);
  });

  it('still lets no delivery change or go', () => {
    const ledgerPath = oldLedger();
    upgrade(ledgerPath);
    for (const sql of ["UPDATE notifications SET verdict = 'repeated'", 'DELETE FROM notifications']) {
      expect(() => rowsOf(ledgerPath, `${sql} RETURNING id`)).toThrow('append-only');
    }
  });
});
