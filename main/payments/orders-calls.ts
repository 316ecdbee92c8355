/** The calls about orders that there are: what is done with one, what became of them, and the gateways' messages. */
import type { CallResult, GroupHandlers, OrderView, TimelineEntry } from '../../preload/contract/index.ts';
import { statesShownAs } from '../domain/order-lifecycle.ts';
import type { GatewayKind, Order, Problem } from '../domain/order.ts';
import { done, refused } from '../domain/result.ts';
import { isDisputed } from '../domain/settlement.ts';
import type { ApprovalResult, Ledger, LedgerReader, RecordedEvent, StaffAtTill } from '../ports/index.ts';
import type { PersonalWord } from './decide-order.ts';
import type { PaymentDesk } from './payment-desk.ts';

/** What sells. */
export interface SellingCounter {
  readonly desk: PaymentDesk;
  readonly ledger: Pick<Ledger, 'readOrder'>;
}

export interface CounterParts<Counter extends SellingCounter = SellingCounter> {
  /** Or why nothing can be sold. Waits while a doubtful ledger is looked over. */
  readonly counter: () => Promise<CallResult<Counter>>;
  readonly viewOf: (order: Order) => OrderView;
}

/** What sells, and keeps what no order here fits. */
export interface OrdersCounter extends SellingCounter {
  readonly ledger: SellingCounter['ledger'] & {
    /** `false` when there is no such report, or somebody has looked into it already. */
    settleUnmatched(sequence: number, word: PersonalWord, at: Date): Promise<boolean>;
  };
  readonly summary: { refresh(): void };
}

export interface OrdersParts extends CounterParts<OrdersCounter> {
  /** What looking back needs: the ledger, or a backup while it cannot be used. */
  readonly history: () => Promise<CallResult<LedgerReader>>;
  /** @param events of the order, oldest first. */
  readonly timelineOf: (order: Order, events: readonly RecordedEvent[]) => TimelineEntry[];
  /** `null` for an account that is not there any more. */
  readonly accountOf: (accountId: string) => { readonly name: string; readonly gateway: GatewayKind } | null;
  readonly staff: Pick<StaffAtTill, 'presentName' | 'needsApproval' | 'approve'>;
}

const unasked: ApprovalResult = { ok: true, approvedBy: null };

function approvedBy({ approvedBy: name }: { readonly approvedBy: string | null }): { readonly approvedBy?: string } {
  return name === null ? {} : { approvedBy: name };
}

