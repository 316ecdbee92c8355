/** Invented orders and app states, typed by the contract. */
import type { Goods } from '../../../main/domain/goods.ts';
import type { Language } from '../../../main/domain/screen-choice.ts';
import type {
  AppState,
  AuditEntry,
  BackupView,
  CataloguePreview,
  NotificationView,
  UnmatchedPaymentView,
  OrderView,
  PaymentMethod,
  ProfileView,
  RestoreReport,
  RefundView,
  SelfTestReport,
  SelfTestStep,
  TimelineEntry,
} from '../../../preload/contract/index.ts';

const minuteMs = 60_000;
const firstNumber = 142;

/** What people of the shop have typed, in their own language. */
const wordsOf = {
  en: {
    shop: 'Harbour Tea House',
    till: 'Till 2',
    operator: 'Mei Lin',
    manager: 'Chen Wei',
    helper: 'Ken',
    tea: 'Tea',
    goods: 'Longjing tea 50 g and two more',
    icedTea: 'Oolong tea, iced',
    coldTea: 'Cold tea to take away',
    pot: 'Tea pot',
    latte: 'Matcha latte, two',
    leaves: 'Longjing tea 100 g',
    strainer: 'Bamboo tea strainer',
    box: 'Tea gift box',
    feast: 'Catering for the harbour festival, forty people, paid in full',
    brokenPot: 'The pot came broken',
  },
  zh: {
    shop: '海湾茶铺',
    till: '2 号台',
    operator: '林梅',
    manager: '陈伟',
    helper: '小王',
    tea: '茶',
    goods: '龙井茶 50 g 等三件',
    icedTea: '冰乌龙茶',
    coldTea: '冷泡茶，带走',
    pot: '茶壶',
    latte: '抹茶拿铁两杯',
    leaves: '龙井茶 100 g',
    strainer: '竹茶漏',
    box: '茶叶礼盒',
    feast: '海湾节茶点四十位，已全额付清，晚上六点送到码头二号门',
    brokenPot: '茶壶到手时已经碎了',
  },
  ja: {
    shop: '湾岸茶房',
    till: 'レジ 2',
    operator: '佐藤',
    manager: '高橋',
    helper: '伊藤',
    tea: 'お茶',
    goods: '煎茶 50 g ほか2点',
    icedTea: '冷やし烏龍茶',
    coldTea: '冷茶テイクアウト',
    pot: '茶器',
    latte: '抹茶ラテ 2点',
    leaves: '煎茶 100 g',
    strainer: '竹の茶こし',
    box: '茶葉ギフト箱',
    feast: '湾岸まつりの茶菓子四十名様分、全額前払い、十八時に第二埠頭へお届け',
    brokenPot: '茶器が割れていたため',
  },
} as const satisfies Record<Language, Record<string, string>>;

let sceneTimeMs: number | null = null;
let lastNumber = firstNumber;
let words: (typeof wordsOf)[Language] = wordsOf.en;

/** Every scene begins with the same numbers; with a time, also at that time (epoch milliseconds). */
export function beginScene(language: Language, timeMs: number | null): void {
  words = wordsOf[language];
  sceneTimeMs = timeMs;
  lastNumber = firstNumber;
}

export function shopName(): string {
  return words.shop;
}

/** UTC ISO time `minutes` from now; negative is past. */
export function minutesFromNow(minutes: number): string {
  return new Date((sceneTimeMs ?? Date.now()) + minutes * minuteMs).toISOString();
}

function method(
  gateway: PaymentMethod['gateway'],
  wallet: PaymentMethod['wallet'],
  change: Partial<PaymentMethod> = {},
): PaymentMethod {
  const profileId = `practice-${gateway}`;
  return {
    id: `${profileId}:${wallet}`,
    profileId,
    profileName: gateway === 'alipay' ? 'Alipay direct' : 'ScanForPay',
    gateway,
    wallet,
    currency: 'CNY',
    maximumAmountMinor: 99_999_999,
    problem: null,
    ...change,
  };
}

