/** States of the window that a real main process reaches only with time and luck, each as a few typed lines. */
import type { AppState, CallProblem, EventValue, Handlers, OrderView } from '../../../preload/contract/index.ts';
import {
  appState,
  audit,
  dayOfOrders,
  alipayAccount,
  backups,
  badSelfTest,
  askingCataloguePreview,
  cataloguePreview,
  deliveries,
  failedBook,
  goodSelfTest,
  goods,
  held,
  heldSales,
  minutesFromNow,
  openBook,
  order,
  paid,
  people,
  problem,
  refund,
  refundedInParts,
  restored,
  silentWatch,
  threeMethods,
  timeline,
  twoMethods,
  yenMethods,
  unmatchedPayments,
} from './fixtures.ts';

export interface Scene {
  readonly state: AppState;
  /** Orders that exist, newest first. */
  readonly orders: readonly OrderView[];
  /** What `createOrder` returns; by default a new waiting order. */
  readonly created?: OrderView;
  /** What main tells when a test lets it go on. */
  readonly news?: OrderView;
  readonly handlers?: Partial<Handlers<'cashier'>>;
}

type Emit = <Event extends 'appStateChanged' | 'orderChanged'>(
  event: Event,
  value: EventValue<'cashier', Event>,
) => void;

const done = { ok: true, value: null } as const;

