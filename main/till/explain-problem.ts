/** What a gateway's code means at the counter: the reason and the next step behind a problem, where its code says one. */
import type { GatewayKind, Problem, ProblemCode } from '../domain/order.ts';
import type { Explanation } from '../domain/refusal.ts';
import { explainCode as explainAlipayCode } from '../gateways/alipay/explanations.ts';
import { explainCode as explainScanForPayCode } from '../gateways/scanforpay/explanations.ts';

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

export function explainProblem(gateway: GatewayKind, problem: Problem): Explanation | null {
  const { code, gatewayCode } = problem;
  if (gatewayCode === null || !saidByCode.has(code)) return null;
  if (!/^(?:\d{1,5}$|(?:ACQ|AQC|isv|isp|aop)\.)/.test(gatewayCode)) return null;
  return gateway === 'alipay' ? explainAlipayCode(gatewayCode) : explainScanForPayCode(gatewayCode);
}