export const twoMethods: PaymentMethod[] = [method('scanforpay', 'alipay'), method('scanforpay', 'wechat_pay')];
export const threeMethods: PaymentMethod[] = [...twoMethods, method('alipay', 'alipay')];
export const yenMethods: PaymentMethod[] = twoMethods.map((one) => ({
  ...one,
  currency: 'JPY',
  maximumAmountMinor: 999_999,
}));

/** A waiting WeChat order of 141.30 whose code came a minute ago. */
export function order(change: Partial<OrderView> = {}): OrderView {
  lastNumber += 1;
  const dailyNumber = change.dailyNumber ?? lastNumber;
  return {
    orderNo: `T02_20261122_${String(dailyNumber).padStart(4, '0')}_5WVK`,
    dailyNumber,
    businessDay: '2026-11-22',
    gateway: 'scanforpay',
    wallet: 'wechat_pay',
    profileId: 'practice-scanforpay',
    profileName: 'ScanForPay',
    amountMinor: 14_130,
    currency: 'CNY',
    way: 'transaction_code',
    lines: [],
    discountMinor: 0,
    note: '',
    operatorName: words.operator,
    refunds: [],
    refundedMinor: 0,
    refundableMinor: 0,
    decisions: [],
    state: 'awaiting',
    display: 'waiting',
    scanned: false,
    attention: null,
    problem: null,
    qrText: 'weixin://wxpay/bizpayurl?pr=p4lzULezz&practice=0143',
    gatewayOrderNo: null,
    buyerHint: null,
    learnedBy: null,
    createdAt: minutesFromNow(-1),
    codeExpiresAt: minutesFromNow(4),
    paidAt: null,
    updatedAt: minutesFromNow(-1),
    version: 2,
    watch: {
      checkCount: 4,
      lastCheckedAt: minutesFromNow(-1 / 60),
      nextCheckAt: minutesFromNow(2 / 60),
      problem: null,
    },
    canCancel: true,
    canRetryCreate: false,
    ...change,
  };
}

const finished = { watch: null, canCancel: false } as const;

export const paid = (change: Partial<OrderView> = {}): OrderView =>
  order({
    state: 'paid',
    display: 'paid',
    scanned: true,
    paidAt: minutesFromNow(-0.1),
    learnedBy: 'notification',
    gatewayOrderNo: '20261122171552495717',
    version: 4,
    refundableMinor: change.amountMinor ?? 14_130,
    ...finished,
    ...change,
  });

/** A sale put aside a quarter of an hour ago. */
export const held = (change: Partial<OrderView> = {}): OrderView =>
  order({
    state: 'held',
    display: 'held',
    qrText: null,
    createdAt: minutesFromNow(-15),
    codeExpiresAt: minutesFromNow(-15),
    version: 1,
    ...finished,
    ...change,
  });

/** Two sales of today and one of the day before, newest first. */
export function heldSales(): OrderView[] {
  const lines = [
    { name: words.leaves, quantity: 2, priceMinor: 4_800, goodsId: '6901234567892' },
    { name: words.strainer, quantity: 3, priceMinor: 1_200, goodsId: '6901234567908' },
  ];
  return [
    held({ dailyNumber: 143, amountMinor: 13_200, lines, createdAt: minutesFromNow(-4) }),
    held({ dailyNumber: 139, amountMinor: 2_600, note: words.coldTea, operatorName: words.helper }),
    held({ dailyNumber: 98, amountMinor: 128_000, note: words.feast, createdAt: minutesFromNow(-24 * 60) }),
  ];
}

/** What a tea house has on its shelves, by name. */
export function goods(): Goods[] {
  const item = (code: string, name: string, priceMinor: number, unit = ''): Goods => ({
    code,
    name,
    priceMinor,
    unit,
    currency: 'CNY',
  });
  return [
    item('6901234567892', words.leaves, 4_800),
    item('6901234567908', words.strainer, 1_200),
    item('6901234567915', words.box, 50_200, '3 × 100 g'),
    item('POT-1', words.pot, 24_000),
  ];
}

