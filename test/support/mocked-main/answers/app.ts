/** The app as a whole: what the window knows from its start on. */
import type { AppState, GroupHandlers } from '../../../../preload/contract/index.ts';
import { openLedger } from './ledger.ts';
import { paid } from './orders.ts';
import { twoMethods } from './sale.ts';
import { done, type MockedTill } from '../mocked-till.ts';
import { minutesFromNow, words } from '../shop.ts';

export function appState(change: Partial<AppState> = {}): AppState {
  return {
    mode: 'practice',
    language: 'en',
    appearance: 'light',
    tillName: words().till,
    terminalPrefix: 'T02',
    scalePrefixes: [],
    firstRunDone: true,
    listenerWish: { enabled: true, host: '127.0.0.1', port: 8899 },
    operatorName: words().operator,
    operators: [],
    operatorId: null,
    approvals: { refund: false, cancel: false, decide: false, settings: false, export: false },
    hasRecoveryCode: false,
    shopName: '',
    paidReturnSeconds: 5,
    sound: { isMuted: false, volume: 80 },
    customerDisplay: {
      enabled: true,
      displayId: null,
      displays: [
        { id: 1, label: 'Dell P2422H', width: 1366, height: 768, isCashiers: true },
        { id: 2, label: 'Elo 1002L', width: 1280, height: 800, isCashiers: false },
      ],
      shownOn: 2,
    },
    methods: twoMethods,
    lastMethodId: 'practice-scanforpay:alipay',
    accounts: [
      {
        account: {
          gateway: 'scanforpay',
          id: 'practice-scanforpay',
          name: 'ScanForPay',
          baseUrl: 'http://127.0.0.1:43110',
          partnerNo: '100010000000002',
          storeNo: 'SZ0004',
          terminalNo: '',
          currency: 'CNY',
          wallets: ['alipay', 'wechat_pay'],
          orderTitle: words().shop,
          codeValidMinutes: 5,
          publicNotifyUrl: '',
        },
        keys: [{ kind: 'scanforpay_sign_key', state: 'stored', setAt: '2026-11-12T02:00:00.000Z' }],
        isRetired: false,
      },
    ],
    keychain: 'available',
    listener: { status: 'listening', host: '127.0.0.1', port: 8899, wantedPort: null, leftOut: 0 },
    keepPersonalDays: 365,
    ledger: openLedger(),
    practice: { status: 'running', port: 43110, phoneUrl: 'http://127.0.0.1:43110/phone' },
    connection: 'online',
    openOrders: [],
    heldOrders: [],
    lastSale: paid({ dailyNumber: 142, amountMinor: 3_800, wallet: 'alipay', createdAt: minutesFromNow(-6) }),
    lastSaleAsOf: 9_000,
    attentionCount: 0,
    clockSkewMs: null,
    clockDoubt: null,
    restored: null,
    version: '0.1.0',
    ...change,
  };
}

export function appAnswers(till: MockedTill): GroupHandlers<'app'> {
  return {
    getAppState: () => Promise.resolve(till.state),
    copyText: () => Promise.resolve(done),
  };
}
