/** Alipay's codes and sub-codes (gateways.md 2.7) and what each means for us. */
import type { ProblemCode } from '../../domain/order.ts';

/** `unsure` is never a failure: the order has to be queried. */
export type CodeMeaning =
  | { readonly kind: 'ok' }
  | { readonly kind: 'trade_not_exist' }
  | { readonly kind: 'unsure'; readonly code: ProblemCode }
  | { readonly kind: 'refused'; readonly code: ProblemCode };

const unsure: CodeMeaning = { kind: 'unsure', code: 'gateway_unsure' };
const configuration: CodeMeaning = { kind: 'refused', code: 'configuration' };
const inputRejected: CodeMeaning = { kind: 'refused', code: 'input_rejected' };
const gatewayRefused: CodeMeaning = { kind: 'refused', code: 'gateway_refused' };

const businessMeanings: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  ['SYSTEM_ERROR', unsure],
  ['TRADE_NOT_EXIST', { kind: 'trade_not_exist' }],
  // Paid already: the query that follows will say so. Never a new charge.
  ['TRADE_HAS_SUCCESS', { kind: 'unsure', code: 'already_paid' }],
  ['TRADE_HAS_CLOSE', { kind: 'refused', code: 'already_closed' }],
  ['CONTEXT_INCONSISTENT', { kind: 'refused', code: 'order_number_used' }],
  ['TOTAL_FEE_EXCEED', inputRejected],
  ['INVALID_PARAMETER', inputRejected],
  ['EXIST_FORBIDDEN_WORD', inputRejected],
  ['ACCESS_FORBIDDEN', configuration],
  ['PARTNER_ERROR', configuration],
  ['SELLER_BEEN_BLOCKED', configuration],
]);

/** `isv.*` faults that the owner has to mend in the settings, not the cashier in the sale. */
const configurationFaults: ReadonlySet<string> = new Set([
  'isv.invalid-signature',
  'isv.missing-signature',
  'isv.invalid-signature-type',
  'isv.missing-signature-type',
  'isv.missing-signature-key',
  'isv.invalid-app-id',
  'isv.missing-app-id',
  'isv.invalid-timestamp',
  'isv.missing-timestamp',
  'isv.invalid-method',
  'isv.invalid-charset',
]);

export function meaningOf(code: string, subCode: string | null): CodeMeaning {
  if (subCode !== null && /^(?:isp|aop)\.unkno/.test(subCode)) return unsure;
  switch (code) {
    case '10000':
      return { kind: 'ok' };
    case '10003':
    case '20000':
      return unsure;
    case '20001':
    case '40003':
    case '40006':
      return configuration;
    case '40001':
    case '40002':
      return subCode !== null && configurationFaults.has(subCode) ? configuration : inputRejected;
    case '40004':
      // The gateway itself now and then spells `AQC`.
      return businessMeanings.get((subCode ?? '').replace(/^(?:ACQ|AQC)\./, '')) ?? gatewayRefused;
    default:
      return unsure;
  }
}