/** A file with a little of everything in it. */
export function cataloguePreview(): CataloguePreview {
  return {
    importId: '7e0f8f1e-0000-4000-8000-000000000001',
    fileName: 'catalogue.csv',
    newCount: 118,
    changedCount: 3,
    unchangedCount: 1_240,
    refused: [
      { line: 14, reason: 'code_shortened', detail: '', text: `6.90123E+12 ${words.tea} 12.50` },
      { line: 77, reason: 'price_invalid', detail: '', text: `6901234567922 ${words.icedTea} –` },
    ],
    refusedCount: 2,
    sample: goods().slice(0, 3),
    questions: [],
    charset: 'utf-8',
    charsets: [{ charset: 'utf-8', sample: '' }],
    currency: 'CNY',
    columns: { code: 1, name: 2, price: 4, unit: null, currency: null },
    headings: [
      { heading: 'SKU', sample: 'TEA-01' },
      { heading: 'Barcode', sample: '6901234567892' },
      { heading: 'Name', sample: words.leaves },
      { heading: 'Stock', sample: '240' },
      { heading: 'Price', sample: '48.00' },
    ],
  };
}

/** A file of an older spreadsheet, with two columns for one thing. */
export function askingCataloguePreview(): CataloguePreview {
  return {
    ...cataloguePreview(),
    questions: ['charset', 'price', 'currency'],
    refused: [
      { line: 8, reason: 'name_rare', detail: '𠮷', text: '6901234567922 𠮷野 18.00' },
      { line: 9, reason: 'unit_too_long', detail: '28', text: '6901234567939 24 × 550 ml' },
      { line: 12, reason: 'repeated', detail: '3', text: 'sku-1001' },
      { line: 13, reason: 'currency_differs', detail: 'CNY', text: 'TEA-3 $12' },
    ],
    refusedCount: 4,
    charset: 'gb18030',
    charsets: [
      { charset: 'gb18030', sample: '6901234567892,茉莉花茶,18' },
      { charset: 'big5', sample: '6901234567892,豝燡豪脤,18' },
    ],
  };
}

/** How the watching goes when the last check taught nothing. */
export const silentWatch = (code: NonNullable<OrderView['problem']>['code']): NonNullable<OrderView['watch']> => ({
  checkCount: 4,
  lastCheckedAt: minutesFromNow(-0.1),
  nextCheckAt: minutesFromNow(0.2),
  problem: problem(code),
});

/** A refund of 30.00 of the pot, asked for a while ago. */
export function refund(state: RefundView['state'], change: Partial<RefundView> = {}): RefundView {
  return {
    refundNo: `R_20261122_${state.slice(0, 4).toUpperCase()}`,
    amountMinor: 3_000,
    reason: words.brokenPot,
    operatorName: words.operator,
    state,
    problem: null,
    requestedAt: minutesFromNow(-12),
    doneAt: state === 'done' ? minutesFromNow(-11) : null,
    ...change,
  };
}

/** A paid order with a refund in every state that there is. */
export function refundedInParts(): OrderView {
  return paid({
    dailyNumber: 144,
    amountMinor: 24_000,
    note: words.pot,
    createdAt: minutesFromNow(-40),
    paidAt: minutesFromNow(-39),
    refundedMinor: 3_000,
    refundableMinor: 9_000,
    refunds: [
      refund('done'),
      refund('refused', { problem: problem('gateway_refused', 'ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足') }),
      refund('in_progress'),
      refund('unknown', { problem: problem('timeout'), operatorName: '' }),
      refund('requested'),
    ],
  });
}

export const problem = (
  code: NonNullable<OrderView['problem']>['code'],
  gatewayCode: string | null = null,
  gatewayMessage: string | null = null,
  explanation: NonNullable<OrderView['problem']>['explanation'] = null,
): NonNullable<OrderView['problem']> => ({ code, gatewayCode, gatewayMessage, explanation });

