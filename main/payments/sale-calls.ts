/** The calls that take a sale, or put one aside. What a form says is checked again here before anything is recorded. */
import type { CallProblem, CallResult, GroupHandlers, PaymentMethod, SaleInput } from '../../preload/contract/index.ts';
import { walletOfCustomerCode } from '../domain/customer-code.ts';
import { amountProblem } from '../domain/money.ts';
import { noteProblem } from '../domain/order-input.ts';
import { linesProblem, linesTotalMinor } from '../domain/order-lines.ts';
import type { LedgerFailureReason } from '../domain/ledger-failure.ts';
import type { OrderDraft, Wallet } from '../domain/order.ts';
import { refused, type Refused } from '../domain/result.ts';
import type { StaffAtTill } from '../ports/index.ts';
import type { SaleOutcome } from './create-order.ts';
import { onOrder, type CounterParts } from './orders-calls.ts';
import type { PaymentDesk } from './payment-desk.ts';

/** A way to pay that takes sales, with the account behind it. */
export interface SellingMethod {
  readonly method: PaymentMethod;
  /** @param isByCode the customer's own code pays it. */
  readonly draftOf: (input: SaleInput, isByCode: boolean, operatorName: string) => OrderDraft;
}

export interface SaleParts extends CounterParts {
  /** Resolves when the till has started: until then it may not know its accounts. */
  readonly started: () => Promise<void>;
  readonly staff: Pick<StaffAtTill, 'presentName'>;
  /** `null` where there is none that takes sales. */
  readonly methodFor: (accountId: string, wallet: Wallet) => SellingMethod | null;
  /** Chooses it again for the next sale. */
  readonly rememberMethod: (methodId: string) => void;
  readonly ledgerFailureOf: (fault: unknown) => LedgerFailureReason;
  readonly onFault: (where: string, fault: unknown) => void;
}

interface CheckedSale {
  readonly desk: PaymentDesk;
  readonly draft: OrderDraft;
  readonly methodId: string;
}

export function saleHandlers(parts: SaleParts): GroupHandlers<'sale'> {
  const { viewOf, staff } = parts;

  /** @param needsKeys the gateway is to hear of it at once. */
  async function checkedSale(
    input: SaleInput,
    customerCode: string | null,
    needsKeys: boolean,
  ): Promise<CallResult<CheckedSale>> {
    await parts.started();
    const counter = await parts.counter();
    if (!counter.ok) return counter;
    const selling = parts.methodFor(input.accountId, input.wallet);
    if (selling === null) return refused('method_unknown');
    const { method } = selling;
    if (method.currency !== input.currency) return refused('currency_unknown');
    const wrong = inputProblem(input, method.maximumAmountMinor);
    if (wrong !== null) return wrong;
    if (needsKeys && method.problem !== null) return refused(method.problem);
    const operatorName = staff.presentName;
    if (operatorName === null) return refused('operator_needed');
    const draft = selling.draftOf(input, customerCode !== null, operatorName);
    return { ok: true, value: { desk: counter.value.desk, draft, methodId: method.id } };
  }

  function saleResult(sale: SaleOutcome) {
    if (sale.kind === 'taken') return { ok: true, value: viewOf(sale.order) } as const;
    parts.onFault(sale.kind === 'not_recorded' ? 'recording an order' : 'recording an answer', sale.fault);
    const code = sale.kind === 'not_recorded' ? 'ledger_failed' : 'answer_not_recorded';
    return refused(code, parts.ledgerFailureOf(sale.fault));
  }

  return {
    createOrder: async ({ customerCode, heldOrderNo, ...input }) => {
      if (customerCode !== null && walletOfCustomerCode(customerCode) !== input.wallet) {
        return refused('customer_code_invalid');
      }
      const checked = await checkedSale(input, customerCode, true);
      if (!checked.ok) return checked;
      const { desk, draft, methodId } = checked.value;
      const result = saleResult(await desk.createOrder(draft, customerCode, heldOrderNo));
      if (result.ok) parts.rememberMethod(methodId);
      return result;
    },

    holdOrder: async ({ heldOrderNo, ...input }) => {
      const checked = await checkedSale(input, null, false);
      if (!checked.ok) return checked;
      const { desk, draft } = checked.value;
      return saleResult(await desk.holdOrder(draft, heldOrderNo));
    },

    discardOrder: ({ orderNo }) =>
      onOrder(parts, orderNo, async (desk) => {
        const operatorName = staff.presentName;
        if (operatorName === null) return refused('operator_needed');
        const order = await desk.discardOrder(orderNo, operatorName);
        return order.state === 'discarded'
          ? { ok: true, value: viewOf(order) }
          : refused('not_possible_now', 'it is not held');
      }),

    retryCreate: ({ orderNo }) =>
      onOrder(parts, orderNo, async (desk) => ({ ok: true, value: viewOf(await desk.retryCreate(orderNo)) })),
  };
}

/** What is wrong with what was typed; `null` when nothing is. */
function inputProblem(
  { amountMinor, lines, discountMinor, note }: SaleInput,
  largestMinor: number,
): Refused<CallProblem> | null {
  const amount = amountProblem(amountMinor, largestMinor);
  if (amount !== null) return refused(`amount_${amount}`);
  const wrongLines = linesProblem(lines, discountMinor, largestMinor);
  if (wrongLines !== null) return refused(wrongLines);
  if (lines.length > 0 && linesTotalMinor(lines, discountMinor) !== amountMinor) return refused('lines_differ');
  const wrongNote = noteProblem(note);
  return wrongNote === null ? null : refused(`note_${wrongNote}`);
}
