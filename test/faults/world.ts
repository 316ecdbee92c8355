/**
 * One shop and its surroundings: a data folder, the payment platform with its books, the proxy between them, and the
 * customers. Tills come and go; the rest stays.
 */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MerchantAccount } from '../../preload/contract/index.ts';
import type { KeyReference } from '../../main/ports/index.ts';
import { customerCodeText } from '../../main/practice/common/code-text.ts';
import {
  generatePracticeCredentials,
  practiceMerchant,
  type BothSides,
} from '../../main/practice/common/credentials.ts';
import { startPracticePlatform, type PracticePlatform } from '../../main/practice/platform.ts';
import { systemClock } from '../../main/practice/common/time.ts';
import { defaultSettings, type Settings } from '../../main/settings/settings-schema.ts';
import type { Random } from '../fuzz/random.ts';
import type { Trade } from '../../main/practice/common/books.ts';
import {
  auditOrComplain,
  readBooks,
  type Audit,
  type Auditor,
  type Dispute,
  type Finding,
  type ToldRefund,
  type ToldSale,
} from './audit.ts';
import { Customers } from './customers.ts';
import { passEverything, pause, Proxy, type Judge } from './proxy.ts';
import type { LaunchTill, RunningTill } from './running-till.ts';

const scanForPayId = 'faults-scanforpay';
const alipayId = 'faults-alipay';

const auditEveryMs = 20;
/** A till that has not come to agree with the books by then never will: its watcher asks at once after a start. */
const defaultAgreementLimitMs = 20_000;

export interface MerchantKeys {
  readonly credentials: BothSides['platform'];
  readonly keys: readonly { readonly reference: KeyReference; readonly value: string }[];
}

export async function makeMerchantKeys(): Promise<MerchantKeys> {
  const { platform, till } = await generatePracticeCredentials();
  return {
    credentials: platform,
    keys: [
      { reference: { accountId: scanForPayId, kind: 'scanforpay_sign_key' }, value: till.scanForPay.signKey },
      { reference: { accountId: alipayId, kind: 'alipay_app_private_key' }, value: till.alipay.appPrivateKey },
      { reference: { accountId: alipayId, kind: 'alipay_public_key' }, value: till.alipay.alipayPublicKey },
    ],
  };
}

export interface WorldParts {
  /** An empty folder. */
  readonly folder: string;
  readonly merchant: MerchantKeys;
  readonly launch: LaunchTill;
  readonly random: Random;
  /** How ledger and books are compared. Left out: here and now. */
  readonly auditor?: Auditor;
  /** How long the till has to come to agree with the books. Left out: 20 s. */
  readonly agreementLimitMs?: number;
}

interface Surroundings {
  readonly platform: PracticePlatform;
  readonly proxy: Proxy;
  readonly booksPath: string;
  /** What the platform's clock is ahead of this computer's. */
  readonly time: { aheadMs: number };
  readonly customers?: Customers;
}

export class World {
  readonly userDataFolder: string;
  readonly ledgerPath: string;
  readonly platform: PracticePlatform;
  readonly proxy: Proxy;
  readonly customers: Customers;
  readonly random: Random;
  readonly #booksPath: string;
  readonly #time: Surroundings['time'];
  readonly #parts: WorldParts;
  readonly #launch: LaunchTill;
  readonly #auditor: Auditor;
  readonly #agreementLimitMs: number;
  readonly #told: ToldSale[] = [];
  readonly #toldRefunds: ToldRefund[] = [];
  readonly #disputes: Dispute[] = [];
  readonly #gone = new Set<string>();
  readonly #setBack = new Set<string>();
  readonly #noted: Finding[] = [];
  /** What this till was asked to sell, whatever came of it. */
  readonly #asked = new Set<string>();
  /** Accounts that were not as the merchant's are for a while. */
  readonly #wronged = new Set<string>();
  #other: World | null = null;
  /** Customers pay something else than was asked for, every other time. */
  areSumsChanged = false;

  static async open(parts: WorldParts): Promise<World> {
    const folder = realpathSync(parts.folder);
    const booksPath = join(folder, 'books.sqlite3');
    const time = { aheadMs: 0 };
    const platform = await startPracticePlatform({
      clock: { ...systemClock, now: () => new Date(Date.now() + time.aheadMs) },
      booksPath,
      credentials: parts.merchant.credentials,
      port: 0,
      phoneFilesFolder: null,
      notificationRetryMs: [50, 100, 200, 400, 800, 1_600, 3_200],
      // A till that is killed breaks off its requests; that is what this is all about.
      onError: () => undefined,
    });
    return World.#settle({ ...parts, folder }, 'till', { platform, booksPath, time });
  }