/** Handlers that answer from the scene and remember settings. */
export function handlersOf(scene: Scene, emit: Emit): Handlers<'cashier'> {
  let state = scene.state;
  const orders = [...scene.orders];
  const find = (orderNo: string) => orders.find((one) => one.orderNo === orderNo);
  const found = (orderNo: string) => {
    const one = find(orderNo);
    return Promise.resolve(
      one === undefined
        ? ({ ok: false, problem: { code: 'order_unknown', detail: orderNo } } as const)
        : ({ ok: true, value: one } as const),
    );
  };
  return {
    getAppState: () => Promise.resolve(state),
    createOrder: ({ amountMinor, currency, wallet, note }) => {
      const created = scene.created ?? order({ amountMinor, currency, wallet, note, createdAt: minutesFromNow(0) });
      orders.unshift(created);
      return Promise.resolve({ ok: true, value: created });
    },
    holdOrder: ({ amountMinor, currency, wallet, note, lines, discountMinor }) => {
      const content = { amountMinor, currency, wallet, note, lines, discountMinor };
      const created = held({ ...content, createdAt: minutesFromNow(0) });
      orders.unshift(created);
      return Promise.resolve({ ok: true, value: created });
    },
    discardOrder: ({ orderNo }) => {
      const one = find(orderNo);
      if (one === undefined) return found(orderNo);
      const discarded: OrderView = { ...one, state: 'discarded', display: 'discarded', version: one.version + 1 };
      orders[orders.indexOf(one)] = discarded;
      return Promise.resolve({ ok: true, value: discarded });
    },
    retryCreate: ({ orderNo }) => found(orderNo),
    checkOrder: ({ orderNo }) => found(orderNo),
    cancelOrder: ({ orderNo }) => {
      const one = find(orderNo);
      if (one === undefined) return found(orderNo);
      const closed: OrderView = {
        ...one,
        state: 'closed',
        display: 'expired',
        learnedBy: 'cancel',
        watch: null,
        canCancel: false,
        version: one.version + 1,
      };
      orders[orders.indexOf(one)] = closed;
      emit('orderChanged', closed);
      return Promise.resolve({ ok: true, value: closed });
    },
    requestRefund: ({ orderNo }) => found(orderNo),
    decideOrder: ({ orderNo }) => found(orderNo),
    reapplyNotification: () => Promise.resolve({ ok: true, value: 'success' }),
    getOrder: ({ orderNo }) => {
      const one = find(orderNo);
      return Promise.resolve(
        one === undefined
          ? { ok: false, problem: { code: 'order_unknown', detail: orderNo } }
          : { ok: true, value: { order: one, timeline: timeline(one) } },
      );
    },
    listOrders: ({ search, display, after, limit }) => {
      const wanted = search.toLowerCase();
      const matching = orders.filter(
        (one) =>
          (display === null || one.display === display) &&
          `${one.orderNo} ${one.note} ${(one.amountMinor / 100).toFixed(2)}`.toLowerCase().includes(wanted),
      );
      const from = matching.findIndex(({ orderNo }) => orderNo === after) + 1;
      const page = matching.slice(from, from + limit);
      return Promise.resolve({
        ok: true,
        value: { orders: page, total: matching.length, hasMore: from + limit < matching.length },
      });
    },
    listUnmatched: () => Promise.resolve({ ok: true, value: [] }),
    settleUnmatched: () => Promise.resolve(done),
    listNotifications: () => Promise.resolve({ ok: true, value: deliveries(state.profiles[0]?.profile.id ?? '') }),
    changeSettings: (changes) => {
      const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const customerDisplay = { ...state.customerDisplay, ...changes.customerDisplay };
      state = { ...state, ...defined, customerDisplay };
      emit('appStateChanged', state);
      return Promise.resolve(done);
    },
    setMode: ({ mode }) => {
      state = { ...state, mode, practice: mode === 'live' ? null : state.practice };
      emit('appStateChanged', state);
      return Promise.resolve(done);
    },
    saveProfile: () => Promise.resolve(done),
    retireProfile: () => Promise.resolve(done),
    setKey: () => Promise.resolve(done),
    importProfile: () => Promise.resolve({ ok: true, value: { profileId: null } }),
    chooseOperator: ({ operatorId }) => {
      const chosen = state.operators.find(({ id }) => id === operatorId) ?? state.operators[0];
      state = { ...state, operatorId: chosen?.id ?? null, operatorName: chosen?.name ?? '' };
      emit('appStateChanged', state);
      return Promise.resolve(done);
    },
    saveOperator: () => Promise.resolve({ ok: true, value: { recoveryCode: null } }),
    removeOperator: () => Promise.resolve({ ok: true, value: { recoveryCode: null } }),
    renewRecoveryCode: () => Promise.resolve({ ok: true, value: { recoveryCode } }),
    recoverPin: () => Promise.resolve({ ok: true, value: { recoveryCode } }),
    setApprovals: () => Promise.resolve(done),
    listAudit: () => Promise.resolve({ ok: true, value: audit() }),
    findGoods: ({ code }) => Promise.resolve({ ok: true, value: goods().find((one) => one.code === code) ?? null }),
    listGoods: ({ search }) => {
      const found = goods().filter(({ name, code }) => `${code} ${name}`.toLowerCase().includes(search.toLowerCase()));
      return Promise.resolve({ ok: true, value: { goods: found, total: found.length } });
    },
    saveGoods: () => Promise.resolve(done),
    removeGoods: () => Promise.resolve(done),
    previewCatalogue: () => Promise.resolve({ ok: true, value: cataloguePreview() }),
    rereadCatalogue: () => Promise.resolve({ ok: true, value: cataloguePreview() }),
    importCatalogue: () => Promise.resolve(done),
    exportCatalogue: () => Promise.resolve({ ok: true, value: true }),
    recheckKeys: () => Promise.resolve(done),
    backUpNow: () => Promise.resolve({ ok: true, value: { madeAt: minutesFromNow(0) } }),
    listBackups: () => Promise.resolve({ ok: true, value: backups() }),
    showBackups: () => Promise.resolve(done),
    checkLedger: () =>
      Promise.resolve({ ok: true, value: { kind: 'sound', events: 41_190, orders: 9_814, headHash: '4c'.repeat(32) } }),
    restoreLedger: () => {
      const report = restored();
      state = { ...state, ledger: openBook(), restored: report };
      emit('appStateChanged', state);
      return Promise.resolve({ ok: true, value: report });
    },
    askAboutMissing: () => Promise.resolve(done),
    dismissRestored: () => {
      state = { ...state, restored: null };
      emit('appStateChanged', state);
      return Promise.resolve(done);
    },
    restoreFromFile: () => Promise.resolve({ ok: true, value: null }),
    beginLedger: () => {
      state = { ...state, ledger: openBook({ lastBackupAt: null, lastClosedDay: null }) };
      emit('appStateChanged', state);
      return Promise.resolve(done);
    },
    renewPracticeKeys: () => Promise.resolve(done),
    testProfile: () => Promise.resolve({ ok: true, value: goodSelfTest() }),
    openPracticePhone: () => Promise.resolve(done),
    copyText: () => Promise.resolve(done),
    showToCustomer: () => Promise.resolve(done),
    previewCustomerDisplay: () => Promise.resolve(done),
    ...scene.handlers,
  };
}

const recoveryCode = '7QK2-0MZD-XJ4T-P9AB';

const live = { mode: 'live', practice: null } as const;

