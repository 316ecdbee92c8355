/** One handler for each call of the cashier's contract: checks what was said, calls a use case, returns a result. */
import type { CallResult, Handlers } from '../../preload/contract/index.ts';
import type { Order, Problem } from '../domain/order.ts';
import { isDisputed } from '../domain/settlement.ts';
import type { PersonalWord } from '../payments/decide-order.ts';
import type { PaymentDesk } from '../payments/payment-desk.ts';
import type { ApprovalResult } from '../staff/staff.ts';
import { testProfile } from '../accounts/self-test.ts';
import { systemClock } from '../common/system-clock.ts';
import type { TillHost } from '../till/till-host.ts';
import type { Desktop } from './desktop.ts';
import { catalogueHandlers } from './catalogue-handlers.ts';
import { done, failure, type Failure } from './call-results.ts';
import { ledgerHandlers } from './ledger-handlers.ts';
import { saleHandlers } from './sale-handlers.ts';
import { statesShownAs, toTimeline } from '../till/order-view.ts';
import { settingsHandlers } from './settings-handlers.ts';
import { staffHandlers } from './staff-handlers.ts';

const unasked: ApprovalResult = { ok: true, approvedBy: null };

function approvedBy({ approvedBy: name }: { readonly approvedBy: string | null }): { readonly approvedBy?: string } {
  return name === null ? {} : { approvedBy: name };
}

