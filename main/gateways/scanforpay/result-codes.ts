/** ScanForPay's result codes (gateways.md 1.4) and what each means for us. */
import type { ProblemCode } from '../../domain/order.ts';

/** How to go on: `unsure` is never a failure, the order has to be queried. */
export type CodeMeaning =
  | { readonly kind: 'ok' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'unsure'; readonly code: ProblemCode }
  | { readonly kind: 'refused'; readonly code: ProblemCode };

const ok: CodeMeaning = { kind: 'ok' };
const unsure: CodeMeaning = { kind: 'unsure', code: 'gateway_unsure' };
const configuration: CodeMeaning = { kind: 'refused', code: 'configuration' };
const inputRejected: CodeMeaning = { kind: 'refused', code: 'input_rejected' };
const wrongWallet: CodeMeaning = { kind: 'refused', code: 'wallet_differs' };
const gatewayRefused: CodeMeaning = { kind: 'refused', code: 'gateway_refused' };

const meanings: ReadonlyMap<number, CodeMeaning> = new Map<number, CodeMeaning>([
  [1, ok],
  [2, gatewayRefused],
  [3, configuration],
  [4, inputRejected],
  [5, inputRejected],
  [6, inputRejected],
  [7, inputRejected],
  [8, configuration],
  [9, unsure],
  [20, unsure],
  [21, unsure],
  [22, unsure],
  [30, { kind: 'not_found' }],
  // The number is taken, perhaps by our own unanswered try: ask about it, never renumber blindly.
  [31, { kind: 'unsure', code: 'order_number_used' }],
  [32, gatewayRefused],
  [33, { kind: 'refused', code: 'already_closed' }],
  [34, gatewayRefused],
  [35, gatewayRefused],
  // Open the code in the other wallet, or pay with it: the order was made for the wrong one.
  [40, wrongWallet],
  [41, wrongWallet],
  [42, wrongWallet],
  [43, configuration],
  [44, configuration],
]);

export function meaningOf(code: number): CodeMeaning {
  return meanings.get(code) ?? gatewayRefused;
}