export function ordersHandlers(parts: OrdersParts): GroupHandlers<'orders'> {
  const { counter, history, viewOf, timelineOf, accountOf, staff } = parts;
  const shown = (order: Order): { readonly ok: true; readonly value: OrderView } => ({
    ok: true,
    value: viewOf(order),
  });

  /** Who answers for a decision, and why. */
  function personalWord(reason: string): CallResult<PersonalWord> {
    if (reason.trim() === '') return refused('reason_missing');
    const operatorName = staff.presentName;
    return operatorName === null
      ? refused('operator_needed')
      : { ok: true, value: { operatorName, reason: reason.trim() } };
  }

  /** Looks something up, in whatever can be looked into now. */
  async function lookingBack<Value>(
    find: (reader: LedgerReader) => Promise<CallResult<Value>>,
  ): Promise<CallResult<Value>> {
    const reader = await history();
    return reader.ok ? find(reader.value) : reader;
  }

  return {
    checkOrder: ({ orderNo }) => onOrder(parts, orderNo, async (desk) => shown((await desk.check(orderNo)).order)),

    cancelOrder: ({ orderNo, approval }) =>
      onOrder(parts, orderNo, async (desk, order) => {
        // Before the scan nobody can have paid: taking the code back gives nothing away.
        const allowed = order.scanned || isDisputed(order) ? await staff.approve('cancel', approval, orderNo) : unasked;
        if (!allowed.ok) return allowed;
        return shown((await desk.cancel(orderNo, allowed.approvedBy ?? undefined)).order);
      }),

    requestRefund: async ({ orderNo, requestKey, amountMinor, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      return onOrder(parts, orderNo, async (desk) => {
        const allowed = await staff.approve('refund', approval, orderNo);
        if (!allowed.ok) return allowed;
        const request = { requestKey, amountMinor, ...words.value, ...approvedBy(allowed) };
        const outcome = await desk.requestRefund(orderNo, request);
        return outcome.kind === 'asked' ? shown(outcome.order) : refused(outcome.problem);
      });
    },

    decideOrder: async ({ orderNo, decision, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      return onOrder(parts, orderNo, async (desk, order) => {
        // What is decided about a payment that does not fit also decides whether it can be cancelled.
        const action = isDisputed(order) && !staff.needsApproval('decide') ? 'cancel' : 'decide';
        const allowed = await staff.approve(action, approval, orderNo);
        if (!allowed.ok) return allowed;
        const outcome = await desk.decide(orderNo, decision, { ...words.value, ...approvedBy(allowed) });
        return outcome.kind === 'decided' ? shown(outcome.order) : refused('not_possible_now');
      });
    },

    reapplyNotification: async ({ id }) => {
      const open = await counter();
      if (!open.ok) return open;
      const answer = await open.value.desk.reapplyNotification(id);
      return answer === null ? refused('not_possible_now', 'there is no such delivery') : { ok: true, value: answer };
    },

    getOrder: ({ orderNo }) =>
      lookingBack(async (reader) => {
        const order = await reader.readOrder(orderNo);
        if (order === null) return refused('order_unknown');
        const events = await reader.timeline(orderNo);
        return { ok: true, value: { order: viewOf(order), timeline: timelineOf(order, events) } };
      }),

    listOrders: ({ search, display, after, limit }) =>
      lookingBack(async (reader) => {
        const states = display === null ? null : statesShownAs(display);
        const page = await reader.listOrders({ search, states, after, limit });
        return { ok: true, value: { ...page, orders: page.orders.map((order) => viewOf(order)) } };
      }),

    listNotifications: ({ limit }) =>
      lookingBack(async (reader) => {
        const deliveries = await reader.listNotifications(limit);
        // A delivery carries no result code that would need explaining.
        const withoutCode = (problem: Problem | null) => (problem === null ? null : { ...problem, explanation: null });
        return { ok: true, value: deliveries.map((one) => ({ ...one, problem: withoutCode(one.problem) })) };
      }),

    listUnmatched: ({ limit }) =>
      lookingBack(async (reader) => {
        const reports = await reader.listUnmatched(limit);
        return {
          ok: true,
          value: reports.map(({ sequence, at, bodyText, payment }) => {
            const { accountId, deliveryId: _deliveryId, ...told } = payment;
            const account = accountOf(accountId);
            const named = { accountName: account?.name ?? accountId, gateway: account?.gateway ?? null };
            return { sequence, at, bodyText, ...told, ...named };
          }),
        };
      }),

    settleUnmatched: async ({ sequence, reason, approval }) => {
      const words = personalWord(reason);
      if (!words.ok) return words;
      const open = await counter();
      if (!open.ok) return open;
      const allowed = await staff.approve('decide', approval);
      if (!allowed.ok) return allowed;
      const { ledger, summary } = open.value;
      const word = { ...words.value, ...approvedBy(allowed) };
      const isSettled = await ledger.settleUnmatched(sequence, word, new Date());
      summary.refresh();
      return isSettled ? done : refused('not_possible_now', 'it has been looked into');
    },
  };
}

/** Runs a use case on an order that exists. */
export async function onOrder(
  { counter }: CounterParts,
  orderNo: string,
  action: (desk: PaymentDesk, order: Order) => Promise<CallResult<OrderView>>,
): Promise<CallResult<OrderView>> {
  const open = await counter();
  if (!open.ok) return open;
  const { desk, ledger } = open.value;
  const order = await ledger.readOrder(orderNo);
  return order === null ? refused('order_unknown') : action(desk, order);
}