  static async #settle(parts: WorldParts, name: string, made: Omit<Surroundings, 'proxy'>): Promise<World> {
    const listenerPort = await freePort();
    const proxy = new Proxy({ platform: made.platform.port, listener: listenerPort });
    await proxy.open();
    const world = new World(parts, name, { ...made, proxy });
    world.#writeSettings(listenerPort);
    world.watch();
    return world;
  }

  private constructor(parts: WorldParts, name: string, made: Surroundings) {
    this.#parts = parts;
    this.userDataFolder = join(parts.folder, name);
    this.ledgerPath = join(this.userDataFolder, 'live', 'ledger.sqlite3');
    this.platform = made.platform;
    this.proxy = made.proxy;
    this.random = parts.random;
    this.customers =
      made.customers ?? new Customers(made.platform, parts.random, (orderNo) => this.#changeSum(orderNo));
    this.#booksPath = made.booksPath;
    this.#time = made.time;
    this.#launch = parts.launch;
    this.#auditor = parts.auditor ?? auditOrComplain;
    this.#agreementLimitMs = parts.agreementLimitMs ?? defaultAgreementLimitMs;
  }

  /** Another till of the same shop, on the same accounts, with a ledger and a way to the platform of its own. */
  async besides(): Promise<World> {
    if (this.#other === null) {
      const { platform, customers } = this;
      const other = await World.#settle(this.#parts, 'second till', {
        platform,
        customers,
        booksPath: this.#booksPath,
        time: this.#time,
      });
      other.#other = this;
      this.#other = other;
    }
    return this.#other;
  }

  /** What a wreck itself has found to be wrong; told with the next audit. */
  complain(...findings: readonly Finding[]): void {
    this.#noted.push(...findings);
  }

  /** No file is left in which these orders stand, or stand as they were. */
  forget(orders: { readonly gone: readonly string[]; readonly setBack: readonly string[] }): void {
    for (const orderNo of orders.gone) this.#gone.add(orderNo);
    for (const orderNo of orders.setBack) this.#setBack.add(orderNo);
  }

  /** The platform's books, as they stand. */
  trades(): readonly Trade[] {
    return readBooks(this.#booksPath).trades;
  }

  /** How many orders were to be paid with another sum. */
  get changedSums(): number {
    return this.#disputes.length;
  }

  /** How many sales the till has said it could not record. */
  get refusedSales(): number {
    return this.#told.filter(({ orderNo }) => orderNo === null).length;
  }

  launch(
    env: Readonly<Record<string, string>>,
    onStarted?: (kill: () => void) => void,
    time: { readonly clockAheadMs?: number; readonly isHurried?: boolean } = {},
  ): Promise<RunningTill> {
    const hook = onStarted === undefined ? {} : { onStarted };
    return this.#launch({ userDataFolder: this.userDataFolder, env, ...time, ...hook });
  }

  /** Waits until the ledger agrees with the books; gives what still differs when the limit is over. */
  async agree(): Promise<Audit> {
    await this.customers.idle();
    const deadlineMs = performance.now() + this.#agreementLimitMs;
    for (;;) {
      const startedAtMs = performance.now();
      const result = await this.#auditor({
        ledgerPath: this.ledgerPath,
        booksPath: this.#booksPath,
        told: this.#told,
        toldRefunds: this.#toldRefunds,
        disputes: this.#disputes,
        gone: [...this.#gone],
        setBack: [...this.#setBack],
        othersKeys: this.#other === null ? [] : [...this.#other.#asked],
        movedBack: this.proxy.movedBack,
        wrongedAccounts: [...this.#wronged],
      });
      if (result.findings.length === 0 || performance.now() > deadlineMs) {
        const repeats = this.proxy.takeRepeats().map((operation) => ({
          fault: 'doubled' as const,
          orderNo: '',
          detail: `the very same request came twice: ${operation}`,
        }));
        return { ...result, findings: [...result.findings, ...repeats, ...this.#noted.splice(0)] };
      }
      // The platform answers in this process: most of the time has to be its own.
      await pause(Math.max(auditEveryMs, 3 * (performance.now() - startedAtMs)));
    }
  }

  /**
   * Takes a sale through the till and notes what the till said. Resolves to the order's number; `null` when the till
   * could not record it. Rejects when the till ends meanwhile, and then nothing has been promised.
   */
  async sell(till: RunningTill, requestKey: string = crypto.randomUUID()): Promise<string | null> {
    const [accountId, wallet] = this.random.pick([
      [scanForPayId, 'alipay'],
      [scanForPayId, 'wechat_pay'],
      [alipayId, 'alipay'],
      [alipayId, 'alipay'],
    ] as const);
    // Some customers show a code of their own.
    const customerCode = this.random.below(4) === 0 ? customerCodeText(wallet) : null;
    this.#asked.add(requestKey);
    const result = await till.call('createOrder', {
      customerCode,
      requestKey,
      accountId,
      wallet,
      amountMinor: 1 + this.random.below(99_999),
      currency: 'CNY',
      note: requestKey,
    });
    if (!result.ok && result.problem.code !== 'ledger_failed') throw new Error(`The till said ${result.problem.code}`);
    const orderNo = result.ok ? result.value.orderNo : null;
    this.#told.push({ requestKey, orderNo });
    return orderNo;
  }

  /**
   * Gives money back for a payment that the platform has: all of it or a part, and sometimes the cashier clicks twice.
   * Resolves to the order's number; `null` when there is nothing to give back now.
   */
  async giveBack(till: RunningTill): Promise<string | null> {
    const { random } = this;
    const paid = this.platform.readState().trades.filter(({ status }) => status === 'paid');
    if (paid.length === 0) return null;
    const { orderNo } = random.pick(paid);
    const order = await till.call('checkOrder', { orderNo });
    if (!order.ok || order.value.refundableMinor === 0) return null;
    const { refundableMinor } = order.value;
    const amountMinor = random.below(2) === 0 ? refundableMinor : 1 + random.below(refundableMinor);
    const request = { requestKey: crypto.randomUUID(), orderNo, amountMinor, reason: 'brought back' };
    const clicks = random.below(4) === 0 ? 2 : 1;
    const results = await Promise.all(Array.from({ length: clicks }, () => till.call('requestRefund', request)));
    if (results.some(({ ok }) => ok)) this.#toldRefunds.push(request);
    return orderNo;
  }

  /** Has the judge decide at every point; customers come as soon as there is a code for them. */
  watch(judge: Judge = passEverything): void {
    this.proxy.judge = (point) => {
      if (point.operation === 'create' && point.stage === 'booked') this.customers.look();
      return judge(point);
    };
  }

  /** What time it is at the gateways, and so in truth. */
  setPlatformClock(aheadMs: number): void {
    this.#time.aheadMs = aheadMs;
  }

  /** In the settings of a till that is not running. */
  keepPersonalDays(days: number): void {
    this.#changeSettings((settings) => ({ ...settings, keepPersonalDays: days }));
  }

  setListener(enabled: boolean): void {
    this.#changeSettings((settings) => ({ ...settings, listener: { ...settings.listener, enabled } }));
  }

  get keys(): MerchantKeys['keys'] {
    return this.#parts.merchant.keys;
  }

  get accountIds(): readonly string[] {
    return [scanForPayId, alipayId];
  }

  /** Something is wrong with the account from now on; a person may be called for it, whatever becomes of it later. */
  wrong(accountId: string): void {
    this.#wronged.add(accountId);
  }

  /** In the settings of a till that is not running. */
  changeAccounts(change: (account: MerchantAccount) => MerchantAccount): void {
    this.#changeSettings(({ accounts, ...settings }) => ({
      ...settings,
      accounts: { ...accounts, live: accounts.live.map(change) },
    }));
  }

  #changeSettings(change: (settings: Settings) => Settings): void {
    const path = join(this.userDataFolder, 'settings.json');
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Settings)));
  }

  async close(): Promise<void> {
    await this.customers.idle();
    this.proxy.letGo();
    await this.proxy.close();
    await this.#other?.proxy.close();
    await this.platform.stop();
  }

  /** The platform books another sum than it was asked to. */
  #changeSum(orderNo: string): void {
    if (!this.areSumsChanged || this.random.below(2) === 0) return;
    const books = new Database(this.#booksPath);
    try {
      const askedMinor = books
        .prepare(`SELECT amountMinor FROM trades WHERE orderNo = ? AND status = 'scanned'`)
        .pluck()
        .get(orderNo) as number | undefined;
      if (askedMinor === undefined) return;
      const paidMinor =
        this.random.below(2) === 0 ? askedMinor + 1 : Math.ceil(askedMinor / 2) + (askedMinor < 2 ? 1 : 0);
      books.prepare('UPDATE trades SET amountMinor = ? WHERE orderNo = ?').run(paidMinor, orderNo);
      this.#disputes.push({ orderNo, askedMinor });
    } finally {
      books.close();
    }
  }

  #writeSettings(listenerPort: number): void {
    mkdirSync(this.userDataFolder, { recursive: true });
    const settings = defaultSettings('0'.repeat(32));
    const live: Settings = {
      ...settings,
      firstRunDone: true,
      mode: 'live',
      language: 'en',
      listener: { ...settings.listener, port: listenerPort },
      accounts: { practice: [], live: accountsAt(this.proxy.url) },
    };
    writeFileSync(join(this.userDataFolder, 'settings.json'), JSON.stringify(live));
  }
}

function accountsAt(url: string): MerchantAccount[] {
  const common = { codeValidMinutes: 5, publicNotifyUrl: url };
  return [
    {
      ...common,
      gateway: 'scanforpay',
      id: scanForPayId,
      name: 'ScanForPay',
      baseUrl: url,
      partnerNo: practiceMerchant.scanForPay.partnerNo,
      storeNo: practiceMerchant.scanForPay.storeNo,
      terminalNo: '',
      currency: practiceMerchant.scanForPay.currency,
      wallets: ['alipay', 'wechat_pay'],
      orderTitle: 'Shop',
    },
    {
      ...common,
      gateway: 'alipay',
      id: alipayId,
      name: 'Alipay',
      gatewayUrl: `${url}/gateway.do`,
      appId: practiceMerchant.alipay.appId,
      sellerId: practiceMerchant.alipay.sellerId,
      signType: 'RSA2',
      storeId: '',
      terminalId: '',
      subject: 'Shop',
    },
  ];
}

/** A port that nobody listens on now. The till takes another where somebody was quicker; then it is told nothing. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
