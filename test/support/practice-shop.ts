/**
 * A whole shop without Electron: real ledger file, real gateways, real HTTP to a real practice platform and back to a
 * real listener. Only the window and the keychain are left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MerchantAccount } from '../../preload/contract/index.ts';
import type { Order, OrderDraft } from '../../main/domain/order.ts';
import { createMemoryKeyStore } from '../../main/keychain/memory-key-store.ts';
import { openLedger, type OpenLedger } from '../../main/ledger/write/open-ledger.ts';
import { startNotificationListener, type NotificationListener } from '../../main/notify/listener.ts';
import { PaymentDesk } from '../../main/payments/payment-desk.ts';
import type { GatewayFor, KeyStore } from '../../main/ports/index.ts';
import { startPracticePlatform, type PracticePlatform } from '../../main/practice/platform.ts';
import { systemClock } from '../../main/common/system-clock.ts';
import { createGatewayDirectory } from '../../main/accounts/gateway-directory.ts';
import { openPracticeKeys, type PracticeKeys } from '../../main/accounts/practice-keys.ts';
import { practiceMerchantAccounts } from '../../main/accounts/practice-merchant-accounts.ts';
import { draftOf } from './orders.ts';
import { actOnPhone, type PhoneAction } from './practice-phone.ts';

export interface PracticeShop {
  readonly folder: string;
  readonly platform: PracticePlatform;
  readonly ledger: OpenLedger;
  readonly desk: PaymentDesk;
  readonly accounts: readonly MerchantAccount[];
  /** The till's half of the practice keys. */
  readonly keys: KeyStore;
  /** `customerCode`: what the customer's wallet shows; without it the shop shows a code. */
  readonly take: (draft: OrderDraft, customerCode?: string) => Promise<Order>;
  readonly draft: (gateway: MerchantAccount['gateway'], changes?: Partial<OrderDraft>) => OrderDraft;
  /** Resolves with the order as soon as it is in one of the states. */
  readonly reaches: (orderNo: string, ...states: Order['state'][]) => Promise<Order>;
  readonly phone: (action: PhoneAction, orderNo: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Two RSA pairs take longer to make than most tests take to run: one set serves a whole file. */
let sharedKeys: Promise<PracticeKeys> | null = null;

export async function openPracticeShop(options: { readonly listener: boolean }): Promise<PracticeShop> {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-shop-'));
  const keys = await (sharedKeys ??= openPracticeKeys(createMemoryKeyStore(), false));
  if (keys.kind !== 'ready') throw new Error('no practice keys');
  const platform = await startPracticePlatform({
    booksPath: join(folder, 'platform.sqlite3'),
    credentials: keys.credentials,
    port: 0,
    phoneFilesFolder: null,
    notificationRetryMs: [50, 100, 200],
  });
  const accounts = practiceMerchantAccounts({
    scanForPayBaseUrl: platform.scanForPayBaseUrl,
    alipayGatewayUrl: platform.alipayGatewayUrl,
    codeValidMinutes: 5,
  });
  const opening = openLedger(join(folder, 'ledger.sqlite3'));
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { ledger } = opening;
  const directory = createGatewayDirectory({
    accountFor: (accountId) => accounts.find(({ id }) => id === accountId) ?? null,
    keys: () => keys.store,
    clock: systemClock,
    onReached: () => undefined,
    onClockSkew: () => undefined,
  });
  const gatewayFor: GatewayFor = (accountId) => directory.gatewayFor(accountId);

  const waiters = new Set<(order: Order) => void>();
  let listener: NotificationListener | null = null;
  const desk = new PaymentDesk({
    ledger,
    clock: systemClock,
    gatewayFor,
    notifyUrlFor: (accountId) => listener?.urlFor(accountId) ?? null,
    onOrderChanged: (order) => waiters.forEach((waiter) => waiter(order)),
    onNotificationRecorded: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  if (options.listener) {
    listener = await startNotificationListener({
      host: '127.0.0.1',
      port: 0,
      pathToken: 'a'.repeat(32),
      onNotification: (accountId, raw) => desk.receiveNotification(accountId, raw),
      onTurnedAway: (accountId, beginning, problem) => desk.recordTurnedAway(accountId, beginning, problem),
      onError: (fault) => {
        throw fault;
      },
    });
  }

  return {
    folder,
    platform,
    ledger,
    desk,
    accounts,
    keys: keys.store,
    take: async (draft, customerCode) => {
      const sale = await desk.createOrder(draft, customerCode);
      if (sale.kind !== 'taken') throw sale.fault;
      return sale.order;
    },
    draft: (gateway, changes) => draftFor(accounts, gateway, changes),
    reaches: async (orderNo, ...states) => {
      const now = await ledger.readOrder(orderNo);
      if (now !== null && states.includes(now.state)) return now;
      return new Promise<Order>((resolve) => {
        const waiter = (order: Order): void => {
          if (order.orderNo !== orderNo || !states.includes(order.state)) return;
          waiters.delete(waiter);
          resolve(order);
        };
        waiters.add(waiter);
      });
    },
    phone: (action, orderNo) => actOnPhone(platform.phoneUrl, action, orderNo),
    close: async () => {
      await listener?.stop();
      await desk.stop();
      await platform.stop();
      directory.close();
      ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function draftFor(
  accounts: readonly MerchantAccount[],
  gateway: MerchantAccount['gateway'],
  changes: Partial<OrderDraft> = {},
): OrderDraft {
  const account = accounts.find((candidate) => candidate.gateway === gateway);
  if (account === undefined) throw new Error(`no ${gateway} account`);
  return draftOf({
    requestKey: crypto.randomUUID(),
    accountId: account.id,
    accountName: account.name,
    gateway,
    merchantId: account.gateway === 'alipay' ? account.appId : account.partnerNo,
    sellerId: account.gateway === 'alipay' ? account.sellerId : null,
    ...changes,
  });
}
