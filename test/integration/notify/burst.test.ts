import { request } from 'node:http';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { MerchantAccount } from '../../../preload/contract/index.ts';
import type { Order } from '../../../main/domain/order.ts';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import type { KeyKind } from '../../../main/ports/index.ts';
import { defaultSettings, type Settings } from '../../../main/settings/settings-schema.ts';
import { headlessTills } from '../../faults/headless-till.ts';
import type { RunningTill } from '../../faults/running-till.ts';
import { buildShim, Shim } from '../../faults/shim.ts';
import { draftOf } from '../../support/orders.ts';
import { merchantIdOf, merchantOf, type Merchant } from '../../support/world/accounts.ts';
import { AlipayWire } from '../../support/world/alipay-wire.ts';
import { notifyUrlPrefix, Post, type Message } from '../../support/world/post.ts';
import { ScanForPayWire } from '../../support/world/scanforpay-wire.ts';
import { Trades } from '../../support/world/trades.ts';
import { bundle } from '../ledger/bundle.ts';

const orderCount = 300;
/** So many answers of «success», and the till is gone. */
const killAfter = 100;
/** More than the listener works on at a time, and than it lets one address send at once. */
const senders = 40;
const pathToken = '0'.repeat(32);
/** Nobody is there: what happened is learned by notification or not at all. */
const nowhere = 'http://127.0.0.1:9';
/** For a slow computer; nothing takes it when all is well. */
const setUpLimitMs = 60_000;
const testLimitMs = 120_000;
const merchants = [merchantOf('scanforpay-a'), merchantOf('alipay-a')];

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'scantill-burst-')));
const ledgerPath = path.join(folder, 'live', 'ledger.sqlite3');
const shimBuild = buildShim(path.resolve(import.meta.dirname, '../../faults/shim.c'), folder);
let launch: (env?: Readonly<Record<string, string>>) => Promise<RunningTill>;

beforeAll(async () => {
  const [scriptPath, readerWorkerPath, maintenanceWorkerPath] = await Promise.all([
    bundle('test/faults/till-process.ts', path.join(folder, 'till-process.cjs')),
    bundle('main/ledger/read/reader-worker.ts', path.join(folder, 'ledger-reader.cjs')),
    bundle('main/ledger/backup/maintenance-worker.ts', path.join(folder, 'ledger-maintenance.cjs')),
  ]);
  const keys = merchants.flatMap(({ id, tillKeys }) =>
    Object.entries(tillKeys).map(([kind, value]) => ({ reference: { accountId: id, kind: kind as KeyKind }, value })),
  );
  const start = headlessTills({ scriptPath, readerWorkerPath, maintenanceWorkerPath, keys });
  launch = async (env = {}) => {
    const till = await start({ userDataFolder: folder, env });
    onTestFinished(() => till.kill());
    return till;
  };
}, setUpLimitMs);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it(
  'whatever was answered with «success» in a burst is in the ledger, though the till was killed in the middle',
  async () => {
    const messages = await sellAndPay();
    const { till: first, killInCommit } = await launchDoomed();
    const answered = new Set<Message>();
    await burst(first, messages, (message) => {
      answered.add(message);
      if (answered.size === killAfter) killInCommit();
    });
    await first.gone;
    expect(answered.size).toBeGreaterThanOrEqual(killAfter);
    expect(answered.size).toBeLessThan(orderCount);
    const kept = readLedger();
    expect(kept.chain).toBe('sound');
    const paid = new Set(kept.orders.filter(({ state }) => state === 'paid').map(({ orderNo }) => orderNo));
    expect([...answered].map(orderNoIn).filter((orderNo) => !paid.has(orderNo))).toEqual([]);
    expect(kept.deliveries).toBeGreaterThanOrEqual(answered.size);

    // The gateways send again what was not answered.
    const second = await launch();
    const unanswered = messages.filter((message) => !answered.has(message));
    await burst(second, unanswered, () => undefined);
    await second.quit();
    const settled = readLedger();
    expect(settled.chain).toBe('sound');
    expect(settled.orders.filter(({ state, attention }) => state !== 'paid' || attention !== null)).toEqual([]);
    expect(settled.payments).toBe(orderCount);
  },
  testLimitMs,
);

/** A till that can be killed where it hurts most: in the middle of writing a commit, or at once where there is no shim. */
async function launchDoomed(): Promise<{ readonly till: RunningTill; readonly killInCommit: () => void }> {
  if (shimBuild.kind === 'missing') {
    const till = await launch();
    return { till, killInCommit: () => till.kill() };
  }
  const controlPath = path.join(folder, 'shim-control');
  const shim = new Shim({ library: shimBuild.library, ledgerPath, controlPath, undoPath: null });
  onTestFinished(() => shim.close());
  const till = await launch(shim.env);
  return { till, killInCommit: () => shim.arm({ action: 'kill_before', calls: ['write'], files: ['wal'], at: 2 }) };
}

