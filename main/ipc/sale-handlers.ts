/** The calls that take a sale, or put one aside. What a form says is checked again here before anything is recorded. */
import { largestAmountMinor } from '../domain/amount-limit.ts';
import type { CallResult, Handlers, SaleInput } from '../../preload/contract/index.ts';
import { walletOfCustomerCode } from '../domain/customer-code.ts';
import { amountProblem } from '../domain/money.ts';
import { noteProblem } from '../domain/order-input.ts';
import { linesProblem, linesTotalMinor } from '../domain/order-lines.ts';
import type { OrderDraft } from '../domain/order.ts';
import { failureReasonOf } from '../ledger/file/failure.ts';
import type { PaymentDesk } from '../payments/payment-desk.ts';
import type { SaleOutcome } from '../payments/create-sale.ts';
import { currencyOf, methodId, walletsOf } from '../accounts/key-states.ts';
import { draftFrom } from '../accounts/order-draft.ts';
import type { TillHost } from '../till/till-host.ts';
import { failure, type Failure } from './call-results.ts';

type SaleCalls = 'createOrder' | 'holdOrder' | 'discardOrder';

interface CheckedSale {
  readonly desk: PaymentDesk;
  readonly draft: OrderDraft;
  readonly methodId: string;
}

export function saleHandlers(
  host: TillHost,
  onFault: (where: string, fault: unknown) => void,
): Pick<Handlers<'cashier'>, SaleCalls> {
  /** @param needsKeys the gateway is to hear of it at once. */
  async function checkedSale(
    input: SaleInput,
    customerCode: string | null,
    needsKeys: boolean,
  ): Promise<CallResult<CheckedSale>> {
    const { till, staff } = host;
    await till.ready;
    const counter = await till.counter();
    if (!counter.ok) return counter;
    const profile = till.profileOf(input.profileId);
    if (profile === null || !walletsOf(profile).includes(input.wallet)) return failure('method_unknown');
    if (currencyOf(profile) !== input.currency) return failure('currency_unknown');
    const wrong = inputFailure(input, largestAmountMinor(profile.gateway, input.currency));
    if (wrong !== null) return wrong;
    const id = methodId(profile.id, input.wallet);
    const method = till.methodsOf(profile).find((candidate) => candidate.id === id);
    if (method === undefined) return failure('method_unknown');
    if (needsKeys && method.problem !== null) return failure(method.problem);
    const operatorName = staff.presentName;
    if (operatorName === null) return failure('operator_needed');
    const draft = draftFrom(profile, input, customerCode !== null, operatorName);
    return { ok: true, value: { desk: counter.value.desk, draft, methodId: id } };
  }

  function saleResult(sale: SaleOutcome) {
    if (sale.kind === 'taken') return { ok: true, value: host.till.viewOf(sale.order) } as const;
    onFault(sale.kind === 'not_recorded' ? 'recording an order' : 'recording an answer', sale.fault);
    const code = sale.kind === 'not_recorded' ? 'ledger_failed' : 'answer_not_recorded';
    return failure(code, failureReasonOf(sale.fault));
  }

  return {
    createOrder: async ({ customerCode, heldOrderNo, ...input }) => {
      if (customerCode !== null && walletOfCustomerCode(customerCode) !== input.wallet) {
        return failure('customer_code_invalid');
      }
      const checked = await checkedSale(input, customerCode, true);
      if (!checked.ok) return checked;
      const { desk, draft, methodId: id } = checked.value;
      const result = saleResult(await desk.createSale(draft, customerCode, heldOrderNo));
      if (result.ok) host.rememberMethod(host.till.mode, id);
      return result;
    },

    holdOrder: async ({ heldOrderNo, ...input }) => {
      const checked = await checkedSale(input, null, false);
      if (!checked.ok) return checked;
      const { desk, draft } = checked.value;
      return saleResult(await desk.holdSale(draft, heldOrderNo));
    },

    discardOrder: async ({ orderNo }) => {
      const counter = await host.till.counter();
      if (!counter.ok) return counter;
      const operatorName = host.staff.presentName;
      if (operatorName === null) return failure('operator_needed');
      if ((await counter.value.ledger.readOrder(orderNo)) === null) return failure('order_unknown');
      const order = await counter.value.desk.discardSale(orderNo, operatorName);
      return order.state === 'discarded'
        ? { ok: true, value: host.till.viewOf(order) }
        : failure('not_possible_now', 'it is not held');
    },
  };
}

/** What is wrong with what was typed; `null` when nothing is. */
function inputFailure({ amountMinor, lines, discountMinor, note }: SaleInput, largestMinor: number): Failure | null {
  const amount = amountProblem(amountMinor, largestMinor);
  if (amount !== null) return failure(`amount_${amount}`);
  const wrongLines = linesProblem(lines, discountMinor, largestMinor);
  if (wrongLines !== null) return failure(wrongLines);
  if (lines.length > 0 && linesTotalMinor(lines, discountMinor) !== amountMinor) return failure('lines_differ');
  const wrongNote = noteProblem(note);
  return wrongNote === null ? null : failure(`note_${wrongNote}`);
}