/** One order in each shown state, newest first, as a day's list. */
export function dayOfOrders(): OrderView[] {
  const at = (minutesAgo: number): Partial<OrderView> => ({
    createdAt: minutesFromNow(-minutesAgo),
    codeExpiresAt: minutesFromNow(5 - minutesAgo),
    updatedAt: minutesFromNow(-minutesAgo + 1),
  });
  return [
    order({
      ...at(1),
      dailyNumber: 143,
      amountMinor: 14_130,
      display: 'unknown',
      scanned: true,
      note: words.goods,
      decisions: ['paid', 'unpaid'],
      lines: [
        { name: words.leaves, quantity: 2, priceMinor: 4_800, goodsId: '6901234567892' },
        { name: words.strainer, quantity: 3, priceMinor: 1_200, goodsId: '6901234567908' },
        { name: '', quantity: 1, priceMinor: 2_500, goodsId: null },
      ],
      discountMinor: 1_570,
    }),
    paid({
      ...at(6),
      dailyNumber: 142,
      amountMinor: 3_800,
      wallet: 'alipay',
      note: words.icedTea,
      buyerHint: '159****5620',
    }),
    order({ ...at(3), dailyNumber: 141, amountMinor: 2_600, note: words.coldTea }),
    order({
      ...at(14),
      dailyNumber: 140,
      amountMinor: 24_000,
      wallet: 'alipay',
      note: words.pot,
      state: 'declined',
      display: 'declined',
      ...finished,
    }),
    order({
      ...at(31),
      dailyNumber: 139,
      amountMinor: 6_400,
      note: words.latte,
      state: 'paid_late',
      display: 'paid_late',
      paidAt: minutesFromNow(-4),
      decisions: ['accept_late'],
      refundableMinor: 6_400,
      ...finished,
    }),
    paid({
      ...at(36),
      dailyNumber: 138,
      amountMinor: 34_600,
      wallet: 'alipay',
      note: words.leaves,
      attention: problem('amount_differs'),
      decisions: ['clear_attention'],
    }),
    order({
      ...at(52),
      dailyNumber: 137,
      amountMinor: 12_000,
      note: words.strainer,
      state: 'refunded',
      display: 'refunded',
      paidAt: minutesFromNow(-51),
      refunds: [refund('done', { amountMinor: 12_000 })],
      refundedMinor: 12_000,
      ...finished,
    }),
    order({
      ...at(57),
      dailyNumber: 136,
      amountMinor: 7_600,
      wallet: 'alipay',
      note: '',
      state: 'closed',
      display: 'expired',
      ...finished,
    }),
    paid({ ...at(63), dailyNumber: 135, amountMinor: 50_200, wallet: 'alipay', note: words.box }),
    paid({
      ...at(66),
      dailyNumber: 134,
      amountMinor: 123_456_78,
      wallet: 'wechat_pay',
      note: words.feast,
    }),
    held({ ...at(67), dailyNumber: 133, amountMinor: 2_600, note: words.coldTea }),
    held({ ...at(68), dailyNumber: 132, note: words.latte, state: 'discarded', display: 'discarded', version: 2 }),
    ...Array.from({ length: 40 }, (_, index) =>
      paid({
        ...at(70 + index * 9),
        dailyNumber: 131 - index,
        amountMinor: 1_250 + index * 137,
        note: index % 3 === 0 ? words.tea : '',
      }),
    ),
  ];
}

