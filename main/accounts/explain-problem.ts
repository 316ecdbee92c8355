/** What a gateway's code means at the counter: the reason and the next step behind a problem, where its code says one. */
import type { GatewayKind, Problem, ProblemCode } from '../domain/order.ts';
import type { Explanation, NextStep } from '../domain/refusal.ts';
import { explanationOf, explanationOfSubCode } from '../gateways/alipay/result-codes.ts';
import { isListed, meaningOf } from '../gateways/scanforpay/result-codes.ts';

/** The problems whose `gatewayCode` is a result code; elsewhere it is an HTTP status or a number that differs. */
const saidByCode: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'gateway_unsure',
  'signature_missing',
  'configuration',
  'input_rejected',
  'order_number_used',
  'already_paid',
  'already_closed',
  'gateway_refused',
  'wallet_differs',
]);

/**
 * What may be done while it is not known whether money moved. Whatever else the code advises is for a request that was
 * not carried out: here it would invite a second charge, or a second refund.
 */
const harmlessSteps: ReadonlySet<NextStep> = new Set<NextStep>(['query', 'mend_settings', 'top_up']);

/** @param isOpen whether the outcome of what was asked is not known: then it is asked about before anything else. */
export function explainProblem(gateway: GatewayKind, problem: Problem, isOpen = false): Explanation | null {
  const explanation = explanationOfCode(gateway, problem);
  if (explanation === null || !isOpen || harmlessSteps.has(explanation.nextStep)) return explanation;
  return { ...explanation, nextStep: 'query' };
}

function explanationOfCode(gateway: GatewayKind, problem: Problem): Explanation | null {
  const { code, gatewayCode } = problem;
  if (gatewayCode === null || !saidByCode.has(code)) return null;
  return gateway === 'alipay' ? ofAlipay(problem, gatewayCode) : ofScanForPay(code, gatewayCode);
}

function ofAlipay({ gatewayMainCode }: Problem, gatewayCode: string): Explanation | null {
  if (gatewayMainCode !== undefined) return explanationOf(gatewayMainCode, gatewayCode);
  if (/^\d{1,5}$/.test(gatewayCode)) return explanationOf(gatewayCode, null);
  return /^(?:ACQ|AQC|isv|isp|aop)\./.test(gatewayCode) ? explanationOfSubCode(gatewayCode) : null;
}

function ofScanForPay(code: ProblemCode, gatewayCode: string): Explanation | null {
  if (!/^\d{1,5}$/.test(gatewayCode)) return null;
  const meaning = meaningOf(Number(gatewayCode));
  // A code that nobody has published says only that it has to be asked about.
  if (meaning.kind === 'ok' || !(isListed(Number(gatewayCode)) || code === 'gateway_unsure')) return null;
  return { reason: meaning.reason, nextStep: meaning.nextStep };
}
