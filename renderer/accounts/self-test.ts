/** What a step of a merchant account's self-test has to say below its name. Pure. */
import type { ProblemView, SelfTestStep } from '../../preload/contract/index.ts';

/** The mistakes that have a sentence of their own on how to mend them. */
export const stepFaults = [
  'missing',
  'keychain_unavailable',
  'empty',
  'not_a_key',
  'certificate_given',
  'certificate_request_given',
  'several_given',
  'several_lines',
  'unexpected_characters',
  'encrypted',
  'public_key_given',
  'private_key_given',
  'not_rsa',
  'too_short',
  'own_public_key_given',
  'not_a_certificate',
  'key_given',
  'certificate_of_another_key',
  'own_certificate_given',
  'root_certificate_given',
  'not_a_root',
  'chain_broken',
  'expired',
  'not_yet_valid',
  'not_a_content_key',
  'does_not_sign',
  'unreachable',
  'timeout',
  'http_error',
  'malformed_reply',
  'signature_missing',
  'signature_wrong',
] as const;
export type StepFault = (typeof stepFaults)[number];

type ProblemCode = ProblemView['code'];

/** Said as on an order's screen. A new code of the contract has to be put here or above, or this does not compile. */
const saidAsOnOrders: Readonly<Record<Exclude<ProblemCode, StepFault>, true>> = {
  gateway_unsure: true,
  interrupted: true,
  configuration: true,
  input_rejected: true,
  order_number_used: true,
  already_paid: true,
  already_closed: true,
  gateway_refused: true,
  code_untrusted: true,
  key_missing_or_locked: true,
  key_unusable: true,
  account_missing: true,
  merchant_differs: true,
  order_number_differs: true,
  amount_differs: true,
  currency_differs: true,
  wallet_differs: true,
  seller_differs: true,
  other_till: true,
  trade_older: true,
  payment_unassigned: true,
  nothing_paid: true,
  paid_twice: true,
  contradicts_paid: true,
  refund_differs: true,
  still_not_known: true,
  too_large: true,
  content_type_unsupported: true,
  too_many_deliveries: true,
};

export type StepFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'fault'; readonly fault: StepFault }
  | { readonly kind: 'problem'; readonly code: Exclude<ProblemCode, StepFault> }
  | { readonly kind: 'clock'; readonly skewMs: number; readonly isWrong: boolean }
  | { readonly kind: 'refused'; readonly explanation: SelfTestStep['explanation']; readonly words: string }
  /** A code that this version has no words for. */
  | { readonly kind: 'unknown'; readonly code: string };

export function isStepFault(code: string): code is StepFault {
  return (stepFaults as readonly string[]).includes(code);
}

function isSaidAsOnOrders(code: string): code is Exclude<ProblemCode, StepFault> {
  return Object.hasOwn(saidAsOnOrders, code);
}

export function findingOf({ name, verdict, problem, explanation }: SelfTestStep): StepFinding {
  if (name === 'clock') {
    const skewMs = problem === null ? Number.NaN : Number(problem);
    return Number.isFinite(skewMs) ? { kind: 'clock', skewMs, isWrong: verdict === 'wrong' } : { kind: 'none' };
  }
  if (verdict === 'good' || verdict === 'not_known') return { kind: 'none' };
  // There the problem is in the gateway's own words.
  if (name === 'request_accepted') return { kind: 'refused', explanation, words: problem ?? '' };
  if (problem === null) return { kind: 'none' };
  if (isStepFault(problem)) return { kind: 'fault', fault: problem };
  if (isSaidAsOnOrders(problem)) return { kind: 'problem', code: problem };
  return { kind: 'unknown', code: problem };
}