function waitingBeside(shown: OrderView): OrderView[] {
  return [
    shown,
    order({ dailyNumber: 141, amountMinor: 2_600, codeExpiresAt: minutesFromNow(1.2) }),
    order({ dailyNumber: 139, amountMinor: 6_400, display: 'unknown', state: 'close_unknown' }),
  ];
}

function showing(shown: OrderView, change: Partial<AppState> = {}): Scene {
  return { state: appState({ openOrders: [], ...change }), orders: [shown], created: shown };
}

/** Held for good: Electron tells the page of an answer that nothing can give any more, once it is collected. */
const unanswered: unknown[] = [];

/** A call that never ends. */
const never = () =>
  new Promise<never>((resolve) => {
    unanswered.push(resolve);
  });

const finished = { watch: null, canCancel: false } as const;

function onDay(change: Partial<AppState>): Scene {
  const orders = dayOfOrders();
  const lastSale = orders.find(({ display }) => display === 'paid') ?? null;
  return { state: appState({ attentionCount: 2, lastSale, ...change }), orders };
}

/** Main tells of an order while the cashier is at the next one. */
function telling(change: Partial<OrderView>, before: Partial<OrderView> = {}): Scene {
  const known = order({ dailyNumber: 139, amountMinor: 6_400, ...before });
  return { state: appState({ openOrders: [known] }), orders: [known], news: { ...known, version: 9_001, ...change } };
}

function ledgerFailed(reason: Extract<AppState['ledger'], { status: 'failed' }>['reason'], detail: string): Scene {
  return { state: appState({ ledger: failedBook(reason, { detail }) }), orders: [] };
}

function refusing(code: CallProblem['code']): Scene {
  const refuse = () => Promise.resolve({ ok: false, problem: { code, detail: '' } } as const);
  return { state: appState(), orders: [], handlers: { createOrder: refuse } };
}

const keys = (state: 'checking' | 'memory_only' | 'missing_or_locked' | 'unavailable'): Partial<AppState> => ({
  keychain: state === 'memory_only' ? 'unavailable' : state,
  profiles: appState().profiles.map((one) => ({
    ...one,
    keys: one.keys.map((key) => ({ ...key, state })),
  })),
});

