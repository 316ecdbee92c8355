/** Scenes of the group `sale`. */
import type { AppState, CallProblem, OrderView } from '../../../../preload/contract/index.ts';
import { appState } from '../answers/app.ts';
import { finished, order, paid, problem, silentWatch } from '../answers/orders.ts';
import { heldSales, threeMethods, yenMethods } from '../answers/sale.ts';
import { people } from '../answers/staff.ts';
import { live, never, type Scene } from '../scene.ts';
import { minutesFromNow } from '../shop.ts';

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

function refusing(code: CallProblem['code']): Scene {
  const refuse = () => Promise.resolve({ ok: false, problem: { code, detail: '' } } as const);
  return { state: appState(), orders: [], handlers: { createOrder: refuse } };
}

export const saleScenes = {
  idle: () => ({ state: appState(), orders: [] }),
  idleLive: () => ({ state: appState(live), orders: [] }),
  firstDay: () => ({ state: appState({ lastSale: null, lastMethodId: null, methods: threeMethods }), orders: [] }),
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
  noMethods: () => ({ state: appState({ ...live, methods: [], accounts: [], lastSale: null }), orders: [] }),
  refusedByMain: () => refusing('key_missing_or_locked'),
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
} as const satisfies Record<string, () => Scene>;