export function timeline(of: OrderView): TimelineEntry[] {
  const event = (
    sequence: number,
    type: TimelineEntry['type'],
    secondsAfter: number,
    change: Partial<TimelineEntry> = {},
  ): TimelineEntry => ({
    sequence,
    at: new Date(Date.parse(of.createdAt) + secondsAfter * 1000).toISOString(),
    type,
    learnedBy: null,
    refundNo: null,
    amountMinor: null,
    operatorName: null,
    reason: null,
    approvedBy: null,
    problem: null,
    replacedBy: null,
    evidence: null,
    ...change,
  });
  if (of.state === 'held') return [event(1, 'order.held', 0)];
  if (of.state === 'discarded') return [event(1, 'order.held', 0), event(2, 'order.discarded', 300)];
  const events = [event(1, 'order.created', 0)];
  if (of.state === 'refused') {
    return [...events, event(2, 'create.refused', 1, { problem: of.problem, evidence: '{"resultCode":"FAIL"}' })];
  }
  if (of.state === 'create_unknown') return [...events, event(2, 'create.unknown', 8, { problem: of.problem })];
  if (of.qrText === null) return events;
  events.push(event(2, 'create.succeeded', 1, { evidence: '{"resultCode":"SUCCESS","qrcode":"weixin://wxpay/…"}' }));
  if (of.scanned) events.push(event(3, 'payment.scanned', 16, { learnedBy: 'query' }));
  if (of.display === 'paid' || of.display === 'paid_late') {
    events.push(
      event(4, 'payment.succeeded', 23, {
        learnedBy: 'notification',
        evidence: 'partnerNo=100010000000002&orderNo=2026112223071142&amount=3800&sign=4C1F…',
      }),
    );
  }
  if (of.attention !== null)
    events.push(event(5, 'payment.disputed', 31, { problem: of.attention, learnedBy: 'query' }));
  if (of.display === 'declined') events.push(event(4, 'payment.declined', 20, { learnedBy: 'query' }));
  if (of.display === 'expired') {
    events.push(event(4, 'close.requested', 300), event(5, 'payment.closed', 301, { learnedBy: 'cancel' }));
  }
  const lastOf = {
    requested: null,
    unknown: 'refund.unknown',
    in_progress: 'refund.accepted',
    done: 'refund.done',
    refused: 'refund.refused',
  } as const;
  for (const { refundNo, amountMinor, operatorName, reason, state, problem: trouble } of of.refunds) {
    const sequence = events.length + 1;
    events.push(event(sequence, 'refund.requested', 900, { refundNo, amountMinor, operatorName, reason }));
    const last = lastOf[state];
    if (last !== null) events.push(event(sequence + 1, last, 902, { refundNo, problem: trouble }));
  }
  return events;
}

type Ledger = AppState['ledger'];

const bookPath = '/home/mei/.config/Scantill/practice/ledger.sqlite3';

export function openBook(change: Partial<Extract<Ledger, { status: 'open' }>> = {}): Ledger {
  return {
    status: 'open',
    path: bookPath,
    isChecking: false,
    folderRisk: null,
    missingEvent: null,
    lastBackupAt: minutesFromNow(-24),
    backupProblem: null,
    lastClosedDay: '2026-11-21',
    isSigningHindered: false,
    ...change,
  };
}

/** What a restore could not bring back, with an answer of every kind that there is to show. */
export function restored(): RestoreReport {
  const listed = (amountMinor: number, display: 'waiting' | 'paid' | 'refunded') => ({
    createdAt: minutesFromNow(-24),
    amountMinor,
    currency: 'CNY' as const,
    display,
    profileName: 'Alipay',
  });
  const missing: RestoreReport['missing'] = [
    { orderNo: 'T02_20261122_0142_7KQ2M', isInBook: true, listed: listed(3_800, 'refunded'), gatewaySays: 'in_book' },
    { orderNo: 'T02_20261122_0143_P9AB4', isInBook: false, listed: listed(12_850, 'paid'), gatewaySays: 'paid' },
    { orderNo: 'T02_20261122_0144_0MZDX', isInBook: false, listed: listed(2_600, 'waiting'), gatewaySays: 'asking' },
    { orderNo: 'T02_20261122_0145_XJ4TQ', isInBook: false, listed: null, gatewaySays: 'not_asked' },
  ];
  return { events: 41_188, orders: 9_813, lastEventAt: minutesFromNow(-26), ordersLost: missing.length, missing };
}

export function failedBook(
  reason: Extract<Ledger, { status: 'failed' }>['reason'],
  change: Partial<Extract<Ledger, { status: 'failed' }>> = {},
): Ledger {
  return { status: 'failed', path: bookPath, reason, detail: '', setAsidePath: null, shownBackupAt: null, ...change };
}