/** Scenes by name. Those that show an order show it after a charge; for those of Settings see the views. */
export const scenes = {
  idle: () => ({ state: appState(), orders: [] }),
  idleLive: () => ({ state: appState(live), orders: [] }),
  firstDay: () => ({ state: appState({ lastSale: null, lastMethodId: null, methods: threeMethods }), orders: [] }),
  withScale: () => ({
    state: appState({ scalePrefixes: ['26'] }),
    orders: [],
    handlers: {
      findGoods: ({ code }) => Promise.resolve({ ok: true, value: code === '2612345' ? (goods()[0] ?? null) : null }),
    },
  }),
  yen: () => ({
    state: appState({
      ...live,
      methods: yenMethods,
      lastSale: paid({ amountMinor: 980, currency: 'JPY', wallet: 'alipay', dailyNumber: 142 }),
    }),
    orders: [],
  }),
  openOrders: () => {
    const [, second, third] = waitingBeside(order());
    const open = [second, third].filter((one) => one !== undefined);
    return { state: appState({ ...live, openOrders: open, attentionCount: 1 }), orders: open };
  },
  manyOpenOrders: () => {
    const open = Array.from({ length: 9 }, (_, index) =>
      order({ dailyNumber: 150 + index, amountMinor: 1_000 * (index + 1) }),
    );
    return { state: appState({ openOrders: open, attentionCount: 1 }), orders: open };
  },
  held: () => {
    const sales = heldSales();
    return { state: appState({ ...live, ...people(), heldOrders: sales }), orders: sales };
  },
  heldBesideOpen: () => {
    const open = waitingBeside(order()).slice(1);
    const sales = heldSales();
    const change = { openOrders: open, heldOrders: sales, attentionCount: 1, methods: threeMethods };
    return { state: appState(change), orders: [...open, ...sales] };
  },
  noMethods: () => ({ state: appState({ ...live, methods: [], profiles: [], lastSale: null }), orders: [] }),
  keyMissing: () => ({
    state: appState({
      keychain: 'missing_or_locked',
      methods: twoMethods.map((one) => ({ ...one, problem: 'key_missing_or_locked' as const })),
    }),
    orders: [],
  }),
  keychainGone: () => ({
    state: appState({
      ...live,
      keychain: 'unavailable',
      methods: twoMethods.map((one) => ({ ...one, problem: 'keychain_unavailable' as const })),
    }),
    orders: [],
  }),
  ledgerFailed: () => ledgerFailed('newer_version', 'user_version 7 is above 3'),
  ledgerFailedNotWritable: () => ledgerFailed('not_writable', 'SQLITE_READONLY'),
  ledgerFailedLocked: () => ledgerFailed('locked', 'process 4711 holds writer.lock'),
  ledgerFailedDiskFull: () => ledgerFailed('disk_full', 'SQLITE_FULL'),
  ledgerFailedOther: () => ledgerFailed('other', 'SQLITE_IOERR_READ'),
  offline: () => ({ state: appState({ ...live, connection: 'offline' }), orders: [] }),
  practiceStarting: () => ({ state: appState({ practice: { status: 'starting' } }), orders: [] }),
  practiceStopped: () => ({
    state: appState({ practice: { status: 'stopped', detail: 'EADDRINUSE 127.0.0.1:43110' } }),
    orders: [],
  }),
  keychainAsking: () => ({ state: appState(keys('checking')), orders: [] }),
  refusedByMain: () => refusing('key_missing_or_locked'),
  ledgerFailedDamaged: () => ({
    state: appState({
      ...live,
      ledger: failedBook('corrupt', {
        detail: 'Tree 4 page 17: btreeInitPage() returns error code 11',
        setAsidePath: '/home/mei/.config/Scantill/live/damaged-20261122T091405118Z/ledger.sqlite3',
        shownBackupAt: minutesFromNow(-24),
      }),
    }),
    orders: dayOfOrders(),
  }),
  ledgerFailedMissing: () => ({ state: appState({ ledger: failedBook('missing') }), orders: [] }),
  ledgerChecking: () => ({ state: appState({ ledger: openBook({ isChecking: true }) }), orders: [] }),
  settingsBookTroubles: () => ({
    state: appState({
      ledger: openBook({
        folderRisk: { kind: 'synchronised', service: 'OneDrive' },
        missingEvent: 41_207,
        backupProblem: 'disk_full',
        isSigningHindered: true,
      }),
    }),
    orders: [],
    handlers: {
      checkLedger: () =>
        Promise.resolve({
          ok: true,
          value: { kind: 'broken', sequence: 41_190, what: 'hash_differs', detail: 'T02_20261122_0138_5WVK' },
        }),
    },
  }),
  asking: () => ({
    state: appState(),
    orders: [],
    handlers: { createOrder: never },
  }),
  creating: () => showing(order({ state: 'creating', qrText: null, watch: null, version: 1 })),
  waiting: () => showing(order()),
  waitingLive: () => {
    const shown = order({ scanned: true, version: 3 });
    const all = waitingBeside(shown);
    return { state: appState({ ...live, openOrders: all.slice(1), attentionCount: 1 }), orders: all, created: shown };
  },
  waitingOffline: () =>
    showing(order({ gateway: 'alipay', wallet: 'alipay', qrText: 'https://qr.alipay.com/bax03206ug0kulveltqc80a8' }), {
      connection: 'offline',
    }),
  waitingChecking: () => ({ ...showing(order()), handlers: { checkOrder: never } }),
  waitingSilent: () => showing(order({ watch: silentWatch('timeout') }), live),
  waitingShort: () => showing(order({ createdAt: minutesFromNow(-4.8), codeExpiresAt: minutesFromNow(0.4) }), live),
  waitingAlipay: () => showing(order({ gateway: 'alipay', wallet: 'alipay', scanned: true, version: 3 }), live),
  waitingConfirming: () => showing(order({ way: 'customer_code', qrText: null, scanned: true, version: 3 })),
  closedCustomerCode: () =>
    showing(order({ way: 'customer_code', qrText: null, state: 'closed', display: 'expired', ...finished })),
  expiredCustomerCode: () =>
    showing(
      order({
        way: 'customer_code',
        qrText: null,
        scanned: true,
        state: 'expired_watching',
        display: 'expired',
        canCancel: false,
      }),
    ),
  refusedCustomerCode: () =>
    showing(
      order({
        way: 'customer_code',
        state: 'refused',
        display: 'declined',
        qrText: null,
        watch: null,
        canCancel: false,
        problem: problem('gateway_refused', 'ACQ.PAYMENT_AUTH_CODE_INVALID', '支付授权码无效', {
          reason: 'auth_code_invalid',
          nextStep: 'tell_customer',
        }),
      }),
    ),
  waitingLongCode: () => showing(order({ qrText: `https://qr.example.com/${'abcdefgh'.repeat(22)}` })),
  codeOver: () => showing(order({ createdAt: minutesFromNow(-6), codeExpiresAt: minutesFromNow(-0.1) })),
  paid: () => showing(paid()),
  paidLarge: () => showing(paid({ amountMinor: 99_999_999, currency: 'HKD' }), live),
  paidDisputed: () => showing(paid({ attention: problem('paid_twice'), decisions: ['clear_attention'] }), live),
  unknown: () =>
    showing(
      order({
        display: 'unknown',
        scanned: true,
        watch: silentWatch('timeout'),
      }),
      { ...live, attentionCount: 1 },
    ),
  unknownDisputed: () =>
    showing(
      order({
        display: 'unknown',
        scanned: true,
        attention: problem('amount_differs'),
        decisions: ['clear_attention', 'paid'],
      }),
      { ...live, attentionCount: 1 },
    ),
  createUnknown: () =>
    showing(
      order({
        state: 'create_unknown',
        display: 'unknown',
        qrText: null,
        canRetryCreate: true,
        problem: problem('timeout'),
      }),
    ),
  closing: () => showing(order({ state: 'closing' })),
  closeUnknown: () =>
    showing(order({ state: 'close_unknown', display: 'unknown', problem: problem('signature_wrong') })),
  refused: () =>
    showing(
      order({
        state: 'refused',
        display: 'declined',
        qrText: null,
        watch: null,
        canCancel: false,
        canRetryCreate: true,
        problem: problem('configuration', 'PARTNER_NOT_EXIST', '商户不存在'),
      }),
    ),
  notSent: () =>
    showing(
      order({
        state: 'refused',
        display: 'declined',
        qrText: null,
        canRetryCreate: true,
        problem: problem('key_missing_or_locked'),
        ...finished,
      }),
    ),
  declined: () => showing(order({ state: 'declined', display: 'declined', watch: null, canCancel: false })),
  closed: () =>
    showing(order({ state: 'closed', display: 'expired', watch: null, canCancel: false, learnedBy: 'cancel' })),
  expired: () => showing(order({ state: 'expired_watching', display: 'expired', canCancel: false })),
  paidLate: () =>
    showing(
      order({
        state: 'paid_late',
        display: 'paid_late',
        paidAt: minutesFromNow(-0.2),
        decisions: ['accept_late'],
        refundableMinor: 14_130,
        watch: null,
        canCancel: false,
      }),
      { attentionCount: 1 },
    ),
  refunded: () => showing(paid({ state: 'refunded', display: 'refunded' })),
  orders: () => onDay({}),
  ordersUnmatched: () => ({
    ...onDay({ ...live, attentionCount: 3 }),
    handlers: { listUnmatched: () => Promise.resolve({ ok: true, value: unmatchedPayments() }) },
  }),
  ordersDisputed: () => {
    const disputed = [
      order({
        display: 'unknown',
        attention: problem('amount_differs'),
        decisions: ['clear_attention', 'paid'],
      }),
      order({
        dailyNumber: 141,
        display: 'unknown',
        attention: problem('merchant_differs'),
        decisions: ['clear_attention', 'paid'],
      }),
    ];
    return { state: appState({ ...live, openOrders: disputed, attentionCount: 2 }), orders: disputed };
  },
  ordersOffline: () => onDay({ ...live, connection: 'offline' }),
  ordersRefunds: () => ({ state: appState(live), orders: [refundedInParts()] }),
  ordersLoading: () => ({ state: appState(live), orders: [], handlers: { listOrders: never } }),
  ordersEmpty: () => ({ state: appState({ lastSale: null }), orders: [] }),
  numberTaken: () =>
    showing(
      order({
        state: 'refused',
        display: 'declined',
        qrText: null,
        watch: null,
        canCancel: false,
        problem: problem('order_number_used', '31', 'order created twice'),
        attention: problem('payment_unassigned'),
      }),
      { ...live, attentionCount: 1 },
    ),
  refusedExplained: () =>
    showing(
      order({
        state: 'refused',
        display: 'declined',
        gateway: 'alipay',
        wallet: 'alipay',
        qrText: null,
        watch: null,
        canCancel: false,
        canRetryCreate: true,
        problem: problem('configuration', 'isv.invalid-signature', '无效签名', {
          reason: 'signature_refused',
          nextStep: 'mend_settings',
        }),
      }),
      live,
    ),
  bookRestored: () => ({ state: appState({ ...live, restored: restored() }), orders: dayOfOrders() }),
  clockBehindBook: () => ({
    state: appState({ ...live, clockDoubt: { kind: 'behind_book', bookAt: '2031-11-22T09:14:05.000Z' } }),
    orders: [],
  }),
  clockAheadOfBook: () => ({
    state: appState({ ...live, clockDoubt: { kind: 'ahead_of_book', bookAt: '2021-01-03T09:14:05.000Z' } }),
    orders: [],
  }),
  clockWrong: () => ({ state: appState({ ...live, clockSkewMs: -7 * 60_000 }), orders: [] }),
  settingsCertificates: () => ({
    state: appState({ ...live, profiles: [alipayAccount()] }),
    orders: [],
    handlers: { testProfile: () => Promise.resolve({ ok: true, value: badSelfTest() }) },
  }),
  settingsLive: () => ({
    state: appState({
      ...live,
      listener: { status: 'listening', host: '0.0.0.0', port: 8900, wantedPort: 8899, leftOut: 1_204 },
      profiles: appState().profiles.map((one) => ({ ...one, profile: { ...one.profile, id: 'scanforpay' } })),
    }),
    orders: dayOfOrders(),
  }),
  people: () => ({ state: appState({ ...live, ...people() }), orders: dayOfOrders() }),
  nobodyYet: () => ({ state: appState({ ...live, ...people(), operatorId: null, operatorName: '' }), orders: [] }),
  ordersApproval: () => ({
    state: appState({ ...live, ...people() }),
    orders: dayOfOrders(),
    handlers: {
      requestRefund: ({ approval }) =>
        Promise.resolve({
          ok: false,
          problem:
            approval === undefined ? { code: 'approval_needed', detail: 'refund' } : { code: 'pin_wait', detail: '30' },
        }),
    },
  }),
  firstRun: () => ({ state: appState({ firstRunDone: false, profiles: [] }), orders: [] }),
  settingsPeople: () => ({ state: appState({ ...live, ...people() }), orders: [] }),
  settingsPractice: () => ({ state: appState(), orders: [] }),
  settingsFirstAccount: () => ({ state: appState({ ...live, methods: [], profiles: [] }), orders: [] }),
  settingsTesting: () => ({ state: appState(), orders: [], handlers: { testProfile: never } }),
  settingsCatalogueAsking: () => ({
    state: appState(live),
    orders: [],
    handlers: { previewCatalogue: () => Promise.resolve({ ok: true, value: askingCataloguePreview() }) },
  }),
  settingsCatalogueEmpty: () => ({
    state: appState(live),
    orders: [],
    handlers: { listGoods: () => Promise.resolve({ ok: true, value: { goods: [], total: 0 } }) },
  }),
  settingsListenerOff: () => ({
    state: appState({ listener: { status: 'off' } }),
    orders: [],
    handlers: { listNotifications: () => Promise.resolve({ ok: true, value: [] }) },
  }),
  settingsListenerFailed: () => ({
    state: appState({ listener: { status: 'failed', detail: 'EACCES 0.0.0.0:80' } }),
    orders: [],
  }),
  settingsKeysAsking: () => ({ state: appState({ ...live, ...keys('checking') }), orders: [] }),
  settingsKeysMissing: () => ({ state: appState(keys('missing_or_locked')), orders: [] }),
  settingsKeysGone: () => ({ state: appState({ ...live, ...keys('unavailable') }), orders: [] }),
  settingsKeysInMemory: () => ({ state: appState(keys('memory_only')), orders: [] }),
  newsPaid: () => telling({ state: 'paid', display: 'paid', ...finished }),
  newsPaidLate: () => telling({ state: 'paid_late', display: 'paid_late', ...finished }),
  newsUnknown: () => telling({ state: 'awaiting', display: 'unknown' }),
  newsDeclined: () => telling({ state: 'declined', display: 'declined', ...finished }),
  newsExpired: () => telling({ state: 'closed', display: 'expired', ...finished }),
  newsRefunded: () =>
    telling(
      { state: 'refunded', display: 'refunded', refunds: [refund('done', { amountMinor: 6_400 })] },
      { state: 'paid', display: 'paid', ...finished },
    ),
  newsAttention: () =>
    telling({ attention: problem('amount_differs') }, { state: 'paid', display: 'paid', ...finished }),
} as const satisfies Record<string, () => Scene>;

export type SceneName = keyof typeof scenes;
