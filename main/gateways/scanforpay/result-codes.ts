/**
 * ScanForPay's result codes (gateways.md 1.4): for each what it says of the request, and what it means for the person at
 * the counter. A code that is not here says nothing.
 */
import type { ProblemCode } from '../../domain/order.ts';
import type { Explanation } from '../../domain/refusal.ts';

/** How to go on: `unsure` is never a failure, the order has to be queried. */
export type CodeMeaning =
  | { readonly kind: 'ok' }
  | (Explanation & { readonly kind: 'not_found' })
  | (Explanation & { readonly kind: 'unsure' | 'refused'; readonly code: ProblemCode });

type Advice = readonly [reason: Explanation['reason'], nextStep: Explanation['nextStep']];

function refused(code: ProblemCode, [reason, nextStep]: Advice): CodeMeaning {
  return { kind: 'refused', code, reason, nextStep };
}

function unsure(reason: Explanation['reason'], code: ProblemCode = 'gateway_unsure'): CodeMeaning {
  return { kind: 'unsure', code, reason, nextStep: 'query' };
}

const wrongField = refused('input_rejected', ['parameter_wrong', 'mend_input']);

const meanings: ReadonlyMap<number, CodeMeaning> = new Map<number, CodeMeaning>([
  [1, { kind: 'ok' }],
  [2, refused('gateway_refused', ['other', 'new_order'])],
  [3, refused('configuration', ['permission_missing', 'mend_settings'])],
  [4, wrongField],
  [5, wrongField],
  [6, wrongField],
  [7, wrongField],
  [8, refused('configuration', ['signature_refused', 'mend_settings'])],
  [9, unsure('system_error')],
  [20, unsure('system_error')],
  [21, unsure('system_error')],
  [22, unsure('system_error')],
  [30, { kind: 'not_found', reason: 'trade_not_exist', nextStep: 'new_order' }],
  // The number is taken, perhaps by our own unanswered try: ask about it, never renumber blindly.
  [31, unsure('number_used', 'order_number_used')],
  [32, refused('gateway_refused', ['trade_state_wrong', 'query'])],
  [33, refused('already_closed', ['already_closed', 'new_order'])],
  [34, refused('gateway_refused', ['cancel_not_allowed', 'refund_instead'])],
  [35, refused('gateway_refused', ['refund_amount_wrong', 'mend_input'])],
  // Open the code in the other wallet, or pay with it: the order was made for the wrong one.
  [40, refused('wallet_differs', ['open_in_wallet', 'tell_customer'])],
  [41, refused('wallet_differs', ['pay_with_alipay', 'tell_customer'])],
  [42, refused('wallet_differs', ['pay_with_wechat', 'tell_customer'])],
  [43, refused('configuration', ['account_not_opened', 'mend_settings'])],
  [44, refused('configuration', ['payment_type_not_opened', 'mend_settings'])],
]);

/** A code of no table may stand for anything, also for a request that was carried out. */
const unlisted = unsure('other');

export function meaningOf(code: number): CodeMeaning {
  return meanings.get(code) ?? unlisted;
}

/** Whether the published table has it. */
export function isListed(code: number): boolean {
  return meanings.has(code);
}