export function cashierHandlers(
  host: TillHost,
  desktop: Desktop,
  onFault: (where: string, fault: unknown) => void,
): Handlers<'cashier'> {
  const orderResult = (order: Order) => ({ ok: true, value: host.till.viewOf(order) }) as const;
  type OrderResult = ReturnType<typeof orderResult> | Failure;

  /** Runs a use case on an order that exists. */
  async function onDesk(
    orderNo: string,
    action: (desk: PaymentDesk, order: Order) => Promise<OrderResult>,
  ): Promise<OrderResult> {
    const counter = await host.till.counter();
    if (!counter.ok) return counter;
    const order = await counter.value.ledger.readOrder(orderNo);
    return order === null ? failure('order_unknown') : action(counter.value.desk, order);
  }

  function onOrder(orderNo: string, action: (desk: PaymentDesk) => Promise<Order>): Promise<OrderResult> {
    return onDesk(orderNo, async (desk) => orderResult(await action(desk)));
  }

  /** Who answers for a decision, and why. */
  function personalWord(reason: string): CallResult<PersonalWord> {
    if (reason.trim() === '') return failure('reason_missing');
    const operatorName = host.staff.presentName;
    return operatorName === null
      ? failure('operator_needed')
      : { ok: true, value: { operatorName, reason: reason.trim() } };
  }

  return {
    getAppState: () => Promise.resolve(host.state()),

    ...saleHandlers(host, onFault),

    retryCreate: ({ orderNo }) => onOrder(orderNo, (desk) => desk.retryCreate(orderNo)),
    checkOrder: ({ orderNo }) => onOrder(orderNo, async (desk) => (await desk.check(orderNo)).order),
    cancelOrder: ({ orderNo, approval }) =>
      onDesk(orderNo, async (desk, order) => {
        // Before the scan nobody can have paid: taking the code back gives nothing away.
        const allowed =
          order.scanned || isDisputed(order) ? await host.staff.approve('cancel', approval, orderNo) : unasked;
        if (!allowed.ok) return allowed;
        return orderResult((await desk.cancel(orderNo, allowed.approvedBy ?? undefined)).order);
      }),

    requestRefund: async ({ orderNo, requestKey, amountMinor, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      return onDesk(orderNo, async (desk) => {
        const allowed = await host.staff.approve('refund', approval, orderNo);
        if (!allowed.ok) return allowed;
        const request = { requestKey, amountMinor, ...words.value, ...approvedBy(allowed) };
        const outcome = await desk.requestRefund(orderNo, request);
        return outcome.kind === 'asked' ? orderResult(outcome.order) : failure(outcome.problem);
      });
    },

    decideOrder: async ({ orderNo, decision, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      return onDesk(orderNo, async (desk, order) => {
        // What is decided about a payment that does not fit also decides whether it can be cancelled.
        const action = isDisputed(order) && !host.staff.needsApproval('decide') ? 'cancel' : 'decide';
        const allowed = await host.staff.approve(action, approval, orderNo);
        if (!allowed.ok) return allowed;
        const outcome = await desk.decide(orderNo, decision, { ...words.value, ...approvedBy(allowed) });
        return outcome.kind === 'decided' ? orderResult(outcome.order) : failure('not_possible_now');
      });
    },

    reapplyNotification: async ({ id }) => {
      const counter = await host.till.counter();
      if (!counter.ok) return counter;
      const answer = await counter.value.desk.reapplyNotification(id);
      return answer === null ? failure('not_possible_now', 'there is no such delivery') : { ok: true, value: answer };
    },

    getOrder: async ({ orderNo }) => {
      const history = await host.till.history();
      if (!history.ok) return history;
      const order = await history.value.readOrder(orderNo);
      if (order === null) return failure('order_unknown');
      const timeline = await history.value.timeline(orderNo);
      return {
        ok: true,
        value: {
          order: host.till.viewOf(order),
          timeline: toTimeline(order, timeline),
        },
      };
    },

    listOrders: async ({ search, display, after, limit }) => {
      const history = await host.till.history();
      if (!history.ok) return history;
      const states = display === null ? null : statesShownAs(display);
      const page = await history.value.listOrders({ search, states, after, limit });
      return { ok: true, value: { ...page, orders: page.orders.map((order) => host.till.viewOf(order)) } };
    },

    listNotifications: async ({ limit }) => {
      const history = await host.till.history();
      if (!history.ok) return history;
      const deliveries = await history.value.listNotifications(limit);
      // A delivery carries no result code that would need explaining.
      const withoutCode = (problem: Problem | null) => (problem === null ? null : { ...problem, explanation: null });
      return { ok: true, value: deliveries.map((one) => ({ ...one, problem: withoutCode(one.problem) })) };
    },

    listUnmatched: async ({ limit }) => {
      const history = await host.till.history();
      if (!history.ok) return history;
      const reports = await history.value.listUnmatched(limit);
      return {
        ok: true,
        value: reports.map(({ sequence, at, bodyText, payment }) => {
          const { profileId, deliveryId: _deliveryId, ...told } = payment;
          const profile = host.till.profileOf(profileId);
          const account = { profileName: profile?.name ?? profileId, gateway: profile?.gateway ?? null };
          return { sequence, at, bodyText, ...told, ...account };
        }),
      };
    },

    settleUnmatched: async ({ sequence, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      const counter = await host.till.counter();
      if (!counter.ok) return counter;
      const allowed = await host.staff.approve('decide', approval);
      if (!allowed.ok) return allowed;
      const { ledger, summary } = counter.value;
      const word = { ...words.value, ...approvedBy(allowed) };
      const isSettled = await ledger.settleUnmatched(sequence, word, new Date());
      summary.refresh();
      return isSettled ? done : failure('not_possible_now', 'it has been looked into');
    },

    showToCustomer: async ({ orderNo }) => {
      const counter = await host.till.counter();
      if (!counter.ok) return counter;
      const order = await counter.value.ledger.readOrder(orderNo);
      if (order === null) return failure('order_unknown');
      desktop.showToCustomer(host.till.viewOf(order));
      return done;
    },

    previewCustomerDisplay: () => {
      desktop.previewCustomerDisplay();
      return Promise.resolve(done);
    },

    testProfile: async ({ profileId }) => {
      await host.till.ready;
      const profile = host.till.profileOf(profileId);
      if (profile === null) return failure('method_unknown');
      const { keyStore } = host.till;
      return { ok: true, value: await testProfile({ profile, keys: keyStore, clock: systemClock }) };
    },

    ...catalogueHandlers(host, desktop, onFault),
    ...settingsHandlers(host, desktop),
    ...staffHandlers(host),
    ...ledgerHandlers(host, desktop),

    recheckKeys: async () => {
      await host.till.recheckKeys();
      return done;
    },

    renewPracticeKeys: async () => {
      if (host.till.mode !== 'practice') return failure('not_possible_now', 'only in practice mode');
      await host.till.renewPracticeKeys();
      return done;
    },

    openPracticePhone: async ({ orderNo }) => {
      await host.till.ready;
      const { phoneUrl } = host.till;
      if (phoneUrl === null) return failure('not_possible_now', 'the practice platform is not running');
      const url = new URL(phoneUrl);
      url.searchParams.set('language', host.state().language);
      if (orderNo !== null) url.searchParams.set('order', orderNo);
      desktop.openPhone(url.href);
      return done;
    },

    copyText: async ({ text }) => {
      await desktop.copyText(text);
      return done;
    },
  };
}