/** Orders in the ledger whose codes are out, and the signed messages that all of them have been paid. */
async function sellAndPay(): Promise<readonly Message[]> {
  mkdirSync(path.dirname(ledgerPath), { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings()));
  const opening = openLedger(ledgerPath);
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { ledger } = opening;
  const now = (): Date => new Date();
  const trades = new Trades(
    {
      codeLifeMs: 7_200_000,
      tellsTimeouts: false,
      cancelKillsCode: false,
      cancelDeniesTrade: false,
      slowRefunds: false,
      refusesRepeatedRefund: false,
      tellsEverything: false,
      paysAtOnce: false,
    },
    () => now().getTime(),
  );
  const post = new Post(trades, { scanforpay: new ScanForPayWire(trades, now), alipay: new AlipayWire(trades, now) });
  await Promise.all(
    Array.from({ length: orderCount }, async (_, index) => {
      const merchant = merchants[index % merchants.length] as Merchant;
      const { order } = await ledger.createOrder(draftFor(merchant), now());
      const payload = { qrText: 'https://qr.alipay.com/bax0', gatewayOrderNo: null, imageUrls: [], evidence: null };
      await ledger.append(order.orderNo, order.version, [{ type: 'create.succeeded', payload }], now());
      const { orderNo, amountMinor, wallet } = order;
      trades.book({ orderNo, merchant, till: 0, amountMinor, wallet, notifyUrl: notifyUrlPrefix + merchant.id });
      trades.scan(orderNo, merchant.id);
      trades.pay(orderNo, merchant.id);
    }),
  );
  ledger.close();
  return post.messages;
}

function draftFor(merchant: Merchant) {
  return draftOf({
    requestKey: crypto.randomUUID(),
    accountId: merchant.id,
    gateway: merchant.gateway,
    merchantId: merchantIdOf(merchant),
    sellerId: merchant.gateway === 'alipay' ? merchant.account.sellerId : null,
    currency: merchant.currency,
    validForMs: 7_200_000,
  });
}

function settings(): Settings {
  const made = defaultSettings(pathToken);
  const live = merchants.map((merchant): MerchantAccount => {
    const shared = { name: merchant.id, publicNotifyUrl: '' };
    if (merchant.gateway === 'alipay') {
      return { ...merchant.account, ...shared, gateway: 'alipay', gatewayUrl: nowhere };
    }
    const { account, currency } = merchant;
    return { ...account, ...shared, gateway: 'scanforpay', baseUrl: nowhere, currency, wallets: ['alipay'] };
  });
  return { ...made, mode: 'live', listener: { ...made.listener, port: 0 }, accounts: { practice: [], live } };
}

/** Sends all messages at once, each again until it is answered with «success» or the till is gone. */
async function burst(
  till: RunningTill,
  messages: readonly Message[],
  onSuccess: (message: Message) => void,
): Promise<void> {
  const state = await till.call('getAppState', undefined);
  if (state.listener.status !== 'listening') throw new Error('the listener is not there');
  const { port } = state.listener;
  const waiting = [...messages];
  let tries = 0;
  const send = async (): Promise<void> => {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      const answer = await deliver(port, message, addressOf((tries += 1))).catch(() => null);
      if (answer === 'success') onSuccess(message);
      else if (till.isGone) return;
      else waiting.push(message);
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
}

/** Linux has the whole of 127.0.0.0/8; elsewhere all comes from one address, and the listener slows it down. */
function addressOf(tries: number): string {
  return process.platform === 'linux' ? `127.0.1.${1 + (tries % 200)}` : '127.0.0.1';
}

function deliver(port: number, { accountId, raw }: Message, localAddress: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        localAddress,
        path: `/notify/${pathToken}/${accountId}`,
        method: 'POST',
        headers: { 'content-type': raw.contentType },
        agent: false,
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () => resolve(text));
        response.once('error', reject);
      },
    );
    sent.once('error', reject);
    sent.end(raw.body);
  });
}

function orderNoIn({ raw }: Message): string {
  return /T01_\d{8}_\d{4}_\w+/u.exec(Buffer.from(raw.body).toString())?.[0] ?? '';
}

function readLedger(): {
  readonly orders: readonly Order[];
  readonly chain: string;
  readonly deliveries: number;
  readonly payments: number;
} {
  const reader = openReadOnly(ledgerPath);
  try {
    const { orders } = readerQueries.listOrders(reader, { search: '', states: null, after: null, limit: 1_000_000 });
    const chain = readerQueries.verifyChain(reader).kind;
    const count = (sql: string): number => reader.prepare(sql).pluck().get() as number;
    return {
      orders,
      chain,
      deliveries: count('SELECT count(*) FROM notifications'),
      payments: count("SELECT count(*) FROM events WHERE type = 'payment.succeeded'"),
    };
  } finally {
    reader.close();
  }
}