export function backups(): BackupView[] {
  return [24, 84, 144, 204, 1_300, 2_800, 4_200, 9_000].map((minutes) => ({
    fileName: `ledger-${minutes}.sqlite3`,
    madeAt: minutesFromNow(-minutes),
    sizeBytes: 48_300_000 - minutes * 1_000,
  }));
}

export function appState(change: Partial<AppState> = {}): AppState {
  return {
    mode: 'practice',
    language: 'en',
    appearance: 'light',
    tillName: words.till,
    terminalPrefix: 'T02',
    scalePrefixes: [],
    firstRunDone: true,
    listenerWish: { enabled: true, host: '127.0.0.1', port: 8899 },
    operatorName: words.operator,
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
    profiles: [
      {
        profile: {
          gateway: 'scanforpay',
          id: 'practice-scanforpay',
          name: 'ScanForPay',
          baseUrl: 'http://127.0.0.1:43110',
          partnerNo: '100010000000002',
          storeNo: 'SZ0004',
          terminalNo: '',
          currency: 'CNY',
          wallets: ['alipay', 'wechat_pay'],
          orderTitle: words.shop,
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
    ledger: openBook(),
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

/** A live Alipay account in certificate mode with everything under «Advanced» in use. */
export function alipayAccount(): ProfileView {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIDszCCApugAwIBAgIQICARAmcZ…\n-----END CERTIFICATE-----';
  return {
    profile: {
      gateway: 'alipay',
      id: 'alipay',
      name: 'Alipay',
      gatewayUrl: 'https://openapi.alipay.com/gateway.do',
      appId: '2021001161683774',
      sellerId: '',
      signType: 'RSA2',
      storeId: '',
      terminalId: '',
      subject: words.shop,
      codeValidMinutes: 5,
      publicNotifyUrl: '',
      charset: 'GBK',
      appAuthToken: '202011BB6a5b1d',
      certificates: { app: pem, alipay: pem, alipayRoot: pem },
      encryptsContent: true,
      productCode: 'FACE_TO_FACE_PAYMENT',
      sysServiceProviderId: '2088511833207846',
    },
    keys: [
      { kind: 'alipay_app_private_key', state: 'stored', setAt: '2026-11-12T02:00:00.000Z' },
      { kind: 'alipay_content_key', state: 'never_set', setAt: null },
    ],
    isRetired: false,
  };
}

function selfTestStep(
  name: SelfTestStep['name'],
  verdict: SelfTestStep['verdict'],
  change: Partial<SelfTestStep> = {},
): SelfTestStep {
  return { name, verdict, problem: null, explanation: null, durationMs: null, ...change };
}

export function goodSelfTest(): SelfTestReport {
  return {
    ready: true,
    durationMs: 1_230,
    steps: [
      selfTestStep('sign_key', 'good'),
      selfTestStep('gateway_answered', 'good', { durationMs: 312 }),
      selfTestStep('request_accepted', 'good'),
      selfTestStep('answer_verified', 'good'),
      selfTestStep('clock', 'good', { problem: '1400' }),
      selfTestStep('notifications', 'not_known'),
    ],
  };
}

export function badSelfTest(): SelfTestReport {
  return {
    ready: false,
    durationMs: 640,
    steps: [
      selfTestStep('private_key', 'good'),
      selfTestStep('app_certificate', 'wrong', { problem: 'certificate_of_another_key' }),
      selfTestStep('alipay_certificate', 'doubtful', { problem: 'expired' }),
      selfTestStep('alipay_root_certificate', 'good'),
      selfTestStep('content_key', 'wrong', { problem: 'missing' }),
      selfTestStep('gateway_answered', 'good', { durationMs: 540 }),
      selfTestStep('request_accepted', 'wrong', {
        problem: '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配',
        explanation: { reason: 'signature_refused', nextStep: 'mend_settings' },
      }),
      selfTestStep('answer_verified', 'not_known', { problem: 'signature_missing' }),
      selfTestStep('clock', 'wrong', { problem: '-420000' }),
      selfTestStep('notifications', 'not_known'),
    ],
  };
}

export function deliveries(profileId: string): NotificationView[] {
  const one = (id: number, change: Partial<NotificationView>): NotificationView => ({
    id,
    receivedAt: minutesFromNow(-id * 7),
    profileId,
    verdict: 'applied',
    problem: null,
    orderNo: 'T02_20261122_0142_5WVK',
    bodyText: 'partnerNo=100010000000002&partnerOrderNo=T02_20261122_0142&amount=3800&status=SUCCESS&sign=4C1F09AB…',
    isPurged: false,
    ...change,
  });
  return [
    one(1, {}),
    one(2, { verdict: 'repeated' }),
    one(3, { verdict: 'refused', problem: problem('signature_wrong') }),
    one(4, { verdict: 'disputed', problem: problem('amount_differs'), orderNo: 'T02_20261122_0138' }),
    one(5, { verdict: 'unknown_order', orderNo: 'T07_20261120_0003' }),
    one(6, { verdict: 'not_checked', problem: problem('key_missing_or_locked'), orderNo: null }),
    one(7, { verdict: 'turned_away', problem: problem('too_large'), orderNo: null, bodyText: '' }),
    one(8, { verdict: 'inconclusive', problem: problem('gateway_unsure') }),
    one(9, { bodyText: '', isPurged: true }),
  ];
}

/** Paid, and no such sale in the book. */
export function unmatchedPayments(): UnmatchedPaymentView[] {
  return [
    {
      sequence: 77,
      at: minutesFromNow(-12),
      orderNo: 'T02_20261122_0131_7KQ2M3XZ9G4V',
      profileName: 'ScanForPay',
      gateway: 'scanforpay',
      status: 'paid',
      amountMinor: 6_400,
      currency: 'CNY',
      wallet: 'wechat_pay',
      gatewayOrderNo: '20261122171552490077',
      paidAt: minutesFromNow(-13),
      bodyText: '{"request":{"body":{"code":1,"msg":"success","orderAmount":6400,"status":1}},"signature":"4C1F09AB…"}',
    },
  ];
}

/** What people did, newest first. */
export function audit(): AuditEntry[] {
  const entry = (sequence: number, minutesAgo: number, change: Partial<AuditEntry>): AuditEntry => ({
    sequence,
    at: minutesFromNow(-minutesAgo),
    type: 'settings.changed',
    operatorName: words.operator,
    approvedBy: null,
    purpose: null,
    orderNo: null,
    subject: null,
    name: null,
    changes: [],
    reason: null,
    ...change,
  });
  return [
    entry(31, 4, {
      type: 'operator.approved',
      approvedBy: words.manager,
      purpose: 'refund',
      orderNo: 'T02_20261122_0139_5WVK',
    }),
    entry(30, 5, { type: 'operator.pin_failed', purpose: 'refund' }),
    entry(22, 48, {
      subject: 'account',
      name: 'ScanForPay',
      approvedBy: words.manager,
      changes: [
        { field: 'storeNo', from: 'SZ0003', to: 'SZ0004' },
        { field: 'codeValidMinutes', from: '10', to: '5' },
      ],
    }),
    entry(21, 52, {
      subject: 'key',
      name: 'ScanForPay',
      approvedBy: words.manager,
      changes: [{ field: 'scanforpay_sign_key', from: null, to: null }],
    }),
    entry(9, 210, { type: 'operator.signed_in' }),
  ];
}

/** Three people, the first of them at the till. */
export function people(): Pick<AppState, 'operators' | 'operatorId' | 'approvals' | 'hasRecoveryCode'> {
  const [first, second, third] = ['7b1e', '7b2e', '7b3e'].map((start) => `${start}0000-0000-4000-8000-000000000000`);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three are needed');
  return {
    operators: [
      { id: first, name: words.operator, role: 'cashier', hasPin: true },
      { id: second, name: words.helper, role: 'cashier', hasPin: false },
      { id: third, name: words.manager, role: 'manager', hasPin: true },
    ],
    operatorId: first,
    approvals: { refund: true, cancel: false, decide: true, settings: false, export: false },
    hasRecoveryCode: true,
  };
}
